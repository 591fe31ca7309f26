"""While a hand has a race ahead of the app the words about it stand back, and no picture moves when theirs come."""

import pytest
from driving import centre

from figures import film_of
from scenes import SCENES

RACE = SCENES["rosenbrock-five"]
SET = "(start) => document.dispatchEvent(new CustomEvent('downhill:commit', {detail: {name: 'start', value: start}}))"
HIGH = """(height) => {
    const words = document.querySelector("#words") ?? document.createElement("p");
    Object.assign(words.style, {margin: 0, height: `${height}px`});
    words.id = "words";
    document.body.prepend(words);
    document.body.style.paddingBottom = "900px"; // a page that can be scrolled
}"""
PICTURE = "[data-panel=contour] .dh-plot"
AHEAD, AGREED = "[data-player][data-ahead]", "[data-player]:not([data-ahead])"


def top(page):
    return page.locator(PICTURE).bounding_box()["y"]


def film():
    return film_of(RACE, ("contour",), live=True).document()


@pytest.mark.parametrize("heights", [(60, 0, 40), (60, 150, 20)])
def test_pictures_stay_whether_words_above_them_get_fewer_or_more(stage, heights):
    """Under a hand, until another film comes that no hand has asked for."""
    page = stage.page
    first, *later = heights
    page.evaluate(HIGH, first)
    stage.mount(film())
    before = top(page)
    for height in later:
        page.evaluate(SET, [0.5, 2.0])
        stage.frames()
        page.evaluate(HIGH, height)
        stage.frames()
        assert top(page) == pytest.approx(before, abs=0.6)
    page.evaluate("scrollTo(0, 0)")
    page.mouse.move(5, 5)
    page.mouse.down()  # elsewhere: the hand is gone
    page.mouse.up()
    page.evaluate(HIGH, first)
    stage.update(film())
    stage.frames()
    assert top(page) == pytest.approx(before, abs=0.6)
    page.evaluate("document.querySelector('#words').remove(), document.body.style.paddingBottom = ''")


def test_a_caption_that_no_longer_holds_leaves_its_place(opened):
    page = opened("race?scene=radford-beale&panels=contour")
    page.get_by_role("button", name="Pause").click()
    words = page.get_by_text("The first gradient is huge")
    before = top(page)
    x, y = centre(page.locator("[data-panel=contour] [data-handle=start]"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 160, y + 60, steps=4)
    page.wait_for_selector(AHEAD)
    shown = "(node) => +getComputedStyle(node.closest('[data-testid=stMarkdown]')).opacity"
    assert words.evaluate(shown) < 0.5
    assert top(page) == before
    page.mouse.up()
    page.wait_for_selector(AGREED)
    words.wait_for(state="detached")
    assert top(page) == pytest.approx(before, abs=0.6)
    page.mouse.down()
    page.mouse.move(x, y, steps=4)
    page.mouse.up()
    words.wait_for()
    assert words.evaluate(shown) == 1
    assert top(page) == pytest.approx(before, abs=0.6)
