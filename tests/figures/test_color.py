import re
import tomllib
from pathlib import Path

import pytest

from figures._color import (
    THEMES,
    _kept,
    _sampled,
    colorscale,
    for_both_grounds,
    quiet,
    resolve,
)
from optim import OPTIMIZERS
from scenes import GROUNDS, contrast, on_dark
from scenes._colors import READABLE, luminance

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "color", ["#000000", "#00008b", "#2a49e0", "#7b3ff2", "#8b0000", "#333333", "#ffffff", "#ffdd00"]
)
def test_a_colour_stands_out_on_the_dark_ground(color):
    assert contrast(on_dark(color), THEMES["dark"]["@ground"]) >= READABLE


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_every_optimizer_has_a_colour_for_the_dark(optimizer):
    assert contrast(on_dark(optimizer.color), THEMES["dark"]["@ground"]) >= READABLE


def test_black_becomes_nearly_white_and_a_bright_colour_stays():
    assert luminance(on_dark("#000000")) > 0.8
    assert on_dark("#ffdd00") == "#ffdd00"


def test_a_dark_blue_stays_blue():
    red, green, blue = (int(on_dark("#00008b")[i : i + 2], 16) for i in (1, 3, 5))
    assert blue > max(red, green)


@pytest.mark.parametrize("name", _kept())
def test_kept_colorscales_are_matplotlibs(name):
    assert [color for _, color in colorscale(name)] == _sampled(name)


@pytest.mark.parametrize("name", ["jet", "coolwarm"])
def test_colorscales_run_from_0_to_1(name):
    places = [place for place, _ in colorscale(name)]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0.0, 1.0)
    assert all(re.fullmatch("#[0-9a-f]{6}", color) for _, color in colorscale(name))


def test_tokens_are_resolved_wherever_they_stand():
    figure = {"layout": {"font": {"color": "@ink"}}, "data": [{"colorscale": "@quiet", "name": "@nobody", "x": [1]}]}
    out = resolve(figure, "dark")
    assert out["layout"]["font"]["color"] == THEMES["dark"]["@ink"]
    assert out["data"][0] == {"colorscale": [list(stop) for stop in quiet("dark")], "name": "@nobody", "x": [1]}


def test_the_grounds_are_the_themes():
    assert {name: theme["@ground"] for name, theme in THEMES.items()} == GROUNDS


def test_the_themes_are_the_app_s():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    for name, theme in THEMES.items():
        declared = [config[name][key] for key in ("backgroundColor", "textColor", "primaryColor")]
        assert [theme["@ground"], theme["@ink"], theme["@accent"]] == declared


def test_a_colour_that_a_dark_ground_would_swallow_is_drawn_as_another_there():
    """Lines, marks and words; not the rims of marks, nor scales."""
    rim = {"color": "#1d1d1f"}
    figure = {
        "data": [{"line": {"color": "#1d1d1f"}, "marker": {"color": ["#ffffff", "#1d1d1f"], "line": rim}}],
        "layout": {"coloraxis": {"colorscale": [[0, "#1d1d1f"]]}, "annotations": [{"font": {"color": "#1d1d1f"}}]},
    }
    drawn = for_both_grounds(figure)
    assert resolve(drawn, "light") == figure
    dark = resolve(drawn, "dark")
    line, marks = dark["data"][0]["line"], dark["data"][0]["marker"]
    pale = on_dark("#1d1d1f")
    assert contrast(pale, THEMES["dark"]["@ground"]) >= READABLE
    assert (line["color"], marks["color"], marks["line"]) == (pale, ["#ffffff", pale], rim)
    assert dark["layout"]["annotations"][0]["font"]["color"] == pale
    assert dark["layout"]["coloraxis"] == figure["layout"]["coloraxis"]
