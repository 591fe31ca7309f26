"""What is drawn around a point of a surface: a function of the point, which the page draws anew under the finger."""

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog import param
from lessons._graph import DOWN, FLAT, UP
from lessons._sketch import Each, Sketch, sketched
from lessons.error_surfaces.local import Local, around

Array = np.ndarray

TURN = 30  # steps of half a turn of the section
ACROSS = np.linspace(-1.0, 1.0, 25)  # places along the section, in shares of its half-length
MODELLED = np.linspace(-1.0, 1.0, 17)  # of its parabola
MIDDLE = slice(3, -3)  # of ACROSS: the heights that a picture of the section has room for at least
ANGLES = np.linspace(0.0, np.pi, TURN + 1)
SIDES = np.array([-1.0, 1.0])
SIGNS = {"up": UP, "down": DOWN, "flat": FLAT}  # of a curvature, and their colours
TURNING = (
    "curvature", "heights", "room", "ends_x", "ends_y", "places_y",
    *(f"{name}_{sign}" for name in ("places_x", "parabola") for sign in SIGNS),
)  # fmt: skip
HEIGHTS = ("x", "y", "value", "heights", "room", "ends_x", "ends_y", "places_y")  # what needs no derivative
SLOPE = ("slope_x", "slope_y", "corner_x", "corner_y")  # and only the first
ABSURD = 1e12  # beyond every picture


def _number(value: float = 0.0) -> float:
    made: float = param(value, -1.0, 1.0, legal=f"[{-ABSURD}, {ABSURD}]")
    return made


@dataclass(frozen=True)
class Probed(Sketch):
    """The picture around the point p, with a section at an angle; half its length (reach), the width of the surface's
    picture and its typical slope are given."""

    p_1: float = _number()
    p_2: float = _number()
    reach: float = _number(1.0)
    width: float = _number(1.0)
    typical: float = _number(1.0)
    angle: float = _number()

    slug, name = "sketch", "A probe"

    def draw(self, surface: Any) -> dict[str, Array]:
        """Arrays by name; those named for a sign are NaN where the curvature has another."""
        w = np.stack([self.p_1, self.p_2])
        here = around(surface, w, self.typical, self.width)
        return self._section(surface, here) | self._axes(here) | self._slope(w, here.gradient)

    def _section(self, surface: Any, here: Local) -> dict[str, Array]:
        direction = np.stack([np.cos(self.angle), np.sin(self.angle)])
        curvature = np.stack([here.curvature(direction)])
        ends, places = (here.point + self.reach * direction * shares[:, None] for shares in (SIDES, ACROSS))
        with np.errstate(all="ignore"):
            heights = surface.value(places)
        there = np.isfinite(heights)
        low, high = (np.where(there, heights, -sign * np.inf)[MIDDLE] for sign in (-1, 1))
        parabola = here.model(self.reach * direction * MODELLED[:, None])
        return {
            "curvature": curvature, "heights": np.where(there, heights, np.nan),
            "room": np.stack([low.min(), high.max()]),
            "ends_x": ends[:, 0], "ends_y": ends[:, 1], "places_y": places[:, 1],
            **_by_sign("places_x", places[:, 0], curvature), **_by_sign("parabola", parabola, curvature),
        }  # fmt: skip

    def _axes(self, here: Local) -> dict[str, Array]:
        drawn = {"x": here.point[:1], "y": here.point[1:], "value": np.stack([here.value])}
        for i in range(2):
            arm = here.point + 0.45 * self.reach * SIDES[:, None] * here.eigenvectors[:, i]
            bends = here.eigenvalues[i : i + 1]
            drawn |= {f"lambda{i}": bends, f"arm{i}_y": arm[:, 1]} | _by_sign(f"arm{i}_x", arm[:, 0], bends)
        return drawn

    def _slope(self, w: Array, gradient: Array) -> dict[str, Array]:
        """The gradient's arrow, longer where the surface is steeper, and the right angle that it makes with the
        contour: NaN where there is no slope."""
        with np.errstate(all="ignore"):
            norm = np.sqrt((gradient * gradient).sum())
            up = gradient / np.where(norm > 0, norm, np.nan)
            size = self.width * np.maximum(0.3 * norm / (norm + self.typical), 0.06)
        side = np.stack([-up[1], up[0]])
        corner = w + 0.03 * self.width * np.stack([side, side + up, up])
        return {
            "slope_x": (size * up)[:1], "slope_y": (size * up)[1:],
            "corner_x": corner[:, 0], "corner_y": corner[:, 1],
        }  # fmt: skip


def _by_sign(name: str, row: Array, curvature: Array) -> dict[str, Array]:
    """An array (m,) once for each sign, NaN but for that of the curvature (1,)."""
    chosen = dict(zip(SIGNS, (curvature > 0, curvature < 0, curvature == 0), strict=True))
    return {f"{name}_{sign}": np.where(own, row, np.nan) for sign, own in chosen.items()}


def turned(sketch: Probed, surface: Any, sloped: bool = True, curved: bool = True) -> dict[str, Array]:
    """All of the picture: what turns with the section at every angle, (TURN + 1, …), and what does not, (1, …).

    Where the surface has no slope, at a kink, all that needs one is NaN, and where it has no Hessian what needs that.
    """
    every = [dataclasses.replace(sketch, angle=float(angle)).draw(surface) for angle in ANGLES]
    whole = {name: np.stack([each[name] for each in (every if name in TURNING else every[:1])]) for name in every[0]}
    known = {*whole} if curved else {*HEIGHTS, *SLOPE} if sloped else {*HEIGHTS}
    return {name: part if name in known else np.full_like(part, np.nan) for name, part in whole.items()}


def film_live(sketch: Probed, surface: Any) -> dict[str, Any] | None:
    """The `live` of the film."""
    return sketched(sketch, surface, {"section": {"curvature": "curvature"}}, {"section": ("room",)},
                    Each("angle", ANGLES, TURNING))  # fmt: skip
