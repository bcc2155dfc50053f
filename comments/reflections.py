"""이 댓글로 고침: which comments caused a change of their note, as its author says.

The desk hands a finished revision over (`notes.desk.saving.on_revision`). What is kept are rows of
`Reflection`, of changes only that readers are told of; a draft's choices wait in the draft. Readers see
them while the comment is public: a comment that goes takes its name along.
"""

from collections import defaultdict

from django.db.models import F, Q
from django.utils.translation import gettext as _

from comments.models import Comment, Reflection
from notes.desk.causes import NAME, keys_of
from notes.models import Note, Revision
from notes.pages import touch
from notes.text import excerpt

OFFERED = 50  # comments with a box of their own; those before them are named by number
FIRST_WORDS = 60  # letters


def take(revision: Revision, words: dict) -> str | None:
    """Keep what a public revision says it was caused by, and give it a reason if it has none: without
    one, no reader would be told. Answers a sentence about comments that are not there."""
    wanted = keys_of(words.get(NAME, ""))
    if not wanted or not revision.is_public:
        return None
    # Decisions hold a comment and want its note, which is held here: what is being decided upon at
    # this moment is left out instead of waiting for each other.
    public = Comment.objects.select_for_update(skip_locked=True).public()
    public = public.filter(note=revision.note_id, pk__in=wanted)
    named = set(public.values_list("pk", flat=True))
    if named:
        _keep(revision, named)
    return _missing([key for key in wanted if key not in named])


def _keep(revision: Revision, named: set[int]):
    if not revision.reason:
        revision.reason = _("댓글을 읽고 고쳤습니다.")
        revision.save(update_fields=["reason"])
    if not Revision.objects.told().filter(pk=revision.pk).exists():
        return  # its text came out for the first time: nothing that anybody read has changed
    Reflection.objects.bulk_create(
        Reflection(revision=revision, comment_id=key) for key in sorted(named)
    )
    Comment.objects.filter(pk__in=named).update(reflected_in=revision)
    touch(f"comments-{revision.note_id}", f"note-{revision.note_id}")


def _missing(keys: list[int]) -> str | None:
    if not keys:
        return None
    sentence = _("이 글에 공개된 댓글이 아니어서 남기지 않은 번호가 있습니다: %(keys)s")
    return sentence % {"keys": ", ".join(map(str, keys))}


def caused(note: Note, revisions: list[int]) -> dict[int, list[Comment]]:
    """By revision the public comments that caused it, in the order of their writing. One query."""
    found = Comment.objects.public().filter(reflections__revision__in=revisions)
    found = found.annotate(revision=F("reflections__revision")).oldest_first()
    comments = defaultdict(list)
    for comment in found.only("pk", "name", "note_id"):
        comment.note = note  # its address is known by it
        comments[comment.revision].append(comment)
    return comments


# In the desk --------------------------------------------------------------------------------------


def offered(note: Note) -> list[Comment]:
    """What an author chooses from: those that changed nothing yet first, the newest first."""
    found = Comment.objects.public().filter(note=note)
    found = found.annotate(is_reflected=Q(reflected_in__isnull=False))
    found = found.order_by("is_reflected", "-created_at", "-pk")
    return list(found.only("name", "body", "created_at")[:OFFERED])


def first_words(comment: Comment) -> str:
    return excerpt(comment.body, FIRST_WORDS)
