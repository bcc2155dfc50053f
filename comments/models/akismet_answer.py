from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class AkismetAnswerQuerySet(models.QuerySet):
    def waiting(self):
        """Of which Akismet has still to say something."""
        return self.filter(answer=AkismetAnswer.WAITING)

    def counts(self) -> dict[str, int]:
        """What these came to, by name, and how often a moderator said otherwise (`sent_back`); one
        query."""
        answers = {name: Count("pk", filter=Q(answer=name)) for name, _label in self.model.ANSWERS}
        return self.aggregate(**answers, sent_back=Count("pk", filter=~Q(told="")))


class AkismetAnswer(models.Model):
    """What the Akismet service was asked about a comment, what it said, and what it was told since."""

    WAITING, HAM, SPAM, DISCARD, NONE = "waiting", "ham", "spam", "discard", "none"
    ANSWERS = [
        (WAITING, _("답을 기다림")),
        (HAM, _("스팸이 아님")),
        (SPAM, _("스팸")),
        (DISCARD, _("뻔한 스팸")),
        (NONE, _("답을 얻지 못함")),
    ]
    # Why there was no answer, the last time that there was none.
    SLOW, UNREACHABLE, STATUS, ODD, KEY = "slow", "unreachable", "status", "odd", "key"
    TROUBLES = [
        (SLOW, _("제때 답하지 않음")),
        (UNREACHABLE, _("연결되지 않음")),
        (STATUS, _("오류로 답함")),
        (ODD, _("알 수 없는 말로 답함")),
        (KEY, _("키를 받아들이지 않음")),
    ]

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, primary_key=True, related_name="akismet"
    )
    made_at = models.DateTimeField(_("물어보기로 한 시각"))
    # Which words it is about: the comment's `edited_at` as it was then.
    words_of = models.DateTimeField(null=True)
    # When they were sent; empty while they were not.
    sent_at = models.DateTimeField(_("보낸 시각"), null=True)
    answer = models.CharField(_("답"), max_length=7, choices=ANSWERS, default=WAITING)
    failures = models.PositiveSmallIntegerField(_("실패"), default=0)
    failed_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=11, choices=TROUBLES, blank=True, default="")
    # What a moderator has said, as the service was told last.
    told = models.CharField(
        max_length=4, choices=[(SPAM, SPAM), (HAM, HAM)], blank=True, default=""
    )
    told_at = models.DateTimeField(null=True)

    objects = AkismetAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("Akismet의 답")
        indexes = [
            models.Index(fields=["made_at"], name="akismet_made"),
            models.Index(fields=["comment"], condition=Q(answer="waiting"), name="akismet_waiting"),
        ]

    def __str__(self):
        return f"{self.comment_id}: {self.answer}"

    @property
    def label(self) -> str:
        """What the service takes the comment for, by what it was told or else by itself; empty where
        it has no opinion."""
        if self.told:
            return self.told
        return {self.HAM: self.HAM, self.SPAM: self.SPAM, self.DISCARD: self.SPAM}.get(
            self.answer, ""
        )
