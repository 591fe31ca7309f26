"""The plane of η and β: roots against eigenvalues, theory against what runs do, and the best place."""

import json
import re

import numpy as np
import pytest
from sweep import options, sweep

from catalog import parameters
from figures._encode import decode
from lessons.momentum.heavy_ball import (
    BETAS,
    COARSE,
    HIGHEST,
    NARROWEST,
    SHARES,
    WIDEST,
    Plane,
    best,
    best_held,
    measured,
    plane_film,
    rate,
    regime,
    spectral_radius,
    words,
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


KAPPA_OPTIONS = options(next(p for p in parameters(Plane) if p.name == "kappa"))


@pytest.mark.parametrize("kappa", KAPPA_OPTIONS)
def test_the_best_that_sliders_hold_is_on_the_safe_side_of_the_cliff(kappa):
    """Rounded to the nearest, it diverged at κ = 300, 430, 470, 560, 620, 750 and 1000."""
    held = best_held(kappa)
    assert (round(held.share, 2), round(held.beta, 3)) == (held.share, held.beta)
    assert held.rate == pytest.approx(radius(held.share, held.beta, kappa))
    assert held.rate < 1
    t = run(Momentum(lr=held.share / kappa, beta=held.beta), trough(kappa), START, 600)
    assert t.values[-1] < 1e-3 * t.values[0]
    around = [radius(held.share + dx, held.beta + dy, kappa) for dx in (-0.01, 0, 0.01) for dy in (-0.001, 0, 0.001)
              if 0 <= held.beta + dy <= HIGHEST and held.share + dx <= WIDEST]  # fmt: skip
    assert held.rate <= min(around) + 1e-9


def radius(share, beta, kappa):
    """The largest root, by NumPy's own."""
    return max(np.abs(np.roots([1, -(1 + beta - s), beta])).max() for s in (share, share / kappa))


@pytest.mark.parametrize("chosen", sweep(Plane), ids=str)
def test_the_words_are_true_of_the_roots_and_of_a_run(chosen):
    told = words(chosen)
    slowest = radius(chosen.share, chosen.beta, chosen.kappa)
    assert ("does not converge" in told) == (slowest >= 1 - 1e-9)
    t = run(Momentum(lr=chosen.share / chosen.kappa, beta=chosen.beta), trough(chosen.kappa), START, 400)
    across = t.points[:, 1]
    signs = set(np.sign(across[np.abs(across) > 1e-9 * abs(across[0])]))
    if "without a swing" in told:
        assert signs == {1.0}
    elif "momentum **swings**" in told:
        assert signs == {1.0, -1.0} or slowest > 0.97  # so slow a swing takes longer than these steps
    if "not along it" in told:
        along = t.points[:, 0]
        assert len(set(np.sign(along[np.abs(along) > 1e-9 * abs(along[0])]))) == 1
    elif "momentum **swings**" in told:
        assert (np.roots([1, -(1 + chosen.beta - chosen.share / chosen.kappa), chosen.beta]).imag != 0).any()
    best_of_descent = (chosen.kappa - 1) / (chosen.kappa + 1)
    assert ("gradient descent’s best is the same" in told) == (chosen.kappa == 1)
    if chosen.kappa > 1:
        assert f"gradient descent’s best is {best_of_descent:.3g}" in told
    said_rate = float(re.search(r"multiplies the distance by ([\d.e−]+)\. ", told)[1].replace("−", "-"))
    assert said_rate == pytest.approx(slowest, rel=1e-3, abs=1e-4)


def plane_film_of(kappa, share, beta, measured=False):
    sweep = np.full((len(COARSE[1]), len(COARSE[0])), np.nan) if measured else None
    return plane_film(Plane(kappa=kappa, share=share, beta=beta), sweep)


def test_the_dashed_line_is_the_law():
    """The distance at the start times ρ to the power of the step."""
    film = plane_film_of(24.0, 1.0, 0.6)
    chart = film.panels[2]
    law = decode(chart.overlays[0]["y"]).ravel()
    rho = radius(1.0, 0.6, 24.0)
    expected = np.hypot(*START) * rho ** np.arange(len(law))
    np.testing.assert_allclose(law, expected, rtol=1e-4)


@pytest.mark.parametrize("measured", [True, False])
def test_the_red_border_is_where_the_radius_is_one(measured):
    panel = plane_film_of(24.0, 1.0, 0.6, measured).panels[0]
    red = next(trace for trace in panel.figure["data"] if trace.get("line", {}).get("color") == "#e2483d")
    for x, y in list(zip(red["x"], red["y"], strict=True))[:-1:10]:
        assert radius(x - 1e-6, y, 24.0) <= 1 < radius(x + 1e-3, y, 24.0)


@pytest.mark.parametrize("kappa", [1.0, 1000.0])
@pytest.mark.parametrize("share", [NARROWEST, WIDEST])
@pytest.mark.parametrize("beta", [0.0, HIGHEST])
@pytest.mark.parametrize("measured", [True, False])
def test_extremes_can_be_sent(kappa, share, beta, measured):
    json.dumps(plane_film_of(kappa, share, beta, measured).document(), allow_nan=False)
