"""What a vector file is drawn with: each shape in its place, size and colour, and the page around the pictures."""

import itertools
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle
from small_films import film, panel

from export import Options
from export.__main__ import SCALE, _shown, options_of, parser
from export.draw import background
from export.draw.ink import HALO, VectorInk, joined
from export.draw.layout import arrange
from export.draw.slots import CAPTION, SWATCH
from export.site._data import race_data
from figures._color import THEMES
from figures.look import LOOK


@pytest.fixture
def ink():
    _, ax = background.page((0, 0, 300, 200))
    clip = Rectangle((50, 40), 200, 120)
    ax.add_patch(clip)
    return VectorInk(ax, clip, itertools.count(5.0))


def test_discs_rings_and_polygons_are_where_they_are_asked_for(ink):
    ink.disc((60, 70), 5.0, "#ff0000", 0.5)
    ink.ring((80, 90), 6.0, 3.0, "rgba(0, 0, 255, 0.5)", 0.5)
    ink.polygon(np.array([[1.0, 2], [3, 4], [5, 7]]), "#00ff00")
    one, other = (each for each in ink.ax.artists + ink.ax.patches if isinstance(each, Circle))
    assert (one.center, one.radius, one.get_facecolor(), one.get_linewidth()) == ((60, 70), 5, (1, 0, 0, 0.5), 0)
    assert (other.center, other.radius, other.get_linewidth()) == ((80, 90), 6, 3)
    assert other.get_edgecolor() == (0, 0, 1, 0.25)
    assert other.get_facecolor()[3] == 0
    assert (one.get_zorder(), other.get_zorder()) == (5, 6)
    (shape,) = (each for each in ink.ax.patches if type(each).__name__ == "Polygon")
    assert shape.get_xy()[:3].tolist() == [[1, 2], [3, 4], [5, 7]]
    assert shape.get_facecolor() == (0, 1, 0, 1)
    assert shape.get_zorder() == 7


def test_strokes_are_cut_a_picture_s_width_beyond_the_picture(ink):
    ink.stroke(np.array([[[0.0, 100.0], [9000.0, 100.0]], [[9000.0, 100.0], [9000.0, 120.0]]]), 4.0, "#ff0000", 0.5)
    (lines,) = ink.ax.collections
    assert [each.tolist() for each in lines.get_segments()] == [[[0, 100], [450, 100]]]
    assert lines.get_linewidths() == [4]
    assert lines.get_colors()[0].tolist() == [1, 0, 0, 0.5]
    ink.stroke(np.array([[[9000.0, 1.0], [9900.0, 1.0]]]), 4.0, "#ff0000")
    assert len(ink.ax.collections) == 1


def test_segments_that_follow_on_one_another_are_one_line():
    parts = np.array([[[0.0, 0], [1, 0]], [[1, 0], [2, 1]], [[2, 2], [3, 3]], [[3, 3], [4, 4]]])
    assert [each.tolist() for each in joined(parts)] == [[[0, 0], [1, 0], [2, 1]], [[2, 2], [3, 3], [4, 4]]]


def test_words_have_a_halo_of_their_size(ink):
    ink.words("words", (70, 80), "r", 20.0, "#000000", "#ffffff")
    (text,) = ink.ax.texts
    assert (text.get_position(), text.get_ha(), text.get_fontsize()) == ((70, 80), "right", 20)
    (effect,) = text.get_path_effects()
    assert effect._gc["linewidth"] == pytest.approx(2 * HALO * 20)
    assert effect._gc["foreground"][3] == LOOK["words"]["shade"]


def test_the_page_has_its_chips_frame_and_swatches_in_place():
    key = [{"color": "@accent", "label": "coloured"}, {"color": "", "label": "plain"}]
    two = film(panels=[panel(legend=key), panel(id="other")])
    layout, theme = arrange(two, (1200, 700), "headed"), THEMES["light"]
    u = layout.unit
    _, ax = background.page((0, 0, 1200, 700))
    background.draw_page(ax, two, layout, theme, False)
    dots = {each.center: each for each in ax.patches if isinstance(each, Circle)}
    for chip in layout.chips:
        assert dots[chip.dot].radius == 5 * u
        assert dots[chip.dot].get_facecolor() == to_rgba(two.racers[chip.racer].color)
    boxes = [each for each in ax.patches if isinstance(each, FancyBboxPatch)]
    assert [each.get_bbox().bounds for each in boxes] == [pytest.approx(tuple(chip.outline)) for chip in layout.chips]
    assert boxes[0].get_boxstyle().rounding_size == pytest.approx(layout.chips[0].outline.h / 2)
    ((place, _, _), (plain, _, _)) = layout.slots[0].key
    (swatch,) = (each for each in ax.patches if type(each) is Rectangle)
    assert swatch.get_bbox().bounds == pytest.approx((place[0], place[1] - 9.5 * u, 9.5 * u, 9.5 * u))
    assert swatch.get_facecolor() == to_rgba(theme["@accent"])
    said = {text.get_text(): text for text in ax.texts}
    assert said["coloured"].get_position() == pytest.approx((place[0] + SWATCH * u, place[1]))
    assert said["plain"].get_position() == pytest.approx(plain)
    assert said["coloured"].get_fontsize() == pytest.approx(CAPTION * u)
    assert said["headed"].get_fontsize() == pytest.approx(16 * u)
    assert said[layout.chips[0].text].get_fontsize() == pytest.approx(12.5 * u)


def test_a_legend_beside_a_picture_has_a_frame_and_no_chips():
    one = film(panels=[panel()])
    layout = arrange(one, (1200, 700), "")
    _, ax = background.page((0, 0, 1200, 700))
    background.draw_page(ax, one, layout, THEMES["light"], True)
    (frame,) = (each for each in ax.patches if isinstance(each, FancyBboxPatch))
    assert frame.get_bbox().bounds == pytest.approx(tuple(layout.frame))
    assert frame.get_boxstyle().rounding_size == pytest.approx(4 * layout.unit)
    dots = {each.center: each for each in ax.patches if isinstance(each, Circle)}
    assert dots[layout.chips[1].dot].get_facecolor() == to_rgba(one.racers[1].dark)


def test_what_the_command_leaves_out_is_what_options_leave_out():
    assert options_of(parser().parse_args(["scene", "file.gif"])) == Options()


@pytest.mark.parametrize("shares", [(0.25, 0.25, 1.0), (0.001, 0.5)])
def test_the_bar_moves_to_the_share_that_is_done(shares):
    bar = SimpleNamespace(n=0)
    bar.update = lambda by: setattr(bar, "n", bar.n + by)
    progress = _shown(bar)
    for share in shares:
        progress(share)
        assert bar.n == round(share * SCALE)


def test_race_on_the_site_begins_with_200_steps_and_no_noise():
    steps, sigma = race_data(["booth"], ["adam"], ["four-minima"])["conditions"]
    assert (steps["name"], steps["value"], steps["default"]) == ("steps", 200, 200)
    assert (sigma["name"], sigma["value"], sigma["default"]) == ("sigma", 0, 0)
    assert (steps["low"], steps["integer"]) == (1, True)
