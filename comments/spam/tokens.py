"""What the learner counts: a comment's words, letters, links and shape, each as a short text.

Pure functions. A token is a kind, a colon and a value ("w:카지노", "l:example.com"). All of it is folded
for comparing (comments/spam/folding.py).
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice

from comments.spam.folding import fold, has_phone_number, is_set_apart, unmask

VERSION = 4  # one more whenever the same words become other tokens
HANGUL, OTHER = "ko", "xx"  # buckets
HEAD, TAIL = 1600, 400  # letters that are read of a long text, at its two ends
NAME_LETTERS = 100  # that are read of a name
MOST, OF_END = 160, 60  # tokens of a comment, looked up in one query; so many of these from its end
LONGEST = 40  # letters of a token
LONGEST_WORD = 24  # letters; what is longer is no word
MOST_LINKS = 20  # that are read
MOST_PARTS = 5  # words that are read of the path of a link
MOST_TRIPLES = 30  # words in a row of three that are read; longer texts say enough without
SHORTEST_STEMMED = 6  # letters
IN_SYLLABLE = 3  # Latin letters that say as much as one of Hangul
MOST_SHAPE = 8  # pieces of a name's shape

# Where there is no https:// in front. Those of the second line are words too: "I like it.in my opinion".
ENDINGS = (
    "com|net|org|info|biz|co|kr|ly|gl|xyz|site|top|club|online|shop|store|io|cc|tv|ru|cn|vn|uk|pw|gg|app"
    "|dev|link|live|vip|win|bet"
)
_WORDLIKE_ENDINGS = "me|to|in|id|us"
_PATH = r"[!#-&*-;=?@\[\\^-z|~]"  # ASCII: the address ends where Hangul begins
_LINK = re.compile(rf"(?:https?://|(?<![\w.])www\.){_PATH}++")
_BARE_LINK = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9-]{1,63}+\.){1,6}"
    rf"(?:(?:{ENDINGS})(?![a-z0-9@-]|\.[a-z0-9])(?:/{_PATH}*+)?|(?:{_WORDLIKE_ENDINGS})/{_PATH}*+)"
)
_DOT = re.compile(r"\.(?<=[a-z0-9].)[a-z]{2}")
_HOST = re.compile(r"(?:[a-z]+://)?(?:www\.)?([^/?#:\s]*)[^/?#]*(.*)", re.DOTALL)
_PARTS = re.compile(r"[^\W\d_]{3,}")
_TAG = re.compile(r"<[^<>]{1,300}>|\[/?(?:url|link|img)[^\[\]]{0,300}\]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SYLLABLES = re.compile("[가-힣]+")
_SYLLABLE_RUN = re.compile("[가-힣]{2,}")
_HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]+")
_LATIN = re.compile("[a-z\u00df-\u024f\u1e00-\u1eff]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_SUFFIX = re.compile("(?:ingly|ings?|edly|ed|ers?|ies|es|s|e|ly|y)$")
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3041-\u30ff\u3400-\u9fff]")
_USUAL_SIGNS = " .,!?_"  # most lines have no others
_BETWEEN = re.compile(r"[^\w\n]+")
_DIGIT = re.compile("[0-9]+")
_SIGN = re.compile(
    "[$+<=>^`|~¢-©¬®-±´×÷\u2030-\u23ff\u2460-\u2bff\u3003-\u303f]|[\U0001f000-\U0001faff]"
)
_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")
_CAPITALS = re.compile(r"[A-Z](?<!\w.)[A-Z]{2,}\b")
# LuckyDealsTv is made of three words. Shorter ones stand in other words by chance.
_NAME_PART = re.compile("[A-Z][a-z]{3,}|[a-z]{4,}|[A-Z]{4,}|[가-힣]{3,}")


@dataclass(frozen=True)
class Read:
    """`bucket` says whose counts speak about the comment: those of Hangul, or those of all other
    scripts. Kept apart, so that being written in the rarer one is no evidence."""

    bucket: str
    tokens: list[str]


def read(name: str, website: str, body: str) -> Read:
    """The tokens are each there once, at most `MOST`: first what stands for the whole, then words, then
    what words and letters make together. Of a long text its end is read, too, and of more tokens than
    that the last ones: an advert may stand behind much that is harmless."""
    raw = body if len(body) <= HEAD + TAIL else f"{body[:HEAD]}\n{body[-TAIL:]}"
    written, text = name[:NAME_LETTERS], fold(raw)
    name = fold(written)
    words, links = _without_links(text)
    of_whole = [
        *_of_shape(raw, text, words, links),
        *_of_website(website.lower(), name),
        *(token for link in links[:MOST_LINKS] for token in _of_link(link)),
        *_of_name(name),
        *_of_written_name(written, text),
    ]
    found = dict.fromkeys([token[:LONGEST] for token in of_whole])
    found.update(dict.fromkeys(_of_words(unmask(words))))
    return Read(_script(words) or _script(name) or OTHER, _within_limit(list(found)))


def _within_limit(tokens: list[str]) -> list[str]:
    return tokens if len(tokens) <= MOST else [*tokens[: MOST - OF_END], *tokens[-OF_END:]]


def bare_links(text: str) -> list[str]:
    """What is a link to whoever reads it, and has no https:// or www.: slot-777.com."""
    text = text.lower()
    return _BARE_LINK.findall(text) if _DOT.search(text) else []


def _without_links(text: str) -> tuple[str, list[str]]:
    links = _LINK.findall(text) if "://" in text or "www." in text else []
    words = _LINK.sub(" ", text) if links else text
    if _DOT.search(words):
        links += _BARE_LINK.findall(words)
        words = _BARE_LINK.sub(" ", words)
    return _TAG.sub(" ", words) if "<" in words or "[" in words else words, links


def _script(text: str) -> str:
    hangul = sum(map(len, _HANGUL.findall(text)))
    if not hangul:
        return OTHER if _LETTERS.search(text) else ""
    if IN_SYLLABLE * hangul >= len(text):  # however much of the rest is Latin
        return HANGUL
    return HANGUL if IN_SYLLABLE * hangul >= len("".join(_LATIN.findall(text))) else OTHER


def _of_words(text: str) -> list[str]:
    """Words, and pairs of Hangul letters across spaces and signs; of other scripts words in a row."""
    words = _WORD.findall(text)
    found = [f"f:{word[:LONGEST_WORD]}" for word in words[:1]]
    others = []  # with a gap where words of Hangul alone stand, as nearly all do
    for word in words:
        if _SYLLABLES.fullmatch(word):
            found.append(f"w:{word[:LONGEST_WORD]}")
            others.append("")
        else:
            found += _of_word(word)
            others.append(word)
    if any(others):
        found += [token[:LONGEST] for token in _in_a_row(others)]
    for run in _SYLLABLE_RUN.findall(_without_signs(text)):
        found += _pairs("b", run)
    return found


def _without_signs(text: str) -> str:
    """A line's letters and digits with nothing between."""
    for sign in _USUAL_SIGNS:
        text = text.replace(sign, "")
    return text if text.isalnum() else _BETWEEN.sub("", text)


def _in_a_row(words: list[str]) -> Iterator[str]:
    before, triples = [], MOST_TRIPLES
    for word in words:
        if not word or len(word) > LONGEST_WORD:
            before = []
            continue
        if before:
            yield f"p:{before[-1]} {word}"
        if len(before) == 2 and triples:
            yield f"t:{before[0]} {before[1]} {word}"
            triples -= 1
        before = [*before[-1:], word]


def _of_word(word: str) -> Iterator[str]:
    if word.isdecimal():
        yield f"s:number {min(len(word), 8)}"
    elif len(word) > LONGEST_WORD:
        yield "s:long_word"
    elif word.isascii():
        yield f"w:{word}"
        if len(word) >= SHORTEST_STEMMED and (stem := _SUFFIX.sub("", word)) != word:
            yield f"g:{stem}"
    elif _UNSPACED.search(word):
        yield from _pairs("b", word)
    else:
        yield f"w:{word}"
        if _is_mixed(word):
            yield "s:mixed_word"


def _is_mixed(word: str) -> bool:
    """Letters of two scripts in one word, or digits among Hangul."""
    if _HANGUL.search(word):
        return not _HANGUL.fullmatch(word)
    rest = _LATIN.sub("", word)
    return rest != word and bool(_LETTERS.search(rest))


def _pairs(kind: str, letters: str) -> list[str]:
    return [f"{kind}:{one}{other}" for one, other in zip(letters, letters[1:], strict=False)]


def _of_name(name: str) -> Iterator[str]:
    plain, links = _without_links(name)
    words = _WORD.findall(unmask(plain))
    for word in words:
        yield f"n:{word}"
        if _HANGUL.match(word):
            yield from _pairs("n", word)
    yield f"s:name_words {_NAME_WORDS[len(words)]}"
    if links:
        yield "s:name_is_link"


def _of_written_name(name: str, text: str) -> Iterator[str]:
    """How it looks, and whether its own writer is what the comment speaks of."""
    if shape := _shape_of(name):
        yield f"s:name_shape {shape}"
    if any(part.lower() in text for part in _NAME_PART.findall(name)):
        yield "s:name_in_text"


def _shape_of(name: str) -> str:
    """`Aa Aa` of Jane Kim, `Aa1` of Lucky77, `가` of 김독자."""
    kinds = groupby(map(_kind_of_letter, name.strip()))
    return "".join(kind for kind, _letters in islice(kinds, MOST_SHAPE)).strip()


@lru_cache(maxsize=4096)
def _kind_of_letter(letter: str) -> str:
    if "가" <= letter <= "힣" or "\u1100" <= letter <= "\u11ff" or "ㄱ" <= letter <= "ㅣ":
        return "가"
    if letter.isspace():
        return " "
    if letter.isalpha():
        return "A" if letter.isupper() else "a" if letter.islower() else "字"
    return "1" if letter.isdecimal() else "-"


def _of_website(website: str, name: str) -> Iterator[str]:
    if not website:
        yield "s:no_website"
        return
    host, path = _split(website)
    yield from ("s:website", f"u:{host}", f"u:.{_ending(host)}")
    yield f"s:website_path {_PATHS[len(path)]}"
    yield from (f"u:{part}" for part in _PARTS.findall(host.rpartition(".")[0]))
    letters = "".join(_WORD.findall(name))
    if any(len(part) > 3 and part in letters for part in _PARTS.findall(host + path)):
        yield "s:name_in_website"


def _of_link(link: str) -> Iterator[str]:
    host, path = _split(link)
    yield from (f"l:{host}", f"l:.{_ending(host)}")
    yield from (f"l:{part}" for part in _PARTS.findall(path)[:MOST_PARTS])


def _split(link: str) -> tuple[str, str]:
    host, path = _HOST.fullmatch(link.strip()).groups()
    return host.rstrip("."), path


def _ending(host: str) -> str:
    return host.rsplit(".", 1)[-1]


def _of_shape(raw: str, text: str, words: str, links: list[str]) -> Iterator[str]:
    length = max(1, len(text))
    digits = sum(map(len, _DIGIT.findall(words)))
    yield f"s:length {_LENGTHS[len(text)]}"
    yield f"s:links {_LINKS[len(links)]}"
    yield f"s:digits {_DIGITS[100 * digits // length]}"
    yield f"s:signs {_SIGNS[100 * len(_SIGN.findall(words)) // length]}"
    yield f"s:capitals {_FEW[len(_CAPITALS.findall(raw))]}"
    yield f"s:exclaimed {_FEW[words.count('!')]}"
    breaks = raw.count("\n")
    yield f"s:breaks {_BREAKS[breaks]}"
    if _EMOJI.search(text):
        yield "s:emoji"
    if "<a " in text or "[url" in text or "[link" in text:
        yield "s:markup"
    if is_set_apart(words):
        yield "s:set_apart"
    if digits > 5 and has_phone_number(words):
        yield "s:phone"


class _Classes:
    """Which of the classes that end at `bounds` a number is in: "0", "2–3", "9+"."""

    def __init__(self, *bounds: int):
        self._bounds = bounds
        lows = (0, *(bound + 1 for bound in bounds))
        closed = zip(lows, bounds, strict=False)
        names = [str(high) if low == high else f"{low}–{high}" for low, high in closed]
        self._names = (*names, f"{lows[-1]}+")

    def __getitem__(self, number: int) -> str:
        return self._names[bisect_left(self._bounds, number)]


_LENGTHS = _Classes(15, 40, 80, 160, 320, 640, 1280)
_LINKS = _Classes(0, 1, 2, 4, 8)
_DIGITS = _Classes(0, 2, 5, 10, 20)
_SIGNS = _Classes(0, 1, 3, 8)
_FEW = _Classes(0, 1, 3)  # capitals, exclamation marks
_BREAKS = _Classes(0, 1, 2, 3, 4)
_PATHS = _Classes(1, 15, 30, 60)
_NAME_WORDS = _Classes(0, 1, 2, 3, 5)
