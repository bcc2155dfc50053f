import os
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from socialstrategy import announcement, heap, immortal, warm_up

ROOT = Path(immortal.__file__).parent.parent
# The module needs only the standard library: any Python here that it was tried with will do.
PYTHONS = [(sys.executable, "")] + [(f"python{version}", version) for version in ("3.13", "3.12")]

SETTING_UP = """
import gc, os, re, sys, weakref
from socialstrategy.immortal import can_immortalize, fill_holes, immortalize

class Note:
    def __init__(self, title):
        self.title = title

def private_kib():
    with open("/proc/self/smaps_rollup") as file:
        return int(re.search(r"Private_Dirty:\\s+(\\d+)", file.read())[1])

def grown_in_a_fork(work):
    "What a fork writes to while it does `work`, in KiB; memory of the one that forks counts as shared."
    reading, writing = os.pipe()
    if os.fork() == 0:
        before = private_kib()
        work()
        os.write(writing, str(private_kib() - before).encode())
        os._exit(0)
    os.wait()
    return int(os.read(reading, 20))

notes = {f"소셜전략 {number}": Note(f"함께 시작하는 {number}번째 글") for number in range(40_000)}
look = lambda: [note.title for note in notes.values()] and None
gc.freeze()
"""


def _run(python: str, version: str, code: str) -> subprocess.CompletedProcess:
    command = [python, "-X", "utf8", "-c", SETTING_UP + code]
    environment = os.environ | {"PYENV_VERSION": version}  # which has more than are on the PATH
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def run():
    for python, version in PYTHONS:
        try:
            if not _run(python, version, "sys.exit(not can_immortalize())").returncode:
                return lambda code: _printed(_run(python, version, code))
        except FileNotFoundError:
            continue
    pytest.skip("needs Python 3.12 or 3.13 with 64 bits: others count every reference")


def _printed(done: subprocess.CompletedProcess) -> list[str]:
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_fork_that_only_looks_copies_nothing(run):
    counted, uncounted = run(
        "print(grown_in_a_fork(look)); immortalize(); print(grown_in_a_fork(look))"
    )

    assert int(counted) > 4000  # 40,000 objects and their titles
    assert int(uncounted) < int(counted) / 4


def test_names_code_and_what_they_hold_are_reached(run):
    run("""
weigh = lambda note: note.weight * 7.25
immortalize()
name = next(iter(notes))
code = weigh.__code__
for found in (name, notes[name].title, weigh, code, code.co_names, code.co_consts[-1], Note):
    before = sys.getrefcount(found)
    held = [found] * 50
    assert sys.getrefcount(found) == before, found
""")


def test_what_is_made_later_is_counted_and_freed(run):
    run("""
immortalize()
later = Note("나중에")
died = []
seen = weakref.ref(later, died.append)
notes["나중"] = later
del later, notes["나중"]
assert died and seen() is None
cycle = Note("고리"); cycle.title = cycle
seen = weakref.ref(cycle); del cycle; gc.collect()
assert seen() is None
""")


def test_second_call_finds_only_what_is_new(run):
    first, second = run("print(immortalize()); print(immortalize())")

    assert int(first) > 80_000
    assert int(second) < 1000


def test_fork_puts_new_objects_beside_what_it_shares(run):
    """Every second of many objects was freed before: 8 holes on each page."""
    into_holes, filled, beside = run("""
kept = [bytes(200) for _ in range(24_000)]
del kept[::2]
make = lambda: made.extend(bytes(200) for _ in range(6000))
made = []
print(grown_in_a_fork(make))
immortalize()
print(fill_holes())
print(grown_in_a_fork(make))
""")

    assert int(filled) > 12_000 * 200
    assert int(into_holes) > 2400  # KiB, where the objects are 1300
    assert int(beside) < 1800


@pytest.mark.parametrize("layout", ["version", "bits", "other"])
def test_unknown_layout_is_left_alone(monkeypatch, layout):
    if layout == "version":
        monkeypatch.setattr(immortal, "TRIED", ())
    elif layout == "bits":
        monkeypatch.setattr(sys, "maxsize", 2**31 - 1)
    else:
        monkeypatch.setattr(sys.implementation, "name", "pypy")
    found = object()

    assert (immortal.immortalize(), immortal.fill_holes()) == (0, 0)
    assert sys.getrefcount(found) == 2


def test_server_does_it_when_pages_are_made_and_the_database_is_let_go(monkeypatch):
    done = []
    settings = runpy.run_path(str(ROOT / "socialstrategy" / "gunicorn.conf.py"))
    when_ready = settings["when_ready"]
    monkeypatch.setattr(warm_up, "warm_up", lambda application: done.append("pages"))
    monkeypatch.setattr(announcement, "announce", lambda: done.append("announcement"))
    monkeypatch.setitem(
        when_ready.__globals__, "_close_connections", lambda: done.append("connections closed")
    )
    monkeypatch.setattr(immortal, "immortalize", lambda: done.append("immortal"))
    monkeypatch.setattr(immortal, "fill_holes", lambda: done.append("pools"))
    monkeypatch.setattr(heap, "fill_heap", lambda: done.append("heap"))

    when_ready(SimpleNamespace(app=SimpleNamespace(wsgi=lambda: None)))

    assert done[-4:] == ["connections closed", "immortal", "pools", "heap"]
    assert set(done[:-4]) == {"pages", "announcement"}
