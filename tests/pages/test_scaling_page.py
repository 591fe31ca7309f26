"""Lecture, page 3: the extremes of its controls and hostile addresses; never an exception."""

import pytest

KEY = "scaling"


@pytest.mark.parametrize("lambda1", ["0.2", "20"])
@pytest.mark.parametrize("lambda2", ["0.2", "20"])
@pytest.mark.parametrize("angle", ["-90", "90"])
@pytest.mark.thorough
def test_bowls_at_the_ends_of_their_sliders(open_page, lambda1, lambda2, angle):
    bowl = f"lambda1={lambda1}&{{0}}.lambda2={lambda2}&{{0}}.angle={angle}"
    app = open_page(KEY, f"{KEY}.{bowl.format(KEY)}&{KEY}.repair.{bowl.format(f'{KEY}.repair')}")
    for key in (KEY, f"{KEY}.repair"):
        assert app.select_slider(key=f"{key}.lambda1").value == float(lambda1)
        assert app.slider(key=f"{key}.angle").value == float(angle)


@pytest.mark.parametrize("ratio", ["0.1", "2.05"])
@pytest.mark.parametrize("lr", ["0.05", "2.05"])
@pytest.mark.thorough
def test_rates_at_the_ends_of_their_sliders(open_page, ratio, lr):
    app = open_page(KEY, f"{KEY}.two.ratio={ratio}&{KEY}.two.lr={lr}")
    assert app.slider(key=f"{KEY}.two.ratio").value == float(ratio)
    assert any(text.value.startswith("Run and update are nowhere further apart") for text in app.markdown)


@pytest.mark.parametrize(
    "query",
    [
        f"{KEY}.lambda1=0&{KEY}.lambda2=-4&{KEY}.angle=nan",
        f"{KEY}.repair.lambda1=1e300&{KEY}.repair.angle=1e9&{KEY}.two.ratio=inf&{KEY}.two.lr=-1",
        f"{KEY}.lambda1=&{KEY}.angle=x&{KEY}.two.lr=",
    ],
)
@pytest.mark.thorough
def test_hostile_addresses(open_page, query):
    open_page(KEY, query)


@pytest.mark.thorough
def test_suggestions(open_page, press_suggestions):
    app = open_page(KEY)
    press_suggestions(app)
    assert app.slider(key=f"{KEY}.angle").value == 45
    assert app.slider(key=f"{KEY}.two.lr").value == 2.04
    assert app.select_slider(key=f"{KEY}.repair.lambda1").value == 20
    assert any("multiplies it by 3.5" in text.value for text in app.markdown)
