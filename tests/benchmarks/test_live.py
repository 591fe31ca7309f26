"""The engine in the page against its budgets, in Chromium."""

import timeit

import numpy as np
import pytest

from figures import film_of
from figures.live import live_of
from lessons.ends.valley import valley_film
from lessons.moons.clouds import Clouds, clouds_film
from lessons.winner.maps import rule_at, starts, starts_film
from live import EXCEPTIONS, program_of_rule, program_of_surface
from live._trace import trace_rule, trace_surface
from optim import ON_VECTORS, OPTIMIZERS, race, run
from scenes import scene
from surfaces import SURFACES
from tests.benchmarks.test_app import RACE
from tests.browser.conftest import (  # noqa: F401 (fixtures)
    DRAWN,
    MOUNT,
    app_address,
    browser,
    files_address,
    open_app,
    page,
)

BEALE = SURFACES["beale"]()
RATES = {
    "gradient_descent": 0.001, "momentum": 0.001, "nesterov": 0.001, "adagrad": 0.1, "rmsprop": 0.01, "adadelta": 1.0,
    "adam": 0.01, "adamax": 0.02,
}  # fmt: skip
RULES = [OPTIMIZERS[slug](lr=lr) for slug, lr in RATES.items()]
CROWD = scene("Crowd", BEALE, *RULES, steps=300)
READY = """async ([spec, texts]) => {
    const {compile} = await import("/figures/player/engine.js");
    globalThis.shortest = (f, rounds) => {
        let least = Infinity;
        for (let i = 0; i < rounds; i++) {
            const begin = performance.now();
            f(i);
            least = Math.min(least, performance.now() - begin);
        }
        return least;
    };
    const empty = () => new Float32Array(spec.steps + 1);
    const channels = () => Object.fromEntries(spec.channels.map((name) => [name, empty()]));
    Object.assign(globalThis, {compile, spec, texts, engine: compile(spec.programs), out: spec.rules.map(channels)});
    globalThis.starts = Float64Array.from({length: 20000}, (_, i) => -4 + 8 * ((i * 7919) % 100003) / 100003);
}"""
TIMED = """() => {
    const spent = globalThis.spent = {};
    const time = (owner, name, part) => {
        const work = owner[name];
        owner[name] = function (...given) {
            const begin = performance.now();
            const made = work.apply(this, given);
            (spent[part] ??= []).push(performance.now() - begin);
            return made;
        };
    };
    const {player: own} = player;
    time(own.live.engine, "race", "engine");
    time(own.live, "frame", "engine and update");
    time(own.stage, "paint", "painting");
}"""
MEDIANS = """() => Object.fromEntries(Object.entries(spent).map(([part, all]) => [
    part, all.slice(-300).sort((a, b) => a - b)[Math.floor(Math.min(all.length, 300) / 2)],
]))"""
DRAG = """async (frames) => {
    let own = 0;
    const gaps = [];
    let last = null;
    await new Promise((done) => {
        const tick = (now) => {
            if (last !== null) gaps.push(now - last);
            last = now;
            const turn = own / 40;
            const value = [2 * Math.cos(turn), 2 * Math.sin(turn)];
            document.dispatchEvent(new CustomEvent("downhill:set", {detail: {name: "start", value}}));
            if (++own < frames) requestAnimationFrame(tick); else done();
        };
        tick.ticks = true;
        requestAnimationFrame(tick);
    });
    return gaps.length * 1000 / gaps.reduce((a, b) => a + b, 0);
}"""

SWING = """async ([name, low, high, frames]) => {
    for (let own = 0; own < frames; own++) {
        const share = 0.5 - 0.5 * Math.cos(own / 12), value = low * (high / low) ** share;
        document.dispatchEvent(new CustomEvent("downhill:set", {detail: {name, value: Number(value.toPrecision(3))}}));
        await new Promise(requestAnimationFrame);
    }
}"""


def map_of_starts():
    rule, surface = rule_at("momentum", 0.01), SURFACES["himmelblau"]()
    return starts_film(starts("momentum", 0.01, "himmelblau", 150, 128), rule, surface, surface.start, 150)


PICTURES = {
    "the clouds of the moons": (lambda: clouds_film(Clouds()), "moons.steps.size", 1, 200),
    "a valley of solutions": (lambda: valley_film((0.4, 1.2)), "ends.x_1", 0.35, 1.6),
    "a map of starts": (map_of_starts, "winner.map.rate", 0.001, 0.02),
}  # of the lecture: a film, a number, its ends
SLIDE = """async (range, frames) => {
    const middle = Number(range.max) / 2;
    const gaps = [];
    let last = null;
    for (let own = 0; own < frames; own++) {
        range.value = String(Math.round(middle * (0.9 + 0.1 * Math.sin(own / 10))));
        range.dispatchEvent(new Event("input", {bubbles: true}));
        const now = await new Promise(requestAnimationFrame);
        if (last !== null) gaps.push(now - last);
        last = now;
    }
    range.dispatchEvent(new Event("change", {bubbles: true}));
    await new Promise((done) => setTimeout(done, 1500));
    return gaps.length * 1000 / gaps.reduce((a, b) => a + b, 0);
}"""
RELEASE = """async (range, odd) => {
    const table = document.querySelector(".downhill-table"), player = document.querySelector("[data-player]");
    range.value = String(Number(range.value) + (odd ? -8 : 8));
    range.dispatchEvent(new Event("input", {bubbles: true}));
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    if (!player.hasAttribute("data-ahead")) throw new Error("nothing was set");
    const seen = (node, options, when) => new Promise((done) => {
        const watch = new MutationObserver(() => when() && (watch.disconnect(), done()));
        watch.observe(node, options);
    });
    const answered = [
        seen(table, {childList: true}, () => true),
        seen(player, {attributes: true}, () => !player.hasAttribute("data-ahead")),
    ];
    const begin = performance.now();
    range.dispatchEvent(new Event("change", {bubbles: true}));
    await Promise.all(answered);
    return performance.now() - begin;
}"""


@pytest.fixture
def ready(page, files_address):  # noqa: F811
    """A page with an engine, and what it is asked for: eight rules with the channels of three panels."""
    surface, rule = SURFACES["ackley"](), OPTIMIZERS["lbfgs"]()
    texts = [program_of_surface(surface).source, program_of_rule(rule, surface).source]
    page.goto(files_address)
    page.evaluate(READY, [live_of(CROWD, ("x", "y", "f", "gap", "z")) | {"noise": None}, texts])
    return page


def least_ms(function, rounds=5):
    return 1e3 * min(timeit.repeat(function, number=1, repeat=rounds))


def test_a_race_in_the_page(ready, budget):
    measured = ready.evaluate("shortest(() => { for (let i = 0; i < 20; i++) engine.race(spec, out); }, 60) / 20")
    in_python = least_ms(lambda: race(RULES, BEALE, steps=300))
    budget("8 rules × 300 steps on Beale, in the page", measured, 0.3, "ms", instead=f"in Python: {in_python:.0f} ms")


@pytest.mark.parametrize(("slug", "limit"), [("gradient_descent", 50), ("adam", 150)])
def test_a_swarm_in_the_page(ready, budget, slug, limit):
    measured = ready.evaluate(
        f"shortest(() => engine.swarm(spec, spec.rules[{[*RATES].index(slug)}], starts).go(200), 15)"
    )
    starts = np.random.default_rng(0).uniform(-4, 4, (10_000, 2))
    in_python = least_ms(lambda: run(OPTIMIZERS[slug](), BEALE, starts, 200, record_states=False), 3)
    instead = f"in Python: {in_python:.0f} ms"
    budget(f"10,000 starts × 200 steps, {slug}, in the page", measured, limit, "ms", instead=instead)


def test_a_plane_of_hyperparameters_in_the_page(ready, budget):
    values = "Array.from({length: 64}, (_, i) => 0.001 * 1.1 ** i)"
    betas = "Array.from({length: 64}, (_, i) => i / 65)"
    place = [*RATES].index("adam")
    measured = ready.evaluate(
        f"shortest(() => engine.pairs(spec, spec.rules[{place}], [0, {values}], [1, {betas}]), 9)"
    )
    budget("64 × 64 pairs of hyperparameters × 300 steps of Adam, in the page", measured, 250, "ms")


def test_a_new_pair_of_programs(ready, budget):
    measured = ready.evaluate(
        "shortest((i) => compile({s: `${texts[0]}// ${i}`, r: texts[1]}).pair('s', 'r').f(1, 1), 20)"
    )
    budget("L-BFGS on Ackley, compiled in the page", measured, 5, "ms")


def test_dragging_the_start(page, files_address, budget):  # noqa: F811
    page.goto(files_address)
    page.evaluate(MOUNT, film_of(CROWD, ("contour", "surface", "loss"), live=True).document())
    page.wait_for_function(DRAWN)
    page.evaluate(TIMED)
    page.keyboard.press("End")
    frames = max(page.evaluate(DRAG, 120) for _ in range(3))
    spent = page.evaluate(MEDIANS)
    budget("a frame of a drag: engine and update", spent["engine and update"], 2, "ms",
           instead=f"the engine alone: {spent['engine']:.2g} ms")  # fmt: skip
    budget("a frame of a drag: painting three panels", spent["painting"], 4, "ms")
    budget("8 rules × 300 steps raced at every frame of a drag, three panels", frames, 55, "frames a second",
           at_least=True)  # fmt: skip


@pytest.mark.parametrize("picture", PICTURES)
def test_dragging_a_number_of_the_lecture(page, files_address, budget, picture):  # noqa: F811
    film, name, low, high = PICTURES[picture]
    page.goto(files_address)
    page.evaluate(MOUNT, film().document())
    page.wait_for_function(DRAWN)
    page.evaluate(TIMED)
    page.evaluate(SWING, [name, low, high, 150])
    spent = page.evaluate(MEDIANS)
    budget(f"a frame of a drag in {picture}: engine and update", spent["engine and update"], 8, "ms",
           instead=f"painting {spent['painting']:.2g} ms")  # fmt: skip


def test_dragging_a_slider_on_race(open_app, budget):  # noqa: F811
    """A rate under the finger at every frame; then let go: until the table and the tracks are Python's."""
    page = open_app(f"{RACE}&panels=contour&panels=surface&panels=loss")  # noqa: F811
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("slider", name="Step", exact=True).fill("300")
    page.locator(".downhill-table tbody tr").first.wait_for()
    page.locator("[data-testid=stSidebar] summary", has_text="● Momentum").click()
    slider = page.get_by_role("slider", name="Momentum, Learning rate, slider")
    page.wait_for_timeout(3000)
    frames = max(slider.evaluate(SLIDE, 120) for _ in range(3))
    budget("a slider dragged on Race, contour, 3-D and loss", frames, 55, "frames a second", at_least=True)
    answers = []
    for i in range(7):
        answers.append(slider.evaluate(RELEASE, i % 2))
        page.wait_for_timeout(1000)
    answer = sorted(answers)[len(answers) // 2]
    budget("from release to Python's table and tracks", answer, 250, "ms")


def test_tracing(benchmark, budget):
    def everything():
        for cls in SURFACES.values():
            if cls.slug not in EXCEPTIONS:
                trace_surface(cls())
        for cls in ON_VECTORS.values():
            trace_rule(cls(), 2)

    benchmark.pedantic(everything, rounds=3)
    count = len(SURFACES.keys() - EXCEPTIONS) + len(ON_VECTORS)
    budget("a rule or a surface traced into a program", 1e3 * benchmark.stats.stats.min / count, 20, "ms")
