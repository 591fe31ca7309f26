"""What rules say they go by is what their steps are made of."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from optim import (
    ON_VECTORS,
    OPTIMIZERS,
    SCHEDULES,
    Arrow,
    Clip,
    Clipped,
    Ellipse,
    Optimizer,
    Path,
    Points,
    Scheduled,
    run,
)
from surfaces import SURFACES, Noisy

BEALE = SURFACES["beale"]()


@pytest.mark.parametrize("slug", ON_VECTORS)
@pytest.mark.parametrize("surface", [BEALE, Noisy(BEALE, 0.3)], ids=["plain", "noisy"])
def test_beliefs_are_shapes_in_the_surface_s_coordinates(slug, surface):
    t = run(OPTIMIZERS[slug](), surface, steps=4)
    for k in range(1, 5):
        for belief in t.beliefs(k):
            assert belief.label == belief.label.strip() != ""
            shapes = {Arrow: [(2,), (2,)], Ellipse: [(2,), (2, 2)]}
            arrays = [np.shape(part) for part in belief if isinstance(part, np.ndarray)]
            if isinstance(belief, Points | Path):
                assert arrays[0][1:] == (2,)
            else:
                assert arrays == shapes[type(belief)]
            assert all(np.isfinite(part).all() for part in belief if isinstance(part, np.ndarray))


def test_a_rule_that_says_nothing_believes_nothing():
    assert Optimizer().believes(BEALE, np.zeros(2), (), 1) == ()


def test_momentum_s_two_parts_add_up_to_its_step():
    t = run(OPTIMIZERS["momentum"](lr=0.002, beta=0.8), BEALE, (1.0, 1.6), steps=30)
    for k in (1, 2, 17):
        momentum, gradient = t.beliefs(k)
        assert (momentum.label, gradient.label) == ("momentum", "gradient")
        assert_allclose(momentum.tail, t.points[k - 1])
        assert_allclose(momentum.tip - momentum.tail, 0.8 * (t.points[k - 1] - t.points[max(k - 2, 0)]), atol=1e-14)
        assert_allclose(gradient.tip - gradient.tail, -0.002 * BEALE.gradient(t.points[k - 1]), rtol=1e-12, atol=1e-15)
        assert_allclose(gradient.tip, t.points[k], rtol=1e-12)


def test_newton_aims_at_the_minimum_of_a_bowl_and_says_when_it_aims_at_a_saddle():
    bowl = SURFACES["quadratic"](lambda1=1.0, lambda2=5.0, angle=30.0)
    there, step = run(OPTIMIZERS["newton"](lr=0.4), bowl, (1.0, 2.0), steps=1).beliefs(1)
    assert there.label == "minimum of the local quadratic"
    assert_allclose(there.points, bowl.minima(), atol=1e-12)
    assert_allclose(step.tip, 0.6 * np.array([1.0, 2.0]), rtol=1e-12)
    saddle = run(OPTIMIZERS["newton"](), SURFACES["saddle"](), (1.0, 0.4), steps=1).beliefs(1)
    assert saddle[0].label == "saddle of the local quadratic"
    hill = run(OPTIMIZERS["newton"](), SURFACES["himmelblau"](), (-0.2, -0.9), steps=1).beliefs(1)
    assert hill[0].label == "maximum of the local quadratic"


def test_adam_s_step_lies_on_its_ellipse_and_first_both_axes_are_equal_in_reach():
    rule = OPTIMIZERS["adam"](lr=0.1)
    t = run(rule, BEALE, (1.0, 1.6), steps=20)
    for k in (1, 2, 20):
        ellipse, step = t.beliefs(k)
        assert_allclose(step.tip, t.points[k], rtol=1e-12)
        assert np.linalg.norm(np.linalg.solve(ellipse.axes, step.tip - ellipse.centre)) == pytest.approx(1.0)
    first = t.beliefs(1)[0]
    g = BEALE.gradient((1.0, 1.6))
    assert_allclose(np.diagonal(first.axes), 0.1 * np.linalg.norm(g) / np.abs(g), rtol=1e-6)


def test_what_stands_around_a_rule_is_in_what_it_believes():
    momentum = OPTIMIZERS["momentum"](lr=0.01, beta=0.5)
    clipped = run(Clipped(momentum, Clip(norm=0.5)), BEALE, (1.0, 1.6), steps=3)
    slowed = run(Scheduled(momentum, SCHEDULES["exponential"](gamma=0.5)), BEALE, (1.0, 1.6), steps=3)
    for t in (clipped, slowed):
        assert_allclose(t.beliefs(3)[-1].tip, t.points[3], rtol=1e-12)
    arrow = clipped.beliefs(1)[-1]
    assert np.linalg.norm(arrow.tip - arrow.tail) == pytest.approx(0.01 * 0.5)


def test_a_run_that_is_over_believes_nothing():
    t = run(OPTIMIZERS["momentum"](lr=1.0), BEALE, (1.0, 1.6), steps=30)
    assert t.diverged_at
    assert t.beliefs(30) == ()
