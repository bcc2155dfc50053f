"""토론 정리: what was said about a note, summed up by its author, whose sentences link to comments.

The text is Markdown, kept with its note, and so is its finished HTML. A link to a comment is `#comment-12`
there, whatever the address of the note; where it leads from is known to the page that shows it
(`shown`). What is cited and no longer public keeps its words and loses its link: whenever that
changes, the HTML is made anew (`follow`). Citations such as `[[소셜전략 3]]` stay as typed: nobody
would make them anew when that note moves.
"""

import re
from html import unescape
from urllib.parse import unquote

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import Comment
from comments.models.comment import ON_NOTE_PAGE, conversation_page
from notes.canonical import absolute
from notes.korean_markdown.inlines import Options
from notes.korean_markdown.leaves import Rules
from notes.markdown import Profile, to_html
from notes.models import Note
from notes.pages import touch
from notes.sanitizer import clean_note_html
from notes.text import clean

LONGEST = 10_000  # visible letters
ANCHOR = "discussion"
# No pictures: which of them are shown is counted for the text of a note only.
DISCUSSION = Profile(blocks=Rules(html=False), inlines=Options(html=False, images=False))
# Sanitised HTML only: attributes are in double quotes, and no link stands in a link.
_LINK = re.compile(r'<a((?: [a-z-]+="[^"]*")*)>(.*?)</a>', re.DOTALL)
_HREF = re.compile(r' href="([^"]*)#comment-([0-9]{1,18})"', re.ASCII)
# In Markdown: `](https://…/1/#comment-12)`, with or without angle brackets.
_TARGET = re.compile(r"\]\(<?([^\s<>()]*)(#comment-[0-9]{1,18})>?(?=[\s)])", re.ASCII)
_HEADING = re.compile(r"(</?h)([2-6])\b")
_CITED = 'href="#comment-'
_FOREIGN = ' rel="noopener"'
BELOW = 2  # levels: its headings stand under its own title, which is an h3


class Stale(Exception):
    """Somebody wrote since the form was loaded. `note` has what there is now."""

    def __init__(self, note: Note):
        super().__init__(note.pk)
        self.note = note


def state_of(note: Note) -> str:
    """Names what a form's reader saw."""
    at = note.discussed_at
    return f"{at.timestamp() * 1_000_000:.0f}" if at else ""


def render_discussion(text: str, note: Note) -> str:
    """Safe HTML; one query if comments are cited. Stores nothing."""
    html, _contents = to_html(clean(text), DISCUSSION, f"{ANCHOR}-")
    html = clean_note_html(html, f"{ANCHOR}-")
    html = _HEADING.sub(lambda tag: f"{tag[1]}{min(int(tag[2]) + BELOW, 6)}", html)
    return _with_citations(html, note)


@transaction.atomic
def save(note: Note, text: str, state: str) -> Note:
    """Empty words take it away. Raises Stale unless `state` names what is there now."""
    note = _held(note.pk)
    if state_of(note) != state:
        raise Stale(note)
    text = _shortened(clean(text).strip(), note)
    if text == note.discussion:
        return note
    note.discussion = text
    note.discussion_html = render_discussion(text, note) if text else ""
    note.discussed_at = timezone.now() if text else None
    _store(note)
    return note


def follow(comment: int, note: int):
    """A comment became public, or is not any more. In the transaction of that change."""
    discussed = Note.objects.filter(pk=note, discussed_at__isnull=False)
    text = discussed.values_list("discussion", flat=True).first()
    if not text or f"#comment-{comment}" not in text:
        return
    note = _held(note)
    html = render_discussion(note.discussion, note)
    if html != note.discussion_html:
        note.discussion_html = html
        _store(note)


def shown(note: Note, is_whole: bool, kind: str = "") -> str:
    """Its HTML for a page; one that does not show the `is_whole` conversation, or only a `kind` of
    comments, leads to the one that has all."""
    if not kind and (is_whole or note.comment_count <= ON_NOTE_PAGE):
        return note.discussion_html
    return note.discussion_html.replace(_CITED, f'href="{conversation_page(note)}#comment-')


def _held(key: int) -> Note:
    """Locked: the desk's writes to the note, decisions about its comments, another author."""
    notes = Note.objects.select_for_update(of=["self"]).select_related("series")
    return notes.defer("body", "body_html", "contents").get(pk=key)


def _store(note: Note):
    """The three columns alone: no date of the note moves, and nothing else of it is made anew."""
    names = ("discussion", "discussion_html", "discussed_at")
    Note.objects.filter(pk=note.pk).update(**{name: getattr(note, name) for name in names})
    touch(f"note-{note.pk}", f"comments-{note.pk}", "notes")


# Citations ----------------------------------------------------------------------------------------


def _shortened(text: str, note: Note) -> str:
    """Without the address of this note before its comments: it may have another one some day."""
    return _TARGET.sub(lambda to: f"]({to[2]}" if _is_here(to[1], note) else to[0], text)


def _with_citations(html: str, note: Note) -> str:
    """A link to a comment under this note, however it was written, is `#comment-12`."""
    found = [(link, key) for link in _LINK.finditer(html) if (key := _cited(link[1], note))]
    if not found:
        return html
    public = Comment.objects.public().filter(note=note, pk__in={key for _link, key in found})
    public = set(public.values_list("pk", flat=True))
    written = {link.start(): _citation(link, key, key in public) for link, key in found}
    return _LINK.sub(lambda link: written.get(link.start(), link[0]), html)


def _cited(attributes: str, note: Note) -> int | None:
    href = _HREF.search(attributes)
    is_cited = href and _is_here(unescape(href[1]), note)
    return int(href[2]) if is_cited else None


def _is_here(page: str, note: Note) -> bool:
    path = note.get_absolute_url()
    pages = (path, f"{path}comments/")
    here = {"", *map(unquote, pages), *(unquote(absolute(each)) for each in pages)}
    return unquote(page) in here


def _citation(link: re.Match, key: int, is_public: bool) -> str:
    if is_public:
        attributes = _HREF.sub(f' href="#comment-{key}"', link[1]).replace(_FOREIGN, "")
        return f"<a{attributes}>{link[2]}</a>"
    gone = _("지워진 댓글")
    return f'<span class="discussion__gone">{link[2]} <small>({gone})</small></span>'
