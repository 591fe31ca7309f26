"""A dimension at a time: kinds and counts worked out from the curvatures, the law from plain drawing."""

import numpy as np
import pytest

from catalog import number
from figures._encode import decode
from lessons.error_surfaces.one_by_one import MOST, OneByOne, chances, curvatures, one_by_one_film, still, words
from lessons.error_surfaces.random_hessians import EXACT
from tests.lessons.sweep import sweep


@pytest.mark.parametrize("chosen", sweep(OneByOne, count=10), ids=str)
@pytest.mark.parametrize("count", [1, 2, 60, MOST])
def test_the_words_count_signs(chosen, count):
    found, told = curvatures(chosen, count), words(chosen, count)
    newest = found[-1][-1]
    assert found[-1].shape == (count, chosen.n)
    kind = {chosen.n: "minimum", 0: "maximum"}.get(sum(value > 0 for value in newest), "saddle")
    assert f"**a {kind}**" in told
    minima = sum(all(value > 0 for value in point) for point in found[-1])
    assert f"Minima so far: **{minima}** of {count};" in told
    law = 0.5**chosen.n if chosen.law == "coins" else EXACT[chosen.n]
    assert told.endswith(f"expects {number(count * law)}.")
    left = still(found)
    assert left[0] == count
    assert left[-1] == minima
    assert (np.diff(left) <= 0).all()  # what has a way down keeps it


@pytest.mark.parametrize("law", ["coins", "matrix"])
def test_more_points_keep_the_first_ones_and_follow_the_law(law):
    few, many = (curvatures(OneByOne(n=6, law=law), count) for count in (5, MOST))
    for one, other in zip(few, many, strict=True):
        np.testing.assert_allclose(one, other[:5])
    left, law_says = still(many), MOST * chances(OneByOne(n=6, law=law))
    assert (np.abs(left - law_says) <= 4 * np.sqrt(law_says) + 1).all()


def test_the_law_of_matrices_is_far_below_that_of_coins():
    coins, matrix = (chances(OneByOne(n=8, law=law)) for law in ("coins", "matrix"))
    assert coins[-1] == pytest.approx(1 / 256)
    assert matrix[1] == pytest.approx(0.5, rel=0.02)
    assert matrix[2] == pytest.approx((2 - 2**0.5) / 4, rel=0.05)
    assert matrix[-1] < coins[-1] / 1000


def test_each_step_of_the_clock_adds_a_parabola():
    chosen = OneByOne(n=7, law="matrix")
    film = one_by_one_film(chosen, 3)
    assert film.steps == chosen.n
    newest = [values[-1] for values in curvatures(chosen, 3)]
    parabolas = film.panels[0]
    for k in range(chosen.n + 1):
        drawn = {"#2f80d8": 0, "#e2483d": 0}
        for overlay in parabolas.overlays:
            drawn[overlay["color"]] += bool(np.isfinite(decode(overlay["y"])[k]).any())
        positive = int((newest[k - 1] > 0).sum()) if k else 0
        assert drawn == {"#2f80d8": positive, "#e2483d": k - positive}
