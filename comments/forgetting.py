"""Old spam is forgotten: what was said, by whom and from where goes, as the owner says
(`SpamPolicy.forget_spam_after_days`).

The row stays, empty: answers under it keep their place, decisions and figures their meaning, and what
the comment taught stays counted. Tokens that stood in no other decided comment go with the words,
since they could still say who it was.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django_tasks import task

from comments.models import Comment, LogEntry, MailAddress, SpamPolicy, Takedown
from comments.models.spam_policy import FEWEST_DAYS
from comments.privacy.erasing import forget_in_administration
from comments.spam import learning

PORTION = 100  # comments of one transaction
# What is left of a comment. Its verdicts still say which checks spoke, for the figures.
NOTHING = dict.fromkeys(("name", "email", "website", "body", "body_html", "quote"), "")
NOTHING |= dict.fromkeys(("network", "user_agent"), "")
NOTHING |= dict.fromkeys(("address", "source_url", "sending", "lowest_piece", "highest_piece"))
NOTHING |= {"avatar": 0, "wants_mail": False}


@task()
def forget_spam(done: int = 0) -> int:
    """Portion by portion, each of which queues the next one; after the last one the log says how many
    there were, which is the answer, too."""
    days = max(SpamPolicy.objects.current().forget_spam_after_days, FEWEST_DAYS)
    due = Comment.objects.old_spam(timezone.now() - timedelta(days=days))
    with transaction.atomic():
        keys = _locked(due)
        _forget(keys)
        done += len(keys)
        if len(keys) == PORTION:
            forget_spam.enqueue(done=done)
        elif done:
            LogEntry.note_down(LogEntry.SPAM_FORGOTTEN, comments=done, days=days)
    return done


def _locked(due) -> list[int]:
    """The oldest, as they are once nobody decides about them any more."""
    keys = list(due.order_by("spam_since").values_list("pk", flat=True)[:PORTION])
    rows = due.filter(pk__in=keys).select_for_update().order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _forget(keys: list[int]):
    learning.forget(keys)
    comments = list(Comment.objects.filter(pk__in=keys).only("email", "verdicts"))
    emails = {comment.email for comment in comments}
    for comment in comments:
        comment.verdicts = [_without_words(verdict) for verdict in comment.verdicts]
    Comment.objects.bulk_update(comments, ["verdicts"])
    Comment.objects.filter(pk__in=keys).update(forgotten_at=timezone.now(), **NOTHING)
    Takedown.objects.filter(comment__in=keys).update(objection="")
    _forget_addresses(emails)
    forget_in_administration(keys)


def _forget_addresses(emails: set[str]):
    """Those that stand in no other comment. One that wants no mail is kept: that is to be obeyed."""
    elsewhere = Comment.objects.filter(email=OuterRef("email"))
    unused = MailAddress.objects.filter(~Exists(elsewhere), email__in=emails, stopped_at=None)
    unused.delete()


def _without_words(verdict: dict) -> dict:
    kept = {name: verdict.get(name) for name in ("check", "action", "weight")}
    return kept | {"reason": ""}
