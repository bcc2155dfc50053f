"""What the checks are called where they are counted, and what they look at."""

from django.utils.translation import gettext_lazy as _

from comments.spam import weights
from comments.tokens import YOUNGEST

# By the name in the verdict.
NAMES = {
    "honeypot": _("보이지 않는 칸을 채움"),
    "token_age": _("너무 빨리 보냄"),
    "link_count": _("링크"),
    "website_only_spam": _("인사와 홈페이지 주소뿐"),
    "copied_praise": _("어느 글에나 맞는 인사뿐"),
    "folded_phone": _("글자로 바꾼 전화번호"),
    "messenger": _("메신저로 부름"),
    "language": _("사이트와 다른 글자"),
    "disguise": _("숨겨 적은 글자"),
    "odd_link": _("다른 데로 가거나 숨긴 주소"),
    "no_hangul": _("한글이 없음"),  # as `language` was called once; there are verdicts of it
    "old_note": _("오래된 글"),
    "new_link_host": _("처음 보는 주소"),
    "edited_in": _("고치면서 넣은 주소"),
    "first_time_commenter": _("처음 온 사람"),
    "known_good_commenter": _("전에 승인된 사람"),
    "rate_limit": _("한 네트워크에서 여럿"),
    "text_limit": _("같은 내용 여럿"),
    "site_limit": _("사이트에 한꺼번에 여럿"),
    "host_limit": _("같은 주소 여럿"),
    "near_copy": _("먼저 온 댓글과 거의 같음"),
    "appeal": _("다시 봐 달라고 함"),
    "rule": _("규칙"),
    "proof": _("계산 문제를 풀지 않음"),
    "bayes": _("전에 정한 댓글과 닮음"),
    "akismet": _("Akismet"),
    "akismet_waiting": _("Akismet의 답을 기다림"),
}


def name_of(check: str) -> str:
    """A check that has no name here is called as in the code."""
    return NAMES.get(check, check)


# One sentence for each check. The numbers are put in where it is read.
LOOKS_AT = {
    "honeypot": _("사람 눈에는 보이지 않는 칸에 무엇이 적혔는지 봅니다."),
    "token_age": _("양식을 열고 %(youngest)d초가 되기 전에 보냈는지 봅니다."),
    "link_count": _("링크가 %(free_links)d개보다 많거나, 링크 말고는 말이 거의 없는지 봅니다."),
    "website_only_spam": _("어느 글에나 맞는 짧은 인사에 홈페이지 주소를 함께 남겼는지 봅니다."),
    "copied_praise": _("글에 대한 말 없이 어느 글에나 맞는 인사만 남겼는지 봅니다."),
    "folded_phone": _("숫자를 글자로 바꾸어 숨긴 전화번호를 찾습니다."),
    "language": _("사이트나 그 글의 글자가 하나도 없는지 봅니다. 아주 짧은 댓글은 보지 않습니다."),
    "messenger": _("메신저 계정을 남기거나 메신저로 부르는지 봅니다."),
    "disguise": _(
        "띄어 적은 글자, 자모, 비슷하게 생긴 글자, 보이지 않는 글자로 낱말을 숨겼는지 봅니다."
        " 스팸에 나오는 낱말이면 더 무겁게 봅니다. 뜻 없이 늘어놓은 글자도 찾습니다."
    ),
    "odd_link": _(
        "적힌 것과 다른 데로 가는 링크, 보이지 않는 링크, 풀어 적거나 줄인 주소, 숫자뿐인 주소를 찾습니다."
    ),
    "old_note": _(
        "나온 지 %(old_days)d일이 지난 글에 링크를 남기거나 처음 온 사람이 썼는지 봅니다."
    ),
    "new_link_host": _(
        "승인된 댓글에 없던 주소가 있는지 봅니다. 승인된 댓글 %(known)d개를 배운 뒤부터 봅니다."
    ),
    "edited_in": _("공개된 댓글을 고치면서 없던 주소나 번호를 넣었는지 봅니다."),
    "rule": _("운영자가 만든 규칙에 걸리는지 봅니다."),
    "first_time_commenter": _(
        "승인된 댓글이 없는 사람인지 봅니다. 사이트 설정에서 끌 수 있습니다."
    ),
    "known_good_commenter": _("전에 승인된 사람이면, 더한 점수가 높아도 바로 공개합니다."),
    "rate_limit": _("한 시간 동안 한 네트워크에서 %(network_hourly)d개 넘게 왔는지 봅니다."),
    "text_limit": _(
        "한 시간 동안 같은 내용이 %(text_hourly)d개 넘게 왔는지 봅니다."
        " 짧은 인사는 %(short_text_hourly)d개까지 둡니다."
    ),
    "site_limit": _(
        "한 시간 동안 사이트에 댓글이 %(site_fewest)d개 넘게, 평소의 %(site_times)d배로 왔는지 봅니다."
        " 전에 승인된 사람은 보지 않습니다."
    ),
    "host_limit": _(
        "한 시간 동안 이름 %(host_hourly)d개가 같은 주소를 남겼고, 그 댓글들이 아직 확인을 기다리는지 봅니다."
    ),
    "near_copy": _("먼저 온 댓글과 거의 같은지 봅니다. 그것이 스팸이었으면 더 무겁게 봅니다."),
    "proof": _("계산 문제를 내기로 했을 때, 브라우저가 그것을 풀었는지 봅니다."),
    "bayes": _(
        "운영자가 승인하고 스팸으로 정한 댓글에서 배운 것과 견줍니다. "
        "정한 것이 적을 때에는 다른 사이트의 스팸과도 견줍니다."
    ),
}
_NUMBERS = {
    "youngest": YOUNGEST,
    "free_links": weights.FREE_LINKS,
    "old_days": weights.OLD_AFTER.days,
    "known": weights.NEW_HOST_KNOWS,
    "network_hourly": weights.NETWORK_HOURLY,
    "text_hourly": weights.TEXT_HOURLY,
    "short_text_hourly": weights.SHORT_TEXT_HOURLY,
    "host_hourly": weights.HOST_HOURLY,
    "site_fewest": weights.SITE_FEWEST,
    "site_times": weights.SITE_TIMES,
}


def looks_at(check: str) -> str:
    """Nothing for a check that has no sentence here."""
    sentence = LOOKS_AT.get(check)
    return sentence % _NUMBERS if sentence else ""
