"""The cloud behind each step: mini-batches by the surface's own gradient, their spread, and what is said of it."""

import json
import re

import numpy as np
import pytest
from sweep import sweep

from figures._encode import decode
from figures.script import bundle
from lessons.moons.clouds import LAST, OTHERS, STEPS, SURFACE, Clouds, clouds_film, others, ran, words
from lessons.moons.sampled import Growing, orders, signed
from tests.live.v8 import ENGINE, V8


@pytest.mark.parametrize("chosen", sweep(Clouds, 10), ids=str)
def test_the_words_are_true_of_the_spread(chosen):
    told = words(chosen)
    if chosen.size == SURFACE.n:
        assert "no cloud" in told
        return
    said = [float(n.replace("e−", "e-")) for n in re.findall(r"\*\*([\d.e−]+) times\*\*", told)]
    examples, labels = SURFACE.data()
    n, m = SURFACE.n, chosen.size

    def stray(w):
        margin = np.where(labels == 1, 1.0, -1.0)[:, None] * examples
        each = -margin / (1 + np.exp(margin @ w))[:, None]
        variance = each.var(axis=0).sum() * (n - m) / (n - 1) / m
        return np.sqrt(variance) / np.linalg.norm(each.mean(axis=0))

    points = ran(chosen).points
    assert said[0] == pytest.approx(stray(points[0]), rel=0.06)
    assert said[1] == pytest.approx(np.median([stray(w) for w in points[-LAST:]]), rel=0.06)


@pytest.mark.parametrize("size", [1, 20, SURFACE.n])
def test_the_dots_are_steps_by_mini_batches_of_that_size(size):
    chosen = Clouds(size=size)
    film = clouds_film(chosen)
    cloud = film.panels[0].overlays[0]
    x, y = decode(cloud["x"]), decode(cloud["y"])
    assert x.shape == (STEPS + 1, OTHERS)
    w = ran(chosen).points[7]
    np.testing.assert_allclose(np.stack([x[7], y[7]], axis=1), others(chosen, w), rtol=1e-5, atol=1e-5)
    full = w - chosen.lr * SURFACE.gradient(w)
    assert np.linalg.norm(others(chosen, w).mean(axis=0) - full) < 4 * np.ptp(x[7]) / np.sqrt(OTHERS) + 1e-9
    if size == SURFACE.n:
        np.testing.assert_allclose(others(chosen, w), np.tile(full, (OTHERS, 1)), atol=1e-9)


def test_the_cloud_narrows_like_one_over_the_root_of_m():
    w = ran(Clouds()).points[3]
    wide, narrow = (others(Clouds(size=m), w).std(axis=0).sum() for m in (1, 25))
    assert 3.5 < wide / narrow < 7.5


def test_the_handle_stands_at_m_and_goes_by_whole_examples():
    (handle,) = clouds_film(Clouds(size=40)).panels[1].handles
    assert (handle["x"], handle["axis"], handle["within"][0], handle["decimals"][0]) == (40, "x", [1, SURFACE.n], 0)


@pytest.mark.parametrize("size", [1, 7, 60, SURFACE.n])
def test_a_larger_batch_has_the_smaller_one_s_examples_and_all_of_them_are_the_whole(size):
    surface, w = Growing(size), np.array([0.4, -1.3])
    examples = signed()[orders()[5][:size]]
    slopes = -examples / (1 + np.exp(examples @ w))[:, None]
    np.testing.assert_allclose(surface.at(5).gradient(w), slopes.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(surface.at(0).gradient(w), SURFACE.gradient(w), rtol=1e-12)
    assert all(len(set(order)) == SURFACE.n for order in orders())


def in_the_page(chosen, film):
    """The run and the clouds that the page makes at other settings than a film's."""
    live = film.live
    rules = [{**rule, "numbers": [chosen.lr, *rule["numbers"][1:]]} for rule in live["rules"]]
    spec = {**live, "rules": rules, "surface": {**live["surface"], "numbers": [float(chosen.size)]}, "noise": None,
            "tables": [decode(table).tolist() for table in live["tables"]]}  # fmt: skip
    engine = V8(spec.pop("programs"))
    engine.context.eval(bundle(ENGINE.parent / "led.js").replace("export function", "function"))
    made = engine.context.eval(
        f"const spec = {json.dumps(spec)}, overlays = {json.dumps(film.panels[0].overlays)};"
        "const channels = {x: [], y: [], f: []}; engine.race(spec, [channels]);"
        "const [cloud] = led(engine, spec, overlays, [{racer: spec.rules[0].id, channels}]);"
        "const all = [channels.x, channels.y, channels.f, cloud.x.values, cloud.y.values];"
        "JSON.stringify([...all.map((values) => [...values]), cloud.x.shape])"
    )
    *arrays, shape = json.loads(made)
    return np.array(arrays[:3]), np.array(arrays[3:]).reshape(2, *shape)


@pytest.mark.parametrize(
    "chosen", [Clouds(), Clouds(size=1, lr=8.0), Clouds(size=37), Clouds(size=SURFACE.n, lr=0.2)], ids=str
)
def test_the_page_draws_the_same_run_and_the_same_clouds(chosen):
    """From the film of other settings, whose numbers are set anew: the draws are the same table."""
    run, clouds = in_the_page(chosen, clouds_film(Clouds(size=12, lr=1.0)))
    t = ran(chosen)
    np.testing.assert_allclose(run, [*t.points.T, t.values], rtol=1e-9)
    for k in (0, 11, STEPS):
        np.testing.assert_allclose(clouds[:, k].T, others(chosen, t.points[k]), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("k", [0, 5])
def test_the_page_s_loss_is_python_s_with_its_derivatives(k):
    """Of a mini-batch as a step sees it, and of the whole."""
    live, w = clouds_film(Clouds(size=9)).live, (0.7, -1.9)
    tables = [decode(table).tolist() for table in live["tables"]]
    engine = V8(live["programs"])
    found = json.loads(engine.context.eval(
        f"const made = engine.pair('{live['surface']['program']}', '{live['rules'][0]['program']}');"
        f"made.feed({json.dumps(tables)}); made.Q.set([9]); made.shape(); made.stand({k});"
        f"const all = [made.f(...{list(w)})]; made.grad(...{list(w)}); all.push(...made.A.slice(0, 2));"
        f"made.hess(...{list(w)}); all.push(...made.A.slice(0, 3)); JSON.stringify(all)"
    ))  # fmt: skip
    surface = Growing(9).at(k)
    hessian = surface.hessian(np.array(w))
    want = [surface.value(w), *surface.gradient(w), hessian[0, 0], hessian[0, 1], hessian[1, 1]]
    np.testing.assert_allclose(found, want, rtol=1e-10)
