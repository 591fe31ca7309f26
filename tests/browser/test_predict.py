"""Predict, then reveal: the runs are hidden, a guess is taken, the race is run, and the distance is told."""

import math

import films
import pytest
from driving import axes_place, axes_range, wait_for_step


def guess(stage, x, y):
    """Click on a place of the map while it asks."""
    px, py = axes_place(stage, "map", x, y)
    box = stage.page.locator(".dh-asking").bounding_box()
    stage.page.mouse.click(box["x"] + px, box["y"] + py)


def track(stage, channel):
    return stage.page.evaluate(f"document.querySelector('[data-player]').tracks()[0].channels.{channel}.at(-1)")


@pytest.mark.parametrize("off", [0.0, 3.0])
def test_a_guess_is_scored_by_its_distance_from_the_end(stage, off):
    stage.page.evaluate("globalThis.downhillGuesses?.splice(0)")
    stage.mount(films.simple(rate=60.0, predict=True))
    stage.button("Predict").click()
    assert stage.state()["position"] == 0
    stage.page.keyboard.press("Space")  # nothing plays while it asks
    assert not stage.state()["playing"]
    end = track(stage, "x"), track(stage, "y")
    guess(stage, end[0] - off, end[1])
    told = stage.page.locator(".dh-predict")
    told.get_by_text("within 5%").wait_for()
    assert ("A hit" in told.inner_text()) == (off == 0)
    if off:
        low, high = axes_range(stage)
        side = axes_place(stage, "map", high, 0)[0] - axes_place(stage, "map", low, 0)[0]
        tall = stage.page.evaluate(
            "document.querySelector('[data-panel=map] .js-plotly-plot')._fullLayout.yaxis._length"
        )
        share = 100 * off / (high - low) * side / math.hypot(side, tall)
        assert f"It ended {share:.0f}% of the diagonal" in told.inner_text()
    assert f"{int(off == 0)} of 1 within" in told.inner_text()
    assert stage.events("start") == []  # nothing is sent


def test_without_leave_no_film_asks_and_a_guess_can_be_dropped(stage):
    stage.mount(films.simple())
    assert not stage.button("Predict").is_visible()
    stage.mount(films.simple(predict=True))
    stage.button("Predict").click()
    stage.page.locator(".dh-asking").press("ArrowLeft")
    assert stage.page.locator(".dh-guess").is_visible()
    stage.button("Predict").click()
    assert stage.page.locator(".dh-asking, .dh-guess").count() == 0
    stage.button("Play").click()
    wait_for_step(stage, 1)
