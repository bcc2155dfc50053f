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
from comments.threads import Thread


def to_choose_from(note, new_url: str) -> SafeString:
    """For a page that is about nothing else: its links are stops."""
    return _with_links(note, new_url, {}, "")


def with_answers(note, thread: Thread, new_url: str) -> SafeString:
    """For the note's page. `new_url` is where a comment is written, empty where the note takes none."""
    language = _language(note)
    links = {
        key: _answers(comments, thread.further, language)
        for key, comments in _by_part(text_of(note), thread.quotes).items()
    }
    return _with_links(note, new_url, links, " tabindex=-1")


def _with_links(note, new_url: str, answers: dict[str, str], stop: str) -> SafeString:
    text = text_of(note)
    label = f'aria-label="{escape(_("이 문장에 답하기"))}"{_language(note)}{stop}'
    pieces, at = [], 0
    for part in text.parts:
        pieces += text.html[at : part.opened], f" id={anchor(part.key)}"
        pieces += text.html[part.opened : part.closed], answers.get(part.key, "")
        if new_url:
            pieces.append(f'<a class=answer href="{new_url}?part={part.key}" {label}></a>')
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


def _answers(comments: list[int], further: frozenset[int], language: str) -> str:
    """To the first of them, which may be on the conversation's own page."""
    label = escape(_("이 문단에 달린 답 %s개") % len(comments))
    page = "comments/" if comments[0] in further else ""
    return (
        f'<a class=answers href="{page}#comment-{comments[0]}"'
        f' data-count={len(comments)} aria-label="{label}"{language}></a>'
    )
