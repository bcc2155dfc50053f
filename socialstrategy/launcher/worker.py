"""The task worker: takes back what its predecessor left half done, then works on the queue."""

import hashlib
import socket

from django.conf import settings
from django.core.management import call_command
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

INTERVAL = 1  # seconds between two looks into an empty queue
# A task that brings the worker down is tried again, but not for ever.
MOST_ATTEMPTS = 3


def run():
    worker_id = _worker_id()
    take_back(worker_id)
    call_command(
        db_worker.Command(),  # by name, all commands of all packages would be looked for
        queue_name="*",
        interval=INTERVAL,
        worker_id=worker_id,
        startup_delay=False,
        reload=False,
        verbosity=0,
    )


def _worker_id() -> str:
    """The same after every start here, different on every machine and for every site."""
    here = f"{socket.gethostname()}:{settings.DATA_DIR}"
    return hashlib.sha256(here.encode()).hexdigest()[:32]


def take_back(worker_id: str) -> int:
    """Queue again what a killed worker of this site had begun; how many that were.

    Tasks therefore run at least once, not exactly once. Other machines' tasks are left alone.
    """
    begun = [t for t in DBTaskResult.objects.running() if t.worker_ids[-1:] == [worker_id]]
    for task in begun:
        if len(task.worker_ids) >= MOST_ATTEMPTS:
            task.set_failed(RuntimeError(f"the worker ended during {MOST_ATTEMPTS} attempts"))
        else:
            task.status = "READY"
            task.save(update_fields=["status"])
    return len(begun)
