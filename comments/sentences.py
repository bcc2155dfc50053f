"""Where Korean sentences end. Pure functions on one line of plain text."""

import re

_CLOSING = r"""["'”’」』»)\]]*"""
# Behind a space, or without one where the word's ending tells: `한다.그리고`.
_END = re.compile(rf"[.?!…。？！]+{_CLOSING}(?= )|(?<=[다요죠까])[.?!]+(?=[가-힣])")
_LAST = re.compile(rf"(?:[.?!…。？！]|[다요죠까]){_CLOSING}$")
# 2011. 4. 7. · 3. 1. 운동 · J. R. R. · vs.
_NO_END = re.compile(r"(?:[0-9]|(?<![A-Za-z])[A-Za-z]|\b(?:vs|cf|e\.g|i\.e|Mr|Mrs|Dr|St|No))\.$")
# What goes on behind a quotation that ends like a sentence: `"좋다." 라고`, or in small Latin letters.
_GOES_ON = re.compile(r" (?:이?라[고는며]|하[고며는]|[고는란]\b|면서|[a-z])")
# A sentence in the middle of which another one is quoted, or set in brackets, stays whole.
_WITHIN = re.compile(
    r"“[^“”]{,80}”|‘[^‘’]{,80}’|「[^「」]{,80}」|『[^『』]{,80}』|\([^()]{,80}\)|\"[^\"]{,80}\""
)


def sentences(text: str) -> list[str]:
    """In reading order; each stands in the text word for word."""
    within = [found.span() for found in _WITHIN.finditer(text)]
    found, start = [], 0
    for end in _END.finditer(text):
        if _is_end(text, end, within):
            found.append(text[start : end.end()].strip())
            start = end.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def ends_a_sentence(text: str) -> bool:
    """Does its last word look like the end of a sentence, with or without a full stop?"""
    return bool(_LAST.search(text))


def _is_end(text: str, end: re.Match, within: list[tuple[int, int]]) -> bool:
    at = end.end()
    if any(start < at < stop for start, stop in within):
        return False
    return not (_NO_END.search(text[:at]) or _GOES_ON.match(text, at))
