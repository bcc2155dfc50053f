"""Tokens in words that a moderator understands."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

SHAPES = {
    "length": _("길이 %(size)s자"),
    "links": _("링크 %(size)s개"),
    "digits": _("숫자가 글의 %(size)s %%"),
    "signs": _("기호가 글의 %(size)s %%"),
    "capitals": _("대문자로만 쓴 낱말 %(size)s개"),
    "exclaimed": _("느낌표 %(size)s개"),
    "number": _("%(size)s자리 수"),
    "name_words": _("이름의 낱말 %(size)s개"),
    "name_is_link": _("이름에 적은 링크"),
    "name_shape": _("이름의 꼴 ‘%(size)s’"),
    "name_in_text": _("이름이 글에도 있음"),
    "name_in_website": _("이름이 홈페이지 주소에도 있음"),
    "website": _("홈페이지를 적음"),
    "no_website": _("홈페이지를 적지 않음"),
    "website_path": _("홈페이지 주소의 경로 %(size)s자"),
    "breaks": _("줄 바꿈 %(size)s번"),
    "emoji": _("그림 문자"),
    "markup": _("HTML이나 BBCode로 적은 링크"),
    "set_apart": _("띄엄띄엄 적은 글자"),
    "phone": _("휴대전화 번호"),
    "mixed_word": _("여러 글자를 섞은 낱말"),
    "long_word": _("아주 긴 낱말"),
}


def readable(token: str) -> str:
    """`‘카지노’`, `링크 example.com`: a token of any kind, in the language of the site."""
    kind, _colon, value = token.partition(":")
    return KINDS[kind](value)


PIECES = ("b:", "g:", "f:", "l:.", "u:.")  # a whole word or host says it better
PIECE = 0.5  # how much less they rank for that


def strongest(evidence: list[tuple[str, float]], most: int) -> list[tuple[str, float]]:
    """The first ones of what is sorted already, without those that say the same: 카지 and 지노 beside
    카지노."""
    found: list[tuple[str, float]] = []
    for token, weight in sorted(evidence, key=_rank):
        if len(found) < most and not any(_overlap(token, other) for other, _weight in found):
            found.append((token, weight))
    return found


def _rank(each: tuple[str, float]) -> tuple[float, int]:
    token, weight = each
    return -abs(weight) * (PIECE if token.startswith(PIECES) else 1), -len(token)


def _overlap(one: str, other: str) -> bool:
    one, other = one.partition(":")[2], other.partition(":")[2]
    return one in other or other in one


def _word(value: str) -> str:
    return gettext("‘%(word)s’") % {"word": value}


def _stem(value: str) -> str:
    return gettext("‘%(stem)s…’") % {"stem": value}


def _first_word(value: str) -> str:
    return gettext("첫 낱말 ‘%(word)s’") % {"word": value}


def _letters(value: str) -> str:
    return gettext("글자 ‘%(letters)s’") % {"letters": value}


def _of_name(value: str) -> str:
    return gettext("이름 ‘%(word)s’") % {"word": value}


def _of_link(value: str) -> str:
    if value.startswith("."):
        return gettext("링크 *%(ending)s") % {"ending": value}
    if "." in value:
        return gettext("링크 %(host)s") % {"host": value}
    return gettext("링크의 ‘%(word)s’") % {"word": value}


def _of_website(value: str) -> str:
    if value.startswith("."):
        return gettext("홈페이지 *%(ending)s") % {"ending": value}
    if "." in value:
        return gettext("홈페이지 %(host)s") % {"host": value}
    return gettext("홈페이지의 ‘%(word)s’") % {"word": value}


def _shape(value: str) -> str:
    name, _space, size = value.partition(" ")
    return SHAPES[name] % {"size": size}


KINDS = {
    "w": _word,
    "p": _word,
    "t": _word,
    "g": _stem,
    "f": _first_word,
    "b": _letters,
    "n": _of_name,
    "l": _of_link,
    "u": _of_website,
    "s": _shape,
}
