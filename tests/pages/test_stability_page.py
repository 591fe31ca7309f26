"""Networks, page 3: the ends of its controls and hostile addresses; never an exception."""

import pytest

KEY = "stability"
pytestmark = pytest.mark.usefixtures("less_work")


def said(app):
    return " ".join(text.value for text in app.markdown)


@pytest.mark.parametrize(("lr", "named"), [("0.05", "2/η is 40"), ("0.8", "2/η is 2.5")])
@pytest.mark.thorough
def test_rates_at_the_ends(open_page, lr, named):
    app = open_page(KEY, f"{KEY}.lr={lr}&{KEY}.steps=500&{KEY}.others.steps=500&{KEY}.others.adam=0.05")
    assert named in said(app)


def test_a_rate_of_ones_own_that_is_one_of_the_three_leaves_nothing_undone(open_page):
    """One run is asked for twice: no line says that a part of four is missing."""
    app = open_page(KEY, f"{KEY}.lr=0.2&{KEY}.steps=500&{KEY}.others.steps=500")
    assert "η = 0.2 (yours)" in said(app)
    assert "missing" not in said(app)
    assert f"_{KEY}.go" not in [button.key for button in app.button]


def test_a_run_that_was_computed_now_is_not_told_to_be_computed_beforehand(open_page):
    app = open_page(KEY, f"{KEY}.lr=0.162&{KEY}.steps=500&{KEY}.others.steps=500")
    captions = [text.value for text in app.caption]
    assert "3 of 4 were computed beforehand." in captions
    assert "1 of 3 was computed beforehand." in captions
    assert "Computed beforehand." not in captions


def test_hostile_addresses(open_page):
    open_page(KEY, f"{KEY}.lr=-1&{KEY}.steps=1e9&{KEY}.others.beta=2&{KEY}.others.adam=nan&{KEY}.others.steps=500")


@pytest.mark.thorough
def test_what_was_computed_beforehand_is_computed_again_when_asked_for(open_page):
    """Here on another network than the recorded one, so that nothing comes out the same."""
    app = open_page(KEY, f"{KEY}.steps=500&{KEY}.others.steps=500")
    assert "Computed beforehand." in [text.value for text in app.caption]
    before = said(app)
    app.button(key=f"_{KEY}.again").click().run()
    assert not app.exception
    assert "Computed now: 0 of 4 results are those recorded." in [text.value for text in app.caption]
    assert said(app) != before
    app.button(key=f"_{KEY}.again").click().run()
    assert said(app) == before
