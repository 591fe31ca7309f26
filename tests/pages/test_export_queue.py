"""Films are drawn a few at a time: each takes some 20 MB, and a server has others to answer."""

import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore, Lock

import pytest

from export import FORMATS, Options
from ui import export


@pytest.fixture
def drawing(monkeypatch):
    """How many films are drawn at each beginning of one, in the place of drawing."""
    lock, now, counts = Lock(), [0], []

    def render(*_args):
        with lock:
            now[0] += 1
            counts.append(now[0])
        time.sleep(0.05)
        with lock:
            now[0] -= 1
        return b"film"

    monkeypatch.setattr(export, "render", render)
    monkeypatch.setattr(export, "_files", OrderedDict())
    return counts


def made(key):
    return export._made(key, FORMATS[".gif"], None, Options())


def test_those_who_come_later_wait(drawing):
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(made, range(6))) == [b"film"] * 6
    assert len(drawing) == 6
    assert max(drawing) == export.AT_ONCE


def test_where_too_many_wait_it_is_said_and_nothing_drawn(drawing, monkeypatch):
    said, seats = [], BoundedSemaphore(1)
    monkeypatch.setattr(export, "_seats", seats)
    monkeypatch.setattr(export.st, "error", said.append)
    with seats:
        assert made("a") is None
    assert made("b") == b"film"
    assert len(said) == len(drawing) == 1
    assert said[0].startswith("Too many others compute just now")
