"""What the search of notes hears of comments: the words of the public ones, under their note."""

from collections.abc import Iterable, Iterator, Sequence
from html import unescape

import regex

from comments.models import Comment
from comments.models.comment_queryset import PUBLISHED
from comments.together import Together
from notes.search import index

_TAG = regex.compile(r"<[^>]*+>")  # of finished HTML, where no other < is left


def words_under(notes: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The words of each public comment of these notes, by the note's primary key."""
    public = Comment.objects.public().filter(note__in=notes).order_by()
    for key, html in public.values_list("note_id", "body_html"):
        yield key, _words(html)


def follow(comment: Comment, old: str | None, new: str):
    """After it has become public, or is so no longer. Call in the transaction of the change."""
    if new == PUBLISHED and old != PUBLISHED:
        _changed.add((comment.note_id, _words(comment.body_html)))
    elif old == PUBLISHED and new != PUBLISHED:
        _changed.add((comment.note_id, None))


def together():
    """Around many decisions in one transaction: the search follows them at its end."""
    return _changed.at_once()


def follow_edit(comment: Comment):
    """After its words were changed."""
    if comment.is_public:
        _changed.add((comment.note_id, None))


def follow_import(comments: Iterable[Comment]):
    """After `bulk_create`: all public ones of a note at once."""
    _follow([(each.note_id, _words(each.body_html)) for each in comments if each.is_public])


def _follow(changes: list[tuple[int, str | None]]):
    """Notes with what was said under them anew; without words where something was taken back."""
    anew = {key for key, words in changes if words is None}
    said: dict[int, list[str]] = {}
    for key, words in changes:
        if key not in anew:
            said.setdefault(key, []).append(words)
    if anew:
        index.index_anew(sorted(anew))
    if said:
        index.hear({key: "\n".join(words) for key, words in said.items()})


_changed = Together(_follow)


def _words(html: str) -> str:
    return unescape(_TAG.sub(" ", html))
