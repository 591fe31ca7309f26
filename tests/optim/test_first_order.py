"""What each first-order rule is for, shown."""

import numpy as np
import pytest
from variants import Bowl

from optim import OPTIMIZERS, run
from surfaces import SURFACES, Noisy


def distances(t):
    return t.surface.distance_to_minimum(t.points)


def test_sign_descent_walks_at_one_speed_on_every_axis():
    t = run(OPTIMIZERS["sign_descent"](lr=0.01), SURFACES["plateau"](), steps=100)
    np.testing.assert_allclose(np.abs(np.diff(t.points, axis=0)), 0.01)


def test_normalized_descent_crosses_a_plateau_where_gradient_descent_crawls():
    plateau = SURFACES["plateau"]()
    t = run(OPTIMIZERS["normalized_descent"](lr=0.05), plateau, steps=120)
    np.testing.assert_allclose(np.linalg.norm(np.diff(t.points, axis=0), axis=-1), 0.05)
    assert distances(t)[-1] < 0.1
    assert distances(run(OPTIMIZERS["gradient_descent"](lr=0.05), plateau, steps=120))[-1] > 4


@pytest.mark.parametrize("curvatures", [(1.0, 1.0), (1.0, 20.0)])
@pytest.mark.parametrize("lr", [0.02, 0.1])
def test_normalized_descent_never_comes_to_rest_nor_circles_at_one_distance(curvatures, lr):
    t = run(OPTIMIZERS["normalized_descent"](lr=lr), Bowl(curvatures), steps=600)
    late = distances(t)[-100:]
    np.testing.assert_allclose(np.linalg.norm(np.diff(t.points[-100:], axis=0), axis=-1), lr)
    assert late.max() < lr
    assert t.outcome.kind != "converged"


@pytest.mark.parametrize("search", ["backtracking", "strong Wolfe"])
@pytest.mark.parametrize("slug", ["beale", "rosenbrock", "himmelblau", "cliff", "ackley"])
def test_line_search_descent_never_goes_uphill(slug, search):
    values = run(OPTIMIZERS["line_search_descent"](search=search), SURFACES[slug](), steps=100).values
    assert (np.diff(values) <= 1e-14 * np.abs(values[1:])).all()
    assert values[-1] < values[0]


def test_a_polyak_step_never_leads_away_from_the_minimum_of_a_bowl():
    t = run(OPTIMIZERS["polyak_step"](lr=100.0), Bowl((1.0, 100.0)), steps=200)
    assert (np.diff(distances(t)) <= 0).all()
    assert distances(t)[-1] < 0.1 * distances(t)[0]


def test_a_polyak_step_halves_the_way_on_a_round_bowl():
    t = run(OPTIMIZERS["polyak_step"](lr=100.0), SURFACES["quadratic"](lambda1=3.0, lambda2=3.0), steps=10)
    np.testing.assert_allclose(distances(t), distances(t)[0] * 0.5 ** np.arange(11), rtol=1e-9)


def test_the_target_counts_only_where_no_minimum_is_known():
    bowl, saddle = SURFACES["quadratic"](), SURFACES["saddle"]()
    known, told = (run(OPTIMIZERS["polyak_step"](known=k, target=-5.0), bowl, steps=5) for k in (True, False))
    assert not np.array_equal(known.points, told.points)
    np.testing.assert_array_equal(known.states.target[1:], bowl.value(bowl.minima()).min())
    t = run(OPTIMIZERS["polyak_step"](target=-0.5), saddle, (0.0, 0.1), steps=300)
    np.testing.assert_array_equal(t.states.target, -0.5)
    assert t.values[-1] <= -0.5
    np.testing.assert_array_equal(t.points[-1], t.points[-2])
    assert t.evaluations.values[-1] == t.evaluations.gradients[-1] == 300


@pytest.mark.parametrize("variant", ["long", "short"])
def test_barzilai_borwein_beats_the_best_constant_rate_on_a_stretched_bowl(variant):
    bowl = Bowl((1.0, 100.0))
    steps = 40
    own = run(OPTIMIZERS["barzilai_borwein"](lr=0.001, variant=variant), bowl, steps=steps)
    low, high = np.linalg.eigvalsh(bowl.matrix)
    best = run(OPTIMIZERS["gradient_descent"](lr=2 / (low + high)), bowl, steps=steps)
    assert distances(own)[-1] < 1e-6 * distances(best)[-1]
    np.testing.assert_array_equal(own.states.rate[1], 0.001)
    assert (own.states.rate[2:20] > 0.99 / high).all()
    assert (own.states.rate[2:20] < 1.01 / low).all()


@pytest.mark.parametrize("variant", ["Fletcher–Reeves", "Polak–Ribière+", "Hestenes–Stiefel"])
def test_conjugate_gradient_needs_as_many_steps_as_dimensions(variant):
    bowl = Bowl(tuple(np.geomspace(1, 1000, 5)))
    t = run(OPTIMIZERS["conjugate_gradient"](variant=variant), bowl, steps=5)
    plain = run(OPTIMIZERS["line_search_descent"](search="strong Wolfe"), bowl, steps=15)
    assert distances(t)[-1] < 1e-6
    assert distances(plain)[-1] > 1e-2


def test_rprop_steps_grow_by_one_factor_and_shrink_by_the_other():
    t = run(OPTIMIZERS["rprop"](lr=0.01), SURFACES["rosenbrock"](), steps=60)
    factors = t.states.size[1:] / t.states.size[:-1]
    assert set(np.round(factors.ravel(), 9)) == {0.5, 1.0, 1.2}
    bound = run(OPTIMIZERS["rprop"](lr=0.01, largest=0.1, smallest=0.01), SURFACES["plateau"](), steps=100)
    assert bound.states.size.max() == 0.1
    assert bound.states.size.min() == 0.01


def test_averaged_descent_is_the_mean_of_where_it_has_been():
    surface = Noisy(SURFACES["quadratic"](), 1.0)
    average, iterate = (
        run(OPTIMIZERS["averaged_descent"](lr=0.05, averaged=averaged, burn_in=9), surface, steps=60)
        for averaged in (True, False)
    )
    np.testing.assert_array_equal(average.states.iterate, iterate.points)
    for k in (11, 12, 30, 60):
        np.testing.assert_allclose(average.points[k], iterate.points[11 : k + 1].mean(axis=0), rtol=1e-9)


def test_averaging_calms_noise():
    surface = Noisy(SURFACES["quadratic"](), 2.0)
    starts = np.zeros((1, 2))
    average, iterate = (
        run(OPTIMIZERS["averaged_descent"](lr=0.05, averaged=averaged), surface, starts, steps=400)
        for averaged in (True, False)
    )
    assert (
        np.linalg.norm(average.points[200:], axis=-1).mean()
        < 0.5 * np.linalg.norm(iterate.points[200:], axis=-1).mean()
    )


def test_quasi_hyperbolic_momentum_lies_between_descent_and_momentum():
    beale = SURFACES["beale"]()
    qhm = OPTIMIZERS["quasi_hyperbolic_momentum"]
    plain = run(OPTIMIZERS["gradient_descent"](lr=0.01), beale, steps=50).points
    np.testing.assert_array_equal(run(qhm(lr=0.01, nu=0.0), beale, steps=50).points, plain)
    heavy = run(OPTIMIZERS["momentum"](lr=0.001, beta=0.9), beale, steps=50).points
    np.testing.assert_allclose(run(qhm(lr=0.01, beta=0.9, nu=1.0), beale, steps=50).points, heavy, rtol=1e-9)
    nesterov = run(OPTIMIZERS["nesterov"](lr=0.001, beta=0.9), beale, steps=50).points
    np.testing.assert_allclose(run(qhm(lr=0.01, beta=0.9, nu=0.9), beale, steps=50).points, nesterov, rtol=1e-9)
