"""What is seen: heads and trails where they belong, each frame as if it had been drawn by itself."""

import dataclasses

import numpy as np
import pytest
from PIL import Image
from small_films import film

from export import Options, Picture, film_for, frames
from figures import film_of
from scenes import SCENES

OPTIONS = Options(size=(480, 360), seconds=1.0, fps=12.0, hold=0.25)
EVERY_LOOK = pytest.mark.parametrize(
    "facts", [{}, {"dark": True}, {"trail": "tail"}, {"trail": "none"}, {"orbit": 120.0}], ids=str
)


def pixels(image):
    return np.asarray(image.convert("RGB")).astype(int)


def rgb(color):
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)])


def fresh(source, options, t, turn=0.0):
    """The picture at position t, drawn from nothing."""
    picture = Picture(source, options)
    if options.orbit:
        picture.turn(turn, t)
    picture.show(t, anew=True)
    return pixels(picture.image)


@EVERY_LOOK
@pytest.mark.parametrize("source", ["by hand", "rosenbrock-five", "radford-saddle"])
@pytest.mark.thorough
def test_each_frame_is_the_picture_of_its_moment(source, facts):
    source = film() if source == "by hand" else film_for(SCENES[source], OPTIONS)
    options = dataclasses.replace(OPTIONS, **facts)
    positions = options.positions(source)
    turns = np.linspace(0, options.orbit, len(positions))
    seen = 0
    for i, frame in enumerate(frames(source, options)):
        if i not in (0, 3, len(positions) - 1):
            continue
        seen += 1
        alone = fresh(source, options, positions[i], turns[i])
        differ = np.abs(pixels(frame.image) - alone)
        assert differ.max() < 100  # at the rim of a stroke, of which the frame drew one piece after another
        assert differ.mean() < 0.05
    assert seen == 3


@EVERY_LOOK
@pytest.mark.thorough
def test_nothing_changes_outside_the_boxes_that_say_so(facts):
    source, before = film(), None
    for frame in frames(source, dataclasses.replace(OPTIONS, **facts)):
        now = pixels(frame.image)
        if before is not None:
            changed = np.zeros(now.shape[:2], dtype=bool)
            for left, top, right, bottom in frame.changed:
                changed[top:bottom, left:right] = True
            assert not (np.abs(now - before).max(axis=-1) > 0)[~changed].any()
        before = now


def test_the_hold_repeats_the_last_frame():
    stream = [(pixels(frame.image), frame.changed) for frame in frames(film(), OPTIONS)]
    assert len(stream) == 12 + 3
    assert all((picture == stream[11][0]).all() and not changed for picture, changed in stream[12:])


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("t", [0.0, 2.5, 7.0])
def test_a_head_stands_where_the_run_is(dark, t):
    """Between steps too, in its colour, within a pixel of the axes' own arithmetic."""
    source = film()
    picture = Picture(source, dataclasses.replace(OPTIONS, dark=dark))
    picture.show(t)
    places = picture.heads(t)["plane"]
    axes = picture.layout.slots[0].axes
    for track in source.tracks:
        x, y = (np.interp(t, np.arange(9), track.channels[name]) for name in "xy")
        if np.isnan(x) or not 0 <= x <= 4:
            assert track.racer not in places
            continue
        here = axes.x + axes.w * x / 4, axes.y + axes.h * (1 - y / 4)
        assert places[track.racer] == pytest.approx(here, abs=1e-6)
        racer = next(racer for racer in source.racers if racer.id == track.racer)
        found = pixels(picture.image)[int(here[1]), int(here[0])]
        assert np.abs(found - rgb(racer.dark if dark else racer.color)).max() <= 2


def test_a_trail_is_drawn_as_far_as_the_run_has_gone():
    source = film_of(SCENES["rosenbrock-five"], panels=("contour",))
    bare = fresh(source, dataclasses.replace(OPTIONS, trail="none"), 0)
    whole = [np.abs(fresh(source, OPTIONS, t) - bare).max(axis=-1) > 30 for t in (0, 100, 300)]
    assert whole[0].sum() < whole[1].sum() < whole[2].sum()
    tail = np.abs(fresh(source, dataclasses.replace(OPTIONS, trail="tail"), 300) - bare).max(axis=-1) > 30
    assert tail.sum() < 0.5 * whole[2].sum()


def test_what_the_surface_hides_is_faint():
    """The start of Rosenbrock's valley lies behind its near wall, seen from the side of small y."""
    source = film_of(SCENES["rosenbrock-five"], panels=("surface",))
    front, back = (dataclasses.replace(OPTIONS, azimuth=azimuth, elevation=25.0) for azimuth in (-60.0, 100.0))
    hidden = {options.azimuth: share_hidden(source, options) for options in (front, back)}
    assert min(hidden.values()) > 0
    assert max(hidden.values()) < 1
    assert hidden[-60.0] != pytest.approx(hidden[100.0], abs=0.02)


def share_hidden(source, options):
    plot = Picture(source, options).plots[0]
    parts = [runner.line.between(0, source.steps)[1] for runner in plot.runners]
    return np.concatenate(parts).mean()


def test_a_run_that_diverges_says_so_and_leaves_a_mark():
    source = film()
    picture = Picture(source, OPTIONS)
    picture.show(3.0)
    before = pixels(picture.image)
    picture.show(8.0)
    assert "c" not in picture.heads(8.0)["plane"]
    runner = next(r for r in picture.plots[0].runners if r.track.racer == "c")
    gone = runner.line.gone(8.0)
    assert gone.ended
    x, y = gone.place.astype(int)
    assert np.abs(pixels(picture.image)[y, x] - rgb("#20a020")).max() <= 2
    chip = picture.layout.chips[2]
    left, base = (round(c) for c in chip.value)
    box = np.s_[base - 12 : base + 2, left : left + 40]
    assert np.abs(pixels(picture.image)[box] - before[box]).max() > 50


def test_a_run_that_leaves_has_an_arrow_at_the_edge():
    source = film()
    picture = Picture(source, OPTIONS)
    gone = next(r for r in picture.plots[0].runners if r.track.racer == "b").line.gone(5.0)
    axes = picture.layout.slots[0].axes
    assert not gone.ended
    assert gone.place == pytest.approx((axes.x + axes.w, axes.y + axes.h / 2), abs=0.5)
    assert gone.way[0] > 0


def test_groups_rest_at_their_own_ends():
    source = film_for([SCENES[slug] for slug in ("radford-beale", "radford-saddle")], OPTIONS)
    picture = Picture(source, OPTIONS)
    assert source.steps == 198
    assert picture.heads(190)["monkey_saddle"] == picture.heads(198)["monkey_saddle"]
    assert picture.heads(190)["beale"] != picture.heads(198)["beale"]


def test_an_orbit_turns_the_surface_and_what_lies_on_it():
    source = film_for(SCENES["radford-long-valley"], OPTIONS)
    picture = Picture(source, OPTIONS)
    before = picture.heads(60)["surface"]
    picture.turn(30.0, 60)
    after = picture.heads(60)["surface"]
    moved = [np.hypot(*np.subtract(before[racer], after[racer])) for racer in before if racer in after]
    assert len(moved) >= 4
    assert max(moved) > 5


def test_a_view_of_ones_own():
    source = film_for(SCENES["radford-saddle"], OPTIONS)
    own = Picture(source, dataclasses.replace(OPTIONS, azimuth=20.0, elevation=60.0)).cameras[0]
    assert (own.azimuth, own.elevation) == pytest.approx((20.0, 60.0))
    assert own.distance == pytest.approx(Picture(source, OPTIONS).cameras[0].distance)


@pytest.mark.parametrize("size", [(160, 160), (200, 700), (900, 160), (1000, 500)])
@pytest.mark.parametrize("slug", ["rosenbrock-five", "radford-beale", "radford-saddle"])
def test_any_size_holds_every_panel(slug, size):
    picture = Picture(film_for(SCENES[slug], Options()), Options(size=size), title=SCENES[slug].name)
    picture.show(50)
    assert picture.image.size == size
    for slot in picture.layout.slots:
        assert slot.axes.x >= 0
        assert slot.axes.y >= 0
        assert slot.axes.x + slot.axes.w <= size[0] + 0.5
        assert slot.axes.y + slot.axes.h <= size[1] + 0.5


def test_the_still_is_drawn_once(monkeypatch):
    from export.draw import background

    calls = []
    draw = background.rasterised
    monkeypatch.setattr(background, "rasterised", lambda figure: calls.append(1) or draw(figure))
    source, options = film_for(SCENES["four-minima"], OPTIONS), dataclasses.replace(OPTIONS, size=(333, 222))
    first = Picture(source, options)
    Picture(film_for(SCENES["four-minima"], OPTIONS), options)
    assert len(calls) == 1
    first.still.paste("red", (0, 0, 50, 50))
    assert pixels(Picture(source, options).still)[5, 5].tolist() != [255, 0, 0]


def test_dense_pictures_are_the_same_picture():
    source = film_for(SCENES["rosenbrock-five"], OPTIONS)
    one, two = Picture(source, OPTIONS), Picture(source, OPTIONS, density=2.0)
    for picture in (one, two):
        picture.show(120)
    small = two.image.resize(one.size, Image.Resampling.BOX)
    assert np.abs(pixels(small) - pixels(one.image)).mean() < 4
    for panel, heads in one.heads(120).items():
        for racer, place in heads.items():
            assert np.array(two.heads(120)[panel][racer]) / 2 == pytest.approx(np.array(place), abs=0.01)


@pytest.mark.parametrize(
    "slug", [slug for slug, scene in SCENES.items() if scene.look == "quiet" and not scene.surface.drifts]
)
def test_a_run_that_comes_to_rest_in_the_plane_is_seen_in_space(slug):
    """The minimum may lie between the nodes of the surface's grid, and lower than any of them."""
    picture = Picture(film_for(SCENES[slug], Options(panels=("contour", "surface"))), OPTIONS)
    plane, space = (picture.heads(SCENES[slug].steps)[panel] for panel in ("contour", "surface"))
    assert set(space) == set(plane)
