"""What is said of a scene: sentences that each know when they hold, so that none outlives the run it was made for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from optim import Trajectory, nearest_minimum
from scenes._scene import Scene, unwrapped

Array = np.ndarray
MEMORIES = ("beta", "beta1", "beta2", "rho")  # of a gradient, this share is left a step later
CROSSES = 0.005  # of the picture's shorter side: who stays closer to a line is not seen to cross it
RATE = 5.0  # so many times as large, or as small, a learning rate is still about the one that the scene was made for
MEMORY = 3.0  # so many times as long, or as short, it is still the memory that is spoken of


class Case(Mapping[str, Trajectory]):
    """A scene as it was run: its trajectories by entrant's id; `own` is the named scene it was made from."""

    def __init__(self, scene: Scene, runs: Sequence[Trajectory], own: Scene | None = None) -> None:
        self.scene = scene
        self.own = own or scene
        self.surface: Any = scene.surface  # of whichever kind the claim is about, with its own parameters
        self._runs = {entrant.id: t for entrant, t in zip(scene.entrants, runs, strict=True)}

    def __getitem__(self, id: str) -> Trajectory:
        return self._runs[id]

    def __iter__(self) -> Any:
        return iter(self._runs)

    def __len__(self) -> int:
        return len(self._runs)

    def taught(self, id: str) -> bool:
        """Whether an entrant is the rule that the named scene has, its rate and its memory about the same."""
        (rule,) = (unwrapped(entrant.rule)[0] for entrant in self.scene.entrants if entrant.id == id)
        taught = (unwrapped(entrant.rule)[0] for entrant in self.own.entrants if entrant.id == id)
        return any(type(rule) is type(own) and _alike(rule.settings(), own.settings()) for own in taught)

    def every(self, test: Callable[[Trajectory], Any], *ids: str) -> bool:
        """Whether a test holds of each of these runs."""
        return all(bool(test(self[id])) for id in ids)


@dataclass(frozen=True)
class Claim:
    """A sentence, when it holds of a case, of which entrants it speaks, and what is to be said where it does not hold.

    Without one of the entrants nothing is said, nor where one of them is another rule than the sentence was made for:
    with other switches or a memory of another length, seen late, clipped, or under a schedule that is not in
    `scheduled`. `otherwise` is a sentence that holds wherever `holds` does not, or a function that makes one, "" where
    there is nothing to say.
    """

    text: str
    holds: Callable[[Case], Any]
    of: tuple[str, ...] = ()
    otherwise: str | Callable[[Case], str] = ""
    scheduled: tuple[str, ...] = ()

    def told(self, case: Case) -> str:
        """What is true of a case."""
        if not all(id in case and self._meant(case, id) for id in self.of):
            return ""
        with np.errstate(all="ignore"):
            if self.holds(case):
                return self.text
            return self.otherwise if isinstance(self.otherwise, str) else self.otherwise(case)

    def _meant(self, case: Case, id: str) -> bool:
        """Whether an entrant is the rule itself, or under a schedule that the sentence knows of."""
        (rule,) = (entrant.rule for entrant in case.scene.entrants if entrant.id == id)
        _, schedule, clip = unwrapped(rule)
        itself = clip is None and (schedule is None or id in self.scheduled)
        return itself and not case.scene.delay and case.taught(id)


def _alike(settings: Mapping[str, Any], own: Mapping[str, Any]) -> bool:
    """Whether two rules of a class differ a little in their rates and in what they remember, and in nothing else."""

    def near(name: str) -> bool:
        if name == "lr":
            return 1 / RATE <= settings[name] / own[name] <= RATE
        if name in MEMORIES:
            return 1 / MEMORY <= (1 - settings[name]) / (1 - own[name]) <= MEMORY
        return bool(settings[name] == own[name])

    return all(map(near, settings))


def length(t: Trajectory) -> float:
    """How long a run's path is, as long as it is finite."""
    return float(np.nansum(np.linalg.norm(np.diff(t.points, axis=0), axis=-1)))


def distance(t: Trajectory) -> Array:
    """How far a run is from the nearest known minimum, (steps + 1,); infinite once it has diverged."""
    return np.nan_to_num(t.surface.distance_to_minimum(t.points), nan=np.inf)


def flips(values: Array) -> int:
    """How often a series changes its sign."""
    signs = np.sign(values[np.isfinite(values) & (values != 0)])
    return int((np.diff(signs) != 0).sum())


def crossings(surface: Any, track: Array) -> int:
    """How often a run is seen to cross the line from which it is so far."""
    return flips(track[np.abs(track) > least_seen(surface)])


def least_seen(surface: Any) -> float:
    """How long a way is at least that is seen as one."""
    return float(CROSSES * np.ptp(surface.domain, axis=1).min())


def first(mask: Array) -> float:
    """The first step at which something is true; infinite where it never is."""
    return float(np.argmax(mask)) if mask.any() else np.inf


def jitter(t: Trajectory) -> float:
    """How far a run strays from where it is on average over its last tenth, in the root mean square."""
    last = t.points[-max(t.steps // 10, 2) :]
    return float(np.sqrt(((last - last.mean(axis=0)) ** 2).sum(axis=-1).mean()))


def decays(t: Trajectory) -> bool:
    """Whether a run's learning rate falls and never rises."""
    return bool(t.rates[-1] < t.rates[0] and (np.diff(t.rates) <= 0).all())


def arrived(t: Trajectory) -> bool:
    """Whether the outcome is a minimum."""
    return bool(t.outcome.kind == "converged")


def gone(t: Trajectory) -> bool:
    """Whether a run left the picture, or every number."""
    return t.outcome.kind in ("left", "diverged")


def listed(names: Sequence[str]) -> str:
    """a; a and b; a, b and c."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def basins(c: Case) -> set[int]:
    """The minima, by their places in the surface's list, at which runs of a scene end."""
    return {int(nearest_minimum(c.surface, t.points[-1])) for t in c.values()} - {-1}
