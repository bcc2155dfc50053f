"""The same words sent twice (a double click, the back button, an answer that got lost) are one comment.

A form carries a signed token, so the same form is known by a digest that the database keeps unique.
Without it, the same words by the same name in the same place from the same network are taken for the
same comment for a while: a few words among the latest of the network, more among the latest that share
their fingerprint (comments/lookups.py). Whoever else says the same is no duplicate: `spam.history.near_copy` decides.
"""

from datetime import timedelta
from hashlib import blake2b

from comments.models import Comment

SAME_WORDS_FOR = timedelta(minutes=10)
OF_STORED = "note_id status sending address user_agent".split()
LATEST = 20  # comments of one network that are compared; a busy one costs no more than that


def sending_of(token: str, comment: Comment) -> str:
    """What the column `sending` holds: a digest of the form and of what stood in it."""
    place = (token, comment.note_id, comment.parent_id, comment.kind)
    sent = "\0".join(map(str, (*place, comment.name, comment.quote, comment.body)))
    return blake2b(sent.encode(), digest_size=16).hexdigest()


def stored(comment: Comment, pk: int) -> Comment | None:
    """The one with this key, under the same note. One query."""
    return _stored(comment, pk=pk)


def same_form(comment: Comment) -> Comment | None:
    """The one that was stored first of two forms that came at the same moment."""
    return _stored(comment, sending=comment.sending)


def is_by_its_writer(sent: Comment, stored: Comment) -> bool:
    """May whoever sent this see what belongs to the writer of the stored one?

    Everybody can copy public words; only the writer has the form that they came with, or the words
    that nobody has read yet, on the machine that they came from.
    """
    if stored.sending == sent.sending:
        return True
    machines = {(each.address, each.user_agent) for each in (stored, sent)}
    return len(machines) == 1 and not stored.is_public


def _stored(comment: Comment, **key) -> Comment | None:
    found = Comment.objects.filter(**key).only(*OF_STORED).first()
    if found:
        found.note = comment.note
    return found
