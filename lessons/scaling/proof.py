"""The proof of the modified update rule as a film: w is rotated, stretched and rotated back, a step is taken there, and
all goes back to w.
"""

from typing import Any, NamedTuple

import numpy as np

from figures import Film
from figures.film import arrow, curve, dots
from lessons._graph import MODEL, graph, joined
from lessons.scaling.axes import AROUND, RADII, ROUND, START, WATER, mapped, power
from optim.gradient_descent import GradientDescent
from surfaces.quadratic import Quadratic

Array = np.ndarray

EACH = 10  # steps of the film to a line of the proof
LR = 0.6  # η̂, of the step that is taken in ŵ
GRID = np.linspace(-6.0, 6.0, 25)


class Line(NamedTuple):
    """A line of the proof: what is done, and what follows."""

    words: str
    formula: str


LINES = (
    Line("In w the slope is Aw. Let Q hold A’s eigenvectors, Λ its eigenvalues.",
         r"E = \tfrac{1}{2}\, w^\top A\, w, \quad \nabla E = A w, \quad A = Q \Lambda Q^\top"),
    Line("**Rotate** by Qᵀ: the bowl lies along the axes.",
         r"u = Q^\top w: \quad E = \tfrac{1}{2}\, u^\top \Lambda\, u"),
    Line(r"**Stretch** by $\Lambda^{1/2}$: the bowl is round.",
         r"v = \Lambda^{\frac12} u: \quad E = \tfrac{1}{2}\, v^\top v"),
    Line("**Rotate back** by Q: it stays round.",
         r"\hat w = Q v = Q \Lambda^{\frac12} Q^\top w = A^{\frac12} w: \quad E = \tfrac{1}{2}\, \hat w^\top \hat w"),
    Line("**Take a step** there: it goes straight to the minimum.",
         r"\hat w_+ = \hat w - \hat\eta\, \nabla_{\!\hat w} E, \quad \nabla_{\!\hat w} E = A^{-\frac12} \nabla E"),
    Line(r"**Undo it all**: multiply by $A^{-1/2}$.",
         r"w_+ = w - \hat\eta\, A^{-\frac12} A^{-\frac12} \nabla E = w - \hat\eta\, A^{-1} \nabla E"),
)  # fmt: skip
STEPS = EACH * (len(LINES) - 1)


def starts() -> list[int]:
    """The step of the film from which each line of the proof is the one that is shown."""
    return [0, *(1 + EACH * i for i in range(len(LINES) - 1))]


def eigen(surface: Quadratic) -> tuple[Array, Array]:
    """The eigenvalues of A, and Q (2, 2), a rotation by at most a quarter turn whose columns are its eigenvectors."""
    values, q = np.linalg.eigh(power(surface, 1.0))
    if abs(q[0, 0]) < abs(q[0, 1]):
        values, q = values[::-1], q[:, ::-1]
    q = q * np.where(np.diag(q) < 0, -1.0, 1.0)
    return values, q


def stage(surface: Quadratic, at: float) -> Array:
    """What maps w at position `at`, in lines of the proof from 0 to 5, (2, 2)."""
    values, q = eigen(surface)
    angle = np.arctan2(q[1, 0], q[0, 0])
    turned, stretched, back = (float(np.clip(at - i, 0, 1)) for i in range(3))
    undone = float(np.clip(at - 4, 0, 1))
    made = _rotation(angle * back) @ np.diag(values ** (stretched / 2)) @ _rotation(-angle * turned)
    return made if undone == 0 else power(surface, (1 - undone) / 2)


def _rotation(angle: float) -> Array:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def proof_film(surface: Quadratic) -> Film:
    """The grid of w, the contours, the eigenvectors, a point and its steps, under the maps of the proof.

    Lengths are drawn to the scale at which areas stay the same.
    """
    slow = (1 - np.cos(np.pi * np.linspace(0, 1, EACH + 1)[1:])) / 2
    times = np.concatenate([[0.0], *(i + slow for i in range(len(LINES) - 1))])
    stages = np.array([stage(surface, t) for t in times])
    stages /= np.sqrt(np.linalg.det(stages))[:, None, None]
    circle = np.stack([np.cos(AROUND), np.sin(AROUND)], axis=-1)
    ellipse = np.sqrt(np.sqrt(np.linalg.det(power(surface, 1.0)))) * mapped(power(surface, -0.5), circle)
    far = np.array([GRID[0], GRID[-1]])
    grid = [np.array([a, b]).T for at in GRID for a, b in ((far, far * 0 + at), (far * 0 + at, far))]
    w = _start(surface, ellipse)
    slope = mapped(power(surface, 1.0), w)
    plain = -slope * (0.55 * np.linalg.norm(w) / np.linalg.norm(slope))
    straight = -LR * w
    taken = np.clip(times - 3, 0, 1)[:, None]
    _, q = eigen(surface)
    overlays = [
        _along(stages, joined(grid), color="@line", width=1),
        *[_along(stages, r * ellipse, color=WATER, width=1.25, fill="rgba(47,128,216,0.13)") for r in RADII[::-1]],
        *[_along(stages, np.array([-side, side]) * 1.8, color=MODEL, width=1.5, dash=True) for side in q.T],
        _arrow(stages, w, np.tile(plain, (len(times), 1)), color=GradientDescent.color, label="−∇E in w"),
        _arrow(stages, w, taken * straight, color=ROUND, label="the step in ŵ"),
        dots(*(stages @ w).T[..., None], color="@ink", size=10),
    ]
    reach = 1.05 * float(np.abs(np.einsum("kij,mj->kmi", stages, RADII[-1] * ellipse)).max())
    panel = graph("proof", [], (-1.6 * reach, 1.6 * reach), (-reach, reach), overlays=overlays,
                  title="The bowl under each line", subtitle="violet, dashed: the eigenvectors; grid: that of w",
                  aspect=0.62)  # fmt: skip
    for name in ("xaxis", "yaxis"):
        panel.figure["layout"][name] |= {"showgrid": False, "showticklabels": False}
    panel.figure["layout"]["yaxis"] |= {"scaleanchor": "x"}
    return Film(panels=[panel], tracks=[], racers=[], rate=EACH / 3, beat="", autoplay=True, length=STEPS)


def _start(surface: Quadratic, ellipse: Array) -> Array:
    """A point on the outer contour, between the bowl's axes, on the side of START."""
    values, q = eigen(surface)
    between = mapped(power(surface, -0.5), q @ np.array([1.0, 1.0]))
    between = between * (RADII[-2] * np.sqrt(np.sqrt(values.prod())) / np.sqrt(between @ power(surface, 1.0) @ between))
    return between if between @ START >= 0 else -between


def _along(stages: Array, path: Array, **look: Any) -> dict[str, Any]:
    return curve(*np.moveaxis(np.einsum("kij,mj->kmi", stages, path), -1, 0), **look)


def _arrow(stages: Array, foot: Array, ways: Array, **look: Any) -> dict[str, Any]:
    """An arrow from a point along a way for each step, both under the maps."""
    x, y = np.einsum("kij,j->ki", stages, foot).T
    dx, dy = np.einsum("kij,kj->ki", stages, ways).T
    return arrow(x, y, dx, dy, **look)
