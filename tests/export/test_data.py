"""CSV and JSON read back to the same race."""

import csv
import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from plotly import graph_objects as go
from races import everything
from small_films import film

from export import render
from optim import OPTIMIZERS
from scenes import SCENES, from_json, scene
from surfaces import SURFACES

ROOT = Path(__file__).parents[2]
EVERY = pytest.mark.parametrize("slug", SCENES)


def rows_of(data):
    lines = data.decode().splitlines(keepends=True)
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def column(rows, name):
    return np.array([float(row[name]) if row[name] else np.nan for row in rows])


@EVERY
def test_csv_reads_back_to_the_same_race(slug):
    rows = rows_of(render(SCENES[slug], ".csv"))
    for entrant, t in zip(SCENES[slug].entrants, SCENES[slug].run(), strict=True):
        own = [row for row in rows if row["optimizer"] == entrant.name]
        assert [int(row["step"]) for row in own] == list(range(t.steps + 1))
        points = np.stack([column(own, "x"), column(own, "y")], axis=-1)
        np.testing.assert_array_equal(points, t.points)
        np.testing.assert_array_equal(column(own, "f"), t.values)
        np.testing.assert_array_equal(column(own, "gradient_norm"), t.gradient_norms)
        np.testing.assert_array_equal(column(own, "evaluations"), t.evaluations.total)
        np.testing.assert_array_equal(column(own, "learning_rate"), t.rates)


def test_csv_says_what_was_run():
    race = everything()
    lines = [line[2:] for line in render(race, ".csv").decode().splitlines() if line.startswith("# ")]
    assert lines[1].startswith("surface: ")
    assert "sin(3x) + (y - x^2)^2/4" in lines[1]
    assert lines[2:5] == [f"start: {race.start[0]!r}, {race.start[1]!r}", "steps: 40", "noise: sigma=0.1, seed=3"]
    assert lines[5].startswith("Adam (adam): adam: lr=0.1, beta1=0.9")
    assert "bias_correction=False" in lines[6]
    assert "momentum: lr=0.01" in lines[7]
    assert "; cosine: warmup=0, horizon=30" in lines[7]
    assert "; clip: norm=2.5" in lines[7]
    assert len(lines) == 5 + len(race.entrants)


@pytest.mark.parametrize(("delay", "words"), [(1, "1 step late"), (3, "3 steps late")])
def test_csv_says_how_late_the_surface_is_seen(delay, words):
    race = dataclasses.replace(SCENES["ill-conditioned"], delay=delay, steps=2)
    assert f"# noise: none; the surface is seen {words}\n" in render(race, ".csv").decode()


def test_csv_of_several_scenes_names_them():
    rows = rows_of(render([SCENES["rotated"], SCENES["four-minima"]], ".csv"))
    assert {row["scene"] for row in rows} == {SCENES["rotated"].name, SCENES["four-minima"].name}


def test_csv_of_a_curve_has_no_y():
    curve = scene("Curve", SURFACES["parabola"](), OPTIMIZERS["gradient_descent"](), steps=5)
    assert {row["y"] for row in rows_of(render(curve, ".csv"))} == {""}


def test_racers_with_one_name_are_told_apart():
    names = {row["optimizer"] for row in rows_of(render(everything(), ".csv"))}
    assert {"Adam (adam)", "Adam (adam~2)"} <= names
    assert len(names) == 5


@EVERY
def test_json_reads_back_to_the_same_scene(slug):
    again = from_json(render(SCENES[slug], ".json"))
    assert again == SCENES[slug]
    for t, u in zip(SCENES[slug].run(), again.run(), strict=True):
        np.testing.assert_array_equal(t.points, u.points)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.thorough
def test_the_plotly_figure_is_a_figure(dark, small):
    made = json.loads(render(SCENES["rotated"], ".plotly.json", dataclasses.replace(small, dark=dark)))
    figure = go.Figure(made)
    assert len(figure.frames) > 10
    assert figure.layout.sliders
    assert figure.layout.updatemenus


@pytest.mark.parametrize("suffix", [".json", ".py", ".torch.py", ".plotly.json"])
def test_what_is_made_of_one_scene_refuses_others(suffix):
    with pytest.raises(ValueError, match="one scene, not of 2"):
        render([SCENES["rotated"], SCENES["four-minima"]], suffix)
    with pytest.raises(ValueError, match="one scene, not of a film"):
        render(film(), suffix)


def test_a_film_has_no_csv():
    with pytest.raises(ValueError, match="CSV is made of scenes"):
        render(film(), ".csv")
