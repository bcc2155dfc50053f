"""Starting, stopping and killing the real processes."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.socialstrategy.launcher.sites import COMMAND, ROOT, is_running, wait_for

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stop_ends_everything_and_is_no_failure(launcher, number):
    pids = launcher.open()
    assert launcher.status("/readyz") == 200

    launcher.process.send_signal(number)

    assert launcher.process.wait(15) == 0
    assert [pid for pid in pids if is_running(pid)] == []
    assert launcher.pids() is None
    said = launcher.said()
    assert f"http://127.0.0.1:{launcher.port}/" in said
    assert "/account/owner/" in said


def test_killed_launcher_leaves_nobody_behind_and_starts_again_at_once(launcher):
    pids = launcher.open()

    launcher.process.kill()
    launcher.process.wait()
    first = launcher.process
    launcher.start()

    wait_for(lambda: not any(is_running(pid) for pid in pids), patience=20)
    wait_for(lambda: launcher.pids() not in (None, pids) and launcher.status() == 200)
    assert first.returncode == -signal.SIGKILL


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_stop_of_make_alone_ends_everything(launcher, tmp_path, number):
    """`make` passes SIGTERM on, keeps SIGINT to itself and cannot pass SIGKILL on."""
    makefile = tmp_path / "Makefile"
    makefile.write_text(f"run:\n\t@exec {' '.join(COMMAND)}\n")
    pids = launcher.open(["make", "-f", str(makefile), "run"])

    launcher.process.send_signal(number)

    wait_for(lambda: not any(is_running(pid) for pid in pids), patience=20)
    assert launcher.process.wait(20) == -number


def test_killed_worker_comes_back(launcher):
    web, worker = launcher.open()

    os.kill(worker, signal.SIGKILL)

    wait_for(lambda: launcher.pids() and launcher.pids()[1] != worker)
    assert launcher.pids()[0] == web
    assert launcher.status() == 200


def test_end_of_the_web_server_is_the_end_of_all(launcher):
    web, worker = launcher.open()

    os.kill(web, signal.SIGKILL)

    assert launcher.process.wait(20) == 128 + signal.SIGKILL
    assert not is_running(worker)


def test_second_start_on_the_same_folder_is_told_in_one_sentence(launcher):
    launcher.open()

    second = subprocess.run(
        COMMAND,
        cwd=ROOT,
        env=launcher.environment(PORT=str(free_port())),
        capture_output=True,
        text=True,
    )

    assert second.returncode == 1
    assert second.stderr.startswith("이 사이트는 이미 열려 있습니다")
    assert len(second.stderr.splitlines()) == 1
    assert launcher.status() == 200


def test_port_in_use_is_told_in_one_sentence(launcher):
    with socket.create_server(("127.0.0.1", launcher.port)):
        launcher.start()
        said = launcher.said()

    assert launcher.process.returncode == 1
    assert said.startswith(f"{launcher.port}번 포트를 다른 프로그램이 쓰고 있습니다.")
    assert len(said.splitlines()) == 1


def test_stop_during_the_preparation_leaves_a_site_that_starts(new_launcher):
    launcher = new_launcher
    launcher.start(DEMO="1")
    wait_for((launcher.data_dir / "prepare.pid").exists)

    launcher.process.send_signal(signal.SIGINT)

    assert launcher.process.wait(15) == 130
    assert "Traceback" not in launcher.said()
    launcher.open()


def test_visitor_cannot_forge_address_or_scheme(launcher):
    """gunicorn, too, has opinions about these headers when the peer is this machine."""
    launcher.start(SITE_URL="https://blog.example.com")
    wait_for(lambda: launcher.status("/healthz"))
    request = urllib.request.Request(
        f"http://127.0.0.1:{launcher.port}/",
        headers={"Host": "blog.example.com", "X-Forwarded-Proto": "https"},
    )

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_arguments):
            return None

    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.build_opener(Stay).open(request, timeout=10)

    answer.value.close()
    assert answer.value.code == 301
    assert answer.value.headers["Location"] == "https://blog.example.com/"
    assert answer.value.headers["Server"] == "gunicorn"


# Needed for a picture, an import, a mention, a bucket, a password: by few requests, or none.
HEAVY = (
    "PIL boto3 botocore bs4 requests html5lib mf2py markdownify frontmatter yaml polib defusedxml"
)
HEAVY += " argon2 storages environ"
PAGES = """
import django, sys
django.setup()
from socialstrategy.launcher import site
site._load()
from socialstrategy.warm_up import warm_up
from socialstrategy.wsgi import application
warm_up(application)
print(*sys.modules)
"""


def test_web_server_loads_only_what_pages_need(launcher):
    launcher.open()
    environment = launcher.environment(DJANGO_SETTINGS_MODULE="socialstrategy.settings")

    loaded = subprocess.run(
        [sys.executable, "-c", PAGES],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout.split()

    assert "notes.templatetags" in loaded
    unwanted = {"environ"} if launcher.database_url else {"psycopg"}
    assert (set(HEAVY.split()) ^ unwanted) & set(loaded) == set()


def test_task_worker_does_not_hold_the_port(launcher):
    web, worker = launcher.open()
    inodes = [
        line.split()[9]
        for line in Path("/proc/net/tcp").read_text().splitlines()
        if line.split()[1].endswith(f":{launcher.port:04X}") and line.split()[3] == "0A"
    ]

    assert len(inodes) == 1
    assert f"socket:[{inodes[0]}]" in _sockets(web)
    # The first thing that it does, but its number is told before.
    wait_for(lambda: f"socket:[{inodes[0]}]" not in _sockets(worker))


def _sockets(pid):
    return {str(fd.readlink()) for fd in Path(f"/proc/{pid}/fd").iterdir()}
