"""The player by itself, in Chromium: what a person sees and does, and what the app relies on."""

import copy
import io
import math

import films
import numpy as np
import pytest
from conftest import Stage
from PIL import Image

from figures.script import player_script

ROOT = "[data-player]"


def attribute(stage, name):
    return stage.page.locator(ROOT).get_attribute(name)


def wait_for_step(stage, step):
    stage.page.wait_for_function(f"document.querySelector('{ROOT}').dataset.step >= {step}")


def go(stage, step):
    """Scrub to a step, paused."""
    if stage.state()["playing"]:
        stage.button("Pause").click()
    stage.page.get_by_role("slider", name="Step").fill(str(step))
    stage.frames()


def color_at(stage, panel, place):
    """The canvas's colour [r, g, b, a] at a place in CSS pixels."""
    return stage.page.evaluate(
        """([panel, x, y]) => {
            const canvas = document.querySelector(`[data-panel=${panel}] .dh-plot > canvas`);
            const ratio = canvas.width / canvas.getBoundingClientRect().width;
            return [...canvas.getContext("2d").getImageData(Math.floor(x * ratio), Math.floor(y * ratio), 1, 1).data];
        }""",
        [panel, *place],
    )


def axes_place(stage, panel, x, y):
    """Where Plotly's own axes put a point, in CSS pixels of the panel."""
    return stage.page.evaluate(
        """([panel, x, y]) => {
            const {xaxis, yaxis} = document.querySelector(`[data-panel=${panel}] .js-plotly-plot`)._fullLayout;
            return [xaxis._offset + xaxis.d2p(x), yaxis._offset + yaxis.d2p(y)];
        }""",
        [panel, x, y],
    )


def middle(stage, panel):
    box = stage.page.locator(f"[data-panel={panel}] .dh-plot").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# --- the clock ---------------------------------------------------------------------------------------------------


def test_plays_by_itself_stops_at_the_end_and_says_so(stage):
    stage.mount(films.simple(autoplay=True, rate=60.0))
    assert attribute(stage, "data-steps") == "20"
    stage.page.wait_for_function(f"document.querySelector('{ROOT}').dataset.playing === 'false'")
    assert attribute(stage, "data-step") == "20"
    assert stage.events("step") == [{"type": "step", "step": 20}]
    stage.button("Play").click()
    assert stage.state()["position"] < 20


def test_play_and_pause_by_mouse(stage):
    stage.mount(films.simple())
    assert stage.state()["playing"] is False
    stage.button("Play").click()
    wait_for_step(stage, 2)
    stage.button("Pause").click()
    assert stage.state()["playing"] is False
    go(stage, 18)
    stage.button("Restart").click()
    assert stage.state()["playing"] is True
    assert stage.state()["step"] < 15


def test_steps_by_mouse(stage):
    stage.mount(films.simple())
    stage.button("Step forward").click(click_count=3)
    stage.button("Step back").click()
    stage.frames()
    assert attribute(stage, "data-step") == "2"
    assert [event["step"] for event in stage.events("step")] == [1, 2, 3, 2]


def test_scrubs_by_mouse(stage):
    stage.mount(films.simple())
    box = stage.page.get_by_role("slider", name="Step").bounding_box()
    y = box["y"] + box["height"] / 2
    stage.page.mouse.move(box["x"] + 0.1 * box["width"], y)
    stage.page.mouse.down()
    stage.page.mouse.move(box["x"] + 0.5 * box["width"], y, steps=3)
    stage.page.mouse.up()
    stage.frames()
    assert attribute(stage, "data-step") == "10"
    assert stage.events("step")[-1]["step"] == 10


def test_keys_move_the_clock_when_nothing_else_has_the_focus(stage):
    stage.mount(films.simple())
    press = stage.page.keyboard.press
    for key, step in [("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 20), ("Home", 0)]:
        press(key)
        assert stage.state()["step"] == step
    press("Space")
    assert stage.state()["playing"] is True
    press("Space")
    assert stage.state()["playing"] is False


def test_keys_work_on_the_slider_and_leave_buttons_their_space(stage):
    stage.mount(films.simple())
    stage.page.get_by_role("slider", name="Step").focus()
    stage.page.keyboard.press("ArrowRight")
    assert stage.state()["step"] == 1
    chip = stage.button("Ada")
    chip.focus()
    stage.page.keyboard.press("Space")
    stage.frames()
    assert chip.get_attribute("aria-pressed") == "false"
    assert stage.state()["playing"] is False


def test_keys_are_not_taken_from_inputs(stage):
    stage.mount(films.simple())
    stage.page.evaluate("document.body.insertAdjacentHTML('afterbegin', '<input id=other>')")
    stage.page.locator("#other").press_sequentially("a b")
    stage.page.locator("#other").press("ArrowLeft")
    assert stage.page.locator("#other").input_value() == "a b"
    assert (stage.state()["step"], stage.state()["playing"]) == (0, False)
    stage.page.evaluate("document.querySelector('#other').remove()")


@pytest.mark.parametrize("speed", ["0.25", "4"])
def test_speed(stage, speed):
    stage.mount(films.simple(rate=1.0))
    stage.page.get_by_label("Speed").select_option(speed)
    stage.button("Play").click()
    moved, seconds = stage.page.evaluate(
        """() => new Promise((done) => {
            let [first, before, seconds, frames] = [null, 0, 0, 0];
            const watch = (now) => {
                if (first === null) first = player.state().position;
                else seconds += Math.min(now - before, 100) / 1000;
                before = now;
                if (frames++ < 30) requestAnimationFrame(watch);
                else done([player.state().position - first, seconds]);
            };
            requestAnimationFrame(watch);
        })"""
    )
    assert moved == pytest.approx(float(speed) * seconds, rel=0.15)


def test_loops(stage):
    stage.mount(films.simple(rate=200.0))
    stage.button("Loop").click()
    stage.button("Play").click()
    assert stage.button("Loop").get_attribute("aria-pressed") == "true"
    wait_for_step(stage, 20)
    stage.page.wait_for_function(f"document.querySelector('{ROOT}').dataset.step < 20")
    assert stage.state()["playing"] is True


def test_rests_without_work(stage):
    stage.mount(films.simple("map", "loss"))
    stage.frames(5)
    asked = stage.page.evaluate(
        """() => new Promise((done) => {
            const original = window.requestAnimationFrame;
            let asked = 0;
            window.requestAnimationFrame = (f) => { asked++; return original(f) };
            setTimeout(() => { window.requestAnimationFrame = original; done(asked) }, 200);
        })"""
    )
    assert asked == 0


# --- what is drawn -----------------------------------------------------------------------------------------------


def test_heads_stand_where_the_axes_put_their_data(stage):
    stage.mount(films.simple("map", "loss"))
    go(stage, 5)
    heads = stage.heads("map")
    assert heads["a"] == pytest.approx(axes_place(stage, "map", -2, -1), abs=0.01)
    assert heads["c"] == pytest.approx(axes_place(stage, "map", -3, 2.5), abs=0.01)
    assert stage.heads("loss")["a"] == pytest.approx(axes_place(stage, "loss", 5, 10 * 0.7**5), abs=0.01)
    assert color_at(stage, "map", heads["a"]) == [0xD0, 0x20, 0x20, 255]


def test_between_steps_a_head_is_on_the_way(stage):
    stage.mount(films.simple())
    stage.page.get_by_role("slider", name="Step").evaluate(
        "(input) => { input.value = 5.5; input.dispatchEvent(new Event('input')) }"
    )
    stage.frames()
    assert stage.heads("map")["a"] == pytest.approx(axes_place(stage, "map", -1.8, -0.9), abs=0.01)


def test_a_run_that_leaves_or_diverges_is_marked(stage):
    stage.mount(films.simple())
    go(stage, 12)
    assert set(stage.heads("map")) == {"a"}
    right, _ = axes_place(stage, "map", 5, 1)
    _, y = axes_place(stage, "map", 5, 1)
    assert color_at(stage, "map", (right - 5, y))[:3] == [0x20, 0x40, 0xD0]
    assert color_at(stage, "map", axes_place(stage, "map", -3, 4 - 0.3 * 7))[:3] == [0x10, 0x80, 0x30]
    chip = stage.button("Cleo")
    assert chip.locator(".dh-value").inner_text() == "diverged at step 8"
    go(stage, 7)
    assert chip.locator(".dh-value").inner_text() == "51.3"


def test_a_run_stays_where_it_was_until_the_step_at_which_it_diverges(stage):
    stage.mount(films.simple())
    for position in (7, 7.2, 7.95):
        stage.page.get_by_role("slider", name="Step").evaluate(
            "(input, at) => { input.value = at; input.dispatchEvent(new Event('input')) }", position
        )
        stage.frames()
        assert stage.heads("map")["c"] == pytest.approx(axes_place(stage, "map", -3, 4 - 0.3 * 7), abs=0.01)
    go(stage, 8)
    assert "c" not in stage.heads("map")


@pytest.mark.parametrize(("trail", "drawn"), [("whole", True), ("none", False)])
def test_trails(stage, trail, drawn):
    stage.mount(films.simple())
    stage.page.get_by_label("Trail").select_option(trail)
    go(stage, 10)
    assert (color_at(stage, "map", axes_place(stage, "map", -2, -1))[3] > 0) is drawn


def test_a_tail_fades(stage):
    stage.mount(films.simple(trail="tail", rate=5.0))
    go(stage, 20)
    near, far, past = (
        color_at(stage, "map", axes_place(stage, "map", -4 + 0.4 * k, -2 + 0.2 * k))[3] for k in (19, 14, 4)
    )
    assert near > far > past == 0


def test_curves_are_faint_before_they_are_played(stage):
    stage.mount(films.simple("loss"))
    go(stage, 10)
    played, ahead = (color_at(stage, "loss", axes_place(stage, "loss", k, 5 * 0.9**k)) for k in (5, 17))
    assert played[3] == 255
    assert 0 < ahead[3] < 130


def test_labels_are_drawn_on_demand(stage):
    stage.mount(films.simple())
    go(stage, 10)
    x, y = stage.heads("map")["a"]
    inked = """([x, y]) => {
        const ctx = document.querySelector("[data-panel=map] canvas").getContext("2d");
        return ctx.getImageData(x + 9, y - 9, 30, 18).data.filter((v, i) => i % 4 === 3 && v > 200).length;
    }"""
    before = stage.page.evaluate(inked, [x, y])
    stage.button("Labels").click()
    stage.frames()
    assert stage.page.evaluate(inked, [x, y]) > before + 20


def test_radfords_races_are_all_drawn(stage):
    stage.mount(films.radford(autoplay=False))
    go(stage, 20)
    for panel in ("beale", "long_valley", "monkey_saddle"):
        assert len(stage.heads(panel)) == 6
    go(stage, 170)
    said = [stage.button(name).locator(".dh-value").inner_text() for name in ("SGD", "NAG")]
    assert said == ["", "diverged on Saddle point"]
    assert 0 < len(stage.heads("monkey_saddle")) < 6


def test_every_kind_of_overlay_is_drawn(stage):
    stage.mount(films.anatomy())
    go(stage, 20)
    stage.button("Momentum").click()
    stage.frames()
    assert len(stage.heads("contour")) == 0
    bar = axes_place(stage, "bars", 20, 0.5)
    assert color_at(stage, "bars", (bar[0] + 3, bar[1]))[3] == 255
    assert color_at(stage, "bars", axes_place(stage, "bars", 30, 0.5))[3] == 0


# --- legend ------------------------------------------------------------------------------------------------------


def test_a_click_on_a_chip_hides_its_racer(stage):
    stage.mount(films.simple("map", "loss"))
    go(stage, 3)
    chip = stage.button("Ben")
    chip.click()
    stage.frames()
    assert chip.get_attribute("aria-pressed") == "false"
    assert set(stage.heads("map")) == set(stage.heads("loss")) == {"a", "c"}
    chip.press("Enter")
    stage.frames()
    assert chip.get_attribute("aria-pressed") == "true"
    assert set(stage.heads("map")) == {"a", "b", "c"}


def test_pointing_at_a_chip_makes_the_others_stand_back(stage):
    stage.mount(films.simple())
    go(stage, 3)
    heads = stage.heads("map")
    stage.button("Ada").hover()
    stage.frames()
    assert color_at(stage, "map", heads["a"])[3] == 255
    assert color_at(stage, "map", heads["b"])[3] < 100
    stage.page.mouse.move(0, 0)
    stage.frames()
    assert color_at(stage, "map", heads["b"])[3] == 255


def test_chips_show_the_current_value(stage):
    stage.mount(films.simple())
    values = []
    for step in (0, 10, 20):
        go(stage, step)
        values.append(stage.button("Ada").locator(".dh-value").inner_text())
    assert values == ["10.0", "0.282", "0.00798"]


# --- zoom, clicks, handles ---------------------------------------------------------------------------------------


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


def axes_range(stage):
    return stage.page.evaluate("document.querySelector('[data-panel=map] .js-plotly-plot')._fullLayout.xaxis.range")


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


def centre(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# --- in space ----------------------------------------------------------------------------------------------------


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


# --- living in an app --------------------------------------------------------------------------------------------


def test_an_update_keeps_what_the_person_chose(stage):
    film = films.simple("map", "loss", rate=1.0)
    stage.mount(film)
    stage.page.get_by_label("Speed").select_option("2")
    stage.button("Ben").click()
    stage.page.get_by_label("Trail").select_option("tail")
    stage.page.evaluate("Plotly.relayout(document.querySelector('.js-plotly-plot'), {'xaxis.range': [-4.5, 3]})")
    go(stage, 6)
    stage.button("Play").click()
    stage.page.evaluate(
        """() => { globalThis.redrawn = [];
        for (const gd of document.querySelectorAll(".js-plotly-plot"))
            gd.on("plotly_afterplot", () => redrawn.push(gd.closest("[data-panel]").dataset.panel)) }"""
    )
    moved = copy.deepcopy(film)
    moved["tracks"][0]["channels"]["y"] = [y + 1 for y in moved["tracks"][0]["channels"]["y"]]
    moved["panels"][1] |= {"key": "loss-2", "title": "Another"}
    stage.update(moved)
    stage.page.wait_for_function("redrawn.length > 0")
    state = stage.state()
    assert (state["playing"], state["speed"], state["hidden"], state["trail"]) == (True, 2, ["b"], "tail")
    assert 6 <= state["position"] < 9
    assert axes_range(stage) == pytest.approx([-4.5, 3])
    assert set(stage.page.evaluate("redrawn")) == {"loss"}
    assert stage.page.locator("[data-panel=loss]").get_by_text("Another").count() == 1
    go(stage, 8)
    assert stage.heads("map")["a"] == pytest.approx(axes_place(stage, "map", -0.8, 0.6), abs=0.01)


def test_a_redrawn_base_keeps_its_zoom(stage):
    film = films.simple()
    stage.mount(film)
    stage.page.mouse.move(*middle(stage, "map"))
    stage.page.keyboard.down("Control")
    stage.page.mouse.wheel(0, -300)
    stage.page.keyboard.up("Control")
    stage.page.wait_for_timeout(200)
    zoomed = axes_range(stage)
    film["panels"][0] |= {"key": "map-2"}
    film["panels"][0]["figure"]["data"][0]["colorscale"] = "Greys"
    stage.update(film)
    stage.page.wait_for_selector("canvas[data-drawn=map-2]")
    assert axes_range(stage) == pytest.approx(zoomed)
    assert zoomed[1] - zoomed[0] < 9.5


def test_a_shorter_film_and_other_racers(stage):
    stage.mount(films.simple())
    go(stage, 18)
    stage.button("Ada").focus()
    film = films.simple("map", "loss", steps=10, groups={"main": {"steps": 10}})
    for track in film["tracks"]:
        track["channels"] = {name: values[:11] for name, values in track["channels"].items()}
    film["racers"] = film["racers"][:1]
    film["tracks"] = film["tracks"][:1]
    stage.update(film)
    assert stage.state()["step"] == stage.state()["steps"] == 10
    assert set(stage.heads("map")) == {"a"}
    assert stage.page.locator(".dh-chip").count() == 1
    assert stage.page.evaluate("document.activeElement.ariaLabel") == "Ada"


def test_a_group_that_is_shorter_rests_at_its_end(stage):
    stage.mount(films.simple("map", steps=40))
    go(stage, 30)
    assert stage.heads("map")["a"] == pytest.approx(axes_place(stage, "map", 4, 2), abs=0.01)


def test_follows_the_theme(stage):
    stage.mount(films.simple())
    go(stage, 5)
    light = stage.page.locator(ROOT).evaluate("(root) => getComputedStyle(root).backgroundColor")
    line = stage.page.locator(ROOT).evaluate("(root) => root.style.getPropertyValue('--dh-line')")
    head = stage.heads("map")["a"]
    stage.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    try:
        stage.page.wait_for_function(
            f"document.querySelector('{ROOT}').style.getPropertyValue('--dh-line') !== '{line}'"
        )
        stage.page.wait_for_timeout(150)
        dark = stage.page.locator(ROOT).evaluate("(root) => getComputedStyle(root).backgroundColor")
        assert light == "rgb(255, 255, 255)"
        assert dark != light
        assert color_at(stage, "map", head)[:3] == [0xFF, 0x70, 0x70]
        tick = stage.page.locator("[data-panel=map] .xtick text").first
        bright = tick.evaluate("(t) => getComputedStyle(t).fill.match(/[0-9]+/g).every((c) => c > 128)")
        assert bright
    finally:
        stage.page.evaluate("delete document.documentElement.dataset.theme")


def test_streamlit_colors_win(stage):
    stage.mount(films.simple())
    stage.page.evaluate("document.body.style.setProperty('--st-primary-color', '#123456')")
    stage.page.wait_for_function(
        "getComputedStyle(document.querySelector('.dh-play')).backgroundColor === 'rgb(18, 52, 86)'"
    )
    stage.page.evaluate("document.body.style.removeProperty('--st-primary-color')")


def test_panels_share_rows_and_stack_on_a_phone(stage):
    film = films.simple("map", "loss")
    film["panels"].append(film["panels"][0] | {"id": "third"})
    stage.mount(film)
    tops = "[...document.querySelectorAll('.dh-panel')].map((p) => p.getBoundingClientRect().top)"
    assert len(set(stage.page.evaluate(tops))) == 1
    stage.page.set_viewport_size({"width": 390, "height": 844})
    stage.page.wait_for_function(f"new Set({tops}).size === 3")
    assert stage.page.evaluate("document.documentElement.scrollWidth") <= 390
    stage.page.wait_for_function("document.querySelector('[data-panel=map] .main-svg').clientWidth < 390")
    go(stage, 5)
    assert stage.heads("map")["a"] == pytest.approx(axes_place(stage, "map", -2, -1), abs=0.01)
    stage.page.set_viewport_size({"width": 1180, "height": 900})


def test_starts_paused_where_less_motion_is_wanted(stage):
    stage.page.emulate_media(reduced_motion="reduce")
    stage.mount(films.simple(autoplay=True))
    assert stage.state()["playing"] is False
    stage.page.emulate_media(reduced_motion="no-preference")


def test_full_screen(stage):
    stage.mount(films.simple())
    stage.button("Full screen").click()
    stage.page.wait_for_function("document.fullscreenElement?.matches('.downhill')")
    stage.button("Full screen").click()
    stage.page.wait_for_function("document.fullscreenElement === null")


def test_a_destroyed_player_leaves_nothing_behind(stage):
    stage.mount(films.simple("map", "loss", autoplay=True))
    stage.page.evaluate("player.destroy()")
    assert stage.page.evaluate("document.querySelector('#stage').childElementCount") == 0
    asked = stage.page.evaluate(
        """() => new Promise((done) => {
            const original = window.requestAnimationFrame;
            let asked = 0;
            window.requestAnimationFrame = (f) => { asked++; return original(f) };
            setTimeout(() => { window.requestAnimationFrame = original; done(asked) }, 100);
        })"""
    )
    assert asked == 0
    stage.page.keyboard.press("Space")
    assert stage.state()["playing"] is True  # as it was: nobody listens


def test_the_bundled_script_plays_too(stage):
    stage.page.evaluate(
        """async ([script, film]) => {
            const { mount } = await import(URL.createObjectURL(new Blob([script], {type: "text/javascript"})));
            globalThis.player = mount(document.querySelector("#stage"), film, {plotly: Plotly});
        }""",
        [player_script(), films.simple("map", "loss")],
    )
    stage.drawn()
    go(stage, 5)
    assert set(stage.heads("map")) == {"a", "b", "c"}


# --- small parts -------------------------------------------------------------------------------------------------


def test_numbers_are_written_in_few_characters(stage):
    values = [0, 1, 0.0220, 12.34, 1234.5, 99999, 123456, 1e-12, -0.5, -3e-7, None]
    written = stage.page.evaluate(
        """async (values) => {
            const { compact } = await import("/figures/player/format.js");
            return values.map((value) => compact(value ?? NaN));
        }""",
        values,
    )
    assert written == ["0", "1.00", "0.0220", "12.3", "1235", "99999", "1.2e5", "1.0e−12", "−0.500", "−3.0e−7", "–"]


def test_arrays_of_every_form_are_read(stage):
    typed = {"dtype": "i4", "bdata": "AQAAAAIAAAADAAAABAAAAA==", "shape": "2, 2"}
    read = stage.page.evaluate(
        """async (sources) => {
            const { decode } = await import("/figures/player/film.js");
            const listed = (array) => [...array.values].map((value) => isNaN(value) ? null : value);
            return sources.map(decode).map((array) => array && {values: listed(array), shape: array.shape});
        }""",
        [typed, [1, None], [[1, 2, 3], [4, 5, 6]], None],
    )
    assert read == [
        {"values": [1, 2, 3, 4], "shape": [2, 2]},
        {"values": [1, None], "shape": [2]},
        {"values": [1, 2, 3, 4, 5, 6], "shape": [2, 3]},
        None,
    ]


@pytest.mark.parametrize(
    ("weights", "width", "rows"),
    [([1, 1, 1], 1130, 1), ([1, 1, 1], 350, 3), ([1, 1, 1, 0.8], 1130, 2), ([1, 1, 1, 1], 1600, 1), ([1], 200, 1),
     ([1, 1, 0.9], 850, 1), ([0.6] * 6, 1130, 2), ([1, 1], 0, 2)],
)  # fmt: skip
def test_rows_are_filled_evenly(stage, weights, width, rows):
    shared = stage.page.evaluate(
        """async ([weights, width]) => {
            const { shareRows } = await import("/figures/player/layout.js");
            return shareRows(weights, width);
        }""",
        [weights, width],
    )
    assert shared["rows"] == rows
    assert sum(shared["spans"]) == 60 * rows
    if weights == [1, 1, 1, 0.8]:
        assert shared["spans"][:2] == shared["spans"][2:]
