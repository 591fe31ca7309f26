"""The server's memory: all threads share a few heaps.

A page is run in a thread of its own. glibc gives threads up to eight heaps a processor, each of which keeps what was
freed in it: with 30 viewers and an export now and then, a server of 290 MB held 660 after five minutes.
"""

import ctypes

HEAPS = 2
LARGE = 1 << 20  # bytes of a block that comes from the system itself, and goes back to it
MMAP_THRESHOLD, ARENA_MAX = -3, -8  # malloc.h


def share_heaps() -> bool:
    """Let all threads to come take their memory from HEAPS heaps; whether that can be said here (it takes glibc)."""
    try:
        mallopt = ctypes.CDLL("libc.so.6").mallopt
    except (OSError, AttributeError):
        return False
    return bool(mallopt(ARENA_MAX, HEAPS)) and bool(mallopt(MMAP_THRESHOLD, LARGE))
