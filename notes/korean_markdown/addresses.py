"""Where an address typed into running Korean text ends.

A particle is glued to the word before it, so "up to the next space" is wrong in Korean. The rules:

- Hangul glued to a Latin letter, a digit or a bracket is grammar, not address: `…/a에서` is `…/a`,
  `…/wiki/A_(b)를` is `…/wiki/A_(b)`.
- Hangul that opens a part of the path, or follows a hyphen, belongs to the address:
  `…/wiki/한글`, `…/2011-시작`. What is glued to that cannot be told apart from it, so
  `…/wiki/한글에서` stays whole: a link is never cut on a guess, and `<…>` is always exact.
- Except when the part is nothing but a particle, as after a pasted `https://example.com/`.
- Sentence marks at the end, closing brackets without their opening one and CJK brackets stay out.
"""

import re
from urllib.parse import quote

_HANGUL = "가-힣"
_LABEL = rf"[A-Za-z0-9{_HANGUL}](?:[A-Za-z0-9{_HANGUL}-]{{0,61}}[A-Za-z0-9{_HANGUL}])?"
# Taken on trust: that it starts an address at all.
_OPENING = re.compile(
    rf"(?:https?://(?:localhost|(?:{_LABEL}\.){{1,10}}(?:[A-Za-z]{{1,24}}|xn--[a-z0-9-]{{1,59}}|한국|\d{{1,3}}))"
    rf"|www\.(?:{_LABEL}\.){{1,10}}(?:[A-Za-z]{{1,24}}|한국))(?::\d{{1,5}})?",
    re.IGNORECASE,
)
# Stops at white space, quotes, Markdown's own marks, CJK brackets and full stops.
_REST = re.compile(
    r"[/?#](?:(?!~~)[^\s<>\"'`*|\\^{}\[\]“”‘’「」『』《》〈〉【】（），。、！？：；…\x00-\x1f])*"
)
_HANGUL_RUN = re.compile(rf"[{_HANGUL}ㄱ-ㅣ]+")
_PART = re.compile(r"[/?#=&]")
_ENTITY_TAIL = re.compile(r"&[A-Za-z0-9]{2,32};$")
_TRAILING = ".,!?:;'\"*_~·-"
_ENDINGS = re.compile(
    r"(?:은|는|이|가|을|를|에|의|도|로|만|와|과|나|랑|요|야)(?:는|도|만|의)?"
    r"|(?:에서|에게|으로|까지|부터|처럼|보다|이나|이랑|하고|마다|조차|밖에|대로)(?:는|도|만|의|나|부터|까지)?"
    r"|이?(?:라고|라는|라면|라도|라서|란|며|면|고|다|네요|에요|예요|죠)(?:요|는|도)?"
    r"|(?:입니다|입니까|였다|이었다|였습니다|이었습니다|에는|에도|에만|에서는|에서도)"
)
_EMAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,10}"
    r"[A-Za-z0-9]{1,24}(?![A-Za-z0-9_-])"
)

_POINTED = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\x00-\x1f]*)>")
_POINTED_MAIL = re.compile(
    r"<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*)>"
)

# What a scanner must stop at: the beginning of a web or mail address.
START = r"(?<![A-Za-z0-9@._+/-])(?:https?://|www\.|[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@)"


def find_address(text: str, start: int) -> tuple[int, str] | None:
    """End and target of the address that starts exactly at `start`, or nothing."""
    opening = _OPENING.match(text, start)
    if not opening:
        return _find_mail(text, start)
    end = opening.end()
    rest = _REST.match(text, end)
    if rest:
        end = _end_of_address(text, end, rest.end())
    shown = text[start:end]
    return end, encode_address(shown if "://" in shown else "http://" + shown)


def pointed_address(text: str, start: int) -> tuple[int, str, str] | None:
    """End, target and shown text of `<https://…>` or `<a@example.com>` at `start`."""
    link = _POINTED.match(text, start)
    if link:
        return link.end(), encode_address(link.group(1)), link.group(1)
    mail = _POINTED_MAIL.match(text, start)
    return (mail.end(), "mailto:" + mail.group(1), mail.group(1)) if mail else None


def _find_mail(text: str, start: int) -> tuple[int, str] | None:
    mail = _EMAIL.match(text, start)
    return (mail.end(), "mailto:" + mail.group()) if mail else None


def _end_of_address(text: str, start: int, end: int) -> int:
    end = _before_stray_bracket(text, start, end)
    end = _before_grammar(text, start, end)
    return _before_sentence_marks(text, start, end)


def _before_stray_bracket(text: str, start: int, end: int) -> int:
    depth = 0
    for i in range(start, end):
        if text[i] == "(":
            depth += 1
        elif text[i] == ")":
            depth -= 1
            if depth < 0 and not (i + 1 < end and re.match(r"[A-Za-z0-9+/&=#%_-]", text[i + 1])):
                return i
    return end


def _before_grammar(text: str, start: int, end: int) -> int:
    part = start
    for run in _HANGUL_RUN.finditer(text, start, end):
        for mark in _PART.finditer(text, part, run.start()):
            part = mark.end()
        if not text[part : run.start()].isascii():
            continue
        if _is_grammar(text, run, end):
            return run.start()
    return end


def _is_grammar(text: str, run: re.Match, end: int) -> bool:
    before = text[run.start() - 1]
    if before.isalnum() or before in ").,!;":
        return True
    if before == "?":
        return "=" not in text[run.end() : end]
    return before == "/" and _is_only_ending(text, run, end)


def _is_only_ending(text: str, run: re.Match, end: int) -> bool:
    tail_is_over = not text[run.end() : end].strip(_TRAILING + ")")
    return tail_is_over and bool(_ENDINGS.fullmatch(run.group()))


def _before_sentence_marks(text: str, start: int, end: int) -> int:
    shown = text[start:end]
    while shown:
        entity = _ENTITY_TAIL.search(shown) if shown[-1] == ";" else None
        if entity:
            shown = shown[: entity.start()]
        elif shown[-1] in _TRAILING and not (shown[-1] in "-_" and shown[-2:-1].isalnum()):
            shown = shown[:-1]
        else:
            break
    return start + len(shown)


def encode_address(address: str) -> str:
    """Percent-encoded once: what is encoded already stays as it is."""
    return quote(address, safe="%-._~:/?#@!$&'()*+,;=")
