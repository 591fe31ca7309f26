"""Where there is no server the page makes film and picture itself: they are decoded, and show what the player shows."""

import re

import av
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

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
    return shown(offline[0], tmp_path)


def shown(page, tmp_path):
    """The exported page, paused at its end."""
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
    expect(opened.locator("[data-player]")).to_have_attribute("data-step", "30")


# The encoders that a browser has, as the test leaves them: all, or none for H.264.
WITHOUT_H264 = """() => {
    const asked = VideoEncoder.isConfigSupported;
    VideoEncoder.isConfigSupported = async (config) => (
        config.codec.startsWith("avc1") ? {supported: false, config} : asked.call(VideoEncoder, config)
    );
}"""


@pytest.mark.parametrize(("suffix", "codecs"), [(".mp4", ("h264",)), (".webm", ("vp9", "vp8"))])
def test_a_film_is_the_race_from_start_to_end(offline, tmp_path, suffix, codecs):  # noqa: F811
    if suffix == ".webm":
        offline[0].add_init_script(f"({WITHOUT_H264})()")
    page = shown(offline[0], tmp_path)
    name = f"Film ({'MP4' if suffix == '.mp4' else 'WebM'})"
    button = page.get_by_role("button", name=re.compile("^Film "))
    button.wait_for()
    if suffix == ".mp4" and button.inner_text() != name:
        pytest.skip("this Chromium has no encoder for H.264")
    end = page.evaluate(HEAD, ["contour", "momentum"])
    page.get_by_label("Speed").select_option("8")
    file = taken(page, name, tmp_path)
    assert file.suffix == suffix
    with av.open(str(file)) as film:
        (stream,) = film.streams.video
        assert stream.codec_context.name in codecs
        frames = [frame.to_ndarray(format="rgb24").astype(float) for frame in film.decode(video=0)]
        seconds = film.duration / 1e6
    expected = 30 / (30 / 8) / 8 + 1
    assert seconds == pytest.approx(expected, abs=0.1)
    assert len(frames) == pytest.approx(30 * expected, abs=1)
    (momentum,) = (rgb(e.color) for e in RACE.entrants if e.id == "momentum")
    assert np.abs(color_at(frames[-1], end) - momentum).sum() < 90
    assert np.abs(color_at(frames[0], end) - momentum).sum() > 120
    expect(page.locator("[data-player]")).to_have_attribute("data-step", "30")
    assert page.get_by_role("button", name=name).is_enabled()
