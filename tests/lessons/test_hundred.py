"""A hundred noisy runs in two valleys: counted again one by one, and by the page's engine."""

import json
import re

import numpy as np
import pytest

from figures.script import bundle
from lessons._claims import percent
from lessons.ends.hundred import COUNT, STEPS, Hundred, hundred, hundred_film, rule_at, tape, words
from lessons.ends.wells import FLAT, SHARP, SURFACE, in_flat, in_sharp, limits, starts
from tests.live.v8 import ENGINE, V8

CHOSEN = [
    Hundred(),
    Hundred(sigma=2.0),
    Hundred(lr=0.75),
    Hundred(optimizer="momentum", sigma=1.5, starts="halves"),
    Hundred(optimizer="adam", sigma=3.0, starts="everywhere"),
    Hundred(optimizer="rmsprop", lr=1.0, sigma=0.5),
]


@pytest.mark.parametrize("chosen", CHOSEN, ids=str)
def test_the_words_count_the_ends(chosen):
    t, told = hundred(chosen), words(chosen)
    sharp, flat = in_sharp(t.points[-1]).sum(), in_flat(t.points[-1]).sum()
    assert told.startswith(f"**{percent(flat / COUNT)}** of 100 runs end in the flat")
    assert f"{percent(sharp / COUNT)} in the sharp one’s" in told
    assert ("in neither, outside" in told) == (sharp + flat < COUNT)
    held = sum(chosen.lr < limit for limit in limits())
    expected = {0: "in neither minimum", 1: "only in the flat minimum", 2: "in both minima"}[held]
    assert (f"Without noise gradient descent can rest {expected} at this η." in told) == (
        chosen.optimizer == "gradient_descent"
    )
    assert not re.search(r"  |\.\.|,\.", told)


def test_each_run_has_draws_of_its_own():
    chosen = Hundred(sigma=0.8)
    t = hundred(chosen)
    for lane in (0, 7):
        w = starts("sharp", COUNT, 0)[lane]
        for k in range(STEPS):
            w = w - 0.1 * (SURFACE.gradient(w) + 0.8 * tape()[lane, k])
        np.testing.assert_allclose(t.points[-1, lane], w, rtol=1e-9)


@pytest.mark.parametrize("chosen", CHOSEN, ids=str)
def test_the_page_runs_the_same_hundred(chosen):
    film = hundred_film(chosen)
    names = [name for rule in film.live["rules"] for name in rule["names"]]
    assert "ends.hundred.lr" in names
    assert film.live["called"] == {"ends.hundred.sigma": "sigma"}
    noisy = chosen.sigma > 0
    rules = [{**rule, "program": rule["noisy"] if noisy else rule["program"]} for rule in film.live["rules"]]
    spec = {**film.live, "rules": rules, "noise": tape().ravel().tolist() if noisy else None}
    engine = V8(spec.pop("programs"))
    engine.context.eval(bundle(ENGINE.parent / "swarm.js").replace("export function", "function"))
    swarm = json.dumps([film.panels[0].swarm, film.panels[1].swarm])
    made = json.loads(engine.context.eval(
        f"const spec = {json.dumps(spec)}; JSON.stringify({swarm}.map((swarm) => {{"
        "const {overlays: [{x, y, colors}], subtitle} = swarmOf(engine, spec, swarm).next().value;"
        "return [subtitle, colors, [...x.values].slice(-100), [...y.values].slice(-100)]; }))"
    ))  # fmt: skip
    t = hundred(chosen)
    for (subtitle, colors, x, y), heights, panel in zip(
        made, (t.points[-1, :, 1], t.values[-1]), film.panels, strict=True
    ):
        python = panel.overlays[0]["colors"]
        apart = sum(own != other for own, other in zip(colors, python, strict=True))
        assert apart <= (2 if rule_at(chosen).slug != "gradient_descent" else 0)  # Adam's first steps are all sign
        if not apart:
            assert subtitle == panel.subtitle
            near = np.isfinite(t.points[-1, :, 0]) & (np.abs(t.points[-1]).max(axis=-1) < 10)
            np.testing.assert_allclose(np.array(x, dtype=float)[near], t.points[-1, near, 0], atol=1e-3)
            np.testing.assert_allclose(np.array(y, dtype=float)[near], heights[near], atol=1e-3)
    assert set(made[0][1]) <= {SHARP, FLAT, "#7a8090"}
