"""What the task worker does once a day for comments (socialstrategy/launcher/worker.py)."""

from comments.proofs import forget_spent_proofs
from comments.retention import cut_addresses, forget_networks
from comments.takedowns import end_due_takedowns

DAILY = (cut_addresses, forget_networks, forget_spent_proofs, end_due_takedowns)


def queue_daily_work():
    """A task each: one that fails keeps no other from its work, and is kept to be looked at."""
    for work in DAILY:
        work.enqueue()
