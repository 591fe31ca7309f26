"""Networks, page 3: the ends of its controls and hostile addresses; never an exception."""

import pytest

KEY = "stability"
pytestmark = pytest.mark.usefixtures("less_work")


def said(app):
    return " ".join(text.value for text in app.markdown)


@pytest.mark.parametrize(("lr", "named"), [("0.05", "2/η is 40"), ("0.8", "2/η is 2.5")])
def test_rates_at_the_ends(open_page, lr, named):
    app = open_page(KEY, f"{KEY}.lr={lr}&{KEY}.steps=500&{KEY}.others.steps=500&{KEY}.others.adam=0.05")
    assert named in said(app)


def test_hostile_addresses(open_page):
    open_page(KEY, f"{KEY}.lr=-1&{KEY}.steps=1e9&{KEY}.others.beta=2&{KEY}.others.adam=nan&{KEY}.others.steps=500")
