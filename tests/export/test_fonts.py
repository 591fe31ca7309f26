"""Texts as they are drawn: on one line, a box for a letter that the font lacks."""

import dataclasses
import io

import numpy as np
import pytest
from PIL import Image
from small_films import film

from export import Options, render, undrawable
from export.draw.fonts import BOX, drawable, missing, shortened, width


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("a\nb\tc", "a b c"),
        ("a\0b", "a b"),
        ("η = 0.01, ∇f, x², ẅ", "η = 0.01, ∇f, x², ẅ"),
        ("中文", BOX * 2),
        ("e\u0301", "e\u0301"),
        ("a\ud800b", "a" + BOX + "b"),
        ("\u2066right\x07", "\u2066right" if drawable("\u2066") else "right"),
        ("  two   blanks ", "two blanks"),
    ],
)
def test_what_is_drawn(text, drawn):
    assert drawable(text) == drawn


def test_what_is_missing_is_named_once():
    assert missing("中 Adam 文中") == "中文"
    assert missing(f"Adam {BOX}") == ""


def test_shortened_texts_fit():
    for room in (0, 5, 40, 200):
        text = shortened("A long\ntitle 中文 indeed", 16, room)
        assert width(text, 16) <= room
        assert "\n" not in text
    assert shortened("A title", 16, 500) == "A title"


@pytest.mark.parametrize("suffix", [".gif", ".svg", ".html"])
@pytest.mark.parametrize("title", ["one\ntwo", "a\0b", "中文 日本語", "😀👩‍👩‍👧", "\ud800", "$x$ <b> & \\n", "x" * 500])
@pytest.mark.filterwarnings("error")
def test_any_title_is_drawn_without_a_warning(suffix, title, small):
    assert render(film(), suffix, dataclasses.replace(small, title=title))


def test_a_box_is_seen_where_a_letter_is_missing():
    options = Options(size=(480, 360), density=1.0, panels=("plane",))
    pictures = [
        np.asarray(
            Image.open(io.BytesIO(render(film(), ".png", dataclasses.replace(options, title=title)))).convert("L")
        )
        for title in ("中", BOX, "a")
    ]
    assert (pictures[0] == pictures[1]).all()
    assert (pictures[0] != pictures[2]).any()


def test_all_texts_of_a_film_are_looked_through():
    source = film()
    panel = dataclasses.replace(
        source.panels[0],
        title="題",
        subtitle="副",
        caption="説",
        overlays=[*source.panels[0].overlays, {"label": "札", "texts": ["文"]}],
    )
    racers = [dataclasses.replace(source.racers[0], name="名"), *source.racers[1:]]
    named = dataclasses.replace(source, panels=[panel], racers=racers)
    assert undrawable(named, Options(title="頭")) == "頭名題副説札文"
