"""Praise that fits under every note. Pure functions; texts are as `plain` answers them.

Readers praise, too: what is said beside it makes the difference.
"""

import re

import regex

from comments.scripts import without_links
from comments.spam.folding import fold, unmask

_PRAISE = re.compile(
    r"잘\s*(?:보고|읽고|봤|읽었|배우고)|(?:좋은|유익한|유용한|멋진|훌륭한)\s*(?:글|정보|포스팅|내용|자료)"
    r"|(?:보고|읽고|배우고|얻어|구경\s*(?:잘\s*)?하고|(?:꾹|하트)\s*누르고|신청하고)\s*(?:갑니다|가요|가네요)"
    r"|(?:정보|포스팅|글)\s*(?:정말\s*)?(?:감사|고맙)|(?:자주|또)\s*(?:들|놀러\s*오|방문)"
    r"|(?:소통|맞구독|서로\s*이웃|이웃\s*추가|방문\s*부탁|놀러\s*오세요|구경\s*오세요)"
    r"|\b(?:nice|great|awesome|amazing|good|excellent|wonderful|helpful|useful|informative)\s+"
    r"(?:\w+\s+)?(?:post|blog|article|site|website|page|job|work|info|information|content|read)\b"
    r"|\bthanks?\s+(?:you\s+)?for\s+(?:sharing|posting|this|the)"
)

_GREETING = regex.compile(
    r"안녕|반갑|반가|(?:하루|한주|주말|저녁|밤|시간)\s*(?:되|보내)|\b(?:hello|hi|hey|good\s+(?:day|morning|evening))\b"
)
# Come to mine as I came to yours.
_INVITATION = regex.compile(
    r"맞\s?(?:구독|팔)|서로\s*이웃|이웃\s*(?:추가|신청)|(?:답방|방문|구독)\s*(?:부탁|해\s*주)|(?:놀러|구경)\s*(?:오|와)"
    r"|(?:제|저희)\s*(?:블로그|홈페이지|홈피|사이트|채널|카페|스토어|쇼핑몰)(?:에도|에|도|로)?\s*(?:\p{Hangul}+\s)?(?:오|와|들)"
    r"|\b(?:visit|check\s+out|see|look\s+at)\s+(?:my|our)\s+(?:web\s?site|site|blog|page|channel|shop|store|profile)\b"
)
# Words of which such praise is made; particles and endings are glued to some of them.
_WORD = re.compile(
    r"(?:오늘도?|항상|늘|매번|정말|진짜|너무|참|아주|많은|많이|잘|또|자주|덕분에|앞으로도|보고|읽고|배우고|얻어|구경|서로이웃|신청하고|하고|누르고)"
    r"|(?:좋은|유익한|유용한|멋진|훌륭한|알찬|귀한|즐거운|행복한|이런|되는)"
    r"|(?:포스팅|글|정보|내용|자료|블로그|하루|한주|주말|도움|감사|고맙|공감|하트|구독|소통|이웃|추가|방문|응원)"
    r"[가-힣ㄱ-ㆎ]*"
    r"|(?:보고|읽고|배우고|얻어|구경하고)(?:갑니다|가요|가네요)"
    r"|(?:봤|읽었|배웠|봅|읽|갑|가|가네|되|되네|됐|되었|들르|들를|올|오|놀러|놀다|꾹|누르|눌렀|보내|하|해|해요|했|부탁)"
    r"(?:니다|습니다|어요|아요|요|게요|께요|겠습니다|세요|고)?"
    r"|파이팅|화이팅|안녕하세요|안녕하십니까|반갑습니다|반가워요|보내세요|되세요|드립니다|드려요|드리며|있습니다|입니다|이네요"
    r"|[^\W\d_]{0,3}[ㅎㅋㅠㅜ]+"
    r"|(?:nice|great|awesome|amazing|good|excellent|wonderful|helpful|useful|informative|very|really|so"
    r"|this|the|a|an|is|it|was|your|you|i|for|and|to|me|much|thanks?|sharing|posting|post|blog|article|site"
    r"|website|page|job|work|info|information|content|read|keep|up|love|like|hi|hello)"
)
_WORDS = re.compile(r"[^\W\d_]+")
_SAYS_SOMETHING = regex.compile(r"[\p{L}\p{N}]")


def plain(text: str) -> str:
    """As the functions below read it: without links, and with hidden letters shown."""
    return unmask(fold(without_links(text)))


def is_praise(text: str) -> bool:
    return bool(_PRAISE.search(text))


def is_greeting(text: str) -> bool:
    return bool(_GREETING.search(text))


def praises(text: str) -> int:
    """In how many ways."""
    return len({found[0] for found in _PRAISE.finditer(text)})


def invites(text: str) -> bool:
    """To the writer's own place."""
    return bool(_INVITATION.search(text))


def is_empty(text: str) -> bool:
    """Not a letter and not a digit: 👍, ..."""
    return not _SAYS_SOMETHING.search(text)


def says_nothing_else(text: str) -> bool:
    """Is each word one of those?"""
    return all(_WORD.fullmatch(word[0]) for word in _WORDS.finditer(text))
