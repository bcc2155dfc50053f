"""Tasks for `test_shifts.py`. The worker finds them by name: it is started in the project's folder."""

import os
import signal
import time

from django.conf import settings
from django_tasks import task


@task()
def rest(seconds: float) -> str:
    """Tells by a file that it has begun; another file ends it before its time."""
    (settings.DATA_DIR / "쉬는-중").touch()
    until = time.monotonic() + seconds
    while time.monotonic() < until and not (settings.DATA_DIR / "그만").exists():
        time.sleep(0.1)
    return "쉬었다"


@task()
def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@task()
def load_much() -> None:
    import PIL.Image  # noqa: F401
