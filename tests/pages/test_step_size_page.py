"""Lecture, page 2: the extremes of its controls and hostile addresses; never an exception."""

import pytest

KEY = "step_size"


@pytest.mark.parametrize("a", ["0.1", "5"])
@pytest.mark.parametrize("b", ["-3", "3"])
def test_the_parabola_at_the_ends_of_its_sliders(open_page, a, b):
    app = open_page(KEY, f"{KEY}.a={a}&{KEY}.b={b}&{KEY}.c=-3")
    assert app.slider(key=f"{KEY}.a").value == float(a)


@pytest.mark.parametrize(
    ("ratio", "named"),
    [
        ("0", "stands still"),
        ("0.4", "monotone"),
        ("1", "one step"),
        ("1.7", "oscillates"),
        ("2", "bounces for ever"),
        ("2.5", "diverges"),
    ],
)
def test_the_slider_names_the_regime(open_page, ratio, named):
    app = open_page(KEY, f"{KEY}.ratio={ratio}&{KEY}.bowl.ratio={ratio}")
    assert any(text.value.endswith(f"**{named}**") for text in app.markdown)


@pytest.mark.parametrize("kappa", ["1", "100"])
@pytest.mark.parametrize("ratio", ["0", "2.5"])
def test_the_bowl_at_the_ends_of_its_sliders(open_page, kappa, ratio):
    app = open_page(KEY, f"{KEY}.bowl.kappa={kappa}&{KEY}.bowl.ratio={ratio}")
    assert app.select_slider(key=f"{KEY}.bowl.kappa").value == float(kappa)


@pytest.mark.parametrize(
    "query",
    [
        f"{KEY}.a=0&{KEY}.b=nan&{KEY}.c=inf&{KEY}.ratio=-1",
        f"{KEY}.a=1e300&{KEY}.ratio=1e300&{KEY}.bowl.kappa=1e9&{KEY}.bowl.ratio=nan",
        f"{KEY}.a=&{KEY}.ratio=x&{KEY}.bowl.kappa=-5",
    ],
)
def test_hostile_addresses(open_page, query):
    open_page(KEY, query)


def test_suggestions(open_page, press_suggestions):
    app = open_page(KEY)
    press_suggestions(app)
    assert app.slider(key=f"{KEY}.ratio").value == 2.04
    assert app.select_slider(key=f"{KEY}.bowl.kappa").value == 100
