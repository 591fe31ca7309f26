"""Race's dials in app and site: by keyboard, by dragging, with nonsense; the page answers before the server."""

from playwright.sync_api import expect

HEAD = """((id) => document.querySelector('[data-panel=contour] canvas[data-heads]').dataset.heads
    .split(';').find((head) => head.startsWith(id + ':')))"""
RATE = "Adam, Learning rate η"


def opened(place, address="race?scene=rosenbrock-five"):
    page = place.open(address)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("slider", name="Step", exact=True).fill("100")
    place.dials("Adam")
    page.get_by_role("textbox", name=RATE, exact=True).wait_for(state="visible")
    page.wait_for_function(f"{HEAD}('adam')")
    return page


def test_a_keyboard_sets_adams_rate(place):
    page = opened(place)
    place.section("Adam").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == RATE:
            break
    page.keyboard.press("Control+A")
    page.keyboard.type("0.0012")
    page.keyboard.press("Enter")
    place.wait_for("adam.lr", "0.0012")
    expect(page.get_by_role("textbox", name=RATE, exact=True)).to_have_value("0.0012")
    assert (
        page.get_by_role("slider", name=f"{RATE.removesuffix(' η')}, slider").get_attribute("aria-valuetext")
        == "0.0012"
    )


def test_the_page_races_while_a_range_moves_and_the_address_follows(place):
    page = opened(place)
    before = page.evaluate(f"{HEAD}('adam')")
    slider = page.get_by_role("slider", name="Adam, Learning rate, slider")
    moved = slider.evaluate(
        """async (range, head) => {
            range.value = String(Number(range.value) + 12);
            range.dispatchEvent(new Event("input", {bubbles: true}));
            await new Promise(requestAnimationFrame);
            await new Promise(requestAnimationFrame);
            return eval(head)("adam");
        }""",
        HEAD,
    )
    assert moved != before
    assert "adam.lr" not in place.query()
    page.wait_for_selector("[data-player][data-ahead]", state="attached")
    slider.dispatch_event("change")
    page.wait_for_function(f"new URLSearchParams({place.said}).has('adam.lr')")
    if place.confirms:
        page.wait_for_selector("[data-player]:not([data-ahead])", state="attached")
    assert page.evaluate(f"{HEAD}('adam')") == moved


def test_nonsense_is_refused_with_a_reason_and_loses_nothing(place):
    page = opened(place)
    field = page.get_by_role("textbox", name=RATE, exact=True)
    for text, reason in (("fast", "A number, please"), ("-1", "It has to be in [0, inf)"), ("1e999", "A number")):
        field.fill(text)
        assert reason in page.locator(".downhill-dial", has=field).locator(".fault").inner_text()
        expect(field).to_have_attribute("aria-invalid", "true")
    field.press("Escape")
    expect(field).to_have_value("0.06")
    assert field.get_attribute("aria-invalid") is None
    assert "adam.lr" not in place.query()


def test_a_dial_goes_back_to_its_default_and_leaves_the_address(place):
    page = opened(place, "race?scene=rosenbrock-five&adam.lr=0.5")
    field = page.get_by_role("textbox", name=RATE, exact=True)
    expect(field).to_have_value("0.5")
    page.get_by_role("button", name="Adam, Learning rate: back to 0.06").click()
    place.wait_for("adam.lr", None)
    expect(field).to_have_value("0.06")


def test_arrow_keys_go_to_the_next_mark(place):
    page = opened(place)
    field = page.get_by_role("textbox", name=RATE, exact=True)
    field.press("ArrowUp")
    place.wait_for("adam.lr", "0.062")
    field.press("ArrowDown")
    place.wait_for("adam.lr", None)
