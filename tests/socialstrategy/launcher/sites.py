"""The real processes on a free port, with a folder and a database of their own."""

import os
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import psycopg

from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent.parent
COMMAND = [sys.executable, "-m", "socialstrategy.launcher.supervisor"]
PATIENCE = 60  # seconds; a loaded machine is slow, not broken


def wait_for(what, patience=PATIENCE):
    deadline = time.monotonic() + patience
    while not (found := what()):
        assert time.monotonic() < deadline, what
        time.sleep(0.05)
    return found


def is_running(pid):
    """Zombies are gone: nobody here collects what was orphaned."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Launcher:
    """One site; it can be started more than once, as after a crash."""

    def __init__(self, data_dir, database_url):
        self.data_dir, self.port, self.database_url = data_dir, free_port(), database_url
        self.process, self.started = None, []

    def environment(self, **more):
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
        mine = {"DATA_DIR": str(self.data_dir), "PORT": str(self.port), "DEMO": "0"}
        mine |= {"DATABASE_URL": self.database_url, "WEB_WORKERS": "1"}
        return kept | mine | more

    def start(self, command=COMMAND, **environment):
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment(**environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started.append(self.process)
        return self.process

    def open(self, command=COMMAND, **environment):
        self.start(command, **environment)
        wait_for(lambda: self.status() == 200 and self.pids())
        return self.pids()

    def status(self, path="/"):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            assert self.process.poll() is None, self.process.stdout.read()
            return None

    def pids(self):
        """Web server and worker, once both are there."""
        files = [self.data_dir / "web.pid", self.data_dir / "worker.pid"]
        return [int(file.read_text()) for file in files] if all(f.exists() for f in files) else None

    def said(self):
        return self.process.communicate(timeout=PATIENCE)[0]

    def rows(self, question):
        """What the site's database answers, also to a change."""
        if self.database_url:
            with psycopg.connect(self.database_url) as connection:
                return connection.execute(question).fetchall()
        with closing(sqlite3.connect(self.data_dir / "site.sqlite3")) as connection, connection:
            return connection.execute(question).fetchall()

    def close(self):
        for process in self.started:
            process.terminate()
            process.wait(30)
            process.stdout.close()
