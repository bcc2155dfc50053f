"""What a supervisor or load balancer asks. Short JSON, never cached."""

from datetime import timedelta
from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Case, Min, When
from django.db.models.functions import Greatest
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

# A task that waits longer than this means that no worker runs.
QUEUE_AGE_LIMIT = timedelta(minutes=10)


@require_safe
def healthz(request):
    """The process answers. Touches no database: its outage is no reason to restart this one."""
    return _answer({"status": "ok"}, 200)


@require_safe
def readyz(request):
    """The site can serve pages: database reached, migrations applied. `?queue` asks for the worker, too.

    A worker that is away is told but is no reason to send nobody here: all machines would say so at
    the same moment, and their pages are as good as ever.
    """
    try:
        waited = _longest_wait()
        checks = {
            "database": True,
            "migrations": _is_migrated(),
            "queue": waited <= QUEUE_AGE_LIMIT,
        }
        more = {"queue_seconds": int(waited.total_seconds())}
    except DatabaseError:
        checks, more = {"database": False}, {}
    ready = all(good for name, good in checks.items() if name != "queue" or "queue" in request.GET)
    return _answer(
        {"status": "ok" if ready else "unavailable", **checks, **more}, 200 if ready else 503
    )


def _answer(data: dict, status: int) -> JsonResponse:
    return JsonResponse(data, status=status, headers={"Cache-Control": "no-store"})


def _is_migrated() -> bool:
    """Asked again until it is true; then it stays true for this process' code."""
    try:
        return _remember_migrated()
    except _NotMigrated:
        return False


class _NotMigrated(Exception):
    """Raised so that `cache` keeps the good answer only."""


@cache
def _remember_migrated() -> bool:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _NotMigrated
    return True


def _longest_wait() -> timedelta:
    """How long the task has waited that could have been done first; zero when none waits."""
    now = timezone.now()
    # `run_after` far in the future stands for "at once"; else waiting begins there.
    meant_for = Case(When(run_after__lte=now, then="run_after"), default="enqueued_at")
    since = DBTaskResult.objects.ready().aggregate(at=Min(Greatest("enqueued_at", meant_for)))["at"]
    return max(now - since, timedelta()) if since else timedelta()
