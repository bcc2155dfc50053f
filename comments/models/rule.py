from django.conf import settings
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.scripts import NAMES

LONGEST_VALUE = 300


class RuleQuerySet(models.QuerySet):
    def in_force(self, now=None):
        """Those that have not expired."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now or timezone.now()))

    def with_wrong_count(self):
        """`wrong_count`: how many of the comments that it caught a moderator decided otherwise."""
        opposite = Case(
            When(action=Rule.PUBLISH, then=Value(Comment.SPAM)), default=Value(Comment.PUBLISHED)
        )
        caught = RuleMatch.objects.filter(rule=OuterRef("pk"), comment__status=OuterRef("opposite"))
        decided = caught.filter(comment__decided_at__isnull=False).order_by().values("rule")
        count = Subquery(decided.annotate(counted=Count("pk")).values("counted"))
        return self.annotate(opposite=opposite, wrong_count=Coalesce(count, 0))


class Rule(models.Model):
    """What the owner's people have said once for all: whose comments, or which words, to let in, to
    look at first or to take for spam."""

    PUBLISH, HOLD, SPAM = "publish", "hold", "spam"
    ACTIONS = [(PUBLISH, _("허용")), (HOLD, _("보류")), (SPAM, _("스팸"))]

    NAME, EMAIL, DOMAIN = "name", "email", "domain"
    WORD, NETWORK, LANGUAGE = "word", "network", "language"
    SUBJECTS = [
        (NAME, _("이름")),
        (EMAIL, _("이메일")),
        (DOMAIN, _("도메인")),
        (WORD, _("낱말")),
        (NETWORK, _("IP 대역")),
        (LANGUAGE, _("글자")),
    ]

    subject = models.CharField(_("무엇을 볼까요"), max_length=10, choices=SUBJECTS)
    value = models.CharField(_("값"), max_length=LONGEST_VALUE)
    # The value as it is compared.
    folded = models.CharField(max_length=LONGEST_VALUE, editable=False)
    action = models.CharField(_("어떻게 할까요"), max_length=10, choices=ACTIONS)
    reason = models.CharField(_("까닭"), max_length=200, blank=True)
    expires_at = models.DateTimeField(_("끝나는 때"), null=True, blank=True)
    created_at = models.DateTimeField(_("만든 때"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("만든 사람"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        editable=False,
    )
    caught_count = models.PositiveIntegerField(_("걸린 댓글"), default=0, editable=False)

    # What changes when somebody changes it; the count goes on meanwhile.
    EDITABLE = ("subject", "value", "folded", "action", "reason", "expires_at")

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("규칙")
        constraints = [
            models.UniqueConstraint(fields=["subject", "folded"], name="rule_once"),
            models.CheckConstraint(
                condition=Q(action__in=["publish", "hold", "spam"]), name="rule_has_known_action"
            ),
        ]

    def __str__(self):
        return f"{self.get_subject_display()}: {self.shown_value}"

    def save(self, *args, **kwargs):
        from comments.spam.rules import fold_value  # it asks for this model

        self.folded = fold_value(self.subject, self.value)
        super().save(*args, **kwargs)

    @property
    def shown_value(self) -> str:
        return NAMES.get(self.value, self.value) if self.subject == self.LANGUAGE else self.value

    @property
    def blocks(self) -> bool:
        return self.action != self.PUBLISH

    @property
    def contradicted_by(self) -> str:
        """The status in which a comment that it caught shows that it was wrong."""
        return Comment.PUBLISHED if self.blocks else Comment.SPAM

    @property
    def has_ended(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()


class RuleMatch(models.Model):
    """A rule has caught a comment."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="matches", db_index=False)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="rule_matches")

    class Meta:
        verbose_name = verbose_name_plural = _("규칙에 걸린 댓글")
        constraints = [models.UniqueConstraint(fields=["rule", "comment"], name="rule_match_once")]

    def __str__(self):
        return f"{self.rule_id} → {self.comment_id}"

    @staticmethod
    def note_down(rules: list[int], comment: Comment):
        """In the transaction that stores the comment. What has caught it before counts once, and a
        rule that was dropped at this moment not at all."""
        if not rules:
            return
        # In the order of their keys, so that two comments never wait for each other.
        still = Rule.objects.select_for_update(no_key=True).filter(pk__in=rules).order_by("pk")
        fresh = list(still.exclude(matches__comment=comment).values_list("pk", flat=True))
        RuleMatch.objects.bulk_create([RuleMatch(rule_id=rule, comment=comment) for rule in fresh])
        Rule.objects.filter(pk__in=fresh).update(caught_count=F("caught_count") + 1)
