"""What each of the named scenes teaches, sentence by sentence, and of which runs it is true."""

import dataclasses
from typing import cast

import numpy as np

from optim import Trajectory, nearest_minimum, run, steps_to_reach
from optim._measure import inside
from scenes._captions_goals import DRIFTING, GAME
from scenes._captions_radford import BEALE, SADDLE, VALLEY
from scenes._claims import (
    Case,
    Claim,
    arrived,
    basins,
    crossings,
    decays,
    distance,
    first,
    gone,
    jitter,
    least_seen,
    length,
)
from scenes._scene import unwrapped
from surfaces.rosenbrock import Rosenbrock

Array = np.ndarray


def _eigen(c: Case, t: Trajectory) -> Array:
    """A run on a quadratic in the coordinates of its axes (steps + 1, 2), the flattest first; 0 is the centre."""
    axes = np.linalg.eigh(c.surface.hessian(c.scene.start))[1]
    centre = c.surface.minima()
    return (t.points - (centre[0] if len(centre) else 0.0)) @ axes


def _zigzags(c: Case, id: str) -> bool:
    """Whether there is a bowl, whose floor a run is seen, in the picture, to cross with most of its first 20 steps, and
    along which it goes one way."""
    along, across = (crossings(c.surface, track) for track in _eigen(c, c[id])[:21].T)
    if not inside(c.surface, c[id].points[:21]).all():
        return False
    return min(c.surface.lambda1, c.surface.lambda2) > 0 and across > 10 and not along


def _creeps(c: Case, id: str) -> bool:
    """Whether a tenth of the way along the bowl, a good part of the whole, is left after 20 steps."""
    track = _eigen(c, c[id])
    left = np.abs(track[:, 0])
    return left[0] > 0.1 * np.linalg.norm(track[0]) and first(left < 0.1 * left[0]) > 20


def _adds_up(c: Case) -> bool:
    """Whether momentum at a smaller rate than plain descent crosses the floor less often in its first 20 steps, and is
    a tenth of the way along it from the minimum sooner: without a memory the smaller rate would be the later one."""
    plain, own = (_eigen(c, c[id]) for id in ("gradient_descent", "momentum"))
    rates = [c[id].rates for id in ("gradient_descent", "momentum")]
    late, soon = (first(np.abs(track[:, 0]) < 0.1 * abs(track[0, 0])) for track in (plain, own))
    less = crossings(c.surface, own[:21, 1]) < crossings(c.surface, plain[:21, 1])
    return bool((rates[1] < rates[0]).all() and soon < late and less)


def _lower(t: Trajectory) -> bool:
    """Whether a run ends lower than it began."""
    return bool(t.values[-1] < t.values[0])


def _one_step(c: Case, id: str) -> bool:
    """Whether a run is at the minimum from its first step on."""
    away = distance(c[id])
    return bool(away[1:].max() <= 1e-9 * away[0] and 0 < away[0] < np.inf)


BOWL = (
    Claim(
        "Plain descent zigzags across the bowl and creeps along it.",
        lambda c: _zigzags(c, "gradient_descent") and _creeps(c, "gradient_descent") and _lower(c["gradient_descent"]),
        ("gradient_descent",),
    ),
    Claim(
        "Momentum, at a smaller rate, crosses less often and comes along it sooner: along the floor its steps add up.",
        lambda c: (
            length(c["momentum"]) < length(c["gradient_descent"]) / 2
            and _zigzags(c, "gradient_descent")
            and _adds_up(c)
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
    """The same run as if the bowl lay along the axes: surface and start turned back, under the same noise."""
    turned = np.radians(c.surface.angle)
    back = np.array([[np.cos(turned), np.sin(turned)], [-np.sin(turned), np.cos(turned)]])
    tilt = back @ [c.surface.b1, c.surface.b2]
    surface = dataclasses.replace(c.surface, angle=0.0, b1=float(tilt[0]), b2=float(tilt[1]))
    start = back @ c.scene.start
    straight = dataclasses.replace(c.scene, surface=surface, start=tuple(map(float, start)))
    return run(c[id].optimizer, straight.noisy_surface, start, c.scene.steps)


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
        "BFGS, which learns the whole curvature, and Newton’s method, which knows it, arrive within 20 steps.",
        lambda c: c.every(lambda t: arrived(t) and t.outcome.step <= 20, "bfgs", "newton"),
        ("bfgs", "newton"),
    ),
)


def _floor_first(t: Trajectory) -> bool:
    """Whether a run, from off the valley's floor, is on it long before it is at the star in the picture, and there, or
    still on its way, at last."""
    floor = first(np.abs(t.points[:, 1] - t.points[:, 0] ** 2) < 0.1 * cast(Rosenbrock, t.surface).a ** 2)
    star = steps_to_reach(t, 1e-2)
    follows = nearest_minimum(t.surface, t.points[-1]) >= 0 or (
        not _may_stop_short(t) and (star >= 0 or t.outcome.kind == "descending")
    )
    seen = inside(t.surface, t.surface.minima()).any()
    return bool(seen and not gone(t) and follows and 0 < floor <= 5 and (star < 0 or star >= 3 * max(floor, 1)))


def _may_stop_short(t: Trajectory) -> bool:
    """Whether weights or the rate decay: such a run may rest before it is at the star."""
    rule, schedule, _ = unwrapped(t.optimizer)
    return schedule is not None or bool(rule.settings().get("weight_decay", 0) > 0)


VALLEY_FLOOR = (
    Claim(
        "Everyone finds the curved floor at once; following it to the star is what takes the time.",
        lambda c: len(c) > 0 and c.every(_floor_first, *c),
    ),
)


def _goes_down(t: Trajectory) -> bool:
    """Whether a run comes to a minimum and is higher after no step, but for rounding."""
    return arrived(t) and bool((np.diff(t.values) <= 1e-9 * abs(t.values[0])).all())


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
        lambda c: c["newton"].outcome.kind == "saddle" and _goes_down(c["saddle_free_newton"]),
        ("newton", "saddle_free_newton"),
    ),
)


def _minima(c: Case) -> str:
    return "Four minima of the same depth." if len(c.surface.minima()) == 4 else ""


def _found(c: Case) -> str:
    found = len(basins(c))
    if found > 1:
        return "Which of them is found from this start depends on the rule and its settings."
    return "From this start every run that arrives finds the same one." if found else ""


FOUR = (
    Claim(
        "Four minima of the same depth. Which of them is found from this start depends on the rule.",
        lambda c: len(basins(c)) > 1 and len({type(unwrapped(e.rule)[0]) for e in c.scene.entrants}) == len(c),
        otherwise=lambda c: f"{_minima(c)} {_found(c)}".strip(),
    ),
)


def _excess(c: Case) -> float:
    """How many times as long the first step is without correction."""
    with_, without = (np.linalg.norm(np.diff(c[id].points[:2], axis=0)) for id in ("adam", "adam~2"))
    return float(without / with_)


def _correction_alone(c: Case) -> bool:
    """Whether the two Adams differ in the correction, and in nothing else, and their first average has a memory."""
    with_, without = (c[id].optimizer for id in ("adam", "adam~2"))
    alone = without == with_.altered(bias_correction=False) and with_ != without
    return alone and with_.settings()["beta1"] >= 0.5 and c.scene.steps > 1


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


SETTLED = 2.0  # so many times the least that is seen
LONG = 40  # steps: in fewer the last tenth is too few of them to tell jumping from coming down


def _quiet(t: Trajectory) -> Trajectory:
    """The same run without noise."""
    return run(t.optimizer, t.surface.mean, t.points[0], t.steps)


def _settles(constant: Trajectory, decaying: Trajectory) -> bool:
    """Whether one run is all about the minimum in the end, and by the noise, and the other near it, much calmer, and
    hardly seen to stray, in the picture."""
    if gone(constant) or gone(decaying):
        return False
    wide, narrow = jitter(constant), jitter(decaying)
    seen = wide > least_seen(constant.surface)
    if not seen or constant.steps < LONG or 2 * jitter(_quiet(constant)) >= wide:
        return False
    last = slice(-max(constant.steps // 10, 2), None)
    off = float(constant.surface.distance_to_minimum(constant.points[last].mean(axis=0)))
    near = np.median(distance(decaying)[last]) <= np.median(distance(constant)[last])
    calm = 2 * narrow < wide and narrow <= SETTLED * least_seen(constant.surface)
    return bool(calm and off <= wide and near)


DECAY = (
    Claim(
        "With noisy gradients a constant rate keeps jumping around the minimum; let the rate decay and the run "
        "settles.",
        lambda c: (
            c.scene.sigma > 0
            and decays(c["gradient_descent~2"])
            and c["gradient_descent~2"].rates[0] >= c["gradient_descent"].rates[0]
            and _settles(c["gradient_descent"], c["gradient_descent~2"])
        ),
        ("gradient_descent", "gradient_descent~2"),
        lambda c: (
            "Without noise there is nothing to settle from."
            if not c.scene.sigma and c["gradient_descent"].outcome.kind in ("converged", "near", "descending")
            else ""
        ),
        scheduled=("gradient_descent~2",),
    ),
)


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


def caption(slug: str) -> str:
    """What a named scene teaches as it was made."""
    return " ".join(claim.text for claim in CAPTIONS[slug])
