"""Many starts, or many hyperparameters, at once: each lane is the run of its own."""

import json

import numpy as np
import pytest
from steps import drawn
from v8 import V8

from figures.live import live_of
from live import EXCEPTIONS, program_of_surface, programs_of, spec_of
from live._spec import _lowest, _numbers
from optim import OPTIMIZERS, hyperparameter_map, run
from scenes import scene
from surfaces import SURFACES, Noisy
from surfaces._noise import draw

ASK = """
const stopped = (swarm) => ({
  points: [...swarm.points], values: [...swarm.values], diverged: [...swarm.diverged],
});
const went = (rule, starts, stops) => {
  const swarm = engine.swarm(spec, spec.rules[rule], starts);
  return stops.map((k) => { swarm.go(k); return stopped(swarm); });
};
const plane = (rule, first, second) => {
  const {values, diverged} = engine.pairs(spec, spec.rules[rule], first, second);
  return {values: [...values], diverged: [...diverged]};
};
"""


def page(s):
    live = live_of(s, ("x", "y", "f"))
    engine = V8(live.pop("programs"))
    noise = None
    if s.sigma:
        noise = [float(x) for k in range(1, s.steps + 1) for x in draw(s.seed, k, 2)]
        live["rules"] = [rule | {"program": rule["noisy"]} for rule in live["rules"]]
    engine.context.eval(f"{ASK} const spec = {json.dumps(live | {'noise': noise})}")
    return lambda call: json.loads(engine.context.eval(f"JSON.stringify({call})"))


def hold(found, t, k):
    """A swarm at step k is the batch's: points, last finite values, and where lanes have diverged by then."""
    lost = (t.diverged_at >= 0) & (t.diverged_at <= k)
    np.testing.assert_array_equal(found["diverged"], np.where(lost, t.diverged_at, -1))
    points = np.array(found["points"], dtype=float).reshape(-1, 2)
    np.testing.assert_allclose(points, t.points[k], rtol=1e-9, atol=1e-9)
    last = np.where(lost, np.maximum(t.diverged_at - 1, 0), k)
    values = np.array(found["values"], dtype=float)
    np.testing.assert_allclose(values, np.take_along_axis(t.values, last[None], 0)[0], rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize(
    ("slug", "lr"),
    [("gradient_descent", 0.02), ("momentum", 0.003), ("adam", 0.05), ("nadam", 0.02), ("normalized_descent", 0.1)],
)
def test_a_swarm_is_a_batch_wherever_it_stops(slug, lr):
    """Gone on with in parts, as an animation asks for it, and from starts some of which are thrown out."""
    rule = OPTIMIZERS[slug](lr=lr)
    starts = np.random.default_rng(3).uniform(-6, 6, (60, 2))
    ask = page(scene("Swarm", SURFACES["himmelblau"](), rule, steps=30))
    stops = [0, 1, 7, 30]
    found = ask(f"went(0, {starts.ravel().tolist()}, {stops})")
    t = run(rule, SURFACES["himmelblau"](), starts, 30)
    if slug == "gradient_descent":
        assert 0 < (t.diverged_at >= 0).sum() < 60
    for k, at in zip(stops, found, strict=True):
        hold(at, t, k)


def test_a_swarm_in_noise():
    rule = OPTIMIZERS["momentum"](lr=0.005)
    starts = np.random.default_rng(4).uniform(-3, 3, (20, 2))
    ask = page(scene("Swarm", SURFACES["himmelblau"](), rule, steps=25, sigma=0.8, seed=5))
    (found,) = ask(f"went(0, {starts.ravel().tolist()}, [25])")
    hold(found, run(rule, Noisy(SURFACES["himmelblau"](), 0.8, 5), starts, 25), 25)


def test_a_plane_of_hyperparameters_is_python_s_map():
    rule, surface = OPTIMIZERS["momentum"](), SURFACES["rosenbrock"]()
    rates, betas = np.geomspace(1e-4, 0.05, 7), np.linspace(0.0, 0.95, 5)
    ask = page(scene("Plane", surface, rule, steps=40))
    found = ask(f"plane(0, [0, {rates.tolist()}], [1, {betas.tolist()}])")
    want = hyperparameter_map(rule, surface, ("lr", rates), ("beta", betas), steps=40)
    np.testing.assert_array_equal(np.array(found["diverged"]).reshape(5, 7) >= 0, want.diverged)
    assert 0 < want.diverged.sum() < 35
    np.testing.assert_allclose(np.array(found["values"]).reshape(5, 7), want.values, rtol=1e-6)


def test_the_lowest_minimum_is_followed_as_the_surface_moves():
    """f* under numbers drawn from the sliders' ranges: Python's, found from where the default's minima lie."""
    rng = np.random.default_rng(0)
    programs, specs, want = {}, [], []
    for slug, cls in SURFACES.items():
        surface = cls()
        if surface.dims != 2 or slug in EXCEPTIONS or not len(surface.minima()) or surface == drawn(surface, rng):
            continue
        s = scene("Moved", surface, OPTIMIZERS["gradient_descent"](), steps=1)
        for _ in range(5):
            moved = drawn(surface, rng)
            spec = spec_of(s)
            specs.append(spec | {"surface": spec["surface"] | _numbers(program_of_surface(moved), moved, "")})
            want.append(_lowest(moved)[1])
        programs |= programs_of(s)
    context = V8(programs).context
    found = json.loads(context.eval(f"JSON.stringify({json.dumps(specs)}.map((s) => engine.lowest(s).bottom))"))
    assert len(want) > 40
    known = [(a, b) for a, b in zip(found, want, strict=True) if a is not None]
    assert len(known) > 40  # at a kink, or where a minimum has become a saddle, none is named
    np.testing.assert_allclose(*zip(*known, strict=True), rtol=1e-9, atol=1e-9)
