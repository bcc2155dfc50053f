"""Which notes are worth reading after which: measured in the background, kept as `Relation` rows.

Only a few notes are compared with one another (`_candidates`), so that the cost of a note does not
grow with the site. A note that is measured tells its candidates too: an old note learns of a new
one without being measured again.
"""

from collections.abc import Callable, Iterable
from functools import partial
from operator import attrgetter

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from notes.likeness import Features, Scale, features, linked_notes
from notes.models import Note, Relation
from notes.models.series import GREATEST_NUMBER
from notes.pages import touch

KEPT = 4  # rows of one note
# What random texts of one language, or one tag that half of the notes have, do not reach.
LEAST = 0.1
MOST_CANDIDATES = 60
WITH_ITS_TAGS = 40
NEAR_IN_SERIES = 6  # numbers on either side
NEWEST = 12
LINKED = 20
PORTION = 50  # notes of one task
REMEMBERED = 250  # notes whose words are kept while many are measured


# When -------------------------------------------------------------------------------------------


def relate_soon(note):
    """Have this note measured after the present transaction, or when it becomes public."""
    transaction.on_commit(partial(_queue, note.pk, note.published_at), robust=True)


def _queue(key: int, public_from):
    work = relate_note
    if work.get_backend().supports_defer:
        if public_from > timezone.now():
            work = work.using(run_after=public_from)
        if is_waiting(work, key):
            return
    work.enqueue(key)


def is_waiting(work, key: int) -> bool:
    """Whether the same is to be done at the same time already: an author who saves twice."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    waiting = waiting.filter(run_after=work.run_after or get_date_max())
    return waiting.filter(task_path=work.module_path, args_kwargs__args__0=key).exists()


def relate_from_soon(key: int):
    """Have all notes from this primary key on measured, in portions: for an import."""
    transaction.on_commit(partial(relate_portion.enqueue, key), robust=True)


@task()
def relate_note(key: int) -> int:
    """Measure one note; answers how many it is related to."""
    return Measure().relate(key)


@task()
def relate_portion(key: int) -> int:
    """Measure some notes from this primary key on, and queue the rest; answers how many they were."""
    keys = list(_published_from(key)[: PORTION + 1])
    relate_all(keys[:PORTION])
    if len(keys) > PORTION:
        relate_portion.enqueue(keys[PORTION])
    return len(keys[:PORTION])


def relate_all(keys: Iterable[int] | None = None, say: Callable[[int], None] = lambda key: None):
    """Measure these notes, or all, by primary key; `say` hears each key when its rows are stored.

    Each note is a transaction of its own: stopped at any moment, nothing is half done.
    """
    measure = Measure()
    for key in _published_from(0) if keys is None else keys:
        measure.relate(key)
        say(key)


def _published_from(key: int):
    return Note.objects.published().filter(pk__gte=key).order_by("pk").values_list("pk", flat=True)


# How --------------------------------------------------------------------------------------------


class Measure:
    """Keeps the words of the notes it has read: neighbours are compared with the same notes."""

    def __init__(self):
        self._features: dict[int, Features] = {}

    def relate(self, key: int) -> int:
        """Make this note's rows anew and tell its candidates; answers how many rows it has now.

        A note that is not public (any more) keeps the rows it has: no page shows them.
        """
        note = Note.objects.published().filter(pk=key).select_related("series").first()
        if note is None:
            return 0
        candidates = _candidates(note)
        self._features.pop(key, None)  # it was changed, or it would not be measured
        words = self._read([key, *candidates])
        scale = Scale(words.pop(key), words, *_tag_counts(note))
        return _store(key, scale.scores())

    def _read(self, keys: list[int]) -> dict[int, Features]:
        missing = [key for key in keys if key not in self._features]
        self._features |= _features_of(missing)
        words = {key: self._features[key] for key in keys if key in self._features}
        for old in list(self._features)[: max(0, len(self._features) - REMEMBERED)]:
            del self._features[old]
        return words


def _features_of(keys: list[int]) -> dict[int, Features]:
    tags: dict[int, list[int]] = {key: [] for key in keys}
    for note_id, tag_id in Note.tags.through.objects.filter(note__in=keys).values_list(
        "note_id", "tag_id"
    ):
        tags[note_id].append(tag_id)
    notes = Note.objects.filter(pk__in=keys).select_related("series")
    notes = notes.only("title", "number", "slug", "body_html", "series__slug")
    return {
        note.pk: features(note.title, note.body_html, tags[note.pk], note.get_absolute_url())
        for note in notes
    }


def _tag_counts(note) -> tuple[dict[int, int], int]:
    """How many notes have each of its tags, and how many there are."""
    links = Note.tags.through.objects.filter(tag__notes=note).values_list("tag_id")
    return dict(links.annotate(Count("pk"))), Note.objects.published().count()


def _candidates(note) -> list[int]:
    """Primary keys of published notes to compare it with, the likeliest first.

    Not its translations, and not the notes beside it in its series: its page links those anyway.
    """
    others = _comparable(note)
    near, beside = _near_in_series(note, others)
    tags = Note.tags.through.objects.filter(tag__notes=note).values("note_id")
    lists = (
        others.filter(_at(linked_notes(note.body_html)))[:LINKED],
        others.filter(relations__other=note)[:LINKED],
        near,
        others.filter(pk__in=tags).newest_first()[:WITH_ITS_TAGS],
        others.newest_first()[:NEWEST],
    )
    found = dict.fromkeys(key for keys in lists for key in keys if key not in beside)
    return list(found)[:MOST_CANDIDATES]


def _comparable(note):
    """The primary keys of published notes in its language that are no translations of it."""
    original = note.translation_of_id or note.pk
    spoken = {note.language_code, "" if note.language_code == settings.LANGUAGE_CODE else None}
    others = Note.objects.published().filter(language__in=spoken - {None})
    others = others.exclude(pk__in=[note.pk, original]).order_by()
    not_translated = Q(translation_of=None) | ~Q(translation_of=original)
    return others.filter(not_translated).values_list("pk", flat=True)


def _near_in_series(note, others) -> tuple[list[int], set[int]]:
    """Keys of the nearest notes of its series, and of the two right beside it."""
    if not note.series_id:
        return [], set()
    same = others.filter(series=note.series_id)
    before = list(same.filter(number__lt=note.number).order_by("-number")[: NEAR_IN_SERIES + 1])
    after = list(same.filter(number__gt=note.number).order_by("number")[: NEAR_IN_SERIES + 1])
    return before[1:] + after[1:], {*before[:1], *after[:1]}


def _at(paths: Iterable[str]) -> Q:
    """The notes at these decoded paths."""
    found = Q(pk__in=[])
    for path in sorted(paths)[:LINKED]:
        kind, *identity = path.strip("/").split("/")
        if kind == "series":
            found |= Q(series__slug=identity[0], number=min(int(identity[1]), GREATEST_NUMBER))
        else:
            found |= Q(series=None, slug=identity[0])
    return found


def _store(key: int, scores: dict[int, float]) -> int:
    """Write this note's rows, and what its scores mean for the rows of the others."""
    best = sorted(scores, key=scores.get, reverse=True)[:KEPT]
    rows = [Relation(note_id=key, other_id=k, score=scores[k]) for k in best if scores[k] >= LEAST]
    own = len(rows)
    with transaction.atomic():
        dropped, known = [], _rows_of([key, *scores])
        for other in scores:
            new, old = _news(key, other, scores[other], known[other])
            rows += [new] if new else []
            dropped += [old] if old else []
        touch(*_pages_that_change(known, rows, [*known[key], *dropped]))
        Relation.objects.filter(pk__in=[row.pk for row in [*known[key], *dropped]]).delete()
        # In one order, so that two workers that write the same rows wait instead of stopping
        # each other.
        rows.sort(key=lambda row: (row.note_id, row.other_id))
        Relation.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["note", "other"], update_fields=["score"]
        )
    return own


def _pages_that_change(known: dict[int, list[Relation]], new, old) -> list[str]:
    """The notes that lead to others than before; another score alone is no news."""
    before = {(row.note_id, row.other_id) for rows in known.values() for row in rows}
    after = {(row.note_id, row.other_id) for row in new}
    gone = {(row.note_id, row.other_id) for row in old} - after
    return [f"note-{note}" for note in sorted({note for note, _other in gone | after - before})]


def _rows_of(keys: Iterable[int]) -> dict[int, list[Relation]]:
    found: dict[int, list[Relation]] = {key: [] for key in keys}
    for row in Relation.objects.filter(note__in=found).order_by("note", "other"):
        found[row.note_id].append(row)
    return found


def _news(key: int, other: int, score: float, rows: list[Relation]) -> tuple:
    """What the other note's rows gain and lose by this note: a row each, or nothing."""
    row = Relation(note_id=other, other_id=key, score=score)
    known = next((row for row in rows if row.other_id == key), None)
    if score < LEAST:
        return None, known
    if known or len(rows) < KEPT:
        return row, None
    weakest = min(rows, key=attrgetter("score"))
    return (row, weakest) if weakest.score < score else (None, None)
