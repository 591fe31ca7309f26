"""Networks, page 5: the ends of its controls and hostile addresses; never an exception."""

import pytest

KEY = "sharp"


pytestmark = pytest.mark.usefixtures("less_work")


@pytest.mark.parametrize("query", [f"{KEY}.small=64&{KEY}.large=64&{KEY}.label_noise=0.5", f"{KEY}.rescaled.alpha=10"])
def test_the_ends_of_the_controls(open_page, query):
    app = open_page(KEY, query)
    said = " ".join(text.value for text in app.markdown)
    assert "Over 2 seeds, 90% intervals." in said
    assert "so every training and test example is told as before" in said


def test_hostile_addresses(open_page):
    open_page(KEY, f"{KEY}.small=0&{KEY}.large=1e9&{KEY}.label_noise=nan&{KEY}.rescaled.alpha=-1")
