"""A file of notes with their comments into the site: `notes` reads and stores, then `comments`."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from comments.interchange import store_comments
from notes.interchange.json_lines import read_json_lines
from notes.interchange.plan import plan_numbers
from notes.interchange.records import NoteData, SeriesData, Skipped
from notes.interchange.report import Report
from notes.interchange.store import NoteStore
from notes.interchange.wordpress import WordPressFile
from notes.models import Series
from notes.text import slugify

READERS = {"wxr": WordPressFile, "jsonl": read_json_lines}
NOTES_AT_ONCE = 200
_FIRST_BYTES = {b"<": "wxr", b"{": "jsonl"}
_BYTE_ORDER_MARKS = b"\xef\xbb\xbf\xff\xfe\xfe\x00"


def guess_format(file: BinaryIO) -> str | None:
    """By the first letter of the file, which is left at its beginning."""
    first = file.read(4096).lstrip(_BYTE_ORDER_MARKS).lstrip()[:1]
    file.seek(0)
    return _FIRST_BYTES.get(first)


def import_file(
    file: BinaryIO,
    format: str,
    series: str | None = None,
    number: int | None = None,
    dry_run: bool = False,
    progress: Callable[[Report], None] = lambda report: None,
) -> Report:
    """Everything or, when the file is broken (`BrokenFile`) or `dry_run` is asked for, nothing.

    The file must be seekable. With `series` (a slug) all notes go there; with `number` one note
    gets it (`UnclearNumber` when it is not plain which). `progress` is called after some hundred
    notes at a time.
    """
    report = Report()
    with transaction.atomic():
        target, numbers = _plan(file, format, series, number)
        store = NoteStore(report, target, numbers)
        for batch in _batches(READERS[format](file), report):
            _store_comments(store.store(batch), report)
            progress(report)
        store.finish()
        transaction.set_rollback(dry_run)
    return report


def _plan(file, format, series, number) -> tuple[SeriesData | None, dict[str, int]]:
    """Only with these two options must the whole file be read before the first note is stored."""
    if series is None and number is None:
        return None, {}
    notes = [
        replace(data, body="", comments=(), left_out=())
        for data in READERS[format](file)
        if isinstance(data, NoteData)
    ]
    file.seek(0)
    target = _series_named(series, notes) if series else None
    return target, plan_numbers(notes, target, number)


def _series_named(slug: str, notes: list[NoteData]) -> SeriesData:
    """Called what it is called here, or in the file, or like its address."""
    slug = slugify(slug)
    ours = Series.objects.filter(slug=slug).first()
    theirs = next((n.series for n in notes if n.series and slugify(n.series.slug) == slug), None)
    found = ours or theirs
    return SeriesData(found.title if found else slug.replace("-", " "), slug)


def _batches(items: Iterable[NoteData | Skipped], report: Report) -> Iterator[list[NoteData]]:
    notes = _notes(items, report)
    while batch := list(islice(notes, NOTES_AT_ONCE)):
        yield batch


def _notes(items: Iterable[NoteData | Skipped], report: Report) -> Iterator[NoteData]:
    for item in items:
        if isinstance(item, NoteData):
            yield item
            continue
        report.skip(item.reason, item.title)
        if item.comments:
            report.skip(_("들여오지 않은 글에 달린 댓글"), item.title, item.comments)


def _store_comments(stored, report: Report):
    items = [(note, data.comments) for note, data in stored]
    made, there = store_comments(items)
    report.made["comments"] += made
    report.there["comments"] += there
    for _note, data in stored:
        for left_out in data.left_out:
            report.skip(left_out.reason, left_out.title)
