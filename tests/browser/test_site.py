"""The static site, from a plain file server under a base path: it plays, races as Python does, and needs no net."""

import base64
import dataclasses
import gzip
import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from export.site import build
from figures import film_of
from figures._encode import decode
from optim import OPTIMIZERS, SCHEDULES, Clip, nearest_minimum, run, tune
from scenes import SCENES, scene, wrapped
from surfaces import SURFACES
from tests.browser.conftest import DRAWN, SITE_RULES, SITE_SURFACES, Quiet, files_served
from tests.browser.test_swarm_in_page import DOTS
from tests.browser.test_webpage_live import drag, hold, settled
from tests.figures.test_swarm_panel import numbers

FIRST = 2.5e6  # bytes, compressed, until the first picture


CODES = """(id) => {
    const {overlays} = document.querySelector("[data-player]").panels().find((panel) => panel.id === id);
    return [...overlays[0].codes.values];
}"""

KEPT = """async () => {
    const [name] = await caches.keys();
    return (await (await caches.open(name)).keys()).map(({url}) => url);
}"""
MINIMUM = """() => {
    const {overlays} = document.querySelector("[data-player]").panels()[0];
    const {x, y} = overlays.find(({type}) => type === "dots");
    return [x, y].map(({values}) => [...values]);
}"""


@pytest.fixture
def visited(page, site_address):
    """A function that opens a page of the site and waits until it is drawn; nothing is asked of another host."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    def visit(name):
        page.goto(site_address + name)
        page.locator("[data-panel]").first.wait_for()
        page.wait_for_function(DRAWN)
        return asked

    yield visit
    assert all(url.startswith((site_address, "data:", "blob:")) for url in asked)


def test_home_plays_three_animations_and_leads_to_races(page, visited, site, site_address):
    asked = visited("")
    assert page.locator("[data-panel]").count() == 3
    page.wait_for_function("document.querySelector('[data-player]').dataset.step > 2")
    own = {url.removeprefix(site_address).partition("#")[0] or "index.html" for url in asked if url.startswith("http")}
    first = [name for name in own if name != "sw.js"]
    size = sum(len(gzip.compress((site / "some" / "base" / name).read_bytes())) for name in first)
    assert 1e5 < size < FIRST
    page.get_by_role("link", name="Race on Beale’s function").click()
    page.wait_for_url("**/race.html#scene=radford-beale")
    page.wait_for_function(DRAWN)


@pytest.mark.parametrize("slug", ["radford-beale", "rosenbrock-five"])
def test_a_scene_races_as_in_python_and_answers_hands(page, visited, slug):
    visited(f"race.html#scene={slug}")
    s = SCENES[slug]
    hold(page, s)
    caption = page.locator("#words")
    assert caption.text_content() == s.caption
    drag(page, (12, -9))
    settled(page)
    at = page.evaluate("document.querySelector('[data-player]').state().start")
    assert tuple(at) != s.start
    hold(page, dataclasses.replace(s, start=tuple(at)))
    assert caption.evaluate("(node) => getComputedStyle(node).visibility") == "hidden"
    assert f"x={at[0]:g}" in page.url


def test_a_surface_that_moves_is_drawn_as_it_is_and_has_no_picture_in_space(page, visited):
    """For other numbers and steps than the scene's; how far a run is from the minimum is told of where that is then."""
    visited(
        "race.html#scene=drifting&steps=90&drifting_bowl.radius=0.5&drifting_bowl.period=50&panels=contour&panels=surface"
    )
    bowl = SURFACES["drifting_bowl"](radius=0.5, period=50.0)
    s = dataclasses.replace(SCENES["drifting"], surface=bowl, steps=90)
    settled(page)
    hold(page, s)
    assert [each.get_attribute("data-panel") for each in page.locator("[data-panel]").all()] == ["contour"]
    assert page.locator("#pick-panels-surface").is_disabled()
    x, y = page.evaluate(MINIMUM)
    np.testing.assert_allclose(np.stack([x, y], axis=-1), [bowl.at(k).minima()[0] for k in range(91)], atol=1e-6)
    t = s.run()[0]
    (away,) = [np.hypot(*((t.points[-1] - bowl.at(90).minima()[0]) / 4.0))]
    page.wait_for_function(
        "document.querySelector('.dh-outcomes tbody td:last-child').textContent.includes('which moves')"
    )
    told = page.locator(".dh-outcomes tbody td:last-child").first.inner_text()
    assert float(told.partition("%")[0]) == pytest.approx(100 * away, rel=0.06)


def test_a_game_is_told_by_how_far_it_is_from_the_equilibrium(page, visited):
    visited("race.html#scene=game")
    s = SCENES["game"]
    s = dataclasses.replace(s, entrants=tuple(entrant for entrant in s.entrants if entrant.rule.slug in SITE_RULES))
    hold(page, s)
    away = np.hypot(*s.run()[0].points.T)
    rows = page.locator(".dh-outcomes tbody tr")
    rows.first.wait_for()
    assert page.locator(".dh-outcomes thead th").nth(2).inner_text() == "Distance left"
    assert float(rows.first.locator("td").nth(1).inner_text()) == pytest.approx(away[-1], rel=6e-3)
    assert page.locator("[data-panel=loss] .dh-title").inner_text() == "‖w − w*‖ against step"
    assert page.locator("#pick-optimizers-newton").is_disabled()
    assert page.locator("#pick-panels-basins").is_disabled()


def test_an_address_says_everything(page, visited):
    """Flags, schedules, clipping, noise, the surface's own numbers: in the app's keys."""
    visited(
        "race.html#scene=free&surface=himmelblau&optimizers=adam&optimizers=momentum&optimizers=adam~2&x=-1&y=2&steps=90"
        "&sigma=0.3&adam.lr=0.05&adam.bias_correction=false&adam.schedule=cosine&adam.cosine.horizon=60"
        "&momentum.clipped=true&momentum.clip.norm=0.7&adam~2.lr=0.2&panels=contour&panels=gradient"
    )
    adam = wrapped(OPTIMIZERS["adam"](lr=0.05, bias_correction=False), SCHEDULES["cosine"](horizon=60))
    rules = (adam, wrapped(OPTIMIZERS["momentum"](), None, Clip(norm=0.7)), OPTIMIZERS["adam"](lr=0.2))
    hold(page, scene("All", SURFACES["himmelblau"](), *rules, start=(-1.0, 2.0), steps=90, sigma=0.3))
    panels = page.locator("[data-panel]").evaluate_all("(all) => all.map((panel) => panel.dataset.panel)")
    assert panels == ["contour", "gradient"]


def test_a_swarm_is_python_s(page, visited):
    visited("race.html#scene=free&surface=himmelblau&optimizers=adam&adam.lr=0.05&steps=60&panels=swarm&swarm.side=32")
    race = scene("One", SURFACES["himmelblau"](), OPTIMIZERS["adam"](lr=0.05), steps=60)
    (want,) = film_of(race, ("swarm",), swarm=("adam", 32)).panels[0].overlays
    x, y, shape, colors = page.evaluate(DOTS)
    assert shape == [61, 32 * 32]
    np.testing.assert_allclose(np.array(x, float).reshape(shape)[:30], numbers(want["x"])[:30], rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(np.array(y, float).reshape(shape)[:30], numbers(want["y"])[:30], rtol=1e-4, atol=1e-4)
    assert np.mean([a == b for a, b in zip(colors, want["colors"], strict=True)]) > 0.99
    assert page.locator("[data-panel=swarm]").count() == 1


def test_the_table_tells_how_the_runs_that_are_drawn_ended(page, visited):
    """As Python has them, and anew while a hand moves something."""
    visited("race.html#scene=free&surface=himmelblau&optimizers=adam&optimizers=gradient_descent&adam.lr=0.3&steps=150"
            "&gradient_descent.lr=0.5")  # fmt: skip
    rows = page.locator(".dh-outcomes tbody tr")
    page.wait_for_function("document.querySelectorAll('.dh-outcomes tbody tr').length === 2")
    t = run(OPTIMIZERS["adam"](lr=0.3), SURFACES["himmelblau"](), None, 150)
    at = SURFACES["himmelblau"]().minima()[int(nearest_minimum(t.surface, t.points[-1]))]
    told = rows.nth(0).inner_text()
    assert told.startswith("Adam")
    assert f"Near the minimum ({at[0]:.3g}".replace("-", "−") in told
    assert str(int(t.evaluations.total[-1])) in told
    gone = run(OPTIMIZERS["gradient_descent"](lr=0.5), SURFACES["himmelblau"](), None, 150)
    assert f"Diverged at step {gone.diverged_at}" in rows.nth(1).inner_text()
    field = page.locator("[id='dial-gradient_descent.lr']")
    if not field.is_visible():
        page.locator("summary", has_text="Gradient descent").click()
    field.fill("0.01")
    page.wait_for_function("document.querySelectorAll('.dh-outcomes tbody tr')[1].textContent.includes('Near the min')")


def test_maps_are_there_with_their_choices(page, visited):
    """Basins and rates of the page's own race, by the app's keys; the pair's handle sets dials and address."""
    visited("race.html#scene=four-minima&panels=basins&panels=rates&swarm=adam&rates.y=beta2")
    page.wait_for_function("document.querySelector('[data-player]').dataset.running === 'false'")
    (want,) = (p for p in film_of(SCENES["four-minima"], ("basins",), swarm=("adam", 20)).panels)
    codes = page.evaluate(CODES, "basins")
    assert np.mean(np.array(codes) == decode(want.overlays[0]["codes"]).ravel()) > 0.97
    assert page.locator("[id='pick-rates.y']").input_value() == "beta2"
    knob = page.locator("[data-panel=rates] [data-handle=pair]")
    knob.focus()
    page.keyboard.press("Shift+ArrowLeft")
    page.wait_for_function("location.hash.includes('adam.lr=') && location.hash.includes('adam.beta2=')")
    page.locator("summary", has_text="Adam").last.click()
    rate = page.evaluate("new URLSearchParams(location.hash.slice(1)).get('adam.lr')")
    assert float(page.locator("[id='dial-adam.lr']").input_value()) == pytest.approx(float(rate))


def test_what_is_not_legal_in_an_address_is_left_out(page, visited):
    visited("race.html#scene=nobody&surface=rosenbrock&optimizers=adam&optimizers=<b>&adam.lr=-1&steps=1e9&x=wide")
    hold(page, scene("One", SURFACES["rosenbrock"](), OPTIMIZERS["adam"](), steps=300))


def test_choices_make_another_race(page, visited):
    visited("race.html#scene=rosenbrock-five")
    page.locator("#pick-surface").select_option("himmelblau")
    page.wait_for_function("location.hash.includes('surface=himmelblau')")
    page.wait_for_function("document.querySelector('h1').textContent === 'Himmelblau'")
    page.wait_for_function(DRAWN)
    ground = SURFACES["himmelblau"]()
    for entrant in SCENES["rosenbrock-five"].entrants:
        rule = OPTIMIZERS[entrant.id]()
        rate = tune(rule, ground).rule.settings()["lr"] if rule.tunable else entrant.rule.settings()["lr"]
        assert float(page.locator(f"[id='dial-{entrant.id}.lr']").input_value()) == pytest.approx(rate)
    page.locator("summary", has_text="Optimizers").click()
    page.locator("#pick-optimizers-newton").uncheck()
    page.wait_for_function("!document.querySelector('[data-player]').tracks().some(({racer}) => racer === 'newton')")
    chips = page.locator("[data-racer]").evaluate_all("(all) => all.map((chip) => chip.dataset.racer)")
    assert "newton" not in chips


def test_it_works_without_a_net_once_it_was_opened(page, visited):
    visited("")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    visited("race.html#scene=free&surface=beale&optimizers=newton")
    hold(page, scene("One", SURFACES["beale"](), OPTIMIZERS["newton"](), steps=300))
    visited("")
    page.wait_for_function("document.querySelector('[data-player]').dataset.step > 0")


@pytest.mark.exhaustive
def test_all_of_the_site_works_without_a_net_once_it_was_opened(page, tmp_path):
    """Every file is kept, and each page is whole without a server. It is built first, unless DOWNHILL_SITE is one."""
    folder = Path(os.environ.get("DOWNHILL_SITE") or tmp_path / "site")
    if not folder.exists():
        build(folder)
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {
        ".downhill-site",
        "sw.js",
    }
    with files_served(Quiet, folder) as address:
        page.goto(address)
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        kept = set(page.evaluate(KEPT))
        assert files - {".downhill-site", "sw.js"} <= {url.removeprefix(address) for url in kept}
    page.context.set_offline(True)  # and the server is gone
    for slug in ("radford-saddle", "drifting", "game"):
        page.goto(f"{address}race.html#scene={slug}")
        page.reload()
        page.locator("[data-panel]").first.wait_for()
        page.wait_for_function(DRAWN)
        hold(page, SCENES[slug])
    page.goto(f"{address}catalogue.html")
    assert page.locator(".dh-card").count() > 100


def test_the_catalogue_has_a_card_for_each(page, site_address):
    page.goto(f"{site_address}catalogue.html")
    assert page.locator(".dh-card").count() == len(SITE_RULES) + len(SITE_SURFACES)
    assert page.locator(".dh-card a[href='race.html#scene=free&surface=beale']").count() == 1
    words = page.locator(".dh-card p").all_inner_texts()
    ideas = {" ".join(each.__doc__.split("\n\n")[0].split()) for each in map(OPTIMIZERS.get, SITE_RULES)}
    assert ideas <= {text.replace("’", "'") for text in words}
    assert not any("`" in text or "'" in text for text in words)


def test_the_catalogue_s_pictures_are_those_of_the_theme(page, site_address):
    """A surface's lowest band is the ground's colour: dark in the dark."""
    light = {}
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.goto(f"{site_address}catalogue.html")
        image = page.locator(".dh-card img").first
        image.scroll_into_view_if_needed()
        page.wait_for_function("(node) => node.complete && node.naturalWidth", arg=image.element_handle())
        data = base64.b64decode(image.evaluate("(node) => node.currentSrc").partition(",")[2])
        light[theme] = float(np.asarray(Image.open(io.BytesIO(data)).convert("RGBA").convert("L")).mean())
    assert light["dark"] < 110 < 150 < light["light"]


def test_a_scenes_title_goes_when_its_settings_are_changed(page, visited):
    visited("race.html#scene=rotated")
    assert page.locator("h1").inner_text() == SCENES["rotated"].name
    page.goto("about:blank")
    visited("race.html#scene=rotated&quadratic.angle=0")
    assert page.locator("h1").inner_text() == "Quadratic"
