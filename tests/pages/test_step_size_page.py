"""Lecture, page 2: the extremes of its controls and hostile addresses; never an exception."""

import pytest

KEY = "step_size"


@pytest.mark.parametrize("a", ["0.5", "5"])
@pytest.mark.parametrize("b", ["-1", "1"])
def test_the_parabola_at_the_ends_of_its_sliders(open_page, a, b):
    app = open_page(KEY, f"{KEY}.a={a}&{KEY}.b={b}&{KEY}.c=-1")
    assert app.slider(key=f"{KEY}.a").value == float(a)


@pytest.mark.parametrize(
    ("a", "named"),
    [
        ("0.5", "comes down on one side"),
        ("2", "needs one step"),
        ("3", "goes from side to side"),
        ("4", "bounces for ever"),
        ("5", "diverges"),
    ],
)
@pytest.mark.thorough
def test_a_steeper_bowl_under_one_rate_changes_what_is_said(open_page, a, named):
    app = open_page(KEY, f"{KEY}.a={a}")
    assert app.slider(key=f"{KEY}.lr").value == 0.5
    assert any(f"**{named}**" in text.value for text in app.markdown)


@pytest.mark.parametrize("kappa", ["1", "100"])
@pytest.mark.parametrize("ratio", ["0", "2.5"])
def test_the_bowl_at_the_ends_of_its_sliders(open_page, kappa, ratio):
    app = open_page(KEY, f"{KEY}.bowl.kappa={kappa}&{KEY}.bowl.ratio={ratio}")
    assert app.select_slider(key=f"{KEY}.bowl.kappa").value == float(kappa)


@pytest.mark.parametrize(
    "query",
    [
        f"{KEY}.a=0&{KEY}.b=nan&{KEY}.c=inf&{KEY}.lr=-1&{KEY}.two.lr=nan",
        f"{KEY}.a=1e300&{KEY}.lr=1e300&{KEY}.two.lr=-1&{KEY}.bowl.kappa=1e9&{KEY}.bowl.ratio=nan",
        f"{KEY}.a=&{KEY}.lr=x&{KEY}.bowl.kappa=-5",
    ],
)
def test_hostile_addresses(open_page, query):
    open_page(KEY, query)


@pytest.mark.thorough
def test_suggestions(open_page, press_suggestions):
    app = open_page(KEY)
    press_suggestions(app)
    assert app.slider(key=f"{KEY}.lr").value == 0.25
    assert app.slider(key=f"{KEY}.taylor.lr").value == 2.4
    assert app.slider(key=f"{KEY}.two.lr").value == 1
    assert app.slider(key=f"{KEY}.bowl.ratio").value == 2.04
