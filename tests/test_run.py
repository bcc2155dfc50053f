"""Two runs side by side, and what becomes of their words."""

import signal
import sys

import pytest

from tests.run import started

FIRST = "import time; print('첫째가 시작', flush=True); time.sleep(0.5); print('첫째가 끝')"


def python(script: str) -> list[str]:
    return [sys.executable, "-X", "utf8", "-c", script]


def test_words_of_two_runs_are_not_mixed(capfdbinary):
    with (
        started("SQLite", python(FIRST)) as first,
        started("PostgreSQL", python("print('둘째'); raise SystemExit(3)")) as second,
    ):
        second.process.wait()
        codes = [run.show() for run in (first, second)]

    said = capfdbinary.readouterr().out.decode()
    assert said.split() == "=== SQLite 첫째가 시작 첫째가 끝 === PostgreSQL 둘째".split()
    assert codes == [0, 3]


def test_each_run_gets_its_own_environment(monkeypatch, capfdbinary):
    monkeypatch.setenv("DATABASE_URL", "postgres://남의-것")
    ask = python("import os; print(repr(os.environ['DATABASE_URL']))")

    with started("SQLite", ask, DATABASE_URL="") as run:
        run.show()

    assert capfdbinary.readouterr().out.decode().split() == ["===", "SQLite", "''"]


def test_run_ends_with_whoever_started_it():
    rest = python("import time; time.sleep(600)")

    with pytest.raises(KeyboardInterrupt), started("SQLite", rest) as run:
        raise KeyboardInterrupt

    assert run.process.returncode == -signal.SIGTERM


def test_nobody_can_type_to_a_run(capfdbinary):
    """Two that ask at one terminal would get each other's answers."""
    with started("SQLite", python("import sys; print(repr(sys.stdin.read()))")) as run:
        assert run.show() == 0

    assert capfdbinary.readouterr().out.decode().split() == ["===", "SQLite", "''"]
