"""What is exported is what the page shows: without what is hidden, seen as a person has turned it."""

import csv
import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_films import film

from export import Options, Picture, Shown, camera_of, film_for, hidden_in, render, seen, turned
from figures import film_of
from scenes import SCENES

FIVE = SCENES["rosenbrock-five"]
RUNS = FIVE.run()
SMALL = Options(size=(480, 360))


def page(**facts):
    return Shown(film_of(FIVE, trajectories=RUNS, **facts), (FIVE,), (RUNS,))


def test_what_is_hidden_is_left_out_everywhere():
    shown = seen(page(), {"hidden": ["adam", "newton", "nobody"]})
    assert hidden_in(page().film, {"hidden": ["adam", "newton", "nobody"]}) == {"adam", "newton"}
    stay = [entrant.id for entrant in FIVE.entrants if entrant.id not in ("adam", "newton")]
    assert [racer.id for racer in shown.film.racers] == stay
    assert {track.racer for track in shown.film.tracks} == set(stay)
    assert [entrant.id for entrant in shown.scenes[0].entrants] == stay
    lines = render(shown, ".csv").decode().splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    assert {row["optimizer"] for row in rows} == {entrant.name for entrant in FIVE.entrants if entrant.id in stay}
    picture = Picture(film_for(shown, SMALL), SMALL)
    assert set(picture.heads(50)["contour"]) <= set(stay)


def test_a_hidden_racers_overlays_are_left_out():
    shown = seen(Shown(film()), {"hidden": ["a"]})
    assert all(overlay.get("racer") != "a" for overlay in shown.film.panels[0].overlays)
    assert len(shown.film.panels[0].overlays) == len(film().panels[0].overlays) - 1


def test_hiding_the_longest_run_leaves_the_clock():
    short = dataclasses.replace(film().tracks[0], racer="b", channels={"x": np.zeros(3), "y": np.zeros(3)})
    both = dataclasses.replace(film(), tracks=[film().tracks[0], short])
    assert seen(Shown(both), {"hidden": ["a"]}).film.steps == both.steps == 8


def test_charts_over_evaluations_are_exported_as_such():
    chart = film_for(page(x="evals"), Options(panels=("loss",))).panels[0]
    assert chart.axes["x"] == "evals"
    assert "evaluations" in chart.title


@pytest.mark.parametrize("trail", ["whole", "tail", "none"])
def test_the_trail_is_that_of_the_player_unless_asked_otherwise(trail):
    shown = seen(page(), {"trail": trail}).film
    assert shown.trail == trail
    assert Picture(shown, SMALL).plots[0].style == trail
    assert Picture(shown, dataclasses.replace(SMALL, trail="none")).plots[0].style == "none"
    assert f'"trail":"{trail}"' in render(seen(page(), {"trail": trail}), ".html", Options(cdn=True)).decode()


def test_a_camera_is_taken_over():
    view = {"eye": {"x": 1.0, "y": 0.5, "z": 2.0}, "center": {"x": 0, "y": 0, "z": 0}, "up": {"x": 0, "y": 0, "z": 1}}
    shown = seen(page(), {"views": {"surface": view}}).film
    assert turned(page().film, {"views": {"surface": view}})
    assert camera_of(shown).eye == (1.0, 0.5, 2.0)
    assert camera_of(page().film).eye != (1.0, 0.5, 2.0)
    before, after = (Picture(source, SMALL).heads(80)["surface"] for source in (page().film, shown))
    assert np.hypot(*np.subtract(before["adam"], after["adam"])) > 5


def test_a_zoom_is_taken_over():
    (x0, x1), (y0, y1) = FIVE.surface.domain
    middle = [x0 + (x1 - x0) / 4, x0 + 3 * (x1 - x0) / 4], [y0 + (y1 - y0) / 4, y0 + 3 * (y1 - y0) / 4]
    state = {"views": {"contour": {"x": middle[0], "y": middle[1]}}}
    picture = Picture(seen(page(), state).film, SMALL)
    plot = next(plot for plot in picture.plots if plot.slot.panel.id == "contour")
    corner = plot.view.project(np.array([middle[0][0], middle[1][1]]))
    assert corner == pytest.approx((plot.slot.axes.x, plot.slot.axes.y), abs=1e-6)


def test_several_cameras_are_none():
    two = dataclasses.replace(page().film.panels[1], id="two")
    upright = {"x": 0, "y": 0, "z": 1}
    view = {"eye": {"x": 1, "y": 1, "z": 1}, "center": upright, "up": upright}
    state = {"views": {"two": view}}
    both = Shown(dataclasses.replace(page().film, panels=[page().film.panels[1], two]))
    assert camera_of(seen(both, state).film) is None
    assert camera_of(film()) is None


ODD = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("xyz") | st.text(max_size=4), inner),
    max_leaves=8,
)
STATE = st.dictionaries(st.sampled_from(["hidden", "trail", "views", "step"]), ODD) | ODD
VIEWS = st.fixed_dictionaries({"views": st.dictionaries(st.sampled_from(["contour", "surface", "loss"]), ODD)})


@settings(max_examples=200, deadline=None)
@given(STATE | VIEWS)
@pytest.mark.thorough
def test_a_browser_can_say_anything(state):
    """What is not well formed changes nothing, and never fails."""
    shown = seen(page(), state)
    assert len(shown.film.panels) == 3
    assert shown.film.trail in ("whole", "tail", "none")


def test_a_page_that_shows_no_picture_is_refused():
    empty = Shown(dataclasses.replace(page().film, panels=[]), (FIVE,), (RUNS,))
    for suffix in (".gif", ".png", ".svg", ".html"):
        with pytest.raises(ValueError, match="there is no picture to export"):
            render(empty, suffix)
    assert render(empty, ".csv") == render(FIVE, ".csv")


def test_what_has_been_run_is_not_run_again(monkeypatch):
    shown = page()
    monkeypatch.setattr(type(FIVE), "run", lambda scene: pytest.fail("run again"))
    for suffix in (".csv", ".json", ".html", ".png", ".gif"):
        render(shown, suffix, Options(size=(240, 180), seconds=0.3, hold=0))
