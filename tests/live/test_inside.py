"""What rules go by is found out in the page as in Python, at every step: the same shapes, with the same numbers."""

import dataclasses
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from py_mini_racer import MiniRacer
from steps import RULES, WRAPPED

from figures.beliefs import LINE, POINT, _arranged, in_the_page
from figures.live import live_of
from figures.script import bundle
from optim import OPTIMIZERS
from scenes import SCENES, Entrant, scene
from surfaces import SURFACES
from surfaces._noise import draw

KINDS = {"Arrow": "arrow", "Ellipse": "ellipse", "Points": "dots", "Path": "curve"}
PYTHON = {"bfgs", "dfp", "lbfgs", "conjugate_gradient", "line_search_descent", "levenberg_marquardt"}
STEPS = 12


@cache
def page():
    context = MiniRacer()
    context.eval(bundle(Path(__file__).parent / "inside.js"))
    return context


def racing(surface, rules, **facts):
    """A race of all that can run there, of whom it is known by which name."""
    able = {name: rule for name, rule in rules.items() if not rule.lacks(surface)}
    entrants = tuple(Entrant(rule, name, "#000000", name) for name, rule in able.items())
    one = scene("Inside", surface, next(iter(able.values())), steps=STEPS, **facts)
    return [dataclasses.replace(one, entrants=entrants[i : i + 6]) for i in range(0, len(entrants), 6)]


def hold(s):
    """The page's shapes are Python's: those of a run that is as long as no rounding has grown in it."""
    live = live_of(s, ("x", "y", "f"), inside=True)
    live["noise"] = [float(x) for k in range(1, s.steps + 1) for x in draw(s.seed, k, 2)] if s.sigma else None
    found = {}
    for shape in json.loads(page().call("answer", json.dumps(live))):
        arrays = {name: np.array(shape[name], dtype=float).reshape(shape["shape"]) for name in ("x", "y", "dx", "dy")}
        found[shape["racer"], shape["type"], shape["label"]] = shape, arrays
    known = {rule["id"] for rule in live["rules"] if "inside" in rule}
    for entrant, t in zip(s.entrants, s.run(), strict=True):
        if entrant.id not in known:
            continue
        want = _arranged([t.beliefs(k) for k in range(1, s.steps + 1)])
        own = {key[1:]: given for key, given in found.items() if key[0] == entrant.id}
        assert {(KINDS[kind], label) for kind, label in want} <= set(own), entrant.id
        for (kind, label), rows in want.items():
            compare(entrant.id, label, rows, *own.pop((KINDS[kind], label)))
        assert all(np.isnan(arrays["x"]).all() for _, arrays in own.values()), entrant.id
    return known


def compare(id, label, rows, shape, arrays):
    x, y, dx, dy = (arrays[name] for name in ("x", "y", "dx", "dy"))
    parts = (x, dx), (y, dy)
    if shape["type"] == "arrow":
        made = np.stack([np.stack(part, axis=-1) for part in parts], axis=-1)
    else:
        made = np.stack([x, y], axis=-1)
    size = np.nanmax(np.abs(rows)[np.isfinite(rows)], initial=1e-3)
    if shape["type"] == "ellipse":  # half-axes may point either way, those of a circle anywhere
        made, rows = (np.concatenate([e[:, :1], np.swapaxes(e[:, 1:], 1, 2) @ e[:, 1:]], axis=1) for e in (made, rows))
        size = max(size, size**2)
    np.testing.assert_allclose(made[:, : rows.shape[1]], rows, rtol=1e-6, atol=1e-7 * size, err_msg=f"{id}: {label}")
    assert np.isnan(made[:, rows.shape[1] :]).all()


@pytest.mark.parametrize(("slug", "sigma", "delay"), [("himmelblau", 0.0, 0), ("quadratic", 0.3, 2)])
@pytest.mark.thorough
def test_every_rule(slug, sigma, delay):
    known = set()
    rules = RULES | WRAPPED
    for s in racing(SURFACES[slug](), rules, sigma=sigma, delay=delay, seed=2):
        known |= hold(s)
    assert {rules[name].slug for name in set(rules) - known} <= PYTHON | {"gauss_newton"}
    assert not {rule.slug for name, rule in rules.items() if name in known} & (PYTHON - {"lbfgs", "bfgs", "dfp"})


def test_on_a_surface_that_moves_and_in_a_game():
    for slug in ("drifting", "game"):
        assert len(hold(dataclasses.replace(SCENES[slug], steps=STEPS))) >= 3


def test_shapes_are_drawn_as_python_draws_them():
    race = scene("Looks", SURFACES["himmelblau"](), OPTIMIZERS["newton"](), OPTIMIZERS["lion"](), steps=3)
    found, programs = in_the_page(race)
    looks = {(each["type"], each["label"]): each for id in found for each in found[id]["shapes"]}
    assert looks["ellipse", "local quadratic"]["width"] == LINE
    assert looks["dots", "minimum of the local quadratic"]["size"] == POINT
    assert looks["curve", "steps that it can take"]["rows"] == 5
    assert {found[id][which] for id in found for which in ("program", "noisy")} == set(programs)
