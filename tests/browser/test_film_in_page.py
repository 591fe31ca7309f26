"""Where there is no server the page makes film and picture itself: they are decoded, and show what the player shows."""

import av
import numpy as np
import pytest
from PIL import Image

from export import Options, render
from optim import OPTIMIZERS
from scenes import scene
from surfaces import SURFACES
from tests.browser.test_webpage import offline  # noqa: F401 (a fixture)

RACE = scene("Short & sweet", SURFACES["himmelblau"](), OPTIMIZERS["gradient_descent"](lr=0.01),
             OPTIMIZERS["momentum"](lr=0.004), start=(0.0, 0.0), steps=30, panels=("contour", "loss"))  # fmt: skip
HEAD = """([panel, id]) => {
    const root = document.querySelector("[data-player]").getBoundingClientRect();
    const canvas = document.querySelector(`[data-panel=${panel}] canvas[data-heads]`);
    const box = canvas.getBoundingClientRect();
    const [, place] = canvas.dataset.heads.split(";").map((head) => head.split(":")).find(([own]) => own === id);
    const [x, y] = place.split(",").map(Number);
    const legend = document.querySelector(".dh-legend").getBoundingClientRect();
    return [box.x + x - root.x + 16, box.y + y - legend.y + 16 + 30, root.width + 32];
}"""


@pytest.fixture
def opened(offline, tmp_path):  # noqa: F811
    page, _ = offline
    file = tmp_path / "race.html"
    file.write_bytes(render(RACE, ".html", Options()))
    page.goto(file.as_uri())
    for panel in page.locator("[data-panel]").all():
        panel.locator("canvas[data-drawn]").wait_for()
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("slider", name="Step", exact=True).fill("30")
    page.wait_for_function("document.querySelector('[data-player]').dataset.step === '30'")
    return page


def taken(page, name, tmp_path):
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name=name).click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    return file


def color_at(picture, place):
    """The colour about a place of the page, in a picture of it."""
    scale = picture.shape[1] / place[2]
    x, y = (round(scale * c) for c in place[:2])
    return np.median(picture[y - 2 : y + 3, x - 2 : x + 3].reshape(-1, 3), axis=0)


def rgb(color):
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]


def test_a_picture_is_what_the_player_shows(opened, tmp_path):
    file = taken(opened, "Picture (PNG)", tmp_path)
    assert file.name == "short-sweet.png"
    picture = np.asarray(Image.open(file).convert("RGB"), dtype=float)
    for entrant in RACE.entrants:
        for panel in ("contour", "loss"):
            place = opened.evaluate(HEAD, [panel, entrant.id])
            found = color_at(picture, place)
            others = [np.abs(found - rgb(each.color)).sum() for each in RACE.entrants]
            if entrant is RACE.entrants[-1]:  # the last lies above
                assert min(others) == others[-1] < 60, panel
    assert opened.locator("[data-player]").get_attribute("data-step") == "30"


def test_a_film_is_the_race_from_start_to_end(opened, tmp_path):
    end = opened.evaluate(HEAD, ["contour", "momentum"])
    opened.get_by_label("Speed").select_option("8")
    file = taken(opened, "Film (WebM)", tmp_path)
    assert file.suffix == ".webm"
    with av.open(str(file)) as film:
        (stream,) = film.streams.video
        assert stream.codec_context.name in ("vp9", "vp8")
        frames = [frame.to_ndarray(format="rgb24").astype(float) for frame in film.decode(video=0)]
        seconds = film.duration / 1e6
    expected = 30 / (30 / 8) / 8 + 1
    assert seconds == pytest.approx(expected, abs=0.1)
    assert len(frames) == pytest.approx(30 * expected, abs=1)
    (momentum,) = (rgb(e.color) for e in RACE.entrants if e.id == "momentum")
    assert np.abs(color_at(frames[-1], end) - momentum).sum() < 90
    assert np.abs(color_at(frames[0], end) - momentum).sum() > 120
    assert opened.locator("[data-player]").get_attribute("data-step") == "30"
    assert opened.get_by_role("button", name="Film (WebM)").is_enabled()
