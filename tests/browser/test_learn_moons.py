"""Lecture, pages 9 and 10, in Chromium: the pictures move, and answer to the pointer."""

from driving import grab, plays

HEADS = "document.querySelector('[data-panel=contour] canvas[data-heads]').dataset.heads"


def test_noisy_moons_play(open_app):
    page = open_app("moons")
    plays(page, beyond=3)
    assert page.locator("[data-panel=accuracy]").count() == 1


def test_a_click_starts_elsewhere(open_app):
    page = open_app("moons")
    page.get_by_role("slider", name="Step", exact=True).first.fill("0")
    heads = page.locator("[data-panel=contour] canvas[data-heads]").first
    before = heads.get_attribute("data-heads")
    plot = page.locator("[data-panel=contour] .nsewdrag").first
    box = plot.bounding_box()
    plot.click(position={"x": 0.7 * box["width"], "y": 0.3 * box["height"]})
    page.wait_for_function(f"(old) => {HEADS} !== old", arg=before)
    page.wait_for_url("**moons.x=*")


def test_the_batch_size_is_under_the_finger(open_app):
    """The page runs and draws its clouds by itself; the handle keeps to its curve; on release the app's own arrives."""
    page = open_app("moons")
    player = page.locator("[data-player]:has([data-panel=run])")
    player.scroll_into_view_if_needed()
    player.get_by_role("button", name="Pause").click()
    player.get_by_role("slider", name="Step", exact=True).fill("30")
    heads = player.locator("[data-panel=run] canvas[data-heads]")
    before = heads.get_attribute("data-heads")
    handle = player.locator("[data-handle=size]")
    low = handle.bounding_box()
    x, y = grab(page, handle)
    page.mouse.move(x + 70, y)
    page.wait_for_selector("[data-player][data-ahead]:has([data-panel=run])")
    page.wait_for_function(
        "(old) => document.querySelector('[data-panel=run] canvas').dataset.heads !== old", arg=before
    )
    assert "moons.steps.size" not in page.url
    held = handle.bounding_box()
    assert held["x"] > low["x"] + 60
    assert held["y"] > low["y"] + 20  # a larger batch strays less
    dragged = heads.get_attribute("data-heads")
    page.mouse.up()
    page.wait_for_function("+new URLSearchParams(location.search).get('moons.steps.size') > 15")
    page.wait_for_selector("[data-player]:not([data-ahead]):has([data-panel=run])")
    assert heads.get_attribute("data-heads") == dragged


def test_where_they_end_up_plays(open_app):
    page = open_app("ends")
    plays(page, 0, beyond=3)
    plays(page, 1, beyond=3)


def test_a_click_on_a_map_shows_its_runs(open_app):
    page = open_app("ends")
    plot = page.locator("[data-panel=adam] .nsewdrag")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    plot.click(position={"x": 0.9 * box["width"], "y": 0.2 * box["height"]})
    page.wait_for_url("**optimizer=adam**")
    page.wait_for_selector("[data-panel=adam] .dh-handle")


def test_the_example_is_under_the_finger(open_app):
    """Runs, marks and norms are the page's own while it is dragged; the app hears where it ends, and says the same."""
    page = open_app("ends")
    player = page.locator("[data-player]:has([data-panel=valley])")
    player.scroll_into_view_if_needed()
    player.get_by_role("button", name="Pause").click()
    player.get_by_role("slider", name="Step", exact=True).fill("120")
    heads = player.locator("[data-panel=valley] canvas[data-heads]")
    before = heads.get_attribute("data-heads")
    x, y = grab(page, player.locator("[data-handle=x]"))
    page.mouse.move(x + 60, y)
    page.wait_for_selector("[data-player][data-ahead]:has([data-panel=valley])")
    page.wait_for_function(
        "(old) => document.querySelector('[data-panel=valley] canvas').dataset.heads !== old", arg=before
    )
    assert "ends.x_1" not in page.url
    dragged = heads.get_attribute("data-heads")
    page.mouse.up()
    page.wait_for_function("+new URLSearchParams(location.search).get('ends.x_1') > 0.5")
    page.wait_for_selector("[data-player]:not([data-ahead]):has([data-panel=valley])")
    assert heads.get_attribute("data-heads") == dragged
