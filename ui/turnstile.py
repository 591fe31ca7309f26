"""Pages are run a few at a time, in the order in which they were asked for.

Threads that all run at once finish all at the end, and the event loop, which has to send what they made, waits with
them. One after the other the first are there at once, and the last no later.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock

PLACES = 2  # pages that run at once
PATIENCE = 0.25  # seconds after which a page no longer keeps others waiting: it computes


class Turnstile:
    """A queue before some places. Who stays for longer than `patience` goes on, but takes no place any more."""

    def __init__(self, places: int = PLACES, patience: float = PATIENCE) -> None:
        self.places, self.patience = places, patience
        self._lock = Lock()
        self._inside: dict[Event, float] = {}  # since when
        self._waiting: deque[Event] = deque()

    @contextmanager
    def passed(self, glance: Callable[[], object] = lambda: None) -> Iterator[None]:
        """A place, waited for. `glance` is called now and then meanwhile, and may raise."""
        mine = Event()
        with self._lock:
            self._waiting.append(mine)
            self._let_in()
        try:
            while not mine.wait(self.patience):
                glance()
                with self._lock:
                    self._let_in()
            yield
        finally:
            with self._lock:
                if self._inside.pop(mine, None) is None:
                    self._waiting.remove(mine)
                self._let_in()

    def _let_in(self) -> None:
        recent = time.monotonic() - self.patience
        free = self.places - sum(since > recent for since in self._inside.values())
        while self._waiting and free > 0:
            first = self._waiting.popleft()
            self._inside[first] = time.monotonic()
            first.set()
            free -= 1
