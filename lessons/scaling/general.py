"""½wᵀAw + bᵀw + c: convex or not, a sum of parabolas or not, seen on the way along one axis."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog import param
from figures import Film, Racer, Track, contour
from figures.film import arrow, curve, text
from lessons._claims import Settings, said
from lessons._graph import DOWN, MODEL, UP, graph, padded
from lessons._live import driving, sets
from lessons._sketch import ID, Sketch, sketched
from lessons._text import number
from surfaces.quadratic import Quadratic

Array = np.ndarray

STEPS = 60
REACH = 1.8  # to either side, along w₁
LONGEST = 0.9  # of the arrows
ZERO = 1e-9  # a curvature below it is none


@dataclass(frozen=True)
class General(Settings):
    """A quadratic of two weights, and the line w₂ = const along which one walks."""

    lambda1: float = param(1.0, -3.0, 6.0, "λ₁", help="Eigenvalue")
    lambda2: float = param(4.0, -3.0, 6.0, "λ₂", help="Eigenvalue")
    angle: float = param(30.0, -90.0, 90.0, "θ", help="Angle of the first axis")
    b1: float = param(0.5, -2.0, 2.0, "b₁", help="Slope at w = 0,")
    across: float = param(0.8, -1.5, 1.5, "w₂", help="Walk along w₁ at")

    presets = {
        "Diagonal": {"lambda1": 1.0, "lambda2": 4.0, "angle": 0.0},
        "Turned": {"lambda1": 1.0, "lambda2": 4.0, "angle": 30.0},
        "Not convex": {"lambda1": -1.0, "lambda2": 4.0, "angle": 30.0},
        "Round: no matter how it is turned": {"lambda1": 2.0, "lambda2": 2.0, "angle": 30.0},
    }

    @property
    def surface(self) -> Quadratic:
        return Quadratic(lambda1=self.lambda1, lambda2=self.lambda2, angle=self.angle, b1=self.b1)

    @property
    def matrix(self) -> Array:
        """A, (2, 2)."""
        return np.asarray(self.surface.hessian(np.zeros(2)))


def shape(eigenvalues: Array) -> str:
    """What the signs of A's eigenvalues make of the surface."""
    low = float(np.min(eigenvalues))
    if np.abs(eigenvalues).max() <= ZERO:
        return "zero"
    if low > ZERO:
        return "positive definite"
    return "positive semidefinite" if low >= -ZERO else "indefinite or negative"


def left_after_own_rates(matrix: Array) -> float:
    """By how much two steps with 1/aᵢᵢ for each coordinate multiply the distance, from anywhere: 0 if A is diagonal.

    Each step exchanges the coordinates: one step's share alternates for ever, only two steps' is the same all along.
    """
    return float(matrix[0, 1] ** 2 / (matrix[0, 0] * matrix[1, 1]))


def words(chosen: General) -> str:
    """Convex or not, a sum of parabolas or not, and what that does to rates of one's own."""
    a = chosen.matrix
    coupling = float(a[0, 1])
    diagonal = abs(coupling) <= ZERO
    kind = shape(np.linalg.eigvalsh(a))
    own = (a[0, 0] > ZERO) and (a[1, 1] > ZERO) and kind != "positive semidefinite"
    place = "" if kind == "positive definite" else " from the saddle"
    return said(
        {
            "positive definite": "A is **positive definite**: E is strictly convex, with one minimum, w* = −A⁻¹b.",
            "positive semidefinite": "A is **positive semidefinite**: E is convex, with a direction in which it does "
            "not curve.",
            "zero": "A is **zero**: E is a plane, and curves in no direction.",
            "indefinite or negative": "A has a negative eigenvalue: E is **not convex**, and falls without end.",
        }[kind],
        diagonal
        and "A is **diagonal**: E is a function of w₁ plus a function of w₂, and walking along w₁ leaves the slope "
        "along w₂ as it is.",
        not diagonal
        and f"A is **not diagonal**: every unit along w₁ changes the slope along w₂ by a₂₁ = **{number(coupling)}**.",
        own
        and f"The best rates of the two slices are 1/a₁₁ = {number(1 / a[0, 0])} and 1/a₂₂ = {number(1 / a[1, 1])}:",
        own and diagonal and "with them one step is enough.",
        own
        and not diagonal
        and f"with them every two steps multiply the distance{place} by {number(left_after_own_rates(a))}.",
    )


ALONG = np.linspace(-REACH, REACH, STEPS + 1)


def walk(chosen: General) -> Array:
    """The places (steps + 1, 2) of the walk along w₁."""
    return np.stack([ALONG, np.full_like(ALONG, chosen.across)], axis=1)


@dataclass(frozen=True)
class Walk(Sketch):
    """The picture of the walk along w₁ at this w₂."""

    across: float = param(0.8, -1.5, 1.5, "w₂")

    slug, name = "sketch", "A walk"

    def draw(self, surface: Any) -> dict[str, Array]:
        y = 0 * ALONG + self.across
        places = np.stack([ALONG, y], axis=-1)
        slopes, heights = surface.gradient(places), surface.value(places)
        longest = np.maximum(np.max(np.abs(slopes)), 1e-9)
        own, other = slopes[:, 0], slopes[:, 1]
        return {
            "y": y, "heights": heights, "own": own, "other": other, "right": own * (LONGEST / longest),
            "up": other * (LONGEST / longest), "first": own[:1], "last": other[-1:],
        }  # fmt: skip


def general_film(chosen: General) -> Film:
    """A walk along w₁ from above, with both parts of the gradient; the slice that is walked; both slopes."""
    surface, sketch = chosen.surface, Walk(across=chosen.across)
    drawn = sketch.draw(surface)
    x, y, heights, own, other = ALONG, *(drawn[name] for name in ("y", "heights", "own", "other"))
    zero = np.zeros_like(x)
    parts = [
        arrow(x, y, drawn["right"], zero, color=UP, label="∂E/∂w₁", drawn={"y": "y", "dx": "right"}),
        arrow(x, y, zero, drawn["up"], color=DOWN, label="∂E/∂w₂", drawn={"y": "y", "dy": "up"}),
    ]
    held = driving(chosen, "across", "w₂", (None, "across"), sets("y", f"{ID}.across"), x=-REACH, axis="y", color=MODEL)
    above = contour(surface, title="From above", subtitle="the gradient’s two parts", clickable=False, id="above",
                    overlays=parts, handles=[held])  # fmt: skip
    sliced = graph(
        "slice", [], (-REACH, REACH), padded(heights), ("w₁", "E"), title="The slice",
        subtitle="E along the walk", racers=None, axes={"x": "x", "y": "f"},
        overlays=[curve(x[None], heights[None], color="@muted", width=2, drawn={"y": "heights"})],
    )  # fmt: skip
    both = graph(
        "slopes", [], (-REACH, REACH), padded(np.append(own, other)), ("w₁", "slope"),
        title="Both slopes on the way", subtitle="∂E/∂w₂ is level only if A is diagonal", racers=None,
        axes={"x": "x", "y": "g2"},
        overlays=[
            curve(x[None], own[None], color=UP, width=2.5, drawn={"y": "own"}),
            curve(x[None], other[None], color=DOWN, width=2.5, drawn={"y": "other"}),
            text(-0.75 * REACH, drawn["first"], ["∂E/∂w₁"], color=UP, drawn={"y": "first"}),
            text(0.75 * REACH, drawn["last"], ["∂E/∂w₂"], color=DOWN, drawn={"y": "last"}),
        ],
    )  # fmt: skip
    track = Track("walker", {"x": x, "y": y, "f": heights, "g2": other})
    return Film(
        panels=[above, sliced, both],
        tracks=[track],
        racers=[Racer("walker", "A walk along w₁", MODEL)],
        rate=15.0,
        beat="place",
        autoplay=True,
        loop=True,
        readout={"group": "main", "channel": "g2", "label": "∂E/∂w₂"},
        live=sketched(
            sketch, surface, {"walker": {"y": "y", "f": "heights", "g2": "other"}},
            {"slice": ("heights",), "slopes": ("own", "other")},
        ),
    )  # fmt: skip
