"""Running averages: their weights, their bias, the lecture's worked example, and the rules that use them."""

import json
import re

import numpy as np
import pytest
from sweep import sweep

from figures._encode import decode
from lessons.averages.running import (
    HIGHEST,
    LENGTH,
    Forgetting,
    answer,
    averages,
    averages_film,
    given_weight,
    memory,
    series,
    weights,
    words,
    worked_example,
    worked_words,
)
from optim import run
from optim.adam import Adam
from surfaces.quadratic import Quadratic

TERM = r"\(?(-?[\d.]+)\)?"  # a number as it is shown, a negative factor in brackets
BETAS = (0.0, 0.5, 0.9, HIGHEST)


@pytest.mark.parametrize("beta", BETAS)
def test_an_average_is_the_sum_of_the_past_with_its_weights(beta):
    theta = series(0.3, 2)[1]
    v = averages(theta, beta)
    for t in (1, 2, 10, LENGTH):
        assert v.plain[t] == pytest.approx(weights(beta, t) @ theta[:t])
        assert v.corrected[t] == pytest.approx(np.average(theta[:t], weights=weights(beta, t)))
    np.testing.assert_allclose((1 - beta) * v.sum, v.plain, atol=1e-12)


@pytest.mark.parametrize("beta", BETAS)
def test_the_weights_add_up_to_what_the_correction_divides_by(beta):
    given = given_weight(beta, LENGTH)
    assert given[0] == 0
    for t in (1, 5, LENGTH):
        assert weights(beta, t).sum() == pytest.approx(given[t]) == pytest.approx(1 - beta**t)


@pytest.mark.parametrize("beta", BETAS)
def test_of_a_constant_the_corrected_average_is_right_from_the_first_step(beta):
    v = averages(np.full(50, 7.0), beta)
    np.testing.assert_allclose(v.corrected[1:], 7.0)
    np.testing.assert_allclose(v.plain, 7.0 * given_weight(beta, 50))
    assert np.isnan(v.corrected[0])


def test_the_worked_example():
    """v₂ = 0.09 θ₁ + 0.1 θ₂ and v̂₂ = v₂/0.19 for β = 0.9."""
    v = averages(np.array([3.0, 5.0]), 0.9)
    assert v.plain[2] == pytest.approx(0.09 * 3 + 0.1 * 5) == pytest.approx(0.77)
    assert v.corrected[2] == pytest.approx(0.77 / 0.19)
    assert v.plain[1] == pytest.approx(0.1 * 3)
    assert v.corrected[1] == pytest.approx(3.0)
    words = worked_example(0.9, 3.0, 5.0)
    for value in ("0.1 \\cdot 3 = 0.3", "0.09 \\cdot 3", "0.1 \\cdot 5", "0.77", "0.19", "0.474", "0.526", "4.05"):
        assert value in words


def test_most_of_the_weight_lies_on_the_last_1_over_1_minus_beta_steps():
    for beta in (0.5, 0.8, 0.9, 0.95, 0.98):
        share = given_weight(beta, round(memory(beta)))[-1]
        assert 1 - np.exp(-1) < share <= 0.75


def test_the_longer_the_memory_the_smoother():
    noise = np.random.default_rng(0).standard_normal(4000)
    spread = [averages(noise, beta).plain[500:].std() for beta in BETAS]
    assert spread == pytest.approx([np.sqrt((1 - beta) / (1 + beta)) for beta in BETAS], rel=0.15)


def test_it_is_what_adam_remembers():
    t = run(Adam(lr=0.1, beta1=0.8, beta2=0.95), Quadratic(), steps=30)
    gradients = t.gradients[:-1, 0]
    np.testing.assert_allclose(averages(gradients, 0.8).plain, t.states.m[:, 0], atol=1e-12)
    np.testing.assert_allclose(averages(gradients**2, 0.95).plain, t.states.v[:, 0], atol=1e-12)


def test_the_series_is_its_swing_plus_noise():
    swing, same = series(0.0, 5)
    np.testing.assert_array_equal(swing, same)
    assert (series(1.0, 5)[1] - swing).std() == pytest.approx(1.0, rel=0.3)
    assert not np.array_equal(series(1.0, 5)[1], series(1.0, 6)[1])


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("noise", [0.0, 1.0])
def test_extremes_can_be_sent(beta, noise):
    film = averages_film(beta, noise, 9999)
    assert film.steps == LENGTH
    json.dumps(film.document(), allow_nan=False)


@pytest.mark.parametrize("chosen", sweep(Forgetting), ids=str)
def test_the_words_are_true_of_the_weights(chosen):
    told = words(chosen)
    span = max(int(1 / (1 - chosen.beta) + 1e-9), 1)
    share = (1 - chosen.beta) * sum(chosen.beta**i for i in range(span))
    assert f"{100 * share:.3g}%" in told
    assert (f"the last {span} values" if span > 1 else "the last value carries") in told
    assert ("too near 0" in told) == (chosen.beta > 0)
    if chosen.beta > 0:
        times = float(re.search(r"same average, ([\d.]+) times as large", told)[1])
        assert times > 1
        assert times == pytest.approx(1 / (1 - chosen.beta), rel=0.005)
        on_zero = averages(np.ones(LENGTH), chosen.beta).plain[[1, 10]]
        for share, words_for in zip(1 - on_zero, ("first step", "after ten"), strict=True):
            shown = re.search(rf"{words_for} (under |over )?(\d+)%", told)
            assert abs(100 * share - int(shown[2])) <= (1 if shown[1] else 0.5)
    assert ("do not add up to one" in worked_words(chosen.beta)) == (weights(chosen.beta, 2).sum() < 1)
    film = averages_film(chosen.beta, chosen.noise, chosen.seed)
    assert "= 1 steps" not in film.panels[0].subtitle
    plain, corrected = (np.array(track.channels["v"]) for track in film.tracks[:2])
    told = answer(chosen)
    assert ("nothing to mend" in told) == bool((plain[1:] == corrected[1:]).all())
    if chosen.beta > 0:
        assert (np.abs(plain[1:3]) < np.abs(corrected[1:3])).all()
        np.testing.assert_allclose(plain[1:] / (1 - chosen.beta ** np.arange(1, LENGTH + 1)), corrected[1:])
        shown = re.search(r"(under |over )?(\d+)% of the value after one step", told)
        assert abs(100 * plain[1] / corrected[1] - int(shown[2])) <= (1 if shown[1] else 0.5 + 1e-9)


@pytest.mark.parametrize("beta", BETAS)
def test_the_shade_covers_the_memory_and_the_dotted_line_is_the_sum_of_a_constant(beta):
    film = averages_film(beta, 0.0, 1)
    window = decode(film.panels[0].overlays[0]["x"])
    width = window.max(axis=1) - window.min(axis=1)
    assert width[-1] == pytest.approx(min(1 / (1 - beta), LENGTH), rel=1e-5)
    swing = series(0.0, 1)[0]
    dotted = film.panels[3].figure["data"][-1]
    np.testing.assert_allclose(dotted["y"], swing / (1 - beta))
    constant = averages(np.full(2000, 1.0), beta).sum[-1]
    assert np.asarray(dotted["y"])[0] / swing[0] == pytest.approx(constant)


@pytest.mark.parametrize("seed", range(60))
def test_what_is_worked_out_can_be_worked_out_again_from_what_is_shown(seed):
    """Where two terms cancel, three digits of each do not give three of their sum."""
    rng = np.random.default_rng(seed)
    beta, (one, two) = rng.choice([0.0, 0.041, 0.567, 0.9, 0.98]), rng.normal(0.5, 1.0, 2).round(4)
    text = worked_example(beta, one, two)
    pattern = rf"= {TERM} .cdot {TERM} \+ {TERM} .cdot {TERM} (=|.approx) {TERM} "
    a, first, b, second, sign, total = re.search(pattern, text).groups()
    made = float(a) * float(first) + float(b) * float(second)
    assert (sign == "=") == (f"{made:.3g}" == f"{float(total):.3g}")
    assert float(total) == pytest.approx(beta * (1 - beta) * one + (1 - beta) * two, rel=5.1e-3)
    assert made == pytest.approx(float(total), abs=6e-3 * (abs(one) + abs(two)))
    assert not re.search(r"cdot -", text)
