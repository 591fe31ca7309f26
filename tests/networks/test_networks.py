"""Networks against PyTorch and finite differences; lanes against single runs; declared points; mini-batches."""

import json

import numpy as np
import pytest

from networks import NETWORKS
from optim import OPTIMIZERS, run
from tests.networks.record_torch_networks import BATCH, CASES, FILE, STEPS, TRACKS, network

RECORDED = json.loads(FILE.read_text())["cases"]
SMALL = {
    "perceptron": {"n": 40, "width": 3},
    "logistic_regression": {"data": "digits", "n": 40},
    "deep_linear": {"depth": 2},
    "matrix_factorisation": {},
    "spectrum": {"n": 12, "turned": True},
}


def small(slug, **more):
    return NETWORKS[slug](**SMALL.get(slug, {}) | more)


def points(problem, count, seed=0):
    return np.array(problem.start) + 0.5 * np.random.default_rng(seed).standard_normal((count, problem.dims))


@pytest.mark.parametrize("case", CASES)
def test_values_and_derivatives_are_torchs(case):
    problem, found = network(case), RECORDED[case]
    w = problem.starts(2)[1]
    v = np.random.default_rng(5).standard_normal(problem.dims)
    np.testing.assert_allclose(problem.value(w), found["value"], rtol=1e-10)
    np.testing.assert_allclose(problem.gradient(w), found["gradient"], rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(problem.hessian_vector_product(w, v), found["product"], rtol=1e-10, atol=1e-11)


@pytest.mark.parametrize("batch", [0, BATCH])
@pytest.mark.parametrize("slug", TRACKS)
@pytest.mark.parametrize("case", CASES)
def test_training_is_torchs(case, slug, batch):
    options = dict(TRACKS[slug][1])
    if "momentum" in options:
        options["beta"] = options.pop("momentum")
    t = run(OPTIMIZERS[slug](**options), network(case, batch), steps=STEPS)
    np.testing.assert_allclose(
        t.points[-1], RECORDED[case]["tracks"][f"{slug}, {batch or 'all'}"], rtol=1e-8, atol=1e-8
    )


@pytest.mark.parametrize("slug", NETWORKS)
def test_shapes_make_up_the_weights(slug):
    problem = small(slug)
    assert len(problem.start) == problem.dims
    if problem.shapes:
        assert sum(int(np.prod(shape)) for shape in problem.shapes) == problem.dims


@pytest.mark.parametrize("slug", NETWORKS)
def test_gradients_and_hessians_against_differences(slug):
    problem = small(slug)
    w, v = points(problem, 2)
    h = 1e-5
    slope = (problem.value(w + h * v) - problem.value(w - h * v)) / (2 * h)
    np.testing.assert_allclose(problem.gradient(w) @ v, slope, rtol=1e-6, atol=1e-8)
    bend = (problem.gradient(w + h * v) - problem.gradient(w - h * v)) / (2 * h)
    np.testing.assert_allclose(problem.hessian_vector_product(w, v), bend, rtol=1e-6, atol=1e-6)
    if problem.has_hessian:
        np.testing.assert_allclose(problem.hessian(w) @ v, problem.hessian_vector_product(w, v), rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("slug", NETWORKS)
def test_lanes_are_single_points(slug):
    problem = small(slug)
    w = points(problem, 6).reshape(2, 3, -1)
    for method in (problem.value, problem.gradient):
        single = np.array([[method(w[i, j]) for j in range(3)] for i in range(2)])
        np.testing.assert_allclose(method(w), single, rtol=1e-12, atol=1e-14)


def test_many_lanes_are_cut_into_pieces(monkeypatch):
    problem = small("perceptron", l2=0.1)
    w = points(problem, 50)
    whole = problem.value(w), problem.gradient(w), problem.hessian_vector_product(w, w[::-1])
    monkeypatch.setattr("networks._dense.PIECE", 1000)
    cut = problem.value(w), problem.gradient(w), problem.hessian_vector_product(w, w[::-1])
    for a, b in zip(whole, cut, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)


LEAST_SQUARES = {
    "perceptron": {"loss": "squared", "data": "digits", "l2": 0.2},
    "deep_linear": {},
    "matrix_factorisation": {},
}


@pytest.mark.parametrize("slug", LEAST_SQUARES)
def test_residuals_make_up_the_loss(slug):
    problem = small(slug, **LEAST_SQUARES[slug])
    w = points(problem, 2)
    residual, jacobian = problem.residual(w), problem.residual_jacobian(w)
    assert problem.least_squares
    np.testing.assert_allclose((residual**2).sum(axis=-1), problem.value(w), rtol=1e-12)
    gradient = 2 * np.einsum("...m,...mp->...p", residual, jacobian)
    np.testing.assert_allclose(gradient, problem.gradient(w), rtol=1e-9, atol=1e-12)


def declared():
    for slug in ("deep_linear", "matrix_factorisation", "spectrum"):
        for seed in (0, 1):
            yield NETWORKS[slug](**({} if slug == "spectrum" else {"seed": seed}))
    yield NETWORKS["deep_linear"](inputs=3, hidden=3, outputs=4)


@pytest.mark.parametrize("problem", list(declared()), ids=lambda p: f"{p.slug}-{p.seed}")
def test_declared_points_are_critical_and_of_their_kind(problem):
    kinds = {"minimum": 0, "saddle": 0}
    best = min(float(problem.value(np.array(c.point))) for c in problem.critical_points())
    for critical in problem.critical_points():
        w = np.array(critical.point)
        assert np.linalg.norm(problem.gradient(w)) < 1e-10
        eigenvalues = np.linalg.eigvalsh(problem.hessian(w))
        tolerance = 1e-9 * np.abs(eigenvalues).max()
        kinds[critical.kind] += 1
        if critical.kind == "minimum":
            assert eigenvalues[0] > -tolerance
            assert problem.value(w) == pytest.approx(best, rel=1e-9, abs=1e-12)
        else:
            assert eigenvalues[0] < -tolerance
        assert critical.degenerate == (np.abs(eigenvalues).min() <= tolerance)
    assert kinds["minimum"] == 1


def test_an_epoch_sees_each_example_once():
    problem = small("perceptron", batch=16)
    per_epoch = 3
    for epoch in range(2):
        seen = np.concatenate([problem.batch_of(epoch * per_epoch + i + 1) for i in range(per_epoch)])
        assert sorted(seen) == list(range(40))
    assert list(problem.batch_of(1)) != list(problem.batch_of(1 + per_epoch))
    assert list(problem.batch_of(1)) == list(small("perceptron", batch=16).batch_of(1))


def test_drawn_batches_repeat_examples():
    problem = small("perceptron", batch=16, replace=True)
    drawn = [problem.batch_of(k) for k in range(1, 20)]
    assert all(len(batch) == 16 for batch in drawn)
    assert any(len(set(batch)) < 16 for batch in drawn)


def test_a_batch_is_the_mean_over_its_examples():
    problem = small("perceptron", batch=16, l2=0.1)
    w = points(problem, 1)[0]
    parts = [problem.at(k) for k in (1, 2, 3)]
    sizes = np.array([len(problem.batch_of(k)) for k in (1, 2, 3)])
    for method in ("value", "gradient"):
        mean = sum(n * getattr(part, method)(w) for n, part in zip(sizes, parts, strict=True)) / sizes.sum()
        np.testing.assert_allclose(mean, getattr(problem, method)(w), rtol=1e-12)
    assert small("perceptron", batch=40).at(1).batch == 40  # all at once: itself


def test_a_convex_error_is_convex():
    problem = small("logistic_regression", data="moons")
    for w in points(problem, 5):
        assert np.linalg.eigvalsh(problem.hessian(w))[0] > -1e-12


def test_a_network_learns_moons():
    problem = NETWORKS["perceptron"]()
    t = run(OPTIMIZERS["adam"](lr=0.02), problem, steps=300)
    assert problem.accuracy(t.points[-1], test=True) > 0.9 > problem.accuracy(t.points[0], test=True)
    assert problem.accuracy(t.points).shape == (301,)


def test_values_are_no_classes():
    with pytest.raises(ValueError, match="squared"):
        NETWORKS["perceptron"](data="diabetes")


def test_an_altered_network_forgets_what_it_worked_out():
    problem = small("perceptron")
    w = points(problem, 1)[0]
    before = problem.value(w)
    assert problem.altered(l2=1.0).value(w) == pytest.approx(before + 0.5 * (w @ w))
