"""What each of the named scenes teaches, sentence by sentence, and of which runs it is true."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np

from catalog import number
from optim import Trajectory, nearest_minimum, run, steps_to_reach
from scenes._captions_goals import DRIFTING, GAME, game_title
from scenes._claims import Case, Claim, arrived, distance, first, flips, gone, jitter, length, listed
from scenes._scene import Scene, unwrapped
from surfaces.rosenbrock import Rosenbrock

Array = np.ndarray
CLOSE = 0.1  # of the distance and of the value at the start
FAR = 1.25  # so many times as far as at first is far off


def _thrown(t: Trajectory) -> bool:
    away = distance(t)
    slopes = t.gradient_norms[np.isfinite(t.gradient_norms)]
    return away.max() > FAR * away[0] and away[-1] < away[0] / 4 and slopes[0] > 10 * np.median(slopes)


def _steep_first(t: Trajectory) -> bool:
    """Whether the first step is by far the longest."""
    lengths = np.linalg.norm(np.diff(t.points, axis=0), axis=-1)
    return lengths[0] > 3 * np.nanmax(lengths[1:], initial=0.0)


def _faster(quick: Trajectory, slow: Trajectory) -> bool:
    """Whether two runs come down, the one being lower than the other halfway and in the end."""
    half = slow.steps // 2
    return bool(
        slow.values[-1] <= slow.values[half] < slow.values[0]
        and quick.values[half] < slow.values[half]
        and quick.values[-1] < slow.values[-1]
    )


def _kicked(t: Trajectory) -> bool:
    """Whether a run that had come close, in place and in value, was thrown up again by a hundred times."""
    away, values = distance(t), t.values
    close = first((away <= CLOSE * away[0]) & (values <= CLOSE * values[0]))
    if close == np.inf:
        return False
    after = values[int(close) :][np.isfinite(values[int(close) :])]
    thrown = after > 100 * np.abs(np.minimum.accumulate(after))
    return bool(thrown.any() and after[thrown].max() > 0.01 * values[0])


BEALE = (
    Claim(
        "The first gradient is huge: momentum and NAG are thrown far off and swing back.",
        lambda c: c.every(_thrown, "momentum", "nesterov"),
        ("momentum", "nesterov"),
        lambda c: _which(c, gone, ("runs off the picture.", "run off the picture."), "momentum", "nesterov"),
    ),
    Claim("Adagrad’s first step is by far its longest.", lambda c: _steep_first(c["adagrad"]), ("adagrad",)),
    Claim(
        "Adadelta and RMSprop scale their steps and descend like a faster SGD.",
        lambda c: all(_faster(c[id], c["gradient_descent"]) for id in ("adadelta", "rmsprop")),
        ("adadelta", "rmsprop", "gradient_descent"),
    ),
    Claim(
        "Close to the minimum RMSprop is kicked out again: it has forgotten how large gradients can be.",
        lambda c: _kicked(c["rmsprop"]),
        ("rmsprop",),
    ),
)

LEAVING = 0.1  # so far along the valley the ridge is left
AT_ONCE = 25  # steps


def _leaves(t: Trajectory) -> float:
    """The step at which a run has left the ridge."""
    return first(np.abs(t.points[:, 1]) > LEAVING)


def _swings(t: Trajectory) -> bool:
    step = _leaves(t)
    return step < np.inf and flips(t.points[: int(step), 0]) >= 4


def _on_ridge(c: Case) -> bool:
    return abs(c.scene.start[1]) <= LEAVING


def _flat_along(c: Case) -> bool:
    """Whether at the start next to nothing of the slope points along the valley."""
    across, along = np.abs(c.surface.gradient(c.scene.start))
    return bool(along < 1e-3 * across)


VALLEY = (
    Claim(
        "At the start there is hardly any slope along the valley.",
        _flat_along,
        otherwise="This start has a slope along the valley, too.",
    ),
    Claim(
        "SGD stays on the ridge.",
        lambda c: _leaves(c["gradient_descent"]) == np.inf,
        ("gradient_descent",),
        lambda c: f"SGD leaves the ridge at step {_leaves(c['gradient_descent']):.0f}." if _on_ridge(c) else "",
    ),
    Claim(
        "Momentum and NAG swing across until they have gathered speed.",
        lambda c: c.every(_swings, "momentum", "nesterov"),
        ("momentum", "nesterov"),
    ),
    Claim(
        "The methods that scale by the gradient leave at once.",
        lambda c: _on_ridge(c) and c.every(lambda t: _leaves(t) <= AT_ONCE, "adagrad", "adadelta", "rmsprop"),
        ("adagrad", "adadelta", "rmsprop"),
    ),
)


def _climbs(t: Trajectory) -> bool:
    """Whether a run that had come down climbs again on its way off the picture."""
    values = t.values[np.isfinite(t.values)]
    rise = (values - np.minimum.accumulate(values)).max()
    return gone(t) and rise > 0.05 * abs(values[0])


SADDLE = (
    Claim(
        "Momentum and NAG overshoot and climb again before they run off the picture.",
        lambda c: c.every(_climbs, "momentum", "nesterov"),
        ("momentum", "nesterov"),
    ),
    Claim(
        "The scaling methods descend like a faster SGD.",
        lambda c: all(_faster(c[id], c["gradient_descent"]) for id in ("adagrad", "adadelta", "rmsprop")),
        ("adagrad", "adadelta", "rmsprop", "gradient_descent"),
    ),
)


def _eigen(c: Case, t: Trajectory) -> Array:
    """A run on a quadratic in the coordinates of its axes (steps + 1, 2), the flattest first; 0 is the centre."""
    axes = np.linalg.eigh(c.surface.hessian(c.scene.start))[1]
    centre = c.surface.minima()
    return (t.points - (centre[0] if len(centre) else 0.0)) @ axes


def _zigzags(c: Case, id: str) -> bool:
    """Whether a run crosses the bowl's floor with most of its first 20 steps."""
    return flips(_eigen(c, c[id])[:21, 1]) > 10


def _creeps(c: Case, id: str) -> bool:
    """Whether a tenth of the way along the bowl is left after 20 steps."""
    left = np.abs(_eigen(c, c[id])[:, 0])
    return first(left < 0.1 * left[0]) > 20


def _lower(t: Trajectory) -> bool:
    """Whether a run ends lower than it began."""
    return bool(t.values[-1] < t.values[0])


def _one_step(c: Case, id: str) -> bool:
    away = distance(c[id])
    return bool(away[1] <= 1e-9 * away[0] < np.inf)


BOWL = (
    Claim(
        "Plain descent zigzags across the bowl and creeps along it.",
        lambda c: _zigzags(c, "gradient_descent") and _creeps(c, "gradient_descent") and _lower(c["gradient_descent"]),
        ("gradient_descent",),
    ),
    Claim(
        "Momentum averages the zigzag away.",
        lambda c: (
            length(c["momentum"]) < length(c["gradient_descent"]) / 2
            and _zigzags(c, "gradient_descent")
            and c.every(_lower, "momentum", "gradient_descent")
        ),
        ("momentum", "gradient_descent"),
    ),
    Claim(
        "Newton’s method knows the curvature and lands in one step.",
        lambda c: _one_step(c, "newton"),
        ("newton",),
    ),
)


def _unturned(c: Case, id: str) -> Trajectory:
    """The same run as if the bowl lay along the axes: surface and start turned back."""
    turned = np.radians(c.surface.angle)
    back = np.array([[np.cos(turned), np.sin(turned)], [-np.sin(turned), np.cos(turned)]])
    surface = dataclasses.replace(c.surface, angle=0.0)
    return run(c[id].optimizer, surface, back @ c.scene.start, c.scene.steps)


def _turning_hurts(c: Case) -> bool:
    turned, straight = (steps_to_reach(t) for t in (c["coordinatewise"], _unturned(c, "coordinatewise")))
    late = turned >= 3 * straight or (turned < 0 and c.scene.steps >= 3 * straight)
    return bool(straight >= 0 and late and _lower(c["coordinatewise"]))


TURNED = (
    Claim(
        "The axes are turned: a rate for each coordinate takes several times the steps that it would take along them.",
        _turning_hurts,
        ("coordinatewise",),
        lambda c: (
            "Along the axes a rate for each coordinate is enough."
            if not c.surface.angle % 90 and arrived(c["coordinatewise"])
            else ""
        ),
    ),
    Claim(
        "Rules that learn the whole curvature arrive within 20 steps.",
        lambda c: c.every(lambda t: arrived(t) and t.outcome.step <= 20, "bfgs", "newton"),
        ("bfgs", "newton"),
    ),
)


def _floor_first(t: Trajectory) -> bool:
    """Whether a run is on the valley's floor long before it is at the star."""
    floor = first(np.abs(t.points[:, 1] - t.points[:, 0] ** 2) < 0.1 * cast(Rosenbrock, t.surface).a ** 2)
    star = steps_to_reach(t, 1e-2)
    return bool(not gone(t) and floor <= 5 and (star < 0 or star >= 3 * max(floor, 1)))


VALLEY_FLOOR = (
    Claim(
        "Everyone finds the curved floor at once; following it to the star is what takes the time.",
        lambda c: len(c) > 0 and c.every(_floor_first, *c),
    ),
)


def _newton_end(c: Case) -> str:
    kind = c["newton"].outcome.kind
    ends = {"converged": "here that is a minimum.", "maximum": "here that is a maximum."}
    return f"Newton’s method walks to wherever the gradient vanishes: {ends[kind]}" if kind in ends else ""


DRAWN = (
    Claim(
        "Newton’s method walks to wherever the gradient vanishes, here the saddle in the middle.",
        lambda c: c["newton"].outcome.kind == "saddle",
        ("newton",),
        _newton_end,
    ),
    Claim(
        "Taking the absolute values of the Hessian’s eigenvalues turns the same rule downhill.",
        lambda c: c["newton"].outcome.kind == "saddle" and arrived(c["saddle_free_newton"]),
        ("newton", "saddle_free_newton"),
    ),
)


def _basins(c: Case) -> set[int]:
    return {int(nearest_minimum(c.surface, t.points[-1])) for t in c.values()} - {-1}


def _minima(c: Case) -> str:
    return "Four minima of the same depth." if len(c.surface.minima()) == 4 else ""


FOUR = (
    Claim(
        "Four minima of the same depth. Which of them is found from this start depends on the rule.",
        lambda c: len(_basins(c)) > 1,
        otherwise=lambda c: (
            f"{_minima(c)} From this start every run that arrives finds the same one."
            if len(_basins(c)) == 1
            else _minima(c)
        ),
    ),
)


def _excess(c: Case) -> float:
    """How many times as long the first step is without correction."""
    with_, without = (np.linalg.norm(np.diff(c[id].points[:2], axis=0)) for id in ("adam", "adam~2"))
    return float(without / with_)


def _correction_alone(c: Case) -> bool:
    """Whether the two Adams differ in the correction, and in nothing else."""
    with_, without = (unwrapped(c[id].optimizer)[0] for id in ("adam", "adam~2"))
    return without == with_.altered(bias_correction=False) and with_ != without


def _both_arrive(c: Case) -> bool:
    return c.every(arrived, "adam", "adam~2")


def _harm(c: Case) -> str:
    if not (_correction_alone(c) and _excess(c) > 2):
        return ""
    return "From this start both arrive all the same." if _both_arrive(c) else "From this start they end higher."


FIRST_STEPS = (
    Claim(
        "Without bias correction the averages start near zero, the second far more so than the first, and the first "
        "steps are several times too long.",
        lambda c: _correction_alone(c) and _excess(c) > 2,
        ("adam", "adam~2"),
    ),
    Claim(
        "From this start that does no harm: the longer steps end lower.",
        lambda c: (
            _correction_alone(c)
            and _excess(c) > 2
            and not _both_arrive(c)
            and c["adam~2"].values[-1] < c["adam"].values[-1]
        ),
        ("adam", "adam~2"),
        _harm,
    ),
)


def _settles(constant: Trajectory, decaying: Trajectory) -> bool:
    """Whether one run is all about the minimum in the end, and the other near it, and much calmer."""
    wide, narrow = jitter(constant), jitter(decaying)
    middle = constant.points[-max(constant.steps // 10, 2) :].mean(axis=0)
    off = float(constant.surface.distance_to_minimum(middle))
    return bool(2 * narrow < wide and off <= wide and distance(decaying)[-1] <= 2 * wide)


DECAY = (
    Claim(
        "With noisy gradients a constant rate keeps jumping around the minimum; let the rate decay and the run "
        "settles.",
        lambda c: c.scene.sigma > 0 and _settles(c["gradient_descent"], c["gradient_descent~2"]),
        ("gradient_descent", "gradient_descent~2"),
        lambda c: "" if c.scene.sigma else "Without noise there is nothing to settle from.",
    ),
)


def _which(c: Case, test: Callable[[Trajectory], bool], does: tuple[str, str], *ids: str) -> str:
    """Those of the entrants of which it is true, and what each does, or they do."""
    names = [entrant.name for entrant in c.scene.entrants if entrant.id in ids and test(c[entrant.id])]
    return f"{listed(names)} {does[len(names) > 1]}" if names else ""


CAPTIONS: dict[str, tuple[Claim, ...]] = {
    "radford-beale": BEALE,
    "radford-long-valley": VALLEY,
    "radford-saddle": SADDLE,
    "ill-conditioned": BOWL,
    "rotated": TURNED,
    "rosenbrock-five": VALLEY_FLOOR,
    "saddle-escape": DRAWN,
    "four-minima": FOUR,
    "bias-correction": FIRST_STEPS,
    "decaying-rate": DECAY,
    "game": GAME,
    "drifting": DRIFTING,
}

ROUND = 1.05  # a bowl no longer than this times its width is round
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def _shape(surface: Any) -> tuple[str, float]:
    """What a quadratic is, and how many times as long as wide its contours are (NaN: they do not close)."""
    low, high = sorted((surface.lambda1, surface.lambda2))
    if low * high > 0:
        long = float(np.sqrt(max(high / low, low / high)))
        return ("bowl" if low > 0 else "hill"), long
    return ("saddle" if low < 0 < high else "trough" if high > 0 else "ridge" if low < 0 else "plane"), np.nan


def _stretched(c: Case) -> str:
    shape, long = _shape(c.surface)
    if long > ROUND:
        return f"A {shape} {long:.2g} times longer than wide"
    return f"A {'round ' if long <= ROUND else ''}{shape}"


def _turned(c: Case) -> str:
    shape, long = _shape(c.surface)
    if long <= ROUND or shape == "plane":
        return _stretched(c)
    return f"A {shape} turned by {number(c.surface.angle, 6)}°" if c.surface.angle % 90 else f"A {shape} along the axes"


def _ways(c: Case) -> str:
    return f"Rosenbrock’s valley, {NUMBERS[len(c) - 1]} way{'s' * (len(c) > 1)}" if c else "Rosenbrock’s valley"


def _saddle_title(c: Case) -> str:
    return "Drawn to a saddle" if any(t.outcome.kind == "saddle" for t in c.values()) else c.surface.name


def _ends_title(c: Case) -> str:
    found = len(_basins(c))
    ends = {0: "", 1: ": one start, one end"}.get(found, ": one start, several ends")
    return f"Himmelblau{ends}"


def _first_steps_title(c: Case) -> str:
    return "Adam’s first steps" if "adam" in c or "adam~2" in c else c.surface.name


def _decay_title(c: Case) -> str:
    decays = any(unwrapped(entrant.rule)[1] is not None for entrant in c.scene.entrants)
    if c.scene.sigma:
        return "Noise, and a rate that decays" if decays else "Noisy gradients"
    return "A rate that decays" if decays else c.surface.name


TITLES: dict[str, Callable[[Case], str]] = {
    "ill-conditioned": _stretched,
    "rotated": _turned,
    "rosenbrock-five": _ways,
    "saddle-escape": _saddle_title,
    "four-minima": _ends_title,
    "bias-correction": _first_steps_title,
    "decaying-rate": _decay_title,
    "game": game_title,
}


def caption(slug: str) -> str:
    """What a named scene teaches as it was made."""
    return " ".join(claim.text for claim in CAPTIONS[slug])


def told(slug: str, scene: Scene, runs: Sequence[Trajectory]) -> Scene:
    """The scene under the title and the caption that hold of these runs of it; `slug` is that of the named scene whose
    settings were changed into it, on whose surface it still is."""
    case = Case(scene, runs)
    title = TITLES.get(slug, lambda c: c.scene.name)(case)
    sentences = (claim.told(case) for claim in CAPTIONS[slug])
    return dataclasses.replace(scene, name=title, caption=" ".join(filter(None, sentences)))
