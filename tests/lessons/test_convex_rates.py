"""1/k against 1/k²: the runs against a recursion of their own, the bounds, the slopes, and what is said of them."""

import re
from pathlib import Path

import numpy as np
import pytest

from lessons.momentum.convex_rates import LEAST, NAMES, STEPS, Rates, bounds, gap, races, rates_film, words
from tests.lessons.sweep import sweep


def by_hand(values, memory):
    """The gap at each step, direction by direction."""
    w = last = np.ones(len(values))
    gaps = [0.5 * values.sum()]
    for k in range(1, STEPS + 1):
        look = w + memory(k) * (w - last)
        last, w = w, look - values * look
        gaps.append(0.5 * (values * w**2).sum())
    return np.array(gaps)


def memories(kappa):
    tuned = (kappa**0.5 - 1) / (kappa**0.5 + 1)
    return {"descent": lambda k: 0.0, "growing": lambda k: max(k - 2, 0) / (k + 1), "tuned": lambda k: tuned}


def test_the_page_s_formula_is_that_of_the_runs():
    """In its own letters, in which β_k is what step k keeps: 0 in the second step, 1/4 in the third."""
    page = (Path(__file__).parents[2] / "pages" / "momentum.py").read_text()
    assert r"\beta_{k+1} = \frac{k - 1}{k + 2}" in page
    memory = memories(1.0)["growing"]
    assert [memory(k + 1) for k in range(1, 50)] == [(k - 1) / (k + 2) for k in range(1, 50)]


@pytest.mark.parametrize("chosen", sweep(Rates, count=12), ids=str)
def test_runs_bounds_and_words(chosen):
    runs = races(chosen)
    values = np.geomspace(1 / chosen.kappa, 1, chosen.n)
    expected = {slug: by_hand(values, memory) for slug, memory in memories(chosen.kappa).items()}
    k = np.arange(1, STEPS + 1)
    distance = chosen.n  # squared: one in each direction
    assert (expected["descent"][1:] <= distance / (2 * k)).all()
    assert (expected["growing"][1:] <= 2 * distance / (k + 1) ** 2).all()
    for slug, bound in bounds(chosen, k).items():
        np.testing.assert_allclose(bound, distance / (2 * k) if slug == "descent" else 2 * distance / (k + 1) ** 2)
    told = words(chosen, runs)
    for slug, gaps in expected.items():
        np.testing.assert_allclose(gap(runs[slug]), gaps, rtol=1e-6, atol=1e-25)
        below = np.flatnonzero(gaps <= 1e-3 * gaps[0])
        found = re.search(rf"{NAMES[slug]}: (not|[\d,]+)", told)[1]
        assert found == (f"{below[0]:,}" if below.size else "not")
    left = {slug: max(gaps[-1] / gaps[0], LEAST) for slug, gaps in expected.items()}
    ranked = sorted(left, key=left.get)
    lowest = re.search(rf"After {STEPS} steps (.+) is the lowest", told)
    if left[ranked[1]] > 1.01 * left[ranked[0]]:
        assert lowest[1].lower() == NAMES[ranked[0]].lower()
    elif left[ranked[1]] == left[ranked[0]]:
        assert lowest is None
    if left["descent"] > 1.01 * left["growing"]:
        assert "growing β leaves" in told
        assert "gradient descent is below" not in told
    if left["growing"] > 1.01 * left["descent"]:
        assert "gradient descent is below" in told


@pytest.mark.parametrize("kappa", [7500.0, 1e6])
def test_more_than_a_thousandth_is_not_written_as_one(kappa):
    """In 35 directions gradient descent has 0.10002% and 0.1025% left after the last step."""
    chosen = Rates(n=35, kappa=kappa)
    values = np.geomspace(1 / kappa, 1, 35)
    left = (values * (1 - values) ** (2 * STEPS)).sum() / values.sum()
    told = words(chosen, races(chosen))
    assert "Gradient descent: not in" in told
    assert 1e-3 < left <= float(re.search(r"gradient descent ([\d.]+)\.$", told)[1]) < 1.01 * left


def test_where_none_is_the_lowest_the_step_that_is_spoken_of_is_said():
    chosen = Rates(n=34, kappa=30.0)
    assert "lowest" not in (told := words(chosen, races(chosen)))
    assert "In the end gradient descent is below" in told


def test_where_curvatures_have_every_size_the_slopes_are_minus_one_and_minus_two():
    runs = races(Rates())
    k = np.arange(20, 300)
    for slug, power in (("descent", -1), ("growing", -2)):
        slope = np.polyfit(np.log(k), np.log(gap(runs[slug])[k]), 1)[0]
        assert slope == pytest.approx(power, abs=0.1)


def test_both_axes_are_logarithmic_and_the_bounds_are_drawn_dashed():
    chosen = Rates()
    gaps, directions = rates_film(chosen, races(chosen)).panels
    assert all(gaps.figure["layout"][axis]["type"] == "log" for axis in ("xaxis", "yaxis"))
    dashed = [trace for trace in gaps.figure["data"] if trace["line"]["dash"] == "dash"]
    slopes = [np.diff(np.log(trace["y"]))[-1] / np.diff(np.log(trace["x"]))[-1] for trace in dashed]
    assert slopes == pytest.approx([-1, -2], abs=0.01)
    for overlay in directions.overlays:
        assert np.shape(overlay["y"])[-1:] == (chosen.n,) or overlay["y"]["shape"].endswith(str(chosen.n))
