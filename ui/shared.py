"""What equal visits share: the latest results, kept within so many bytes for all visitors together."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

import numpy as np

from optim import Trajectory

T = TypeVar("T")


def nbytes(value: Any) -> int:
    """The bytes of all arrays in a result: in its fields, in what it has worked out, and in what these hold."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, list | tuple):
        return sum(map(nbytes, value))
    return sum(map(nbytes, vars(value).values())) if isinstance(value, Trajectory) else 0


class Shared(Generic[T]):
    """Results by key. Those asked for longest ago go where all take more than `most` bytes; `size` counts them."""

    def __init__(self, most: int, size: Callable[[T], int]) -> None:
        self.most, self.bytes = most, 0
        self._size, self._lock = size, Lock()
        self._kept: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> T | None:
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, key: Hashable, value: T) -> T:
        """Keep a result, and give what all have from now on: where two made it at once, the first one's."""
        size = self._size(value)
        with self._lock:
            if key in self._kept:
                return self._kept[key][0]
            self._kept[key] = value, size
            self.bytes += size
            while len(self._kept) > 1 and self.bytes > self.most:
                self.bytes -= self._kept.popitem(last=False)[1][1]
        return value
