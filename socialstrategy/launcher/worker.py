"""The task worker: looks for work, and does it in forks of itself.

A fork is one shift: it works until the queue is empty. What it has loaded meanwhile (Pillow for a
card, a bucket's client, a page of another site) goes with it; what stays only looks.
"""

import hashlib
import socket
import sys
import time
from datetime import datetime, timedelta
from functools import partial

from axes.models import AccessAttempt
from django.conf import settings
from django.db import close_old_connections, connections
from django.db.models import Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult, get_date_max

from notes.prepared import prepared
from socialstrategy.launcher.child import Child
from socialstrategy.launcher.watch import Stop, ignore_signals, stop_on_signals

INTERVAL = 1  # seconds between two looks into an empty queue
LOOK_EVERY = 0.1  # seconds, while a shift works
PATIENCE = 50  # seconds that a task may go on after SIGTERM; systemd's unit gives sixty
# A task that brings the worker down is tried again, but not for ever: at once, as long as somebody
# else may have killed the worker; then a little later each time.
AT_ONCE, MOST_ATTEMPTS = 3, 8
PAUSE = timedelta(minutes=1)  # four times as long with each attempt
A_DAY = 24 * 3600  # seconds
KEPT, FAILED_KEPT = timedelta(days=7), timedelta(days=30)  # after a task has ended
ATTEMPTS_KEPT = timedelta(days=1)  # to sign in, with a name and an address; they count for minutes


class Shift(db_worker.Worker):
    """Stops once: whoever is asked a second time still finishes the task, or is killed."""

    def __init__(self, worker_id: str):
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=INTERVAL,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
        )

    def shutdown(self, signum, frame):
        if self.running:
            super().shutdown(signum, frame)


def run(patience: float = PATIENCE):
    """Until SIGTERM. Ends with the exit code of a shift that failed: start it again a little later."""
    stop_on_signals()
    shift, swept_at = Child("tasks", _work, settings.DATA_DIR, patience), None
    try:
        while True:
            is_time = swept_at is None or time.monotonic() - swept_at > A_DAY
            if is_time or is_any_ready():
                swept_at = time.monotonic() if is_time else swept_at
                shift.work = partial(_work, sweeps=is_time)
                _see_through(shift)
            time.sleep(INTERVAL)
    except Stop:
        ignore_signals()
        shift.ask_to_stop()
    finally:
        shift.stop()


def is_any_ready() -> bool:
    try:
        return bool(_ready(timezone.now()))
    finally:
        close_old_connections()


@prepared
def _ready(now: datetime):
    """As `DBTaskResult.objects.ready()`, asked without writing the query each second."""
    is_due = Q(run_after=get_date_max()) | Q(run_after__lte=now)
    ready = DBTaskResult.objects.filter(is_due, status=TaskResultStatus.READY)
    return ready.order_by().values_list("status")[:1]


def _see_through(shift: Child):
    close_connections()
    shift.start()
    while (code := shift.exit_code()) is None:
        time.sleep(LOOK_EVERY)
    if code:
        sys.exit(code)


def _work(sweeps: bool):
    """One shift."""
    worker_id = _worker_id()
    db_worker.Command().configure_logging(verbosity=0)
    shift = Shift(worker_id)
    shift.configure_signals()
    take_back(worker_id)
    if sweeps:
        sweep()
    shift.run()
    close_connections()


def close_connections():
    """None may be shared with a fork, and a pool's threads do not come along."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


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
            task.status, task.run_after = "READY", _next_attempt(task)
            task.save(update_fields=["status", "run_after"])
    return len(begun)


def _next_attempt(task) -> datetime:
    attempts = len(task.worker_ids)
    if attempts < AT_ONCE:
        return task.run_after
    return timezone.now() + PAUSE * 4 ** (attempts - AT_ONCE)


def sweep():
    """Once a day: forget what has had its time, and queue what the apps do daily.

    Tasks that failed stay longer than others, to be looked at.
    """
    from comments.daily import queue_daily_work  # in a shift: what stays only looks

    now, rows = timezone.now(), DBTaskResult.objects
    rows.successful().filter(finished_at__lt=now - KEPT).delete()
    rows.failed().filter(finished_at__lt=now - FAILED_KEPT).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS_KEPT).delete()
    queue_daily_work()
