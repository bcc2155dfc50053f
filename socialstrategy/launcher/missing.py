"""Prints how many packages of some lock files pip would have to fetch: `python missing.py FILE…`.

Run by the environment's own Python: it knows what is installed there, and its pip which of the packages
are meant for this machine. A package that two files name counts once.
"""

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pip._vendor.packaging.requirements import Requirement


def missing(lock_file: str) -> set[str]:
    """`name==version` of each."""
    lines = Path(lock_file).read_text(encoding="utf-8").splitlines()
    pinned = [Requirement(line.rstrip("\\ ")) for line in lines if line[:1].isalnum()]
    wanted = (each for each in pinned if each.marker is None or each.marker.evaluate())
    return {f"{each.name}{each.specifier}" for each in wanted if not _is_installed(each)}


def _is_installed(wanted: Requirement) -> bool:
    try:
        return version(wanted.name) in wanted.specifier
    except PackageNotFoundError:
        return False


if __name__ == "__main__":
    print(len(set().union(*map(missing, sys.argv[1:]))))
