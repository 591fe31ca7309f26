"""Export in Chromium: choose, preview, make, download, and load a scene again."""

import io
import json

from PIL import Image

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
    dialog.locator("img").first.wait_for(timeout=30_000)
    dialog.get_by_role("button", name="Make the file").click()
    button = dialog.get_by_role("button", name="Download .gif")
    button.wait_for(timeout=30_000)
    name, data = downloaded(page, button)
    assert name == "beales-function.gif"
    with Image.open(io.BytesIO(data)) as gif:
        assert gif.n_frames > 10


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
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "application/json", "buffer": data})
    page.wait_for_selector(f"h1:has-text('{scene.name}')")
    assert page.locator("[data-player]").get_attribute("data-steps") == "40"


def test_a_broken_scene_says_why(open_app):
    page = open_app("race")
    page.locator("summary", has_text="Load a scene").click()
    broken = json.loads(to_json(SCENES["rotated"]))
    broken["surface"]["slug"] = "nowhere"
    file = {"name": "broken.json", "mimeType": "application/json", "buffer": json.dumps(broken).encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.wait_for_selector("text=unknown surface 'nowhere'")
    assert page.locator("h1").inner_text() == "Beale’s function"
