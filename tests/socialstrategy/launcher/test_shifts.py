"""The task worker's forks, in the real processes."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.socialstrategy.launcher.sites import ROOT, is_running, wait_for

pytestmark = pytest.mark.slow

# Of these tests; the site's own daily ones stand beside them.
TASKS = "django_tasks_database_dbtaskresult WHERE task_path LIKE '%chores%'"
DJANGO = "import django; django.setup(); from tests.socialstrategy.launcher.chores import *; "


@pytest.fixture
def run_python(launcher):
    def run(code):
        environment = launcher.environment(DJANGO_SETTINGS_MODULE="socialstrategy.settings")
        command = [sys.executable, "-c", DJANGO + code]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)

    return run


@pytest.fixture
def rests_long(launcher, run_python):
    """Has the site begin a task that would rest for ever; answers the file that says it rests."""

    def begin():
        run_python("rest.enqueue(1000)")
        begun = launcher.data_dir / "쉬는-중"
        wait_for(begun.exists)
        return begun

    yield begin
    (launcher.data_dir / "그만").touch()  # the end of the site does not have to wait for it


@pytest.fixture
def status(launcher):
    """Of the one task."""
    return lambda: launcher.rows(f"SELECT status FROM {TASKS}")[0][0]


@pytest.fixture
def attempts(launcher):
    """Of the one task: its status, how often it was begun, and whether it waits."""

    def ask():
        columns = "status, worker_ids, run_after > enqueued_at"
        [(status, workers, waits)] = launcher.rows(f"SELECT {columns} FROM {TASKS}")
        workers = json.loads(workers) if isinstance(workers, str) else workers
        return status, len(workers), bool(waits)

    return ask


def has_pillow(pid):
    return "_imaging" in Path(f"/proc/{pid}/maps").read_text()


def test_what_a_task_loads_goes_when_the_queue_is_empty(launcher, run_python, status):
    _web, worker = launcher.open()

    run_python("load_much.enqueue()")

    wait_for(lambda: status() == "SUCCESSFUL")
    assert not has_pillow(worker)
    assert is_running(worker)
    shift = int((launcher.data_dir / "tasks.pid").read_text())
    wait_for(lambda: not is_running(shift))


def test_stop_lets_a_task_finish(launcher, run_python, status):
    launcher.open()
    run_python("rest.enqueue(3)")
    wait_for((launcher.data_dir / "쉬는-중").exists)

    launcher.process.terminate()

    assert launcher.process.wait(20) == 0
    assert status() == "SUCCESSFUL"


def test_stop_does_not_wait_for_ever_and_the_task_is_begun_anew(launcher, rests_long, status):
    launcher.open()
    begun = rests_long()
    shift = int((launcher.data_dir / "tasks.pid").read_text())

    launcher.process.terminate()

    assert launcher.process.wait(20) == 0
    assert not is_running(shift)
    assert status() == "RUNNING"
    begun.unlink()
    launcher.open()
    wait_for(begun.exists)


def test_killed_worker_takes_its_shift_along(launcher, rests_long):
    _web, worker = launcher.open()
    rests_long()
    shift = int((launcher.data_dir / "tasks.pid").read_text())

    os.kill(worker, signal.SIGKILL)

    wait_for(lambda: not is_running(shift))


def test_task_that_brings_its_shift_down_waits_and_is_given_up(launcher, run_python, attempts):
    web, _worker = launcher.open()
    row = "from django_tasks_db.models import DBTaskResult; "
    row += "row = DBTaskResult.objects.get(task_path__contains='chores'); "

    run_python("die.enqueue()")

    wait_for(lambda: attempts() == ("READY", 3, True))
    run_python(row + "row.worker_ids *= 2; row.run_after = row.enqueued_at; row.save()")
    wait_for(lambda: attempts() == ("READY", 7, True))
    run_python(row + "row.run_after = row.enqueued_at; row.save()")
    wait_for(lambda: attempts()[0] == "FAILED")
    assert launcher.pids()[0] == web
    assert launcher.status() == 200
