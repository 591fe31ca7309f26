"""Networks, page 4: the ends of its controls and hostile addresses; never an exception."""

import pytest

KEY = "stationary"


pytestmark = pytest.mark.usefixtures("less_work")


def said(app):
    return " ".join(text.value for text in app.markdown)


def test_every_section_says_what_it_found(open_page):
    app = open_page(KEY, f"{KEY}.width=2&{KEY}.linear.hidden=1")
    for words in ("distinct stationary point", "runs from the same starts", "global minimum", "Stuck above 0.05"):
        assert words in said(app)


def test_hostile_addresses(open_page):
    open_page(KEY, f"{KEY}.width=99&{KEY}.l2=nan&{KEY}.linear.hidden=-1&{KEY}.linear.lr=1e9&{KEY}.width=2")
