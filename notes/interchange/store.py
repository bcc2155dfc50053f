"""Writes what a file holds into the database, some hundred notes at a time.

`bulk_create` calls no `save()`: what `Note.save()` does for a new note is done here. Nothing that
is stored already is ever changed.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notes.interchange.lookups import Lookups
from notes.interchange.records import NoteData, SeriesData
from notes.interchange.report import Report
from notes.models import Address, Note, Series, counts
from notes.models.address import normal_path
from notes.pages import touch
from notes.related import relate_from_soon
from notes.search.index import index
from notes.text import slugify

NUMBER_TAKEN = gettext_lazy("이미 쓰는 번호라 들여오지 않은 글")
_LONGEST_PATH = 500


class NoteStore:
    """`series` takes all notes, whatever they say; `numbers` (by ref) win over theirs.

    Call inside one transaction for the whole file.
    """

    def __init__(
        self, report: Report, series: SeriesData | None = None, numbers: Mapping[str, int] = ()
    ):
        self.report = report
        self._only_series, self._numbers = series, dict(numbers)
        self._lookups = Lookups(report)
        self._seen: set[str] = set()
        self._taken: dict[int, set[int]] = {}
        self._first_new: int | None = None

    def store(self, batch: Sequence[NoteData]) -> list[tuple[Note, NoteData]]:
        """The notes of the batch, new ones and those of an earlier import, with what was read.

        A note whose number is taken is left out, and so is one that was in the file before.
        """
        batch = [data for data in batch if self._is_first(data)]
        there = self._there(batch)
        new = [(self._note(data), data) for data in batch if data.ref not in there]
        new = [(note, data) for note, data in new if note]
        Note.objects.bulk_create([note for note, _data in new])
        if new and self._first_new is None:
            self._first_new = new[0][0].pk
        self._add_tags(new)
        self._add_addresses(new)
        index([note for note, _data in new])
        for _note, data in new:
            self._count(data)
        return [(there[data.ref], data) for data in batch if data.ref in there] + new

    def finish(self):
        """After the last batch: let readers see the new notes, and have the rest done in the background."""
        if self._first_new is not None:
            touch("site")
            relate_from_soon(self._first_new)

    def _is_first(self, data: NoteData) -> bool:
        if data.ref in self._seen:
            self.report.skip(_("파일에 두 번 들어 있는 글"), data.title)
            return False
        self._seen.add(data.ref)
        return True

    def _there(self, batch: Sequence[NoteData]) -> dict[str, Note]:
        refs = [data.ref for data in batch]
        found = Note.objects.filter(import_ref__in=refs).only("import_ref")
        self.report.there["notes"] += len(found)
        return {note.import_ref: note for note in found}

    def _count(self, data: NoteData):
        self.report.made["notes"] += 1
        self.report.made["images"] += data.images
        for notice in data.notices:
            self.report.notice(notice, data.title)

    # A note ------------------------------------------------------------------------------------

    def _note(self, data: NoteData) -> Note | None:
        """Ready for `bulk_create`, or nothing when its number is taken."""
        series, number = self._place(data)
        if series and not self._take(series, number, data):
            return None
        note = Note(
            series=series,
            number=number,
            title=data.title,
            slug=data.slug,
            body=data.body,
            excerpt=data.excerpt,
            author=self._lookups.author(data.author),
            status=Note.PUBLISHED if data.is_published else Note.DRAFT,
            published_at=data.published_at,
            first_published_in=data.first_published_in,
            is_open_for_comments=data.is_open_for_comments,
            import_ref=data.ref,
        )
        note.prepare(leads={})  # once all of the batch is there, `bulk_create` looks them up
        if not series:
            note.slug = self._free_slug(note.slug or "note", data)
        return note

    def _place(self, data: NoteData) -> tuple[Series | None, int | None]:
        wanted = self._only_series or data.series
        number = self._numbers.get(data.ref, data.number)
        return (self._lookups.series(wanted), number) if wanted and number else (None, None)

    def _take(self, series: Series, number: int, data: NoteData) -> bool:
        """Whether the number was free; from now on it is not."""
        if series.pk not in self._taken:
            self._taken[series.pk] = set(series.notes.values_list("number", flat=True))
        if number in self._taken[series.pk]:
            self.report.skip(str(NUMBER_TAKEN), f"{series.title} {number} : {data.title}")
            return False
        self._taken[series.pk].add(number)
        return True

    @cached_property
    def _slugs(self) -> set[str]:
        """Of the notes in no series."""
        return set(Note.objects.filter(series=None).values_list("slug", flat=True))

    def _free_slug(self, slug: str, data: NoteData) -> str:
        wanted, count = slug, 1
        while slug in self._slugs:
            count += 1
            slug = f"{slugify(wanted, max_length=70)}-{count}"
        if slug != wanted:
            self.report.notice(_("주소가 이미 있어 번호를 붙인 글"), f"{data.title} → {slug}")
        self._slugs.add(slug)
        return slug

    # What belongs to it ------------------------------------------------------------------------

    def _add_tags(self, new: Sequence[tuple[Note, NoteData]]):
        link = Note.tags.through
        links = [
            link(note_id=note.pk, tag_id=tag)
            for note, data in new
            for tag in self._lookups.tags(data.tags)
        ]
        link.objects.bulk_create(links)
        counts.retag({link.note_id for link in links})

    def _add_addresses(self, new: Sequence[tuple[Note, NoteData]]):
        """An address that leads to another note already goes on doing so."""
        wanted = [(path, note) for note, data in new for path in _old_paths(note, data)]
        paths = [path for path, _note in wanted]
        taken = set(Address.objects.filter(path__in=paths).values_list("path", flat=True))
        addresses = []
        for path, note in wanted:
            if path in taken:
                self.report.notice(_("이미 다른 글로 이어지는 옛 주소"), path)
            else:
                taken.add(path)
                addresses.append(Address(path=path, note=note))
        Address.objects.bulk_create(addresses)
        self.report.made["addresses"] += len(addresses)


def _old_paths(note: Note, data: NoteData) -> list[str]:
    paths = dict.fromkeys(normal_path(path) for path in data.old_paths)
    paths.pop(normal_path(note.get_absolute_url()), None)
    return [path for path in paths if path != "/" and len(path) <= _LONGEST_PATH]
