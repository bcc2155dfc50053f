"""Makes `.venv` and keeps it equal to the lock files. Standard library only."""

import fcntl
import hashlib
import importlib.util
import os
import re
import signal
import subprocess
import sys
import venv
from collections import deque
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / "bin" / "python"
SITE, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
MISSING = Path(__file__).with_name("missing.py")
# The second where wheels lie on this machine.
COLLECTING = re.compile(r"Collecting (\S+?)==|Processing \S*/([^/\s]+?)-\d[^/\s]*\.whl")


def ensure(for_development: bool = False):
    """Install what is missing; does nothing when the lock files are those of the last time."""
    names = [SITE, DEVELOPMENT] if for_development else [SITE]
    if _is_usable() and all(_is_installed(name) for name in names):
        return
    FOLDER.mkdir(exist_ok=True)
    with _only_one_installs(), _stoppable():
        if not _is_usable():
            _make()
        if missing := [name for name in names if not _is_installed(name)]:
            _install(missing)


def _is_usable() -> bool:
    """The environment's Python starts; it does not after the system's Python was replaced."""
    try:
        return subprocess.call([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def _is_installed(name: str) -> bool:
    try:
        return _stamp(name).read_text() == _digest(name)
    except OSError:
        return False


def _stamp(name: str) -> Path:
    return FOLDER / f"{name}.installed"


def _digest(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


@contextmanager
def _only_one_installs():
    """`make run` and `make test` in two windows take turns."""
    folder = os.open(FOLDER, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("다른 창의 설치가 끝나기를 기다립니다…", flush=True)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


@contextmanager
def _stoppable():
    """SIGTERM ends a long installation like Ctrl-C: the child first, then this."""

    def stop(_signal, _frame):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _make():
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            "파이썬에 venv가 빠져 있습니다. 먼저 설치해 주세요 (데비안·우분투: apt install python3-venv)."
        )
    print(f".venv를 만듭니다 (파이썬 {sys.version.split()[0]})…", flush=True)
    venv.create(FOLDER, clear=True, with_pip=True, symlinks=True)


def _install(names: list[str]):
    total = _missing(names)
    if total:
        print(f"필요한 꾸러미를 설치합니다 ({total}개)…", flush=True)
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--progress-bar", "off", "--require-hashes", "--only-binary", ":all:"]
    for name in names:
        command += ["-r", ROOT / name]
    if _pip(command, total):
        sys.exit(
            "설치하지 못했습니다. 위의 까닭을 살핀 뒤 다시 해 주세요. 다시 하면 이어서 합니다."
        )
    for name in names:
        _stamp(name).write_text(_digest(name))


def _missing(names: list[str]) -> int:
    """How many packages pip will fetch: not those that are there, nor those of other systems."""
    files = [ROOT / name for name in names]
    return int(subprocess.check_output([PYTHON, "-I", MISSING, *files]))


def _pip(command: list, total: int) -> int:
    """Runs pip and shows one line a package; what pip said last, if it fails."""
    said, count = deque(maxlen=15), 0
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        try:
            for line in process.stdout:
                said.append(line.rstrip())
                if found := COLLECTING.match(line):
                    count += 1
                    print(f"  [{count}/{total}] {found[1] or found[2]}", flush=True)
                elif line.startswith("Installing collected packages"):
                    print("  꾸러미를 풀어 놓습니다…", flush=True)
        except KeyboardInterrupt:
            process.terminate()
            raise
    if process.returncode:
        print(*said, sep="\n", flush=True)
    return process.returncode
