"""Page 11 in Chromium: the tournament's race plays, and a click on the board opens another surface's race."""

from driving import plays, press

SMALL = (
    "winner?winner.rules=gradient_descent&winner.rules=adam&winner.surfaces=quadratic&winner.surfaces=booth"
    "&winner.budget=40&winner.starts=4&winner.candidates=4"
)


def test_the_race_plays(open_app):
    page = open_app(SMALL)
    plays(page, player=1, beyond=2)


def test_a_click_on_a_column_shows_its_race(open_app):
    page = open_app(SMALL)
    panel = page.locator("[data-panel=contour]").first
    assert "Booth" in panel.inner_text()
    press(page, "board", 0.45, 0.3)
    page.wait_for_function("document.querySelector('[data-panel=contour]').innerText.includes('Quadratic')")


def test_the_start_is_moved_by_a_click_on_the_map(open_app):
    page = open_app(SMALL)
    link = page.get_by_role("link", name="Open this run on the Race page")
    before = link.get_attribute("href")
    press(page, "starts", 0.7, 0.3)
    page.wait_for_function(
        "(before) => [...document.querySelectorAll('a')].some((a) => "
        "a.innerText.includes('Open this run on') && a.getAttribute('href') !== before)",
        arg=before,
    )


def test_the_map_of_starts_answers_its_rate_in_the_page(open_app):
    """At η = 1 every run diverges: the page paints it so before the app has heard of it, and the app says the same."""
    page = open_app(SMALL)
    color = """() => {
        const plot = document.querySelector("[data-panel=starts] .js-plotly-plot")?._fullLayout;
        const canvas = document.querySelector("[data-panel=starts] .dh-plot > canvas");
        const at = [plot.xaxis._offset + plot.xaxis.d2p(2), plot.yaxis._offset + plot.yaxis.d2p(0)];
        const ratio = canvas.width / canvas.getBoundingClientRect().width;
        return [...canvas.getContext("2d").getImageData(at[0] * ratio, at[1] * ratio, 1, 1).data].slice(0, 3).join();
    }"""
    page.locator("[data-panel=starts]").scroll_into_view_if_needed()
    dark = "162,50,77"  # #a3324d on the canvas, which keeps it with its opacity
    page.wait_for_function(f"({color})() === '188,204,222'")
    dial = page.locator("[data-testid=stMain]").get_by_role("slider", name="Learning rate, slider").last
    dial.evaluate("(range) => { range.value = range.max; range.dispatchEvent(new Event('input', {bubbles: true})); }")
    page.wait_for_function(f"({color})() === '{dark}'")
    assert "winner.map.rate" not in page.url
    dial.evaluate("(range) => range.dispatchEvent(new Event('change', {bubbles: true}))")
    page.wait_for_function("new URLSearchParams(location.search).get('winner.map.rate') === '1.0'")
    page.wait_for_selector("[data-player]:not([data-ahead]):has([data-panel=starts])")
    assert page.evaluate(color) == dark
