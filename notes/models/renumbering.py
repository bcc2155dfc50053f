"""Other numbers for notes of a series: which ones a wish comes to, and giving them, all or none.

Numbers are an address each. What was public leads to where it is now; where another note stands now,
that note is shown.
"""

from collections.abc import Iterable, Iterator
from functools import partial

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notes.models import counts
from notes.models.address import Address
from notes.models.counted import citations
from notes.models.draft import Draft
from notes.models.note import Note
from notes.models.series import GREATEST_NUMBER
from notes.models.stale_pages import PUBLIC_PAGES
from notes.pages import touch

MOST = 300  # notes at once


class Refused(ValueError):
    """Nothing was changed. Says why, in a sentence."""


# What a wish comes to ------------------------------------------------------------------------------


def swapped(series, number: int, to: int) -> dict[int, int]:
    """Two notes change places; a note whose goal is free just goes there."""
    found = dict(series.notes.filter(number__in=[number, to]).values_list("number", "pk"))
    _demand(number in found, number)
    wanted = {found[number]: to}
    return wanted | ({found[to]: number} if to in found and to != number else {})


def inserted(series, number: int, to: int) -> dict[int, int]:
    """A note goes to a number; what stands there makes room towards where it came from, as far as
    the next gap."""
    step = 1 if to < number else -1
    low, high = sorted((number, to))
    between = series.notes.filter(number__gte=low, number__lte=high)
    found = dict(between.order_by("number").values_list("number", "pk")[: MOST + 2])
    _demand(number in found or len(found) > MOST, number)
    _refuse_too_many(found)
    wanted, at = {found.pop(number): to}, to
    while at in found:
        wanted[found[at]] = at + step
        at += step
    return wanted


def packed(series, low: int, high: int | None) -> dict[int, int]:
    """The notes from `low` to `high` (None: to the end) without gaps, from `low` on."""
    within = series.notes.filter(number__gte=low)
    within = within.filter(number__lte=high) if high else within
    rows = within.order_by("number").values_list("pk", "number")
    wanted = {}
    for place, (key, number) in enumerate(rows.iterator(), start=low):
        if place != number:
            wanted[key] = place
        if len(wanted) > MOST:
            _refuse_too_many(wanted)
    return wanted


def _demand(is_there: bool, number: int):
    if not is_there:
        raise Refused(_("%(number)s번 글이 없습니다.") % {"number": number})


def _refuse_too_many(notes):
    if len(notes) > MOST:
        raise Refused(
            _("한 번에 글 %(most)s편까지 옮길 수 있습니다. 범위를 좁혀 나누어 옮겨 주세요.")
            % {"most": MOST}
        )


# Doing it ------------------------------------------------------------------------------------------


def renumber(series, numbers: dict[int, int]) -> list[Note]:
    """What `Note.save()` does for each of these notes, for all of them at once."""
    try:
        with transaction.atomic():
            return _renumber(series, numbers)
    except IntegrityError:
        # Somebody typed one of these numbers into another note at the same moment.
        raise Refused(_("그사이 번호가 바뀌어서 옮기지 않았습니다. 다시 확인해 주세요.")) from None


def _renumber(series, numbers: dict[int, int]) -> list[Note]:
    _refuse_too_many(numbers)
    # Locks the notes. Whoever saves one of them, too, has its row before that of the series.
    before = counts.seen(numbers)
    series.lock()
    notes = list(series.notes.filter(pk__in=numbers).order_by("number"))
    _check(series, notes, numbers)
    notes = [note for note in notes if note.number != numbers[note.pk]]
    old = {note: note.number for note in notes}
    _write(series, notes, numbers)
    _leave(series, old)
    _take_drafts_along(old)
    citations().follow(counts.follow(before))
    _let_follow(notes)
    return notes


def _check(series, notes: list[Note], numbers: dict[int, int]):
    wanted = [numbers[note.pk] for note in notes]
    if len(notes) < len(numbers) or not all(note.number for note in notes):
        raise Refused(_("그사이 번호가 바뀌어서 옮기지 않았습니다. 다시 확인해 주세요."))
    if any(not 1 <= number <= GREATEST_NUMBER for number in wanted):
        raise Refused(_("번호는 1부터 시작합니다."))
    if len(set(wanted)) < len(wanted):
        raise Refused(_("두 글에 같은 번호를 붙일 수 없습니다."))
    others = series.notes.exclude(pk__in=numbers)
    if taken := others.filter(number__in=wanted).first():
        sentence = _("%(number)s번은 다른 글(%(title)s)의 번호입니다.")
        raise Refused(sentence % {"number": taken.number, "title": taken.title})


def _write(series, notes: list[Note], numbers: dict[int, int]):
    """By way of numbers that nobody has: each statement must leave every number once."""
    now = timezone.now()
    for note, number in zip(notes, _free_numbers(series, numbers.values()), strict=False):
        note.number = number
    _store(notes, "number")
    for note in notes:
        note.number, note.updated_at = numbers[note.pk], now
        note._stored["number"] = note.number
    _store(notes, "number", "updated_at")


def _store(notes: list[Note], *names: str):
    # Past `CountedQuerySet`: what is counted where is put right once, at the end.
    models.QuerySet(Note).bulk_update(notes, names)


def _free_numbers(series, wanted: Iterable[int]) -> Iterator[int]:
    """The greatest numbers there can be, down from the last, without those that somebody has or gets."""
    low = GREATEST_NUMBER - 3 * MOST
    taken = {*wanted, *series.notes.filter(number__gt=low).values_list("number", flat=True)}
    return (number for number in range(GREATEST_NUMBER, 0, -1) if number not in taken)


def _leave(series, old: dict[Note, int]):
    """As `Note` does when one is saved at another place."""
    read = [note for note in old if note.is_published]
    unread = [note for note in old if note.status in PUBLIC_PAGES and not note.is_published]
    here, *former = (f"/series/{series.slug}/", *Address.objects.former_names(series))
    Address.objects.moved_all({f"{here}{old[note]}/": note for note in read})
    for name in (here, *former):
        Address.objects.reserve({f"{name}{old[note]}/": note for note in (*read, *unread)})
    for note in read:
        note.feed_path = note.feed_path or f"{here}{old[note]}/"
    _store(read, "feed_path")
    for note in unread:
        note.keep_feed_path()


def _take_drafts_along(old: dict[Note, int]):
    """Words that wait to be published go to the new number, unless they name yet another place."""
    notes = {note.pk: note for note in old}
    for draft in Draft.objects.pending().filter(note__in=notes):
        note, typed = notes[draft.note_id], draft.fields
        if typed.get("number") != str(old[note]) or typed.get("series") != str(note.series_id):
            continue
        Draft.objects.filter(pk=draft.pk).update(
            fields={**typed, "number": str(note.number)}, note_seen_at=note.updated_at
        )


def _let_follow(notes: list[Note]):
    from notes.search.index import index

    index(notes)
    touch("site")  # the whole series and whatever names one of these
    transaction.on_commit(partial(_do_later, notes), robust=True)


def _do_later(notes: list[Note]):
    from notes.cards.tasks import draw_soon
    from notes.related import relate_soon

    with transaction.atomic():
        for note in notes:
            if note.status == Note.PUBLISHED:
                draw_soon(note)
                relate_soon(note)
