"""What may be typed as a rule's value, and which rules would hit the site itself."""

import regex
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from comments.hosts import domains_of, fold_host
from comments.models import Rule
from comments.models.rule import LONGEST_VALUE
from comments.scripts import HANGUL, LATIN, NAMES
from comments.spam.rules import fold_network, fold_value, network_of
from notes.canonical import absolute
from notes.search.terms import fold
from notes.text import clean_line

FEWEST_LETTERS = 2  # of a word; signs count for nothing
WIDEST = {4: 8, 6: 16}  # bits that a network leaves fixed at least, by the version of IP
OWN_SCRIPTS = {
    "ko": HANGUL,
    "en": LATIN,
}  # what most comments are written in, by the site's language

_HOST = regex.compile(r"(?:[a-z0-9_-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*|\d{1,3}(?:\.\d{1,3}){3}")
_TOP = regex.compile(r"[a-z]{2,24}|한국|닷컴|닷넷|삼성")  # a whole top-level domain
_AROUND_HOST = regex.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#@]*@)?|[:/?#].*$")
_LETTER = regex.compile(r"[\p{L}\p{N}]")
_is_email = EmailValidator()


def read_value(subject: str, text: str) -> str:
    """The value as it is kept. Raises ValidationError for what matches nothing, or nearly everything."""
    value = READERS[subject](clean_line(text))
    if len(value) > LONGEST_VALUE or len(fold_value(subject, value)) > LONGEST_VALUE:
        raise ValidationError(
            _("너무 깁니다. %(most)d자까지 적을 수 있습니다.") % {"most": LONGEST_VALUE}
        )
    return value


def refuse_own(rule: Rule, request):
    """Raises ValidationError for a rule that would keep out the site itself, or whoever makes it."""
    if not rule.blocks:
        return
    folded = fold_value(rule.subject, rule.value)
    if rule.subject == Rule.DOMAIN and folded in domains_of(_own_hosts(request)):
        raise ValidationError(
            _(
                "이 사이트의 주소가 들어 있는 도메인이라 막을 수 없습니다. 다른 도메인을 적어 주세요."
            )
        )
    if rule.subject == Rule.LANGUAGE and rule.value == OWN_SCRIPTS.get(settings.LANGUAGE_CODE):
        raise ValidationError(
            _("이 사이트의 글자라서 거의 모든 댓글이 걸립니다. 다른 글자를 골라 주세요.")
        )
    own = fold_network(request.META.get("REMOTE_ADDR", ""))
    if rule.subject == Rule.NETWORK and own.startswith(folded):
        raise ValidationError(
            _("지금 접속하신 주소가 이 대역에 들어 있습니다. 더 좁게 적어 주세요.")
        )


def _own_hosts(request) -> set[str]:
    addresses = (absolute(""), f"//{request.get_host()}")
    return {fold_host(_AROUND_HOST.sub("", address)) for address in addresses}


def _name(text: str) -> str:
    if not fold_value(Rule.NAME, text):
        raise ValidationError(_("댓글에 적는 이름을 적어 주세요."))
    return text


def _email(text: str) -> str:
    email = text.lower()
    try:
        _is_email(f"a{email}" if email.startswith("@") else email)
    except ValidationError:
        email = ""
    if not fold_value(Rule.EMAIL, email):
        raise ValidationError(_("이메일 주소나, @example.com처럼 @ 뒤의 도메인을 적어 주세요."))
    return email


def _domain(text: str) -> str:
    """Of a pasted address its host."""
    host = _AROUND_HOST.sub("", fold(text)).strip(".").removeprefix("www.")
    if not (_TOP.fullmatch(host) or _HOST.fullmatch(fold_host(host))):
        raise ValidationError(_("도메인을 example.com처럼 적어 주세요. 주소를 붙여 넣어도 됩니다."))
    return host


def _word(text: str) -> str:
    letters = _LETTER.findall(fold_value(Rule.WORD, text))
    if not letters:
        raise ValidationError(_("댓글에서 찾을 낱말을 적어 주세요."))
    if len(letters) < FEWEST_LETTERS:
        raise ValidationError(_("한 글자로는 너무 많은 댓글이 걸립니다. 두 글자 이상 적어 주세요."))
    return text


def _network(text: str) -> str:
    try:
        network = network_of(text)
    except ValueError:
        raise ValidationError(
            _("IP 주소나 대역을 203.0.113.7, 203.0.113.0/24, 2001:db8::/48처럼 적어 주세요.")
        ) from None
    least = WIDEST[network.version]
    if network.prefixlen < least:
        raise ValidationError(
            _("너무 넓은 대역이라 거의 모든 댓글이 걸립니다. /%(least)d이거나 더 좁게 적어 주세요.")
            % {"least": least}
        )
    is_one = network.prefixlen == network.max_prefixlen
    return str(network.network_address if is_one else network)


def _language(text: str) -> str:
    if text not in NAMES:
        raise ValidationError(_("어떤 글자인지 골라 주세요."))
    return text


READERS = {
    Rule.NAME: _name,
    Rule.EMAIL: _email,
    Rule.DOMAIN: _domain,
    Rule.WORD: _word,
    Rule.NETWORK: _network,
    Rule.LANGUAGE: _language,
}
