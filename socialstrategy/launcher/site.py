"""The web server's master, and all that is forked from it: Django is loaded once.

First `prepare`, then the task worker and gunicorn's own workers. Ends when standard input closes:
the supervisor holds the other end of that pipe and writes nothing to it.
"""

import os
import select
import signal
import sys
import threading
import time
from contextlib import suppress

import django
from django.conf import settings
from django.db import DatabaseError
from gunicorn.app.wsgiapp import WSGIApplication
from gunicorn.arbiter import Arbiter
from gunicorn.sock import close_sockets

from socialstrategy.launcher.child import STOP_WITHIN, Child, write_pid
from socialstrategy.launcher.watch import Stop, ignore_signals, stop_on_signals

LOOK_EVERY = 0.02  # seconds, at the preparation
LONGEST_PAUSE = 60  # seconds between two starts of a worker that keeps dying
SOUND_AFTER = 60  # seconds that a worker must live to be called sound
COMMAND_LINE = ["gunicorn", "-c", "socialstrategy/gunicorn.conf.py"]

WORKER_ENDED = "작업 처리기가 멈추어({code}) {pause:.0f}초 뒤에 다시 시작합니다."


class TaskWorker(Child):
    """A child that is started again when it ends, later each time while it keeps dying."""

    pause, restart_at = 1.0, None

    def keep(self):
        """Call about every second."""
        now = time.monotonic()
        if self.pid is None or (self.restart_at is not None and now >= self.restart_at):
            self.restart_at = None
            self.start()
        elif self.restart_at is None and self.exit_code() is not None:
            self._wait(now)

    def _wait(self, now: float):
        if now - self.started_at > SOUND_AFTER:
            self.pause = 1.0
        self.restart_at = now + self.pause
        print(WORKER_ENDED.format(code=self.code, pause=self.pause), flush=True)
        self.pause = min(self.pause * 2, LONGEST_PAUSE)


class Master(Arbiter):
    """gunicorn's master, which looks after the task worker, too."""

    def __init__(self, app):
        self.task_worker = TaskWorker("worker", self._work, settings.DATA_DIR)
        super().__init__(app)

    def _work(self):
        close_sockets(self.LISTENERS, unlink=False)  # else the port outlives the web server
        from socialstrategy.launcher import worker

        worker.run(patience=STOP_WITHIN - 1)  # its own end must come before ours for it

    def manage_workers(self):
        super().manage_workers()
        self.task_worker.keep()

    def reap_workers(self):
        self.task_worker.exit_code()  # before gunicorn collects it as a stranger
        super().reap_workers()

    def stop(self, graceful=True):
        self.task_worker.ask_to_stop()
        super().stop(graceful)
        self.task_worker.stop()


def _prepare() -> int:
    """The exit code. Modules are loaded meanwhile, those of the web server and of all views."""
    preparation = Child("prepare", _prepare_site, settings.DATA_DIR)
    try:
        preparation.start()
        _load()
        while preparation.exit_code() is None:
            if select.select([sys.stdin], [], [], LOOK_EVERY)[0]:
                raise Stop
        return preparation.code
    except Stop:
        ignore_signals()
        preparation.ask_to_stop()
        return 130
    finally:
        preparation.stop()


def _prepare_site():
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", "prepare_site"])


def _load():
    """Nothing that reads the database or collected files: they are being prepared."""
    import socialstrategy.launcher.worker
    import socialstrategy.page_cache
    import socialstrategy.page_worker
    import socialstrategy.urls  # noqa: F401


def _serve():
    from socialstrategy.launcher import worker  # loaded by _load()

    write_pid(settings.DATA_DIR / "web.pid", os.getpid())
    threading.Thread(target=_end_with_supervisor, daemon=True).start()
    with suppress(DatabaseError):
        worker.is_any_ready()  # writes the query, once for all its forks
    sys.argv = COMMAND_LINE
    Master(WSGIApplication()).run()


def _end_with_supervisor():
    os.read(sys.stdin.fileno(), 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_WITHIN)
    os.killpg(0, signal.SIGKILL)


def main():
    stop_on_signals()
    try:
        django.setup()
        if code := _prepare():
            sys.exit(code)
        _serve()
    except Stop:
        sys.exit(130)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socialstrategy.settings")
    main()
