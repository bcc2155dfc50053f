"""The heap of glibc's `malloc`, in whose holes no fork should put anything.

CPython has pools for small objects only. The others (code, tables of dictionaries, long texts) lie in the heap,
with all that SQLite, OpenSSL and `regex` keep, and with the holes of what was freed. What a fork makes goes into
these, each on a page that it shares and copies then. What was measured: docs/decisions/0010-the-web-server.md.
"""

import ctypes

# Bytes that are asked for, the largest first: what is left of a large hole is a smaller one.
SIZES = (*(1 << power for power in range(16, 10, -1)), *range(1016, 23, -16))


class MallInfo(ctypes.Structure):
    """`struct mallinfo2`."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()
    ]


def fill_heap() -> int:
    """Take what is free below the end of the heap, for good: bytes in all. Call it last before forks.

    Does nothing where there is no glibc 2.33 or newer. Only this thread's heap is filled.
    """
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "mallinfo2"):
        return 0
    libc.mallinfo2.restype = MallInfo
    libc.malloc.argtypes = (ctypes.c_size_t,)
    libc.free.argtypes = (ctypes.c_void_p,)
    libc.malloc.restype = libc.sbrk.restype = ctypes.c_void_p
    end = libc.sbrk(0) - libc.mallinfo2().keepcost
    return sum(_fill(libc, size, end) for size in SIZES)


def _fill(libc, size: int, end: int) -> int:
    """Until `malloc` finds no hole any more and takes from behind the end."""
    taken = 0
    while (place := libc.malloc(size)) and place < end:
        taken += size
    libc.free(place)
    return taken
