"""Which note `[[소셜전략 3]]` means, and which notes are rendered anew when that changes.

A name leads to a series, a number to one of its notes. Readers are led to what has a page: published
notes and planned numbers. What is not public yet is not given away: the text stays as typed until its
moment. What a citation meant once it goes on meaning (notes/models/citation.py).

`Note` and its QuerySet call `settle()` for texts that were stored and `follow()` for notes whose place
or state changed, `Series` calls `follow_series()`, each in the transaction of the write.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django_tasks import task

from notes.korean_markdown.citations import Lead, Which, citations_in
from notes.markdown import Rendered, render
from notes.models import Citation, Note, SeriesName, counts
from notes.models.counts import portions
from notes.models.series_name import keys_of
from notes.models.stale_pages import PUBLIC_PAGES
from notes.pages import touch
from notes.related import is_waiting
from notes.text import clean

# What a save makes from what somebody wrote.
MADE = ("body_html", "contents", "reading_minutes", "summary")
AT_ONCE = 50  # notes that are rendered anew in the transaction of the write; the rest by tasks

Leads = dict[Which, Lead]


def render_note(text: str, note: Note | None = None) -> Rendered:
    """What a save of `note` (None: a new one) would make of this text. Stores nothing."""
    (meanings,) = look_up([(note and note.pk, text)])
    return render(text, cited=leads(meanings))


# What citations mean -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Meaning:
    """What a citation leads to: a series or nothing, a note or none yet.

    `lead` is None while the note is not public; `awaited` is it while it is scheduled.
    """

    series: int | None = None
    cited: int | None = None
    lead: Lead | None = None
    awaited: Note | None = None


Meanings = dict[Which, Meaning]


def leads(meanings: Meanings) -> Leads:
    return {which: meaning.lead for which, meaning in meanings.items() if meaning.lead}


def look_up(texts: Sequence[tuple[int | None, str]]) -> list[Meanings]:
    """What the citations in each text mean. With each text the key of its note, if that is stored.

    Four queries, however many texts (in portions, when there are hundreds of citations); none when
    nothing is cited.
    """
    wanted = [{found.which for found in citations_in(clean(text))} for _key, text in texts]
    if not any(wanted):
        return [{} for _text in texts]
    known = _known(
        [key for (key, _text), which in zip(texts, wanted, strict=True) if key and which]
    )
    meant = [
        {which: known.get((key, *which), (None, None)) for which in each}
        for (key, _text), each in zip(texts, wanted, strict=True)
    ]
    return _Notes(meant).meanings()


def look_up_for(notes: Sequence[Note]) -> list[Meanings]:
    return look_up([(note.pk, note.body) for note in notes])


def _known(notes: Iterable[int]) -> dict[tuple, tuple[int | None, int | None]]:
    """By note, key of the name and number: the series and the note that were meant till now."""
    rows = {}
    for portion in portions(notes):
        found = Citation.objects.filter(note__in=portion)
        found = found.values_list("note_id", "key", "number", "series_id", "cited_id")
        rows |= {tuple(which): (series, cited) for *which, series, cited in found}
    return rows


class _Notes:
    """The series and notes that many citations lead to, asked for together.

    `meant` are, for each text, the series and the note that a citation meant till now.
    """

    def __init__(self, meant: list[dict[Which, tuple[int | None, int | None]]]):
        self.meant = meant
        every = [(which, *till_now) for each in meant for which, till_now in each.items()]
        self.series = self._series({key for (key, _n), series, _cited in every if not series})
        places = {
            (series or self.series.get(key), number)
            for (key, number), series, cited in every
            if not cited
        }
        keys = {cited for _which, _series, cited in every if cited}
        found = [*_at(place for place in places if place[0]), *_with_keys(keys)]
        self.by_key = {note.pk: note for note in found}
        self.by_place = {(note.series_id, note.number): note for note in found}

    @staticmethod
    def _series(keys: Iterable[str]) -> dict[str, int]:
        found = {}
        for portion in portions(keys):
            found |= SeriesName.objects.leads(portion)
        return found

    def meanings(self) -> list[Meanings]:
        return [
            {which: self._meaning(which, *till_now) for which, till_now in each.items()}
            for each in self.meant
        ]

    def _meaning(self, which: Which, series: int | None, cited: int | None) -> Meaning:
        key, number = which
        series = series or self.series.get(key)
        note = self.by_key.get(cited) if cited else self.by_place.get((series, number))
        if note is None:
            return Meaning(series)
        if note.has_page:
            return Meaning(series, note.pk, _lead(note))
        is_scheduled = note.status == Note.PUBLISHED
        return Meaning(series, cited, awaited=note if is_scheduled else None)


def _at(places: Iterable[tuple[int, int]]) -> Iterable[Note]:
    for portion in portions(places):
        series, numbers = ({place[part] for place in portion} for part in (0, 1))
        yield from _named(series__in=series, number__in=numbers)


def _with_keys(keys: Iterable[int]) -> Iterable[Note]:
    for portion in portions(keys):
        yield from _named(pk__in=portion)


def _named(**condition) -> Iterable[Note]:
    names = ("number", "title", "slug", "status", "published_at", "series__title", "series__slug")
    return Note.objects.filter(**condition).order_by().select_related("series").only(*names)


def _lead(note: Note) -> Lead:
    name = f"{note.series.title} {note.number}" if note.series else note.title
    return Lead(note.get_absolute_url(), name)


# After a write -----------------------------------------------------------------------------------


def settle(notes: Sequence[Note]):
    """Keep what these stored notes cite, as `prepare()` found it in their texts.

    It is looked up once more, since others write too: whoever comes second, this or the write that
    makes a cited note public, sees the other. What that changes is rendered anew.
    """
    if any(note.typed_citations and note.status == Note.PUBLISHED for note in notes):
        counts.one_at_a_time()
    meanings = look_up_for(notes)
    together = zip(notes, meanings, strict=True)
    moved = [(note, leads(each)) for note, each in together if note.known_leads is not None]
    moved = [note for note, now in moved if note.known_leads != now and remade(note, now)]
    _write(notes, meanings, moved)


def follow(notes: Collection[int]):
    """The place or state of these notes (by primary key) changed: render anew what cites them."""
    if notes:
        render_anew(citing(notes))


def citing(notes: Iterable[int]) -> set[int]:
    """Primary keys of the notes that cite these. A deletion takes that knowledge away."""
    return Citation.objects.of(notes)


def follow_series(series):
    """A series has another name than before, or is new."""
    SeriesName.objects.remember(series)
    render_anew(Citation.objects.of_series(series, keys_of(series)))


def render_anew(keys: Collection[int]):
    """Some at once, what is beyond that or just being saved by somebody else by tasks."""
    keys = sorted(keys)
    left = keys[AT_ONCE:] + _render(keys[:AT_ONCE], skip_locked=True)
    for portion in portions(left, AT_ONCE):
        transaction.on_commit(partial(render_portion.enqueue, portion), robust=True)


@task()
def render_portion(keys: list[int]):
    """Render these notes anew, as far as what they cite has changed."""
    with transaction.atomic():
        _render(keys)


@task()
def note_arrives(key: int):
    """For the moment of a scheduled note: let those that cite it lead there."""
    with transaction.atomic():
        follow([key])


def _render(keys: list[int], skip_locked: bool = False) -> list[int]:
    """Answers which were left out. With `skip_locked` it waits for nobody: who has their rows may be
    waiting for us."""
    if not keys:
        return []
    notes = Note.objects.filter(pk__in=keys).order_by("pk")
    notes = list(notes.select_for_update(no_key=True, skip_locked=skip_locked))
    meanings = look_up_for(notes)
    together = zip(notes, meanings, strict=True)
    _write(notes, meanings, [note for note, each in together if remade(note, leads(each))])
    left = set(keys) - {note.pk for note in notes}
    return sorted(Note.objects.filter(pk__in=left).values_list("pk", flat=True)) if left else []


def _write(notes: Sequence[Note], meanings: list[Meanings], changed: Sequence[Note]):
    """The rows of all, and what `remade()` made of some. Their dates stay as they are."""
    Note.objects.bulk_update(changed, MADE)
    public = [note.pk for note in changed if note.status in PUBLIC_PAGES]
    stale = [*(f"note-{key}" for key in public), *(["notes"] if public else [])]
    touch(*stale, *_keep_rows(notes, meanings))


def remade(note: Note, leads: Leads) -> dict:
    """Render a stored note's text again; answers the columns that came out differently."""
    before = {name: getattr(note, name) for name in MADE}
    note.prepare(leads)
    after = {name: getattr(note, name) for name in MADE}
    return {} if after == before else after


def _keep_rows(notes: Sequence[Note], meanings: list[Meanings]) -> list[str]:
    """Answers the tags of the cited notes that have another list of those which cite them now."""
    stored = Citation.objects.filter(note__in=[note.pk for note in notes])
    stored = {(row.note_id, row.key, row.number): row for row in stored}
    wanted = {
        (row.note_id, row.key, row.number): row
        for note, each in zip(notes, meanings, strict=True)
        for row in _rows(note, each)
    }
    before, after = (
        {which: (row.series_id, row.cited_id) for which, row in rows.items()}
        for rows in (stored, wanted)
    )
    stale = [stored[which].pk for which in before if before[which] != after.get(which)]
    if stale:
        Citation.objects.filter(pk__in=stale).delete()
    new = [row for which, row in wanted.items() if before.get(which) != after[which]]
    Citation.objects.bulk_create(new)
    public = {note.pk for note in notes if note.status == Note.PUBLISHED}
    pairs = (
        {(which[0], cited) for which, (_series, cited) in rows.items() if which[0] in public}
        for rows in (before, after)
    )
    return [f"note-{cited}" for _note, cited in set.symmetric_difference(*pairs) if cited]


def _rows(note: Note, meanings: Meanings) -> Iterable[Citation]:
    for typed in note.typed_citations:
        meaning = meanings.get(typed.which, Meaning())
        if meaning.awaited:
            transaction.on_commit(partial(_await, meaning.awaited), robust=True)
        key, number = typed.which
        yield Citation(
            note=note,
            name=typed.name,
            key=key,
            number=number,
            series_id=meaning.series,
            cited_id=meaning.cited,
        )


def _await(note: Note):
    work = note_arrives
    if work.get_backend().supports_defer:
        work = work.using(run_after=note.published_at)
        if not is_waiting(work, note.pk):
            work.enqueue(note.pk)
