"""The plane of η and β: roots against eigenvalues, theory against what runs do, and the best place."""

import json

import numpy as np
import pytest

from lessons.momentum.heavy_ball import (
    BETAS,
    COARSE,
    HIGHEST,
    NARROWEST,
    SHARES,
    WIDEST,
    best,
    measured,
    plane_film,
    rate,
    regime,
    spectral_radius,
)
from lessons.momentum.steps import START, trough
from lessons.step_size.contraction import best_contraction, contraction
from optim import run
from optim.momentum import Momentum

KAPPAS = (1.0, 4.0, 24.0, 100.0)


def test_spectral_radius_is_that_of_the_companion_matrix():
    rng = np.random.default_rng(0)
    share, beta = rng.uniform(0, 4, 200), rng.uniform(0, 0.99, 200)
    matrices = np.array([[[1 + b - s, -b], [1, 0]] for s, b in zip(share, beta, strict=True)])
    expected = np.abs(np.linalg.eigvals(matrices)).max(axis=1)
    np.testing.assert_allclose(spectral_radius(share, beta), expected, atol=1e-7)


def test_complex_roots_shrink_by_the_root_of_beta_whatever_the_rate():
    for share in (0.5, 1.0, 2.0):
        assert spectral_radius(share, 0.64) == pytest.approx(0.8)


def test_without_memory_it_is_gradient_descent():
    np.testing.assert_allclose(rate(SHARES, 0.0, 10.0), contraction(SHARES / 10.0, (1.0, 10.0)), atol=1e-12)


@pytest.mark.parametrize("kappa", KAPPAS)
def test_runs_converge_at_the_spectral_radius(kappa):
    """But for cells beside double roots, where k ρᵏ takes long to become ρᵏ."""
    theory = rate(COARSE[0], COARSE[1][:, None], kappa)
    off = np.abs(measured(kappa) - theory)
    assert np.isfinite(off).all()
    assert np.median(off) < 1e-4
    assert np.quantile(off, 0.95) < 5e-3
    assert off[theory > 1.01].max() < 1e-6


@pytest.mark.parametrize("kappa", [1.5, *KAPPAS[1:], 1000.0])
def test_the_best_place(kappa):
    top = best(kappa)
    root = np.sqrt(kappa)
    assert top.beta == pytest.approx((root - 1) ** 2 / (root + 1) ** 2)
    assert rate(top.share, top.beta, kappa) == pytest.approx(top.rate, abs=1e-6)
    assert top.rate == pytest.approx(np.sqrt(top.beta)) == pytest.approx(float(best_contraction(root)))
    assert rate(SHARES, BETAS[:, None], kappa).min() >= top.rate - 1e-9
    nearby = top.share + np.linspace(-0.1, 0.1, 41), np.clip(top.beta + np.linspace(-0.05, 0.05, 41), 0, 1)[:, None]
    assert rate(*nearby, kappa).min() >= top.rate - 1e-9


@pytest.mark.parametrize(
    ("share", "beta", "words"),
    [(0.3, 0.15, "monotone"), (0.9, 0.0, "monotone"), (1.5, 0.5, "oscillating"), (0.3, 0.97, "oscillating"),
     (1.9, 0.0, "oscillating"), (2.4, 0.25, "oscillating"), (3.3, 0.6, "divergent"), (2.0, 0.0, "divergent")],
)  # fmt: skip
def test_runs_do_what_their_region_says(share, beta, words):
    assert regime(share, beta) == words
    across = run(Momentum(lr=share / 10, beta=beta), trough(10.0), START, 300).points[:, 1]
    signs = set(np.sign(across[np.abs(across) > 1e-12]))
    assert signs == ({1.0} if words == "monotone" else {1.0, -1.0})
    assert (np.abs(across[-1]) < 0.1) == (words != "divergent")


@pytest.mark.parametrize("kappa", [1.0, 1000.0])
@pytest.mark.parametrize("share", [NARROWEST, WIDEST])
@pytest.mark.parametrize("beta", [0.0, HIGHEST])
def test_extremes_can_be_sent(kappa, share, beta):
    film = plane_film(kappa, share, beta, np.full((len(COARSE[1]), len(COARSE[0])), np.nan))
    json.dumps(film.document(), allow_nan=False)
