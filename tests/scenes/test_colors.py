"""Colours are told apart and legible: the rules', and those of entrants in one picture."""

import itertools

import pytest

from optim import OPTIMIZERS
from scenes import SCENES, apart, contrast, difference, legible, on_dark
from scenes._colors import APART, GROUNDS, LEGIBLE, farthest, legible_colors
from tests.colors import APART as RULES_APART
from tests.colors import free_colors


@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_a_rules_colour_stands_out_from_both_grounds(slug):
    color = OPTIMIZERS[slug].color
    assert contrast(color, GROUNDS["light"]) >= LEGIBLE
    assert contrast(on_dark(color), GROUNDS["dark"]) >= LEGIBLE


def test_rules_are_told_apart_on_both_grounds():
    for one, other in itertools.combinations(OPTIMIZERS.values(), 2):
        assert difference(one.color, other.color) >= RULES_APART, (one.slug, other.slug)


@pytest.mark.parametrize("slug", [slug for slug, scene in SCENES.items() if scene.look == "quiet"])
def test_named_scenes_are_told_apart(slug):
    colors = [entrant.color for entrant in SCENES[slug].entrants]
    assert apart(colors) == colors
    assert all(map(legible, colors))


def test_twelve_copies_of_a_rule_are_told_apart():
    color = OPTIMIZERS["adam"].color
    made = apart([color] * 12)
    assert made[0] == color
    assert min(difference(*pair) for pair in itertools.combinations(made, 2)) >= APART
    assert all(map(legible, made))


def test_the_first_of_two_alike_keeps_its_colour_and_the_others_theirs():
    red, nearly, blue = "#e6342a", "#e6382e", "#2a49e0"
    made = apart([red, nearly, blue])
    assert (made[0], made[2]) == (red, blue)
    assert min(difference(*pair) for pair in itertools.combinations(made, 2)) >= APART


def test_the_farthest_colour_is_the_farthest():
    taken = ["#e6342a", "#2a49e0", "#1c9a3c"]
    color, away = farthest(taken)
    assert away == pytest.approx(min(difference(color, other) for other in taken))
    assert away == pytest.approx(max(min(difference(c, o) for o in taken) for c in legible_colors()[::7]), abs=0.05)


def test_free_colours_are_free():
    free = [color for color, _ in free_colors(3)]
    assert len(free) == 3
    for color, other in itertools.combinations([*free, *(rule.color for rule in OPTIMIZERS.values())], 2):
        assert color not in free or difference(color, other) >= RULES_APART
    assert all(map(legible, free))


def test_difference_is_that_of_the_ground_where_they_are_more_alike():
    assert difference("#000000", "#000000") == 0
    dark_blue, blue = "#00008b", "#0000ff"
    assert difference(dark_blue, blue) < 0.1  # on dark both are drawn as much the same light blue
