import ctypes
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from socialstrategy import heap

ROOT = Path(heap.__file__).parent.parent

# Of many objects too large for CPython's pools every eighth was freed before: one hole on each page.
FORKS = """
import os, re
from socialstrategy.heap import fill_heap

def private_kib():
    with open("/proc/self/smaps_rollup") as file:
        return int(re.search(r"Private_Dirty:\\s+(\\d+)", file.read())[1])

def grown_in_a_fork():
    private_kib()  # reading sorts what was freed, which writes to it, too
    reading, writing = os.pipe()
    if os.fork() == 0:
        before = private_kib()
        made = [bytes(500) for _ in range(2500)]
        os.write(writing, str(private_kib() - before).encode())
        os._exit(0)
    os.wait()
    return int(os.read(reading, 20))

kept = [bytes(500) for _ in range(24_000)]
del kept[::8]
print(grown_in_a_fork(), fill_heap(), grown_in_a_fork(), fill_heap())
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="needs glibc 2.33 or newer")
def test_fork_puts_new_objects_beside_what_it_shares():
    command = [sys.executable, "-X", "utf8", "-c", FORKS]
    environment = os.environ | {"MALLOC_ARENA_MAX": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    into_holes, filled, beside, again = map(int, done.stdout.split())

    assert filled > 2800 * 500
    assert into_holes > 8000  # KiB, where the objects are 1300
    assert beside < 2600
    assert again < filled / 20


def test_other_systems_are_left_alone(monkeypatch):
    monkeypatch.setattr(heap.ctypes, "CDLL", lambda _name: SimpleNamespace())
    assert heap.fill_heap() == 0
