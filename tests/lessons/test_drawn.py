"""The drawn rate: what is said against runs one by one, and the page's own count of all starts against Python's."""

import json
import re

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from sweep import sweep

from figures._encode import decode
from figures.script import bundle
from lessons._claims import percent
from lessons.decay.drawn import MOST, STARTS, STEPS, WELLS, Rates, drawn_film, rule_at, words
from lessons.decay.escape import limits
from optim import run
from tests.live.v8 import ENGINE, V8

BEST = minimize_scalar(lambda w: WELLS.value((w,)), bounds=(0.5, 1.9), options={"xatol": 1e-9}).x
CHOSEN = sweep(Rates, 4)


def drawn_rate(chosen, k):
    """The rate at step k, read off the picture: straight between the points on a log scale."""
    return 10 ** np.interp(k, np.linspace(1, STEPS, 6), np.log10(chosen.rates))


@pytest.mark.parametrize("chosen", CHOSEN, ids=str)
def test_the_words_are_true_of_the_rate_and_of_the_ends(chosen):
    told = words(chosen)
    rates = np.array([drawn_rate(chosen, k) for k in range(1, STEPS + 1)])
    np.testing.assert_allclose([float(rule_at(chosen).rate(k)) for k in range(1, STEPS + 1)], rates, rtol=1e-9)
    best, others = limits().rates.max(), np.sort(limits().rates)[-2]
    counts = r"for (\d+) of \d+ steps\. Only the best minimum can hold a run for (\d+)(?:, (\d+|none|all) of them af)?"
    above, window, late = re.search(counts, told).groups()
    last = max([k for k, rate in enumerate(rates) if rate >= best], default=-1)  # after it none is thrown out any more
    only = [others < rate < best for rate in rates]
    assert (int(above), int(window)) == ((rates >= best).sum(), sum(only))
    after = sum(only[last + 1 :])
    counted = "all" if after == sum(only) else str(after or "none")
    assert late == (counted if last >= 0 and any(only) else None)
    t = run(rule_at(chosen), WELLS, STARTS[:, None], STEPS, record_states=False)
    at_best = np.abs(t.points[-12:, :, 0] - BEST) <= 0.005 * 8  # a share of the picture's width
    share = float(at_best.all(axis=0).mean()) if rates[-12:].min() < best else 0.0  # above its limit it holds none
    assert told.startswith(f"**{percent(share)}**")
    assert ("Named schedules" in told) == (chosen.r5 < chosen.r0)


def test_a_rate_that_decays_too_soon_loses_to_one_that_holds_out():
    shares = {name: int(re.match(r"\*\*(\d+)%", words(Rates(**preset)))[1]) for name, preset in Rates.presets.items()}
    assert shares["Large throughout"] == 0
    assert shares["Decays too soon"] < 60 < 95 < shares["Holds out, then decays"]
    assert shares["Small throughout"] < shares["Decays too soon"]


RATES = Rates.presets | {
    "Just above the limits": dict.fromkeys(Rates.presets["Small throughout"], 0.12),
    "Above them at the end": Rates.presets["Decays too soon"] | {"r5": 0.12},
}


@pytest.mark.parametrize("name", RATES)
def test_the_page_counts_and_colours_the_starts_as_python_does(name):
    """From the film before the hand moved, with the numbers that its handles set."""
    film, moved = drawn_film(Rates()), drawn_film(Rates(**RATES[name]))
    numbers = dict(zip(film.live["rules"][0]["names"], film.live["rules"][0]["numbers"], strict=True))
    for handle in film.panels[0].handles:
        (each,) = handle["sets"]
        numbers[each["name"]] = RATES[name][handle["id"]] / each["over"]
    assert list(numbers.values()) == moved.live["rules"][0]["numbers"]
    spec = {**film.live, "rules": [{**film.live["rules"][0], "numbers": list(numbers.values())}], "noise": None}
    engine = V8(spec.pop("programs"))
    engine.context.eval(bundle(ENGINE.parent / "swarm.js").replace("export function", "function"))
    asked = json.dumps([spec, {"swarm": film.panels[1].swarm}])
    made = json.loads(engine.context.eval(
        f"const [spec, panel] = {asked}; "
        "const {overlays, subtitle} = swarmOf(engine, spec, panel.swarm).next().value;"
        "JSON.stringify([subtitle, overlays[0].colors, [...overlays[0].x.values]])"
    ))  # fmt: skip
    subtitle, colors, x = made
    python = moved.panels[1].overlays[0]["colors"]
    share = colors.count("#1f9d61") / len(STARTS)
    assert subtitle == f"{percent(share)} of 96 starts settle in the best minimum; grey: in another; red: in none"
    wild = max(moved.live["rules"][0]["numbers"][4:]) * MOST > limits().rates.min()
    assert sum(own != other for own, other in zip(colors, python, strict=True)) <= (5 if wild else 0)  # of roundings
    if not wild:
        assert subtitle == moved.panels[1].subtitle
        np.testing.assert_allclose(x, decode(moved.panels[1].overlays[0]["x"]).ravel(), atol=2e-3)


def test_the_points_can_be_drawn_as_high_as_the_picture_reaches():
    (panel, _) = drawn_film(Rates()).panels
    low, high = panel.figure["layout"]["yaxis"]["range"]
    for handle in panel.handles:
        assert handle["within"][1] == [10**low, 10**high]
        assert handle["axis"] == "y"
    assert 10**high == MOST


def test_who_sits_in_a_minimum_while_the_rate_rises_at_the_end_has_settled_there():
    """For the last four steps the rate is above the narrow limits, and nothing has moved off yet."""
    chosen = Rates(**RATES["Above them at the end"])
    assert limits().rates.min() < chosen.r5 < limits().rates.max()
    colors = drawn_film(chosen).panels[1].overlays[0]["colors"]
    assert colors.count("#8a8f9c") > 20
