"""Where things stand on an exported page."""

import json

import numpy as np
import pytest
from record_layouts import FILE, laid_out
from small_films import film, panel

from export.draw import background
from export.draw.flat import FlatView
from export.draw.fonts import width
from export.draw.layout import arrange
from export.draw.slots import CAPTION, TITLE, Rect, Slot
from figures._color import THEMES, resolve

RECORDED = json.loads(FILE.read_text())


@pytest.fixture(scope="module")
def layouts():
    with pytest.MonkeyPatch.context() as patch:
        return laid_out(patch)


def same(one, other):
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return other == pytest.approx(one, abs=0.02) if isinstance(one, (int, float)) else one == other


@pytest.mark.parametrize("name", RECORDED)
def test_everything_stands_where_it_stood(layouts, name):
    assert same(RECORDED[name], layouts[name]), "If it is so on purpose: python tests/export/record_layouts.py"


@pytest.mark.parametrize("size", [(420, 380), (1600, 1000)])
def test_titles_and_subtitles_stand_above_their_panels_and_are_cut_to_their_width(monkeypatch, size):
    said = []
    monkeypatch.setattr(
        background, "words", lambda ax, place, text, size, *look, **more: said.append((place, text, size))
    )
    long = panel(title="A title of very many words " * 9, subtitle="and a subtitle of as many words " * 9)
    two = film(panels=[long, panel(id="other", title="Other", subtitle="short")])
    layout = arrange(two, size, "")
    _, ax = background.page((0, 0, *size))
    background.draw_page(ax, two, layout, THEMES["light"], False)
    u = layout.unit
    for slot in layout.slots:
        (title,) = [each for each in said if each[0] == slot.title]
        (below,) = [
            each for each in said if each[0][0] == slot.title[0] and slot.title[1] < each[0][1] < slot.picture.y + 1
        ]
        assert below[0][1] == pytest.approx(slot.title[1] + 1.35 * CAPTION * u)
        for (_, text, letters), expected, words, bold in (
            (title, TITLE, slot.panel.title, True),
            (below, CAPTION, slot.panel.subtitle, False),
        ):
            assert letters == pytest.approx(expected * u)
            assert text == words or text.endswith("…")
            assert width(text, letters, bold) <= slot.picture.w
            assert text == words or width(text, letters, bold) > 0.85 * slot.picture.w


def test_grid_ticks_labels_titles_and_notes_stand_where_the_axes_have_them(monkeypatch):
    """Axes (100, 40) to (340, 200) for x and y from 0 to 4, everything twice the player's size."""
    said = {}
    monkeypatch.setattr(
        background, "words", lambda ax, place, text, size, color, **look: said.update({text: (place, look)})
    )
    ticks = {"tickvals": [1.0, 3.0], "ticktext": ["one", "three"], "ticks": "outside", "ticklen": 5, "showgrid": True}
    own = panel()
    layout = resolve(own.figure["layout"], "light")
    layout = layout | {
        "xaxis": layout["xaxis"] | ticks | {"tickangle": 30},
        "yaxis": layout["yaxis"] | ticks | {"ticktext": ["low", "high"]},
    }
    view = FlatView.of(layout, Rect(100, 40, 240, 160))
    _, ax = background.page((0, 0, 400, 260))
    background._ticks(ax, layout, view, 2.0)
    grid = {tuple(map(tuple, np.column_stack(line.get_data()).tolist())) for line in ax.lines}
    assert grid == {
        ((160.0, 40.0), (160.0, 200.0)), ((280.0, 40.0), (280.0, 200.0)),
        ((100.0, 160.0), (340.0, 160.0)), ((100.0, 80.0), (340.0, 80.0)),
    }  # fmt: skip
    marks = {tuple(map(tuple, ends)) for each in ax.collections for ends in np.array(each.get_segments()).tolist()}
    assert marks == {
        ((160.0, 200.0), (160.0, 210.0)), ((280.0, 200.0), (280.0, 210.0)),
        ((90.0, 160.0), (100.0, 160.0)), ((90.0, 80.0), (100.0, 80.0)),
    }  # fmt: skip
    assert said["one"] == ((160.0, 216.0), {"va": "top", "ha": "right", "rotation": -30, "rotation_mode": "anchor"})
    assert said["three"][0] == (280.0, 216.0)
    assert said["high"] == ((84.0, 80.0), {"ha": "right", "va": "center_baseline"})
    slot = Slot(own, (0, 0), Rect(60, 30, 300, 220), view.rect)
    background._titles(ax, slot, layout, 2.0)
    assert said["across"][0] == (220.0, 244.0)
    assert said["up"] == ((66.0, 120.0), {"rotation": 90, "ha": "left", "va": "center"})
    background._note(ax, layout["annotations"][0], view, 2.0)
    assert said["note"] == ((160.0, 80.0), {"ha": "right", "va": "bottom"})
