"""Where things stand on an exported page."""

import json

import pytest
from record_layouts import FILE, laid_out
from small_films import film, panel

from export.draw import background
from export.draw.fonts import width
from export.draw.layout import arrange
from export.draw.slots import CAPTION, TITLE
from figures._color import THEMES

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
