"""Levenberg–Marquardt's steps for every damping, against solving the equations and against the rule itself."""

import re

import numpy as np
import pytest

from lessons._text import number
from lessons.newton.damping import DAMPINGS, DOMAIN, SURFACE, angles, damping_film, matrices, steps, words
from optim import run
from optim.levenberg_marquardt import LevenbergMarquardt

DRAWN = np.random.default_rng(0).uniform(-1.9, 2.9, (20, 2))
PLACES = [(0.3, 1.3), (1.0, 1.6), (3.1, 0.45), (-1.5, 2.5), (2.0, -1.5), *DRAWN]


@pytest.mark.parametrize("w", PLACES, ids=str)
def test_the_steps_solve_their_equations(w):
    place = np.asarray(w)
    residuals, jacobian = SURFACE.residual(place), SURFACE.residual_jacobian(place)
    np.testing.assert_allclose(residuals @ residuals, SURFACE.value(place))
    for slug, matrix in (("jacobian", jacobian.T @ jacobian), ("hessian", SURFACE.hessian(place) / 2)):
        np.testing.assert_allclose(matrices(w)[slug], matrix)
        for i in (0, 17, 40, 80):
            expected = -np.linalg.solve(matrix + DAMPINGS[i] * np.eye(2), jacobian.T @ residuals)
            np.testing.assert_allclose(steps(w)[slug][i], expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("w", PLACES, ids=str)
def test_what_is_said_of_the_signs(w):
    slope, told = SURFACE.gradient(np.asarray(w)), words(w)
    assert (steps(w)["jacobian"] @ slope < 0).all()
    assert (angles(w)["jacobian"] < 90).all()
    assert angles(w)["jacobian"][-1] < 10  # all but straight down
    least = np.linalg.eigvalsh(SURFACE.hessian(np.asarray(w)))[0] / 2
    assert ("negative one" in told) == (least < 0)
    if least < 0:
        enough = float(told.split("damping above ")[1].split(" ")[0])
        assert f"**{number(least)}**:" in told
        assert -least * (1 - 1e-9) <= enough < 1.01 * -least
    up = steps(w)["hessian"] @ slope > 0
    assert ("lead **up**" in told) == bool(up.any())
    if up.any():
        assert int(re.search(r"\*\*up\*\* for (\d+)", told)[1]) == up.sum()
    assert not up[max(-least, 0) < DAMPINGS].any()


def test_at_the_minimum_no_step_leads_down():
    assert words((3.0, 0.5)) == "Here the gradient is zero: no damping makes a step."


def test_the_rule_takes_the_step_of_its_damping():
    i = 50
    t = run(LevenbergMarquardt(damping=float(DAMPINGS[i])), SURFACE, (1.0, 1.6), steps=1)
    np.testing.assert_allclose(t.points[1] - t.points[0], steps((1.0, 1.6))["jacobian"][i], rtol=1e-6)


def test_the_corners_of_the_picture_can_be_clicked():
    for x in DOMAIN[0]:
        for y in DOMAIN[1]:
            assert damping_film((x, y)).document()
