"""Lecture, pages 1 to 3, in Chromium: their pictures move, and what is dragged is answered."""

from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import Stage
from driving import axes_place, grab, plays, press

PLAYERS = {"error_surfaces": 7, "step_size": 5, "scaling": 6}


def drag(page, panel, dx, dy=0):
    """Drag a panel's first handle by pixels."""
    x, y = grab(page, page.locator(f"[data-panel={panel}] .dh-handle").first)
    page.mouse.move(x + dx / 2, y + dy / 2)
    page.mouse.move(x + dx, y + dy)
    page.mouse.up()


@pytest.mark.parametrize("slug", PLAYERS)
def test_every_picture_moves(opened, slug):
    page = opened(slug, PLAYERS[slug])
    for i in range(PLAYERS[slug]):
        plays(page, i)


NUMBERS = "[...document.querySelectorAll('.katex-display')].map((formula) => formula.innerText).join()"


def test_the_probe_answers_a_drag_and_a_click(opened):
    page = opened("error_surfaces", PLAYERS["error_surfaces"])
    player = page.locator("[data-player]:has([data-panel=probe])")
    assert player.locator(".dh-unit").inner_text().startswith("curvature at direction")
    before, address = page.evaluate(NUMBERS), page.url
    handle = page.locator("[data-panel=probe] .dh-handle")
    grab(page, handle)
    x, y = axes_place(Stage(page), "probe", 3.1, 1.95)
    box = page.locator("[data-panel=probe] .dh-plot").bounding_box()
    page.mouse.move(box["x"] + x, box["y"] + y, steps=3)
    page.wait_for_selector("[data-player][data-ahead]:has([data-panel=probe])")  # drawn in the page, under the finger
    assert handle.get_attribute("aria-valuetext") == "3.00, 2.00"  # it snaps to the minimum
    assert (page.evaluate(NUMBERS), page.url) == (before, address)
    page.mouse.up()
    page.wait_for_selector("[data-player]:not([data-ahead]):has([data-panel=probe])")
    page.get_by_text("The gradient is zero: a minimum").wait_for()
    before = page.evaluate(NUMBERS)
    drag(page, "probe", -60, 40)
    page.wait_for_function(f"(was) => {NUMBERS} !== was", arg=before)
    page.wait_for_function("location.search.includes('error_surfaces.x=')")
    address = page.url
    press(page, "probe", 0.3, 0.3)
    page.wait_for_function("(was) => location.href !== was", arg=address)


def test_the_end_of_a_chord_can_be_dragged(opened):
    page = opened("error_surfaces", PLAYERS["error_surfaces"])
    page.get_by_text("has a negative eigenvalue in").wait_for()
    drag(page, "ends", 0, -120)
    page.wait_for_function("location.search.includes('error_surfaces.chord.a_2=')")


def test_dragging_the_rate_or_the_parabola_names_the_regime(opened):
    """The parabola is made three times as steep; what the app then says is of that, and no longer of an earlier run."""
    page = opened("step_size", PLAYERS["step_size"])
    page.get_by_text("comes down on one side", exact=True).wait_for()
    x, y = grab(page, page.locator("[data-panel=ball] .dh-handle").first)
    heights = [axes_place(Stage(page), "ball", 1.5, a * 1.5**2 / 2)[1] for a in (1.0, 3.0)]
    page.mouse.move(x, y + heights[1] - heights[0], steps=4)
    page.mouse.up()
    page.get_by_text("goes from side to side", exact=True).wait_for()
    page.wait_for_selector("[data-player]:not([data-ahead]):has([data-panel=ball])")
    assert float(parse_qs(urlsplit(page.url).query)["step_size.a"][0]) == pytest.approx(3, abs=0.1)
    drag(page, "factor", 120)
    page.get_by_text("diverges", exact=True).first.wait_for()


def test_the_proof_follows_its_film_and_a_line_is_pressed(opened):
    page = opened("scaling", PLAYERS["scaling"])
    page.get_by_text("Stretch by").click()
    film = "[class*=scaling-proof-film-stage] [data-player]"
    page.wait_for_function(f"document.querySelector('{film}').dataset.step === '20'")
    shown = """() => [...document.querySelectorAll('[class*=scaling-proof-line]')].slice(0, 6)
        .map((line) => +getComputedStyle(line).opacity === 1)"""
    assert page.evaluate(shown) == [False, False, True, False, False, False]
    page.locator(film).get_by_role("button", name="Step forward").click()
    page.wait_for_function(f"({shown})()[3]")


def test_dragging_the_angle_turns_the_bowl(opened):
    page = opened("scaling", PLAYERS["scaling"])
    drag(page, "angle", -200)
    page.get_by_role("heading", name="Turned by −").wait_for()


@pytest.mark.parametrize("slug", PLAYERS)
def test_every_picture_can_be_taken_away(opened, slug):
    page = opened(slug, PLAYERS[slug])
    buttons = page.get_by_role("button", name="Export", exact=True)
    assert buttons.count() == PLAYERS[slug]
    buttons.first.click()
    page.get_by_role("dialog").locator("img").first.wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")


@pytest.mark.parametrize("slug", PLAYERS)
def test_phone_width_has_no_sideways_scroll(opened, slug):
    page = opened(slug, PLAYERS[slug])
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollWidth <= 390")
