"""What momentum makes of gradients that keep their sign, and of those that flip it."""

import itertools
import json
import re
from fractions import Fraction

import numpy as np
import pytest
from sweep import sweep

from figures._encode import decode
from lessons.momentum.steps import STEPS, Trough, amplification, kept, steps_film, trio, words
from optim import run
from optim.momentum import Momentum
from surfaces import Around
from surfaces._noise import Tilted
from surfaces.quadratic import Quadratic

BETAS = (0.0, 0.5, 0.9)
FLAT = Quadratic(lambda1=0.0, lambda2=0.0)


class Flipping(Around):
    """A plane whose slope is 1 at odd steps and −1 at even ones."""

    surface = FLAT

    def at(self, k):
        return Tilted(FLAT, np.full(2, (-1.0) ** (k + 1)))


@pytest.mark.parametrize("beta", BETAS)
def test_a_gradient_that_stays_makes_steps_1_over_1_minus_beta_times_as_long(beta):
    t = run(Momentum(lr=0.1, beta=beta), Quadratic(lambda1=0.0, lambda2=0.0, b1=1.0, b2=1.0), (0.0, 0.0), 400)
    assert t.states.delta[-1] == pytest.approx(0.1 / (1 - beta))
    assert amplification(t) == pytest.approx(1 / (1 - beta), rel=0.05)
    assert (amplification(t) <= 1 / (1 - beta) + 1e-12).all()


@pytest.mark.parametrize("beta", BETAS)
def test_a_gradient_that_flips_makes_them_1_over_1_plus_beta_times_as_long(beta):
    t = run(Momentum(lr=0.1, beta=beta), Flipping(), (0.0, 0.0), 400)
    assert np.abs(t.states.delta[-1]) == pytest.approx(0.1 / (1 + beta))
    assert amplification(t) == pytest.approx(1 / (1 + beta), rel=0.05)


@pytest.mark.parametrize("beta", [0.3, 0.5, 0.7, 0.85])
@pytest.mark.parametrize("kappa", [10.0, 30.0, 300.0])
def test_in_a_trough_steps_are_longer_along_it_and_shorter_across(kappa, beta):
    along, across = amplification(trio(kappa, 1.8, beta)[1])
    assert across < 1 < along <= 1 / (1 - beta) + 1e-9


def test_all_take_the_same_first_step_and_momentum_gets_further():
    descent, momentum, nesterov = trio(30.0, 1.8, 0.7)
    np.testing.assert_array_equal(descent.points[1], momentum.points[1])
    np.testing.assert_array_equal(descent.points[1], nesterov.points[1])
    assert momentum.values[-1] < 0.01 * descent.values[-1]


def test_the_strips_show_the_steps():
    runs = trio(30.0, 1.8, 0.7)
    film = steps_film(runs)
    assert film.steps == STEPS
    for track, t in zip(film.tracks, runs, strict=True):
        steps = np.stack([track.channels["step1"], track.channels["step2"]], axis=1)
        np.testing.assert_array_equal(steps[1:], np.diff(t.points, axis=0))
        assert np.isnan(steps[0]).all()
    for i, panel in enumerate(film.panels[1:]):  # what is drawn is the movement, of which Δw is the opposite
        assert panel.title.startswith(f"Moves in w{'₁₂'[i]}")
        assert panel.figure["layout"]["yaxis"]["title"]["text"] == f"−Δw{'₁₂'[i]}"
    for t in runs[1:]:
        np.testing.assert_allclose(np.diff(t.points, axis=0), -t.states.delta[1:], atol=1e-12)


@pytest.mark.parametrize("chosen", sweep(Trough), ids=str)
def test_the_words_are_true_of_the_steps(chosen):
    """Told again from the points alone: step and gradient by coordinate, with the trough's own curvatures."""
    runs = trio(chosen.kappa, chosen.share, chosen.beta)
    told = words(runs)
    if chosen.beta == 0:
        for t in runs[1:]:
            np.testing.assert_allclose(t.points, runs[0].points, rtol=1e-12, atol=1e-15)
        assert "**are** gradient descent" in told
        return
    assert ("round" in told) == (chosen.kappa == 1)
    assert ("valley" in steps_film(runs).panels[1].title) == (chosen.kappa != 1)
    points = runs[1].points
    slopes = chosen.share / chosen.kappa * points[:-1] * (1.0, chosen.kappa)
    times = np.abs(np.diff(points, axis=0)).sum(axis=0) / np.abs(slopes).sum(axis=0)
    long = re.findall(r"\*\*(.*?)\*\*", told)
    found = [1.0 if text == "as long as" else float(text.split()[0]) for text in long]
    assert found == pytest.approx(times, rel=0.01)
    assert (times <= 1 / (1 - chosen.beta) + 1e-9).all()
    keeps = (slopes[1:] * slopes[:-1] > 0).mean(axis=0)
    shares = [float(n) for n in re.findall(r"(\d+)% keep", told)]
    assert shares == pytest.approx(100 * keeps, abs=1)
    share, beta = chosen.share, chosen.beta  # Nesterov's method across, by its roots
    roots = np.abs(np.roots([1, -(1 + beta) * (1 - share), beta * (1 - share)])).max()
    assert ("Nesterov does not converge" in told) == (roots >= 1 - 1e-9)
    if roots >= 1 - 1e-9:  # the rates that are said to be borne are those of the slider that are
        said = float(re.search(r"bears ηλ below (\S+) only", told)[1])
        slider = np.arange(1, 201) / 100
        borne = (slider < 2) & (slider * (1 + 2 * beta) < 2 * (1 + beta) - 1e-9)
        assert ((slider < said) == borne).all()
    else:
        ways = [float(n.replace("e−", "e-")) for n in re.findall(r"of ([\d.e−]+)(?: in all|\.$)", told)]
        assert ways == pytest.approx([np.abs(np.diff(t.points[:, 1])).sum() for t in runs[1:]], rel=0.01)


@pytest.mark.parametrize(("kappa", "share", "beta"), [(30, "0.25", "0.75"), (10, "0.5", "0.5"), (30, "1", "0.5")])
def test_a_landing_on_the_floor_keeps_no_sign(kappa, share, beta):
    """By exact fractions; of a step that lands but for rounding the dust was counted as a sign."""
    rate, memory, place, step, slopes = Fraction(share), Fraction(beta), Fraction("0.6"), Fraction(0), []
    for _ in range(STEPS):
        slopes.append(place)
        step = memory * step - rate * place
        place += step
    exact = np.mean([one * other > 0 for one, other in itertools.pairwise(slopes)])
    assert 0 in slopes
    assert kept(trio(kappa, float(share), float(beta))[1])[1] == exact


def test_the_dotted_line_is_the_gradient_alone():
    runs = trio(30.0, 1.8, 0.7)
    film = steps_film(runs)
    slopes = -1.8 / 30 * runs[1].points[:-1] * (1.0, 30.0)
    for i, panel in enumerate(film.panels[1:]):
        np.testing.assert_allclose(decode(panel.overlays[0]["y"]).ravel(), slopes[:, i], rtol=1e-5, atol=1e-9)


@pytest.mark.parametrize("kappa", [1.0, 1000.0])
@pytest.mark.parametrize(("share", "beta"), [(0.01, 0.0), (0.01, 0.99), (2.0, 0.0), (2.0, 0.99)])
def test_extremes_can_be_sent(kappa, share, beta):
    json.dumps(steps_film(trio(kappa, share, beta)).document(), allow_nan=False)


@pytest.mark.parametrize(("more", "converges"), [(1.0, False), (1.001, True)])
def test_at_its_limit_nesterov_s_method_no_longer_converges(monkeypatch, more, converges):
    chosen = Trough()
    runs = trio(chosen.kappa, chosen.share, chosen.beta)
    steepest = float(np.linalg.eigvalsh(runs[2].surface.hessian(runs[2].points[0]))[-1])
    monkeypatch.setattr("lessons.momentum.steps.held_until", lambda beta, rule: more * runs[2].optimizer.lr * steepest)
    assert ("Nesterov does not converge" in words(runs)) != converges
