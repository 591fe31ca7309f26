"""Tracks and values of one’s own on Race: played as they were recorded, refused with a reason, kept in scene files."""

from pathlib import Path

import numpy as np
import pytest
from visit import films_told

from scenes import RECIPES, from_csv, from_dict, from_json, scene, to_json, with_tracks
from surfaces import SURFACES, from_grid
from ui.own_tracks import EXAMPLE, FAULT, TRACKS
from ui.race_state import packed

HEAD = "optimizer,step,x,y\n"
TWO = HEAD + "A,0,1,1.5\nA,1,1.25,1\nB,0,1,1.5\nA,2,2,0.5\nB,1,,\n"
RACE = "scene=free&surface=beale&optimizers=adam&optimizers=gradient_descent"


def loaded(app, text):
    """What the page shows after this CSV was chosen."""
    uploader = next(u for u in app.get("file_uploader") if u.key == "_own upload")
    uploader.set_value(("run.csv", text if isinstance(text, bytes) else text.encode(), "text/csv")).run()
    assert not app.exception
    return app


def names(app):
    return [racer["name"] for racer in films_told(app)[0]["racers"]]


def test_tracks_run_beside_the_rules_from_their_start(open_page):
    app = loaded(open_page("race", RACE), TWO)
    assert names(app) == ["Adam", "Gradient descent", "A", "B"]
    assert "at (1, 1.5), and go 2 steps" in " ".join(c.value for c in app.caption)
    app.button(key="_own remove").click().run()
    assert names(app) == ["Adam", "Gradient descent"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file is empty"),
        (HEAD + "A,0,0,0\nA,2,0,0\n", "A goes on with step 1"),
        (HEAD + "A,0,0,0\nB,0,1,0\n", "one race has one start"),
        (b"\xff\xfe\x00\x01", "not a text"),
        (HEAD + "=cmd|' /C calc'!A0,0,zero,0\n", "x must be a number"),
        (HEAD + "A,0,1e400,0\n", "has no start"),
        (HEAD + '"A\n', "line 2"),
    ],
)
def test_hostile_files_are_refused_in_words_and_the_race_goes_on(open_page, text, reason):
    app = loaded(open_page("race", RACE), text)
    assert reason in app.session_state[FAULT]
    assert names(app) == ["Adam", "Gradient descent"]


def test_the_example_is_torchs_optaxs_and_scipys_own(open_page):
    app = open_page("race", "scene=free&surface=rosenbrock&optimizers=adam")
    app.button(key="_own example").click().run()
    assert not app.exception
    assert names(app)[1:] == ["PyTorch AdamW", "optax adam", "SciPy BFGS"]
    assert len(app.session_state[TRACKS]) == 3
    shown = " ".join(code.value for code in app.code)
    assert all(code.strip() in shown for code in RECIPES.values())


def test_a_recorded_track_is_what_our_own_rule_makes_of_it():
    """AdamW's and adam's, recorded by their libraries, are those of ours."""
    from optim import OPTIMIZERS, run

    torch, optax, scipy = from_csv(EXAMPLE.read_bytes())
    surface = SURFACES["rosenbrock"]()
    for track, rule in ((torch, OPTIMIZERS["adamw"](lr=0.05)), (optax, OPTIMIZERS["adam"](lr=0.05))):
        np.testing.assert_allclose(run(rule, surface, (-1.2, 1.0), 200).points, track.points, atol=1e-9)
    assert surface.value(np.array(scipy.points[-1])) < 1e-9


def test_readme_has_the_lines_that_the_page_shows():
    text = (Path(__file__).parents[2] / "README.md").read_text()
    assert all(f"```python\n{code}```" in text for code in RECIPES.values())


def test_a_scene_file_carries_its_tracks(open_page):
    made = with_tracks(scene("Mine", SURFACES["beale"]()), from_csv(TWO))
    again = from_json(to_json(made))
    assert to_json(again) == to_json(made)
    for t, u in zip(made.run(), again.run(), strict=True):
        np.testing.assert_array_equal(t.points, u.points)
    assert names(open_page("race", f"scene=loaded&with={packed(made)}")) == ["A", "B"]


def grid(f):
    axis = np.linspace(-2, 2, 9)
    return "x,y,f\n" + "".join(f"{x},{y},{f(x, y)}\n" for x in axis for y in axis)


def test_a_grid_is_a_surface_under_its_key(open_page):
    surface = from_grid(grid(lambda x, y: x * x + 2 * y * y), "hill")
    app = open_page("race", f"scene=free&surface=grid&grid.key={surface.key}&optimizers=adam")
    assert from_dict(app.session_state["_scene"]).surface == surface
    assert app.title[0].value == "hill"


def test_a_grid_that_is_not_here_says_so(open_page):
    app = open_page("race", "scene=free&surface=grid&grid.key=0000&optimizers=adam")
    assert "load their CSV again" in " ".join(c.value for c in app.caption)
    assert names(app) == ["Adam"]


@pytest.mark.parametrize(
    ("text", "reason"), [("x,y\n0,0\n", "no column"), ("x,y,f\n0,0,1\n0,1,nan\n", "finite"), (b"\x80", "not a text")]
)
def test_hostile_grids(open_page, text, reason):
    app = open_page("race", "scene=free&surface=grid&optimizers=adam")
    uploader = next(u for u in app.get("file_uploader") if u.key == "_own values")
    uploader.set_value(("hill.csv", text if isinstance(text, bytes) else text.encode(), "text/csv")).run()
    assert not app.exception
    assert reason in app.session_state[f"{FAULT} grid"]


@pytest.mark.parametrize(
    "track",
    [
        {"points": []}, {"points": [[0, 0], [1]]}, {"points": [["x", 0]]}, {"points": 7}, {"title": ""},
        {"hue": "red"}, {"points": [[0, 0]] * 6000}, {"more": 1},
    ],
)  # fmt: skip
def test_hostile_tracks_in_scene_files(track):
    rule = {"slug": "recorded", "title": "A", "hue": "#123456", "points": [[0, 0], [1, None]]} | track
    with pytest.raises(ValueError, match=r"optimizers\[0\]|color"):
        from_dict({"surface": {"slug": "beale"}, "optimizers": [{"rule": rule}]})
