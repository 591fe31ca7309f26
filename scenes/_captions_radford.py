"""What is said of Radford's three scenes: Beale's function, the long valley and the saddle."""

from collections.abc import Callable

import numpy as np

from optim import Trajectory, left_at
from optim._measure import in_picture, inside
from scenes._claims import Case, Claim, crossings, distance, first, gone, least_seen, listed

CLOSE = 0.1  # of the distance and of the value at the start
MOVED = 0.02  # of the picture: who comes no farther stands still
KICKED = 4.0  # so many times the least that is seen away from where it was
FAR = 1.25  # so many times as far as at first is far off


def _thrown(t: Trajectory) -> bool:
    away = distance(t)
    slopes = t.gradient_norms[np.isfinite(t.gradient_norms)]
    return away.max() > FAR * away[0] and away[-1] < away[0] / 4 and slopes[0] > 10 * np.median(slopes)


def _steep_first(t: Trajectory) -> bool:
    """Whether the first step is by far the longest."""
    lengths = np.linalg.norm(np.diff(t.points, axis=0), axis=-1)
    return len(lengths) > 3 and lengths[0] > 3 * np.nanmax(lengths[1:], initial=0.0)


def _moves(t: Trajectory) -> bool:
    """Whether a run goes anywhere, as is seen."""
    return bool(np.nanmax(np.abs(in_picture(t.surface, t.points) - in_picture(t.surface, t.points[0]))) > MOVED)


def _faster(quick: Trajectory, slow: Trajectory) -> bool:
    """Whether two runs are seen to come down, the one being lower than the other halfway and in the end, and never
    higher than it began."""
    half = slow.steps // 2
    return bool(
        _moves(slow)
        and _moves(quick)
        and slow.values[-1] <= slow.values[half] < slow.values[0]
        and quick.values[half] < slow.values[half]
        and quick.values[-1] < slow.values[-1]
        and np.nanmax(quick.values) <= quick.values[0]
    )


def _kicked(t: Trajectory) -> bool:
    """Whether a run that had come close, in place and in value, was thrown up again by a hundred times, and away from
    the minimum, as is seen."""
    away, values = distance(t), t.values
    close = first((away <= CLOSE * away[0]) & (values <= CLOSE * values[0]))
    if close == np.inf:
        return False
    finite = np.isfinite(values[int(close) :])
    after, off = (series[int(close) :][finite] for series in (values, away))
    thrown = after > 100 * np.abs(np.minimum.accumulate(after))
    seen = off - np.minimum.accumulate(off) > KICKED * least_seen(t.surface)
    return bool((thrown & seen).any() and after[thrown].max() > 0.01 * values[0])


def _which(c: Case, test: Callable[[Trajectory], bool], does: tuple[str, str], *ids: str) -> str:
    """Those of the entrants of which it is true, and what each does, or they do."""
    names = [entrant.name for entrant in c.scene.entrants if entrant.id in ids and test(c[entrant.id])]
    return f"{listed(names)} {does[len(names) > 1]}" if names else ""


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
SCALED = ("adagrad", "adadelta", "rmsprop")


def _leaves(t: Trajectory) -> float:
    """The step at which a run has left the ridge."""
    return first(np.abs(t.points[:, 1]) > LEAVING)


def _swings(t: Trajectory) -> bool:
    """Whether a run is seen to go to and fro across the valley, in the picture, before it leaves the ridge."""
    step = _leaves(t)
    if step == np.inf or not inside(t.surface, on := t.points[: int(step)]).all():
        return False
    return crossings(t.surface, on[:, 0]) >= 4


def _off_ridge(t: Trajectory) -> str:
    """How a run comes off the ridge: along the valley, or thrown across it."""
    out = int(first(~inside(t.surface, t.points))) if gone(t) else t.steps
    step = _leaves(t)
    if step <= out:
        return f"SGD leaves the ridge at step {step:.0f}."
    return f"SGD is thrown across the ridge and off the picture at step {out}."


def _others(c: Case) -> float:
    """The step at which the first of the rules that do not scale by the gradient has left the ridge."""
    return min((_leaves(c[id]) for id in ("gradient_descent", "momentum", "nesterov") if id in c), default=np.inf)


def _on_ridge(c: Case) -> bool:
    return abs(c.scene.start[1]) <= LEAVING


def _ridge(c: Case) -> bool:
    """Whether the surface falls off to both sides along the valley."""
    return bool(c.surface.hessian(c.scene.start)[1, 1] < 0)


def _flat_along(c: Case) -> bool:
    """Whether at the start next to nothing of the slope points along the valley."""
    across, along = _slopes(c)
    return bool(along < 1e-3 * across)


def _slopes(c: Case) -> np.ndarray:
    """How steep it is at the start, across the valley and along it."""
    return np.abs(c.surface.gradient(c.scene.start))


VALLEY = (
    Claim(
        "At the start there is hardly any slope along the valley.",
        _flat_along,
        otherwise=lambda c: (
            "This start has a slope along the valley, too."
            if _slopes(c)[1] > 0
            else "At this start there is no slope at all."
        ),
    ),
    Claim(
        "SGD stays on the ridge.",
        lambda c: _ridge(c) and _leaves(c["gradient_descent"]) == np.inf and not gone(c["gradient_descent"]),
        ("gradient_descent",),
        lambda c: _off_ridge(c["gradient_descent"]) if _ridge(c) and _on_ridge(c) else "",
    ),
    Claim(
        "Momentum and NAG swing across until they have gathered speed.",
        lambda c: _ridge(c) and c.every(_swings, "momentum", "nesterov"),
        ("momentum", "nesterov"),
    ),
    Claim(
        "Adagrad, Adadelta and RMSprop, which scale by the gradient, leave the ridge at once.",
        lambda c: _on_ridge(c) and c.every(lambda t: _leaves(t) <= min(AT_ONCE, _others(c)), *SCALED),
        SCALED,
    ),
)


def _climbs(t: Trajectory) -> bool:
    """Whether a run that had come down climbs again on its way off the picture."""
    if not gone(t):
        return False
    values = t.values[: max(int(left_at(t)), 1)]
    rise = (values - np.minimum.accumulate(values)).max()
    return bool(rise > 0.05 * abs(values[0]))


SADDLE = (
    Claim(
        "Momentum and NAG overshoot and climb again before they run off the picture.",
        lambda c: c.every(_climbs, "momentum", "nesterov"),
        ("momentum", "nesterov"),
    ),
    Claim(
        "Adagrad, Adadelta and RMSprop descend like a faster SGD.",
        lambda c: all(_faster(c[id], c["gradient_descent"]) for id in SCALED),
        (*SCALED, "gradient_descent"),
    ),
)
