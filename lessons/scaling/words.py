"""What the page “Scaling the axes” is set to, and what it says of that."""

from dataclasses import dataclass

import numpy as np

from catalog import param
from lessons._claims import Settings, at_most, percent, said
from lessons._text import number
from lessons.scaling.axes import LEAST, MOST, START, bowl, coordinate_contraction
from lessons.step_size.parabola import does, regime
from optim import run
from optim.coordinatewise import Coordinatewise
from surfaces.quadratic import Quadratic


@dataclass(frozen=True)
class Axes(Settings):
    """A bowl by its eigenvalues and its angle."""

    lambda1: float = param(1.0, LEAST, MOST, "λ₁", log=True, help="Eigenvalue")
    lambda2: float = param(10.0, LEAST, MOST, "λ₂", log=True, help="Eigenvalue")
    angle: float = param(30.0, -90.0, 90.0, "θ", help="Angle in degrees,")

    presets = {
        "A round bowl": {"lambda1": 10.0, "lambda2": 10.0},
        "Long and aligned": {"lambda1": 0.51, "lambda2": 10.0, "angle": 0.0},
        "Long and turned": {"lambda1": 0.51, "lambda2": 10.0, "angle": 45.0},
    }

    @property
    def surface(self) -> Quadratic:
        return bowl(self.lambda1, self.lambda2, self.angle)


@dataclass(frozen=True)
class Runs(Axes):
    """A bowl, and the rates of gradient descent in w and in ŵ."""

    ratio: float = param(1.88, 0.1, 2.05, "ηλₘₐₓ", help="Rate in w, times λₘₐₓ,")
    lr: float = param(0.25, 0.05, 2.05, "η̂", help="Rate in ŵ,")

    presets = {
        "Zigzag": {"ratio": 1.88, "lr": 0.25},
        "One step in ŵ": {"lr": 1.0},
        "Too long in both": {"ratio": 2.04, "lr": 2.04},
    }

    @property
    def ratios(self) -> tuple[float, float]:
        """η/η_opt in w along the steep and along the flat axis."""
        low, high = sorted((self.lambda1, self.lambda2))
        return self.ratio, self.ratio * low / high


@dataclass(frozen=True)
class Repairs(Axes):
    """A bowl on which each coordinate gets a rate of its own."""

    presets = {
        "No angle": {"angle": 0.0},
        "Half-way": {"angle": 45.0},
        "A first step astray": {"lambda1": 20.0, "lambda2": 0.2, "angle": 10.0},
    }


def axes_verdict(surface: Quadratic) -> str:
    """In which axes the bowl is round, and what that is worth to gradient descent at its best rate."""
    roots = [number(np.sqrt(value)) for value in (surface.lambda1, surface.lambda2)]
    low, high = sorted((surface.lambda1, surface.lambda2))
    left = (high - low) / (high + low)
    return said(
        f"**Along the eigenvectors of A, each stretched by √λ**, here by {roots[0]} and by {roots[1]}, the bowl is "
        "round: from any place the way against the gradient leads straight to the minimum.",
        left > 0
        and f"In w it curves {number(high / low)} times as much one way as the other, and gradient descent at its best "
        f"rate may leave {percent(left, 1)} of the distance after a step; in ŵ one step is enough.",
        left == 0 and "But this bowl is round in w as well: there, too, one step at the best rate is enough.",
    )


def runs_verdict(chosen: Runs) -> str:
    """What both runs do: in w along either axis, in ŵ along the straight line to the minimum."""
    steep, flat = (regime(ratio) for ratio in chosen.ratios)
    factor = max(abs(1 - ratio) for ratio in chosen.ratios)
    straight = regime(chosen.lr)
    both = f"along both axes it {does(steep)}" if steep == flat else (
        f"along the steep axis it {does(steep)}, along the flat one it {does(flat)}"
    )  # fmt: skip
    return said(
        f":red[In w], at η = {number(chosen.ratio / max(chosen.lambda1, chosen.lambda2))}: {both}"
        + (f"; a step leaves at most {at_most(factor)} of the distance." if 0 < factor < 1 else "."),
        f":green[In ŵ], at η̂ = {number(chosen.lr)}, it {does(straight)} on the straight line to the minimum"
        + (f", and a step leaves {percent(abs(1 - chosen.lr), 1)}." if straight in ("monotone", "oscillates") else "."),
    )


def repairs_verdict(chosen: Repairs) -> str:
    """What rates 1/Aᵢᵢ make of the distance in the first step, and in every two."""
    surface, factor = chosen.surface, float(coordinate_contraction(chosen.surface))
    first = first_step(surface)
    aligned = factor < 1e-9
    return said(
        aligned and "This bowl lies along the axes, or is round: one step with 1/Aᵢᵢ is enough.",
        not aligned and f"Here rates of 1/Aᵢᵢ leave {percent(factor**2, 1)} of the distance after every two steps, in "
        f"the mean {percent(factor, 1)} after one.",
        not aligned
        and first > 1
        and f"But a single step may be worse: the first one multiplies it by {number(first)}.",
        not aligned and first <= 1 and f"The first step leaves {percent(first, 1)}.",
    )  # fmt: skip


def first_step(surface: Quadratic) -> float:
    """By which the first step with a rate for each coordinate multiplies the distance."""
    t = run(Coordinatewise(lr=1.0), surface, START, 1, record_states=False)
    return float(np.linalg.norm(t.points[1]) / np.linalg.norm(START))
