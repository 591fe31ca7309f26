"""Pictures of many runs in the page: they are Python's, answer dials, and have handles."""

import dataclasses

import numpy as np
import pytest
from driving import grab

from figures import film_of
from figures._encode import decode
from scenes import SCENES
from tests.figures.test_swarm_panel import numbers

RACE = SCENES["four-minima"]
SET = "([name, value]) => document.dispatchEvent(new CustomEvent('downhill:set', {detail: {name, value}}))"
DOTS = """() => {
    const {overlays} = document.querySelector("[data-player]").panels().find(({swarm}) => swarm);
    const [{x, y, colors}] = overlays;
    return [Array.from(x.values, String), Array.from(y.values, String), x.shape, colors];
}"""


WHOLE = "document.querySelector('[data-player]').dataset.running === 'false'"


def whole(stage):
    """Wait until all the runs of the pictures of many are there."""
    stage.frames(3)
    stage.page.wait_for_function(WHOLE)


def dots(stage):
    whole(stage)
    x, y, shape, colors = stage.page.evaluate(DOTS)
    return np.array(x, float).reshape(shape), np.array(y, float).reshape(shape), colors


@pytest.mark.parametrize("id", ["gradient_descent", "adam"])
def test_dots_are_python_s_and_answer_a_dial(stage, id):
    panels = ("contour", "swarm")
    stage.mount(film_of(RACE, panels, live=True, swarm=(id, 20)).document())
    changed = [dataclasses.replace(e, rule=e.rule.altered(lr=0.004)) if e.id == id else e for e in RACE.entrants]
    for race in (RACE, dataclasses.replace(RACE, entrants=tuple(changed))):
        if race is not RACE:
            stage.page.evaluate(SET, [f"{id}.lr", 0.004])
        (want,) = film_of(race, panels, swarm=(id, 20)).panels[-1].overlays
        x, y, colors = dots(stage)
        for got, name in ((x, "x"), (y, "y")):
            np.testing.assert_allclose(got[:30], numbers(want[name])[:30], rtol=1e-4, atol=1e-4)
        assert np.mean([a == b for a, b in zip(colors, want["colors"], strict=True)]) > 0.99


def panel(stage, id):
    return stage.page.evaluate(
        """(id) => {
            const {map, start, handles, legend, caption, overlays} =
                document.querySelector("[data-player]").panels().find((panel) => panel.id === id);
            const {values, shape} = overlays[0]?.codes ?? {values: [], shape: []};
            return {map, start, handles, legend, caption, columns: shape[1], cells: [...values]};
        }""",
        id,
    )


def pulled(stage, id, handle, by, up=True):
    page = stage.page
    x, y = grab(page, page.locator(f"[data-panel={id}] [data-handle={handle}]"))
    page.mouse.move(x + by[0], y + by[1], steps=4)
    stage.frames(3)
    if up:
        page.mouse.up()


def test_the_plane_of_rates_has_a_handle_that_is_the_pair(stage):
    """Dragged, the race and the basins answer at once, dials are told, and at the end the app; the plane stays."""
    stage.mount(film_of(RACE, ("contour", "basins", "rates"), live=True, swarm=("adam", 20)).document())
    whole(stage)
    told = "globalThis.told = []; document.addEventListener('downhill:moved', ({detail}) => told.push(detail.name))"
    stage.page.evaluate(told)
    plane, basins = panel(stage, "rates"), panel(stage, "basins")
    assert plane["columns"] == 64
    assert basins["columns"] == 96
    track = stage.page.evaluate("Array.from(document.querySelector('[data-player]').tracks()[3].channels.x)")
    pulled(stage, "rates", "pair", (-50, 25), up=False)
    moving = panel(stage, "basins")
    assert moving["columns"] < 96
    assert f"{moving['columns']} × {moving['columns']} starts" in moving["caption"]
    assert stage.page.evaluate("Array.from(document.querySelector('[data-player]').tracks()[3].channels.x)") != track
    assert set(stage.page.evaluate("told")) == {"adam.lr", "adam.beta1"}
    assert not stage.events("handle")
    stage.page.mouse.up()
    (event,) = stage.events("handle")
    assert (event["panel"], event["id"]) == ("rates", "pair")
    rate, beta = event["x"], event["y"]
    assert rate < plane["handles"][0]["x"]
    assert beta < plane["handles"][0]["y"]
    whole(stage)
    assert panel(stage, "rates")["cells"] == plane["cells"]
    changed = [dataclasses.replace(e, rule=e.rule.altered(lr=rate, beta1=beta)) if e.id == "adam" else e
               for e in RACE.entrants]  # fmt: skip
    race = dataclasses.replace(RACE, entrants=tuple(changed))
    painted = film_of(race, ("basins",), swarm=("adam", 20)).panels[0].overlays[0]
    assert np.mean(decode(painted["codes"]).ravel() == panel(stage, "basins")["cells"]) > 0.97


@pytest.mark.parametrize("id", ["basins", "swarm"])
def test_the_start_is_a_handle_on_pictures_of_many_runs(stage, id):
    """It moves the race and the plane of rates, which is of its start; the basins stay as they are."""
    stage.mount(film_of(RACE, (id, "rates"), live=True, swarm=("momentum", 20)).document())
    whole(stage)
    basins, rates = panel(stage, id), panel(stage, "rates")
    pulled(stage, id, "start", (60, -40))
    whole(stage)
    assert panel(stage, id)["start"] != basins["start"]
    assert panel(stage, id)["start"] == stage.page.evaluate("[...player.state().start]")
    assert panel(stage, id)["legend"] == basins["legend"]
    assert panel(stage, "rates")["cells"] != rates["cells"]
    assert len(stage.events("start")) == 1


def test_colours_stay_while_the_surface_moves(stage):
    """Its minimum moves, and is named where it is; grey is what the legend says it is."""
    race = SCENES["rosenbrock-five"]
    stage.mount(film_of(race, ("swarm", "basins"), live=True, swarm=("newton", 20)).document())
    whole(stage)
    before = panel(stage, "basins")["legend"]
    stage.page.evaluate(SET, ["rosenbrock.a", 0.5])
    stage.frames(3)
    for id in ("swarm", "basins"):
        after = panel(stage, id)["legend"]
        assert after[0]["color"] == before[0]["color"]
        assert before[0]["label"].startswith("(1, 1) ")
        assert after[0]["label"].startswith("(0.5, 0.25) ")
        assert after[1]["label"].startswith("at none of these ")
    text = stage.page.locator("[data-panel=basins] .dh-key").inner_text()
    assert "(0.5, 0.25)" in text


def test_the_handle_of_a_pair_moves_by_arrow_keys(stage):
    stage.mount(film_of(RACE, ("rates",), live=True, swarm=("gradient_descent", 20)).document())
    knob = stage.page.locator("[data-panel=rates] [data-handle=pair]")
    was = panel(stage, "rates")["handles"][0]
    knob.focus()
    stage.page.keyboard.press("Shift+ArrowLeft")
    stage.page.keyboard.press("Shift+ArrowUp")
    stage.page.wait_for_function("events.some(({type}) => type === 'handle')")
    event = stage.events("handle")[-1]
    assert (event["id"], event["y"]) == ("pair", was["y"])
    assert event["x"] < 0.5 * was["x"]
