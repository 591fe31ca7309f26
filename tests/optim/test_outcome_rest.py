"""At rest: when a run has converged, stalled at a saddle, or only passes by; kinks, poles and flat tails."""

from dataclasses import dataclass

import numpy as np
import pytest
from made_runs import DESCENT, PARABOLA, WIDTH, Cone, Undeclared, outcome, shares, track

from optim import OPTIMIZERS, Outcome, run
from optim._outcome_rest import DWELL, OUT, PASS, REST
from optim._outcome_settled import settled
from surfaces import SURFACES, CriticalPoint, Surface, parse


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


TRAPS = [
    ("-cos(x)*cos(y)*exp(-((x-pi)^2+(y-pi)^2))", 100.0, [(50.0, 50.0), (20.0, 20.0), (10.0, 8.0), (-30.0, 12.0)]),
    ("log(x^2+y^2)", 3.0, [(1.0, 1.0), (2.0, 0.5), (1e-5, 0.0)]),
    ("-1/sqrt(x^2+y^2)", 3.0, [(1.0, 1.0), (2.0, 0.5), (1e-5, 0.0)]),
    ("tan(x)+y^2", 3.0, [(1.0, 1.0), (-1.0, 0.5), (1.5707, 0.0), (-1.5707, 0.0)]),
]
SEEKERS = ["gradient_descent", "adam", "newton", "line_search_descent", "trust_region"]


@pytest.mark.parametrize(("text", "half", "starts"), TRAPS, ids=[t[0] for t in TRAPS])
@pytest.mark.thorough
def test_poles_and_flat_tails_are_no_place_to_rest(text, half, starts):
    surface = parse(text, domain=((-half, half), (-half, half)))
    for start in starts:
        for slug in SEEKERS:
            t = run(OPTIMIZERS[slug](), surface, start, 60)
            resting = t.outcome.kind in ("converged", "local", "saddle", "maximum")
            if resting:  # only where it can be seen: at the one well
                assert "cos" in text
                assert np.linalg.norm(t.points[-1] - np.pi) < 5


def test_a_crease_across_a_saddle_is_a_minimum_if_anything():
    surface = parse("abs(x*y)", domain=((-3.0, 3.0), (-3.0, 3.0)))
    for slug in SEEKERS:
        assert run(OPTIMIZERS[slug](), surface, (1.0, 0.9), 150).outcome.kind not in ("saddle", "maximum")
    assert run(OPTIMIZERS["newton"](), surface, (1.0, 0.9), 150).outcome.kind == "converged"


@dataclass(frozen=True)
class Fold(Surface):
    """|x| − |y|: on its folds, as Katsuura's function on its own, it gives a slope and a curvature of 0."""

    name = "Fold"
    domain, start = ((-1.0, 1.0), (-1.0, 1.0)), (0.5, 0.5)

    def f(self, x, y):
        return np.abs(x) - np.abs(y)

    def grad(self, x, y):
        return np.sign(x), -np.sign(y)

    def hess(self, x, y):
        return 0.0 * x, 0.0 * x, 0.0 * y


def test_a_place_where_a_slope_jumps_is_no_saddle():
    t = track(Fold(), [(0.4, 0.3), *[(0.0, 0.0)] * 20])
    assert t.gradient_norms[-1] == 0
    assert t.outcome == Outcome("stopped", 1, "Stopped at step 1, at a kink")


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


def test_a_saddle_that_was_passed_is_forgotten():
    stalled = outcome("gradient_descent", "saddle", start=(0.5, 1e-6), steps=200)
    passed = outcome("gradient_descent", "saddle", start=(0.5, 1e-6), steps=1000)
    assert (stalled.kind, passed.kind) == ("saddle", "left")


def test_a_start_on_a_critical_point_is_known():
    assert outcome("gradient_descent", "saddle", start=(0.0, 0.0)).kind == "saddle"
    assert outcome("gradient_descent", "beale", start=(3.0, 0.5)) == Outcome("converged", 0, "Converged at step 0")


def test_off_its_kinks_a_surface_that_is_not_smooth_is_like_any_other():
    assert outcome(DESCENT, "ackley", steps=300).kind == "local"  # in a minimum that it does not declare


def test_a_kink_that_is_not_declared_is_no_minimum():
    @dataclass(frozen=True)
    class Kink(Cone):
        def critical_points(self):
            return ()

    t = run(OPTIMIZERS["gradient_descent"](lr=0.1), Kink(), (0.75, 0.0), 100)
    assert t.outcome.kind == "oscillating"


@dataclass(frozen=True)
class Roof(Surface):
    """±|x|, without a Hessian."""

    name, dims, smooth = "Roof", 1, False
    domain, start = ((-3.0, 3.0),), (1.0,)
    up: bool = True

    def f(self, x):
        return np.abs(x) if self.up else -np.abs(x)

    def grad(self, x):
        return (np.sign(x) if self.up else -np.sign(x),)

    def critical_points(self):
        return (CriticalPoint((0.0,), "minimum" if self.up else "maximum"),)


def test_without_a_hessian_a_bounce_is_around_a_floor_or_nothing_is_said():
    bounce = np.where(np.arange(40) % 2, 0.5, -0.5)
    assert str(track(Roof(), bounce).outcome) == "Oscillating by ±0.5 around the floor"
    assert str(track(Roof(up=False), bounce).outcome) == "Oscillating by ±0.5"


def test_a_kink_is_a_minimum_where_it_is_declared():
    assert track(Cone(), np.r_[np.linspace((0.8, 0.3), (0.0, 0.0), 20), [(0.0, 0.0)] * 3]).outcome.kind == "converged"


@pytest.mark.parametrize("slug", ["nonsmooth_rosenbrock", "bukin6"])
@pytest.mark.parametrize("rule", ["conjugate_gradient", "bfgs"])
def test_a_run_that_sticks_to_a_crease_which_still_falls_is_in_no_minimum(slug, rule):
    """Along y = c(x), where the kink is, the value falls towards the declared minimum: no point of it is another."""
    t = run(OPTIMIZERS[rule](), SURFACES[slug](), steps=100)
    (x, y), crease = t.points[-1], {"nonsmooth_rosenbrock": lambda x: 2 * x * x - 1, "bukin6": lambda x: 0.01 * x * x}
    assert abs(y - crease[slug](x)) < 1e-6
    towards = x + 1e-3 * np.sign(t.surface.minima()[0][0] - x)
    assert t.surface.f(towards, crease[slug](towards)) < t.values[-1]
    assert t.outcome.kind == "stopped"


def test_a_kink_that_rises_all_around_is_a_minimum_undeclared():
    surface = parse("abs(x + y) + 30 * abs(x - 1.1 * y)", domain=((-3.0, 3.0), (-3.0, 3.0)))
    rest = np.r_[np.linspace((0.8, 0.3), (0.0, 0.0), 20), np.zeros((20, 2))]
    assert track(surface, rest).outcome.kind == "converged"


@pytest.mark.parametrize(
    ("rule", "surface", "start"),
    [
        ("lbfgs", parse("1/(1+x^2)+y^2", ((-3, 3), (-3, 3))), (0.15, -1.61)),
        ("conjugate_gradient", parse("exp(x)+y^2", ((-3, 3), (-3, 3))), (0.042, 2.98)),
        ("gauss_newton", SURFACES["tanh_network"](), (-0.376, 2.34)),
    ],
)
def test_a_tail_outside_the_picture_is_no_stationary_point(rule, surface, start):
    """It falls, ever less, without end, or up to where it is steep again: nothing there is a saddle or a minimum."""
    t = run(OPTIMIZERS[rule](), surface, start, 200)
    assert np.abs(np.diff(t.points[-20:], axis=0)).max() < 1e-6
    assert t.outcome.kind == "left"


def test_the_floor_of_a_steep_valley_is_no_saddle():
    """Gauss-Newton stands still on it, in double precision; the one saddle is far off, and no ground about is lower
    but along the floor."""
    surface = SURFACES["powell_badly_scaled"]()
    t = run(OPTIMIZERS["gauss_newton"](), surface, (7.28, 0.809), 10)
    assert min(np.linalg.norm(t.points[-1] - c.point) for c in surface.critical_points() if c.kind == "saddle") > 7
    assert t.outcome.kind not in ("saddle", "converged", "local")


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


def test_a_terrace_is_flat_ground_though_no_ground_beside_it_is_lower_close_by():
    """Step ellipsoid's terrace at E = 1000.9, with a lower one not far off."""
    found = run(OPTIMIZERS["newton"](lr=0.17), SURFACES["step_ellipsoid"](), (2.78, -3.31), 30).outcome
    assert (found.kind, found.text) == ("stopped", "Does not move, on flat ground")


@pytest.mark.parametrize(
    ("rule", "seed", "start"), [("random_search", 2, (0.4786, -0.9529)), ("simulated_annealing", 2, (1.0, 0.3))]
)
def test_the_level_middle_of_a_stair_is_flat_ground_though_a_wider_ring_meets_its_edges(rule, seed, start):
    surface = SURFACES["step_ellipsoid"]()
    t = run(OPTIMIZERS[rule](seed=seed), surface, start, 100)
    around = t.points[-1] + 1e-3 * np.stack([np.cos(a := np.arange(64) / 10), np.sin(a)], axis=-1)
    assert (surface.value(around) == t.values[-1]).all()
    assert t.outcome.kind == "stopped"
    assert str(t.outcome).endswith("on flat ground")


def test_amid_waves_finer_than_a_ring_the_curvature_tells_where_a_run_rests():
    """Of Weierstrass' waves the finest is a thousandth of the picture long: around no point is it smooth from afar."""
    surface, rng = SURFACES["weierstrass"](), np.random.default_rng(0)
    kinds = {(True, True): "local", (False, True): "saddle", (False, False): "maximum"}
    for _ in range(40):
        t = run(OPTIMIZERS["newton"](lr=float(rng.uniform(0.3, 1.0))), surface, rng.uniform(-0.9, 0.9, 2), 100)
        assert t.outcome.kind == kinds[tuple(np.linalg.eigvalsh(surface.hessian(t.points[-1])) > 0)]
    still = run(OPTIMIZERS["newton"](lr=0.69), surface, (0.29, -0.03), 100).outcome
    assert str(still).startswith("Stalled near a saddle")


def test_the_tail_of_a_hump_is_no_saddle():
    """exp(−x² − y²) is 1e−180 out there, and all that changes is as small: its one critical point is the maximum."""
    hump = parse("exp(-x^2-y^2)", ((-3.0, 3.0), (-3.0, 3.0)))
    for lr in (2.28, 3.0, 5.0):
        t = run(OPTIMIZERS["prodigy"](lr=lr), hump, (0.15, -0.11), 400)
        assert t.outcome.text.startswith("Left the picture at step")


def test_a_search_that_stops_in_a_crease_stands_at_a_kink():
    t = run(OPTIMIZERS["cma_es"](), SURFACES["bukin6"](), (-6.984, -0.5725), 200)
    (x, y), beside = t.points[-1], t.surface.value(t.points[-1] + [[0.0, 1e-3], [0.0, -1e-3]])
    assert y == pytest.approx(0.01 * x * x, abs=1e-9)
    assert (beside > t.values[-1] + 1).all()
    assert t.outcome.text.endswith("at a kink")


@pytest.mark.parametrize(
    ("slug", "start", "text"),
    [
        ("holder_table", (8.033, -7.733), "Stopped at a maximum at step 6"),
        ("relu_network", (-0.3305, 1.703), "Stalled near a saddle"),
    ],
)
def test_where_creases_meet_no_eigenvalues_are_told(slug, start, text):
    """Where −|uv| is highest the slope fades; on ReLU's crease one side bends and the other does not."""
    t = run(OPTIMIZERS["newton"](), SURFACES[slug](), start, 40)
    assert t.gradient_norms[-1] <= 1e-12
    assert t.outcome.text == text


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
    ("text", "rule", "start", "steps", "ground"),
    [
        ("sqrt(x)+y^2", "levenberg_marquardt", (0.0, -1.61), 20, "on a slope"),
        ("sqrt(x)+y^2", "random_search", (0.0, -0.99), 24, "on a slope"),
        ("abs(x^2+y^2-1)", "bfgs", (0.9, 0.0), 50, "at a kink"),
    ],
)
def test_where_a_slope_is_infinite_or_jumps_there_is_no_flat_ground(text, rule, start, steps, ground):
    outcome_ = run(OPTIMIZERS[rule](), parse(text), start, steps).outcome
    assert outcome_.text.endswith(ground)


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
