"""½wᵀAw + bᵀw + c and E = E* + ½Σλᵢαᵢ²: what is said, against matrices worked out here."""

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest

from figures._encode import decode
from lessons.scaling.general import General, general_film, walk
from lessons.scaling.general import words as general_words
from lessons.scaling.proof import stage
from lessons.scaling.terms import STEPS, Terms, terms, terms_film
from lessons.scaling.terms import words as terms_words
from networks.spectrum import Spectrum
from optim import run
from optim.gradient_descent import GradientDescent
from surfaces.quadratic import Quadratic
from tests.lessons.sweep import sweep


def matrix_of(chosen):
    theta = np.radians(chosen.angle)
    r = np.array([[np.cos(theta), -np.sin(theta)], [np.sin(theta), np.cos(theta)]])
    return r @ np.diag([chosen.lambda1, chosen.lambda2]) @ r.T


def number_after(text, words):
    found = re.search(rf"{re.escape(words)}\**(−?\d+(?:\.\d+)?(?:e−?\d+)?)", text)
    return float(found[1].replace("−", "-"))


EDGES = [General(lambda1=0.0, lambda2=0.0), General(lambda1=0.0, angle=0.0), General(lambda1=0.0, lambda2=2.0),
         General(lambda1=-0.5, lambda2=4.0, angle=20.0)]  # fmt: skip


@pytest.mark.parametrize("chosen", [*sweep(General, count=60), *EDGES], ids=str)
def test_what_is_said_of_a_quadratic(chosen):
    a, told = matrix_of(chosen), general_words(chosen)
    low = min(chosen.lambda1, chosen.lambda2)
    assert ("positive definite" in told) == (low > 0)
    assert ("not convex" in told) == (low < 0)
    high = max(chosen.lambda1, chosen.lambda2)
    assert ("positive semidefinite" in told) == (low == 0 < high)
    assert ("E is a plane" in told) == (low == high == 0)
    assert ("from the saddle" in told) == (low < 0 and min(np.diag(a)) > 0)
    assert ("best rates" in told) == (low != 0 and min(np.diag(a)) > 1e-9)
    slopes = [a @ w + (chosen.b1, 0) for w in walk(chosen)]
    moved = (slopes[-1][1] - slopes[0][1]) / (walk(chosen)[-1, 0] - walk(chosen)[0, 0])
    if "not diagonal" in told:
        assert number_after(told, "a₂₁ = ") == pytest.approx(moved, rel=1e-2)
    else:
        assert moved == pytest.approx(0, abs=1e-8)
    assert ("every two steps" in told) == ("best rates" in told and "not diagonal" in told)
    if "every two steps" in told:  # from anywhere, where a single step's share is now larger, now smaller
        step = np.eye(2) - np.diag(1 / np.diag(a)) @ a
        share = number_after(told, "from the saddle by " if low < 0 else "the distance by ")
        for away in ((1.0, 0.0), (0.3, -2.0), step @ (1.0, 1.0)):
            left = np.linalg.norm(step @ step @ away) / np.linalg.norm(away)
            assert share == pytest.approx(left, rel=5e-3)


@pytest.mark.parametrize("chosen", sweep(General, count=6), ids=str)
def test_only_the_symmetric_part_counts(chosen):
    """What is shown is ½wᵀMw + bᵀw for every M with A as its symmetric part, and slopes as the symmetric one does."""
    a, w = chosen.matrix, np.random.default_rng(0).standard_normal((50, 2))
    np.testing.assert_array_equal(a, a.T)
    turned = a + 3.0 * np.array([[0, 1], [-1, 0]])
    values, slopes = chosen.surface.value(w), chosen.surface.gradient(w)
    np.testing.assert_allclose(0.5 * ((w @ turned) * w).sum(1) + chosen.b1 * w[:, 0], values, atol=1e-12)
    np.testing.assert_allclose(w @ ((turned + turned.T) / 2) + (chosen.b1, 0), slopes, atol=1e-12)
    ahead = 1e-5 * np.eye(2)
    felt = [(chosen.surface.value(w + e) - chosen.surface.value(w - e)) / 2e-5 for e in ahead]
    np.testing.assert_allclose(np.stack(felt, axis=1), slopes, atol=1e-6)


@pytest.mark.parametrize("angle", [0.0, 35.0])
def test_in_the_scaled_axes_a_slope_moves_the_centre_and_changes_nothing_else(angle):
    """E(w) = ½|ŵ + b̂|² − ½|b̂|² with the page's own A^½ and its b̂ = A^−½ b."""
    plain = Quadratic(lambda1=2.0, lambda2=9.0, angle=angle)
    sloped = dataclasses.replace(plain, b1=1.5, b2=-0.7)
    half = stage(plain, 4)
    np.testing.assert_allclose(stage(sloped, 4), half)
    hat = np.linalg.solve(half, (1.5, -0.7))
    for w in np.random.default_rng(1).standard_normal((20, 2)):
        assert sloped.value(w) == pytest.approx(0.5 * np.sum((half @ w + hat) ** 2) - 0.5 * hat @ hat)
    np.testing.assert_allclose(half @ sloped.minima()[0], -hat)
    page = (Path(__file__).parents[2] / "pages" / "scaling.py").read_text()
    assert r"\hat w = A^{\frac{1}{2}}\, w, \qquad \hat b = A^{-\frac{1}{2}}\, b" in page


def test_the_arrows_are_the_parts_of_the_gradient_on_the_way():
    chosen = General()
    above = general_film(chosen).panels[0]
    slopes = walk(chosen) @ matrix_of(chosen) + (chosen.b1, 0)
    one, two = above.overlays
    dx, dy = np.asarray(decoded(one["dx"])), np.asarray(decoded(two["dy"]))
    np.testing.assert_allclose(dx / np.abs(slopes).max(), 0.9 * slopes[:, 0] / np.abs(slopes).max() ** 2, atol=1e-6)
    np.testing.assert_allclose(dy / dx, slopes[:, 1] / slopes[:, 0], rtol=1e-4)


def decoded(array):
    return decode(array) if isinstance(array, dict) else array


@pytest.mark.parametrize("chosen", sweep(Terms, count=25), ids=str)
def test_the_terms_are_those_of_a_run_and_the_words_hold(chosen):
    surface = Spectrum(n=chosen.n, condition=chosen.kappa, spacing=chosen.spacing, turned=True)
    t = run(GradientDescent(lr=chosen.lr), surface, steps=40)
    alpha = t.points @ surface.axes
    own = 0.5 * surface.eigenvalues * alpha**2
    np.testing.assert_allclose(own.sum(1), t.values, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(terms(chosen)[:41] * t.values[0], own, rtol=1e-6, atol=1e-12)
    told = terms_words(chosen)
    spread = np.linalg.eigvalsh(surface.axes @ np.diag(surface.eigenvalues) @ surface.axes.T)
    assert number_after(told, "λₘₐₓ/λₘᵢₙ = ") == pytest.approx(spread[-1] / spread[0], rel=1e-2)
    assert ("**grow" in told) == (chosen.ratio > 2)
    assert ("nothing moves" in told) == (chosen.ratio == 0)
    factors = np.abs(1 - chosen.ratio * surface.eigenvalues / surface.eigenvalues.max())
    alike = np.ptp(factors) < 1e-9
    assert ("The slowest term" in told) == (0 < chosen.ratio <= 2 and not alike)
    many = not alike and (np.isclose(factors, factors.max(), rtol=1e-9).sum() > 1)
    assert bool(re.search(r"[Tt]he (slowest )?terms\b.* (keep|\*\*grow\*\*)", told)) == (many and chosen.ratio > 0)
    assert ("Every term" in told) == (chosen.ratio > 0 and alike)
    assert (" 0.0% of the error is left" in told) == (0 < chosen.ratio <= 2 and factors.max() == 0)
    says = "are alike" if alike else "grows most" if factors.max() > 1 + 1e-9 else "shrinks least"
    assert says in terms_film(chosen).panels[1].subtitle


def test_the_sum_is_the_sum_of_the_terms():
    chosen = Terms(n=5, kappa=10.0, ratio=1.5)
    whole = next(track for track in terms_film(chosen).tracks if track.racer == "sum")
    assert len(whole.channels["left"]) == STEPS + 1
    np.testing.assert_allclose(whole.channels["left"], terms(chosen).sum(1))  # as it is said, zero as zero
    assert (whole.channels["drawn"] > 0).all()


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        (Terms(n=5, kappa=3.0, ratio=1.5), "The slowest terms, of λ = 0.333 and 1, keep 25.0% with each step"),
        (Terms(n=6, kappa=100.0, ratio=0.5, spacing="two clusters"), "The slowest terms, of λ = 0.01, keep 99.0%"),
        (
            Terms(n=6, kappa=100.0, ratio=2.1, spacing="two clusters"),
            "The terms of λ = 1 **grow**: each step multiplies",
        ),
        (
            Terms(n=2, kappa=100.0, ratio=2.1, spacing="two clusters"),
            "The term of λ = 1 **grows**: each step multiplies",
        ),
    ],
    ids=["a tie", "a cluster", "a cluster that grows", "one"],
)
def test_terms_that_shrink_alike_are_told_together(chosen, told):
    assert told in terms_words(chosen)


@pytest.mark.parametrize(("ratio", "told"), [(1.0, "in 1 direction."), (0.05, "directions.")])
def test_the_words_count_the_directions_that_are_left(ratio, told):
    assert terms_words(Terms(n=5, kappa=100.0, ratio=ratio)).endswith(told)


@pytest.mark.parametrize("n", [2, 3, 17, 100])
@pytest.mark.parametrize("kappa", [1.0, 30.0, 1e4])
def test_the_best_rates_are_as_far_apart_as_the_curvatures_in_up_to_a_hundred_dimensions(n, kappa):
    """Each direction's best rate found by looking: the one that brings a step along its eigenvector to the minimum."""
    surface = Spectrum(n=n, condition=kappa, turned=True)
    hessian = surface.hessian(np.zeros(n))
    best = []
    for axis in np.linalg.eigh(hessian)[1].T:
        slope = surface.gradient(surface.minima()[0] + axis)
        best.append(1 / float(slope @ axis))
        np.testing.assert_allclose(axis - best[-1] * slope, 0, atol=1e-7)
    assert max(best) / min(best) == pytest.approx(kappa, rel=1e-8)
    told = terms_words(Terms(n=n, kappa=kappa, ratio=1.0))
    assert number_after(told, "max ηₒₚₜ / min ηₒₚₜ = λₘₐₓ/λₘᵢₙ = ") == pytest.approx(max(best) / min(best), rel=6e-3)
    assert f"of the {n} directions" in told
    rates = np.linspace(0.01, 2.2, 2191) / np.linalg.eigvalsh(hessian)[-1]  # the best single one, by looking, too
    pace = np.abs(1 - rates[:, None] * np.linalg.eigvalsh(hessian)).max(axis=1)
    single = 2 / (1 + 1 / kappa)
    assert rates[pace.argmin()] * np.linalg.eigvalsh(hessian)[-1] == pytest.approx(single, abs=2e-3)
    said = "the same" if kappa == 1 else "just under 2 times" if single > 1.995 else f"{single:.3g} times"
    assert f"the best single rate is {said}" in told


@pytest.mark.parametrize(
    ("n", "kappa", "ratio"), [(40, 1.5, 1.79), (40, 64.0, 1.03), (61, 53.0, 1.66), (81, 2.5, 0.91)]
)
def test_of_terms_that_are_alike_nine_in_ten_hold_nine_tenths(n, kappa, ratio):
    told = terms_words(Terms(n=n, kappa=kappa, ratio=ratio, spacing="two clusters"))
    alike = n // 2 if ratio * (1 + 1 / kappa) < 2 else n - n // 2  # the slow ones; of the others nothing is left
    assert alike % 10 == 0
    assert f"nine tenths of what is left is in {9 * alike // 10} directions" in told
