"""Pages a few at a time, in their order; and what all visitors share."""

import threading
import time

import pytest

from ui.shared import Shared
from ui.turnstile import Turnstile


class Left(Exception):
    """The visitor has left."""


def arrive(turnstile, done, name, stay):
    """A thread that passes, stays as long as `stay` waits and says that it is through; it has come on return."""

    def go():
        with turnstile.passed():
            stay()
            done.append(name)

    waiting = len(turnstile._waiting) + len(turnstile._inside)
    thread = threading.Thread(target=go)
    thread.start()
    while len(turnstile._waiting) + len(turnstile._inside) == waiting and thread.is_alive():
        time.sleep(0.001)
    return thread


def test_the_first_comes_first_and_no_more_are_inside_than_there_are_places():
    turnstile, done, gate, most = Turnstile(2, 30.0), [], threading.Event(), []

    def stay():
        gate.wait(10)
        most.append(len(turnstile._inside))

    threads = [arrive(turnstile, done, i, stay) for i in range(6)]
    assert (len(turnstile._inside), len(turnstile._waiting)) == (2, 4)
    gate.set()
    for thread in threads:
        thread.join(10)
    assert max(most) == 2
    assert sorted(done) == list(range(6))
    assert not turnstile._inside


def test_one_place_keeps_the_order():
    turnstile, done, gate = Turnstile(1, 30.0), [], threading.Event()
    threads = [arrive(turnstile, done, i, lambda: gate.wait(10)) for i in range(5)]
    gate.set()
    for thread in threads:
        thread.join(10)
    assert done == list(range(5))


def test_who_computes_for_long_keeps_nobody_waiting():
    turnstile, done, gate = Turnstile(1, 0.01), [], threading.Event()
    slow = arrive(turnstile, done, "slow", lambda: gate.wait(10))
    arrive(turnstile, done, "quick", lambda: None).join(10)
    assert done == ["quick"]
    gate.set()
    slow.join(10)
    assert done == ["quick", "slow"]


def test_who_leaves_while_waiting_leaves_no_gap():
    turnstile, done, gate = Turnstile(1, 0.01), [], threading.Event()
    turnstile._inside[threading.Event()] = float("inf")  # somebody who came this moment, whenever one looks

    def leave():
        raise Left

    with pytest.raises(Left), turnstile.passed(leave):
        pass
    assert not turnstile._waiting
    turnstile._inside.clear()
    arrive(turnstile, done, "next", gate.set).join(10)
    assert done == ["next"]


def test_an_error_inside_gives_the_place_back():
    turnstile = Turnstile(1, 30.0)
    with pytest.raises(Left), turnstile.passed():
        raise Left
    assert not turnstile._inside


def test_of_what_is_shared_the_latest_are_kept_within_so_many_bytes():
    shared = Shared(10, len)
    for key in ("a", "b"):
        shared.put(key, key * 4)
    assert shared.get("a") == "aaaa"  # b was asked for longest ago
    shared.put("c", "cccc")
    assert [shared.get(key) for key in "abc"] == ["aaaa", None, "cccc"]
    assert shared.put("a", "other") == "aaaa"
    shared.put("large", "x" * 50)
    assert (len(shared), shared.bytes, shared.get("large")) == (1, 50, "x" * 50)
