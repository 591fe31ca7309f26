"""Lecture mode in Chromium: arrow keys through all pages, pictures in one screen, links, frames, and paper."""

import pytest
from conftest import DRAWN
from driving import plays, press
from playwright.sync_api import expect


@pytest.fixture
def slide(page, app_address):
    """A function that opens a slide and returns when its picture is drawn."""

    def open_(path):
        page.set_viewport_size({"width": 1366, "height": 768})
        page.goto(f"{app_address}/{path}")
        page.wait_for_selector(".dh-slide", timeout=60_000)
        page.wait_for_function(DRAWN, timeout=60_000)
        return page

    return open_


def place(page):
    return page.locator(".dh-place").text_content()


def step(page, key):
    """Press a key and wait for another slide."""
    before = place(page)
    page.keyboard.press(key)
    page.wait_for_function(
        "(last) => { const now = document.querySelector('.dh-place'); return now && now.textContent !== last }",
        arg=before, timeout=60_000,
    )  # fmt: skip
    return place(page)


def test_arrow_keys_go_on_from_the_lecture_to_the_pages_on_networks(slide):
    """Which slides a page has, and the order of pages, are tested without a browser (tests/pages/test_lecture.py)."""
    page = slide("winner?slide=last")
    seen = [place(page), *(step(page, "ArrowRight") for _ in range(4))]
    assert [text.partition(" · ")[0] for text in seen] == [
        "No single winner?", "Train a network", "Train a network", "A network’s landscape", "A network’s landscape",
    ]  # fmt: skip
    assert [text.rpartition(" · ")[2] for text in seen] == ["4 of 4", "1 of 2", "2 of 2", "1 of 2", "2 of 2"]


def test_a_clicker_and_the_way_back_over_the_border_of_a_page(slide):
    page = slide("momentum?slide=last")
    before = page.url
    assert step(page, "PageDown").startswith("Running averages")
    assert "slide=series" in page.url
    assert step(page, "PageUp").startswith("Momentum")
    assert page.url == before
    page.keyboard.press("Escape")
    page.wait_for_selector("h1")
    assert "slide=" not in page.url


def test_the_picture_is_on_the_screen_and_stays_under_the_finger(slide):
    page = slide("momentum?slide=plane")
    assert page.locator("[data-testid=stSidebar]").count() == 0
    box = page.locator("[data-panel=theory] canvas[data-drawn]").bounding_box()
    assert box["y"] + box["height"] < 768
    press(page, "theory", 0.9, 0.6)
    page.wait_for_function("location.search.includes('momentum.plane.share=')")
    assert "slide=plane" in page.url


@pytest.mark.parametrize("path", ["winner?slide=winner", "ends?slide=map", "landscape?slide=landscape"])
def test_a_tall_picture_gets_lower_until_it_stands_above_the_bar(slide, path):
    page = slide(path)
    page.wait_for_selector(".st-key-slide [data-player] canvas[data-drawn]")
    page.wait_for_function("""() => document.querySelector(".st-key-slide [data-player]").getBoundingClientRect().bottom
        <= document.querySelector(".dh-slide").getBoundingClientRect().top + 1""")
    lowest = (
        "() => Math.min(...[...document.querySelectorAll('.dh-plot')].map((p) => p.getBoundingClientRect().height))"
    )
    assert page.evaluate(lowest) > 120


def test_a_section_is_linked_and_embedded_as_it_is_set(slide):
    page = slide("averages?slide=series&averages.series.beta=0.5")
    page.get_by_text("Share", exact=True).click()
    link, frame = page.locator(".dh-sheet textarea").evaluate_all("areas => areas.map(({value}) => value)")
    assert link == page.url
    page.set_content(frame)
    inside = page.frame_locator("iframe")
    inside.locator("canvas[data-drawn]").first.wait_for(timeout=60_000)
    assert inside.locator("h2").all_text_contents() == ["An average that forgets"]
    inside.get_by_role("link", name="Open in Downhill").wait_for()
    assert inside.locator(".dh-slide").count() == 0
    inside.get_by_text("0.500", exact=True).wait_for()


def test_the_handout_shows_every_picture_at_the_chosen_step(page, open_app):
    open_app("averages")
    page.evaluate("window.print = () => { globalThis.printed = true }")
    page.get_by_text("Handout", exact=True).click()
    page.locator(".dh-sheet input").fill("50")
    page.get_by_role("button", name="Print").click()
    page.wait_for_function("globalThis.printed")
    players = page.locator("[data-player]").evaluate_all("all => all.map(({dataset}) => dataset)")
    assert len(players) == 2
    for player in players:
        assert player["playing"] == "false"
        assert int(player["step"]) == round(int(player["steps"]) / 2 + 1e-9)
    wide = "[...document.querySelectorAll('[data-player] .dh-plot')].map((plot) => plot.getBoundingClientRect().width)"
    before, main = page.evaluate(wide), page.locator("[data-testid=stMainBlockContainer] h1").bounding_box()["width"]
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 900})  # an A4 page's, within its margins
    shares = [plot / was for plot, was in zip(page.evaluate(wide), before, strict=True)]
    assert shares == pytest.approx([687 / main] * len(before), rel=0.03)  # drawn for the window, and whole on paper
    whole = """() => [...document.querySelectorAll('[data-player] .dh-plot')].map((plot) => {
        const {width, height} = plot.querySelector('canvas[data-drawn]').style;
        const {right} = plot.getBoundingClientRect();
        return [plot.clientWidth - parseFloat(width), plot.clientHeight - parseFloat(height), right];
    })"""
    for across, down, right in page.evaluate(whole):
        assert (across, down) == pytest.approx((0, 0), abs=1)  # nothing of what was drawn is cut away
        assert right < 688
    cut = """() => [...document.querySelectorAll('.katex-display')].filter((formula) => {
        const {right} = formula.closest('[data-testid=stElementContainer]').getBoundingClientRect();
        const parts = [...formula.querySelectorAll('.katex-html .base')];
        return parts.some((part) => part.getBoundingClientRect().right > right + 2);
    }).length"""
    page.wait_for_function(f"({cut})() === 0")
    assert not page.locator("[data-testid=stSidebar]").is_visible()
    assert not page.get_by_role("button", name="Play").first.is_visible()


def test_a_guess_reveals_the_run_and_is_scored(slide):
    page = slide("momentum?slide=predict")
    expect(page.locator("[data-player]")).to_have_attribute("data-steps", "0")
    press(page, page.locator("[data-panel]").first.get_attribute("data-panel"), 0.5, 0.3)
    page.get_by_text("0 of 1 within 5%").wait_for()
    plays(page)
    page.get_by_role("button", name="Another race").click()
    page.get_by_text("Click where it will end.").wait_for()


def test_a_sentence_of_the_story_opens_its_picture(slide):
    page = slide("momentum?slide=rates")
    step(page, "ArrowRight")
    step(page, "ArrowRight")
    page.get_by_role("link", name="Where the gradient stays the same").click()
    page.wait_for_function("location.search.includes('slide=trough')")
    page.get_by_role("slider", name="Memory β").wait_for()
