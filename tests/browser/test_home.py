"""The home pages of app and site in Chromium: they play by themselves, and lead to the races."""

import pytest
from driving import centre
from playwright.sync_api import expect

STEP = "+document.querySelector('[data-player]').dataset.step"


def test_plays_without_a_click(place):
    page = place.open()
    page.wait_for_selector("[data-player][data-playing=true]")
    first = page.evaluate(STEP)
    page.wait_for_function(f"{STEP} > {first} + 3")
    assert page.locator("[data-panel]").count() == 3
    for name in ("SGD", "Momentum", "NAG", "Adagrad", "Adadelta", "RMSprop"):
        assert page.get_by_role("button", name=name, exact=True).count() == 1


def test_six_heads_in_each_picture(place):
    page = place.open()
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("slider", name="Step", exact=True).fill("20")
    canvases = page.locator("[data-panel] canvas[data-heads]")
    page.wait_for_function("+document.querySelector('[data-player]').dataset.step === 20")
    page.wait_for_timeout(200)
    assert [len(canvases.nth(i).get_attribute("data-heads").split(";")) for i in range(3)] == [6, 6, 6]


RACES = {"Beale’s function": "radford-beale", "Long valley": "radford-long-valley", "Saddle point": "radford-saddle"}


@pytest.mark.parametrize("name", RACES)
def test_one_click_opens_the_race(place, name):
    page = place.open()
    page.get_by_role("link", name=f"Race on {name}").click()
    page.wait_for_selector(f"h1:has-text('{name}')")
    page.wait_for_selector("[data-player]")
    shown = place.query().get("scene", ["radford-beale"])  # the one that Race opens with is left out of the address
    assert shown == [RACES[name]]


@pytest.mark.parametrize(("panel", "name"), [(0, "Beale’s function"), (1, "Long valley")])
def test_a_click_on_a_picture_opens_its_race_and_a_drag_does_not(place, panel, name):
    page = place.open()
    plot = page.locator("[data-panel] .dh-plot").nth(panel)
    plot.hover()  # which waits until it stands still
    x, y = centre(plot)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=4)
    page.mouse.up()
    page.wait_for_timeout(300)
    assert "race" not in page.url
    page.mouse.click(x, y)
    page.wait_for_selector(f"h1:has-text('{name}')")


def test_a_picture_s_title_leads_to_its_race_by_keyboard(place):
    page = place.open()
    title = page.get_by_role("link", name="Saddle point", exact=True)
    title.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(place.url("race?scene=radford-saddle"))


def test_under_reduced_motion_it_waits(place):
    place.page.emulate_media(reduced_motion="reduce")
    page = place.open()
    page.wait_for_timeout(500)
    expect(page.locator("[data-player]")).to_have_attribute("data-playing", "false")
    assert page.evaluate(STEP) == 0
