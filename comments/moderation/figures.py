"""How well the judge did, how long people waited for a decision, and who made it."""

from dataclasses import dataclass
from datetime import timedelta

from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comments.moderation.access import for_moderators
from comments.moderation.counting import (
    MOST_CHECKED,
    Fates,
    checks_since,
    fates_since,
    moderators_since,
    waits_since,
)
from comments.spam.names import name_of
from notes.desk.charts import Chart
from notes.desk.spans import Span
from notes.formats import short_date

# Days, and of how many each bar is.
SPANS = {30: 1, 90: 3, 365: 5}
NAMES = {30: gettext_lazy("30일"), 90: gettext_lazy("90일"), 365: gettext_lazy("1년")}


@dataclass(frozen=True)
class Share:
    """Some of all, and what that is in a hundred; nothing of nothing."""

    label: str
    number: int
    of: int

    @property
    def percent(self) -> str:
        return f"{100 * self.number / self.of:.1f}%" if self.of else "–"


@for_moderators
@require_safe
def figures(request):
    days = _days(request.GET.get("days", ""))
    span = Span.of_days(days, SPANS[days])
    since, fates = span.moments[0], fates_since(span.moments)
    received = sum(fates.received)
    context = {
        "days": days,
        "spans": NAMES.items(),
        "in_bar": SPANS[days],
        "received": received,
        **(_of_comments(span, fates) if received else {}),
        "moderators": [_moderator(row) for row in moderators_since(since)],
    }
    if received:
        context["checks"] = [
            (Share(name_of(each.name), each.overruled, each.spoke)) for each in checks_since(since)
        ]
        context["checked"] = MOST_CHECKED if received > MOST_CHECKED else 0
        context["waits"] = [duration(wait) for wait in waits_since(since) or ()]
    return render(request, "moderation/figures.html", context)


def _days(text: str) -> int:
    """Any other number is that of the shortest span."""
    return next((days for days in SPANS if text == str(days)), min(SPANS))


def _of_comments(span: Span, fates: Fates) -> dict:
    labels = _labels(span)
    received, shown, held, spam = map(sum, (fates.received, fates.shown, fates.held, fates.spam))
    return {
        "totals": [
            (_("받음"), received),
            (_("바로 공개"), shown),
            (_("보류"), held),
            (_("스팸"), spam),
        ],
        "charts": [
            Chart.of("received", _("받은 댓글"), labels, fates.received),
            Chart.of("held", _("보류한 댓글"), labels, fates.held),
            Chart.of("spam", _("스팸으로 본 댓글"), labels, fates.spam),
        ],
        "table": list(
            zip(labels, fates.received, fates.shown, fates.held, fates.spam, strict=True)
        )[::-1],
        "faults": [
            Share(_("보류했다가 승인"), fates.wrong_holds, held),
            Share(_("스팸으로 보았다가 승인"), fates.wrong_spam, spam),
            Share(_("바로 공개했다가 스팸으로 정하거나 지움"), fates.wrong_passes, shown),
        ],
    }


def _labels(span: Span) -> list[str]:
    """With the year where the days of two years would be called the same."""
    if (span.last - span.first).days < max(SPANS) - 1:
        return span.labels()
    return [short_date(day, get_language()) for day in span.starts]


def _moderator(row: dict) -> Share:
    full = f"{row['moderator__first_name']} {row['moderator__last_name']}".strip()
    return Share(full or row["moderator__username"], row["undone"], row["made"])


def duration(wait: timedelta) -> str:
    """In its two largest units: 2일 3시간, 5분; what is less than a minute is one."""
    minutes = max(int(wait.total_seconds() // 60), 1)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        (days, ngettext("%(count)d일", "%(count)d일", days)),
        (hours, ngettext("%(count)d시간", "%(count)d시간", hours)),
        (minutes, ngettext("%(count)d분", "%(count)d분", minutes)),
    ]
    first = next(place for place, (count, _unit) in enumerate(parts) if count)
    return " ".join(unit % {"count": count} for count, unit in parts[first : first + 2] if count)
