"""Addresses that are written so that nobody, or no filter, sees where they lead. Pure functions.

An honest link says what it is. Each way of not doing so has a sentence and a weight of its own; the
heaviest one is told.
"""

import ipaddress
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from comments.hosts import hosts_in, written_host
from comments.scripts import without_code
from comments.spam import weights
from comments.spam.checks import is_address
from comments.spam.folding import LOOKS
from comments.spam.tokens import ENDINGS, bare_links
from comments.spam.verdicts import Submission, Verdict

LONGEST = 4000  # letters that are looked at
MOST = 20  # links

_HINT = re.compile(r"[.:<。｡]|쩜|점\s?[컴콤넷케씨]|[\[({]\s?(?:dot|닷|점)|aHR0c")
# Each begins with a letter and no choice of them: then they are found quickest.
_SPELLED_HINT = re.compile(
    r"h[xt][xt]p|\[\s?(?:dot|닷|점|\.)|\(\s?(?:dot|닷|점|\.)|{\s?(?:dot|닷|점|\.)|。|｡|쩜"
    r"|점\s?[컴콤넷케씨]|:\s?/\s?/\s|/ /"
)
_LINK = re.compile(r"https?://[^\s<>\"'()\[\]]{3,300}", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://)?(?:([^/?#\s]*)@)?([^/?#:\s]*)", re.IGNORECASE)
# [label](address), <a href="address">label</a>, [url=address]label[/url]
_LABELLED = re.compile(
    r"(?<!!)\[([^\[\]\n]{0,200})\]\((https?://[^\s()]{3,300})"
    r"|<a\s[^<>]{0,100}href\s*=\s*[\"']?(https?://[^\s\"'<>]{3,300})[^<>]{0,100}>([^<>]{0,200})</a"
    r"|\[url=[\"']?(https?://[^\s\"'\]]{3,300})[^\]]{0,20}\]([^\[\]]{0,200})\[/url",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    rf"h(?:xx|tx|xt)ps?://\S{{3,60}}"
    rf"|[a-z0-9-]{{2,40}}\s?(?:[\[({{]\s?(?:dot|닷|점|\.)\s?[\])}}]|[。｡]|\s쩜\s)\s?(?:{ENDINGS})(?![a-z0-9])"
    r"|[a-z0-9가-힣-]{2,40}\s?(?:점|쩜)\s?(?:컴|콤|넷|케이알|씨오)(?![가-힣])"
    r"|https?://\s{1,3}[a-z0-9-]{2,40}\s?\.\s?[a-z0-9]{2}"
    r"|h\s?t\s?t\s?p\s?s?\s?:\s?/\s?/\s[a-z0-9-]{2,40}\s?\.\s?[a-z0-9]{2}",
    re.IGNORECASE,
)
_TRICKS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"hxxp|htxp|hxtp",
        r"[\[({]\s?(?:dot|닷|점|\.)",
        r"//\s",
        r"\s\.\s?[a-z0-9]",
        "[。｡]",
    )
]
# What the browser runs or shows by itself, and the beginnings of http:// and https:// in base64.
_PACKED = re.compile(
    r"data:(?:text/html|application/[a-z+-]{1,20}|image/svg\+xml)[^\s,]{0,40},\S{4}"
    r"|(?<![A-Za-z0-9+/])aHR0c(?:Do|HM6)[A-Za-z0-9+/]{8}"
)
_UNSEEN = re.compile(
    r"<[^<>]{1,60}(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0)[^<>]{0,60}>"
    r".{0,200}?https?://",
    re.IGNORECASE | re.DOTALL,
)
_NAMES_HOST = re.compile(r"(?:https?://|\bwww\.)[^\s/]{3,200}", re.IGNORECASE)
_LETTER = re.compile(r"[^\W_]")
_EMOJI = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")
_NUMBER = re.compile(r"(?:0x[0-9a-f]{6,8}|[0-9]{8,10})")
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_FOREIGN = re.compile("[\u0370-\u052f]")
_LATIN = re.compile("[a-z]")
_AT_HOME = [
    ipaddress.ip_network(network)
    for network in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "0.0.0.0/8")
]
SHORTENERS = frozenset(
    "bit.ly tinyurl.com goo.gl is.gd v.gd ow.ly cutt.ly rebrand.ly shorturl.at t.ly rb.gy tiny.cc"
    " bl.ink s.id lnkd.in adf.ly han.gl vo.la url.kr me2.kr me2.do zrr.kr c11.kr lrl.kr bitly.kr"
    " buly.kr abit.ly dub.sh iii.im vvd.bz".split()
)
ROOMS = frozenset(
    "t.me telegram.me telegram.dog wa.me chat.whatsapp.com api.whatsapp.com open.kakao.com line.me"
    " lin.ee discord.gg signal.me m.me joinchat.com".split()
)


def odd_link(submission: Submission) -> Verdict | None:
    body, name = submission.body[:LONGEST], submission.name
    if not (_HINT.search(body) or submission.website or "." in name):
        return None
    said = [*_of_text(body), *_of_links(body, submission.website), *_of_name(name)]
    if not said:
        return None
    weight, reason = max(said, key=lambda each: each[0])
    return Verdict("odd_link", reason, weight=weight)


def _of_text(body: str) -> Iterator[tuple[int, str]]:
    text = without_code(body) if "`" in body else body
    lower = text.lower()
    if _SPELLED_HINT.search(lower) and (found := _SPELLED.search(text)):
        around = text[found.start() : found.start() + 80]
        is_much = sum(bool(trick.search(around)) for trick in _TRICKS) > 1
        weight = weights.MUCH_SPELLED_OUT if is_much else weights.SPELLED_OUT
        yield weight, _("풀어 적은 주소: %(text)s") % {"text": found[0].strip()}
    if ("data:" in text or "aHR0c" in text) and _PACKED.search(text):
        yield weights.LEADS_ELSEWHERE, _("싸서 숨긴 주소")
    if "<" in text and _UNSEEN.search(text):
        yield weights.LEADS_ELSEWHERE, _("화면에 보이지 않게 적은 링크")
    if "](" in text or "<a" in lower or "[url" in lower:
        yield from filter(None, map(_of_label, _LABELLED.finditer(text)))


def _of_label(link: re.Match) -> tuple[int, str] | None:
    label, address = link[1] or link[4] or link[6] or "", link[2] or link[3] or link[5]
    if claim := _claim(label, address):
        weight, named = claim
        return weight, _("%(label)s인 척하는 링크: %(host)s") % named
    if not (_LETTER.search(label) or _EMOJI.search(label)):
        host = min(hosts_in(address), default="")
        return weights.LEADS_ELSEWHERE, _("누를 글자가 없는 링크: %(host)s") % {"host": host}
    return None


def _claim(label: str, address: str) -> tuple[int, dict] | None:
    """The label names a host that the address has nothing to do with. README.md and Node.js name none,
    and ASP.NET may."""
    shortened = label.split("://")[-1].rstrip(".… ")
    if shortened and shortened in address:
        return None
    links = _NAMES_HOST.findall(label)
    says, hosts = hosts_in(" ".join(links or bare_links(label))), hosts_in(address)
    if not (says and hosts) or any(_is_within(one, two) for one in says for two in hosts):
        return None
    weight = weights.LEADS_ELSEWHERE if links else weights.MAY_LEAD_ELSEWHERE
    return weight, {"label": min(says), "host": min(hosts)}


def _is_within(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _of_links(body: str, website: str) -> Iterator[tuple[int, str]]:
    links = _LINK.findall(body)[:MOST] if "//" in body else []
    links += bare_links(body)[:MOST]
    for link in filter(None, (*links, website)):
        user, host = _HOST.match(link).groups()
        host = host.strip(".").lower().removeprefix("www.")
        if user and "." in user:
            yield (
                weights.LEADS_ELSEWHERE,
                _("앞에 다른 주소를 적은 링크: %(host)s") % {"host": host},
            )
        if said := _of_host(host):
            weight, sentence = said
            yield weight, sentence % {"host": host}


def _of_host(host: str) -> tuple[int, str] | None:
    plain = written_host(host)
    if any(_is_mixed(label) for label in plain.split(".")):
        return weights.LEADS_ELSEWHERE, _("비슷하게 생긴 글자로 적은 주소: %(host)s")
    if _NUMBER.fullmatch(host) or _ADDRESS.fullmatch(host) and not _is_at_home(host):
        return weights.NUMBER_HOST, _("이름 없이 숫자로 적은 주소: %(host)s")
    if host in ROOMS:
        return weights.ROOM, _("메신저 방으로 부르는 주소: %(host)s")
    if host in SHORTENERS:
        return weights.SHORT_LINK, _("줄인 주소: %(host)s")
    if plain != host:
        return weights.PUNYCODE, _("기계만 읽는 꼴로 적은 주소: %(host)s")
    return None


def _is_mixed(label: str) -> bool:
    """Cyrillic or Greek letters that look like Latin ones, beside those or alone."""
    if not _FOREIGN.search(label):
        return False
    return bool(_LATIN.search(label)) or not label.strip(LOOKS + "0123456789-")


def _is_at_home(host: str) -> bool:
    """An address of a network at home, as people name it who ask about their own server."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return True
    return any(address in network for network in _AT_HOME)


def _of_name(name: str) -> Iterator[tuple[int, str]]:
    if is_address(name):
        yield weights.LINK_AS_NAME, _("이름에 적은 주소: %(name)s") % {"name": name}
