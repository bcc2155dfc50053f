"""Objects whose references CPython no longer counts, so that forks go on sharing their memory.

Whoever looks at an object writes to it: its count goes up and down, and the kernel copies the page that
it is on for each process that does so. CPython 3.12 knows objects that are not counted (PEP 683) but
makes only its own so. What was measured: docs/decisions/0010-the-web-server.md.
"""

import gc
import sys
import sysconfig
from types import CodeType, FrameType, GeneratorType

TRIED = ((3, 12), (3, 13))  # versions that keep the count where it is written to below
UNCOUNTED = 0xFFFFFFFF  # what both put into the lower half of a count that stays as it is
GOES_ON = (FrameType, GeneratorType)
# Of CPython's own allocator: small objects of one size lie side by side in a pool, behind its head.
POOL, HEAD = 16 * 1024, 48  # bytes
SIZES = range(48, 513, 16)  # bytes
LEAST = sys.getsizeof(b"")  # bytes
MOST_HOLES = 20_000  # of one size

_fillings: list[bytes] = []


def can_immortalize() -> bool:
    """Only where the layout of an object is known: the usual CPython with 64 bits and one lock."""
    return (
        sys.implementation.name == "cpython"
        and sys.version_info[:2] in TRIED
        and (sys.maxsize, sys.byteorder) == (2**63 - 1, "little")
        and not sysconfig.get_config_var("Py_GIL_DISABLED")
    )


def immortalize() -> int:
    """How many objects there are for good from now on: all that can be reached, where this can be done.

    None of them is ever freed, nor what it holds. Close files and database connections before: what
    ends when nobody refers to it any more does not end. Other threads should be at rest.
    """
    if not can_immortalize():
        return 0
    import ctypes  # most of a MiB

    gc.collect()
    # Its number shifted by two: an object's identity is its address, and the count comes first.
    memory = (ctypes.c_uint32 * (1 << 45)).from_address(0)
    waiting, count = gc.get_objects(), 0
    while waiting:
        found = waiting.pop()
        place = id(found) >> 2
        if memory[place] == UNCOUNTED or found is memory or isinstance(found, GOES_ON):
            continue
        memory[place] = UNCOUNTED
        count += 1
        # Asked here already: a list of all that is found would leave holes in what is shared.
        waiting += [other for other in _parts(found) if memory[id(other) >> 2] != UNCOUNTED]
    return count


def fill_holes() -> int:
    """Put something where objects were freed, bytes in all: what a fork makes goes elsewhere then, and not
    onto pages that it shares. Call last."""
    if not can_immortalize():
        return 0
    for size in SIZES:
        _fill_holes(size)
    return sum(map(sys.getsizeof, _fillings))


def _fill_holes(size: int):
    """Until two lie side by side at the beginning of a pool: the holes of others are taken first."""
    before = 0
    for _each in range(MOST_HOLES):
        _fillings.append(bytes(size - LEAST))
        place = id(_fillings[-1])
        if before % POOL == HEAD and place == before + size:
            break
        before = place


def _parts(found) -> list:
    """What it refers to; the collector does not tell of a dictionary's names and of code."""
    parts = gc.get_referents(found)
    if type(found) is dict:
        parts += found
    elif type(found) is CodeType:
        parts += (found.co_consts, found.co_names, found.co_linetable, found.co_exceptiontable)
        parts += (found.co_name, found.co_qualname, found.co_filename)
    return parts
