"""Shapes as pixels: how much they cover, and where."""

from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from export.draw.ink import PixelInk
from export.draw.overlays import Overlay
from export.draw.paint import Trail, disc, polygon, ring, stroke
from export.draw.raster import Raster
from export.draw.sheet import Pieces, _nodes
from export.formats.gif import _exact
from export.site._data import kind_of
from figures.look import LOOK
from surfaces import SURFACES

CLIP = (0, 0, 90, 80)


def covered(shape):
    """The area that a mask covers, and its middle."""
    (left, top, *_), mask = shape
    weight = np.asarray(mask, dtype=float) / 255
    rows, columns = np.mgrid[: weight.shape[0], : weight.shape[1]] + 0.5
    area = weight.sum()
    return area, (left + (columns * weight).sum() / area, top + (rows * weight).sum() / area)


@pytest.mark.parametrize("center", [(40.0, 30.0), (40.5, 30.25), (33.1, 41.7)])
@pytest.mark.parametrize("radius", [3.0, 7.5, 26.0])
def test_a_disc_covers_its_area_around_its_middle(center, radius):
    area, middle = covered(disc(center, radius, 255.0, CLIP))
    assert area == pytest.approx(np.pi * radius**2, rel=0.03)
    assert middle == pytest.approx(center, abs=0.1)


@pytest.mark.parametrize("width", [2.0, 5.0])
def test_a_ring_covers_its_line(width):
    area, middle = covered(ring((41.3, 35.8), 18.0, width, 255.0, CLIP))
    assert area == pytest.approx(2 * np.pi * 18 * width, rel=0.04)
    assert middle == pytest.approx((41.3, 35.8), abs=0.1)


def test_a_line_covers_its_length_and_its_round_ends():
    ends = np.array([[[10.0, 20.0], [50.0, 50.0]]])
    area, middle = covered(stroke(ends, 4.0, np.array([255.0]), CLIP))
    assert area == pytest.approx(50 * 4 + np.pi * 2**2, rel=0.04)
    assert middle == pytest.approx((30, 35), abs=0.2)


def test_a_polygon_covers_its_area():
    area, middle = covered(polygon(np.array([[10, 10], [50, 10], [50, 40], [10, 40]], dtype=float), 255.0, CLIP))
    assert area == pytest.approx(1200, rel=0.03)
    assert middle == pytest.approx((30, 25), abs=0.3)


def test_what_is_outside_is_not_painted():
    assert disc((200.0, 30.0), 5.0, 255.0, CLIP) is None
    area, _ = covered(disc((90.0, 40.0), 10.0, 255.0, CLIP))
    assert area == pytest.approx(50 * np.pi, rel=0.05)


@pytest.mark.parametrize(("color", "share"), [("#ffffff", 1.0), ("rgba(255, 255, 255, 0.5)", 0.5)])
@pytest.mark.parametrize("alpha", [1.0, 0.4])
def test_ink_is_as_strong_as_its_colour_and_its_alpha(color, share, alpha):
    square = np.array([[10, 10], [70, 10], [70, 70], [10, 70]], dtype=float)
    for paint, place in (
        (lambda ink: ink.disc((40, 40), 20.0, color, alpha), (40, 40)),
        (lambda ink: ink.polygon(square, color, alpha), (40, 40)),
        (lambda ink: ink.ring((40, 40), 20.0, 8.0, color, alpha), (60, 40)),
        (lambda ink: ink.stroke(np.array([[[10.0, 40.0], [70.0, 40.0]]]), 8.0, color, alpha), (40, 40)),
    ):
        image = Image.new("RGB", (90, 80))
        paint(PixelInk(image, CLIP))
        assert image.getpixel(place)[0] == pytest.approx(255 * share * alpha, abs=2)


@pytest.mark.parametrize(
    ("kind", "align", "off"),
    [
        ("open", "r", (60 - 2 * LOOK["curve"]["beside"], 40 - 2 * LOOK["curve"]["above"])),
        ("closed", "m", (40, 20 - 2 * LOOK["curve"]["above"])),
        ("below", "m", (40, 60 + 2 * LOOK["curve"]["above"])),
    ],
)
def test_a_curve_is_named_beside_its_end_or_over_its_top_or_under_its_foot(monkeypatch, kind, align, off):
    said = []
    monkeypatch.setattr(
        Overlay, "_words", lambda self, ink, view, text, place, side, color: said.append((tuple(place), side))
    )
    diamond = np.array([[20, 40], [40, 20], [60, 40], [40, 60], [20, 40]], dtype=float)
    overlay = Overlay.__new__(Overlay)
    overlay.film, overlay.unit, overlay.color = {"label": "name", "below": kind == "below"}, 2.0, "#000000"
    monkeypatch.setattr("export.draw.overlays._within", lambda points, view, slack: np.ones(len(points), bool))
    overlay._curve_label(None, None, diamond[:3] if kind == "open" else diamond)
    ((place, side),) = said
    assert place == pytest.approx(off)
    assert side == align


def test_the_lines_of_a_mesh_are_as_far_apart_as_they_are_asked_to_be():
    nodes = _nodes(np.linspace(-2.0, 6.0, 101), {"show": True, "size": 2.0}, 16)
    np.testing.assert_allclose(nodes, np.linspace(-2, 6, 17))
    np.testing.assert_allclose(
        _nodes(np.linspace(0.0, 9.0, 101), {"show": True, "size": 3.0}, 16), np.linspace(0, 9, 16)
    )
    assert len(_nodes(np.linspace(0.0, 1.0, 5), {}, 16)) == 5


def test_a_palette_holds_the_colours_that_must_be_exact_in_the_place_of_their_nearest():
    made = np.reshape(
        _exact([0, 0, 0, 250, 250, 250, 90, 90, 90, 200, 10, 10], [(255, 255, 255), (0, 0, 255)]), (-1, 3)
    )
    assert made.tolist() == [[0, 0, 0], [255, 255, 255], [0, 0, 255], [200, 10, 10]]


def test_rules_programs_tell_surfaces_with_a_known_minimum_from_those_without():
    kinds = {slug: kind_of(surface()) for slug, surface in SURFACES.items() if surface.dims == 2}
    assert kinds["saddle"] == "None False"
    assert kinds["himmelblau"].endswith(" True")


def test_what_is_hidden_of_a_trail_lies_under_the_halo_of_what_is_seen():
    red, white = (255, 0, 0), (255, 255, 255)
    trail = Trail((0, 0, 60, 60), red, white)
    across, down = np.array([[[5.0, 30.0], [55.0, 30.0]]]), np.array([[[30.0, 5.0], [30.0, 55.0]]])
    full = np.array([255.0])
    trail.extend(down, 2.0, full, 8.0, full)
    trail.extend(across, 2.0, full, 8.0, np.array([0.0]))
    image = Image.new("RGB", (60, 60))
    trail.compose(image, (0, 0, 60, 60))
    assert [image.getpixel(place) for place in ((30, 30), (30, 10), (10, 30), (27, 30), (27, 10))] == [
        red, red, red, white, white,
    ]  # fmt: skip
    assert image.getpixel((10, 27)) == (0, 0, 0), "what is hidden has no halo"
    trail.clear()
    assert trail.reach is None


def test_a_surface_is_painted_in_its_pieces_colours():
    pieces = Pieces(np.zeros((2, 4, 3)), np.array([4, 4]), np.array([[1.0, 0.2, 0.0], [0.0, 0.4, 0.8]]))
    view = SimpleNamespace(pixels=lambda corners: corners[..., :2])
    inks = Raster._pieces(None, pieces, view, np.zeros(2)).inks
    assert inks.tolist() == [255 | 51 << 8, 102 << 8 | 204 << 16]
