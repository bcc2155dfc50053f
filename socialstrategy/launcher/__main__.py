"""`python3 -m socialstrategy.launcher run|test|lint|format|check|bench|lock`; see the Makefile."""

import os
import subprocess
import sys

from socialstrategy.launcher import installation

LOCK = "uv pip compile --quiet --universal --python-version 3.11 --generate-hashes".split()
LOCK += ["--no-emit-index-url", "--no-header"]


def run(*arguments: str):
    installation.ensure()
    _become("-m", "socialstrategy.launcher.supervisor", *arguments)


def test(*arguments: str):
    installation.ensure(for_development=True)
    _become("-m", "tests.run", *arguments)


def bench(*arguments: str):
    installation.ensure(for_development=True)
    _become("-W", "ignore", "-m", "tests.bench", *arguments)


def lint():
    installation.ensure(for_development=True)
    _each(
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        # Its formatter is not used: it puts white space into lines where Korean has none.
        ["djlint", "--lint", "--quiet", "templates"],
    )


def format():
    installation.ensure(for_development=True)
    _each(["ruff", "check", "--fix", "--quiet", "."], ["ruff", "format", "."])


def check(*arguments: str):
    """All that CI runs."""
    lint()
    _each(["tests.deployment"], ["tests.run", *arguments])


def lock(*arguments: str):
    """`make lock ARGS=--upgrade` takes newer releases; without it only what must change changes."""
    installation.ensure(for_development=True)
    for name in ("requirements", "requirements-dev"):
        _each([*LOCK, *arguments, f"{name}.in", "-o", f"{name}.txt"])


def _become(*arguments: str):
    """The rest happens in the environment's own Python, under the same process id."""
    sys.stdout.flush()
    os.execv(installation.PYTHON, [str(installation.PYTHON), *arguments])


def _call(module_and_arguments: list[str]) -> int:
    print("$", *module_and_arguments, flush=True)
    return subprocess.call([installation.PYTHON, "-m", *module_and_arguments])


def _each(*commands: list[str]):
    for command in commands:
        if code := _call(command):
            sys.exit(code)


COMMANDS = {f.__name__: f for f in (run, test, lint, format, check, bench, lock)}


def main(arguments: list[str]):
    if not arguments or arguments[0] not in COMMANDS:
        sys.exit(f"쓰는 법: make {' | '.join(COMMANDS)}")
    try:
        COMMANDS[arguments[0]](*arguments[1:])
    except KeyboardInterrupt:
        sys.exit("\n멈추었습니다. 다시 하면 이어서 합니다.")


if __name__ == "__main__":
    os.chdir(installation.ROOT)
    main(sys.argv[1:])
