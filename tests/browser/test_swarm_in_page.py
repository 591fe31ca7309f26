"""The swarm in the page is Python's, and answers a dial."""

import dataclasses

import numpy as np
import pytest

from figures import film_of
from scenes import SCENES
from tests.figures.test_swarm_panel import numbers

RACE = SCENES["four-minima"]
SET = "([name, value]) => document.dispatchEvent(new CustomEvent('downhill:set', {detail: {name, value}}))"
DOTS = """() => {
    const {overlays} = document.querySelector("[data-player]").panels().find(({swarm}) => swarm);
    const [{x, y, colors}] = overlays;
    return [Array.from(x.values, String), Array.from(y.values, String), x.shape, colors];
}"""


def dots(stage):
    stage.frames(3)
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
