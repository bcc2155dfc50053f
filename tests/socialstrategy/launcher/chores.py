"""Tasks for `test_shifts.py`. The worker finds them by name: it is started in the project's folder."""

import os
import signal
import time

from django.conf import settings
from django_tasks import task


@task()
def rest(seconds: float) -> str:
    """Tells by a file that it has begun."""
    (settings.DATA_DIR / "쉬는-중").touch()
    time.sleep(seconds)
    return "쉬었다"


@task()
def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@task()
def load_much() -> None:
    import PIL.Image  # noqa: F401
