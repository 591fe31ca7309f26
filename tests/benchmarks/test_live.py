"""The engine in the page against its budgets, in V8 and in Chromium."""

import json
import sys
import timeit
from pathlib import Path

import numpy as np
import pytest

from figures.live import live_of
from live import program_of_rule, program_of_surface
from live._trace import trace_rule, trace_surface
from optim import OPTIMIZERS, race, run
from scenes import scene
from surfaces import SURFACES

sys.path.append(str(Path(__file__).parents[1] / "live"))
from v8 import V8

BEALE = SURFACES["beale"]()
RATES = {
    "gradient_descent": 0.001, "momentum": 0.001, "nesterov": 0.001, "adagrad": 0.1, "rmsprop": 0.01, "adadelta": 1.0,
    "adam": 0.01, "adamax": 0.02,
}  # fmt: skip
RULES = [OPTIMIZERS[slug](lr=lr) for slug, lr in RATES.items()]
CROWD = scene("Crowd", BEALE, *RULES, steps=300)
SHORTEST = """
const shortest = (f, rounds, times = 1) => {
  let least = Infinity;
  for (let i = 0; i < rounds; i++) {
    const begin = Date.now();
    for (let j = 0; j < times; j++) f();
    least = Math.min(least, (Date.now() - begin) / times);
  }
  return least;
};
"""


def crowd():
    """An engine and what it is asked for: eight rules, with the channels of a contour, a surface and a loss chart."""
    live = live_of(CROWD, ("x", "y", "f", "gap", "z"))
    engine = V8(live.pop("programs"))
    engine.context.eval(f"{SHORTEST} const spec = {json.dumps(live | {'noise': None})}")
    return engine.context


def test_a_race_in_the_page(budget):
    context = crowd()
    context.eval(
        "const out = spec.rules.map(() => "
        "Object.fromEntries(spec.channels.map((name) => [name, new Float32Array(spec.steps + 1)])))"
    )
    measured = context.eval("shortest(() => engine.race(spec, out), 20, 200)")
    in_python = 1e3 * min(timeit.repeat(lambda: race(RULES, BEALE, steps=300), number=1, repeat=5))
    budget("8 rules × 300 steps on Beale, in V8", measured, 0.3, "ms", instead=f"in Python: {in_python:.0f} ms")


@pytest.mark.parametrize(("slug", "limit"), [("gradient_descent", 50), ("adam", 150)])
def test_a_swarm_in_the_page(budget, slug, limit):
    context = crowd()
    place = list(RATES).index(slug)
    context.eval("const starts = Float64Array.from({length: 20000}, (_, i) => -4 + 8 * ((i * 7919) % 100003) / 100003)")
    measured = context.eval(f"shortest(() => engine.swarm(spec, spec.rules[{place}], starts).go(200), 9)")
    starts = np.random.default_rng(0).uniform(-4, 4, (10_000, 2))
    rule = RULES[place]
    in_python = 1e3 * min(
        timeit.repeat(lambda: run(rule, BEALE, starts, 200, record_states=False), number=1, repeat=3)
    )
    budget(f"10,000 starts × 200 steps, {slug}, in V8", measured, limit, "ms", instead=f"in Python: {in_python:.0f} ms")


def test_a_new_pair_is_compiled_and_run(budget):
    context = crowd()
    context.eval("const parts = ['ackley', 'lbfgs']")
    surface, rule = SURFACES["ackley"](), OPTIMIZERS["lbfgs"]()
    s, r = program_of_surface(surface), program_of_rule(rule, surface)
    context.eval(f"const texts = {json.dumps({'s': s.source, 'r': r.source})}; let fresh = 0")
    measured = context.eval(
        "shortest(() => compile({s: `${texts.s}// ${fresh++}`, r: texts.r}).pair('s', 'r'), 20)"
    )
    budget("L-BFGS on Ackley, compiled in V8", measured, 5, "ms")


def test_tracing(benchmark, budget):
    def everything():
        for cls in SURFACES.values():
            if cls.slug != "noisy_moons":
                trace_surface(cls())
        for cls in OPTIMIZERS.values():
            trace_rule(cls(), 2)

    benchmark.pedantic(everything, rounds=3)
    count = len(SURFACES) - 1 + len(OPTIMIZERS)
    budget("a rule or a surface traced into a program", 1e3 * benchmark.stats.stats.min / count, 20, "ms")
