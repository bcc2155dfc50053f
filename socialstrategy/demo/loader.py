"""Fills an empty site with the notes, pictures and comments that lie beside this file."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import frontmatter
from django.conf import settings
from django.db import transaction

from comments import discussions
from comments.models import Comment
from comments.questions import mark_answered
from comments.spam import judge
from comments.spam.facts import gather
from comments.spam.verdicts import Submission
from comments.submissions import STATUS_OF
from notes.images import store
from notes.models import Author, Note, Pin, Series, Site, Tag
from notes.related import relate_all

FOLDER = Path(__file__).resolve().parent
# How a note shows a picture that lies beside it.
PICTURE = re.compile(r"!\[([^\]]*)\]\((pictures/[\w.-]+)")
Say = Callable[[str], None]


def is_empty() -> bool:
    return not (Series.objects.exists() or Note.objects.exists() or Comment.objects.exists())


@transaction.atomic
def load(say: Say):
    """All or nothing: whoever stops it halfway has an empty site again."""
    Site.objects.current()
    about = _read("series.json")
    author = Author.objects.create(**about.pop("author"))
    planned, pinned = about.pop("planned"), about.pop("pinned")
    series = Series.objects.create(**about)
    notes: dict[int | str, Note] = {}
    paths = sorted((FOLDER / "notes").glob("*.md"))
    for count, path in enumerate(paths, start=1):
        say(f"  시범 글 {count}/{len(paths)}: {path.stem}")
        # Files are named 01.md … by number; any other name is a note outside the series.
        number = int(path.stem) if path.stem.isdecimal() else None
        notes[number or path.stem] = _load_note(path, series if number else None, number, author)
    for number, title in planned.items():
        planning = {"series": series, "number": number, "title": title, "author": author}
        notes[int(number)] = Note.objects.create(status=Note.PLANNED, **planning)
    Pin.objects.create(note=notes[pinned])
    relate_all()
    say("  시범 댓글")
    for data in _read("comments.json"):
        since = notes[data.get("after", data["note"])].published_at
        _load_comment(data, notes[data["note"]], since)
    for number, text in _read("discussions.json").items():
        _load_discussion(text, notes[int(number)])
    for data in _read("spam.json"):
        _load_suspicious_comment(data, notes[data["note"]])


def _read(name: str):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def _load_note(path: Path, series: Series | None, number: int | None, author: Author) -> Note:
    head, body = frontmatter.parse(path.read_text(encoding="utf-8"))
    note = Note(
        series=series,
        number=number,
        author=author,
        body=PICTURE.sub(_stored, body),
        title=head["title"],
        slug=head.get("slug", ""),
        excerpt=head.get("excerpt", ""),
    )
    note.publish(at=head["published"])
    note.tags.set(Tag.objects.named(head.get("tags", ())))
    return note


def _stored(mention: re.Match) -> str:
    """The same picture with the address that it gets here."""
    alt, name = mention.groups()
    with (FOLDER / "notes" / name).open("rb") as file:
        image = store(file, Path(name).name, alt)
    return f"![{alt}]({image.address}"


def _load_comment(
    data: dict, note: Note, since: datetime, parent: Comment | None = None
) -> Comment:
    """One comment and, below it, what answers it."""
    written = since + timedelta(minutes=data["minutes_after"])
    comment = Comment.objects.create(
        note=note,
        parent=parent,
        name=data["name"],
        body=data["body"],
        kind=data.get("kind", Comment.THOUGHT),
        quote=data.get("quote", ""),
        is_by_author=data.get("by_author", False),
        status=Comment.PUBLISHED,
        created_at=written,
        decided_at=written,
    )
    for reply in data.get("replies", ()):
        answer = _load_comment(reply, note, since, parent=comment)
        if reply.get("answers"):
            mark_answered(comment, by_comment=answer)
    return comment


def _load_discussion(text: str, note: Note):
    """What the author made of a conversation; `{이름}` stands for the first comment of that name."""
    first = dict(note.comments.newest_first().values_list("name", "pk"))
    discussions.save(note, text.format_map(first), discussions.state_of(note))


def _load_suspicious_comment(data: dict, note: Note):
    """Judged like any visitor's, so that the queue shows real reasons."""
    words = {key: data.get(key, "") for key in ("name", "email", "website", "body")}
    judgement = judge(gather(Submission(**words, language=settings.LANGUAGE_CODE)))
    Comment.objects.create(
        note=note,
        created_at=note.published_at + timedelta(minutes=data["minutes_after"]),
        status=STATUS_OF[judgement.action],
        score=judgement.score,
        verdicts=judgement.as_json(),
        **words,
    )
