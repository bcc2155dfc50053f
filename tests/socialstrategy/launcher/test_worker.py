import pytest
from django_tasks_db.models import DBTaskResult, get_date_max

from socialstrategy.launcher.worker import MOST_ATTEMPTS, take_back


def begun(*workers):
    return DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="comments.notifications.없는_작업",
        backend_name="default",
        run_after=get_date_max(),
        status="RUNNING",
        worker_ids=list(workers),
    )


@pytest.mark.django_db
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
    task = begun(*workers)

    take_back("here")

    task.refresh_from_db()
    assert task.status == status
