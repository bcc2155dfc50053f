"""Which comments the queue shows: read from an address, and written back into the links of the page."""

from dataclasses import dataclass, fields, replace

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from comments.akismet.words import AKISMET, WAITING
from comments.lookups import LARGEST_KEY
from comments.models import Comment
from comments.spam import CHECKS
from comments.spam.names import name_of
from notes.text import clean_line

ALL = "all"  # a status that is none, where an index leads to the comments without one
NEWEST, OLDEST = "newest", "oldest"
LONGEST_QUERY = 100
# What the form of filters has fields for; the rest goes along unseen.
IN_FORM = ("kind", "check", "appealed", "q")


def check_choices() -> list[tuple[str, str]]:
    """Every check in the order in which it is asked."""
    names = [*(check.__name__ for check in CHECKS), AKISMET, WAITING]
    return [(name, name_of(name)) for name in names]


@dataclass(frozen=True)
class Filters:
    """Each field is a parameter of the address; with its default it is left out there.

    `note` and `series` are keys; `email_of` and `network_of` are keys of comments, so that nobody's
    address stands in an address. `before` (newest first) and `after` are keys of a place in the queue.
    """

    status: str = Comment.HELD
    order: str = NEWEST
    note: str = ""
    series: str = ""
    email_of: str = ""
    network_of: str = ""
    kind: str = ""
    check: str = ""
    appealed: str = ""
    q: str = ""
    before: str = ""
    after: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        """Raises Http404 for a status, an order, a kind, a check or a key that is none."""
        given = {field.name: query.get(field.name) or field.default for field in fields(cls)}
        given["q"] = clean_line(given["q"])[:LONGEST_QUERY]
        found = cls(**given)
        if not found._is_known():
            raise Http404
        return found

    def _is_known(self) -> bool:
        keys = filter(None, (self.note, self.series, self.email_of, self.network_of))
        return (
            (self.status in dict(Comment.STATUSES) or (self.status == ALL and self.is_narrow))
            and self.order in (NEWEST, OLDEST)
            and self.kind in ("", *dict(Comment.KINDS))
            and self.check in ("", *dict(check_choices()))
            and all(map(is_key, keys))
        )

    @property
    def is_narrow(self) -> bool:
        """An index leads to these comments, whatever their status."""
        return bool(self.note or self.email_of or self.network_of)

    @property
    def is_loose(self) -> bool:
        """Something is asked that no index knows."""
        return bool(self.series or self.kind or self.check or self.appealed or self.q)

    @property
    def is_any(self) -> bool:
        return self.is_narrow or self.is_loose

    @property
    def is_oldest_first(self) -> bool:
        return self.order == OLDEST

    @property
    def place(self) -> str:
        """The key of what stands just before this page; empty for the first one."""
        return self.after if self.is_oldest_first else self.before

    # Addresses ----------------------------------------------------------------------------------

    def url(self, **news) -> str:
        """Of this page of the queue. What is in `news` is said there once and is no filter."""
        query = self._given() | {name: value for name, value in news.items() if value}
        return reverse("moderation:queue", query=query)

    @property
    def query(self) -> str:
        """Of that address, with its question mark; empty for the plain queue."""
        return self.url().removeprefix(reverse("moderation:queue"))

    def top(self, **changes) -> "Filters":
        """The first page of what is asked for with these changes."""
        return replace(self, **{"before": "", "after": "", **changes})

    def at(self, place: str) -> "Filters":
        return self.top(**{"after" if self.is_oldest_first else "before": place})

    def without(self, name: str) -> "Filters":
        """No status but `ALL` is known without what leads to the comments: that goes, too."""
        less = self.top(**{name: ""})
        return less if less._is_known() else less.top(status=Comment.HELD)

    def cleared(self) -> "Filters":
        status = Comment.HELD if self.status == ALL else self.status
        return Filters(status=status, order=self.order)

    def hidden(self) -> dict[str, str]:
        """What the form of filters sends along."""
        return {name: value for name, value in self.top()._given().items() if name not in IN_FORM}

    def _given(self) -> dict[str, str]:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value != _DEFAULTS[name]}


_DEFAULTS = {field.name: field.default for field in fields(Filters)}


def is_key(value: str) -> bool:
    return value.isascii() and value.isdecimal() and int(value) <= LARGEST_KEY


def alike(comments, filters: Filters) -> dict[str, str]:
    """What the comments must have in common with the ones that `filters` name, by column.

    Raises Http404 where there is no such comment among `comments`, or where it has no address.
    """
    asked = {"email": filters.email_of, "network": filters.network_of}
    return {name: _value(comments, name, key) for name, key in asked.items() if key}


def _value(comments, name: str, key: str) -> str:
    found = comments.exclude(**{name: ""}).only("pk", name)
    return getattr(get_object_or_404(found, pk=key), name)
