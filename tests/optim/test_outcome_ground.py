"""What a run stands on where slopes jump, end or vanish: kinks, creases, poles, flat tails, terraces, stairs."""

from dataclasses import dataclass

import numpy as np
import pytest
from made_runs import DESCENT, Cone, outcome, track

from optim import OPTIMIZERS, Outcome, run
from surfaces import SURFACES, CriticalPoint, Surface, parse

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
