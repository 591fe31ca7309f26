"""Colours are told apart and legible: the rules', and those of entrants in one picture."""

import colorsys
import itertools

import pytest

from optim import OPTIMIZERS
from scenes import SCENES, apart, contrast, difference, legible, on_dark, shades
from scenes._colors import (
    APART,
    DIM,
    GROUNDS,
    LEGIBLE,
    LIT,
    farthest,
    legible_colors,
    luminance,
    oklab,
    to_rgb,
)
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


@pytest.mark.parametrize(
    ("color", "light", "lab"),
    [
        ("#ffffff", 1.0, (1.0, 0.0, 0.0)),
        ("#ff0000", 0.2126, (0.6280, 0.2249, 0.1258)),
        ("#00ff00", 0.7152, (0.8664, -0.2339, 0.1795)),
        ("#0000ff", 0.0722, (0.4520, -0.0325, -0.3115)),
        ("#808080", 0.2159, (0.5999, 0.0, 0.0)),
        ("#0a0a0a", 0.003035, (0.1448, 0.0, 0.0)),
    ],
)
def test_luminance_and_oklab_are_the_published_ones(color, light, lab):
    assert luminance(color) == pytest.approx(light, abs=1e-4)
    assert oklab(color) == pytest.approx(lab, abs=1e-3)


def test_contrast_is_wcag_s():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize(("color", "hue"), [("#e6342a", 0.0), ("#1f5fe0", 0.61), ("#808080", 0.6), ("#1d1d1f", 0.6)])
def test_shades_go_from_pale_to_deep_in_one_hue_and_a_grey_becomes_blue(color, hue):
    made = shades(color, 5)
    for of_ground, (first, last), pale in (([m[0] for m in made], LIT, 0.45), ([m[1] for m in made], DIM, 0.6)):
        found = [luminance(each) for each in of_ground]
        assert [found[0], found[-1]] == pytest.approx([first, last], abs=0.015)
        assert found == sorted(found, reverse=first > last)
        parts = [colorsys.rgb_to_hls(*to_rgb(each)) for each in of_ground]
        assert [h % 1 for h, _, _ in parts] == pytest.approx([hue] * 5, abs=0.03)
        assert [s for _, _, s in parts] == pytest.approx([pale + (1 - pale) * i / 4 for i in range(5)], abs=0.06)
    assert len(shades(color, 1)) == 1
