"""Sites of their own for real processes."""

import os
import subprocess
import sys

from django.conf import settings


def manage(*arguments, data, **environment) -> str:
    """A real process with a site of its own, on SQLite; what it says."""
    data.mkdir(parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    mine = {"DATA_DIR": str(data), "DATABASE_URL": "", "DEMO": "0", "PYTHONPATH": "."}
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=settings.BASE_DIR,
        env=kept | mine | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
