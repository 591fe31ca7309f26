"""Stationary points of a small network: found by making ‖∇E‖ small from many starts, confirmed, and counted once."""

from dataclasses import dataclass

import numpy as np

from networks import Dense, Network

Array = np.ndarray

CONFIRMED = 1e-9  # the gradient's norm at a stationary point
STEPS = 200
ALIKE = 1e-4  # points nearer than this share of their length are one
ZERO = 1e-6  # an eigenvalue under this share of the largest counts as zero
LAST = 8  # plain Newton steps that polish what the search found


@dataclass(frozen=True, eq=False)
class Stationary:
    """Distinct stationary points (count, n): their errors, gradient norms, and Hessians' eigenvalues (count, n)."""

    points: Array
    errors: Array
    slopes: Array
    eigenvalues: Array

    @property
    def index(self) -> Array:
        """The share of negative eigenvalues (count,): 0 at a minimum; near-zero ones count as neither sign."""
        scale = np.abs(self.eigenvalues).max(axis=1, keepdims=True)
        return (self.eigenvalues < -ZERO * scale).mean(axis=1)

    @property
    def minima(self) -> Array:
        """Which of them have no direction of descent to second order."""
        return self.index == 0


def search(problem: Network, starts: Array, steps: int = STEPS) -> Stationary:
    """The stationary points that starts (count, n) lead to when ‖∇E‖² is made small by Levenberg–Marquardt's method.

    Every start runs at once. A point counts when ‖∇E‖ ≤ 1e-9 there; mirror images and permutations of hidden units
    count once. Plain Newton steps polish what is nearly there.
    """
    w, damping = starts.copy(), np.full(len(starts), 1e-2)
    slope = problem.gradient(w)
    merit = (slope**2).sum(axis=-1)
    for _ in range(steps):
        at = np.flatnonzero(merit > (0.01 * CONFIRMED) ** 2)
        if not len(at):
            break
        trial = w[at] - _damped(problem.hessian(w[at]), slope[at], damping[at])
        with np.errstate(all="ignore"):
            new = problem.gradient(trial)
            better = (new**2).sum(axis=-1) < merit[at]
        kept = at[better]
        w[kept], slope[kept] = trial[better], new[better]
        merit[kept] = (new[better] ** 2).sum(axis=-1)
        damping[at] = np.clip(np.where(better, damping[at] / 4, damping[at] * 4), 1e-14, 1e8)
    return _gathered(problem, w[merit <= 1e-12])


def _damped(hessian: Array, slope: Array, damping: Array) -> Array:
    """(H² + μI)⁻¹ H g for symmetric H, by its eigenvalues."""
    values, axes = np.linalg.eigh(hessian)
    along = np.einsum("...ij,...i->...j", axes, slope)
    with np.errstate(all="ignore"):
        along = along * values / (values**2 + damping[..., None])
    return np.einsum("...ij,...j->...i", axes, np.nan_to_num(along))


def polished(problem: Network, w: Array) -> Array:
    """Points (count, n) after a few plain Newton steps, each taken only where it makes ‖∇E‖ smaller."""
    for _ in range(LAST):
        slope = problem.gradient(w)
        trial = w - _damped(problem.hessian(w), slope, np.full(len(w), 1e-28))
        better = np.linalg.norm(problem.gradient(trial), axis=-1) < np.linalg.norm(slope, axis=-1)
        w = np.where(better[:, None], trial, w)
    return w


def _gathered(problem: Network, w: Array) -> Stationary:
    w = polished(problem, w) if len(w) else w
    w = w[np.linalg.norm(problem.gradient(w), axis=-1) <= CONFIRMED]
    w = canonical(problem.dense, w)
    errors = problem.value(w)
    kept: list[int] = []
    for i in np.argsort(errors, kind="stable"):
        away = np.linalg.norm(w[kept] - w[i], axis=1)
        if not (away <= ALIKE * (1 + np.linalg.norm(w[i]))).any():
            kept.append(int(i))
    return placed(problem, w[kept])


def placed(problem: Network, points: Array) -> Stationary:
    """What is at points (count, n)."""
    slopes = np.linalg.norm(problem.gradient(points), axis=-1)
    return Stationary(points, problem.value(points), slopes, np.linalg.eigvalsh(problem.hessian(points)))


def merged(problem: Network, parts: list[Stationary]) -> Stationary:
    """What several searches found, each point once."""
    return _gathered(problem, np.concatenate([part.points for part in parts]))


def canonical(dense: Dense, w: Array) -> Array:
    """The same networks (count, n) of one hidden layer, with each unit's sign and the units' order made unique.

    A tanh or linear unit may change the sign of what enters and what leaves it; any two units may be exchanged.
    Raises ValueError for more than one hidden layer.
    """
    if len(dense.sizes) != 3:
        raise ValueError("a canonical order of units is made for one hidden layer")
    (first, bias), (second, last) = dense.layers(w)
    inputs, hidden, outputs = dense.sizes
    lanes = w.shape[:-1]
    enter = np.concatenate([first, np.broadcast_to(bias, (*lanes, 1, hidden))], axis=-2)
    units = np.concatenate([np.swapaxes(enter, -1, -2), second], axis=-1)  # (count, hidden, inputs + 1 + outputs)
    if dense.activation in ("tanh", "linear"):
        largest = np.take_along_axis(units, np.abs(units).argmax(axis=-1)[..., None], axis=-1)
        units = units * np.where(largest < 0, -1.0, 1.0)
    order = np.array([np.lexsort(one.T[::-1]) for one in units.round(6)]).reshape(*lanes, hidden)
    units = np.take_along_axis(units, order[..., None], axis=-2)
    parts = [np.swapaxes(units[..., :inputs], -1, -2).reshape(*lanes, -1)]
    if dense.bias:
        parts.append(units[..., inputs])
    parts.append(units[..., inputs + 1 :].reshape(*lanes, -1))
    if dense.bias:
        parts.append(np.broadcast_to(last, (*lanes, 1, outputs)).reshape(*lanes, -1))
    return np.concatenate(parts, axis=-1)


def correlation(found: Stationary, resamples: int = 1000, level: float = 0.9) -> tuple[float, float, float]:
    """The rank correlation of error and index (Spearman's), with an interval by resampling the points; NaN where one
    of them does not vary. A resample in which one does not shows none: 0."""
    from scipy.stats import rankdata

    def ranks(chosen: Array) -> Array:
        """The correlations (resamples,) of points chosen (resamples, count)."""
        errors, index = (rankdata(each[chosen], axis=1) for each in (found.errors, found.index))
        errors, index = (each - each.mean(axis=1, keepdims=True) for each in (errors, index))
        with np.errstate(invalid="ignore"):
            correlations: Array = (errors * index).sum(axis=1) / np.sqrt(
                (errors**2).sum(axis=1) * (index**2).sum(axis=1)
            )
        return correlations

    count = len(found.errors)
    if np.isnan(whole := float(ranks(np.arange(count)[None])[0])):
        return np.nan, np.nan, np.nan
    rng = np.random.default_rng(0)
    drawn = ranks(np.stack([rng.integers(0, count, count) for _ in range(resamples)]))
    low, high = np.quantile(np.nan_to_num(drawn), [(1 - level) / 2, (1 + level) / 2])
    return whole, float(low), float(high)
