"""The Race page in Chromium: sliders, clicks and the address, while the animation goes on."""

from urllib.parse import parse_qs, urlsplit

STEP = "+document.querySelector('[data-player]').dataset.step"


def query(page):
    return parse_qs(urlsplit(page.url).query)


def rate_slider(page, name):
    """The learning rate of an optimizer, its expander opened."""
    expander = page.locator("[data-testid=stExpander]").filter(has=page.locator("summary", has_text=f"● {name}"))
    expander.locator("summary").click()
    return expander.get_by_role("slider", name="Learning rate, slider")


def wait_for_query(page, key, value):
    page.wait_for_function(f"new URLSearchParams(location.search).get('{key}') === '{value}'")


def test_a_slider_keeps_the_playback_position(open_app):
    page = open_app("race?scene=radford-beale")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("slider", name="Step", exact=True).fill("60")
    before = head(page, "momentum")
    rate_slider(page, "Momentum").press("ArrowRight")
    wait_for_query(page, "momentum.lr", "0.0011")
    page.wait_for_function(f"{HEAD}('momentum') !== '{before}'")
    assert page.evaluate(STEP) == 60
    assert page.locator("[data-player]").get_attribute("data-playing") == "false"


HEAD = """((id) => document.querySelector('[data-panel=contour] canvas[data-heads]').dataset.heads
    .split(';').find((head) => head.startsWith(id + ':')))"""


def head(page, id):
    page.wait_for_function(f"{HEAD}('{id}')")
    return page.evaluate(f"{HEAD}('{id}')")


def test_playback_goes_on_while_a_slider_moves(open_app):
    page = open_app("race?scene=radford-beale")
    page.wait_for_selector("[data-player][data-playing=true]")
    first = page.evaluate(STEP)
    rate_slider(page, "SGD").press("ArrowRight")
    wait_for_query(page, "gradient_descent.lr", "0.0011")
    assert page.locator("[data-player]").get_attribute("data-playing") == "true"
    assert page.evaluate(STEP) >= first


def test_a_click_on_the_contour_moves_the_start(open_app):
    page = open_app("race?scene=four-minima")
    box = page.locator("[data-panel=contour] canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.4)
    page.wait_for_function("['x', 'y'].every((name) => new URLSearchParams(location.search).has(name))")
    x, y = float(query(page)["x"][0]), float(query(page)["y"][0])
    assert 0 < x < 2
    assert 0 < y < 2
    page.wait_for_function("(x) => +document.querySelector('input[aria-label=\"Start w₁\"]').value === x", arg=x)


def test_the_address_reproduces_the_race(open_app):
    page = open_app("race?scene=rosenbrock-five&adam.lr=0.01&x=0.5&y=1.25&steps=120")
    assert page.locator("[data-player]").get_attribute("data-steps") == "120"
    assert page.get_by_role("textbox", name="Start w₂").input_value() == "1.25"


def test_a_cold_server_answers_a_deep_link(open_app):
    page = open_app("race?scene=rotated")
    assert page.get_by_role("dialog").count() == 0
    assert page.locator("h1").inner_text() == "A bowl turned by 30°"


def test_hide_and_isolate_by_legend(open_app):
    page = open_app("race?scene=radford-beale")
    page.get_by_role("button", name="Pause").click()
    chip = page.locator("[data-racer=adagrad]")
    assert chip.get_attribute("aria-pressed") == "true"
    chip.click()
    assert chip.get_attribute("aria-pressed") == "false"
    page.wait_for_function(f"!{HEAD}('adagrad')")


def test_phone_width_has_no_sideways_scroll(browser, app_address):
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(f"{app_address}/race?scene=rosenbrock-five")
        page.wait_for_selector("[data-player]", timeout=60_000)
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
