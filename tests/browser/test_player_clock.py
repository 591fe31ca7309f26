"""The player's clock: playing, scrubbing, keys, speed, loops."""

import films
import pytest
from driving import ROOT, attribute, go, wait_for_step


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
