"""Numbers for those who write: how many read, where they come from, what they looked for in vain.

Authors see the numbers of their own notes, editors those of the whole site.
"""

from django.db.models import Case, Count, Sum, Value, When
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notes.desk.access import for_writers
from notes.desk.charts import Chart
from notes.desk.roles import may_edit_all, notes_of
from notes.desk.spans import NAMES, Span
from notes.models import MissedSearch, Note, NoteReading, Referrer, SiteReading

LONGEST_LIST = 20
PUBLIC = "published"  # of a comment; `comments` says what that is
KINDS = ("readers", "views", "robots")


@for_writers
@require_safe
def numbers(request):
    span, sees_all = Span.named(request.GET.get("span", "")), may_edit_all(request.user)
    notes = notes_of(Note.objects.all(), request.user)
    of_notes = NoteReading.objects.all() if sees_all else NoteReading.objects.filter(note__in=notes)
    hosts = Referrer.objects.all() if sees_all else Referrer.objects.filter(note__in=notes)
    context = {
        **_days(span, SiteReading.objects.all() if sees_all else of_notes, notes),
        "most_read": _most_read(span, of_notes),
        "hosts": _most_frequent(span, hosts, "host", "views"),
        "sees_all": sees_all,
    }
    if sees_all:
        context["misses"] = _most_frequent(span, MissedSearch.objects.all(), "words", "readers")
        context["lost"] = _within(span, SiteReading.objects).aggregate(lost=Sum("lost"))["lost"]
    return render(request, "desk/numbers.html", context)


@for_writers
@require_safe
def numbers_note(request, pk):
    span, notes = Span.named(request.GET.get("span", "")), notes_of(Note.objects, request.user)
    note = get_object_or_404(notes.select_related("series").lines(), pk=pk)
    context = {
        "note": note,
        **_days(span, NoteReading.objects.filter(note=note), Note.objects.filter(pk=pk)),
        "hosts": _most_frequent(span, Referrer.objects.filter(note=note), "host", "views"),
    }
    return render(request, "desk/numbers_note.html", context)


def _days(span: Span, readings, notes) -> dict:
    """What both pages have: a chart of readers and one of comments, and a table of all of it."""
    rows = _within(span, readings).order_by().values("day").annotate(**_sums(KINDS))
    by_day = {row["day"]: row for row in rows}
    columns = [
        span.sums({day: row[f"all_{kind}"] for day, row in by_day.items()}) for kind in KINDS
    ]
    columns.append(_comments(span, notes))
    labels = span.labels()
    totals = dict(zip((*KINDS, "comments"), map(sum, columns), strict=True))
    return {
        "span": span,
        "spans": NAMES.items(),
        "totals": totals,
        "charts": [
            Chart.of("readers", _("독자"), labels, columns[0]),
            Chart.of("comments", _("댓글"), labels, columns[-1]),
        ],
        "table": list(zip(labels, *columns, strict=True))[::-1],
    }


def _within(span: Span, rows):
    return rows.filter(day__gte=span.first, day__lte=span.last)


def _sums(names) -> dict:
    return {f"all_{name}": Sum(name) for name in names}


def _comments(span: Span, notes) -> list[int]:
    """Public ones of each bar. Which bar is found by comparing: on SQLite a date of the site's time
    zone would be asked of Python for every comment."""
    starts = enumerate(span.moments)
    cases = [When(comments__created_at__gte=moment, then=Value(bar)) for bar, moment in starts]
    said = notes.filter(comments__status=PUBLIC, comments__created_at__gte=span.moments[0])
    bars = said.order_by().annotate(bar=Case(*reversed(cases))).values("bar")
    found = dict(bars.annotate(number=Count("comments")).values_list("bar", "number"))
    return [found.get(bar, 0) for bar in range(len(span.starts))]


def _most_read(span: Span, readings) -> list[tuple[Note, int, int]]:
    read = _within(span, readings).filter(readers__gt=0).order_by().values("note")
    read = read.annotate(**_sums(("readers", "views")))
    read = read.order_by("-all_readers", "-all_views", "note")[:LONGEST_LIST]
    rows = list(read.values_list("note", "all_readers", "all_views"))
    notes = Note.objects.lines().in_bulk([key for key, _readers, _views in rows])
    return [(notes[key], readers, views) for key, readers, views in rows if key in notes]


def _most_frequent(span: Span, rows, name: str, number: str) -> list[tuple[str, int]]:
    found = _within(span, rows).order_by().values(name).annotate(times=Sum(number))
    return list(found.order_by("-times", name).values_list(name, "times")[:LONGEST_LIST])
