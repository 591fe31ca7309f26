"""What people come for, as they do it: clicks and keys are counted. Links are opened by somebody else."""

import io

import pytest
from PIL import Image

HEADS = "[...document.querySelectorAll('[data-panel=contour] canvas[data-heads]')].map((c) => c.dataset.heads).join()"


class Hands:
    """A page whose clicks and keys are counted."""

    def __init__(self, page):
        self.page, self.clicks, self.keys = page, 0, 0

    def click(self, role, name):
        self.clicks += 1
        self.page.get_by_role(role, name=name, exact=False).first.click()

    def press(self, *keys):
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)


@pytest.fixture
def clipboard(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return lambda: page.evaluate("navigator.clipboard.readText()")


def heads(page, step=40):
    """Where the heads are at a step, in the picture."""
    page.get_by_role("slider", name="Step", exact=True).fill(str(step))
    page.wait_for_function(f"+document.querySelector('[data-player]').dataset.step === {step}")
    page.wait_for_timeout(200)
    return page.evaluate(HEADS)


def paused(page):
    if page.locator("[data-player]").get_attribute("data-playing") == "true":
        page.get_by_role("button", name="Pause").click()


def test_compare_three_rates_copy_the_link_export_the_gif(open_app, clipboard):
    page = open_app("race")
    hands = Hands(page)
    hands.click("combobox", "Surface")
    hands.press("r", "o", "s", "e", "n", "Enter")
    page.wait_for_selector("h1:has-text('Rosenbrock')")
    hands.click("button", "Compare values")
    page.get_by_role("button", name="Race only these").wait_for()
    assert page.get_by_role("textbox", name="Values", exact=True).input_value() == "0.001, 0.01, 0.1"
    hands.click("button", "Race only these")
    page.wait_for_selector(".dh-chip:has-text('Adam η = 0.001')")
    hands.click("button", "Copy link")
    page.get_by_role("button", name="Copied").wait_for()
    assert "adam.sweep=lr" in clipboard()
    hands.click("button", "Export")
    page.get_by_role("button", name="Make the file").wait_for()
    hands.click("button", "Make the file")
    save = page.get_by_role("button", name="Download .gif")
    save.wait_for(timeout=60_000)
    with page.expect_download() as download:
        save.press("Enter")
        hands.keys += 2  # Tab leads there
    with Image.open(io.BytesIO(download.value.path().read_bytes())) as film:
        assert film.format == "GIF"
        assert film.n_frames > 20
    assert [chip.inner_text().split("\n")[0] for chip in page.locator(".dh-chip").all()] == [
        "Adam η = 0.001", "Adam η = 0.01", "Adam η = 0.1"
    ]  # fmt: skip
    assert hands.clicks <= 6
    assert hands.keys <= 12


LINKS = [
    "race?scene=rosenbrock-five&adam.lr=0.5&x=0.5",
    "race?scene=free&surface=beale&tune=1&optimizers=adam&optimizers=gradient_descent",
    "race?scene=free&optimizers=adam&adam.sweep=lr:0.001,0.1",
    "race?scene=free&surface=function&f=x^4%2By^2&optimizers=momentum&momentum.lr=0.01",
]


@pytest.mark.parametrize("link", LINKS)
def test_a_link_opens_to_the_same_picture_for_somebody_else(open_app, browser, clipboard, link):
    page = open_app(link)
    page.wait_for_function("!location.search.includes('tune=')")
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Copied").wait_for()
    address = clipboard()
    paused(page)
    mine = heads(page)
    with browser.new_context(viewport=page.viewport_size) as other:
        theirs = other.new_page()
        theirs.goto(address)
        theirs.wait_for_selector("[data-player]", timeout=60_000)
        theirs.wait_for_selector("[data-panel=contour] canvas[data-drawn]", state="attached")
        paused(theirs)
        assert heads(theirs) == mine


def test_back_undo_and_redo(open_app):
    page = open_app("race?scene=rosenbrock-five")
    field = page.get_by_role("textbox", name="Start w₁", exact=True)
    has_x = "new URLSearchParams(location.search).get('x')"
    for value in ("0.5", "1.25"):
        field.fill(value)
        field.press("Enter")
        page.wait_for_function(f"{has_x} === '{value}'")
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Control+z")
    page.wait_for_function(f"{has_x} === '0.5'")
    page.keyboard.press("Control+Shift+z")
    page.wait_for_function(f"{has_x} === '1.25'")
    page.wait_for_timeout(2200)
    page.go_back()
    page.wait_for_function(f"{has_x} === '0.5'")
    page.wait_for_function("document.querySelector('[aria-label=\"Start w₁\"]').value === '0.5'")
