"""What a supervisor or load balancer asks. Short JSON, never cached."""

from datetime import timedelta
from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
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
    """The site can serve: database reached, migrations applied, tasks being worked on."""
    try:
        checks = {"database": True, "migrations": _is_migrated(), "queue": _is_queue_young()}
    except DatabaseError:
        checks = {"database": False}
    ready = all(checks.values())
    return _answer({"status": "ok" if ready else "unavailable", **checks}, 200 if ready else 503)


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


def _is_queue_young() -> bool:
    now = timezone.now()
    too_old = now - QUEUE_AGE_LIMIT
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=too_old)
    # `run_after` far in the future stands for "at once"; else waiting begins there.
    return not waiting.exclude(run_after__gt=too_old, run_after__lte=now).exists()
