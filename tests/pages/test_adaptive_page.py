"""Lecture, page 8: every surface, the extremes of its controls, hostile addresses; never an exception."""

import pytest

from lessons.adaptive.rates import ARENAS

KEY = "adaptive"
PARTS = ("rates", "correction", "eps")


@pytest.mark.parametrize("slug", ARENAS)
@pytest.mark.parametrize("end", [0, -1])
@pytest.mark.thorough
def test_the_ends_of_the_sliders_on_every_surface(open_page, slug, end):
    app = open_page(KEY, "&".join(f"{KEY}.{part}.surface={slug}" for part in PARTS))
    for part in PARTS:
        assert app.selectbox(key=f"{KEY}.{part}.surface").value == slug
    for slider in app.select_slider:
        slider.set_value(float(slider.options[end].replace(",", "")))
    for slider in app.slider:
        slider.set_value((slider.min, slider.max)[end])
    app.run()
    assert not app.exception


@pytest.mark.thorough
def test_suggestions(open_page, press_suggestions):
    app = open_page(KEY)
    press_suggestions(app)
    assert app.selectbox(key=f"{KEY}.eps.surface").value == "beale"
    assert app.select_slider(key=f"{KEY}.eps.eps").value == 2.0


def test_the_first_steps_are_told(open_page):
    app = open_page(KEY)
    words = next(text.value for text in app.markdown if text.value.startswith("Where the gradient stays the same"))
    assert "**3.16 times** as long" in words
    assert "step 12, the longest in comparison, **6.57 times**" in words


@pytest.mark.parametrize(
    "query",
    [
        f"{KEY}.rates.surface=nonsense&{KEY}.rates.factor=nan&{KEY}.correction.surface=wells",
        f"{KEY}.dying.adagrad=1e9&{KEY}.dying.rmsprop=0&{KEY}.dying.sigma=99&{KEY}.dying.seed=-5",
        f"{KEY}.correction.lr=x&{KEY}.correction.beta1=1&{KEY}.correction.beta2=1",
        f"{KEY}.eps.eps=0&{KEY}.eps.factor=inf&{KEY}.eps.surface=",
    ],
)
@pytest.mark.thorough
def test_hostile_addresses(open_page, query):
    open_page(KEY, query)


def test_the_stream_is_heard_by_the_rules_that_are_chosen(open_page):
    app = open_page("adaptive", "adaptive.stream.optimizers=lion&adaptive.stream.optimizers=newton&slide=stream")
    assert app.multiselect(key="adaptive.stream.optimizers").value == ["lion"]  # Newton asks for more than gradients
    assert any("**as long** with Lion." in text.value for text in app.markdown)
