from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from comments.daily import DAILY
from socialstrategy.launcher.worker import (
    ATTEMPTS_KEPT,
    FAILED_KEPT,
    KEPT,
    MOST_ATTEMPTS,
    is_any_ready,
    sweep,
    take_back,
)

pytestmark = pytest.mark.django_db


def task(status="READY", run_after=None, workers=(), **fields):
    return DBTaskResult.objects.create(
        args_kwargs={"args": ["한글"], "kwargs": {}},
        task_path="comments.notifications.없는_작업",
        backend_name="default",
        run_after=run_after or get_date_max(),
        status=status,
        worker_ids=list(workers),
        **fields,
    )


@pytest.mark.parametrize(
    ("workers", "status"),
    [
        (["here"], "READY"),
        (["elsewhere", "here"], "READY"),
        (["here", "elsewhere"], "RUNNING"),
        (["here"] * MOST_ATTEMPTS, "FAILED"),
    ],
)
def test_task_of_a_killed_worker_is_not_lost(workers, status):
    begun = task("RUNNING", workers=workers)

    take_back("here")

    begun.refresh_from_db()
    assert begun.status == status


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 0), (2, 0), (3, 1), (4, 4), (7, 256)])
def test_task_whose_worker_is_killed_again_and_again_waits_longer(attempts, minutes):
    """Whether the task did it cannot be told: a mail is not lost because somebody kills workers."""
    begun = task("RUNNING", workers=["here"] * attempts, run_after=timezone.now())

    take_back("here")

    begun.refresh_from_db()
    wait = (begun.run_after - timezone.now()).total_seconds() / 60
    assert (begun.status, round(wait)) == ("READY", minutes)


@pytest.mark.parametrize(
    ("status", "minutes", "is_ready"),
    [
        ("READY", None, True),
        ("READY", -1, True),
        ("READY", 1, False),
        ("RUNNING", None, False),
        ("SUCCESSFUL", None, False),
        ("FAILED", -1, False),
    ],
)
def test_look_finds_what_can_be_done_now(
    keeps_connection, status, minutes, is_ready, django_assert_num_queries
):
    task(status, minutes and timezone.now() + timedelta(minutes=minutes))

    with django_assert_num_queries(1):
        assert is_any_ready() is is_ready
    assert is_any_ready() is bool(DBTaskResult.objects.ready())


@pytest.fixture
def keeps_connection(monkeypatch):
    """A test's transaction lives in it."""
    monkeypatch.setattr("socialstrategy.launcher.worker.close_old_connections", lambda: None)


A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "age", "is_kept"),
    [
        ("SUCCESSFUL", KEPT - A_DAY, True),
        ("SUCCESSFUL", KEPT + A_DAY, False),
        ("FAILED", KEPT + A_DAY, True),
        ("FAILED", FAILED_KEPT + A_DAY, False),
        ("RUNNING", None, True),
        ("READY", None, True),
    ],
)
def test_rows_of_finished_tasks_are_removed_after_a_while(status, age, is_kept):
    task(status, finished_at=age and timezone.now() - age, queue_name="느린-줄")

    sweep()

    assert DBTaskResult.objects.exists() is is_kept


def test_sweep_queues_the_daily_work(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    sweep()

    queued = DBTaskResult.objects.ready().values_list("task_path", flat=True)
    assert sorted(queued) == sorted(work.module_path for work in DAILY)


@pytest.mark.parametrize(
    ("age", "is_kept"), [(ATTEMPTS_KEPT / 2, True), (ATTEMPTS_KEPT * 2, False)]
)
def test_failed_login_is_forgotten_after_a_day(age, is_kept):
    AccessAttempt.objects.create(
        username="주인", ip_address="203.0.113.7", failures_since_start=3, get_data="", post_data=""
    )
    AccessAttempt.objects.update(attempt_time=timezone.now() - age)

    sweep()

    assert AccessAttempt.objects.exists() is is_kept
