"""The text of a note with ways to answer it: beside each of its parts, and to the answers there are.

The links are empty, and style sheets write the sign and the number into them: so they are not copied
with the text, found in it, or read aloud as a part of it. A keyboard would stop at every paragraph on
its way to the comments: on the note's page a script makes one stop of them (static/js/one_stop.js),
and without scripts there is a page to choose from.
"""

from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comments.quotes import Text, anchor, text_of


def to_choose_from(note, new_url: str) -> SafeString:
    """For a page that is about nothing else: its links are stops."""
    return _with_links(note, {}, f"{new_url}?part=", "", "")


def with_answers(note, quotes: list[tuple[int, str]], new_url: str, others: str) -> SafeString:
    """`quotes` are those of public comments, by their keys. `new_url` is where a comment is written,
    empty where the note takes none; `others` where those are which are not on this page, if any."""
    answers = _by_part(text_of(note), quotes)
    return _with_links(note, answers, new_url and f"{new_url}?part=", others, " tabindex=-1")


def _with_links(
    note, answers: dict[str, list[int]], new: str, others: str, stop: str
) -> SafeString:
    text, language = text_of(note), _language(note)
    label = f'aria-label="{escape(_("이 문장에 답하기"))}"{language}{stop}'
    pieces, at = [], 0
    for part in text.parts:
        pieces += text.html[at : part.opened], f" id={anchor(part.key)}"
        pieces.append(text.html[part.opened : part.closed])
        if part.key in answers:
            pieces.append(_answers(answers[part.key], others, language))
        if new:
            pieces.append(f'<a class=answer href="{new}{part.key}" {label}></a>')
        at = part.closed
    return SafeString("".join(pieces) + text.html[at:])


def _by_part(text: Text, quotes: list[tuple[int, str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for comment, quote in quotes:
        if key := text.place_of(quote):
            found.setdefault(key, []).append(comment)
    return found


def _language(note) -> str:
    """Said where it is not that of the text."""
    return "" if note.language_code == get_language() else f" lang={get_language()}"


def _answers(comments: list[int], others: str, language: str) -> str:
    """To the first of them."""
    label = escape(_("이 문단에 달린 답 %s개") % len(comments))
    return (
        f'<a class=answers href="{others}#comment-{comments[0]}"'
        f' data-count={len(comments)} aria-label="{label}"{language}></a>'
    )
