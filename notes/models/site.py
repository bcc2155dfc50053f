import re
from typing import NamedTuple

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from notes.accent import accent_path, check_colour
from notes.markdown import render
from notes.models.closing import MOST_DAYS
from notes.models.fields import BodyField, LineField
from notes.models.shown import Shown
from notes.prepared import prepared
from notes.text import clean_line

DEFAULT_NAME = "소셜전략 글방"
DEFAULT_TAGLINE = "같이 시작하고, 같이 배우고, 같이 만들어 갑니다"
DEFAULT_ABOUT = """이곳은 번호가 붙은 글을 차례로 쌓아 가는 글방입니다.

글은 **시리즈**로 묶이고, 시리즈의 글에는 번호가 있습니다. 1번부터 차례로 읽어도 좋고,
눈에 띄는 글부터 읽어도 좋습니다. 글 아래에는 누구나 이름만 적고 댓글을 남길 수 있습니다.
가입하지 않아도 됩니다.

새 글은 [피드](/feeds/)로 받아 볼 수 있습니다.
"""


class CommentPolicy(NamedTuple):
    """What is to be known of the site where a comment arrives, under the names that the site has for it."""

    hold_first_timers: bool
    close_comments_after_days: int | None


# What a query of a note's page brings along, in the order of the fields: what is on every page, and
# what is to be known about its comments.
PRINTED = ("name", "tagline", "web_font", "accent")
POLICY = CommentPolicy._fields
# What else is to be known there, by the name under which the site then has it: functions that answer
# an expression, added by other apps at the start (as `desk.saving.on_revision`, docs/decisions/0017).
told_along: dict = {}
_CONTENT = re.compile(r"""<meta\b[^>]*\bcontent=["']([^"']*)["']""", re.IGNORECASE)


class VerificationField(models.CharField):
    """The code by which a search engine knows the owner. A pasted `<meta …>` tag gives its content."""

    def __init__(self, *args, **kwargs):
        kwargs |= {"max_length": 200, "blank": True, "default": ""}
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        value = clean_line(super().to_python(value) or "")
        tag = _CONTENT.search(value)
        return tag[1] if tag else value


class SiteManager(models.Manager):
    def current(self) -> "Site":
        """The one row of this table; made with Korean defaults when it is missing."""
        found = _row()
        return found[0] if found else self.get_or_create(pk=Site.ONLY)[0]

    def as_column(self) -> Subquery:
        """What pages need of it (`PRINTED`, `POLICY`, `told_along`), as JSON: for a query that is asked
        anyway."""
        others = {name: make() for name, make in told_along.items()}
        row = JSONObject(**{name: name for name in (*PRINTED, *POLICY)}, **others)
        return Subquery(self.filter(pk=Site.ONLY).values(row=row))

    def from_column(self, row: dict | None) -> "Site":
        """The one that `as_column()` has read; what it left out comes from the database if asked."""
        if row is None:
            return self.current()
        names = (*PRINTED, *POLICY)
        site = Site.from_db(self.db, ["id", *names], [Site.ONLY, *map(row.get, names)])
        vars(site).update({name: row[name] for name in told_along})
        return site

    def as_policy_columns(self) -> dict[str, Subquery]:
        """`POLICY`, for `annotate()`: for a comment, which has no time for JSON."""
        row = self.filter(pk=Site.ONLY)
        return {f"site_{name}": Subquery(row.values(name)) for name in POLICY}

    def policy_of(self, found) -> "Site | CommentPolicy":
        """What a row has brought along of it; without that it comes from the database."""
        said = [getattr(found, f"site_{name}", None) for name in POLICY]
        return self.current() if said[0] is None else CommentPolicy(*said)


@prepared
def _row():
    return Site.objects.filter(pk=Site.ONLY)


class Site(Shown):
    """What the owner says about the whole site. There is exactly one row."""

    ONLY = 1
    TEXT = "about"

    name = LineField(_("이름"), max_length=100, default=DEFAULT_NAME)
    tagline = LineField(_("한 줄 소개"), max_length=200, blank=True, default=DEFAULT_TAGLINE)
    about = BodyField(
        _("소개"), blank=True, default=DEFAULT_ABOUT, help_text=_("마크다운으로 적습니다.")
    )
    about_html = models.TextField(editable=False, default="")
    web_font = models.BooleanField(
        _("제목 글꼴 보내기"),
        default=False,
        help_text=_(
            "명조 글꼴이 없는 기기에도 이 사이트의 글꼴을 보냅니다. 처음 한 번 더 내려받습니다."
        ),
    )
    google_verification = VerificationField(_("구글 서치 콘솔 확인 코드"))
    naver_verification = VerificationField(_("네이버 서치어드바이저 확인 코드"))
    # `#b3361f`; empty: the cinnabar of the style sheet (static/css/tokens.css).
    accent = models.CharField(
        _("강조색"), max_length=7, blank=True, default="", validators=[check_colour]
    )
    hold_first_timers = models.BooleanField(
        _("처음 온 사람의 댓글을 먼저 확인"),
        default=True,
        help_text=_("승인된 댓글이 없는 사람의 댓글은 확인한 뒤에 공개합니다."),
    )
    close_comments_after_days = models.PositiveSmallIntegerField(
        _("댓글을 받는 기간(일)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_("글을 공개하고 이만큼 지나면 댓글을 닫습니다. 비우면 닫지 않습니다."),
    )

    authors_moderate = models.BooleanField(
        _("글쓴이가 자기 글의 댓글을 확인"),
        default=False,
        help_text=_(
            "글쓴이도 자기 글에 달린 댓글을 승인하거나 내릴 수 있습니다. 주소는 보이지 않습니다."
        ),
    )
    # Of everybody who writes a comment: first the whole IP address, then only its network.
    keep_addresses_days = models.PositiveSmallIntegerField(
        _("IP 주소를 그대로 두는 기간(일)"),
        default=30,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_("이만큼 지나면 뒷자리를 지우고 네트워크만 남깁니다."),
    )
    keep_networks_days = models.PositiveSmallIntegerField(
        _("네트워크와 브라우저 이름을 두는 기간(일)"),
        default=180,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_("이만큼 지나면 어디에서 왔는지를 모두 잊습니다."),
    )

    objects = SiteManager()

    class Meta:
        verbose_name = verbose_name_plural = _("사이트")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="site_has_one_row"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.pk = self.ONLY
        self.about_html = render(self.about).html
        super().save(*args, **kwargs)

    @property
    def accent_path(self) -> str:
        """Where its colours are; empty while they are those of the style sheet."""
        return accent_path(self.accent) if self.accent else ""
