from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, Subquery
from django.utils.translation import gettext_lazy as _

from notes.models.closing import MOST_DAYS

# What the judge of a comment has to know: columns that the query for the note brings along.
COLUMNS = ("sensitivity", "switched_off", "wants_proof", "akismet_key")
# Their thresholds: comments/spam/verdicts.py.
LENIENT, NORMAL, STRICT = "lenient", "normal", "strict"
FEWEST_DAYS = 30  # moderators are to have seen what they were shown


class SpamPolicyManager(models.Manager):
    def current(self) -> "SpamPolicy":
        """The one row of this table; with all defaults, and not stored, where there is none yet."""
        return self.filter(pk=SpamPolicy.ONLY).first() or SpamPolicy()

    def as_columns(self) -> dict[str, Subquery]:
        """`COLUMNS`, for `annotate()`."""
        row = self.filter(pk=SpamPolicy.ONLY)
        return {f"spam_{name}": Subquery(row.values(name)) for name in COLUMNS}

    def asks_akismet(self) -> Exists:
        """Is there a key for it? For `annotate()`, where a page only says so."""
        return Exists(self.filter(pk=SpamPolicy.ONLY, akismet_key__gt=""))

    def said_by(self, found) -> tuple | None:
        """`COLUMNS` of a row with `as_columns()`, of the key only whether there is one; nothing where the
        owner has not said any."""
        *said, key = [getattr(found, f"spam_{name}") for name in COLUMNS]
        return None if said[0] is None else (*said, bool(key))


class SpamPolicy(models.Model):
    """What the owner says about the judging of comments. There is at most one row."""

    ONLY = 1
    NAMES = {LENIENT: _("느긋하게"), NORMAL: _("보통"), STRICT: _("꼼꼼하게")}

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    sensitivity = models.CharField(
        _("민감도"), max_length=10, choices=list(NAMES.items()), default=NORMAL
    )
    # Names of checks with spaces between.
    switched_off = models.TextField(blank=True, default="", editable=False)
    forget_spam_after_days = models.PositiveSmallIntegerField(
        _("스팸을 두는 기간(일)"),
        default=180,
        validators=[MinValueValidator(FEWEST_DAYS), MaxValueValidator(MOST_DAYS)],
        help_text=_("이만큼 지난 스팸은 내용을 지웁니다. 거기서 배운 것은 남습니다."),
    )
    wants_proof = models.BooleanField(
        _("댓글을 보내는 브라우저에 계산 문제 내기"),
        default=False,
        help_text=_(
            "다른 방법으로 막을 수 없을 때만 켜세요. 스크립트를 쓰지 않는 사람의 댓글은 막지 않고 먼저 확인합니다."
        ),
    )
    akismet_key = models.CharField(_("Akismet 키"), max_length=64, blank=True, default="")

    objects = SpamPolicyManager()

    class Meta:
        verbose_name = verbose_name_plural = _("스팸 판정")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="spam_policy_has_one_row"),
        ]

    def __str__(self):
        return str(self.NAMES.get(self.sensitivity, self.sensitivity))
