"""The server's memory: all threads share a few heaps, and what is no longer needed goes back to the system.

A page is run in a thread of its own. glibc gives threads up to eight heaps a processor, each of which keeps what was
freed in it: with 30 viewers and an export now and then, a server of 290 MB held 660 after five minutes. With two heaps
it still grew: of 446 MB after ten minutes of exports, 40 were in cycles, few and large (the collector counts objects,
not bytes), and 60 were free in the heaps.
"""

import ctypes
import gc
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

HEAPS = 2
LARGE = 1 << 17  # bytes of a block that comes from the system itself, and goes back to it
MMAP_THRESHOLD, ARENA_MAX = -3, -8  # malloc.h
PAUSE = 10.0  # seconds between two looks at what the server holds
STATUS = Path("/proc/self/status")
GROWN = 12.0  # MB more than it held when it was last tidied


def share_heaps() -> bool:
    """Let all threads to come take their memory from HEAPS heaps; whether that can be said here (it takes glibc)."""
    libc = _glibc()
    return libc is not None and bool(libc.mallopt(ARENA_MAX, HEAPS)) and bool(libc.mallopt(MMAP_THRESHOLD, LARGE))


def tidy() -> None:
    """Collect what is only held by itself, and return to the system what is free."""
    gc.collect()
    if libc := _glibc():
        libc.malloc_trim(0)


def tidied(level: float, held: Callable[[], float], clean: Callable[[], None] = tidy) -> float:
    """Clean if more is held than `level`, by GROWN: the level to go by from now on."""
    now = held()
    if now <= level + GROWN:
        return min(level, now)
    clean()
    return held()


@cache
def keep_tidy() -> bool:
    """Tidy from now on whenever the server has grown; whether that can be seen here (it takes Linux)."""
    if not STATUS.exists():
        return False
    threading.Thread(target=_watch, name="tidy", daemon=True).start()
    return True


def _watch() -> None:
    level = resident()
    while True:
        time.sleep(PAUSE)
        level = tidied(level, resident)


def resident() -> float:
    """MB of memory that this process holds."""
    return int(STATUS.read_text().partition("VmRSS:")[2].split()[0]) / 1000


@cache
def _glibc() -> Any:
    try:
        libc = ctypes.CDLL("libc.so.6")
    except OSError:
        return None
    return libc if hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim") else None
