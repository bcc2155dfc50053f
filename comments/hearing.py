"""How the search hears of what readers have just said: at once, or some seconds later.

To find the places of fifty words in the index costs as much as the judging of the comment, and on
PostgreSQL whoever writes the index is waited for. Where a server runs, nobody who comments or approves
does: one row says that a comment waits, and a thread of the server hears all that wait. They are heard
also when the process that noted them is gone.
"""

from collections import defaultdict
from collections.abc import Iterable
from html import unescape

import regex
from django.db import connection, transaction

from comments.models import Comment, Unheard
from notes.search import index

PORTION = 100  # comments that are heard in one transaction
READ = ("note", "status", "body_html")
_TAG = regex.compile(r"<[^>]*+>")  # of finished HTML, where no other < is left
_NOTE_DOWN = "INSERT INTO comments_unheard (comment_id) VALUES {} ON CONFLICT DO NOTHING"

is_later = False  # in this process, since `hear_later()`


def hear_later():
    """From now on this process only notes down what is to be heard. Whoever calls it lets
    `hear_waiting()` be called every few seconds."""
    global is_later
    is_later = True


def hear(comments: Iterable[Comment]):
    """Public ones that were not. In the transaction in which they become so."""
    if is_later:
        _note_down([comment.pk for comment in comments])
    else:
        _hear((comment.note_id, comment.body_html) for comment in comments)


def hear_waiting() -> int:
    """What all processes have noted down, on all machines; how many comments that were.

    Each in one transaction: none is lost, and none that is taken back at this moment is heard.
    """
    heard = 0
    while Unheard.objects.exists() and (portion := _hear_portion()):
        heard += portion
    return heard


@transaction.atomic
def _hear_portion() -> int:
    # Not waited for: what others decide about just now is heard the next time, or by them. In two questions:
    # for one PostgreSQL would read all comments, since it thinks that thousands wait.
    waiting = Unheard.objects.select_for_update(skip_locked=True).order_by("pk")
    keys = list(waiting.values_list("pk", flat=True)[:PORTION])
    free = Comment.objects.filter(pk__in=keys).select_for_update(skip_locked=True, no_key=True)
    comments = list(free.only(*READ))
    _hear((each.note_id, each.body_html) for each in comments if each.is_public)
    Unheard.objects.filter(pk__in=[each.pk for each in comments]).delete()
    return len(comments)


def words_of(html: str) -> str:
    """What is said in the finished HTML of a comment."""
    return unescape(_TAG.sub(" ", html))


def _hear(said: Iterable[tuple[int, str]]):
    words: defaultdict[int, list[str]] = defaultdict(list)
    for note, html in said:
        words[note].append(words_of(html))
    index.hear({note: "\n".join(found) for note, found in words.items()})


def _note_down(keys: list[int]):
    """By hand: who comments waits for it."""
    with connection.cursor() as cursor:
        for at in range(0, len(keys), PORTION):
            portion = keys[at : at + PORTION]
            cursor.execute(_NOTE_DOWN.format(", ".join(["(%s)"] * len(portion))), portion)
