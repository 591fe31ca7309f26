"""Effective rates are what the steps were made with; Adagrad's dies and RMSprop's does not."""

import json
import re

import numpy as np
import pytest
from sweep import sweep

from lessons.adaptive.rates import (
    ARENAS,
    dying_film,
    noisy_pair,
    noisy_words,
    rates_film,
    rates_words,
    restless,
    runs,
)
from lessons.adaptive.settings import Noisy, Rates
from optim import OPTIMIZERS, run
from optim._moments import bias
from surfaces import SURFACES


def multiplied(t):
    """What a rule's rate multiplies: the gradient, or its corrected running average."""
    if t.optimizer.slug not in ("adam", "adamax"):
        return t.gradients[:-1]
    corrected = getattr(t.optimizer, "bias_correction", True)
    given = [bias(t.optimizer.beta1, k) if corrected else 1.0 for k in range(1, t.steps + 1)]
    return t.states.m[1:] / np.array(given)[:, None]


@pytest.mark.parametrize("slug", ARENAS)
@pytest.mark.parametrize("factor", [0.3, 1.0])
def test_the_steps_are_the_rates_times_the_gradients(slug, factor):
    for t in runs(slug, factor):
        rates = t.effective_rates
        assert np.isnan(rates[0]).all()
        np.testing.assert_allclose(np.diff(t.points, axis=0), -rates[1:] * multiplied(t), rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize(
    "rule",
    [
        OPTIMIZERS["adagrad"](eps=1e-3, eps_inside=True),
        OPTIMIZERS["rmsprop"](eps=1e-3, eps_inside=True),
        OPTIMIZERS["adam"](bias_correction=False),
    ],
)
def test_variants_too(rule):
    t = run(rule, SURFACES["beale"](), steps=50)
    np.testing.assert_allclose(np.diff(t.points, axis=0), -t.effective_rates[1:] * multiplied(t), rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("slug", ARENAS)
def test_adagrads_rate_never_rises(slug):
    rates = next(t for t in runs(slug) if t.optimizer.slug == "adagrad").effective_rates[1:]
    assert (np.diff(rates, axis=0) <= 0).all()


def test_almost_on_the_ridge_small_gradients_get_large_rates():
    by_rule = {t.optimizer.slug: t for t in runs("long_valley")}
    x, y = by_rule["adagrad"].effective_rates[1]
    assert y > 1e4 * x
    assert (by_rule["gradient_descent"].effective_rates[1:] == 0.01).all()
    away = {slug: abs(t.points[-1, 1]) for slug, t in by_rule.items()}
    assert (
        away["gradient_descent"]
        < 1e-3
        < 1
        < min(distance for slug, distance in away.items() if slug != "gradient_descent")
    )


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("sigma", [0.5, 1.0, 2.0])
def test_under_noise_adagrads_rate_falls_as_the_root_of_the_steps_and_rmsprops_levels_off(sigma, seed):
    adagrad, rmsprop = (t.effective_rates.mean(axis=1) for t in noisy_pair(sigma, seed, 0.3, 0.1))
    assert adagrad[-1] == pytest.approx(0.3 / sigma / np.sqrt(600), rel=0.25)
    assert adagrad[150] / adagrad[600] == pytest.approx(2.0, rel=0.25)
    early, late = rmsprop[100:350].mean(), rmsprop[350:].mean()
    assert late == pytest.approx(early, rel=0.3)
    assert late == pytest.approx(0.1 / sigma, rel=0.35)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_adagrad_settles_and_rmsprop_jitters(seed):
    adagrad, rmsprop = noisy_pair(1.0, seed, 0.3, 0.1)
    assert restless(adagrad) < 0.7 * restless(rmsprop)


def test_dead_too_early():
    adagrad, rmsprop = noisy_pair(1.0, 1, 0.051, 0.02)
    assert restless(adagrad) > 2 * restless(rmsprop)


@pytest.mark.parametrize("slug", ARENAS)
@pytest.mark.parametrize("factor", [0.1, 10.0])
def test_extremes_can_be_sent(slug, factor):
    film = rates_film(slug, factor)
    assert film.steps == ARENAS[slug].steps
    json.dumps(film.document(), allow_nan=False)


@pytest.mark.parametrize("sigma", [0.0, 3.0])
@pytest.mark.parametrize(("adagrad", "rmsprop"), [(0.01, 0.001), (2.0, 0.3)])
def test_extremes_of_the_noisy_pair_can_be_sent(sigma, adagrad, rmsprop):
    json.dumps(dying_film(noisy_pair(sigma, 0, adagrad, rmsprop), sigma).document(), allow_nan=False)


@pytest.mark.parametrize("chosen", sweep(Rates, 40), ids=str)
def test_the_words_tell_the_two_adadeltas_apart(chosen):
    told = rates_words(chosen.surface, chosen.factor)
    arena = ARENAS[chosen.surface]
    lr = chosen.factor * arena.rates["adadelta"]
    ends = [
        run(
            OPTIMIZERS["adadelta"](lr=lr, accumulates=kind), SURFACES[chosen.surface](), arena.start, arena.steps
        ).points
        for kind in ("step", "scaled step")
    ]
    assert ("that is the same as Radford’s" in told) == np.array_equal(*ends) == (lr == 1)
    assert any(f"**{OPTIMIZERS[slug].name}**" in told for slug in arena.rates if slug != "gradient_descent")


@pytest.mark.parametrize("chosen", sweep(Noisy, 60), ids=str)
def test_the_words_say_what_became_of_the_rates(chosen):
    pair = noisy_pair(chosen.sigma, chosen.seed, chosen.adagrad, chosen.rmsprop)
    told = noisy_words(pair)
    for t in pair:
        g = np.array([t.surface.at(k + 1).gradient(w) for k, w in enumerate(t.points[:-1])])
        decay = getattr(t.optimizer, "beta", None)
        v, rates = np.zeros(2), []
        for row in g:
            v = v + row**2 if decay is None else decay * v + (1 - decay) * row**2
            rates.append((t.optimizer.lr / (np.sqrt(v) + t.optimizer.eps)).mean())
        change = sorted(rates[450:])[75] / sorted(rates[150:300])[75]
        if abs(abs(change - 1) - 0.1) < 0.005:
            continue
        word = "stays" if abs(change - 1) < 0.1 else "falls" if change < 1 else "rises"
        assert f"{t.optimizer.name}’s rate **{word}**" in told
        if word == "rises":
            to = re.search(rf"{t.optimizer.name}’s rate \*\*rises\*\* to ([\d.e]+)(% of| times) what it was", told)
            assert float(to[1]) / (100 if to[2] == "% of" else 1) == pytest.approx(change, rel=0.01)
            assert (to[2] == " times") == (change >= 2)
    assert "Adagrad’s rate **rises**" not in told


def test_a_rate_that_levels_off_is_not_said_to_rise_or_fall_by_the_luck_of_a_step():
    for seed in range(0, 40, 5):
        told = noisy_words(noisy_pair(1.0, seed, 0.3, 0.1))
        found = re.search(r"RMSprop’s rate \*\*\w+\*\* (?:as it is|to (\d+)% of what it was)", told)
        assert 85 < int(found[1] or 100) < 115  # of single steps one in ten is a quarter off


def test_without_noise_adagrads_rate_stays():
    told = noisy_words(noisy_pair(0.0, 1, 0.3, 0.1))
    assert "Adagrad’s rate **stays**" in told


def test_restless_is_the_root_mean_square_of_the_last_quarter():
    t = noisy_pair(1.0, 2, 0.3, 0.1)[1]
    last = np.linalg.norm(t.points[451:] - t.surface.minima()[0], axis=1)
    assert len(last) == 150
    assert restless(t) == pytest.approx(np.sqrt((last**2).mean()))
