"""Race in Chromium, in app and site: sliders, clicks and the address, while the animation goes on."""

import pytest
from driving import press
from playwright.sync_api import expect

STEP = "+document.querySelector('[data-player]').dataset.step"


def test_a_slider_keeps_the_playback_position(place):
    page = place.open("race?scene=radford-beale")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("slider", name="Step", exact=True).fill("60")
    before = head(page, "momentum")
    place.slider("Momentum").press("ArrowRight")
    place.wait_for("momentum.lr", "0.0011")
    page.wait_for_function(f"{HEAD}('momentum') !== '{before}'")
    assert page.evaluate(STEP) == 60
    expect(page.locator("[data-player]")).to_have_attribute("data-playing", "false")


HEAD = """((id) => document.querySelector('[data-panel=contour] canvas[data-heads]').dataset.heads
    .split(';').find((head) => head.startsWith(id + ':')))"""


def head(page, id):
    page.wait_for_function(f"{HEAD}('{id}')")
    return page.evaluate(f"{HEAD}('{id}')")


def test_playback_goes_on_while_a_slider_moves(place):
    page = place.open("race?scene=radford-beale")
    page.wait_for_selector("[data-player][data-playing=true]")
    first = page.evaluate(STEP)
    place.slider("SGD").press("ArrowRight")
    place.wait_for("gradient_descent.lr", "0.0011")
    expect(page.locator("[data-player]")).to_have_attribute("data-playing", "true")
    assert page.evaluate(STEP) >= first


def test_a_click_on_the_contour_moves_the_start(place):
    page = place.open("race?scene=four-minima")
    press(page, "contour", 0.6, 0.4)
    page.wait_for_function(f"['x', 'y'].every((name) => new URLSearchParams({place.said}).has(name))")
    x, y = (float(place.query()[name][0]) for name in "xy")
    assert 0 < x < 2
    assert 0 < y < 2
    page.wait_for_function("(x) => +document.querySelector('input[aria-label=\"Start w₁\"]').value === x", arg=x)


def test_the_address_reproduces_the_race(place):
    page = place.open("race?scene=rosenbrock-five&adam.lr=0.01&x=0.5&y=1.25&steps=120")
    expect(page.locator("[data-player]")).to_have_attribute("data-steps", "120")
    expect(page.get_by_role("textbox", name="Start w₂")).to_have_value("1.25")


def test_a_deep_link_opens_its_race(place):
    page = place.open("race?scene=rotated")
    assert page.get_by_role("dialog").count() == 0
    expect(page.locator("h1")).to_have_text("A bowl turned by 30°")


def test_hide_and_isolate_by_legend(place):
    page = place.open("race?scene=radford-beale")
    page.get_by_role("button", name="Pause").click()
    chip = page.locator("[data-racer=adagrad]")
    expect(chip).to_have_attribute("aria-pressed", "true")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "false")
    page.wait_for_function(f"!{HEAD}('adagrad')")


@pytest.mark.parametrize("path", ["", "race?scene=rosenbrock-five"])
def test_phone_width_has_no_sideways_scroll(place, path):
    place.page.set_viewport_size({"width": 390, "height": 844})
    page = place.open(path)
    widths = "['[data-testid=stMain]', 'html'].map((s) => document.querySelector(s)?.scrollWidth ?? 0)"
    assert max(page.evaluate(widths)) <= 390
