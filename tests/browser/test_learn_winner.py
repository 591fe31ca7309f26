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
