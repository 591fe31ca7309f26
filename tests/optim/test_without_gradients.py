"""Rules that ask for values only: what they draw, and what they do with what they are told."""

import numpy as np
import pytest
import scipy.optimize
from numpy.testing import assert_allclose, assert_array_equal

from optim import OPTIMIZERS, run
from optim._draws import PRIME, normal, uniform
from surfaces import SURFACES, parse

RULES = [slug for slug, rule in OPTIMIZERS.items() if rule.family == "without gradients"]
SEEDED = [slug for slug in RULES if hasattr(OPTIMIZERS[slug](), "seed")]
BEALE = SURFACES["beale"]()


def test_draws_are_even_and_independent_of_the_step_the_place_and_the_seed_before():
    k = np.arange(1.0, 20_001.0)
    u = uniform(3, k, 0)
    assert_allclose(np.histogram(u, 10, (0, 1))[0] / len(k), 0.1, atol=0.01)
    for other in (uniform(3, k, 1), uniform(4, k, 0), uniform(3, k + 1, 0)):
        assert abs(np.corrcoef(u, other)[0, 1]) < 0.03
    n = normal(3, k, 0)
    assert_allclose([n.mean(), n.var(), (n**4).mean()], [0, 1, 3], atol=0.15)


def test_a_draw_is_the_hash_in_whole_numbers_of_any_size():
    def scrambled(x):
        return (x**3 + 12345701) % int(PRIME)

    for seed, k, place in ((0, 1, 0), (4294967295, 1_000_000, 4095), (7, 123, 1_000_003)):
        x = scrambled((scrambled((scrambled((seed % int(PRIME) + 1) % int(PRIME)) + place + 1) % int(PRIME)) + k)
                      % int(PRIME))  # fmt: skip
        assert uniform(seed, k, place) == (scrambled(x) + 0.5) / PRIME


@pytest.mark.parametrize("slug", RULES)
def test_only_values_are_asked_for(slug):
    t = run(OPTIMIZERS[slug](), BEALE, steps=30)
    assert t.evaluations.gradients[-1] == t.evaluations.hessians[-1] == 0
    assert t.evaluations.values[-1] >= 30


@pytest.mark.parametrize("slug", SEEDED)
def test_another_seed_is_another_run_and_the_same_one_the_same(slug):
    one, again, other = (run(OPTIMIZERS[slug](seed=seed), BEALE, steps=30).points for seed in (1, 1, 2))
    assert_array_equal(one, again)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("slug", sorted(set(RULES) - {"spsa"}))
def test_the_track_never_rises_and_its_value_is_the_one_that_is_remembered(slug):
    t = run(OPTIMIZERS[slug](), SURFACES["rastrigin"](), steps=60)
    assert (np.diff(t.values) <= 0).all()
    assert t.values[-1] < t.values[0]


@pytest.mark.parametrize("surface", ["rosenbrock", "beale", "himmelblau", "matyas"])
@pytest.mark.parametrize("start", [None, (0.0, 1.5)])
def test_nelder_mead_is_scipy_s_step_by_step(surface, start):
    surface = SURFACES[surface]()
    start = start or surface.start
    options = {"return_all": True, "maxiter": 50, "xatol": 0, "fatol": 0}
    theirs = np.array(scipy.optimize.minimize(surface.value, start, method="Nelder-Mead", options=options)["allvecs"])
    ours = run(OPTIMIZERS["nelder_mead"](), surface, start, len(theirs) - 1).points
    assert_allclose(ours[1:], theirs[1:], rtol=1e-10, atol=1e-10)


def test_in_the_cold_annealing_is_random_search():
    cold = run(OPTIMIZERS["simulated_annealing"](temperature=1e-300, sigma=0.2, seed=5), BEALE, steps=80)
    assert_array_equal(cold.points, run(OPTIMIZERS["random_search"](sigma=0.2, seed=5), BEALE, steps=80).points)
    warm = run(OPTIMIZERS["simulated_annealing"](temperature=10.0, cooling=1.0), BEALE, steps=80)
    assert (np.diff(warm.states.height[1:, 0]) > 0).any()


def test_spsa_takes_the_slope_along_its_diagonal():
    slope = parse("3*x - y", domain=((-9.0, 9.0), (-9.0, 9.0)))
    steps = np.diff(run(OPTIMIZERS["spsa"](lr=0.1), slope, (0.0, 0.0), 40).points, axis=0)
    sides = np.sign(steps)
    along = 3 * sides[:, 0] - sides[:, 1]
    assert_allclose(np.abs(steps), 0.1 * np.abs(along)[:, None] * [1.0, 1.0], rtol=1e-9)
    assert (3 * steps[:, 0] - steps[:, 1] < 0).all()
    assert set(np.abs(along)) == {2.0, 4.0}


def test_coordinate_search_by_hand():
    bowl = parse("x^2 + 4*y^2")
    t = run(OPTIMIZERS["coordinate_search"](size=1.0), bowl, (2.0, -0.25), 3)
    assert_allclose(t.points, [(2, -0.25), (1, -0.25), (0, -0.25), (0, -0.25)])
    assert_allclose(t.states.size[:, 0], [1, 1, 1, 0.5])


def test_the_swarm_s_best_is_the_lowest_that_any_particle_saw():
    t = run(OPTIMIZERS["particle_swarm"](), SURFACES["rastrigin"](), steps=20)
    assert_allclose(t.values[1:], t.states.values[1:].min(axis=-1))
    particles, best = t.beliefs(6)
    assert particles.points.shape == (6, 2)
    assert_allclose(best.points[0], t.points[5])


def test_cma_es_learns_the_inverse_hessian_of_a_turned_bowl():
    bowl = SURFACES["quadratic"](lambda1=1.0, lambda2=20.0, angle=30.0)
    ratios = []
    for seed in range(6):
        t = run(OPTIMIZERS["cma_es"](seed=seed), bowl, (1.0, 2.0), 60)
        assert t.values[-1] < 1e-8
        ellipse, _ = t.beliefs(40)
        u, sizes, _ = np.linalg.svd(ellipse.axes)
        ratios.append(sizes[0] / sizes[1])
        assert abs(u[:, 0] @ [np.cos(np.pi / 6), np.sin(np.pi / 6)]) > 0.95
    assert 3 < np.median(ratios) < 7  # √20 = 4.5


def test_cma_es_follows_rosenbrock_s_valley_to_its_end():
    t = run(OPTIMIZERS["cma_es"](), SURFACES["rosenbrock"](), steps=200)
    assert t.values[-1] < 1e-10


def test_each_particle_is_drawn_to_the_best_place_of_all():
    """At rest, without a pull to its own best place: each comes a share of the way there, another on every axis."""
    rule, surface = OPTIMIZERS["particle_swarm"](own=0.0, shared=1.0, inertia=0.0), SURFACES["himmelblau"]()
    w = np.array([0.5, -1.0])
    state = rule.init(w)
    best = state.points[surface.value(state.points).argmin()]
    after = rule.step(surface, w, state, 1)[1].points
    others = np.abs(state.points - best).max(axis=-1) > 0
    share = (after - state.points)[others] / (best - state.points)[others]
    assert others.sum() == len(others) - 1
    assert ((share > 0) & (share < 1)).all()
