"""The comments of a note in the order in which they are read: one flat list."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from operator import itemgetter

from django.db.models import Case, F, TextField, When
from django.db.models.functions import Cast
from django.utils import timezone

from comments import own_comments
from comments.models import Comment
from comments.models.comment import DEEPEST, ON_NOTE_PAGE
from comments.questions import Answer, answer_column
from comments.reasons import why_held
from comments.slips import slip_path
from notes.prepared import prepared

# What is asked of all comments, even where most are not shown.
PLACE = "pk depth branch kind reflected_in_id quote".split()
SAID = "parent_id name avatar website source_url body_html is_by_author agree_count".split()
COLUMNS = PLACE + SAID
OWN_COLUMNS = [*COLUMNS, *"created_at note_id status verdicts decided_at".split()]
# When it was written, in UTC and as text: to read a moment took half as long as to read its row.
AT = {"at": Cast("created_at", TextField())}
MOMENTS = {**AT, "edited": Cast("edited_at", TextField())}
# A visitor's name, where the note was changed because of what they said.
THANKED = {"thanked": Case(When(reflected_in__isnull=False, is_by_author=False, then=F("name")))}
# Up to so many comments, to read all their texts takes less time than to ask once more for a few.
AT_ONCE = 2 * ON_NOTE_PAGE
NO_MORE = frozenset()
JUST_NOW = dt.timedelta(seconds=own_comments.MINUTE)


@dataclass(frozen=True)
class Thread:
    """What one page shows. A waiting comment of this visitor has `why_held`; where a comment that
    is not public (any more) has answers, a row without a `name` stands in its place, with
    `is_suspended` where it may come back (게시중단).
    """

    rows: list[dict]
    count: int  # public comments of the note
    further: frozenset[int] = NO_MORE  # which of them are only on the conversation's own page
    own_left_out: list[dict] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)  # public comments of each that occurs
    # Whose public comments changed the note, each name once, those of the latest change first.
    thanked: list[str] = field(default_factory=list)
    quotes: list[tuple[int, str]] = field(default_factory=list)  # of public comments, by their keys

    @property
    def left_out(self) -> int:
        return len(self.further)

    @property
    def answers(self) -> list[Answer]:
        """What the questions here are answered by."""
        return [Answer.of(row["answer"]) for row in self.rows if row.get("answer")]

    @property
    def has_questions(self) -> bool:
        return any(row.get("answer") is not None for row in self.rows)


def thread_of(note, request=None) -> Thread:
    """The whole conversation in one query, one more only where a cookie names own comments."""
    public = _whole(note.pk, timezone.now())
    own = _own(note, request)
    rows = own.with_slips(_with_suspended(_in_reading_order(_with(own.waiting, public))))
    return Thread(rows, len(public), **_summed_up(public))


def beginning_of(note, request=None) -> Thread:
    """What stands under the note itself: everything, or whole threads up to `ON_NOTE_PAGE` comments.

    A conversation of more than `AT_ONCE` costs one query more and reads no text that is not shown.
    """
    if note.comment_count <= ON_NOTE_PAGE:
        return thread_of(note, request)
    own, is_at_once = _own(note, request), note.comment_count <= AT_ONCE
    if is_at_once:
        public = _whole(note.pk, timezone.now())
    else:
        public = _dated_places(note.pk) if own.waiting else _places(note.pk)
    rows = _in_reading_order(_with(own.waiting, public))
    cut = untorn(rows, ON_NOTE_PAGE)
    shown, rest = rows[:cut], rows[cut:]
    own_rest = [row for row in rest if "why_held" in row]
    further = frozenset({row["pk"] for row in public} & {row["pk"] for row in rest})
    shown = _with_suspended(shown) if is_at_once else _with_texts(note, shown)
    shown, own_rest = own.with_slips(shown), own.with_slips(own_rest)
    return Thread(shown, len(public), further, own_rest, **_summed_up(public))


def untorn(rows: list[dict], most: int, depth: int = 1) -> int:
    """How many rows to show of more than `most`: what begins at `depth` stays in one piece, if that
    leaves more than half of them."""
    for place in range(most, most // 2, -1):
        if place >= len(rows) or rows[place]["depth"] <= depth:
            return place
    return most


def _summed_up(public: list[dict]) -> dict:
    """What a page says of all public comments, even where it does not show them."""
    quotes = [(row["pk"], row["quote"]) for row in public if row["quote"]]
    return {"kinds": _kinds(public), "thanked": _thanked(public), "quotes": quotes}


def _thanked(rows: list[dict]) -> list[str]:
    named = [(-row["reflected_in_id"], row["thanked"]) for row in rows if row["thanked"]]
    return list(dict.fromkeys(name for _change, name in sorted(named, key=itemgetter(0))))


def _public(note):
    return Comment.objects.public().filter(note=note).oldest_first()


@prepared
def _whole(note: int, now: dt.datetime):
    return _public(note).values(*COLUMNS, **MOMENTS, **THANKED, answer=answer_column(now))


@prepared
def _some(note: int, keys: list[int], now: dt.datetime):
    """In no order. Those that are down are among them: of one nothing is shown but that it is down."""
    seen = (Comment.PUBLISHED, Comment.SUSPENDED)
    found = Comment.objects.filter(note=note, pk__in=keys, status__in=seen).order_by()
    return found.values("status", *COLUMNS, **MOMENTS, answer=answer_column(now))


@prepared
def _suspended(keys: list[int]):
    return Comment.objects.filter(pk__in=keys, status=Comment.SUSPENDED).values_list("pk")


@prepared
def _places(note: int):
    return _public(note).values(*PLACE, **THANKED)


@prepared
def _dated_places(note: int):
    return _public(note).values(*PLACE, **AT, **THANKED)


def _kinds(public: list[dict]) -> dict[str, int]:
    return Counter(row["kind"] for row in public)


def _with(own: list[dict], rows: list[dict]) -> list[dict]:
    if not own:
        return rows
    return sorted([*rows, *own], key=lambda row: (row["at"], row["pk"]))


def _with_texts(note, rows: list[dict]) -> list[dict]:
    keys = [row["pk"] for row in rows]
    texts = {row["pk"]: row for row in _some(note.pk, keys, timezone.now())}
    return [_with_text(row, texts.get(row["pk"])) for row in rows]


def _with_text(row: dict, text: dict | None) -> dict:
    if text is None:
        return row
    if text["status"] == Comment.SUSPENDED:
        return {"pk": row["pk"], "depth": row["depth"], "is_suspended": True}
    return text


def _with_suspended(rows: list[dict]) -> list[dict]:
    """Those without words that are off the page for a time only. Asks nothing where all have words."""
    gone = [row["pk"] for row in rows if "branch" not in row]
    if not gone:
        return rows
    down = {pk for (pk,) in _suspended(gone)}
    return [row | {"is_suspended": True} if row["pk"] in down else row for row in rows]


@dataclass(frozen=True)
class _Own:
    """This visitor's comments under a note: those that wait, and the slips of all that are shown."""

    waiting: list[dict] = field(default_factory=list)
    slips: dict[int, str] = field(default_factory=dict)

    def with_slips(self, rows: list[dict]) -> list[dict]:
        """The rows; those that are the visitor's own have their `slip`."""
        if not self.slips:
            return rows
        return [row | {"slip": self.slips.get(row["pk"])} for row in rows]


def _own(note, request) -> _Own:
    """Waiting and just published comments of this visitor.

    Leaves word for the middleware when the cookie names some, under whatever note, that are
    decided by now.
    """
    ids = own_comments.waiting(request) if request else ()
    if not ids:
        return _Own()
    rows = list(Comment.objects.filter(pk__in=ids).oldest_first().values(*OWN_COLUMNS, **MOMENTS))
    waiting = [
        row | {"why_held": why_held(row["verdicts"])}
        for row in rows
        if row["status"] in (Comment.HELD, Comment.SPAM) and not row["decided_at"]
    ]
    still = {row["pk"] for row in waiting}
    news = timezone.now() - JUST_NOW
    keep = [
        row for row in rows if row["pk"] in still or (row["decided_at"] or row["created_at"]) > news
    ]
    if len(keep) < len(ids):
        request.own_comments_left = [row["pk"] for row in keep]
    here = [row for row in keep if row["note_id"] == note.pk]
    slips = {row["pk"]: slip_path(row["pk"], row["created_at"]) for row in here}
    return _Own([row for row in waiting if row["note_id"] == note.pk], slips)


def _in_reading_order(rows: list[dict]) -> list[dict]:
    """Each comment followed by its answers, oldest first."""
    present = {row["pk"] for row in rows}
    answers: dict[int, list[dict]] = {0: []}  # by what they stand under; 0 is the note itself
    for row in rows:
        if not row["branch"]:
            answers[0].append(row)
            continue
        above = [int(pk) for pk in row["branch"].split("/")]
        for depth, pk in enumerate(above, start=1):
            if pk not in present:
                present.add(pk)
                under = above[depth - 2] if depth > 1 else 0
                answers.setdefault(under, []).append({"pk": pk, "depth": depth})
        answers.setdefault(above[-1], []).append(row)
    return list(_flat(answers, 0))


def _flat(answers, under):
    for row in answers[under]:
        yield row
        if row["depth"] < DEEPEST and row["pk"] in answers:
            yield from _flat(answers, row["pk"])
