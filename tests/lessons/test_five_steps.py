"""The lecture's table: mean, root mean square, and what dividing by each does."""

import json

import numpy as np
import pytest

from lessons.averages.five_steps import LARGEST, TABLE, complete, normalised, paths_film, summary, words

STEPS = complete(TABLE["x"], TABLE["y"])


def test_the_lectures_numbers():
    of = summary(STEPS)
    assert of.mean == pytest.approx([1.6, 0.3])
    assert of.rms == pytest.approx([np.sqrt(3.2), np.sqrt(5.55)])
    assert of.rms**2 == pytest.approx(of.mean**2 + STEPS.var(axis=0))


def test_dividing_by_the_mean_blows_up_what_oscillates_and_by_the_root_mean_square_does_not():
    ways = normalised(STEPS)
    longest = {name: np.abs(way).max(axis=0) for name, way in ways.items()}
    assert longest["mean"][1] > 5 * longest["mean"][0]
    assert longest["mean"][1] > 3 * longest["nothing"][1]
    assert longest["rms"][1] < longest["rms"][0]
    assert (ways["rms"] ** 2).mean(axis=0) == pytest.approx([1.0, 1.0])


def test_steps_below_zero_keep_their_sign_under_what_is_said_to_divide_them():
    turned = -STEPS
    assert normalised(turned)["mean"] == pytest.approx(turned / np.abs(turned.mean(axis=0)))
    assert [panel.title for panel in paths_film(turned).panels][1] == "Divided by |mean|"


def test_adams_ratio_is_large_where_steps_agree_and_small_where_they_oscillate():
    along, across = summary(STEPS).ratio
    assert along > 0.85
    assert across < 0.15
    assert (np.abs(summary(STEPS).ratio) <= 1).all()


@pytest.mark.parametrize(
    ("x", "y", "rows"),
    [
        ([1, None, 3, 1, 2], [2.5, -3, None, -2, 1.5], 3),
        ([np.nan] * 5, [1.0] * 5, 0),
        ([np.inf, 1, 1, 1, 1], [1.0] * 5, 4),
        ([], [], 0),
    ],
)
def test_incomplete_rows_are_left_out(x, y, rows):
    assert complete(x, y).shape == (rows, 2)


def test_entries_are_limited():
    assert np.abs(complete([1e300, -1e300], [1.0, 2.0])).max() == LARGEST


@pytest.mark.parametrize(
    "steps",
    [
        STEPS,
        np.zeros((5, 2)),
        np.full((1, 2), -LARGEST),
        np.array([[1.0, 2.0], [1.0, -2.0]]),
        np.array([[1e-9, LARGEST]]),
    ],
)
def test_any_table_can_be_shown(steps):
    film = paths_film(steps)
    assert film.steps == len(steps)
    json.dumps(film.document(), allow_nan=False)


def test_the_words_have_the_lectures_totals():
    told = words(STEPS)
    assert "They move **8** in all along w₁ and **11.5** along w₂, and end 8 and 1.5 from where they began." in told
    assert "Along w₂ they mostly cancel" in told
    assert "0.894 η along w₁ and 0.127 η along w₂" in told


@pytest.mark.parametrize("seed", range(100))
def test_the_words_are_true_of_any_table(seed):
    rng = np.random.default_rng(seed)
    steps = rng.normal(rng.uniform(-2, 2, 2), rng.uniform(0.1, 2, 2), (rng.integers(1, 6), 2)).round(1)
    told = words(steps)
    for i, name in enumerate(("w₁", "w₂")):
        tenths = [round(10 * step) for step in steps[:, i]]  # whole numbers: sums without rounding
        back = min(sum(t for t in tenths if t > 0), -sum(t for t in tenths if t < 0))
        there = sum(map(abs, tenths)) - back
        assert (f"Along {name} they cancel entirely" in told) == (0 < there == back)
        assert (f"Along {name} they mostly cancel" in told) == (back < there <= 3 * back)


def test_steps_of_one_sign_do_not_cancel_however_they_vary():
    assert "cancel" not in words(np.array([[10.0, 1.0], [0.0, 1.0], [0.0, 1.0], [0.0, 1.0], [0.0, 1.0]]))


def test_a_sum_that_is_rounding_error_is_none():
    steps = np.array([[1.0, 0.1], [1.0, 0.2], [0.0, -0.3]])
    assert steps[:, 1].sum() != 0
    told = words(steps)
    assert "and end 2 and 0 from where they began. Along w₂ they cancel entirely: their mean is 0" in told
    assert told.endswith("0.816 η along w₁ and 0 η along w₂.")


def test_a_direction_without_steps_is_not_told_to_cancel():
    for steps in (np.zeros((3, 2)), np.array([[1.0, 0.0]])):
        assert "cancel" not in words(steps)
