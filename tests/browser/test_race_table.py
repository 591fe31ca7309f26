"""The table under a race in Chromium: sorted by a click or a key, a row tells where its run is, nothing is cut."""

import pytest

ADDRESS = "race?scene=rosenbrock-five"
TABLE = ".downhill-table"


def names(page):
    return page.locator(f"{TABLE} tbody th button").all_inner_texts()


@pytest.fixture
def page(opened):
    made = opened(ADDRESS)
    made.locator(f"{TABLE} tbody tr").first.wait_for()
    made.locator(TABLE).scroll_into_view_if_needed()
    return made


def show(page, view, head):
    page.get_by_role("radio", name=view, exact=True).click()
    page.locator(f"{TABLE} thead").get_by_text(head, exact=True).wait_for()


def test_a_click_sorts_and_another_turns_it_over(page):
    show(page, "Result", "Outcome")
    first = names(page)
    head = page.locator(f"{TABLE} thead").get_by_role("button", name="Left to gain")
    head.click()
    up = names(page)
    assert up[0] == "Newton"
    assert page.locator(f"{TABLE} th[aria-sort=ascending]").inner_text().startswith("Left")
    head.press("Enter")
    assert names(page) == up[::-1]
    head.press("Enter")
    assert names(page) == first


def test_what_has_no_number_is_sorted_last(page):
    show(page, "Result", "Outcome")
    head = page.locator(f"{TABLE} thead").get_by_role("button", name="Steps to 99.9%")
    for _ in range(2):
        head.click()
        column = page.locator(f"{TABLE} tbody tr td:nth-child(5)").all_inner_texts()
        assert column[-1] == "–"
        assert column[0] != "–"
    head.click()


def test_a_row_that_is_pointed_at_tells_of_its_run_at_the_player_s_step(page):
    show(page, "Result", "Outcome")
    page.locator(f"{TABLE} tbody tr", has_text="Momentum").hover()
    page.wait_for_function(
        """() => {
            const told = document.querySelector(".downhill-table .told").textContent;
            const player = document.querySelector("[data-player]");
            const {channels} = player.tracks().find(({racer}) => racer === "momentum");
            const [, step, f] = told.match(/^Momentum, step (\\d+): f = ([^ ]+) at /) ?? [];
            const shown = Number((f ?? "").replaceAll("−", "-"));
            return f && Math.abs(shown - channels.f[step]) <= 0.006 * Math.abs(channels.f[step]);
        }"""
    )
    assert page.evaluate("document.querySelector('[data-player]').state().isolated") == "momentum"
    page.mouse.move(5, 5)
    page.wait_for_function("document.querySelector('[data-player]').state().isolated === null")


@pytest.mark.parametrize(
    ("view", "head"), [("Result", "Outcome"), ("Progress", "Next 100 steps"), ("Rates", "Good range of η")]
)
def test_no_view_is_cut_or_scrolls_sideways_at_1280(page, view, head):
    show(page, view, head)
    inside = "(t) => [...t.querySelectorAll('th, td, table')].every((c) => c.scrollWidth <= c.clientWidth + 1)"
    assert page.locator(TABLE).evaluate(inside)
    assert page.locator(TABLE).evaluate("(t) => t.querySelector('table').offsetWidth <= t.clientWidth")
