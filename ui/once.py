"""What a page makes of its settings, made once for all who set the same: most visitors see a page as it is at first."""

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

from figures import Film
from ui.shared import Shared, nbytes

KEPT = 32_000_000  # bytes, for all visitors together
LEAST = 1_000  # bytes that anything takes

T = TypeVar("T")


def _size(kept: tuple[Any, tuple[Any, ...]]) -> int:
    made, _ = kept
    if isinstance(made, Film):
        return 4 * sum(map(len, made.packed[1]))  # as it is sent, and the arrays of which that was made
    return LEAST + nbytes(list(made.values()) if isinstance(made, dict) else made)


_kept: Shared[tuple[Any, tuple[Any, ...]]] = Shared(KEPT, _size)


def once(make: Callable[..., T], *settings: Any) -> T:
    """`make(*settings)`, which must depend on nothing else and is not to be changed.

    A setting that cannot be hashed, as a run, is known by which object it is: it should come from here, too.
    """
    key = make.__module__, make.__qualname__, tuple(map(_known, settings))
    found = _kept.get(key)
    if found is None:
        made: Any = make(*settings)
        if isinstance(made, Film):
            made = dataclasses.replace(made, predict=True)  # as ui.lesson.picture shows it
        found = _kept.put(key, (made, settings))  # the settings are kept, so that no other object has their identity
    made = found[0]
    return made  # type: ignore[no-any-return]


def _known(setting: Any) -> Any:
    if isinstance(setting, list | tuple):
        return type(setting).__name__, tuple(map(_known, setting))
    if isinstance(setting, dict):
        return tuple((key, _known(value)) for key, value in setting.items())
    try:
        hash(setting)
    except TypeError:
        return type(setting).__name__, id(setting)
    return type(setting).__name__, setting
