"""Lecture, page 4: surfaces of every kind, the extremes of its controls, hostile addresses; never an exception."""

import pytest

from lessons.newton.quasi_newton import SHOWN
from surfaces import SURFACES

KEY = "newton"
PAIRS = [("michalewicz", "himmelblau"), ("lasso", "beale"), ("noisy_moons", "rosenbrock"), ("easom", "six_hump_camel")]


@pytest.mark.thorough
def test_choosing_a_surface_puts_the_start_into_its_picture(open_page):
    app = open_page(KEY)
    for slug, learned in PAIRS:
        app.selectbox(key=f"{KEY}.plane.surface").select(slug)
        app.selectbox(key=f"{KEY}.learning.surface").select(learned).run()
        assert not app.exception, slug
        assert app.number_input(key=f"{KEY}.plane.x").value == pytest.approx(SURFACES[slug].start[0])
        assert app.number_input(key=f"{KEY}.learning.x").value == pytest.approx(SHOWN[learned].start[0])


@pytest.mark.parametrize(
    ("lr", "named"),
    [
        ("0", "nothing moves"),
        ("0.5", "**comes down on one side**: a step multiplies w − w* by 0.5."),
        ("1", "√(2/η − 1) = 1."),
        ("2.5", "by −1.5. On the convex curve, √(1 + w²) − 1, it converges from nowhere but the minimum."),
    ],
)
@pytest.mark.thorough
def test_the_slider_names_what_newton_s_method_does(open_page, lr, named):
    app = open_page(KEY, f"{KEY}.curve.lr={lr}&{KEY}.plane.lr={lr}")
    assert any(named in text.value for text in app.markdown)


@pytest.mark.parametrize("end", [0, 1])
def test_the_ends_of_every_slider(open_page, end):
    damping, lr = (("0.1", "0.001"), ("1,000", "0.1"))[end]
    app = open_page(
        KEY,
        f"{KEY}.curve.w_1={(-3, 3)[end]}&{KEY}.curve.w_2={(-3, 3)[end]}&{KEY}.curve.w_3={(-4, 4)[end]}"
        f"&{KEY}.signs.damping={damping}&{KEY}.signs.lr={lr}&{KEY}.signs.x_1={(-1, 1)[end]}"
        f"&{KEY}.signs.y_2={(-2, 3)[end]}&{KEY}.cost.m={(1, 50)[end]}&{KEY}.learning.m={(1, 10)[end]}"
        f"&{KEY}.plane.x={(-5, 5)[end]}",
    )
    assert app.number_input(key=f"{KEY}.curve.w_3").value == (-4, 4)[end]
    assert app.slider(key=f"{KEY}.cost.m").value == (1, 50)[end]
    assert app.select_slider(key=f"{KEY}.signs.lr").value == float(lr)


@pytest.mark.parametrize(
    "query",
    [
        f"{KEY}.curve.lr=nan&{KEY}.curve.w_1=inf&{KEY}.curve.w_2=x&{KEY}.plane.surface=wells&{KEY}.plane.x=1e300",
        f"{KEY}.plane.lr=-5&{KEY}.signs.damping=0&{KEY}.signs.lr=1e9&{KEY}.signs.x_1=&{KEY}.cost.m=0",
        f"{KEY}.learning.surface=nonsense&{KEY}.learning.m=1000&{KEY}.learning.y=-inf&{KEY}.cost.m=x",
        f"{KEY}.plane.surface=michalewicz&{KEY}.plane.x=-5&{KEY}.plane.y=99",
        f"{KEY}.plane.surface=easom&{KEY}.learning.surface=beale&{KEY}.learning.x=-5&{KEY}.learning.y=-5",
    ],
)
@pytest.mark.thorough
def test_hostile_addresses(open_page, query):
    open_page(KEY, query)


@pytest.mark.thorough
def test_suggestions(open_page, press_suggestions):
    app = open_page(KEY)
    press_suggestions(app)
    assert app.number_input(key=f"{KEY}.curve.w_3").value == -2.2
    assert app.selectbox(key=f"{KEY}.plane.surface").value == "quadratic"
    assert app.select_slider(key=f"{KEY}.signs.damping").value == 10.0
    assert app.number_input(key=f"{KEY}.signs.y_1").value == 0.001
    assert app.selectbox(key=f"{KEY}.learning.surface").value == "rosenbrock"


def test_the_table_says_how_each_rule_ends(open_page):
    app = open_page(KEY)
    table = next(text.value for text in app.markdown if "On the saddle" in text.value)
    assert "| Newton | Stalled near a saddle: eigenvalues −2 and 2 | Stalled near a saddle" in table
    assert table.count("\n") == 5
