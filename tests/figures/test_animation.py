import json

import numpy as np
import pytest

from figures import animation, contour
from figures._color import THEMES, resolve
from figures._outlines import outlines
from figures.assemble import tracks_of
from figures.relief import relief_of
from optim import OPTIMIZERS
from scenes import SCENES, scene
from surfaces import SURFACES


def race(slug, *slugs, steps=20):
    return scene("Race", SURFACES[slug](), *(OPTIMIZERS[s]() for s in slugs), steps=steps)


@pytest.mark.parametrize("slug", SCENES)
@pytest.mark.thorough
def test_every_scene_is_a_figure_whose_frames_hold_only_what_moves(slug):
    figure, racers = animation(SCENES[slug]), len(SCENES[slug].entrants)
    still = len(figure.data) - 2 * racers
    assert {trace.type for trace in figure.data[:still]} <= {"surface", "scatter"}
    assert 2 <= len(figure.frames) <= 120
    for frame in figure.frames:
        assert list(frame.traces) == list(range(still, len(figure.data)))
        assert {trace.type for trace in frame.data} <= {"scatter", "scatter3d"}
    assert figure.frames[0].name == "0"
    assert figure.frames[-1].name == str(SCENES[slug].steps)
    assert len(figure.to_json()) < 4e6


def test_a_frame_is_the_trajectory_so_far():
    one = SCENES["radford-beale"]
    points = one.run()[0].points
    frame = animation(one).frames[-1]
    np.testing.assert_allclose(frame.data[0].x, points[:, 0], rtol=1e-6)
    np.testing.assert_allclose(frame.data[1].y, points[-1:, 1], rtol=1e-6)


def test_in_space_a_trail_runs_a_little_above_the_surface():
    one = SCENES["radford-long-valley"]
    figure = animation(one)
    (track,) = tracks_of(one.run()[0], "own", channels=("z",))
    low, high = figure.layout.scene.zaxis.range
    above = np.array(figure.frames[-1].data[0].z) - track.channels["z"]
    assert above == pytest.approx(np.full_like(above, 0.03 * (high - low)), abs=1e-4 * (high - low))


def test_the_buttons_play_and_pause_and_the_slider_names_every_frame():
    figure = animation(SCENES["radford-beale"])
    assert [button.label for button in figure.layout.updatemenus[0].buttons] == ["Play", "Pause"]
    assert [step.args[0][0] for step in figure.layout.sliders[0].steps] == [frame.name for frame in figure.frames]
    buttons, slider = figure.layout.updatemenus[0], figure.layout.sliders[0]
    assert (buttons.x, buttons.y, slider.x + slider.len, slider.y) == (0, 0, 1, 0)
    assert 28 + 10 == slider.pad.t + 10 == buttons.pad.t < figure.layout.margin.b  # their middles on one line
    assert slider.ticklen == slider.minorticklen == 0  # 120 of them would be a bar
    play = figure.layout.updatemenus[0].buttons[0].args[1]
    assert play["frame"]["duration"] * (len(figure.frames) - 1) == pytest.approx(1000 * 198 / 25)


@pytest.mark.thorough
def test_scenes_with_a_camera_in_space_are_shown_there():
    assert animation(SCENES["radford-long-valley"]).data[0].type == "surface"
    assert animation(SCENES["radford-beale"]).data[0].type == "scatter"
    assert animation(race("parabola", "gradient_descent")).data[0].mode == "lines"


def test_a_run_that_leaves_for_infinity_stays_near_the_box():
    figure = animation(SCENES["radford-saddle"])
    for trace in figure.frames[-1].data:
        assert all(abs(z) <= 21 for z in trace.z if np.isfinite(z))
    assert any("NAG (off downhill at step 96)" in (trace.name or "") for trace in figure.data)


def test_nobody_and_a_single_step_are_figures_too():
    assert animation(race("beale")).frames[-1].name == "20"
    assert len(animation(race("beale", "adam", steps=1)).frames) == 2


def test_long_races_have_thinned_trails():
    figure = animation(race("beale", "adam", steps=2000))
    assert len(figure.frames[-1].data[0].x) <= 302
    assert figure.frames[-1].data[0].x[-1] == figure.frames[-1].data[1].x[0]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.thorough
def test_every_token_is_resolved(theme):
    text = animation(SCENES["radford-beale"], theme).to_json()
    assert not [token for token in (*THEMES["light"], "@quiet") if f'"{token}"' in text]
    assert json.loads(text)["layout"]["paper_bgcolor"] == THEMES[theme]["@ground"]


@pytest.mark.parametrize("slug", [slug for slug, surface in SURFACES.items() if surface.dims == 2])
def test_every_surface_s_outlines_lie_on_its_levels(slug):
    surface = SURFACES[slug]()
    (bands,) = (trace for trace in resolve(contour(surface).figure, "light")["data"] if trace["type"] == "contour")
    height, levels = relief_of(surface).height, bands["contours"]
    traces = outlines(bands)
    assert 2 <= len(traces) <= 30
    assert off(traces[-1], levels["end"], surface, height) < levels["size"] or (
        not surface.smooth  # a grid steps over creases
        and off(traces[0], levels["start"], surface, height) < levels["size"]
    )


def off(trace, level, surface, height):
    """How far the surface lies from the level along an outline, in the middle."""
    x, y = np.array([trace.get("x"), trace.get("y")], dtype=float)
    (x0, x1), (y0, y1) = surface.domain
    inner = (x > x0) & (x < x1) & (y > y0) & (y < y1)
    apart = np.abs(height(surface.value(np.stack([x, y], axis=-1)))[inner] - level)
    return np.median(apart) if apart.size else 0.0
