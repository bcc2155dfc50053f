"""What the search of notes hears of comments: the words of the public ones, under their note."""

from collections.abc import Iterable, Iterator, Sequence

from comments import hearing
from comments.models import Comment
from comments.models.comment_queryset import PUBLISHED
from comments.together import Together
from notes.search import index


def words_under(notes: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The words of each public comment of these notes, by the note's primary key."""
    public = Comment.objects.public().filter(note__in=notes).order_by()
    for key, html in public.values_list("note_id", "body_html"):
        yield key, hearing.words_of(html)


def follow(comment: Comment, old: str | None, new: str):
    """After it has become public, or is so no longer. Call in the transaction of the change."""
    if new == PUBLISHED and old != PUBLISHED:
        _changed.add((comment.note_id, comment))
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
    _follow([(each.note_id, each) for each in comments if each.is_public])


def _follow(changes: list[tuple[int, Comment | None]]):
    """Notes with the comment that has become public under them; without one where something was taken
    back."""
    anew = {key for key, comment in changes if comment is None}
    if anew:
        index.index_anew(sorted(anew))
    if new := [comment for key, comment in changes if comment and key not in anew]:
        hearing.hear(new)


_changed = Together(_follow)
