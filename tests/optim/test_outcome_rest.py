"""At rest: when a run has converged, stalled at a saddle, or only passes by."""

import numpy as np
import pytest
from made_runs import PARABOLA, WIDTH, Undeclared, outcome, shares, track

from optim import OPTIMIZERS, Outcome, run
from optim._outcome_rest import DWELL, OUT, PASS, REST, confirmed
from optim._outcome_settled import settled
from surfaces import SURFACES, parse


def test_converged_counts_from_when_it_came_near_for_good():
    t = run(OPTIMIZERS["gradient_descent"](lr=0.1), PARABOLA, (-2.0,), 200)
    near = np.abs(t.points[:, 0]) / WIDTH <= REST
    assert t.outcome == Outcome("converged", int(near.argmax()), f"Converged at step {near.argmax()}")


def test_a_minimum_is_reached_within_a_thousandth_of_the_picture():
    away = 0.3 * 0.9 ** np.arange(100)
    assert shares(*away[away > REST], *[0.99 * REST] * 20).kind == "converged"
    assert shares(*away[away > REST], *[1.01 * REST] * 20).kind != "converged"


def test_who_has_converged_may_stray_to_twice_the_distance():
    away = [*np.linspace(0.4, 0.1, 100), *[0.9 * REST] * 15]
    assert shares(*away, *[0.99 * OUT * REST] * 5).text == "Converged at step 100"
    assert shares(*away, *[1.01 * OUT * REST] * 5).kind == "near"


@pytest.mark.parametrize(("lr", "start"), [(2.05, 0.0005), (2.1, 0.0003), (2.03, 0.00055), (2.01, 0.0002)])
def test_who_draws_away_at_every_step_has_not_converged_though_it_is_near(lr, start):
    """Each step of Newton's method on a parabola multiplies the distance with 1 − η."""
    t = run(OPTIMIZERS["newton"](lr=lr), PARABOLA, (start,), 10)
    away = np.abs(t.points[:, 0])
    np.testing.assert_allclose(away[1:] / away[:-1], lr - 1, rtol=1e-9)
    assert away[-1] / WIDTH < OUT * REST
    assert (t.outcome.kind == "near") == (away[-1] / WIDTH > REST)


def test_a_score_between_the_borders_is_what_it_was_when_it_was_clear():
    yes = ([2, 1.2, 0.9], [0.9, 1.2], [0.1, 2])
    no = ([0.1, 0.9, 1.2], [1.2, 0.9], [2, 0.1], [2, 1.2, np.nan], [2, np.nan, 1.2])
    for scores, told in (*((s, True) for s in yes), *((s, False) for s in no)):
        assert settled(lambda n, s=scores: s[n - 1], len(scores), band=1.5) is told


def test_it_must_have_stayed_there():
    away = np.linspace(0.4, 0.1, 100)
    assert shares(*away, *[0.9 * REST] * (DWELL + 1)).kind == "converged"
    assert shares(*away, *[0.9 * REST] * DWELL).kind != "converged"
    assert shares(*away, 0.0).kind != "converged"


@pytest.mark.parametrize("steps", range(96, 104))
def test_a_bounce_that_happens_to_stand_on_the_minimum_is_a_bounce(steps):
    """Lion by steps of 0.1 from (1, 1): on the minimum at every other step."""
    t = run(OPTIMIZERS["lion"](lr=0.1), SURFACES["quadratic"](), (1.0, 1.0), steps)
    assert np.abs(t.points[-2:]).min() < 1e-12
    assert t.outcome.kind == "oscillating"


def test_what_is_still_halving_is_closing_in():
    for end in (0.0069, 0.0086):
        distance = end / WIDTH * 2.0 ** (np.arange(100, -1, -1) / 10)
        assert shares(*distance[distance < 0.5]).kind == "near"


def test_what_draws_away_again_has_not_converged():
    """An adaptive rule's rate grows where gradients are small: within REST, but further off with every step."""
    away = np.r_[0.3 * 0.85 ** np.arange(90), 3e-6 * 1.3 ** np.arange(10), np.full(10, 0.9 * REST)]
    assert shares(*away).kind != "converged"
    assert shares(*away[:90], *np.full(20, 0.9 * REST)).kind == "converged"


@pytest.mark.parametrize("slug", ["rmsprop", "adam", "rprop", "momentum"])
def test_converged_means_that_each_of_the_last_steps_was_at_the_minimum(slug):
    found = 0
    for surface in ("quadratic", "beale", "himmelblau", "styblinski_tang", "six_hump_camel"):
        for lr in (0.003, 0.03, 0.1):
            t = run(OPTIMIZERS[slug](lr=lr) if slug != "rprop" else OPTIMIZERS[slug](), SURFACES[surface](), steps=250)
            if t.outcome.kind in ("converged", "local"):
                found += 1
                low, high = np.array(t.surface.domain).T
                spread = np.linalg.norm(np.ptp(t.points[-DWELL - 1 :] / (high - low), axis=0))
                assert spread <= 2 * REST
                assert t.gradient_norms[-1] <= 0.05 * t.gradient_norms.max()
                assert np.linalg.eigvalsh(t.surface.hessian(t.points[-1])).min() > 0
    assert found > 1


def test_a_local_minimum_is_one_above_the_lowest_that_is_known():
    surface = SURFACES["styblinski_tang"]()
    minima = surface.minima()
    lowest = surface.value(minima).min()
    for minimum in minima:
        kind = track(surface, np.r_[np.linspace(surface.start, minimum, 30), [minimum] * 15]).outcome.kind
        assert kind == ("converged" if surface.value(minimum) < lowest + 1e-6 else "local")
    assert len(minima) == 4
    for minimum in SURFACES["himmelblau"]().minima():  # four of one height
        assert track(SURFACES["himmelblau"](), [minimum] * 30).outcome.kind == "converged"


def test_a_run_that_was_lower_before_ended_in_a_local_minimum():
    undeclared = Undeclared()

    class Tilted(Undeclared):
        def f(self, x, y):
            return super().f(x, y) + 0.1 * x

        def grad(self, x, y):
            return 4 * x * (x * x - 1) + 0.1, 4 * y

    t = run(OPTIMIZERS["gradient_descent"](lr=0.1), Tilted(), (1.0, 0.5), 200)
    assert t.outcome.kind == "converged"  # nothing lower is known
    passed = np.r_[[(-1.0, 0.0)] * 3, t.points]
    assert track(Tilted(), passed).outcome.kind == "local"
    assert track(undeclared, np.r_[[(-1.0, 0.0)] * 3, [(1.0, 0.0)] * 30]).outcome.kind == "converged"  # equally low


def test_less_and_less_is_not_said_while_the_value_rises():
    quadratic = SURFACES["quadratic"](lambda1=0.01, lambda2=10.0, angle=0.0)
    k = np.arange(120)
    swinging = (-1.0) ** k
    both = np.stack([1.5 * 0.98**k * swinging, 2e-4 * 1.05**k * swinging], axis=-1)
    assert np.ptp(both[-20:, 0]) < np.ptp(both[-40:-20, 0])
    found = track(quadratic, both).outcome
    assert found.kind == "oscillating"
    assert "less" not in found.text
    assert track(quadratic, both * (1, 0)).outcome.text.endswith("less and less")


def test_a_run_that_passes_a_minimum_has_not_converged():
    found = shares(*np.linspace(0.4, -0.1, 101))
    assert (found.kind, found.text) == ("descending", "Descended until step 80")
    assert shares(*np.linspace(0.4, -0.3, 101)).kind == "climbing"


def test_around_a_saddle_a_hundredth_of_the_picture_is_near():
    saddle = SURFACES["saddle"]()
    (x0, x1), _ = saddle.domain
    for share, stalled in ((0.99 * PASS, True), (1.01 * PASS, False)):
        points = [(share * (x1 - x0), 1e-6 * k) for k in range(30)]
        assert (track(saddle, points).outcome.kind == "saddle") is stalled


@pytest.mark.parametrize("steps", [100, 101, 102])
def test_amid_waves_shorter_than_its_steps_nobody_stalls_near_a_saddle(steps):
    """There is one near every place, and as many minima: of late the run stood on ground of either kind."""
    t = run(OPTIMIZERS["yogi"](), SURFACES["weierstrass"](), steps=steps)
    assert confirmed(t).kind == "saddle"
    assert (np.linalg.eigvalsh(t.surface.hessian(t.points[-DWELL:])).min(axis=-1) > 0).any()
    assert t.outcome.kind == "oscillating"


@pytest.mark.parametrize(
    ("slug", "start"),
    [
        ("rastrigin", (-1.246, 1.052)), ("bohachevsky", (-0.5333, -1.818)), ("saddle", (0.5, 0.3)),
        ("weierstrass", (0.2481, 0.5641)),
    ],
)  # fmt: skip
def test_where_it_was_before_it_came_to_a_saddle_does_not_matter(slug, start):
    t = run(OPTIMIZERS["newton"](lr=1.0), SURFACES[slug](), start, 14)
    low, high = np.linalg.eigvalsh(t.surface.hessian(t.points[-1]))
    assert low < 0 < high
    assert t.gradient_norms[-1] < 1e-10 * t.gradient_norms.max()
    assert t.outcome.text.startswith("Stalled near a saddle")


def test_who_creeps_beside_a_saddle_that_is_not_on_the_list_has_stalled_there():
    rastrigin = SURFACES["rastrigin"]()
    t = run(OPTIMIZERS["gradient_descent"](lr=1e-5), rastrigin, (0.5025, 0.001), 50)
    assert (np.linalg.norm(np.diff(t.points, axis=0), axis=-1) > 0).all()
    low, high = np.linalg.eigvalsh(rastrigin.hessian(t.points)).T
    assert (low < 0).all()
    assert (high > 0).all()
    assert t.outcome.text.startswith("Stalled near a saddle")


def test_a_saddle_that_was_passed_is_forgotten():
    stalled = outcome("gradient_descent", "saddle", start=(0.5, 1e-6), steps=200)
    passed = outcome("gradient_descent", "saddle", start=(0.5, 1e-6), steps=1000)
    assert (stalled.kind, passed.kind) == ("saddle", "left")


def test_a_start_on_a_critical_point_is_known():
    assert outcome("gradient_descent", "saddle", start=(0.0, 0.0)).kind == "saddle"
    assert outcome("gradient_descent", "beale", start=(3.0, 0.5)) == Outcome("converged", 0, "Converged at step 0")


@pytest.mark.parametrize(
    ("start", "place", "kind", "words"),
    [
        ((-0.5, -0.5), -0.0099481, "local", "in a local minimum"),
        ((-0.57, 0.639), -1.0003e-4, "saddle", "eigenvalues −20000 and 20000"),
    ],
)
def test_of_three_stationary_points_within_a_fiftieth_of_a_unit_that_is_told_at_which_a_run_rests(
    start, place, kind, words
):
    """Both were called the saddle at (0.01, 0.01), with its eigenvalues, −190 and 41000."""
    t = run(OPTIMIZERS["newton"](), SURFACES["powell_badly_scaled"](), start, 100)
    np.testing.assert_allclose(t.points[-1], place, rtol=1e-4)
    assert t.outcome.kind == kind
    assert words in t.outcome.text


@pytest.mark.parametrize(
    ("rule", "slug", "start", "lowest"),
    [
        ("barzilai_borwein", "freudenstein_roth", (4.82, -2.14), 0.0),
        ("newton", "goldstein_price", (0.494, 1.1067), 3.0),
    ],
)
def test_a_leap_to_a_huge_value_makes_no_local_minimum_a_global_one(rule, slug, start, lowest):
    t = run(OPTIMIZERS[rule](), SURFACES[slug](), start, 200)
    assert np.ptp(t.values) > 1e9 > t.values[-1] > lowest + 10
    assert t.outcome.kind == "local"


def test_on_the_way_to_a_cross_of_minima_there_is_no_saddle():
    """x²y² is nowhere below 0; on the diagonal its Hessian has both signs, as small as there the slopes are."""
    for rule in ("newton", "gauss_newton"):
        t = run(OPTIMIZERS[rule](), parse("x^2*y^2"), (2.0, 2.0), 20)
        assert t.outcome.kind not in ("saddle", "maximum")


@pytest.mark.parametrize(
    ("rule", "start", "steps"),
    [
        (OPTIMIZERS["sign_descent"](lr=0.0613), (8.31, 0.413), 27),
        (OPTIMIZERS["sign_descent"](lr=0.056), (2.79, 2.13), 100),
        (OPTIMIZERS["rmsprop"](lr=0.25), (4.43, 3.95), 11),
        (OPTIMIZERS["nesterov"](lr=0.0186), (4.63, 9.72), 16),
    ],
    ids=str,
)
def test_who_goes_on_at_full_stride_beside_a_saddle_has_not_stalled(rule, start, steps):
    t = run(rule, SURFACES["langermann"](), start, steps)
    lengths = np.linalg.norm(np.diff(t.points, axis=0), axis=-1) / 10
    assert lengths[-3:].sum() > 0.01
    assert t.outcome.kind != "saddle"
