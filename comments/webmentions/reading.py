"""Has a page that somebody else wrote read by a process of its own.

Pages can be written on which every HTML parser in Python works for hours. So that process has
little time and memory, and nothing of this site's environment; the worker has other things to do.
"""

import json
import subprocess
import sys

from django.conf import settings

from comments.webmentions.fetching import Page
from comments.webmentions.mentions import Mention

SECONDS = 30  # on the clock; page_reader.py counts its own working time


class Unreadable(Exception):
    """The page was too much for its reader."""


def read(page: Page, keys: list[str]) -> Mention | None:
    """What the page says; nothing when it has no link to any of `keys` (`WebAddress.key`)."""
    about = {"url": page.url, "content_type": page.content_type, "keys": keys}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "comments.webmentions.page_reader"],
            input=json.dumps(about).encode() + b"\n" + page.body,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=True,
            cwd=settings.BASE_DIR,
            env={},
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise Unreadable(page.url) from error
    return Mention(**found) if found else None
