"""How many notes a series, its hundreds, an author, a tag and a month have: kept with their rows.

Kept is what needs no clock: the notes whose status is "published", whatever their date. Whoever reads
subtracts those that are scheduled for later, a short range of an index (`note_count`), so that a
scheduled note counts from its moment on although nothing is written then.

`Note` and its QuerySet call `seen()` before a write and `follow()` after it, in one transaction. A
count is never added to, but made anew by one writer at a time: no order of writes makes it wrong.
"""

from collections.abc import Collection, Iterable

from django.apps import apps
from django.db import connection, models
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from notes.models.fields import KeptCount
from notes.models.hundred import count_hundreds, hundreds_of
from notes.models.month import count_months, months_of

# What of a note decides where it is counted.
WATCHED = frozenset(
    {"status", "published_at", "series", "series_id", "number", "author", "author_id"}
)
PUBLISHED = "published"  # Note.PUBLISHED; the models of a migration have no constants
PORTION = 500  # keys in one statement
_STATE = ("pk", "status", "published_at", "author_id", "series_id", "number")
_LOCK = 0x6E6F746573  # the advisory lock of PostgreSQL that is ours

States = dict[int, tuple]  # of notes, by primary key: what `_STATE` says behind it


class Counted(models.Model):
    """A row that knows how many notes it has whose status is "published", whatever their date."""

    dated_count = KeptCount(editable=False, default=0)

    class Meta:
        abstract = True


def note_count(scheduled):
    """For `annotate()`: the published notes of a `Counted` row.

    `scheduled` are its notes, or rows that stand for them, that will be published later, found
    through `OuterRef("pk")`.
    """
    return F("dated_count") - _number_of(scheduled)


def _number_of(rows):
    counted = rows.order_by().annotate(all=models.Value(1)).values("all")
    return Coalesce(Subquery(counted.annotate(counted=Count("pk")).values("counted")), 0)


# Around a write ----------------------------------------------------------------------------------


def seen(keys: Iterable[int]) -> States:
    """Where these notes are counted. Locks their rows: call inside of the transaction of the write."""
    found = {}
    for portion in portions(keys):
        notes = _model("Note").objects.filter(pk__in=portion).order_by("pk")
        notes = notes.select_for_update(no_key=True)
        found |= {key: state for key, *state in notes.values_list(*_STATE)}
    return found


def tags_of(keys: Iterable[int]) -> set[int]:
    """The tags under which these notes are counted. A deletion takes that knowledge away."""
    listed = _model("Tagged").objects
    return {
        tag
        for portion in portions(keys)
        for tag in listed.filter(note__in=portion).values_list("tag_id", flat=True)
    }


def follow(before: States, keys: Iterable[int] = (), tags: Collection[int] = ()) -> list[int]:
    """Count anew wherever the notes of `before` or these keys are counted now and were not, or were.

    `tags` are counted in any case. Costs nothing but a look where nothing changed. Answers the keys
    of the notes that changed.
    """
    after = seen({*before, *keys})
    changed = [key for key in before | after if before.get(key) != after.get(key)]
    if not changed and not tags:
        return []
    one_at_a_time()
    states = [found[key] for found in (before, after) for key in changed if key in found]
    states = [state for status, *state in states if status == PUBLISHED]
    _count("Series", {series for _at, _author, series, _number in states})
    _count("Author", {author for _at, author, *_place in states})
    count_hundreds(hundreds_of(place for _at, _author, *place in states))
    count_months(months_of(at for at, *_others in states))
    _count("Tag", {*tags, *_list_by_tag(changed)})
    return changed


def retag(keys: Iterable[int]):
    """After the tags of these notes were changed: list and count them accordingly."""
    one_at_a_time()
    _count("Tag", _list_by_tag(keys))


def portions(keys: Iterable, size: int = PORTION) -> Iterable[list]:
    keys = sorted(keys)
    return (keys[start : start + size] for start in range(0, len(keys), size))


# Everything --------------------------------------------------------------------------------------


def recount(get_model=apps.get_model):
    """Make every kept count, and the list of each tag, from the notes themselves.

    `get_model` is that of a migration, whose models are those of its time.
    """
    one_at_a_time()
    notes = get_model("notes", "Note").objects.order_by("pk").values_list("pk", flat=True)
    get_model("notes", "Tagged").objects.all().delete()
    _list_by_tag(list(notes), get_model)
    for name in _OWNERS:
        _count_rows(get_model("notes", name).objects.all(), name, get_model)
    get_model("notes", "Month").objects.all().delete()
    count_months(None, get_model)
    get_model("notes", "Hundred").objects.all().delete()
    count_hundreds(None, get_model)


# Counting ----------------------------------------------------------------------------------------


def one_at_a_time():
    """Until the end of the transaction nobody else counts: what we count next, we see whole.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


# By the name of a model: what stands for its notes, and the column that says whose they are.
_OWNERS = {"Series": ("Note", "series"), "Author": ("Note", "author"), "Tag": ("Tagged", "tag")}


def _count(name: str, keys: Iterable[int | None]):
    for portion in portions(set(keys) - {None}):
        _count_rows(_model(name).objects.filter(pk__in=portion), name, apps.get_model)


def _count_rows(rows, name: str, get_model):
    listed, owner = _OWNERS[name]
    theirs = get_model("notes", listed).objects.filter(**{owner: OuterRef("pk")})
    if listed == "Note":
        theirs = theirs.filter(status=PUBLISHED)
    news = {"dated_count": _number_of(theirs)}
    if name == "Series":
        latest = theirs.order_by("-published_at").values("published_at")
        news["last_dated_at"] = Subquery(latest[:1])
    rows.update(**news)


def _list_by_tag(keys: Iterable[int], get_model=apps.get_model) -> set[int]:
    """Bring the rows of `Tagged` for these notes up to date; the tags that gained or lost one."""
    tagged, note = get_model("notes", "Tagged"), get_model("notes", "Note")
    touched = set()
    for portion in portions(keys):
        have = set(_triples(tagged.objects.filter(note__in=portion), "published_at"))
        links = note.tags.through.objects.filter(note__in=portion, note__status=PUBLISHED)
        want = set(_triples(links, "note__published_at"))
        stale = {key for key, *_rest in have - want}
        tagged.objects.filter(note__in=stale).delete()
        again = [row for row in want if row[0] in stale or row not in have]
        tagged.objects.bulk_create(
            tagged(note_id=key, tag_id=tag, published_at=at) for key, tag, at in sorted(again)
        )
        touched |= {tag for _key, tag, _at in have ^ want}
    return touched


def _triples(rows, moment: str):
    return rows.values_list("note_id", "tag_id", moment)


def _model(name: str):
    return apps.get_model("notes", name)
