"""How much a visitor may have computed: estimated beforehand, stopped at its end, heavy work one after the other."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from threading import BoundedSemaphore
from typing import Any

import streamlit as st

from optim import Trajectory, race, watched
from scenes import Scene, to_json
from ui.entrants import FUNCTION
from ui.outside import literal
from ui.shared import Shared, nbytes

LIMIT = 2.0  # seconds of processor time that a race, or the tuning of one, may take
QUICK = 0.3  # what is estimated to take no longer does not wait for its turn
PILOT = 5  # steps of each rule by which a race is estimated
DOUBT = 2.0  # a race is refused beforehand if it would take this many times its limit
GLANCE = 0.05  # seconds between two looks whether the visitor is still there
PLACES, QUEUE = 1, 8  # heavy jobs at once, and how many may wait

KEPT = 32_000_000  # bytes of runs that are kept, for all visitors together

_runs: Shared[list[Trajectory]] = Shared(KEPT, nbytes)
_places = BoundedSemaphore(PLACES)
_seats = BoundedSemaphore(PLACES + QUEUE)


class TooMuch(Exception):
    """More than a visitor may have computed; the words say what."""


def glance() -> None:
    """End the script here if its visitor has left, or has changed something since."""
    st.session_state.get("_glance")  # Streamlit looks for that whenever session state is read


def allowance(seconds: float, now: Callable[[], float] = time.thread_time) -> Callable[[], None]:
    """A check for `watched` that raises TooMuch after so many seconds of processor time, and glances at the visitor."""
    end, looked = now() + seconds, time.monotonic()

    def check() -> None:
        nonlocal looked
        if now() > end:
            raise TooMuch(f"it takes more than {seconds:g} s of computing")
        if time.monotonic() > looked + GLANCE:
            glance()
            looked = time.monotonic()

    return check


@contextmanager
def turn(places: BoundedSemaphore = _places, seats: BoundedSemaphore = _seats) -> Iterator[None]:
    """A place among the heavy jobs, waited for. Raises TooMuch if too many wait already."""
    if not seats.acquire(blocking=False):
        raise TooMuch("too many others compute just now: try again in a minute")
    try:
        with nullcontext() if places.acquire(blocking=False) else _waited(places):
            try:
                yield
            finally:
                places.release()
    finally:
        seats.release()


@contextmanager
def _waited(places: BoundedSemaphore) -> Iterator[None]:
    with st.spinner("Others compute first …"):
        while not places.acquire(timeout=2 * GLANCE):
            glance()
    yield


@contextmanager
def heavy(seconds: float = LIMIT) -> Iterator[None]:
    """Work that waits for its turn and has so many seconds; where that is too much, the page says so and ends here."""
    try:
        with turn(), watched(allowance(seconds)):
            yield
    except TooMuch as much:
        refuse(f"This is too much for a server that others use, too: {much}.")


def refuse(words: str) -> None:
    st.error(words)
    st.stop()


def raced(scene: Scene) -> list[Trajectory]:
    """The scene's runs, of which all visitors' latest are kept; where they would take too long, the page says what is
    too much and ends here."""
    key = to_json(scene)
    if (known := _runs.get(key)) is not None:
        return known
    try:
        if scene.surface.slug == FUNCTION:
            with turn():
                scene.surface.critical_points()  # searched for once, and kept
        costs = estimated(scene)
        with turn() if sum(costs) > QUICK else nullcontext(), watched(allowance(LIMIT)):
            runs = scene.run()
    except TooMuch as much:
        st.title(literal(scene.name), anchor=False)
        refuse(_too_much(scene, str(much)))
        raise
    return _runs.put(key, runs)


def prepared(scene: Scene) -> list[Trajectory]:
    """The runs of a scene, made before anybody asks for them."""
    return _runs.put(to_json(scene), scene.run())


def estimated(scene: Scene) -> list[float]:
    """About how many seconds of processor time each rule's run takes, by its first steps.

    Raises TooMuch if they are more than DOUBT × LIMIT together.
    """
    with watched(allowance(LIMIT)):
        costs = _piloted(scene)
        if sum(costs) > QUICK:  # what is done only once may have been among it
            costs = [min(pair) for pair in zip(costs, _piloted(scene), strict=True)]
    if sum(costs) > DOUBT * LIMIT:
        raise TooMuch(f"about {sum(costs):.0f} s of computing, most of it for {_dearest(scene, costs)}")
    return costs


def _piloted(scene: Scene) -> list[float]:
    costs, steps = [], min(scene.steps, PILOT)
    for entrant in scene.entrants:
        begin = time.thread_time()
        race([entrant.rule], scene.noisy_surface, scene.start, steps)
        costs.append((time.thread_time() - begin) * scene.steps / steps)
    return costs


def _dearest(scene: Scene, costs: list[float]) -> str:
    return scene.entrants[costs.index(max(costs))].name


def _too_much(scene: Scene, why: str) -> str:
    count, steps = len(scene.entrants), scene.steps
    return (
        f"This race is too much for a server that others use, too: {why}. It has {count} "
        f"optimizer{'s' if count != 1 else ''} for {steps} steps: take fewer of either, or a shorter function."
    )


def each_within(jobs: list[Any], job: Callable[[Any], None], seconds: float = LIMIT) -> int:
    """Do as many of the jobs, one after the other, as the seconds allow: how many were done."""
    done = 0
    try:
        with turn(), watched(allowance(seconds)):
            for one in jobs:
                job(one)
                done += 1
    except TooMuch:
        pass
    return done
