"""What is known of one e-mail address."""

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils import timezone

from comments.models import Comment, MailAddress, Rule, Takedown
from comments.personal_data import columns_of
from comments.privacy.columns import find
from comments.privacy.spelling import Spelling
from notes.models import Invitation


@dataclass(frozen=True)
class Person:
    """Whoever has this address, or types it. Every property asks the database once."""

    spelling: Spelling

    @property
    def email(self) -> str:
        return self.spelling.email

    def _by_email(self, objects):
        named = Q()
        for form in self.spelling.in_database:
            named |= Q(email__iexact=form)
        return objects.filter(named)

    @property
    def comments(self):
        return self._by_email(Comment.objects).order_by("pk")

    @cached_property
    def counts(self) -> list[tuple[str, int]]:
        """How many comments of each status there are, by the status' label."""
        counted = dict(
            self.comments.order_by().values_list("status").annotate(number=models.Count("pk"))
        )
        return [(label, counted[status]) for status, label in Comment.STATUSES if status in counted]

    @cached_property
    def comment_count(self) -> int:
        return sum(count for _label, count in self.counts)

    @cached_property
    def sent_count(self) -> int:
        """How many of the comments Akismet was asked about: what it keeps is not ours to erase."""
        return self.comments.filter(akismet__sent_at__isnull=False).count()

    @cached_property
    def latest(self):
        return self.comments.aggregate(latest=models.Max("created_at"))["latest"]

    @cached_property
    def mail_address(self) -> MailAddress | None:
        return self._by_email(MailAddress.objects).first()

    @cached_property
    def accounts(self) -> list:
        users = get_user_model().objects
        named = self._by_email(users) | users.filter(username__iexact=self.email)
        return list(named.order_by("pk"))

    @cached_property
    def invitations(self) -> list[Invitation]:
        """Those that still open a door; their address is needed for it."""
        return list(self._by_email(Invitation.objects.alive()).order_by("pk"))

    @cached_property
    def places(self) -> dict:
        """Rows that contain the address in any column, by model. Slow: reads every table."""
        return find(self.spelling)

    @cached_property
    def rules(self) -> list[Rule]:
        """Those that are about the address, or name it."""
        return list(Rule.objects.filter(pk__in=self.places.get(Rule, ())).order_by("pk"))

    @cached_property
    def takedowns(self) -> list[Takedown]:
        """Those that somebody with this address asked for, or which name it otherwise."""
        return list(Takedown.objects.filter(pk__in=self.places.get(Takedown, ())).order_by("pk"))

    @cached_property
    def elsewhere(self) -> dict:
        """Other people's words that contain it: primary keys by model."""
        own = {MailAddress, Rule, Takedown, Invitation}
        found = {model: keys for model, keys in self.places.items() if model not in own}
        written = set(self.comments.values_list("pk", flat=True))
        others = [key for key in found.pop(Comment, ()) if key not in written]
        return found | ({Comment: others} if others else {})

    @property
    def elsewhere_count(self) -> int:
        return sum(map(len, self.elsewhere.values()))

    @property
    def is_known(self) -> bool:
        return bool(self.comment_count or self.places or self.accounts)

    def stored(self) -> dict:
        """All of it, as values that JSON takes (with Django's encoder). Of what others wrote, only
        where it is: it is theirs."""
        return {
            "email": self.email,
            "made_at": timezone.now(),
            "comments": [columns_of(comment) for comment in self._comments()],
            "mail_address": _row(self.mail_address),
            "rules": [_row(rule, but=["created_by"]) for rule in self.rules],
            "takedowns": [
                _row(takedown, but=["started_by", "ended_by"]) for takedown in self.takedowns
            ],
            "invitations": [_row(each, but=["key", "created_by"]) for each in self.invitations],
            "accounts": [
                _row(each, only=["username", "email", "date_joined", "last_login"])
                for each in self.accounts
            ],
            "elsewhere": {model._meta.label: keys for model, keys in self.elsewhere.items()},
        }

    def _comments(self):
        found = self.comments.select_related("note__series", "akismet")
        return found.prefetch_related("decisions", "reflections", "takedowns")


def _row(row, only=None, but=()) -> dict | None:
    if row is None:
        return None
    names = only or [field.name for field in row._meta.concrete_fields if field.name not in but]
    return {name: getattr(row, row._meta.get_field(name).attname) for name in names}
