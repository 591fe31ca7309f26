"""Places on which rules and outcomes turn, each looked at from both sides, and formulas written out a second time."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from optim import OPTIMIZERS, SCHEDULES, Evaluations, Trajectory, run
from optim._draws import normal, normals, uniform
from optim._outcome import _flat
from optim._outcome_ground import nearby, ring
from optim._outcome_progress import FRESH, LEAVES, MOST, _gain, _kept, _tenth
from optim._outcome_rest import REST, _entered, _kink, _level, _newton, _rests
from optim._outcome_settled import half
from optim._outcome_words import signs
from optim._own import MOST_STATEMENTS, understood
from optim.cma_es import constants
from optim.levenberg_marquardt import DAMPINGS, LevenbergMarquardt
from optim.particle_swarm import COUNT
from surfaces import SURFACES, CriticalPoint, ParseError, Surface, parse


@dataclass(frozen=True)
class Bowl(Surface):
    """height + scale·|w|², and its derivatives; a slope and a curvature of the floor's own along w₁."""

    scale: float = 1.0
    height: float = 0.0
    domain = ((-1.0, 1.0), (-1.0, 1.0))
    start = (0.5, 0.5)

    def f(self, x, y):
        return self.height + self.scale * (x * x + y * y)

    def grad(self, x, y):
        return 2 * self.scale * x, 2 * self.scale * y

    def hess(self, x, y):
        return 2 * self.scale + 0 * x, 0 * x, 2 * self.scale + 0 * x


@dataclass(frozen=True)
class Trough(Bowl):
    """w₂² over a floor whose slope and curvature are rounding errors."""

    def grad(self, x, y):
        return 1e-14 + 0 * x, 2 * y

    def hess(self, x, y):
        return 1e-18 + 0 * x, 0 * x, 2 + 0 * x


@dataclass(frozen=True)
class Cone(Bowl):
    """|w|: a minimum that is a kink."""

    def f(self, x, y):
        return np.hypot(x, y)

    def critical_points(self):
        return [CriticalPoint((0.0, 0.0), "minimum", False)]


def track(surface, points):
    points = np.asarray(points, dtype=float)
    counts = np.zeros(len(points), dtype=int)
    values = surface.value(points)
    return Trajectory(OPTIMIZERS["gradient_descent"](), surface, points, values, (), Evaluations(*[counts] * 3), None)


def arriving(steps, late):
    """From (0.5, 0.5) straight to the minimum, where it stands still for the last `late` steps."""
    shares = np.linspace(1, 0, steps + 1 - late)
    return np.concatenate([shares, np.zeros(late)])[:, None] * (0.5, 0.5)


@pytest.mark.parametrize(("steps", "late", "still"), [(40, 4, True), (40, 3, False), (5, 1, True), (5, 0, False)])
def test_a_kink_is_told_once_a_run_stands_still_for_a_tenth_of_its_steps(steps, late, still):
    found = _kink(track(Cone(), arriving(steps, late)))
    assert (found is not None) == still
    assert found is None or found.kind == "minimum"


@pytest.mark.parametrize(("steps", "late", "since"), [(5, 1, 4), (5, 0, None), (40, 4, 36), (40, 3, None)])
def test_a_run_rests_once_it_stays_for_a_tenth_of_its_steps(steps, late, since):
    assert _rests(track(Bowl(), arriving(steps, late)), np.zeros(2), "minimum") == since


def test_it_rests_since_it_came_last_and_strays_no_further_than_twice_the_radius():
    far, near, beside = 10 * REST, 0.5 * REST, 1.5 * REST
    assert _entered(np.array([far, near, near, near]), REST, 2) == 1
    assert _entered(np.array([far, near, near, far, near, near, near]), REST, 2) == 4
    assert _entered(np.array([far, near, near, near, beside, beside]), REST, 2) == 1
    assert _entered(np.array([far, near, near]), REST, 2) is None


def test_newton_s_method_takes_a_slope_of_rounding_error_beside_the_first_ones_for_none():
    """Along the floor 1e−14/1e−18 would lead far away."""
    points = np.stack([np.full(30, 0.3), 0.8 * 0.3 ** np.arange(30)], axis=-1)
    assert_allclose(_newton(track(Trough(), points)), [0.3, 0.0], atol=1e-9)


@pytest.mark.parametrize(("scale", "height"), [(1.0, 0.0), (1e-12, 0.0), (1e9, 0.0), (1.0, 1e6), (-1.0, 1e6)])
def test_what_stands_around_a_point_is_told_beside_its_own_rounding_error(scale, height):
    around = ring(track(Bowl(scale, height), arriving(40, 4)), np.zeros(2))
    assert around.kind == ("minimum" if scale > 0 else "maximum")


def test_draws_begin_at_the_first_place():
    w = np.zeros((4, 3))
    expected = [normal(7, 5, i) for i in range(3)]
    assert_allclose(normals(7, 5, w), np.tile(expected, (4, 1)))
    assert_allclose(normals(7, 5, w, 2), np.tile([normal(7, 5, i) for i in (2, 3, 4)], (4, 1)))


@pytest.mark.parametrize("width", [0.5, 0.01])
def test_spsa_shows_the_two_places_that_it_compares(width):
    rule, w = OPTIMIZERS["spsa"](width=width, seed=3), np.array([0.5, -1.0])
    places, step = rule.believes(SURFACES["himmelblau"](), w, rule.init(w), 4)
    sides = np.array([1 if uniform(3, 4, i) >= 0.5 else -1 for i in range(2)])
    assert_allclose(places.points, [w + width * sides, w - width * sides])
    assert_allclose(step.tip, rule.step(SURFACES["himmelblau"](), w, rule.init(w), 4)[0])


def test_the_swarm_moves_as_kennedy_and_eberhart_write_it():
    """v ← ωv + c₁u(b − x) + c₂u′(g − x), x ← x + v, particle by particle and coordinate by coordinate."""
    rule = OPTIMIZERS["particle_swarm"](seed=5)
    surface = SURFACES["himmelblau"]()
    t = run(rule, surface, (0.5, -1.0), 6)
    x = np.array(t.states.points[0])
    v, best, kept = np.zeros_like(x), x.copy(), surface.value(x)
    best_of_all = x[kept.argmin()]
    for k in range(1, 7):
        for i in range(COUNT):
            own, shared = uniform(5, k, 2 * i), uniform(5, k, 2 * i + 1)
            for axis in range(2):
                pull = rule.own * own * (best[i, axis] - x[i, axis])
                pull += rule.shared * shared * (best_of_all[axis] - x[i, axis])
                v[i, axis] = rule.inertia * v[i, axis] + pull
                x[i, axis] += v[i, axis]
            if surface.value(x[i]) < kept[i]:
                best[i], kept[i] = x[i], surface.value(x[i])
        best_of_all = best[kept.argmin()]
        assert_allclose(t.states.points[k], x, rtol=1e-9)
        assert_allclose(t.points[k], best_of_all, rtol=1e-9)


@pytest.mark.parametrize("n", [1, 2, 3, 5, 20, 100, 1000])
def test_cma_es_has_the_tutorial_s_constants(n):
    """Hansen (2016), table 1; the root in d_σ is below 1 in every dimension."""
    made = constants(n)
    size = 4 + int(3 * np.log(n))
    raw = np.log((size + 1) / 2) - np.log(np.arange(1, size // 2 + 1))
    weights = raw / raw.sum()
    mass = 1 / (weights**2).sum()
    assert made.samples == size
    assert_allclose(made.weights, weights)
    assert made.cs == pytest.approx((mass + 2) / (n + mass + 5))
    assert made.cc == pytest.approx((4 + mass / n) / (n + 4 + 2 * mass / n))
    assert made.c1 == pytest.approx(2 / ((n + 1.3) ** 2 + mass))
    assert made.cmu == pytest.approx(min(1 - made.c1, 2 * (1 / 4 + mass + 1 / mass - 2) / ((n + 2) ** 2 + mass)))
    assert (mass - 1) / (n + 1) < 1
    assert made.damping == pytest.approx(1 + made.cs)
    assert made.chi == pytest.approx(np.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n**2)))


def test_the_path_of_dampings_leaves_out_what_is_not_clearly_positive():
    """One of the dampings is the negative curvature itself: there the damped matrix has no inverse."""
    first, last, count = DAMPINGS
    curvature = np.geomspace(first, last, count)[20]  # as a share of the largest, 1

    class Saddle(Bowl):
        def grad(self, x, y):
            return 1.0 + 0 * x, -curvature + 0 * x

        def hess(self, x, y):
            return 1.0 + 0 * x, 0 * x, -curvature + 0 * x

    rule, w = LevenbergMarquardt(damping=0.5), np.array([0.2, 0.2])
    path, *_ = rule.believes(Saddle(), w, rule.init(w), 1)
    assert len(path.points) == count - 21
    assert np.abs(path.points - w).max() < 2.5


def test_on_level_ground_a_search_along_the_axes_stays_and_halves_its_step():
    level = parse("0*x + 0*y")
    t = run(OPTIMIZERS["coordinate_search"](size=1.0), level, (0.5, -0.5), 3)
    assert (t.points == t.points[0]).all()
    assert_allclose(t.states.size[:, 0], [1, 0.5, 0.25, 0.125])


def test_schedules_that_begin_again_do_so_every_time():
    restarts = SCHEDULES["cosine_restarts"](period=10, final=0.2)
    waves = SCHEDULES["triangular"](period=10, lowest=0.2)
    for k in (1, 4, 6, 10):
        assert restarts.factor(k + 10) == pytest.approx(restarts.factor(k))
        assert restarts.factor(k + 30) == pytest.approx(restarts.factor(k))
        assert waves.factor(k + 20) == pytest.approx(waves.factor(k))
    assert restarts.factor(1) == 1
    assert restarts.factor(6) == pytest.approx(0.6)
    assert restarts.factor(11) == 1


def test_torch_s_calls_stop_nowhere_and_are_made_where_they_do_the_same():
    once = OPTIMIZERS["lbfgs"]().torch()
    assert {"max_iter": 1, "max_eval": 26, "tolerance_grad": 0, "tolerance_change": 0}.items() <= once.arguments.items()
    for accumulates in ("step", "scaled step"):
        for lr in (1.0, 0.5):
            rule = OPTIMIZERS["adadelta"](lr=lr, accumulates=accumulates)
            same = accumulates == "step" or lr == 1
            assert (rule.torch() is not None) == (rule.optax() is not None) == same


def test_too_many_statements_are_refused_at_the_beginning():
    with pytest.raises(ParseError) as refused:
        understood("\n".join(["w = w - lr g"] * (MOST_STATEMENTS + 1)))
    assert refused.value.position == 0
    with pytest.raises(ParseError):
        understood(" ; \n ")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], ""), ([-2.0], ": eigenvalue −2"), ([-2.0, 1e-15], ": eigenvalues −2 and 0"),
        ([-3.0, 1.0, 4.0], ": eigenvalues −3 and 1 and 4"), ([-3.0, -1.0, 2.0, 5.0], ": eigenvalues from −3 to 5"),
    ],
)  # fmt: skip
def test_eigenvalues_in_words(values, words):
    assert signs(np.array(values)) == words


@pytest.mark.parametrize(("slope", "flat"), [(1e-7, True), (1e-5, False)])
def test_ground_is_flat_where_its_slope_is_nothing_beside_those_of_the_run(slope, flat):
    """A run from a slope of 1 that ends, by its last point alone, where the slope is that."""
    points = np.array([[0.5, 0.0], [0.4, 0.0], [slope / 2, 0.0]])
    assert _flat(track(Bowl(height=-1.0), points)) == flat


def test_how_values_differ_near_a_point_is_told_from_its_own():
    assert nearby(Bowl(3.0, height=7.0), np.zeros(2)) == pytest.approx(3 * (0.01 * 2) ** 2)


@pytest.mark.parametrize(("inside", "level"), [(0.0, True), (0.3, False)])
def test_a_slope_is_level_beside_those_a_hundredth_of_the_picture_off(inside, level):
    assert _level(track(Bowl(), arriving(40, 4)), np.array([inside, 0.0])) == level
    assert _level(track(Bowl(), np.full((5, 2), 1e-9)), np.zeros(2)), "of a run that never moved, those around"


def test_what_was_gained_counts_beside_what_was_left():
    """A value that halves what is left to its floor of 5 in the later half of the steps."""
    values = np.r_[np.full(11, 6.0), np.full(10, 5.5)]
    past = SimpleNamespace(lowest=np.minimum.accumulate(values), values=values, track=np.zeros((21, 2)))
    share = 1 - LEAVES ** (half(20) / 20)
    assert _gain(past, 20, 5.0) == pytest.approx(0.5 / share)
    assert _kept(past, 20) == pytest.approx(min(FRESH * 20 / (20 - 11), np.inf))
    given = SimpleNamespace(lowest=past.lowest, values=np.r_[values[:-1], 5.5 + 0.9 * 6], track=past.track)
    mean = min(0.9 * 6 / 0.5, MOST) / (_tenth(20) + 1)
    assert _kept(given, 20) == pytest.approx(min(FRESH * 20 / 9, 1 / mean))
