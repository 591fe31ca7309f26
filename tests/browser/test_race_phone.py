"""Race on a phone: the bar stays at the edge while its panels are seen; controls come from below, under the picture."""

import pytest

BOX = "(s) => { const {top, bottom} = document.querySelector(s).getBoundingClientRect(); return [top, bottom] }"
SIDEBAR, PLOT, BAR = "[data-testid=stSidebar]", "[data-panel=contour] .dh-plot", ".dh-transport"


@pytest.fixture(scope="module")
def phone(browser, app_address):
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto(f"{app_address}/race?scene=rosenbrock-five")
        page.wait_for_selector("[data-panel=contour] canvas[data-drawn]", state="attached", timeout=30_000)
        page.locator(".downhill-table tbody tr").first.wait_for()
        yield page


def box(page, selector):
    return page.evaluate(BOX, selector)


def test_the_bar_stands_at_the_edge_while_its_panels_are_seen(phone):
    phone.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    phone.wait_for_function(f"Math.abs(({BOX})('{BAR}')[1] - innerHeight) < 2")
    assert box(phone, PLOT)[0] < box(phone, BAR)[0]
    phone.locator(".downhill-table").scroll_into_view_if_needed()
    assert box(phone, BAR)[1] < box(phone, ".downhill-table")[0]  # it has stayed with its panels


def test_the_controls_come_under_the_picture(phone):
    phone.get_by_role("button", name="Controls").click()
    phone.wait_for_function(f"({BOX})('{SIDEBAR}')[0] > innerHeight / 2")
    phone.wait_for_function(f"({BOX})('{PLOT}')[0] < ({BOX})('{BAR}')[0] && ({BOX})('{PLOT}')[0] > -60")
    assert abs(box(phone, SIDEBAR)[1] - 844) < 2
    assert box(phone, BAR)[1] <= box(phone, SIDEBAR)[0] + 2
    field = phone.get_by_role("textbox", name="Start w₁", exact=True)
    field.scroll_into_view_if_needed()
    before = box(phone, PLOT)
    field.fill("0.5")
    field.press("Enter")
    phone.wait_for_function("new URLSearchParams(location.search).get('x') === '0.5'")
    assert box(phone, PLOT) == before
    phone.locator("[data-testid=stSidebarCollapseButton] button").click()
    phone.wait_for_function(f"document.querySelector('{SIDEBAR}').getBoundingClientRect().width < 10")
    assert phone.evaluate("document.querySelector('[data-testid=stMain]').clientHeight") == 844
