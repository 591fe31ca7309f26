"""A quadratic in w and in ŵ = A^½ w, where it is round: gradient descent in both, and a rate for each coordinate."""

from typing import Any

import numpy as np

from figures import Film, Panel, Racer, Track, contour, tracks_of
from figures.film import curve, dots
from lessons._graph import graph, joined, line, named, note, points
from lessons._text import number
from optim import Optimizer, Trajectory, run
from optim._linalg import spectral
from optim.coordinatewise import Coordinatewise
from optim.gradient_descent import GradientDescent
from optim.newton import Newton
from surfaces.quadratic import Quadratic

Array = np.ndarray

START = (-1.6, 1.1)
LEAST, MOST = 0.2, 20.0  # curvatures
MORPH = 12  # steps from w to ŵ
AROUND = np.linspace(0, 2 * np.pi, 73)
RADII = (0.35, 0.7, 1.05, 1.4, 1.75)  # of the circles that the contours become
GRID = np.linspace(-8.0, 8.0, 33)
ANGLES = np.linspace(-90.0, 90.0, 73)
NAMES = ("Gradient descent, best η", "A rate for each coordinate", "A⁻¹")
ROUND, WATER = "#1f9d61", "#2f80d8"


def bowl(lambda1: Any, lambda2: Any, angle: Any) -> Quadratic:
    """E = ½ wᵀAw with these eigenvalues, and the first eigenvector at this angle in degrees."""
    return Quadratic(lambda1=np.clip(lambda1, LEAST, MOST), lambda2=np.clip(lambda2, LEAST, MOST), angle=angle)


def power(surface: Quadratic, exponent: float) -> Array:
    """A^exponent (2, 2), A being a bowl's Hessian."""
    return spectral(surface.hessian(np.zeros(2)), lambda eigenvalues: eigenvalues**exponent)


def mapped(matrix: Array, w: Any) -> Array:
    """The points Mw for w (..., 2)."""
    return np.asarray(w) @ matrix.T


def plain_run(surface: Quadratic, ratio: float, steps: int) -> Trajectory:
    """Gradient descent in w, at η = ratio/λ_max; 2 is the limit."""
    return run(GradientDescent(lr=ratio / max(surface.lambda1, surface.lambda2)), surface, START, steps)


def round_run(surface: Quadratic, lr: float, steps: int) -> Trajectory:
    """Gradient descent in ŵ, on the round bowl ½|ŵ|², from the same start."""
    return run(GradientDescent(lr=lr), bowl(1.0, 1.0, 0.0), mapped(power(surface, 0.5), START), steps)


def inverse_run(surface: Quadratic, lr: float, steps: int) -> Trajectory:
    """The update w − ηA⁻¹∇E: Newton's rule, whose Hessian is A."""
    return run(Newton(lr=lr), surface, START, steps)


def apart(surface: Quadratic, lr: float, steps: int) -> float:
    """The largest distance between the run in ŵ, mapped back to w, and the run of the update w − ηA⁻¹∇E."""
    back = mapped(power(surface, -0.5), round_run(surface, lr, steps).points)
    return float(np.linalg.norm(back - inverse_run(surface, lr, steps).points, axis=-1).max())


def morph_film(surface: Quadratic, ratio: float, lr: float, steps: int = 30) -> Film:
    """The plane of w turning into that of ŵ: its grid, the contours and two runs, under A^(t/2) for t from 0 to 1.

    The pictures are drawn to the scale at which areas stay the same, that of A/√det A.
    """
    scale = np.linalg.det(power(surface, 0.25))
    stages = np.array([power(surface, t / 2) / np.linalg.det(power(surface, t / 4)) for t in _times()])
    circle = scale * mapped(power(surface, -0.5), np.stack([np.cos(AROUND), np.sin(AROUND)], axis=-1))
    far = np.array([-GRID[-1], GRID[-1]])
    grid = [np.array([side, other]).T for at in GRID for side, other in ((far, far * 0 + at), (far * 0 + at, far))]
    straight = mapped(power(surface, -0.5), round_run(surface, lr, steps).points)
    zigzag = plain_run(surface, ratio, steps).points
    reach = 1.06 * max(float(np.abs(_along(stages, path)).max()) for path in (RADII[-1] * circle, zigzag[:1]))
    overlays = [
        _moved(stages, joined(grid), color="@line", width=1.25),
        *[_moved(stages, r * circle, color=WATER, width=1.25, fill="rgba(47,128,216,0.13)") for r in RADII[::-1]],
        _moved(stages, zigzag, color=GradientDescent.color, width=2.5),
        _moved(stages, straight, color=ROUND, width=3),
    ]
    panel = graph(
        "morph", [], (-1.4 * reach, 1.4 * reach), (-reach, reach), overlays=overlays, title="From w to ŵ", aspect=0.7,
        subtitle="red: gradient descent in w; green: in ŵ",
    )  # fmt: skip
    panel.figure["layout"]["xaxis"] |= {"showgrid": False, "showticklabels": False}
    panel.figure["layout"]["yaxis"] |= {"showgrid": False, "showticklabels": False, "scaleanchor": "x"}
    return Film(panels=[panel], tracks=[], racers=[], rate=MORPH / 4, beat="stage", autoplay=True, loop=True,
                length=MORPH)  # fmt: skip


def _times() -> Array:
    """Shares of the way, slow at both ends."""
    return (1 - np.cos(np.linspace(0, np.pi, MORPH + 1))) / 2


def _along(stages: Array, path: Array) -> Array:
    """A line (m, 2) under each matrix of stages (steps + 1, 2, 2), (steps + 1, m, 2)."""
    return np.einsum("kij,mj->kmi", stages, path)


def _moved(stages: Array, path: Array, **look: Any) -> dict[str, Any]:
    """A line (m, 2) that goes through the stages, as an overlay."""
    return curve(*np.moveaxis(_along(stages, path), -1, 0), **look)


def two_film(surface: Quadratic, ratio: float, lr: float, steps: int = 30) -> Film:
    """Plain gradient descent and gradient descent in ŵ, each in both pictures; as dots the update w − ηA⁻¹∇E."""
    there, back = power(surface, 0.5), power(surface, -0.5)
    plain, straight = plain_run(surface, ratio, steps).points, mapped(back, round_run(surface, lr, steps).points)
    inverse = inverse_run(surface, lr, steps).points
    racers = [
        Racer("plain", "Gradient descent in w", GradientDescent.color),
        Racer("round", "Gradient descent in ŵ", ROUND),
        Racer("inverse", "w − η̂A⁻¹∇E", Newton.color),
    ]
    tracks = [
        Track(name, {"x": w[:, 0], "y": w[:, 1], "u": mapped(there, w)[:, 0], "v": mapped(there, w)[:, 1]})
        for name, w in (("plain", plain), ("round", straight))
    ]
    reach = 1.3 * float(np.abs(mapped(there, START)).max())
    small: dict[str, Any] = {"clickable": False, "aspect": 0.8}
    circles = contour(
        bowl(1.0, 1.0, 0.0), ((-reach, reach), (-reach, reach)), id="round", title="ŵ = A^½ w", **small,
        axes={"x": "u", "y": "v"}, overlays=[_so_far(mapped(there, inverse))],
    )  # fmt: skip
    ellipses = contour(surface, id="plain", title="w", **small, overlays=[_so_far(inverse)])
    return Film(
        panels=[ellipses, named(circles, "ŵ₁", "ŵ₂")],
        tracks=tracks,
        racers=racers,
        rate=3.0,
        autoplay=True,
        loop=True,
    )


def _so_far(w: Array) -> dict[str, Any]:
    """The points (steps + 1, 2) of a run, each as a dot from its step on."""
    reached = np.tri(len(w), dtype=bool)[..., None]
    shown = np.where(reached, w[None], np.nan)
    return dots(shown[..., 0], shown[..., 1], racer="inverse", size=13)


def rules(surface: Quadratic) -> tuple[Optimizer, ...]:
    """Gradient descent at its best step size, a rate for each coordinate, and A⁻¹."""
    return GradientDescent(lr=2 / (surface.lambda1 + surface.lambda2)), Coordinatewise(lr=1.0), Newton(lr=1.0)


def coordinate_contraction(surface: Quadratic) -> Array:
    """|A₁₂|/√(A₁₁A₂₂), the spectral radius of Jacobi's iteration, to which rates 1/Aᵢᵢ amount.

    In two dimensions two steps are its square times the identity: they shrink every error by that, whatever one does.
    """
    hessian = surface.hessian(np.zeros((*surface.lanes(), 2)))
    factor = np.abs(hessian[..., 0, 1]) / np.sqrt(hessian[..., 0, 0] * hessian[..., 1, 1])
    return np.where(factor < 1e-12, 0.0, factor)


def coordinate_sweep(lambda1: float, lambda2: float, steps: int = 20) -> Array:
    """The contraction of coordinate-wise rates at each of ANGLES, measured in one batch over an even count of steps."""
    t = run(Coordinatewise(lr=1.0), bowl(lambda1, lambda2, ANGLES), START, steps, record_states=False)
    return (t.gradient_norms[-1] / t.gradient_norms[0]) ** (1 / steps)


def repair_film(surface: Quadratic, measured: Array, steps: int = 24) -> Film:
    """Three rules on the bowl along the axes and on the rotated one, and coordinate-wise rates over every angle."""
    aligned = bowl(surface.lambda1, surface.lambda2, 0.0)
    racers = [Racer(rule.slug, name, rule.color) for rule, name in zip(rules(surface), NAMES, strict=True)]
    titles = {"aligned": "Along the axes", "turned": f"Turned by {number(surface.angle)}°"}
    panels: list[Panel] = []
    tracks: list[Track] = []
    for one, (group, title) in zip((aligned, surface), titles.items(), strict=True):
        panels.append(contour(one, id=group, group=group, title=title, clickable=False))
        for rule, racer in zip(rules(one), racers, strict=True):
            tracks.extend(tracks_of(run(rule, one, START, steps), racer, group))
    panels.append(_angle_panel(surface, measured))
    return Film(panels=panels, tracks=tracks, racers=racers, rate=2.5, autoplay=True, loop=True)


def _angle_panel(surface: Quadratic, measured: Array) -> Panel:
    every = np.linspace(-90, 90, 181)
    descent = abs(surface.lambda1 - surface.lambda2) / (surface.lambda1 + surface.lambda2)
    data = [
        line([-90, 90], [descent, descent], GradientDescent.color, 2, "dash"),
        line([-90, 90], [0, 0], Newton.color, 2, "dash"),
        line(every, coordinate_contraction(bowl(surface.lambda1, surface.lambda2, every)), Coordinatewise.color, 2.5),
        points(ANGLES, measured, Coordinatewise.color, 5, "%{x:.0f}°: × %{y:.3f}, measured"),
    ]
    height = float(coordinate_contraction(surface))
    handle = {"id": "angle", "x": surface.angle, "y": height, "label": "θ", "color": Coordinatewise.color, "axis": "x"}
    notes = [note(-88, descent + 0.04, NAMES[0], GradientDescent.color), note(-88, 0.04, NAMES[2], Newton.color)]
    panel = graph(
        "angle", data, (-90, 90), (-0.04, 1.04), ("angle θ of the bowl", "distance left"), handles=[handle],
        notes=notes, aspect=1.0,
        title="Distance left per step, in the mean of two", subtitle="drag θ; line: a rate for each coordinate; dots: "
        "measured",
    )  # fmt: skip
    panel.figure["layout"]["xaxis"] |= {"dtick": 45, "ticksuffix": "°"}
    return panel
