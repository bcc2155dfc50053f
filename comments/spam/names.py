"""What the checks are called where they are counted."""

from django.utils.translation import gettext_lazy as _

# By the name in the verdict.
NAMES = {
    "honeypot": _("보이지 않는 칸을 채움"),
    "token_age": _("너무 빨리 보냄"),
    "link_count": _("링크"),
    "website_only_spam": _("인사와 홈페이지 주소뿐"),
    "folded_phone": _("글자로 바꾼 전화번호"),
    "no_hangul": _("한글이 없음"),
    "first_time_commenter": _("처음 온 사람"),
    "known_good_commenter": _("전에 승인된 사람"),
    "rate_limit": _("한 네트워크에서 여럿"),
    "near_copy": _("먼저 온 댓글과 거의 같음"),
    "appeal": _("다시 봐 달라고 함"),
    "rule": _("규칙"),
    "proof": _("계산 문제를 풀지 않음"),
    "bayes": _("전에 정한 댓글과 닮음"),
}


def name_of(check: str) -> str:
    """A check that has no name here is called as in the code."""
    return NAMES.get(check, check)
