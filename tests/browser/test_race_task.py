"""What people come for, as they do it: clicks and keys are counted. Links are opened by somebody else."""

import dataclasses
import io
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from conftest import ROOT
from PIL import Image
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from export import Options, Shown, render
from figures import film_of
from lessons.winner.links import address as of_winner
from scenes import SCENES, from_dict
from ui.gallery import gallery_items

HEADS = "[...document.querySelectorAll('[data-panel=contour] canvas[data-heads]')].map((c) => c.dataset.heads).join()"


# The table under the race is drawn last: then the page has answered.
ANSWERED = "document.querySelector('.downhill-table tbody tr') !== null"


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


def legend_is(frame, address, names, others):
    """Whether a film's first frame has a legend of these names, rather than of others: it is compared with the same
    race's, painted here under the one and the other, where these two differ."""
    app = AppTest.from_file(ROOT / "app.py", default_timeout=30)
    app.switch_page("pages/race.py")
    app.query_params.update(parse_qs(urlsplit(address).query))
    race = from_dict(app.run().session_state["_scene"])
    assert [entrant.name for entrant in race.entrants] == names
    runs, size = race.run(), (frame.shape[1], frame.shape[0])

    def painted(called):
        named = zip(race.entrants, called, strict=True)
        made = dataclasses.replace(race, entrants=tuple(dataclasses.replace(e, name=name) for e, name in named))
        shown = Shown(film_of(made, trajectories=runs), (made,), (runs,))
        gif = render(shown, ".gif", Options(size=size, seconds=0.2, fps=10.0, hold=0.1))
        return np.asarray(Image.open(io.BytesIO(gif)).convert("RGB"), float)

    ours, theirs = painted(names), painted(others)
    differ = np.abs(ours - theirs).max(axis=-1) > 60
    assert differ.sum() > 200
    return np.abs(frame - ours)[differ].mean() < np.abs(frame - theirs)[differ].mean() / 4


def test_compare_three_rates_copy_the_link_export_the_gif(open_app, clipboard):
    page = open_app("race")
    hands = Hands(page)
    hands.click("combobox", "Surface")
    hands.press("r", "o", "s", "e", "n", "Enter")
    page.wait_for_selector("h1:has-text('Rosenbrock')")
    hands.click("button", "Compare values")
    page.get_by_role("button", name="Race only these").wait_for()
    expect(page.get_by_role("textbox", name="Values", exact=True)).to_have_value("0.001, 0.01, 0.1")
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
        rates = ["Adam η = 0.001", "Adam η = 0.01", "Adam η = 0.1"]
        assert legend_is(np.asarray(film.convert("RGB"), float), clipboard(), rates, ["Adam", "Adam 2", "Adam 3"])
    assert [chip.inner_text().split("\n")[0] for chip in page.locator(".dh-chip").all()] == [
        "Adam η = 0.001", "Adam η = 0.01", "Adam η = 0.1"
    ]  # fmt: skip
    assert hands.clicks <= 6
    assert hands.keys <= 12


LINKS = {  # what makes the link: the link
    "a shared race": "race?scene=rosenbrock-five&adam.lr=0.5&x=0.5",
    "Catalogue, a rule": "race?scene=free&surface=beale&tune=1&optimizers=adam&optimizers=gradient_descent",
    "Catalogue, a surface": "race?scene=free&surface=himmelblau&tune=1",
    "a sweep of the gallery": gallery_items()[1].address,
    "Winner": of_winner("momentum", "beale", 120, (1.0, 1.5), lr=0.0017, beta=0.85),
    "a picture of home": f"race?scene={next(iter(SCENES))}",
    "a function": "race?scene=free&surface=function&f=x^4%2By^2&optimizers=momentum&momentum.lr=0.01",
}


@pytest.fixture(scope="module")
def somebody_else(browser):
    """The page of another person, in a browser of their own."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        yield context.new_page()


@pytest.mark.parametrize("link", LINKS.values(), ids=list(LINKS))
def test_a_link_opens_to_the_same_picture_for_somebody_else(open_app, somebody_else, clipboard, link):
    page = open_app(link)
    page.wait_for_function("!location.search.includes('tune=')")
    page.wait_for_selector("[data-testid=stStatusWidget]", state="detached")
    page.wait_for_function(ANSWERED)
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Copied").wait_for()
    address = clipboard()
    paused(page)
    mine = heads(page)
    assert mine.count(":") == page.locator(".dh-chip").count()
    somebody_else.goto(address)
    somebody_else.wait_for_selector("[data-panel=contour] canvas[data-drawn]", state="attached", timeout=30_000)
    somebody_else.wait_for_selector("[data-testid=stStatusWidget]", state="detached")
    paused(somebody_else)
    assert heads(somebody_else) == mine


def test_back_undo_and_redo(open_app):
    page = open_app("race?scene=rosenbrock-five")
    field = page.get_by_role("textbox", name="Start w₁", exact=True)
    has_x = "new URLSearchParams(location.search).get('x')"
    for value in ("0.5", "1.25"):
        field.fill(value)
        field.press("Enter")
        page.wait_for_function(f"{has_x} === '{value}'")
    page.wait_for_selector(".st-key-_undo button:not([disabled])")  # it is drawn after the address is set
    page.get_by_role("button", name="Undo").focus()  # what is disabled takes no focus, and in a field Ctrl+Z is its own
    page.keyboard.press("Control+z")
    page.wait_for_function(f"{has_x} === '0.5'")
    page.wait_for_selector(".st-key-_redo button:not([disabled])")
    page.keyboard.press("Control+Shift+z")
    page.wait_for_function(f"{has_x} === '1.25'")
    page.wait_for_selector("[data-testid=stStatusWidget]", state="detached")
    page.wait_for_timeout(2200)  # history.FLIGHT after the page has answered
    page.go_back()
    page.wait_for_function(f"{has_x} === '0.5'")
    page.wait_for_function("document.querySelector('[aria-label=\"Start w₁\"]').value === '0.5'")
