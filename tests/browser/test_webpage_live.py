"""The exported live page opens from a file without a network, answers hands, and races as the app does."""

import dataclasses

import numpy as np
import pytest
from driving import grab
from playwright.sync_api import expect

from export import Options, render
from figures.assemble import tracks_of
from live import EXCEPTIONS
from optim import OPTIMIZERS
from scenes import SCENES, scene
from surfaces import SURFACES
from tests.browser.test_webpage import offline  # noqa: F401 (a fixture)

TRACKS = """() => document.querySelector("[data-player]").tracks().map(({racer, channels}) => [
    racer, Object.fromEntries(Object.entries(channels).map(([name, values]) => [name, Array.from(values, String)])),
])"""
LARGEST = float(np.finfo(np.float32).max)  # that a channel holds
STEPS = 40  # of a whole run that are compared: beyond, a rounding may have grown


def opened(page, tmp_path, s, address="", **options):
    file = tmp_path / "race.html"
    file.write_bytes(render(s, ".html", Options(**options)))
    page.goto(file.as_uri() + address)
    for panel in page.locator("[data-panel]").all():
        panel.locator("canvas[data-drawn]").wait_for()


def tracks(page):
    found = page.evaluate(TRACKS)
    return {racer: {name: np.array(values, dtype=float) for name, values in made.items()} for racer, made in found}


def hold(page, s):
    """The page's tracks are those of Python's run of a scene, for as long as no rounding has grown."""
    found = tracks(page)
    assert list(found) == [entrant.id for entrant in s.entrants]
    for entrant, trajectory in zip(s.entrants, s.run(), strict=True):
        names = list(found[entrant.id])
        assert {"x", "y", "f"} <= set(names)
        (track,) = tracks_of(trajectory, entrant.id, channels=names)
        for name in names:
            want, got = np.asarray(track.channels[name], dtype=float), found[entrant.id][name]
            assert len(got) == s.steps + 1
            want = np.clip(want[:STEPS], -LARGEST, LARGEST).astype(np.float32)  # as the page has it
            known = np.abs(want[np.isfinite(want)])
            scale = np.median(known) if known.size else 0.0  # no gap where no minimum is known
            np.testing.assert_allclose(got[:STEPS], want, rtol=2e-6, atol=2e-6 * scale, err_msg=name)


def drag(page, by):
    x, y = grab(page, page.locator("[data-handle=start]").first)
    page.mouse.move(x + by[0], y + by[1], steps=4)
    page.mouse.up()


def settled(page):
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


LIVE = [slug for slug, s in SCENES.items() if s.surface.slug not in EXCEPTIONS]
OFTEN = ("radford-beale", "saddle-escape", "four-minima")  # in every run: a relief, residuals, rules with long memories


@pytest.mark.parametrize("slug", [s if s in OFTEN else pytest.param(s, marks=pytest.mark.thorough) for s in LIVE])
def test_each_scene_answers_a_drag_and_a_dial_as_the_app_does(offline, tmp_path, slug):  # noqa: F811
    page, asked = offline
    s = SCENES[slug]
    opened(page, tmp_path, s)
    hold(page, s)

    drag(page, (14, -11))
    settled(page)
    at = page.evaluate("document.querySelector('[data-player]').state().start")
    assert np.abs(np.subtract(at, s.start)).min() > 0
    hold(page, dataclasses.replace(s, start=tuple(at)))

    summary = page.locator("summary").filter(has_text=s.entrants[0].name).first
    if summary.evaluate("(node) => !node.parentNode.open"):
        summary.click()
    field = page.locator(f"[id='dial-{s.entrants[0].id}.lr']")
    field.fill("0.0012")
    field.press("Enter")
    settled(page)
    first, *others = s.entrants
    changed = dataclasses.replace(first, rule=first.rule.altered(lr=0.0012))
    hold(page, dataclasses.replace(s, start=tuple(at), entrants=(changed, *others)))
    assert f"{first.id}.lr=0.0012" in page.url
    assert {address.partition(":")[0] for address in asked} <= {"file", "data", "blob"}


def test_the_address_brings_back_what_was_set(offline, tmp_path):  # noqa: F811
    page, _ = offline
    s = SCENES["rosenbrock-five"]
    opened(page, tmp_path, s, "#adam.lr=0.01&x=0.5&steps=120&newton.lr=-3&sigma=x")
    settled(page)
    rules = {"adam": {"lr": 0.01}}
    entrants = [dataclasses.replace(e, rule=e.rule.altered(**rules.get(e.id, {}))) for e in s.entrants]
    hold(page, dataclasses.replace(s, start=(0.5, s.start[1]), steps=120, entrants=tuple(entrants)))
    expect(page.locator("[id='dial-adam.lr']")).to_have_value("0.01")
    expect(page.locator("[id='dial-steps']")).to_have_value("120")


def test_charts_get_the_axes_of_a_race_that_the_page_has_run(offline, tmp_path):  # noqa: F811
    page, _ = offline
    s = scene("Long", SURFACES["quadratic"](), OPTIMIZERS["gradient_descent"](lr=0.01), steps=60, panels=("loss",))
    opened(page, tmp_path, s, "#steps=600")
    end = "document.querySelector('[data-panel] .dh-base')._fullLayout.xaxis.range[1] === 600"
    page.wait_for_function(end, timeout=10_000)


def test_the_lighter_page_only_plays(offline, tmp_path):  # noqa: F811
    page, _ = offline
    opened(page, tmp_path, SCENES["rotated"], live=False)
    assert page.locator("[data-handle], .downhill-dial").count() == 0
    light, live = (len(render(SCENES["rotated"], ".html", Options(cdn=True, live=on))) for on in (False, True))
    assert light < live


@pytest.mark.parametrize(
    ("slug", "address", "plain"),
    [("rotated", "#quadratic.angle=0", "Quadratic"), ("ill-conditioned", "#x=1", "Quadratic")],
)
def test_a_title_that_tells_of_the_made_race_goes_with_it(offline, tmp_path, slug, address, plain):  # noqa: F811
    page, _ = offline
    opened(page, tmp_path, SCENES[slug])
    assert [page.locator("h1").inner_text(), page.title()] == [SCENES[slug].name] * 2
    page.goto("about:blank")
    opened(page, tmp_path, SCENES[slug], address)
    settled(page)
    assert [page.locator("h1").inner_text(), page.title()] == [plain] * 2
    assert not page.locator("#words").is_visible()


def test_a_title_of_ones_own_stays(offline, tmp_path):  # noqa: F811
    page, _ = offline
    opened(page, tmp_path, SCENES["rotated"], "#quadratic.angle=0", title="Mine")
    settled(page)
    assert [page.locator("h1").inner_text(), page.title()] == ["Mine"] * 2
