"""With the server stopped in the middle of a drag the page races on and says so; with it back, all agree again."""

import signal

import numpy as np
import pytest
from driving import grab
from playwright.sync_api import expect

from optim import run
from scenes import SCENES
from tests.browser.conftest import DRAWN, PATIENCE, free_port, serving

RACE = SCENES["rosenbrock-five"]
START = "[...document.querySelector('[data-player]').state().start]"
ENDS = """() => Object.fromEntries(document.querySelector('[data-player]').tracks().map(
    ({racer, channels: {x, y}}) => [racer, [x[20], y[20]]]))"""
LATE = "document.querySelector('.dh-late').textContent"
SETTLED = "document.querySelector('[data-player]:not([data-ahead])') !== null"


@pytest.fixture
def own_app(page):
    """A page on the race, and the process that serves it."""
    with serving() as (address, server):
        begun(page, address)
        try:
            yield page, server
        finally:
            server.send_signal(signal.SIGCONT)  # or it would not hear that it is to end


def begun(page, address):
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/race?scene=rosenbrock-five&panels=contour")
    page.wait_for_selector("[data-player]")
    page.wait_for_function(DRAWN)
    page.get_by_role("button", name="Pause").click()


def grabbed(page):
    """Take the start in hand: where it is on the screen."""
    return grab(page, page.locator("[data-panel=contour] [data-handle=start]"))


def frames(page):
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def holds(page):
    """Every run is at its 20th step where Python's from the start that is drawn is."""
    frames(page)
    start, ends = page.evaluate(START), page.evaluate(ENDS)
    assert len(ends) == len(RACE.entrants)
    for entrant in RACE.entrants:
        want = run(entrant.rule, RACE.surface, start, 20).points[-1]
        np.testing.assert_allclose(ends[entrant.id], want, rtol=1e-4, atol=1e-4, err_msg=entrant.id)
    return start


def test_the_race_goes_on_without_its_server(own_app):
    page, server = own_app
    x, y = grabbed(page)
    page.mouse.move(x + 20, y + 10, steps=3)
    assert page.evaluate(LATE) == ""
    before = holds(page)
    assert before != pytest.approx(RACE.start)
    server.send_signal(signal.SIGSTOP)
    page.mouse.move(x + 60, y + 30, steps=3)
    page.mouse.up()
    page.wait_for_function(f"{LATE}.includes('of an earlier run')")
    assert holds(page) != before
    x, y = grabbed(page)
    page.mouse.move(x + 30, y - 10, steps=3)
    page.mouse.up()
    at = holds(page)
    assert page.evaluate(LATE) != ""
    assert f"x={at[0]:g}" not in page.url
    server.send_signal(signal.SIGCONT)
    page.wait_for_function(f"{SETTLED} && location.search.includes('x={at[0]:g}')")
    page.wait_for_function(f"{LATE} === ''")
    assert holds(page) == at
    assert f"y={at[1]:g}" in page.url


@pytest.mark.exhaustive
def test_a_server_that_was_killed_and_is_started_again_is_told_what_it_missed(browser):
    """Killed in the middle of a drag, and another in its place: address, table and tracks agree again."""
    port = free_port()
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        faults = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        with serving(port) as (address, server):
            begun(page, address)
            x, y = grabbed(page)
            page.mouse.move(x + 20, y + 10, steps=3)
            before = holds(page)
            server.kill()
            server.wait()
            page.mouse.move(x + 60, y + 30, steps=3)
            page.mouse.up()
            at = holds(page)
            assert at != before
            page.wait_for_function(f"{LATE}.includes('of an earlier run')")
            assert f"x={at[0]:g}" not in page.url
        with serving(port):
            told = f"{SETTLED} && location.search.includes('x={at[0]:g}')"
            page.wait_for_function(told, timeout=3 * PATIENCE)  # a cold start, and the page asks seldom by then
            page.wait_for_function(f"{LATE} === ''")
            assert holds(page) == at
            rows = page.locator(".downhill-table tbody tr")
            assert rows.count() == len(RACE.entrants)
            expect(page.get_by_role("textbox", name="Start w₁", exact=True)).to_have_value(f"{at[0]:g}")
            assert not faults
