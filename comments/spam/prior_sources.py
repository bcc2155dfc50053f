"""Which comments the counts that ship are from, and what may be said of each.

Their licences: comments/spam/data/README.md. Only what may ship is named here: of a file with several
licences the rows of one origin.
"""

import json
from pathlib import Path

from comments.spam.prior_building import Source

OWN = Path(__file__).parent / "data"
NAME, WEBSITE = "name", "website"

# By the name of the file: the origin of the rows (`source`), and what was asked for beside the text.
ELSEWHERE = [
    ("blog_en.jsonl", "blog-hendrixjoseph", {NAME, WEBSITE}),
    ("blog_en_ham.jsonl", "blog-mademistakes", {NAME, WEBSITE}),
    ("youtube_en.jsonl", "youtube-", {NAME}),
    ("ham_ko.jsonl", "curse-community", set()),
]
# Of our own writing. Whether somebody invented has a website says nothing about anybody else.
EXAMPLES = ["examples_en.jsonl", "examples_ko.jsonl"]


def sources(folder: Path) -> list[Source]:
    """Raises OSError where a file is missing."""
    found = [
        Source(origin, _rows(folder / file, origin), frozenset(fields))
        for file, origin, fields in ELSEWHERE
    ]
    own = [row for file in EXAMPLES for row in _rows(OWN / file)]
    return [*found, Source("examples", own, frozenset({NAME}), is_own=True)]


def _rows(path: Path, origin: str = "") -> list[dict]:
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return [row for row in rows if row.get("source", "").startswith(origin)]
