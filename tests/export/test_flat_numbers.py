"""Numbers on which a flat picture or a page of an export turns, each at the place where it turns."""

from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.figure import Figure
from noted import Noted
from numpy.testing import assert_allclose
from PIL import Image
from small_films import film, panel

from export.draw import background, layout
from export.draw.flat import FlatView, Scale, tick_label
from export.draw.legend import said
from export.draw.lines import line_of
from export.draw.overlays import Lighter, Overlay
from export.draw.paint import Trail
from export.draw.slots import Rect, Slot
from export.draw.traces import draw_trace
from export.draw.trails import tail, whole
from export.draw.vector import _words
from export.site import build
from export.site._data import _programs
from figures import Track
from figures.look import LOOK
from figures.plane import plane_layout
from scenes import SCENES
from surfaces import SURFACES

IDENTITY = SimpleNamespace(project=lambda points: points, rect=Rect(-500, -500, 1500, 1500))
GREY = [[0, "#000000"], [1, "#ffffff"]]


def overlay(unit=1.0, **film):
    return Overlay(film, {}, {"@panel": "#ffffff", "@ink": "#000000"}, False, unit)


@pytest.mark.parametrize(("length", "drawn"), [(1.5, 0), (1.6, 4)])
def test_an_arrow_is_drawn_from_just_over_its_shortest_length_on(length, drawn):
    ink = Noted()
    arrow = overlay(type="arrow", x=[[10.0]], y=[[20.0]], dx=[[length]], dy=[[0.0]])
    arrow.draw(ink, IDENTITY, 0)
    assert len(ink.done) == drawn


@pytest.mark.parametrize(
    ("way", "align"),
    [((1.0, 0.0), "l"), ((-1.0, 0.0), "r"), ((0.0, -1.0), "m"), ((0.29, -0.957), "m"), ((-0.31, 0.951), "r")],
)
def test_an_arrow_ends_at_its_tip_and_has_its_words_beyond(way, align):
    """100 long, twice the player's size: barbs 20 back and 9 aside, the shaft ends at 0.8 of them, words 18 on."""
    ink, way, tail = Noted(), np.array(way) / np.hypot(*way), np.array([150.0, 160.0])
    tip, side = tail + 100 * way, np.array([-way[1], way[0]])
    dx, dy = 100 * way
    overlay(2.0, type="arrow", x=[[150.0]], y=[[160.0]], dx=[[dx]], dy=[[dy]], label="words").draw(ink, IDENTITY, 0)
    under, _, shaft, head, words = ink.done
    assert_allclose(shaft[1], [[tail, tip - 16 * way]])
    assert_allclose(head[1], [tip, tip - 20 * way + 9 * side, tip - 20 * way - 9 * side])
    assert (under[2], shaft[2]) == (10, 5)
    assert words[2:4] == (pytest.approx(tuple(tip + 18 * way)), align)


@pytest.mark.parametrize("dx", [6.0, -6.0])
def test_an_arrow_whose_way_is_at_the_border_has_its_words_in_the_middle(monkeypatch, dx):
    monkeypatch.setitem(LOOK["arrow"], "aside", 0.6)
    ink = Noted()
    overlay(type="arrow", x=[[0.0]], y=[[0.0]], dx=[[dx]], dy=[[8.0]], label="words").draw(ink, IDENTITY, 0)
    assert ink.done[-1][3] == "m"


@pytest.mark.parametrize("kind", ["stroke", "polygon", "disc", "ring"])
def test_what_is_inside_is_as_much_lighter(kind):
    for alpha in (None, 0.6):
        ink = Noted()
        sizes = {"stroke": 1, "polygon": 0, "disc": 1, "ring": 2}[kind]
        getattr(Lighter(ink, 0.5), kind)("places", *[3.0] * sizes, "#000000", *([] if alpha is None else [alpha]))
        assert ink.done == [(kind, "places", *[3.0] * sizes, "#000000", 0.5 * (1 if alpha is None else alpha))]


@pytest.mark.parametrize(("end", "place"), [(400.0, 400.0), (400.5, 300.0)])
def test_a_curve_is_named_at_its_last_place_within_the_picture(end, place):
    ink, view = Noted(), SimpleNamespace(project=lambda points: points, rect=Rect(0, 0, 400, 400))
    overlay(type="curve", x=[[100.0, 300.0, end]], y=[[90.0, 120.0, 150.0]], label="name").draw(ink, view, 0)
    (words,) = [each for each in ink.done if each[0] == "words"]
    look = LOOK["curve"]
    assert words[2] == (place - look["beside"], (150.0 if place == end else 120.0) - look["above"])


@pytest.mark.parametrize(("high", "levels"), [(1.2, [0, 1, 2, 3]), (9.0, [0, 1, 2, 3]), (-3.0, [0, 1, 2, 3])])
def test_bands_have_the_levels_between_them_and_an_end_on_each_side(high, levels):
    """Also where no place of the surface is as high, or as low, as a level."""
    trace = {
        "type": "contour", "x": [0, 1], "y": [0, 1], "z": [[-4.0, 0.5], [high, high]], "colorscale": GREY,
        "contours": {"start": 0, "end": 3, "size": 1, "coloring": "fill"},
    }  # fmt: skip
    view = FlatView.of(plane_layout((0, 1), (0, 1)), Rect(0, 0, 100, 100))
    bands, lines = draw_trace(Figure().add_subplot(), trace, view, 2.0)
    assert bands.levels[1:-1].tolist() == lines.levels.tolist() == levels
    assert bands.levels[0] < min(-4, high)
    assert bands.levels[-1] > max(3, high)
    assert lines.get_linewidths()[0] == 1.0


def test_a_tick_s_number_has_the_digits_that_its_neighbours_need():
    places = np.array([-0.2, 1e-17, 0.2, 0.1 + 0.2])
    assert [tick_label(place, places) for place in places] == ["−0.2", "0", "0.2", "0.3"]
    assert tick_label(1e-7, np.array([1e-7])) == "0"
    assert tick_label(2e-6, np.array([2e-6])) == "2e−06"


def test_contour_levels_begin_where_they_are_asked_to():
    trace = {
        "type": "contour", "x": [0, 1], "y": [0, 1], "z": [[0.0, 9.0], [3.0, 6.0]], "colorscale": GREY,
        "contours": {"start": 2, "end": 8, "size": 1.5, "coloring": "lines"}, "line": {"width": 3},
    }  # fmt: skip
    view = FlatView.of(plane_layout((0, 1), (0, 1)), Rect(0, 0, 100, 100))
    (lines,) = draw_trace(Figure().add_subplot(), trace, view, 2.0)
    assert lines.levels.tolist() == [2, 3.5, 5, 6.5, 8]
    assert lines.get_linewidths()[0] == 6


@pytest.mark.parametrize(
    ("look", "told", "lines"),
    [({}, {"0", "1", "across"}, 2), ({"showticklabels": False}, {"across"}, 2), ({"visible": False}, set(), 0)],
)
def test_an_axis_that_the_player_hides_has_neither_ticks_nor_a_name(look, told, lines):
    black = {"tickcolor": "#000000", "gridcolor": "#000000", "tickfont": {"color": "#000000"}}
    shown = {"nticks": 2, "showgrid": True, "title": {"text": "across"}} | black
    layout = plane_layout((0, 1), (0, 1)) | {"plot_bgcolor": "#ffffff"}
    layout["xaxis"] |= shown | look
    layout["yaxis"] |= {"visible": False}
    _, ax = background.page((0, 0, 100, 100))
    slot = Slot(panel(), (0, 0), Rect(0, 0, 100, 100), Rect(0, 0, 100, 90))
    figure = {"layout": layout, "data": []}
    background.draw_flat(ax, slot, figure, FlatView.of(layout, slot.axes), 1.0)
    assert {text.get_text() for text in ax.texts} - {""} == told
    assert len(ax.lines) == lines


def test_ticks_stand_where_the_axis_has_their_values():
    linear = Scale(-2.0, 6.0, 100.0, 340.0, False, 5)
    assert linear.ticks() == [(100.0, "−2"), (160.0, "0"), (220.0, "2"), (280.0, "4"), (340.0, "6")]
    decades = Scale(-2.0, 1.0, 200.0, 50.0, True, 5, 1.0)
    assert decades.ticks() == [(200.0, "10⁻²"), (150.0, "10⁻¹"), (100.0, "1"), (50.0, "10")]
    assert_allclose(decades([0.01, 1.0, 10.0]), [200, 100, 50])


def test_what_has_no_halo_is_not_drawn_as_seen():
    trail = Trail((0, 0, 40, 40), (255, 0, 0), (255, 255, 255))
    line = np.array([[[5.0, 20.0], [35.0, 20.0]]])
    trail.extend(line, 4.0, np.array([200.0]), 8.0, np.array([0.0]))
    assert not trail._line
    assert trail._behind
    image = Image.new("RGB", (40, 40))
    trail.compose(image, (0, 0, 40, 40))
    assert image.getpixel((20, 20))[0] == pytest.approx(200, abs=3)
    trail.extend(line, 4.0, np.array([200.0]), 8.0, np.array([1.0]))
    assert trail._line


def narrow(monkeypatch, width):
    """Chips of 35 pixels and 6 for each letter, in a body so wide, without a heading's counter."""
    monkeypatch.setattr(layout, "width", lambda text, size, bold=False: 6.0 * len(text))
    monkeypatch.setattr(layout, "shortened", lambda text, size, room, bold=False: text)
    monkeypatch.setattr(layout, "room", lambda *given, **more: 0.0)
    body = Rect(10.0, 20.0, width, 300.0)
    return [chip.outline for chip in layout._row(film(), body, 1.0, "headed")[0]]


def test_chips_fill_a_row_to_the_last_pixel(monkeypatch):
    """A racer (7 letters), Another (7), A third (7): 77 wide, 6 apart."""
    names = [len(racer.name) for racer in film().racers]
    wide = [35 + 6 * n for n in names]
    exact = sum(wide) + 2 * 6
    assert {chip.y for chip in narrow(monkeypatch, exact)} == {20.0}
    assert [chip.y for chip in narrow(monkeypatch, exact - 1)] == [20.0, 20.0, 51.0]
    assert [chip.y for chip in narrow(monkeypatch, 30.0)] == [20.0, 51.0, 82.0], "the first is not moved down"
    assert [chip.x for chip in narrow(monkeypatch, exact)] == [10, 10 + wide[0] + 6, 10 + wide[0] + wide[1] + 12]


def test_a_slot_reaches_down_to_its_last_words():
    own = panel()
    rect = Rect(0, 0, 100, 80)
    assert Slot(own, (0, 0), rect, rect).bottom == 80
    assert Slot(own, (0, 0), rect, rect, caption=[((0, 96.0), "words"), ((0, 113.0), "more")]).bottom == 113
    assert Slot(own, (0, 0), rect, rect, key=[((0, 96.0), "#000000", "words")]).bottom == 96


def test_the_counter_and_the_values_have_their_sizes(monkeypatch):
    noted = {}
    monkeypatch.setattr(
        background, "words", lambda ax, place, text, size, color, **look: noted.update({text: (place, size)})
    )
    source = film()
    made = layout.arrange(source, (1600, 900), "headed")
    _words(None, SimpleNamespace(layout=made, film=source, theme={"@muted": "#888888"}), 3.0)
    assert noted["step 3 / 8"] == (made.counter, pytest.approx(13 * made.unit))
    for chip in made.chips:
        text = said(source, source.racers[chip.racer].id, 3, brief=chip.outline is not None)
        assert noted[text][1] == pytest.approx(12.5 * made.unit)


def test_scaling_a_layout_moves_every_place():
    one = layout.arrange(film(), (800, 500), "headed")
    two = one.scaled(2.0)
    assert two.size == (1600, 1000)
    assert two.counter == pytest.approx(tuple(2 * c for c in one.counter))
    assert two.title == pytest.approx(tuple(2 * c for c in one.title))
    for before, after in zip(one.chips, two.chips, strict=True):
        assert after.dot == pytest.approx(tuple(2 * c for c in before.dot))
    for before, after in zip(one.slots, two.slots, strict=True):
        assert tuple(after.picture) == pytest.approx(tuple(2 * c for c in before.picture))


def test_a_site_is_not_written_over_anything_else(tmp_path):
    other = tmp_path / "own"
    other.mkdir()
    (other / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="no site of Downhill"):
        build(other, surfaces=(), rules=())
    assert (other / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("made", [None, {"rules": []}])
def test_a_rule_that_is_no_program_has_none(monkeypatch, made):
    programs, rule = {}, SCENES["rosenbrock-five"].entrants[0].rule
    found = _programs(rule, SURFACES["rosenbrock"](), programs)
    assert {found["program"], found["noisy"]} == programs.keys()
    monkeypatch.setattr("export.site._data.spec_of", lambda race: made)
    assert _programs(rule, SURFACES["rosenbrock"](), programs) is None


def test_a_whole_trail_is_as_strong_and_wide_as_the_player_has_it():
    line = SimpleNamespace(between=lambda start, end: (np.full((1, 2, 2), [start, end]), np.array([False])))
    (stretch,) = whole(line, 2.0, 5.0, 2.5, 2.0)
    assert stretch.segments.tolist() == [[[2, 5], [2, 5]]]
    assert (stretch.strength, stretch.width, stretch.shade) == (1, 5, LOOK["trail"]["shade"])
    assert stretch.under == 2 * (2.5 + 2 * LOOK["trail"]["halo"])


def test_a_tail_grows_stronger_and_wider_towards_its_head():
    look = LOOK["tail"]
    line = SimpleNamespace(between=lambda start, end: (np.array([[[start, 0], [end, 0]]]), np.array([False])))
    bands = list(tail(line, 50.0, 10.0, 2.5, 2.0))
    assert len(bands) == look["bands"]
    ends = np.array([band.segments[0, :, 0] for band in bands])
    assert ends[0, 0] == pytest.approx(50 - 10 * look["seconds"])
    assert ends[-1, 1] == 50
    assert_allclose(ends[1:, 0], ends[:-1, 1])
    strengths = np.array([band.strength for band in bands])
    assert_allclose(strengths, np.arange(1, look["bands"] + 1) / look["bands"])
    assert_allclose([band.width for band in bands], 5 * (look["thinnest"] + (1 - look["thinnest"]) * strengths))
    assert_allclose([band.shade for band in bands], look["shade"] * strengths)
    assert len(list(tail(line, 0.0, 10.0, 2.5, 2.0))) == 0


@pytest.mark.parametrize("size", [(1600, 900), (420, 300)])
def test_a_heading_is_cut_to_what_the_counter_leaves(monkeypatch, size):
    asked = []
    monkeypatch.setattr(layout, "shortened", lambda text, *given, **more: asked.append((text, *given, more)) or text)
    made = layout.arrange(film(), size, "headed")
    room = size[0] - 2 * 14 * made.unit - layout._counter(film(), made.unit)
    assert asked[-1] == ("headed", pytest.approx(16 * made.unit), pytest.approx(room), {"bold": True})


def test_names_beside_a_picture_are_cut_to_a_share_of_the_page(monkeypatch):
    asked = []
    monkeypatch.setattr(layout, "shortened", lambda text, *given, **more: asked.append((text, *given)) or text)
    made = layout.arrange(film(panels=[panel()]), (1600, 900), "")
    assert made.frame
    names = [racer.name for racer in film().racers]
    beside = [each for each in asked if each[0] in names][len(names) :]
    assert [size for _, size, _ in beside] == pytest.approx([12.5 * made.unit] * len(names))
    assert {room for *_, room in beside} == {beside[0][2]}
    assert 0.2 * 1600 < beside[0][2] < 0.4 * 1600


def test_a_run_rests_at_its_end():
    view = FlatView.of(plane_layout((0, 4), (0, 4)), Rect(0, 0, 100, 100))
    line = line_of(Track("a", {"x": np.array([0.0, 1, 3]), "y": np.array([0.0, 2, 2])}), {"x": "x", "y": "y"}, view)
    assert [line.head(t).place.tolist() for t in (0, 1.5, 2, 2.5, 99)] == [
        [0, 100], [50, 50], [75, 50], [75, 50], [75, 50],
    ]  # fmt: skip
