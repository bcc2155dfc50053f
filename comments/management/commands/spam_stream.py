"""The site's learner for scripts, on a scratch database in memory: nothing of the site is touched."""

import json
import sys
from dataclasses import replace
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import connections

from comments.models import TokenCount
from comments.models.token_count import HAM, SPAM, Steps
from comments.spam import CHECKS, bayes
from comments.spam.tokens import read
from comments.spam.verdicts import Submission

SCRATCH = "scratch"
FIELDS = ("author", "url", "text")  # what the learner reads of a comment
# Checks that know the comment alone. They say why; the verdict is the learner's: with theirs 1 to 3 of
# 100 honest comments of English blogs would be held at once.
BESIDE = ("link_count", "website_only_spam", "copied_praise", "folded_phone")


class Command(BaseCommand):
    help = (
        "JSON objects in, one a line: op is score, learn, unlearn, reset or info, comment has author,"
        " email, url, text and created, label is spam or ham. One JSON object a line answers each."
    )
    requires_system_checks = ()
    requires_migrations_checks = False

    def handle(self, *args, **options):
        with Scratch() as scratch:
            # Bytes, so that the terminal's locale has no say in what the text is.
            for line in getattr(sys.stdin, "buffer", sys.stdin):
                self.stdout.write(json.dumps(_answer(scratch, line), ensure_ascii=False))
                # A caller may wait for this answer before it sends the next line.
                self.stdout.flush()


class Scratch:
    """A database with the learner's counts and nothing else."""

    def __enter__(self):
        own = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
        connections.settings[SCRATCH] = connections.settings["default"] | own | {"OPTIONS": {}}
        self.counts = TokenCount.objects.using(SCRATCH)
        with connections[SCRATCH].schema_editor() as editor:
            editor.create_model(TokenCount)
        return self

    def __exit__(self, *error):
        connections[SCRATCH].close()
        del connections[SCRATCH], connections.settings[SCRATCH]

    def score(self, message: dict) -> dict:
        name, website, body = _comment(message)
        submission = Submission(name=name, website=website, body=body)
        submission = replace(submission, learned=bayes.look_up(submission, self.counts))
        found = bayes.weigh(submission.learned)
        checks = (bayes.bayes, *_beside())
        why = [verdict.reason for check in checks if (verdict := check(submission))]
        why += [f"{text} {weight:+.1f}" for text, weight in bayes.words(found)]
        return {"score": found.probability, "spam": found.is_like_spam, "why": why}

    def learn(self, message: dict) -> dict:
        return self._teach(message, +1)

    def unlearn(self, message: dict) -> dict:
        return self._teach(message, -1)

    def reset(self, message: dict) -> dict:
        self.counts.delete()
        return {"ok": True}

    def info(self, message: dict) -> dict:
        with connections[SCRATCH].cursor() as cursor:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
            [size] = cursor.fetchone()
        return {"name": "social-strategy", "rss_mb": _resident_mb(), "model_bytes": size}

    def _teach(self, message: dict, step: int) -> dict:
        label = message.get("label")
        if label not in (SPAM, HAM):
            return {"error": f"unknown label {label!r}"}
        found, steps = read(*_comment(message)), Steps()
        steps.add(label, found.bucket, found.tokens, step)
        self.counts.add(steps)
        return {"ok": True}


OPS = {op: getattr(Scratch, op) for op in ("score", "learn", "unlearn", "reset", "info")}


def _answer(scratch: Scratch, line: bytes | str) -> dict:
    try:
        message = json.loads(line)
    except ValueError as error:
        return {"error": f"no JSON: {error}"}
    op = message.get("op") if isinstance(message, dict) else None
    if op not in OPS:
        return {"error": f"unknown op {op!r}"}
    return OPS[op](scratch, message)


def _beside() -> list:
    return [check for check in CHECKS if check.__name__ in BESIDE]


def _comment(message: dict) -> list[str]:
    """Name, website and body; what is missing is empty."""
    comment = message.get("comment") or {}
    return [str(comment.get(name) or "") for name in FIELDS]


def _resident_mb() -> float | None:
    """Of this process; unknown where there is no /proc."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    found = (line.split()[1] for line in lines if line.startswith("VmRSS:"))
    return next((int(kib) / 1024 for kib in found), None)
