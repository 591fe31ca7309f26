"""Lecture, pages 6 to 8, in Chromium: their pictures move, and answer clicks, drags and an edited table."""

import pytest
from driving import grab, plays, press

PLAYERS = {"momentum": 3, "averages": 2, "adaptive": 5}


@pytest.mark.parametrize("slug", PLAYERS)
def test_every_picture_moves(opened, slug):
    page = opened(slug, PLAYERS[slug])
    for i in range(PLAYERS[slug]):
        plays(page, i)


def test_a_click_sets_the_start_of_both_anatomies(opened):
    page = opened("momentum", PLAYERS["momentum"])
    press(page, "nesterov", 0.7, 0.3)
    page.wait_for_function("location.search.includes('momentum.anatomy.x=')")
    page.get_by_role("button", name="Pause").first.click()
    page.get_by_role("button", name="Restart").first.click()
    heads = "[data-panel={}] canvas[data-heads]"
    places = []
    for panel in ("momentum", "nesterov"):
        page.wait_for_selector(f"{heads.format(panel)}:not([data-heads=''])")
        text = page.locator(heads.format(panel)).get_attribute("data-heads")
        places.append(text.partition(":")[2])
    assert places[0] == places[1]


def test_the_runs_follow_the_finger_through_the_plane(opened):
    """While the handle is held the race is run in the page: its tracks are others before the app has answered."""
    page = opened("momentum", PLAYERS["momentum"])
    ends = """() => [...document.querySelector('[data-player]:has([data-panel=theory])').tracks()]
        .map(({channels}) => channels.f.at(-1))"""
    before = page.evaluate(ends)
    x, y = grab(page, page.locator("[data-panel=theory] [data-handle=tuning]"))
    page.mouse.move(x + 20, y + 15, steps=3)
    page.wait_for_selector("[data-player][data-ahead]:has([data-panel=theory])")
    page.wait_for_function(f"(was) => ({ends})()[1] !== was", arg=before[1])
    after = page.evaluate(ends)
    assert after[0] == before[0]
    assert after[1] != before[1]
    assert after[2] != before[2]
    page.mouse.up()
    page.wait_for_selector("[data-player]:not([data-ahead]):has([data-panel=theory])")
    page.wait_for_function("location.search.includes('momentum.plane.beta=')")


@pytest.mark.parametrize(("x", "words"), [(0.9, "does not converge"), (0.5, "swings")])
def test_a_click_in_the_plane_sets_eta_and_beta(opened, x, words):
    page = opened("momentum", PLAYERS["momentum"])
    press(page, "theory", x, 0.6)
    page.wait_for_function("location.search.includes('momentum.plane.share=')")
    page.get_by_text("At ηλ = ").locator("strong", has_text=words).first.wait_for()


def test_an_edited_table_is_summed_up_again(opened):
    page = opened("averages", PLAYERS["averages"])
    table = page.locator("[data-testid=stDataFrame]")
    box = table.bounding_box()
    table.dblclick(position={"x": 0.5 * box["width"], "y": 1.5 * box["height"] / 6})
    page.locator("#portal input").fill("6")
    page.keyboard.press("Enter")
    page.locator("tr", has_text="Mean").locator("td", has_text="2.6").wait_for()
