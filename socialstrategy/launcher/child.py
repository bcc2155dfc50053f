"""The processes that the supervisor starts: `prepare`, `web`, `worker`."""

import os
import signal
import sys
import threading
import time

FORCE_AFTER = 8  # seconds


def main(name: str):
    threading.Thread(target=_end_with_supervisor, daemon=True).start()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socialstrategy.settings")
    {"prepare": _prepare, "web": _web, "worker": _worker}[name]()


def _end_with_supervisor():
    """Standard input is a pipe nobody writes to; it closes when the supervisor is gone."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(FORCE_AFTER)
    os.killpg(0, signal.SIGKILL)


def _prepare():
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", "prepare_site"])


def _web():
    from gunicorn.app.wsgiapp import run

    sys.argv = ["gunicorn", "-c", "socialstrategy/gunicorn.conf.py", "socialstrategy.wsgi"]
    run()


def _worker():
    import django

    django.setup()
    from socialstrategy.launcher import worker

    worker.run()


if __name__ == "__main__":
    main(sys.argv[1])
