"""Under heavy-tailed noise Adam's runs stay longer in a basin than SGD's, as Zhou et al. 2020 argue, where it is so."""

import re

import numpy as np
import pytest
from scipy.stats import binomtest, mannwhitneyu

from lessons._claims import percent
from lessons.ends import leaving
from lessons.ends.leaving import BASINS, COUNT, NAMES, RULES, SIGMA, STEPS, Leaving, film, left_at, rate_of, runs, words
from lessons.ends.wells import SURFACE, in_sharp, minima
from tests.lessons.sweep import sweep

PRESETS = [Leaving(**preset) for preset in Leaving.presets.values()]
CHOSEN = list(dict.fromkeys([*PRESETS, *sweep(Leaving, count=2)]))


@pytest.fixture(scope="module")
def found():
    return {chosen: runs(chosen) for chosen in CHOSEN}


@pytest.mark.parametrize("alpha", [1.1, 1.5, 2.0])
def test_draws_are_stable(alpha):
    """Their characteristic function is exp(−|t|^α)."""
    drawn = leaving.stable(alpha, np.random.default_rng(3), (200_000,))
    for t in (0.3, 1.0, 2.0):
        assert np.cos(t * drawn).mean() == pytest.approx(np.exp(-(t**alpha)), abs=0.01)


def test_both_rules_steps_are_as_long_by_noise_alone():
    """Adam by hand on draws of its own."""
    for alpha in (1.2, 2.0):
        chosen = Leaving(alpha=alpha, lr=0.05)
        draws = SIGMA * leaving.stable(alpha, np.random.default_rng(11), (120, 400, 2))
        m = v = np.zeros((400, 2))
        lengths = []
        for k, g in enumerate(draws, 1):
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            step = rate_of("adam", chosen) * (m / (1 - 0.9**k)) / (np.sqrt(v / (1 - 0.999**k)) + 1e-8)
            lengths.append(np.linalg.norm(step, axis=-1))
        plain = np.linalg.norm(0.05 * draws, axis=-1)
        assert np.median(lengths[40:]) == pytest.approx(np.median(plain), rel=0.08)


@pytest.mark.thorough
def test_a_run_has_left_when_it_is_first_outside(found):
    chosen = CHOSEN[0]
    t = found[chosen]["gradient_descent", "sharp"]
    np.testing.assert_array_equal(t.points[0], np.tile(minima()[0], (COUNT, 1)))
    for lane in range(0, COUNT, 29):
        path = t.points[:, lane]
        first = next((k for k in range(STEPS + 1) if not in_sharp(path[k])), STEPS + 1)
        assert left_at(t, "sharp")[lane] == first
    w, draws = minima()[0], leaving.HeavyNoise(SURFACE, chosen.alpha, 0)
    for k in range(1, 4):
        w = w - chosen.lr * draws.at(k).gradient(np.tile(w, (COUNT, 1)))[5]
    np.testing.assert_allclose(t.points[3, 5], w)


@pytest.mark.parametrize("chosen", CHOSEN, ids=str)
def test_the_words_count_and_the_verdict_is_that_of_ranks(found, chosen):
    told = words(chosen, found[chosen])
    assert "Intervals: 95%." in told
    for basin, part in zip(BASINS, told.split("Of the runs from")[1:], strict=True):
        left = {slug: left_at(found[chosen][slug, basin], basin) for slug in RULES}
        for slug, each in left.items():
            gone = int((each <= STEPS).sum())
            ends = binomtest(gone, COUNT).proportion_ci(method="wilson")
            said = re.search(rf"{NAMES[slug]}’s ([^\[]+) \[([^]]+)\](, half by step (\d+))?", part)
            assert said[1] == percent(gone / COUNT)
            assert said[2] == ", ".join(percent(round(max(end, 0.0), 12)) for end in ends)
            half = next((k for k in range(STEPS + 1) if (each <= k).sum() >= COUNT / 2), None)
            assert said[4] == (None if half is None else str(half))
        ranks = mannwhitneyu(left["gradient_descent"], left["adam"])
        sooner = 1 - 2 * ranks.statistic / COUNT**2  # by how much SGD's leave before Adam's
        if ranks.pvalue < 0.005:
            assert ("Here it is so" in part) == (sooner > 0)
            assert ("Here it is not so" in part) == (sooner < 0)
        elif ranks.pvalue > 0.02:
            assert re.search("cannot be told( apart|, but)", part)


@pytest.mark.parametrize(
    ("late", "step", "told"), [(180, 250, "more of Adam’s have left"), (130, 10, "the two cannot be told apart")]
)
def test_runs_of_which_more_have_left_in_the_end_are_told_apart(late, step, told):
    """Of 300, SGD's leave early or not at all; where intervals of 95% do not overlap, more have left."""
    never = STEPS + 1
    sgd = np.repeat([10, never], (126, 174))
    adam = np.repeat([step, never], (late, 300 - late))
    ends = [binomtest(n, 300).proportion_ci(method="wilson") for n in (126, late)]
    assert (ends[0].high < ends[1].low) == ("more of" in told)
    leads = mannwhitneyu(sgd, adam).pvalue
    words = leaving.verdict({"gradient_descent": sgd, "adam": adam})
    assert leads > 0.02 or "more of" not in told
    assert told in words


def test_with_heavy_tails_it_is_so_and_with_gaussian_noise_it_is_not(found):
    for name, chosen in zip(Leaving.presets, PRESETS, strict=True):
        sharp = words(chosen, found[chosen]).partition("from the flat")[0]
        assert ("**Here it is so**" in sharp) == name.startswith("Heav")
        assert ("**Here it is not so**" in sharp) == (not name.startswith("Heav"))


def test_the_curves_are_the_shares_that_have_not_left(found):
    chosen = CHOSEN[0]
    shown = film(chosen, found[chosen])
    for track in shown.tracks:
        for basin in BASINS:
            t = found[chosen][track.racer, basin]
            outside = np.maximum.accumulate(~BASINS[basin](t.points), axis=0)
            np.testing.assert_allclose(track.channels[basin], 1 - outside.mean(axis=1))
    assert [panel.id for panel in shown.panels] == ["above", "sharp", "flat"]
    assert len(shown.panels[0].overlays) == 2
