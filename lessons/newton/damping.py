"""Levenberg–Marquardt: all steps from Gauss–Newton to gradient descent as the damping grows, by JᵀJ and by H."""

from collections.abc import Sequence

import numpy as np

from catalog import upward
from figures import Film, Racer, Track, contour
from figures.film import arrow, curve
from lessons._claims import said
from lessons._graph import DOWN, graph, line
from lessons._text import number
from optim.gradient_descent import GradientDescent
from optim.levenberg_marquardt import LevenbergMarquardt
from optim.newton import Newton
from surfaces.beale import Beale

Array = np.ndarray

SURFACE = Beale()
DOMAIN = ((-2.0, 4.0), (-2.0, 3.0))
START = (0.3, -1.6)
STEPS = 80
DAMPINGS = np.geomspace(1e-4, 1e4, STEPS + 1)
SQUARE = 90.0  # degrees: beyond it a step leads up
NAMES = {"jacobian": "JᵀJ + μI", "hessian": "½H + μI"}
COLORS = {"jacobian": LevenbergMarquardt.color, "hessian": Newton.color}


def matrices(w: Sequence[float]) -> dict[str, Array]:
    """What is damped: JᵀJ, and half the Hessian, as E is the sum of the squared residuals."""
    place = np.asarray(w, dtype=float)
    jacobian = np.asarray(SURFACE.residual_jacobian(place))
    return {"jacobian": jacobian.T @ jacobian, "hessian": np.asarray(SURFACE.hessian(place)) / 2}


def steps(w: Sequence[float]) -> dict[str, Array]:
    """The steps (len(DAMPINGS), 2) −(M + μI)⁻¹ Jᵀr for both matrices M."""
    half = np.asarray(SURFACE.gradient(np.asarray(w, dtype=float))) / 2  # Jᵀr
    found = {}
    for slug, matrix in matrices(w).items():
        values, vectors = np.linalg.eigh(matrix)
        along = vectors.T @ half
        with np.errstate(divide="ignore", invalid="ignore"):
            found[slug] = -(along / (values + DAMPINGS[:, None])) @ vectors.T
    return found


def angles(w: Sequence[float]) -> dict[str, Array]:
    """The angle of each step with the way straight down, in degrees; NaN for no step."""
    slope = np.asarray(SURFACE.gradient(np.asarray(w, dtype=float)))
    found = {}
    for slug, taken in steps(w).items():
        with np.errstate(invalid="ignore", divide="ignore"):
            cosine = -(taken @ slope) / (np.linalg.norm(taken, axis=1) * np.linalg.norm(slope))
        found[slug] = np.degrees(np.arccos(np.clip(cosine, -1, 1)))
    return found


def words(w: Sequence[float]) -> str:
    """The signs of both matrices here, and where a damped Hessian leads up."""
    if not np.asarray(SURFACE.gradient(np.asarray(w, dtype=float))).any():
        return "Here the gradient is zero: no damping makes a step."
    eigenvalues = {slug: np.linalg.eigvalsh(matrix) for slug, matrix in matrices(w).items()}
    least = float(eigenvalues["hessian"][0])
    turned = angles(w)
    up = turned["hessian"] > SQUARE
    return said(
        f"JᵀJ has the eigenvalues {number(max(float(eigenvalues['jacobian'][0]), 0.0))} and "
        f"{number(float(eigenvalues['jacobian'][1]))}, as ever none below zero: each of its steps leads down.",
        least < 0
        and f"Half the Hessian has a negative one, **{number(least)}**: only a damping above {number(upward(-least))} "
        "is sure to lead down.",
        least < 0 and up.any() and f"Here its steps lead **up** for {int(up.sum())} of the {len(up)} dampings drawn.",
        least >= 0 and "Half the Hessian has none either: both lead down.",
    )


def damping_film(w: Sequence[float]) -> Film:
    """From above, the steps for every damping and the one of the clock; beside it, their angles with straight down."""
    taken, turned = steps(w), angles(w)
    slope = np.asarray(SURFACE.gradient(np.asarray(w, dtype=float)))
    down = -0.8 * slope / max(float(np.linalg.norm(slope)), 1e-12)
    foot = np.asarray(w, dtype=float)
    overlays = [
        curve((foot + path)[:, 0][None], (foot + path)[:, 1][None], racer=slug, width=1.5, dash="dot")
        for slug, path in taken.items()
    ]
    overlays.append(arrow([foot[0]], [foot[1]], [down[0]], [down[1]], color=GradientDescent.color, label="−∇E"))
    for slug, path in taken.items():
        overlays.append(arrow(np.full(STEPS + 1, foot[0]), np.full(STEPS + 1, foot[1]), *path.T, racer=slug))
    above = contour(
        SURFACE, DOMAIN, title="Steps from one point", subtitle="dotted: for every damping; click another point",
        start=w, overlays=overlays, id="steps",
    )  # fmt: skip
    turning = graph(
        "angles",
        [
            line(DAMPINGS[[0, -1]], [SQUARE, SQUARE], DOWN, 1.5, "dash"),
            *(line(DAMPINGS, angle, COLORS[slug], 1, opacity=0.4) for slug, angle in turned.items()),
        ],
        (DAMPINGS[0], DAMPINGS[-1]), (0, 180), ("damping μ", "degrees off straight down"), log=(True, False),
        racers=None, axes={"x": "mu", "y": "angle"}, title="From Gauss–Newton to gradient descent",
        subtitle="above the red, dashed line a step leads up", aspect=0.8,
    )  # fmt: skip
    tracks = [
        Track(slug, {"mu": DAMPINGS, "angle": turned[slug], "length": np.linalg.norm(taken[slug], axis=1)})
        for slug in NAMES
    ]
    racers = [Racer(slug, name, COLORS[slug]) for slug, name in NAMES.items()]
    return Film(panels=[above, turning], tracks=tracks, racers=racers, rate=14.0, beat="", autoplay=True,
                loop=True, readout={"group": "main", "channel": "length", "label": "step length"})  # fmt: skip
