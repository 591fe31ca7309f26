"""The exported page plays from a file with the network off, and its pictures are those of the films."""

import dataclasses
import io

import numpy as np
import pytest
from PIL import Image

from export import Options, Picture, film_for, render
from export.draw.flat import FlatView
from export.draw.lines import line_of
from export.draw.slots import Rect, axes_of
from export.draw.space import Camera, SpaceView
from figures._color import THEMES, resolve
from scenes import SCENES

MOMENTS = (0, 25, 70)
RADFORD = [slug for slug in SCENES if slug.startswith("radford-")]


@pytest.fixture
def offline(browser):
    """A page without a network, the addresses that it asks for, and its errors."""
    with browser.new_context(viewport={"width": 1280, "height": 800}, offline=True) as context:
        page = context.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        faults = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: message.type == "error" and faults.append(message.text))
        yield page, asked
        assert not faults


@pytest.mark.parametrize(
    ("slugs", "dark"),
    [(["radford-beale", "radford-long-valley", "radford-saddle"], False), (["bias-correction"], True)],
)
def test_it_plays_from_a_file_with_the_network_off(offline, tmp_path, slugs, dark):
    page, asked = offline
    scenes = [SCENES[slug] for slug in slugs]
    file = tmp_path / "race.html"
    file.write_bytes(render(scenes, ".html", Options(dark=dark)))
    page.goto(file.as_uri())
    player = page.locator("[data-player]")
    for panel in page.locator("[data-panel]").all():
        panel.locator("canvas[data-drawn]").wait_for()
    page.wait_for_function("document.querySelector('[data-player]').dataset.step > 3")
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("slider", name="Step", exact=True).focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert player.get_attribute("data-step") == "1"
    assert player.get_attribute("data-playing") == "false"
    chips = page.locator("[data-racer]")
    assert [chip.inner_text() for chip in chips.locator(".dh-name").all()] == [e.name for e in scenes[0].entrants]
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, ground[4:-1].split(","))) < 200) == dark
    theme = player.evaluate("""(root) => {
        const pixel = new OffscreenCanvas(1, 1).getContext("2d");
        return Object.fromEntries(["ground", "ink", "accent", "panel", "muted", "line"].map((name) => {
            pixel.fillStyle = getComputedStyle(root).getPropertyValue(`--dh-${name}`);
            return [name, pixel.fillStyle];
        }));
    }""")
    assert theme == {name[1:]: color for name, color in THEMES["dark" if dark else "light"].items()}
    assert {address.partition(":")[0] for address in asked} <= {"file", "data", "blob"}


def test_the_small_variant_takes_plotly_from_the_net(tmp_path):
    small = render(SCENES["rotated"], ".html", Options(cdn=True)).decode()
    assert len(small) < 1_000_000 < len(render(SCENES["rotated"], ".html"))
    assert 'src="https://cdn.plot.ly/plotly-' in small
    assert 'integrity="sha384-' in small


def mounted(stage, film, width=None):
    """Mount a film on the stage, paused, its first plot so many pixels wide."""
    style = "(width) => document.querySelector('#stage').style.width = width"
    stage.page.evaluate(style, "")
    stage.mount(dataclasses.replace(film, autoplay=False).document())
    if width:
        for _ in range(20):  # a base is drawn anew only once its size has settled
            now = plot_of(stage, film.panels[0].id)["width"]
            if now == pytest.approx(width, abs=0.6):
                break
            outer = stage.page.locator("#stage").bounding_box()["width"]
            stage.page.evaluate(style, f"{outer + width - now}px")
            stage.page.wait_for_timeout(250)
        stage.drawn()
        assert plot_of(stage, film.panels[0].id)["width"] == pytest.approx(width, abs=0.6)


def plot_of(stage, panel):
    return stage.page.locator(f"[data-panel='{panel}'] canvas[data-drawn]").bounding_box()


def at_step(stage, step):
    stage.page.get_by_role("slider", name="Step", exact=True).evaluate(
        "(slider, step) => { slider.value = step; slider.dispatchEvent(new Event('input', {bubbles: true})) }", step
    )
    stage.frames(4)
    assert stage.state()["step"] == step


def heads_in(film, panel, width, height, t):
    """Where the film would draw the heads of a panel whose plot has the player's size."""
    figure, rect = resolve(panel.figure, "light"), Rect(0, 0, width, height)
    if panel.kind == "space":
        camera = Camera.of(figure["layout"]["scene"]["camera"])
        view = SpaceView.of(figure, axes_of(panel, rect, 1.0), camera)
    else:
        view = FlatView.of(figure["layout"], axes_of(panel, rect, 1.0))
    tracks = [track for track in film.tracks if track.group == panel.group]
    found = {track.racer: line_of(track, panel.axes, view).head(film.time(panel.group, t)) for track in tracks}
    return {racer: tuple(head.place) for racer, head in found.items() if head and head.inside}


@pytest.mark.parametrize("source", ["radford", "rosenbrock-five", "saddle-escape"])
def test_heads_stand_where_the_player_has_them(stage, source):
    """In planes, in space and in charts, within a pixel."""
    scenes = [SCENES[slug] for slug in RADFORD] if source == "radford" else SCENES[source]
    film = film_for(scenes, Options())
    mounted(stage, film)
    for step in (0, 17, 60):
        at_step(stage, step)
        for panel in film.panels:
            box = plot_of(stage, panel.id)
            theirs, ours = stage.heads(panel.id), heads_in(film, panel, box["width"], box["height"], step)
            assert set(theirs) == set(ours), (panel.id, step, ours)
            for racer, place in theirs.items():
                assert np.hypot(*np.subtract(place, ours[racer])) < 1.0, (panel.id, racer, step)


def middle_of(image, place, color):
    """The middle of the pixels of a colour near a place; None where another head covers them."""
    x, y = (round(c) for c in place)
    near = image[max(y - 9, 0) : y + 10, max(x - 9, 0) : x + 10].astype(int)
    rows, columns = np.nonzero(np.abs(near - color).max(axis=-1) < 30)
    if len(rows) < 40:
        return None
    return np.array([max(x - 9, 0) + columns.mean(), max(y - 9, 0) + rows.mean()])


@pytest.mark.parametrize("slug", ["radford-beale", "rosenbrock-five", "four-minima"])
def test_frames_and_screenshots_agree(stage, slug):
    """Film frames and the player's screenshots of the same moments, laid on one another: heads, layout and colours."""
    film = film_for(SCENES[slug], Options(panels=("contour",)))
    picture = Picture(film, Options(size=(1050, 600)))
    assert picture.layout.unit == 1.0
    axes = picture.layout.slots[0].axes
    margins = 600 - axes_of(film.panels[0], Rect(0, 0, 600, 600), 1.0).w
    mounted(stage, film, width=axes.w + margins)
    for step in MOMENTS:
        at_step(stage, step)
        box = plot_of(stage, film.panels[0].id)
        own = axes_of(film.panels[0], Rect(0, 0, box["width"], box["height"]), 1.0)
        assert (own.w, own.h) == pytest.approx((axes.w, axes.h), abs=1.0)
        left, top = round(box["x"] + own.x), round(box["y"] + own.y)
        shot = Image.open(io.BytesIO(stage.page.screenshot(full_page=True))).convert("RGB")
        size = int(axes.w), int(axes.h)
        theirs = np.asarray(shot.crop((left, top, left + size[0], top + size[1])))
        picture.show(step)
        x, y = round(axes.x), round(axes.y)
        ours = np.asarray(picture.image.crop((x, y, x + size[0], y + size[1])))
        distances = []
        for racer, place in picture.heads(step)["contour"].items():
            color = next(r.color for r in film.racers if r.id == racer)
            rgb = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
            both = [middle_of(image, np.subtract(place, (axes.x, axes.y)), rgb) for image in (theirs, ours)]
            if both[0] is not None and both[1] is not None:
                distances.append(np.hypot(*np.subtract(*both)))
        assert len(distances) >= (1 if step == 0 else 3)
        assert max(distances) <= 3.0
        blurred = [np.asarray(Image.fromarray(image).reduce(8)).astype(float) for image in (theirs, ours)]
        assert np.abs(blurred[0] - blurred[1]).mean() < 5.0
