"""Export in Chromium: choose, preview, make, download, and load a scene again."""

import io
import json
import re

from PIL import Image
from playwright.sync_api import expect

from scenes import SCENES, from_json, to_json


def opened(page):
    page.get_by_role("button", name="Export").click()
    page.get_by_role("dialog").wait_for()
    return page.get_by_role("dialog")


def downloaded(page, button):
    with page.expect_download() as download:
        button.click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def test_a_gif_is_previewed_made_and_downloaded(open_app):
    page = open_app("race?scene=radford-beale&steps=20&panels=contour")
    dialog = opened(page)
    dialog.locator("img").first.wait_for(timeout=60_000)
    dialog.get_by_role("button", name="Make the file").click()
    button = dialog.get_by_role("button", name="Download .gif")
    button.wait_for(timeout=60_000)
    name, data = downloaded(page, button)
    assert name == "beales-function.gif"
    with Image.open(io.BytesIO(data)) as gif:
        assert gif.n_frames > 10


def test_what_is_exported_is_what_the_page_shows(open_app):
    """A hidden run stays hidden, the trail and the unit of the charts stay as they are."""
    page = open_app("race?scene=rosenbrock-five&steps=60&over=evals")
    page.locator("[data-racer=adam]").click()
    page.get_by_role("combobox", name="Trail").select_option("tail")
    dialog = opened(page)
    dialog.get_by_text("Hidden, and left out: Adam.").wait_for(timeout=60_000)
    assert "4 runs, fading tails" in dialog.inner_text()
    dialog.get_by_text("Web page").click()
    button = dialog.get_by_role("button", name="Download .html")
    button.wait_for()
    text = downloaded(page, button)[1].decode()
    film = json.loads(re.search(r'id="film">(.*?)</script>', text, re.DOTALL)[1])["film"]
    assert [racer["id"] for racer in film["racers"]] == [
        e.id for e in SCENES["rosenbrock-five"].entrants if e.id != "adam"
    ]
    assert film["trail"] == "tail"
    assert film["panels"][2]["axes"]["x"] == "evals"


def test_escape_stops_a_rendering(open_app):
    page = open_app("race?scene=rosenbrock-five")
    dialog = opened(page)
    dialog.get_by_text("MP4").click()
    dialog.get_by_label("Frames a second").wait_for()
    dialog.get_by_role("combobox", name="Size").click()
    page.get_by_text("full HD").click()
    dialog.get_by_role("button", name="Make the file").click()
    dialog.get_by_text("Drawing").wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=5_000)
    opened(page).get_by_text("MP4").click()
    assert page.get_by_role("button", name="Download .mp4").count() == 0


def test_a_scene_is_downloaded_and_loaded_again(open_app, tmp_path):
    page = open_app("race?scene=rotated&steps=40")
    dialog = opened(page)
    dialog.get_by_text("Scene as JSON").click()
    button = dialog.get_by_role("button", name="Download .json")
    button.wait_for()
    name, data = downloaded(page, button)
    scene = from_json(data)
    assert (scene.steps, scene.entrants) == (40, SCENES["rotated"].entrants)
    page = open_app("race")
    page.locator("summary", has_text="Load a scene").click()
    page.locator("input[type=file][accept*=json]").set_input_files(
        {"name": name, "mimeType": "application/json", "buffer": data}
    )
    page.wait_for_selector(f"h1:has-text('{scene.name}')")
    expect(page.locator("[data-player]")).to_have_attribute("data-steps", "40")


def test_a_broken_scene_says_why(open_app):
    page = open_app("race")
    page.locator("summary", has_text="Load a scene").click()
    broken = json.loads(to_json(SCENES["rotated"]))
    broken["surface"]["slug"] = "nowhere"
    file = {"name": "broken.json", "mimeType": "application/json", "buffer": json.dumps(broken).encode()}
    page.locator("input[type=file][accept*=json]").set_input_files(file)
    page.wait_for_selector("text=surface: unknown slug 'nowhere'")
    expect(page.locator("h1")).to_have_text("Beale’s function")
