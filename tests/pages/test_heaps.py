"""What the server no longer needs goes back to the system."""

import gc
import platform
import threading
import weakref

import pytest

from ui.heaps import GROWN, STATUS, keep_tidy, resident, share_heaps, tidied, tidy


def test_heaps_are_shared_where_that_can_be_said():
    assert share_heaps() == (platform.libc_ver()[0] == "glibc")


def test_what_only_holds_itself_goes():
    class Loop:
        pass

    one = Loop()
    one.itself = one
    gone = weakref.ref(one)
    gc.disable()
    try:
        del one
        assert gone() is not None
        tidy()
        assert gone() is None
    finally:
        gc.enable()


def test_it_is_tidied_once_it_has_grown():
    held, cleaned = [100.0], []

    def clean():
        cleaned.append(held[0])
        held[0] = 104.0

    level = tidied(100.0, lambda: held[0], clean)
    held[0] = 100.0 + GROWN
    assert (level, tidied(level, lambda: held[0], clean), cleaned) == (100.0, 100.0, [])
    held[0] = 101.0 + GROWN
    assert (tidied(level, lambda: held[0], clean), cleaned) == (104.0, [101.0 + GROWN])
    held[0] = 80.0
    assert tidied(104.0, lambda: held[0], clean) == 80.0, "where it has shrunk, it is counted from there"
    assert len(cleaned) == 1


def test_a_server_is_watched_by_one_thread(open_page):
    open_page("home")
    assert keep_tidy() == STATUS.exists()
    assert sum(thread.name == "tidy" for thread in threading.enumerate()) == keep_tidy()


@pytest.mark.skipif(not STATUS.exists(), reason="it takes Linux")
def test_what_is_held_is_told_in_megabytes():
    before = resident()
    block = b"x" * 50_000_000
    assert 40 < resident() - before < 60
    assert len(block) == 50_000_000
