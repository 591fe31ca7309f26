"""Rules that work on matrices: other libraries' tracks, what Muon and Shampoo do to singular values, who may run."""

import json

import numpy as np
import pytest

from networks import NETWORKS
from networks.spectrum import Spectrum
from optim import ON_VECTORS, OPTIMIZERS, run
from optim._arrays import joined, parts
from optim.muon import orthogonal
from surfaces import SURFACES
from tests.optim.record_matrices import CASES, FILE, STEPS, problem, start

MATRIX_RULES = [slug for slug in OPTIMIZERS if slug not in ON_VECTORS]
TRACKS = json.loads(FILE.read_text())["tracks"]


@pytest.mark.parametrize("track", TRACKS, ids=lambda t: f"{t['optimizer']}-{len(t['settings'])}")
def test_tracks_are_those_of_other_libraries(track):
    t = run(OPTIMIZERS[track["optimizer"]](**track["settings"]), problem(), start(), STEPS)
    np.testing.assert_allclose(t.points[1:], track["points"], rtol=1e-9, atol=1e-10)


def test_every_matrix_rule_has_a_track():
    assert {*MATRIX_RULES, "soap"} == set(CASES) == {track["optimizer"] for track in TRACKS}


@pytest.mark.parametrize("slug", MATRIX_RULES)
def test_without_matrices_a_rule_says_so(slug):
    for surface in (SURFACES["beale"](), Spectrum()):
        with pytest.raises(ValueError, match=f"{OPTIMIZERS[slug].name} needs weight matrices"):
            run(OPTIMIZERS[slug](), surface)


@pytest.mark.parametrize("slug", CASES)
def test_lanes_are_single_runs(slug):
    surface, rule = problem(), OPTIMIZERS[slug]
    starts = start() + 0.1 * np.random.default_rng(1).standard_normal((2, 3, surface.dims))
    many = run(rule(), surface, starts, 5)
    one = run(rule(), surface, starts[1, 2], 5)
    np.testing.assert_allclose(many.points[:, 1, 2], one.points, rtol=1e-9, atol=1e-12)
    rates = run(rule(lr=[0.01, 0.1]), surface, start(), 5)
    np.testing.assert_allclose(rates.points[:, 1], run(rule(lr=0.1), surface, start(), 5).points, rtol=1e-9)


@pytest.mark.parametrize("slug", CASES)
def test_a_network_learns(slug):
    t = run(OPTIMIZERS[slug](), NETWORKS["perceptron"](n=100), steps=100)
    assert t.diverged_at is None
    assert t.values[-1] < 0.8 * t.values[0]


def test_an_orthogonal_matrix_has_singular_values_near_one():
    matrix = np.random.default_rng(0).standard_normal((2, 6, 4)) @ np.diag([1, 0.5, 0.2, 0.1])
    values = np.linalg.svd(orthogonal(matrix, 1e-8), compute_uv=False)
    assert 0.6 < values.min() <= values.max() < 1.25
    np.testing.assert_allclose(np.swapaxes(orthogonal(np.swapaxes(matrix, 1, 2), 1e-8), 1, 2), orthogonal(matrix, 1e-8))


def test_shampoos_first_step_is_the_gradients_directions():
    """With nothing in the sums but one gradient G = USVᵀ, L^−¼ G R^−¼ is UVᵀ."""
    surface = NETWORKS["matrix_factorisation"]()
    rule = OPTIMIZERS["shampoo"](lr=1.0, eps=1e-12)
    t = run(rule, surface, steps=1)
    steps = parts(t.points[0] - t.points[1], surface.shapes)
    for step, g in zip(steps, parts(surface.gradient(t.points[0]), surface.shapes), strict=True):
        u, _, v = np.linalg.svd(g, full_matrices=False)
        np.testing.assert_allclose(step, u @ v, atol=1e-4)


def test_adafactor_remembers_rows_and_columns_only():
    surface = NETWORKS["matrix_factorisation"]()
    t = run(OPTIMIZERS["adafactor"](), surface, steps=3)
    for rows, columns in zip(
        parts(t.states.rows[-1], surface.shapes), parts(t.states.columns[-1], surface.shapes), strict=True
    ):
        assert (rows == rows[:, :1]).all()
        assert (columns == columns[:1]).all()


def test_arrays_are_taken_apart_and_put_together():
    w = np.arange(22.0).reshape(2, 11)
    shapes = ((2, 3), (3,), (1, 2))
    apart = parts(w, shapes)
    assert [a.shape for a in apart] == [(2, 2, 3), (2, 3), (2, 1, 2)]
    assert apart[0][1, 1].tolist() == [14.0, 15.0, 16.0]
    np.testing.assert_array_equal(joined(apart, shapes), w)
