"""Networks, page 4: the ends of its controls and hostile addresses; never an exception."""

import pytest

from lessons.stationary import saddles, width

KEY = "stationary"


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Less of everything, so that it takes a moment."""
    monkeypatch.setattr("lessons.stationary.saddles.BATCHES", 2)
    monkeypatch.setattr(saddles, "BATCH", 20)
    monkeypatch.setattr(saddles, "RUNS", 5)
    for slug, (settings, _) in list(saddles.RACED.items()):
        monkeypatch.setitem(saddles.RACED, slug, (settings, 20))
    monkeypatch.setattr(width, "WIDTHS", (1, 2))
    monkeypatch.setattr(width, "RUNS", 10)
    monkeypatch.setattr(width, "STEPS", 40)


def said(app):
    return " ".join(text.value for text in app.markdown)


def test_every_section_says_what_it_found(open_page):
    app = open_page(KEY, f"{KEY}.width=2&{KEY}.linear.hidden=1")
    for words in ("distinct stationary point", "runs from the same starts", "global minimum", "Stuck above 0.05"):
        assert words in said(app)


def test_hostile_addresses(open_page):
    open_page(KEY, f"{KEY}.width=99&{KEY}.l2=nan&{KEY}.linear.hidden=-1&{KEY}.linear.lr=1e9&{KEY}.width=2")
