"""What the task worker does once a day for comments (socialstrategy/launcher/worker.py)."""

from comments.akismet.asking import ask_again
from comments.forgetting import forget_spam
from comments.proofs import forget_spent_proofs
from comments.retention import cut_addresses, forget_networks
from comments.spam.learning import renew_lessons
from comments.spam.pruning import prune_tokens
from comments.takedowns import end_due_takedowns

DAILY = (
    cut_addresses,
    forget_networks,
    forget_spent_proofs,
    end_due_takedowns,
    renew_lessons,
    forget_spam,
    prune_tokens,
    ask_again,
)


def queue_daily_work():
    """A task each: one that fails keeps no other from its work, and is kept to be looked at."""
    for work in DAILY:
        work.enqueue()
