"""Lecture, page 6: the extremes of its controls, clicks and drags, hostile addresses; never an exception."""

import pytest

from lessons.momentum.anatomy import STAGES
from lessons.momentum.roots import best_held

KEY = "momentum"


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.thorough
def test_every_stage_brings_its_own_start_and_rates(open_page, stage):
    app = open_page(KEY)
    app.selectbox(key=f"{KEY}.anatomy.stage").select(stage).run()
    assert not app.exception
    assert app.select_slider(key=f"{KEY}.anatomy.lr").value == STAGES[stage].lr
    assert app.slider(key=f"{KEY}.anatomy.beta").value == STAGES[stage].beta
    assert app.number_input(key=f"{KEY}.anatomy.x").value == STAGES[stage].start[0]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(("lr", "beta"), [("0.001", "0.0"), ("0.5", "0.99")])
@pytest.mark.thorough
def test_the_ends_of_the_anatomy(open_page, stage, lr, beta):
    app = open_page(KEY, f"{KEY}.anatomy.stage={stage}&{KEY}.anatomy.lr={lr}&{KEY}.anatomy.beta={beta}")
    assert app.select_slider(key=f"{KEY}.anatomy.lr").value == float(lr)
    assert app.slider(key=f"{KEY}.anatomy.beta").value == float(beta)


@pytest.mark.parametrize("kappa", ["1", "1000"])
@pytest.mark.parametrize(("share", "beta"), [("0.01", "0.0"), ("2.0", "0.99")])
@pytest.mark.thorough
def test_the_ends_of_the_trough_and_of_the_plane(open_page, kappa, share, beta):
    trough, plane = (
        f"{KEY}.{part}.kappa={kappa}&{KEY}.{part}.share={share}&{KEY}.{part}.beta={beta}"
        for part in ("trough", "plane")
    )
    app = open_page(KEY, f"{trough}&{plane}")
    assert app.slider(key=f"{KEY}.plane.beta").value == float(beta)


@pytest.mark.parametrize("kappa", [24.0, 300.0, 1000.0])
@pytest.mark.thorough
def test_the_best_place_is_a_button(open_page, press_suggestions, kappa):
    app = open_page(KEY, f"{KEY}.plane.kappa={kappa:g}")
    if kappa == 24.0:
        press_suggestions(app)
    next(button for button in app.button if button.label == "The best that sliders hold").click().run()
    top = best_held(kappa)
    assert (app.slider(key=f"{KEY}.plane.share").value, app.slider(key=f"{KEY}.plane.beta").value) == top[:2]
    assert not any("momentum does not converge" in text.value for text in app.markdown)


@pytest.mark.parametrize(
    "query",
    [
        f"{KEY}.anatomy.stage=nonsense&{KEY}.anatomy.lr=nan&{KEY}.anatomy.beta=2",
        f"{KEY}.anatomy.stage=valley&{KEY}.anatomy.x=-99&{KEY}.anatomy.y=inf",
        f"{KEY}.trough.kappa=1e9&{KEY}.trough.share=-1&{KEY}.trough.beta=x",
        f"{KEY}.plane.kappa=&{KEY}.plane.share=nan&{KEY}.plane.beta=1",
    ],
)
@pytest.mark.thorough
def test_hostile_addresses(open_page, query):
    open_page(KEY, query)
