"""Sentences that stand where they hold, and the sweep that tries them."""

from dataclasses import dataclass

import numpy as np
import pytest

from catalog import number, param, parameters, upward
from lessons._claims import Settings, listed, percent, percents, said
from tests.lessons.sweep import options, sweep


@dataclass(frozen=True)
class Example(Settings):
    kind: str = param("a", choices=("a", "b"), help="Kind")
    lr: float = param(0.1, 0.01, 1.0, "η", log=True, help="Learning rate")
    ratio: float = param(0.5, 0.0, 2.5, "r", help="Ratio")
    n: int = param(4, 1, 20, "n", legal="[1, 20]", help="Dimension")

    presets = {"Preset": {"lr": 0.33, "kind": "b", "x": 3.0}}


def test_said_gives_what_holds():
    assert said("One.", np.float64(1) > 2 and "Two.", None, "Three.") == "One. Three."
    assert said() == ""


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0%"), (1, "100%"), (0.001, "under 1%"), (0.999, "over 99%"), (0.544, "54%"), (0.994, "99%"), (0.006, "1%")],
)
def test_percent_says_none_and_all_only_of_none_and_all(share, words):
    assert percent(share) == words


@pytest.mark.parametrize(
    ("value", "digits", "told"),
    [(1.0141, 3, "1.02"), (0.1 + 0.2, 3, "0.3"), (1.84e-14, 2, "1.9e−14"), (99.96, 3, "100"), (-1.239, 3, "−1.23"),
     (0.0, 3, "0"), (np.inf, 3, "undefined")],
)  # fmt: skip
def test_a_bound_is_rounded_upwards(value, digits, told):
    assert number(upward(value, digits), digits) == told


def test_percent_with_digits():
    assert percent(0.54651, 1) == "54.7%"
    assert percent(0.9999, 1) == "over 99.9%"
    assert percent(1e-5, 1) == "under 0.1%"


@pytest.mark.parametrize(
    ("counts", "of", "words"),
    [
        ((50, 30, 20), 100, ["50%", "30%", "20%"]),
        ((1, 1, 6), 8, ["12.5%", "12.5%", "75.0%"]),  # 12 + 12 + 75 are 99
        ((496, 497, 7), 1000, ["49.6%", "49.7%", "0.7%"]),  # 50 + 50 + 1 are 101
        ((110, 188, 2), 300, ["36.7%", "62.7%", "0.7%"]),  # 100.1: none of them is told as another number
        ((1, 1, 1), 3, ["33.3%", "33.3%", "33.3%"]),
        ((3, 997), 1000, ["under 1%", "over 99%"]),
        ((0, 7), 7, ["0%", "100%"]),
    ],
)
def test_the_shares_of_a_whole_add_up_where_equal_ones_can_be_equal(counts, of, words):
    assert percents([count / of for count in counts]) == words


def test_listed():
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed("abc", "or") == "a, b or c"


def test_a_sweep_holds_the_default_all_ends_every_preset_and_random_settings_that_the_controls_can_hold():
    tried = sweep(Example, count=20)
    assert tried[0] == Example()
    assert Example(kind="b", lr=1.0, ratio=0.0, n=20) in tried
    assert Example(kind="b", lr=0.33) in tried
    assert len(tried) == 1 + 16 + 1 + 20
    assert len(set(tried)) > 30
    assert {e.lr for e in tried} <= set(options(_parameter("lr")))


def _parameter(name):
    return next(p for p in parameters(Example) if p.name == name)


def test_options_are_the_slider_s():
    assert options(_parameter("ratio"))[:3] == [0.0, 0.01, 0.02]
    assert options(_parameter("ratio"))[-1] == 2.5
    assert 0.33 in options(_parameter("lr"))
    assert options(_parameter("n")) == list(range(1, 21))
