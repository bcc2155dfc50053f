"""How a row of an older file becomes one of today's.

A new column with a default needs nothing: a row without it gets the default. When a column or a table
is renamed, divided, or means something else, raise `VERSION` by one and say here how a row of the
version before is read.
"""

from collections.abc import Callable

VERSION = 1  # of the files that are written

# By the version that it leads away from: name of the table and the row, as they stand in the file, to
# both as they are one version later; None drops the row.
Upgrade = Callable[[str, dict], tuple[str, dict] | None]
UPGRADES: dict[int, Upgrade] = {}


def is_known(version: object) -> bool:
    """Can files of this version be read?"""
    whole = isinstance(version, int) and not isinstance(version, bool)
    return (
        whole and all(each in UPGRADES for each in range(version, VERSION)) and version <= VERSION
    )


def upgraded(table: str, row: dict, version: int) -> tuple[str, dict] | None:
    for each in range(version, VERSION):
        found = UPGRADES[each](table, row)
        if found is None:
            return None
        table, row = found
    return table, row
