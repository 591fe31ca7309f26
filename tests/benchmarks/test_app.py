"""The app in Chromium: frames a second, bytes sent, from slider to picture; and the pages' scripts once warm."""

import time
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.browser.conftest import app_address, browser, open_app, page, served  # noqa: F401 (fixtures)

APP = Path(__file__).parents[2] / "app.py"
EIGHT = ("gradient_descent", "momentum", "nesterov", "adagrad", "adadelta", "rmsprop", "adam", "adamax")
RACE = "race?scene=free&surface=rosenbrock&steps=300&" + "&".join(f"optimizers={slug}" for slug in EIGHT)
RACE += "&gradient_descent.lr=0.001&momentum.lr=0.001&nesterov.lr=0.001"  # the default diverges here
FOUR = "&panels=contour&panels=surface&panels=loss&panels=gradient"
FRAMES = """(seconds) => new Promise((done) => {
    let count = 0;
    const begin = performance.now();
    const tick = () => {
        count += 1;
        const gone = (performance.now() - begin) / 1000;
        gone < seconds ? requestAnimationFrame(tick) : done(count / gone);
    };
    requestAnimationFrame(tick);
})"""


PICTURED = """new MutationObserver((changes, observer) => {
    if (!document.querySelector("[data-panel] canvas[data-drawn]")) return;
    observer.disconnect();
    requestAnimationFrame(() => { globalThis.pictured = performance.now(); });
}).observe(document, {subtree: true, attributes: true, attributeFilter: ["data-drawn"]})"""  # told by the page itself:
# while it draws in space it answers nobody


def frames_a_second(page):  # noqa: F811
    """The best of three stretches of two seconds, while the player plays."""
    page.wait_for_selector("[data-player][data-playing=true]")
    return max(page.evaluate(FRAMES, 2) for _ in range(3))


def test_the_first_picture_of_a_cold_server(browser, budget):  # noqa: F811
    """From the address to the first panel that is drawn, and to the first motion: the server has just been started."""
    with served() as address, browser.new_context(viewport={"width": 1366, "height": 768}) as context:
        page = context.new_page()
        page.add_init_script(PICTURED)
        begin = time.perf_counter()
        page.goto(address)
        page.wait_for_function("+document.querySelector('[data-player]')?.dataset.step > 0", timeout=60_000)
        moving = time.perf_counter() - begin
        drawn = page.evaluate("pictured") / 1000
    budget("home on a cold server: first picture", drawn, 3, "s")
    budget("home on a cold server: first motion", moving, 5, "s")


def test_frames_on_home(open_app, budget):  # noqa: F811
    page = open_app()  # noqa: F811
    page.wait_for_timeout(1500)
    budget("home, three panels: frames", frames_a_second(page), 55, "a second", at_least=True)


def test_frames_on_race(open_app, budget):  # noqa: F811
    page = open_app(RACE + FOUR)  # noqa: F811
    page.get_by_role("button", name="Loop").click()
    page.wait_for_timeout(1500)
    budget("race, four panels, 8 rules: frames", frames_a_second(page), 55, "a second", at_least=True)


@pytest.fixture
def watched(page):  # noqa: F811
    """The sizes of what the server sent."""
    sizes = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: sizes.append(len(data))))
    return sizes


def test_a_slider_moves(watched, open_app, budget):  # noqa: F811
    page = open_app(RACE)  # noqa: F811
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("slider", name="Step", exact=True).fill("150")
    expander = page.locator("[data-testid=stExpander]").filter(has=page.locator("summary", has_text="● Momentum"))
    expander.locator("summary").click()
    slider = expander.get_by_role("slider").first
    page.wait_for_timeout(1500)
    head = "document.querySelector('[data-panel=contour] canvas[data-heads]')?.dataset.heads"
    taken, sent = [], []
    for _ in range(5):
        watched.clear()
        before = page.evaluate(head)
        begin = time.perf_counter()
        slider.press("ArrowLeft")
        page.wait_for_function(f"(before) => {head} && {head} !== before", arg=before)
        taken.append(time.perf_counter() - begin)
        page.wait_for_timeout(800)
        sent.append(sum(watched))
    budget("slider to new picture", 1000 * min(taken), 400, "ms")
    budget("sent when a slider moves, 8 rules × 300 steps", float(np.median(sent)) / 1000, 30, "kB")


def test_the_surface_changes(watched, open_app, budget):  # noqa: F811
    page = open_app(RACE)  # noqa: F811
    page.wait_for_timeout(1500)
    watched.clear()
    menu = page.get_by_role("combobox").nth(1)
    menu.click()
    page.keyboard.type("Himmel")
    page.get_by_role("option", name="Himmelblau").click()
    page.wait_for_selector("h1:has-text('Himmelblau')")
    page.wait_for_timeout(1500)
    budget("sent when the surface changes", sum(watched) / 1000, 300, "kB")


def test_a_network_page_opens(watched, open_app, budget):  # noqa: F811
    six = ("gradient_descent", "momentum", "nesterov", "rmsprop", "adam", "muon")
    open_app("network?" + "&".join(f"network.optimizers={slug}" for slug in six))
    budget("sent for “Train a network”, 6 rules × 300 steps", sum(watched) / 1000, 600, "kB")


@pytest.mark.parametrize("name", sorted(path.stem for path in (APP.parent / "pages").glob("*.py")))
def test_scripts_once_warm(name, budget):
    app = AppTest.from_file(APP, default_timeout=60)
    app.switch_page(f"pages/{name}.py").run()
    taken = []
    for _ in range(5):
        begin = time.perf_counter()
        app.run()
        taken.append(time.perf_counter() - begin)
    budget(f"script of {name}, warm", 1000 * min(taken), 150, "ms")
