"""Every general sentence of the story so far is tried by a computation of its own, and what is measured is measured
anew; tests/lessons/test_prediction_and_story.py tries the rest of what is measured and that each slide exists."""

import re
from itertools import pairwise

import numpy as np
import pytest

from lessons.measured import (
    at_the_edge,
    by_budget,
    by_dimension,
    by_width,
    caught,
    in_bytes_kept,
    of_a_network,
    on_wilson,
    other_basin,
)
from lessons.story import STORIES
from networks.perceptron import Perceptron
from optim import OPTIMIZERS, run
from surfaces import SURFACES

RNG = np.random.default_rng(7)
ELSEWHERE = {at_the_edge, by_width, caught, on_wilson}  # measured, and tried in the other file
LINES = {(line.page, line.slide): line for story in STORIES.values() for line in story}
GRADIENT = np.array([3.0, -2.0])
TRIED = {}


def tries(page, slide):
    def kept(check):
        TRIED[page, slide] = check
        return check

    return kept


def bowl(n=4, least=0.3, most=7.0):
    """A positive definite matrix, its eigenvalues and eigenvectors."""
    basis = np.linalg.qr(RNG.standard_normal((n, n)))[0]
    values = np.sort(np.append(RNG.uniform(least, most, n - 2), (least, most)))
    return basis @ np.diag(values) @ basis.T, values, basis


def descended(a, eta, w, steps, beta=0.0):
    """The points of (momentum’s) descent on ½wᵀAw."""
    points, before = [w], w
    for _ in range(steps):
        w, before = w - eta * (a @ w) + beta * (w - before), w
        points.append(w)
    return np.array(points)


def numbers(text):
    return [float(found.replace("−", "-")) for found in re.findall(r"\d+(?:\.\d+)?", text)]


@tries("error_surfaces", "error_surfaces")
def signs_tell_the_kind():
    """On a cubic whose Hessian at 0 is any invertible one, the ring around 0 lies above, below, or on both sides."""
    for values in ((1, 2), (-1, 2), (-3, -0.5)):
        turn = np.linalg.qr(RNG.standard_normal((2, 2)))[0]
        angle = np.linspace(0, 2 * np.pi, 400)
        w = 1e-3 * np.stack([np.cos(angle), np.sin(angle)])
        around = 0.5 * (w * (turn @ np.diag(values) @ turn.T @ w)).sum(0) + w[0] ** 3 - 2 * w[0] * w[1] ** 2
        assert ((around > 0).all(), (around < 0).all()) == (min(values) > 0, max(values) < 0)


@tries("error_surfaces", "goe")
def hardly_ever_positive():
    told = numbers(by_dimension())
    for n, share in zip((1, 2, 4), told, strict=True):
        drawn = RNG.standard_normal((100_000 if n > 2 else 20_000, n, n))
        found = (np.linalg.eigvalsh(drawn + drawn.swapaxes(1, 2)) > 0).all(1)
        slack = 4 * found.std() / np.sqrt(len(found)) + (0.005 if n < 4 else 5e-5)  # of chance, and of two digits
        assert found.mean() == pytest.approx(share / 100, abs=slack)


@tries("step_size", "step_size")
def below_two_over_the_curvature():
    for a in (0.3, 4.0):
        for eta, ends in ((0.01, True), (1.99, True), (2.01, False)):
            assert (abs((1 - eta / a * a) ** 2000) < 1e-3) == ends
            w = 1.7
            for _ in range(2000):
                w -= (eta / a) * a * w
            assert (abs(w) < 1e-3) == ends
        assert 1.7 - a * 1.7 / a == pytest.approx(0, abs=1e-15)


@tries("step_size", "bowl")
def one_rate_for_all_directions():
    a, values, basis = bowl()
    for eta in (1.98 / values[-1], 2.02 / values[-1]):
        ends = np.linalg.norm(descended(a, eta, np.ones(4), 3000)[-1])
        assert (ends < 1) == (eta * values[-1] < 2)
    for eta in np.linspace(0.01, 0.999, 5) * 2 / (values[0] + values[-1]):
        left = np.abs(basis.T @ (descended(a, eta, basis.sum(1), 40)[-1]))
        assert left.argmax() == 0
    left = np.abs(basis.T @ (descended(a, 1.02 * 2 / (values[0] + values[-1]), basis.sum(1), 40)[-1]))
    assert left.argmax() == 3


@tries("scaling", "two")
def stretched_the_bowl_is_round():
    a, values, basis = bowl()
    root = basis @ np.diag(np.sqrt(values)) @ basis.T
    w = RNG.standard_normal(4)
    inverse = np.linalg.inv(root)
    np.testing.assert_allclose(inverse @ a @ inverse, np.eye(4), atol=1e-9)
    step = inverse @ (inverse @ (a @ w))  # the gradient along ŵ, mapped back
    np.testing.assert_allclose(step, np.linalg.solve(a, a @ w), atol=1e-9)


@tries("scaling", "terms")
def a_sum_over_directions():
    a, values, basis = bowl()
    eta = 0.7 / values[-1]
    points = descended(a, eta, RNG.standard_normal(4), 12)
    terms = 0.5 * values * (points @ basis) ** 2
    np.testing.assert_allclose(terms.sum(1), 0.5 * np.einsum("ki,ij,kj->k", points, a, points))
    np.testing.assert_allclose(terms[1:] / terms[:-1], np.broadcast_to((1 - eta * values) ** 2, (12, 4)))


@tries("newton", "curve")
def one_whole_step():
    for a, b in ((2.0, 3.0), (-0.4, 1.0)):
        w = 5.0
        assert a * (w - (a * w + b) / a) + b == pytest.approx(0, abs=1e-12)


@tries("newton", "signs")
def newton_goes_to_any_stationary_point():
    surface = SURFACES["himmelblau"]()
    kinds = set()
    for point in surface.critical_points():
        assert (np.abs(np.linalg.eigvalsh(surface.hessian(point.point))) > 1).all()
        end = run(OPTIMIZERS["newton"](), surface, np.add(point.point, (0.05, -0.05)), 12).points[-1]
        np.testing.assert_allclose(end, point.point, atol=1e-6)
        kinds.add(point.kind)
    assert kinds == {"minimum", "saddle", "maximum"}


@tries("newton", "cost")
def squared():
    million, peta = numbers(in_bytes_kept().partition("of ")[2].partition("of ")[2])
    assert peta * 1e15 == pytest.approx(8 * (million * 1e6) ** 2, rel=5e-3)


@tries("decay", "wells")
def the_flattest_is_first():
    curvatures = np.array([1.0, 3.0, 9.0])
    falling = np.geomspace(10.0, 0.01, 400)
    first = [next(eta for eta in falling if abs(1 - eta * c) < 1) for c in curvatures]
    assert first == sorted(first, reverse=True)
    np.testing.assert_allclose(first, 2 / curvatures, rtol=0.02)


@tries("momentum", "trough")
def grown_and_shrunk():
    for sign, share in ((1, lambda b: 1 / (1 - b)), (-1, lambda b: 1 / (1 + b))):
        for beta in (0.3, 0.9):
            step = 0.0
            for k in range(400):
                step = beta * step + 0.1 * 2.0 * sign**k
            assert abs(step) == pytest.approx(0.2 * share(beta), rel=1e-6)


@tries("momentum", "plane")
def the_best_of_all_rates_and_memories():
    for kappa in (4.0, 30.0):
        values = np.array([1.0, kappa])
        etas, betas = np.meshgrid(np.linspace(0.01, 4 / kappa, 400), np.linspace(0, 0.99, 400))
        trace = 1 + betas[..., None] - etas[..., None] * values
        roots = (trace + np.sqrt(trace**2 - 4 * betas[..., None] + 0j)) / 2, betas[..., None] + 0j
        radius = np.maximum(np.abs(roots[0]), np.abs(trace - roots[0])).max(-1)
        root = np.sqrt(kappa)
        assert radius.min() == pytest.approx((root - 1) / (root + 1), abs=0.02)
        assert radius.min() >= (root - 1) / (root + 1) - 1e-9
        assert np.abs(1 - etas[0][:, None] * values).max(-1).min() == pytest.approx((kappa - 1) / (kappa + 1), abs=0.01)


@tries("momentum", "rates")
def sure_of_one_over_k_squared():
    """Convex and no bowl: log-cosh along one way, a quartic along another; curvature at most 1."""

    def value(w):
        return np.log(np.cosh(w[0])) + w[1] ** 4 / 12

    def slope(w):
        return np.array([np.tanh(w[0]), w[1] ** 3 / 3])

    start = np.array([6.0, 1.0])
    plain = fast = ahead = start
    t = 1.0
    for k in range(1, 400):
        plain = plain - slope(plain)
        after = ahead - slope(ahead)
        grown = (1 + np.sqrt(1 + 4 * t * t)) / 2
        ahead, fast, t = after + (t - 1) / grown * (after - fast), after, grown
        assert value(plain) <= start @ start / (2 * k) + 1e-12
        assert value(fast) <= 2 * (start @ start) / (k + 1) ** 2 + 1e-12


@tries("averages", "series")
def weight_of_an_average():
    beta, values = 0.8, RNG.standard_normal(9)
    v = 0.0
    for t, value in enumerate(values, 1):
        v = beta * v + (1 - beta) * value
        weights = (1 - beta) * beta ** np.arange(t)[::-1]
        assert weights.sum() == pytest.approx(1 - beta**t)
        assert v / (1 - beta**t) == pytest.approx(np.average(values[:t], weights=weights))


@tries("averages", "table")
def what_cancels():
    values = RNG.standard_normal(20)
    values = np.concatenate([values, -values])
    assert values.mean() == pytest.approx(0, abs=1e-12)
    assert np.sqrt((values**2).mean()) >= np.abs(values).mean() > 0


@tries("adaptive", "dying")
def only_fall():
    gradients = np.concatenate([5 * RNG.standard_normal(40), 0.01 * RNG.standard_normal(40)])
    total = np.cumsum(gradients**2)
    assert (np.diff(1 / np.sqrt(total)) <= 0).all()
    v, rates = 0.0, []
    for g in gradients:
        v = 0.9 * v + 0.1 * g * g
        rates.append(1 / np.sqrt(v))
    assert (np.diff(rates) > 0).any()
    quiet = run(OPTIMIZERS["adagrad"](lr=0.5), SURFACES["rosenbrock"](), None, 60).effective_rates
    assert (np.diff(quiet[1:], axis=0) <= 1e-15).all()


@tries("adaptive", "correction")
def first_step():
    for size in (1e3, 1.0, 1e-4):
        g = GRADIENT * size
        m, v = 0.1 * g / (1 - 0.9), 0.001 * g**2 / (1 - 0.999)
        np.testing.assert_allclose(np.abs(0.01 * m / (np.sqrt(v) + 1e-8)), 0.01, rtol=1e-3)
    for slug in ("beale", "rosenbrock"):
        points = run(OPTIMIZERS["adam"](lr=0.01), SURFACES[slug](), (0.3, -0.4), 1).points
        np.testing.assert_allclose(np.abs(points[1] - points[0]), 0.01, rtol=1e-3)


@tries("moons", "cloud")
def one_over_root_m():
    many = RNG.standard_normal((20_000, 2)) * (1, 3)
    stray = [np.sqrt(((many[RNG.integers(0, len(many), (2000, m))].mean(1) - many.mean(0)) ** 2).sum(1).mean())
             for m in (1, 4, 16, 64)]  # fmt: skip
    np.testing.assert_allclose(np.array(stray) * np.sqrt((1, 4, 16, 64)), stray[0], rtol=0.1)


@tries("moons", "sizes")
def a_cloud_about_the_minimum():
    def breadth(eta, sigma, falling=False):
        w = np.full(4000, 2.0)
        for k in range(400):
            rate = eta / (1 + 0.05 * k) if falling else eta
            w = w - rate * (w + sigma * RNG.standard_normal(4000))
        return w.std()

    usual = breadth(0.4, 1.0)
    assert usual == pytest.approx(np.sqrt(0.4 / (2 - 0.4)), rel=0.05)
    assert max(breadth(0.4, 0.5), breadth(0.1, 1.0), breadth(0.4, 1.0, falling=True)) < 0.6 * usual
    assert breadth(1.9, 1.0) > 2 * usual


@tries("ends", "ends")
def least_norm():
    x, y = RNG.standard_normal((3, 7)), RNG.standard_normal(3)
    most = np.linalg.eigvalsh(x @ x.T)[-1]
    for share, arrives in ((0.5, True), (1.99, True), (2.02, False)):
        w = np.zeros(7)
        for _ in range(3000):
            w = w - share / most * x.T @ (x @ w - y)
        assert np.allclose(w, np.linalg.pinv(x) @ y, atol=1e-5) == arrives


@tries("ends", "wells")
def the_sharp_one_first():
    rising = np.linspace(0.01, 2.0, 400)
    lost = [next(eta for eta in rising if abs(1 - eta * c) > 1) for c in (9.0, 2.0)]
    assert lost[0] < lost[1]
    np.testing.assert_allclose(lost, [2 / 9, 1], rtol=0.03)


@tries("winner", "map")
def another_minimum():
    surface = SURFACES["himmelblau"]()
    places = np.array([p.point for p in surface.critical_points() if p.kind == "minimum"])
    starts = np.random.default_rng(0).uniform(*np.transpose(surface.domain), (6000, 2))

    def ends(beta):
        w, step = starts.copy(), 0.0
        with np.errstate(all="ignore"):
            for _ in range(150):
                step = beta * step + 0.01 * surface.gradient(w)
                w = w - step
        away = np.linalg.norm(w[:, None] - places, axis=-1)
        return np.where(away.min(1) < 0.1, away.argmin(1), -1)

    own, plain = ends(OPTIMIZERS["momentum"]().beta), ends(0.0)
    there = (own >= 0) & (plain >= 0)
    assert numbers(other_basin())[-1] == pytest.approx(100 * (own != plain)[there].mean(), abs=1.5)


@tries("winner", "winner")
def steps_of_a_budget():
    budget, *steps = map(int, numbers(by_budget()))
    for slug, count in zip(("gradient_descent", "newton", "lbfgs"), steps, strict=True):
        total = run(OPTIMIZERS[slug](), SURFACES["quadratic"](), None, budget).evaluations.total
        assert total[count] <= budget
        assert count == budget or total[count + 1] > budget
    assert steps[0] == budget == 2 * steps[1] > 2 * steps[2]


@tries("network", "network")
def one_point():
    sizes = [2, 16, 16, 1]
    assert set(numbers(of_a_network())) == {sum((a + 1) * b for a, b in pairwise(sizes))}
    assert "this network" not in of_a_network() + at_the_edge()  # on their pages the network may be another one


@tries("landscape", "landscape")
def beside_the_plane():
    """On ½‖w‖² in three dimensions the plane’s loss falls short by half the squared distance beside it."""
    w = np.array([0.3, -0.2, 0.7])
    assert 0.5 * w @ w - 0.5 * w[:2] @ w[:2] == pytest.approx(0.5 * 0.7**2)


@tries("landscape", "line")
def exchanged_units():
    network = Perceptron(data="moons", n=40, width=3, depth=1)
    w = RNG.standard_normal(network.dims)
    into, bias, out, last = np.split(w, np.cumsum([6, 3, 3]))
    swap = [1, 0, 2]
    other = np.concatenate([into.reshape(2, 3)[:, swap].ravel(), bias[swap], out[swap], last])
    assert network.value(other) == pytest.approx(float(network.value(w)), rel=1e-12)
    assert not np.allclose(other, w)


@tries("stability", "others")
def edges_of_momentum():
    for beta in (0.0, 0.5, 0.9):
        for share in (0.98, 1.02):
            eta = share * 2 * (1 + beta) / 5.0
            end = descended(np.diag([5.0, 1.0]), eta, np.ones(2), 1000, beta)[-1]
            assert (np.linalg.norm(end) < 1e-3) == (share < 1)


def test_every_sentence_is_tried():
    elsewhere = {place for place, line in LINES.items() if line.told in ELSEWHERE}
    assert TRIED.keys() == LINES.keys() - elsewhere


@pytest.mark.parametrize("place", sorted(LINES.keys() & TRIED.keys()), ids="-".join)
def test_a_sentence_is_so(place):
    TRIED[place]()
