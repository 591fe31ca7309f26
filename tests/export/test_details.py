"""Small things that a picture shows: which side, which colour, which words, and what a page lets through."""

import dataclasses
import io
import json
import re

import av
import numpy as np
import pytest
from small_films import film, panel

from export import Options, Picture, film_for, render
from export.draw import walls
from export.draw.ink import PixelInk
from export.draw.legend import GONE, said
from export.draw.sheet import Sheet
from export.draw.slots import SHARE, Grid, Rect
from export.draw.space import Bounds, Camera, SpaceView
from export.draw.vector import draw_plot
from export.draw.words import inwards
from export.formats.webpage import _inline
from figures import Racer, film_of
from scenes import SCENES

SIZE = Options(size=(480, 360))


def surface_picture(**facts):
    return Picture(film_of(SCENES["rosenbrock-five"], ("surface",)), dataclasses.replace(SIZE, **facts))


def test_heights_are_written_at_the_left():
    for azimuth in (-120.0, -30.0, 60.0, 150.0):
        picture = surface_picture(azimuth=azimuth)
        view = picture.view(0)
        scene = picture._figures[0]["layout"]["scene"] | {}
        scene["zaxis"] = scene["zaxis"] | {"showticklabels": True}
        heights = len(walls.ticks(scene, view.bounds, 2)[0])
        places = [view.pixels(place)[0] for place, _ in walls.labels(scene, view)]
        assert heights
        assert max(places[-heights:]) < np.mean(places[:-heights])


def test_a_face_is_as_bright_seen_from_behind():
    sheet = Sheet.of(surface_picture()._figures[0], 12)
    quads = sheet._cells.corners[:, :4]
    assert np.allclose(sheet._shade(quads), sheet._shade(quads[:, ::-1]))
    assert (sheet._shade(quads) > 0).all()


def test_the_legend_tells_the_step_at_which_a_run_diverged():
    source = film()
    assert [said(source, "c", step) for step in (3, 4, 8)] == ["8.00", "diverged at 4", "diverged at 4"]
    assert said(source, "c", 4, brief=True) == "diverged"
    mute = dataclasses.replace(source, readout=None)
    assert [said(mute, "c", step, brief=True) for step in (3, 4)] == ["", GONE]


def test_panels_stand_a_third_down_in_what_is_left():
    panels = [dataclasses.replace(panel(), id=name, aspect=0.5) for name in "ab"]
    grid = Grid(panels, 1.0, 1, told=False)
    area = Rect(0, 0, 400, 900)
    high = max(slot.bottom for slot in grid.slots(area))
    assert grid.fitted(area)[0].picture.y - grid.slots(area)[0].picture.y == SHARE * (900 - high)
    assert 0.2 < SHARE < 0.5


def test_captions_are_kept_where_they_cost_little():
    picture = Picture(film(), Options(size=(900, 700)))
    assert any(slot.caption for slot in picture.layout.slots)


def test_a_hollow_mark_shows_the_ground():
    def middle(symbol):
        mark = {"type": "scatter", "mode": "markers", "x": [2], "y": [2],
                "marker": {"symbol": symbol, "size": 30, "color": "#ff0000", "line": {"width": 3}}}  # fmt: skip
        base = panel()
        source = dataclasses.replace(film(), panels=[panel(figure={**base.figure, "data": [mark]})], tracks=[])
        picture = Picture(source, SIZE)
        place = picture.view(0).project(np.array([2.0, 2.0]))
        return picture.still.getpixel((round(place[0]), round(place[1])))

    assert middle("circle") == (255, 0, 0)
    assert middle("circle-open") != (255, 0, 0)


def test_a_films_colours_are_those_that_it_says_they_are():
    """Wide patches of a colour come back as they were, read by the standard that the file names."""
    base = panel()
    green = base.figure["layout"] | {"plot_bgcolor": "#10a040"}
    source = dataclasses.replace(film(), panels=[panel(figure={"data": [], "layout": green})], tracks=[], racers=[])
    options = Options(size=(320, 240), seconds=0.2, fps=10, hold=0)
    place = Picture(source, options).view(0).project(np.array([3.3, 3.3])).astype(int)
    for suffix in (".mp4", ".webm"):
        with av.open(io.BytesIO(render(source, suffix, options))) as container:
            frame = next(container.decode(video=0))
            assert frame.colorspace == 1
            seen = frame.reformat(format="rgb24", src_colorspace="ITU709").to_ndarray()[place[1], place[0]]
        assert np.abs(seen.astype(int) - (0x10, 0xA0, 0x40)).max() <= 6


def test_no_name_ends_the_script_of_a_page():
    wicked = "</script><script>alert(1)</script><!--"
    source = dataclasses.replace(film(), racers=[Racer("a", wicked, "#e03030"), *film().racers[1:]])
    page = render(source, ".html", Options(cdn=True, title=wicked)).decode()
    data = re.search(r'id="film">(.*?)</script>', page, re.DOTALL)[1]
    assert "<" not in data
    assert json.loads(data)["film"]["racers"][0]["name"] == wicked
    assert "<script>alert" not in page
    assert _inline("'<!--' + '</script>'") == "'<\\!--' + '<\\/script>'"


def test_a_scene_in_radfords_look_shows_one_panel():
    assert [p.id for p in film_for(SCENES["radford-saddle"], SIZE).panels] == ["surface"]
    assert [p.id for p in film_for(SCENES["radford-beale"], SIZE).panels] == ["contour"]


def test_a_line_is_drawn_over_the_cell_that_it_lies_on():
    picture = surface_picture()
    sheet = Sheet.of(picture._figures[0], 24)
    pieces = sheet.pieces(picture.cameras[0])
    lines = np.flatnonzero(pieces.counts == 2)
    cells = np.flatnonzero(pieces.counts != 2)
    middles = pieces.corners[cells, :4, :2].mean(axis=1)
    for line in lines[:: max(len(lines) // 60, 1)]:
        place = pieces.corners[line, :2, :2].mean(axis=0)
        own = cells[np.argmin(np.linalg.norm(middles - place, axis=1))]
        assert line > own


def test_what_stands_behind_the_eye_hides_nothing():
    heights = np.full((21, 21), 0.1)
    heights[:, 17:] = 0.95
    bounds = Bounds(np.full(3, -0.5), np.full(3, 0.5), np.ones(3))
    point = np.array([[-0.4, 0.0, 0.3]])

    def hidden(eye):
        camera = Camera((eye, 0.0, 0.3), (0.0, 0.0, 0.0), (0.0, 0.0, 1.0))
        return bool(SpaceView(bounds, camera, Rect(0, 0, 100, 100), heights).hidden(point)[0])

    assert not hidden(0.2)  # before the wall
    assert hidden(2.0)  # beyond it


@pytest.mark.parametrize("trail", ["whole", "tail"])
@pytest.mark.parametrize("name", ["contour", "surface", "loss", "by hand"])
def test_what_is_painted_is_what_is_drawn(name, trail):
    """The pixels, grown piece by piece, are those of the drawing that is held to the player's (test_parity.py)."""
    race = dataclasses.replace(SCENES["rosenbrock-five"], steps=120)
    source = film() if name == "by hand" else film_of(race, (name,))
    options = dataclasses.replace(SIZE, trail=trail, azimuth=100.0)
    picture = Picture(source, options)
    for share in (0.2, 0.45, 0.61):
        picture.show(share * source.steps)
    drawn = picture.still.copy()
    for plot in picture.plots:
        inner, page = PixelInk(drawn, plot.clip), PixelInk(drawn, (0, 0, *picture.size))
        draw_plot(inner, page, plot, plot.time(0.61 * source.steps))
    if picture.layout.frame:  # over a picture in space lies the legend
        drawn.paste(picture.image.crop(picture.layout.frame.box), picture.layout.frame.box)
    for plot in picture.plots:
        left, top, right, bottom = plot.clip
        one, other = (np.asarray(image).astype(int)[top:bottom, left:right] for image in (picture.image, drawn))
        differ = np.abs(one - other).max(axis=-1)
        assert (differ > 60).mean() < 0.002
        assert differ.mean() < 0.25


@pytest.mark.parametrize(
    ("x", "align", "gap", "moved"),
    [
        (50, "l", 0, 0),
        (90, "l", 0, -14),
        (90, "l", 8, -40),
        (5, "m", 0, 7),
        (10, "r", 0, 14),
        (-1, "l", 0, 0),
        (5, "l", 8, 0),
    ],
)
def test_words_that_the_edge_would_cut_move_inwards(x, align, gap, moved):
    """As in tests/player/overlays.test.js: 24 pixels of words in a picture 100 wide."""
    assert inwards(24, x, align, Rect(0, 0, 100, 100), gap) == moved
    assert inwards(101, x, align, Rect(0, 0, 100, 100), gap) == 0
