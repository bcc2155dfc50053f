"""What became of a comment and why, in words for its writer. Thresholds and weights stay inside."""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models.comment_queryset import HELD, PUBLISHED, REMOVED, SPAM, SUSPENDED

# By name of the check, the most telling one first. What is missing here is nobody's business but
# the moderator's: naming it would teach whoever sends spam how to get past it.
FOR_WRITERS = {
    "appeal": _("다시 봐 달라고 하셔서, 사람이 보고 정할 거예요."),
    "akismet_waiting": _(
        "자동 스팸 검사(Akismet)의 답을 기다리고 있어요. 스팸이 아니라고 하면 바로 올라가요."
    ),
    "link_count": _("링크가 여럿 있는 댓글은 사람이 한 번 보고 올려요."),
    "edited_in": _("고치면서 새로 넣은 주소나 번호는 사람이 한 번 보고 올려요."),
    "near_copy": _("비슷한 댓글이 먼저 있어서 사람이 한 번 보고 올려요."),
    "proof": _(
        "브라우저가 계산 문제를 풀지 못한 댓글은 사람이 한 번 보고 올려요. 스크립트를 꺼 두셔도 괜찮아요."
    ),
    "text_limit": _("같은 내용의 댓글이 한꺼번에 여럿 와서 사람이 한 번 보고 올려요."),
    "site_limit": _("지금 댓글이 한꺼번에 많이 와서 사람이 한 번 보고 올려요."),
    "first_time_commenter": _("처음 오신 분의 댓글은 사람이 한 번 보고 올려요."),
}


def why_held(verdicts: list[dict]) -> str:
    given = {verdict["check"] for verdict in verdicts}
    found = (sentence for check, sentence in FOR_WRITERS.items() if check in given)
    return str(next(found, gettext("사람이 한 번 보고 올려요.")))


@dataclass(frozen=True)
class Fate:
    """`label` stands in a list, `title` and `why` in the comment's slip."""

    label: str
    title: str
    why: str


def fate_of(comment) -> Fate:
    return FATES[comment.status](comment)


def _published(comment) -> Fate:
    return Fate(gettext("보임"), gettext("글 아래에 보여요."), "")


def _held(comment) -> Fate:
    why = why_held(comment.verdicts)
    after = gettext("확인이 끝나기 전에는 다른 사람에게 보이지 않아요.")
    return Fate(gettext("기다림"), gettext("아직 올라가지 않았어요."), f"{why} {after}")


def _spam(comment) -> Fate:
    """Nothing of what the checks saw: that would teach how to get past them."""
    title = gettext("자동 검사에서 스팸으로 보았어요.")
    if comment.decided_at:
        title = gettext("운영자가 스팸으로 정했어요.")
    why = gettext("그래서 아무에게도 보이지 않아요. 잘못 보았다면 다시 봐 달라고 해 주세요.")
    if comment.appealed_at:
        why = gettext("다시 보고 정한 것이라, 한 번 더 봐 달라고 할 수는 없어요.")
    return Fate(gettext("안 보임"), title, why)


def _removed(comment) -> Fate:
    why = gettext("그래서 아무에게도 보이지 않아요. 아예 지우려면 아래에서 지워 주세요.")
    return Fate(gettext("안 보임"), gettext("운영자가 글 아래에서 내렸어요."), why)


def _suspended(comment) -> Fate:
    why = gettext(
        "누군가 이 댓글로 권리가 침해되었다고 알려 와서, 살펴보는 동안 보이지 않게 했어요."
    )
    return Fate(gettext("안 보임"), gettext("잠시 글 아래에서 내려 두었어요."), why)


FATES = {
    PUBLISHED: _published,
    HELD: _held,
    SPAM: _spam,
    REMOVED: _removed,
    SUSPENDED: _suspended,
}
