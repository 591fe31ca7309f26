"""Step sizes on a parabola and on the lecture's bowl: every regime and every sentence, against the runs themselves."""

import re

import numpy as np
import pytest

from lessons.step_size import bowl
from lessons.step_size.bowl import LECTURE, TwoCoordinates, two_film
from lessons.step_size.parabola import (
    COLORS,
    GRIP,
    MEANINGS,
    SLOPES,
    START,
    OneCoordinate,
    descend,
    meanings_film,
    minimum,
    one_film,
    regime,
    slowest,
    steps_to,
    verdict,
)
from optim import run
from optim.gradient_descent import GradientDescent
from surfaces.parabola import Parabola
from tests.lessons.sweep import sweep

PARABOLAS = [Parabola(), Parabola(a=0.5, b=-1.0, c=1.0), Parabola(a=5.0, b=1.0, c=-1.0)]
SAYS = {
    "stands still": "stands still",
    "monotone": "comes down on one side",
    "one step": "needs one step",
    "oscillates": "goes from side to side",
    "bounces for ever": "bounces for ever",
    "diverges": "diverges",
}


def told(t, goal, i=0):
    """The regime of a run in one coordinate, from its points alone."""
    away = t.points[:, i] - goal
    if abs(away[1]) < 1e-12:
        return "one step"
    if abs(away[3]) == pytest.approx(abs(away[2]), rel=1e-9):
        return "stands still" if away[3] * away[2] > 0 else "bounces for ever"
    shrinks = abs(away[3]) < abs(away[2])
    if away[3] * away[2] > 0:
        return "monotone" if shrinks else "runs away"
    return "oscillates" if shrinks else "diverges"


def stated(words, before):
    """The number that stands behind some words."""
    found = re.search(rf"{re.escape(before)} ?(−?[\d.,]+(?:e−?\d+)?)", words)
    return float(found[1].rstrip(".,").replace(",", "").replace("−", "-"))


def steps_until(away, share=1e-3):
    """From which step on a distance stays within a share of the first."""
    return int(np.flatnonzero(away > share * away[0] * (1 + 1e-9))[-1]) + 1


@pytest.mark.parametrize("parabola", PARABOLAS, ids=str)
@pytest.mark.parametrize("ratio", [0.0, 0.01, 0.3, 0.99, 1.0, 1.01, 1.7, 1.99, 2.0, 2.01, 2.5])
def test_the_regime_is_what_the_run_does(parabola, ratio):
    assert regime(ratio) == told(descend(parabola, ratio / parabola.a, 5), minimum(parabola))


@pytest.mark.parametrize("parabola", PARABOLAS, ids=str)
def test_every_step_multiplies_the_distance_by_the_same_factor(parabola):
    away = descend(parabola, 1.7 / parabola.a, 12).points[:, 0] - minimum(parabola)
    assert away[1:] / away[:-1] == pytest.approx(1 - 1.7)


@pytest.mark.thorough
def test_every_sentence_on_one_coordinate_is_what_the_run_does():
    seen = set()
    for chosen in sweep(OneCoordinate):
        words, goal = verdict(chosen), minimum(chosen.parabola)
        t = run(GradientDescent(lr=chosen.lr), chosen.parabola, (START,), 4000 if chosen.ratio < 2 else 30)
        name = told(t, goal)
        seen.add(name)
        assert f"**{SAYS[name]}**" in words
        film = one_film(chosen)
        assert film.racers[0].color == COLORS[name]
        assert film.tracks[0].channels["x"][0] < goal
        assert stated(words, "1/a =") == pytest.approx(1 / chosen.a, rel=5e-3)
        away = np.abs(t.points[:, 0] - goal)
        if name in ("monotone", "oscillates", "diverges"):
            factor = (t.points[1, 0] - goal) / (t.points[0, 0] - goal)
            assert stated(words, "w − w* by") == pytest.approx(factor, rel=6e-3, abs=1e-12)
        assert ("thousandth" in words) == (name in ("monotone", "oscillates"))
        assert ("the first step leads" in words) == (abs(t.points[1, 0] - goal) < 1e-9)
        assert ("nothing moves" in words) == (t.points[1, 0] == t.points[0, 0])
        assert ("every step mirrors" in words) == (name == "bounces for ever")
        if "thousandth" in words:
            assert stated(words, "After") == steps_until(away)
    assert seen == set(COLORS)


def test_the_presets_go_through_every_regime_under_one_rate():
    one_rate = [OneCoordinate(**preset) for preset in list(OneCoordinate.presets.values())[:5]]
    assert {chosen.lr for chosen in one_rate} == {0.5}
    assert [regime(chosen.ratio) for chosen in one_rate] == list(COLORS)[1:]


def test_a_steeper_parabola_is_seen_to_be_steeper_and_the_rate_stays():
    flat, steep = (one_film(OneCoordinate(lr=0.5, a=a)) for a in (1.0, 4.0))
    frames = [[film.panels[0].figure["layout"][axis]["range"] for axis in ("xaxis", "yaxis")] for film in (flat, steep)]
    assert frames[0] == frames[1]
    heights = [np.asarray(film.panels[0].figure["data"][0]["y"]) for film in (flat, steep)]
    assert heights[1] == pytest.approx(4 * heights[0])
    handles = [film.panels[1].handles[0]["x"] for film in (flat, steep)]
    assert handles == [0.5, 0.5]
    colors = [[trace["line"]["color"] for trace in film.panels[1].figure["data"][1:4]] for film in (flat, steep)]
    assert colors[0] == colors[1] == [COLORS[name] for name in ("monotone", "oscillates", "diverges")]
    limits = [film.panels[1].figure["data"][2]["x"][1] for film in (flat, steep)]
    assert limits == [2.0, 0.5]


def test_slope_and_height_move_what_is_seen():
    film = one_film(OneCoordinate(a=2.0, b=1.0, c=-1.0))
    line = film.panels[0].figure["data"][0]
    assert line["x"][np.argmin(line["y"])] == pytest.approx(-0.5, abs=0.02)
    assert np.min(line["y"]) == pytest.approx(-1.25, abs=1e-3)


def test_the_grip_lies_on_the_parabola_and_makes_it_as_steep_as_it_is_lifted():
    for chosen in sweep(OneCoordinate, count=20):
        grip = one_film(chosen).panels[0].handles[0]
        assert grip["y"] == pytest.approx(chosen.a * GRIP**2 / 2 + chosen.b * GRIP + chosen.c)
        assert chosen.steeper(grip["y"]) == pytest.approx(chosen.a)
    assert OneCoordinate().steeper(100.0) == 5.0
    assert OneCoordinate().steeper(-100.0) == 0.5


@pytest.mark.parametrize("a", [1.0, 1.7, 2.0])
def test_a_slope_is_drawn_as_it_is_and_leaves_the_picture_when_it_is_too_small(a):
    chosen = OneCoordinate(lr=0.5, a=a)
    film = one_film(chosen)
    drawn = film.tracks[0].channels["g"]
    slope = a * np.abs(descend(chosen.parabola, 0.5, 24).points[:, 0] - minimum(chosen.parabola))
    seen = slope > 1e-15
    assert drawn[seen] == pytest.approx(slope[seen], rel=1e-12)
    assert (drawn[~seen] < 1e-14).all()
    low, high = film.panels[2].figure["layout"]["yaxis"]["range"]
    assert (10**low, 10**high) == pytest.approx(SLOPES)


def test_what_is_dragged_sets_the_very_numbers_of_the_race_in_the_page():
    chosen = OneCoordinate(lr=0.7, a=1.5, b=0.5, c=-0.5)
    film = one_film(chosen)
    of_race = dict(zip(film.live["surface"]["names"], film.live["surface"]["numbers"], strict=True))
    of_race |= dict(zip(film.live["rules"][0]["names"], film.live["rules"][0]["numbers"], strict=True))
    for panel in film.panels[:2]:
        (handle,) = panel.handles
        (told,) = handle["sets"]
        place = handle[told["axis"]] - told.get("less", 0.0)
        assert place / told["over"] == pytest.approx(of_race[told["name"]])
        assert handle["heard"]
    low, high = film.panels[0].handles[0]["within"][1]
    assert [(y - less) / over for y in (low, high) for less, over in [(0.25, 1.125)]] == pytest.approx([0.5, 5.0])


def test_what_converges_means():
    film = meanings_film()
    for panel, track, (ratio, meaning) in zip(film.panels, film.tracks, MEANINGS.items(), strict=True):
        t = run(GradientDescent(lr=ratio / 2), Parabola(a=2.0), (START,), 2000)
        ends = np.abs(t.points[-2:, 0]) if t.diverged_at is None else np.array([np.inf])
        expected = "converges" if ends.max() < 1e-9 else "diverges" if ends.max() > 1e3 else "stays near"
        assert meaning.startswith(expected)
        assert panel.title == meaning.capitalize()
        assert panel.caption.endswith(f"{1 - ratio:.3g}".replace("-", "−"))
        assert track.channels["x"][1] == pytest.approx(START * (1 - ratio))


@pytest.mark.thorough
def test_every_sentence_on_two_coordinates_is_what_the_run_does():
    for chosen in [TwoCoordinates(lr=2.0), *sweep(TwoCoordinates)]:
        words, film = bowl.verdict(chosen), two_film(chosen)
        t = run(GradientDescent(lr=chosen.lr), bowl.bowl(), bowl.START, 4000 if chosen.lr < 0.66 else 30)
        names = [told(t, 0.0, i) for i in range(2)]
        for i, name in enumerate(names):
            verb = {"monotone": "comes down on one side", "oscillates": "goes from side to side",
                    "one step": "needs one step"}.get(name, name)  # fmt: skip
            assert f"w{'₁₂'[i]} {verb} (×" in words
            assert film.panels[1 + i].title.endswith(name)
            assert film.panels[0].overlays[i]["color"] == COLORS[name]
        assert ("Together they diverge" in words) == ("diverges" in names)
        assert ("Together they never settle" in words) == ("bounces for ever" in names and "diverges" not in names)
        assert ("Nothing moves" in words) == (chosen.lr == 0)
        assert ("sets the pace" in words) == (0 < chosen.lr < 0.66)
        if "sets the pace" in words:
            away = np.abs(t.points)
            counts = [steps_until(away[:, i]) if names[i] != "one step" else 1 for i in range(2)]
            assert stated(words, "thousandth after") == max(counts)
            assert f"w{'₁₂'[int(np.argmax(counts))]} sets the pace" in words or counts[0] == counts[1]


def test_a_run_has_the_colour_of_its_slowest_coordinate():
    assert two_film(TwoCoordinates(lr=0.33)).racers[0].color == COLORS["monotone"]
    assert two_film(TwoCoordinates(lr=1.0)).racers[0].color == COLORS["diverges"]
    assert slowest((1.0, 0.1)) == "monotone"
    assert slowest((1.5, 0.5)) == "oscillates"
    assert slowest((1.0, 1.0)) == "one step"


@pytest.mark.parametrize("rate", [preset["lr"] for preset in TwoCoordinates.presets.values()])
def test_each_coordinate_of_the_bowl_is_a_parabola_of_its_own(rate):
    t = bowl.descend(rate, 5)
    for i, best in enumerate(LECTURE):
        single = run(GradientDescent(lr=rate), Parabola(a=1 / best), (t.points[0, i],), 5)
        assert t.points[:, i] == pytest.approx(single.points[:, 0], abs=1e-12)
        slices = two_film(TwoCoordinates(lr=rate)).tracks[0].channels[f"e{i}"]
        assert slices[:6] == pytest.approx(single.values)


def test_the_rule_for_two_coordinates():
    limit = 2 * min(LECTURE)
    for rate, expected in ((0.999 * limit, True), (1.001 * limit, False)):
        assert (np.abs(bowl.descend(rate, 4000).points[-1]).max() < 0.01) == expected


def test_steps_to():
    assert steps_to(0.1) == 3
    assert steps_to(-0.5) == 10
    assert steps_to(0.0) == 1
    assert steps_to(1.0) == np.inf
