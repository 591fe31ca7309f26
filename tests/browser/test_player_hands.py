"""What hands do on the player's panels: zoom, click, drag, turn."""

import io
import math

import films
import numpy as np
import pytest
from conftest import Stage
from driving import axes_place, axes_range, centre, go, middle
from PIL import Image


def test_a_click_reports_a_start(stage):
    stage.mount(films.simple())
    x, y = axes_place(stage, "map", 2.0, -3.0)
    box = stage.page.locator("[data-panel=map] .dh-plot").bounding_box()
    stage.page.mouse.click(box["x"] + x, box["y"] + y)
    (event,) = stage.events("start")
    assert event["panel"] == "map"
    assert (event["x"], event["y"]) == pytest.approx((2.0, -3.0), abs=0.05)


def test_a_tap_reports_a_start(browser, files_address):
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as context:
        stage = Stage(context.new_page())
        stage.page.goto(files_address)
        stage.mount(films.simple())
        x, y = axes_place(stage, "map", 2.0, -3.0)
        box = stage.page.locator("[data-panel=map] .dh-plot").bounding_box()
        stage.page.touchscreen.tap(box["x"] + x, box["y"] + y)
        stage.page.wait_for_function("events.length > 0")
        stage.page.wait_for_timeout(350)
        (event,) = stage.events("start")
        assert (event["x"], event["y"]) == pytest.approx((2.0, -3.0), abs=0.1)


def test_trails_follow_zoom_and_pan_while_playing(stage):
    stage.mount(films.simple(rate=1.0))
    stage.button("Play").click()
    stage.page.mouse.move(*middle(stage, "map"))
    stage.page.keyboard.down("Control")
    stage.page.mouse.wheel(0, -300)
    stage.page.keyboard.up("Control")
    stage.page.wait_for_timeout(150)
    zoomed = axes_range(stage)
    assert zoomed[1] - zoomed[0] < 9.5
    x, y = middle(stage, "map")
    stage.page.mouse.down()
    stage.page.mouse.move(x + 60, y - 20, steps=4)
    stage.page.mouse.up()
    stage.page.wait_for_timeout(100)
    assert axes_range(stage)[0] < zoomed[0]
    assert stage.state()["playing"] is True
    go(stage, 8)
    assert stage.heads("map")["a"] == pytest.approx(axes_place(stage, "map", -0.8, -0.4), abs=0.01)
    assert stage.events("start") == []
    stage.button("Reset view").click()
    stage.frames()
    assert axes_range(stage) == pytest.approx([-5, 5])


def test_a_double_click_resets_the_zoom_and_starts_nothing(stage):
    stage.mount(films.simple())
    stage.page.evaluate("Plotly.relayout(document.querySelector('.js-plotly-plot'), {'xaxis.range': [-2, 2]})")
    stage.page.mouse.dblclick(*middle(stage, "map"))
    stage.page.wait_for_timeout(450)
    assert axes_range(stage) == pytest.approx([-5, 5])
    assert stage.events("start") == []


def test_the_wheel_alone_leaves_the_page_to_scroll(stage):
    stage.mount(films.simple())
    stage.page.mouse.move(0, 0)
    stage.page.mouse.move(*middle(stage, "map"))
    stage.page.mouse.wheel(0, -300)
    stage.page.wait_for_timeout(100)
    assert axes_range(stage) == pytest.approx([-5, 5])
    assert "dh-on" in stage.page.locator("[data-panel=map] .dh-hint").get_attribute("class")


def test_a_handle_can_be_dragged(stage):
    stage.mount(films.anatomy())
    handle = stage.page.get_by_role("slider", name="Probe")
    x, y = centre(handle)
    target = axes_place(stage, "contour", -1.0, -3.0)
    box = stage.page.locator("[data-panel=contour] .dh-plot").bounding_box()
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    stage.page.mouse.move(box["x"] + target[0], box["y"] + target[1], steps=20)
    stage.page.mouse.up()
    stage.page.wait_for_function("events.some((e) => e.type === 'handle' && !e.dragging)")
    events = stage.events("handle")
    assert (events[-1]["x"], events[-1]["y"]) == pytest.approx((-1.0, -3.0), abs=0.05)
    assert (events[-1]["panel"], events[-1]["id"]) == ("contour", "probe")
    assert len(events) < 12
    assert centre(handle) == pytest.approx((box["x"] + target[0], box["y"] + target[1]), abs=1.5)
    assert stage.events("start") == []


def test_a_handle_obeys_the_keyboard_and_its_axis(stage):
    stage.mount(films.anatomy())
    stage.page.get_by_role("slider", name="Along x").focus()
    for key in ("ArrowRight", "ArrowUp"):
        stage.page.keyboard.press(key)
    stage.page.wait_for_timeout(150)
    event = stage.events("handle")[-1]
    assert event["x"] == pytest.approx(2.1, abs=0.01)
    assert event["y"] == 3.0
    assert stage.state()["step"] == 0


def magenta(stage):
    """Where Plotly has drawn its own marker on the hill, in CSS pixels of the panel."""
    shot = stage.page.locator("[data-panel=hill] .dh-plot").screenshot(style=".dh-plot > canvas { opacity: 0 }")
    pixels = np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")).astype(int)
    rows, columns = np.nonzero((pixels[..., 0] > 225) & (pixels[..., 1] < 30) & (pixels[..., 2] > 225))
    assert rows.size > 10
    return columns.mean() + 0.5, rows.mean() + 0.5


def test_heads_stand_where_plotly_projects_them_and_follow_the_camera(stage):
    film = films.simple("hill")
    del film["panels"][0]["figure"]["data"][0]
    stage.mount(film)
    go(stage, 10)
    assert stage.heads("hill")["a"] == pytest.approx(magenta(stage), abs=1.5)
    x, y = middle(stage, "hill")
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    stage.page.mouse.move(x + 120, y + 30, steps=5)
    stage.page.mouse.up()
    stage.page.wait_for_timeout(200)
    assert math.dist((0, 0), orbit(stage)) > 0.1
    assert stage.heads("hill")["a"] == pytest.approx(magenta(stage), abs=1.5)


def orbit(stage):
    """How far the camera has moved, in x and y."""
    eye = "document.querySelector('[data-panel=hill] .js-plotly-plot')._fullLayout.scene.camera.eye"
    return stage.page.evaluate(f"[{eye}.x - 1.4, {eye}.y + 1.4]")


def test_what_the_surface_hides_is_known(stage):
    hidden = stage.page.evaluate(
        """async () => {
            const { Heights } = await import("/figures/player/heights.js");
            const x = Array.from({length: 41}, (_, i) => -5 + i / 4);
            const row = x.map((v) => 10 * Math.exp(-v * v));
            const ridge = new Heights({x, y: x, z: x.map(() => row)}, [[-5, 5], [-5, 5], [0, 20]]);
            const eye = [3, 0.5, 0.6];
            return [[0.9, 0.5, 0.0], [0.1, 0.5, 0.0], [0.1, 0.5, 0.95], [0.5, 0.5, 0.5], [0.6, 0.5, 0.184]]
                .map((point) => ridge.hides(point, eye));
        }"""
    )
    assert hidden == [False, True, False, False, False]
