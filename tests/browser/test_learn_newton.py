"""Lecture, pages 4 and 5, in Chromium: their pictures move, and what is dragged or clicked is answered."""

import pytest
from driving import grab, plays, press

PLAYERS = {"newton": 6, "decay": 4}
HEADS = "document.querySelector('[data-panel=pseudo_huber] canvas').dataset.heads"


@pytest.mark.parametrize("slug", PLAYERS)
def test_every_picture_moves(opened, slug):
    page = opened(slug, PLAYERS[slug])
    for i in range(PLAYERS[slug]):
        plays(page, i)


def test_a_start_can_be_dragged_along_its_curve(opened):
    page = opened("newton", PLAYERS["newton"])
    x, y = grab(page, page.locator("[data-panel=pseudo_huber] .dh-handle").first)
    page.mouse.move(x + 40, y - 10)
    page.mouse.move(x + 80, y - 20)
    page.mouse.up()
    page.wait_for_function("+new URLSearchParams(location.search).get('newton.curve.w_2') > 1")
    page.locator("[data-panel=pseudo_huber]").get_by_text("Diverged at step").wait_for()


def test_between_two_steps_the_point_slides_below_the_curve(opened):
    page = opened("newton", PLAYERS["newton"])
    page.locator("[data-player]").first.scroll_into_view_if_needed()
    page.get_by_role("button", name="Newton’s own").click()
    page.locator("[data-panel=pseudo_huber]").get_by_text("Converged at step").wait_for()
    player = page.locator("[data-player]").first
    if player.get_attribute("data-playing") == "true":
        player.get_by_role("button", name="Pause").click()
    places = []
    for position in ("0", "0.75", "1"):  # the start, the vertex of the first parabola, the curve below or above it
        player.get_by_role("slider", name="Step", exact=True).evaluate(
            "(scrub, at) => { scrub.value = at; scrub.dispatchEvent(new Event('input')) }", position
        )
        before = places[-1] if places else ""
        page.wait_for_function(f"(was) => {HEADS} && {HEADS} !== was", arg=before)
        places.append(page.evaluate(HEADS))
    (_, _), (slid, low), (there, high) = (map(float, place.split(":")[1].split(",")) for place in places)
    assert slid == pytest.approx(there, abs=1.5)
    assert low > high + 10  # pixels count downwards


def test_a_click_moves_the_start_in_the_plane(opened):
    page = opened("newton", PLAYERS["newton"])
    press(page, "model", 0.4, 0.6)
    page.wait_for_function("location.search.includes('newton.plane.x=')")
    page.wait_for_function("Math.abs(new URLSearchParams(location.search).get('newton.plane.x')) < 5")


def test_the_plane_of_starts_is_painted_and_answers_a_dial_in_the_page(opened):
    """Near the maximum Newton stays there and saddle-free Newton does not; in short steps nobody has arrived at it."""
    page = opened("newton", PLAYERS["newton"])
    colors = """(panel) => {
        const plot = document.querySelector(`[data-panel=${panel}] .js-plotly-plot`)._fullLayout;
        const canvas = document.querySelector(`[data-panel=${panel}] .dh-plot > canvas`);
        const ratio = canvas.width / canvas.getBoundingClientRect().width;
        const at = [plot.xaxis._offset + plot.xaxis.d2p(-0.9), plot.yaxis._offset + plot.yaxis.d2p(0.3)];
        return [...canvas.getContext("2d").getImageData(at[0] * ratio, at[1] * ratio, 1, 1).data].join();
    }"""
    page.locator("[data-panel=newton]").scroll_into_view_if_needed()
    red = "226,72,61"
    page.wait_for_function(f"({colors})('newton').startsWith('{red}')")
    assert not page.evaluate(colors, "saddle_free_newton").startswith(red)
    dial = page.get_by_role("slider", name="Share of the step, slider").first
    dial.focus()
    page.keyboard.press("Home")
    page.wait_for_function(f"!({colors})('newton').startsWith('{red}')")
    page.wait_for_function("location.search.includes('newton.starts.lr=0.05')")
    page.keyboard.press("End")
    page.get_by_role("button", name="Whole steps").click()
    page.wait_for_function(f"({colors})('newton').startsWith('{red}')")


def test_a_click_on_the_sweep_chooses_schedule_and_rate(opened):
    page = opened("decay", PLAYERS["decay"])
    press(page, "shares", 0.9, 0.08)
    page.wait_for_function("new URLSearchParams(location.search).get('decay.sweep.schedule') === 'constant'")
    page.wait_for_function("+new URLSearchParams(location.search).get('decay.sweep.lr') > 2")
    page.get_by_text("Constant: where each start ends").wait_for()


def test_a_rate_that_is_too_small_is_said_to_be_caught(opened):
    page = opened("decay", PLAYERS["decay"])
    page.get_by_role("button", name="Too small to escape").click()
    page.get_by_role("cell", name="Decaying from 0.1").wait_for()
