"""The race in optax: Python that names what it leaves out, and where optax is installed comes to the same points."""

import ast
import importlib.util
import os
import sys

import numpy as np
import pytest
from races import UNWRITTEN, everything, noisy, run_in

from export import render
from export._source import labels
from optim import OPTIMIZERS, SCHEDULES
from scenes import SCENES, scene, wrapped
from surfaces import SURFACES

# The Python that has optax: this one, or another that the environment names.
PYTHON = os.environ.get("DOWNHILL_OPTAX_PYTHON") or (sys.executable if importlib.util.find_spec("optax") else None)
CALLS = {slug: call for slug, rule in OPTIMIZERS.items() if (call := rule().optax())}


def parsed(code):
    """The names of the tracks, and what the file says that it leaves out."""
    tree = ast.parse(code)
    tracks = next(n.value for n in tree.body if isinstance(n, ast.Assign) and n.targets[0].id == "tracks")
    return [key.value for key in tracks.keys], ast.get_docstring(tree).partition("form: ")[2]


@pytest.mark.parametrize("source", [*(slug for slug in SCENES if (slug, ".optax.py") not in UNWRITTEN), "everything"])
def test_the_code_is_python_that_names_what_it_leaves_out(source):
    race = everything() if source == "everything" else SCENES[source]
    made, words = parsed(render(race, ".optax.py").decode())
    assert set(made) <= set(labels(race))
    for entrant in race.entrants:
        if entrant.rule.optax() is None and not hasattr(entrant.rule, "schedule") and '"' not in entrant.name:
            assert entrant.name in words


@pytest.mark.parametrize("slug", CALLS)
def test_a_call_is_what_the_rule_says_that_optax_calls_it(slug):
    known = " ".join(OPTIMIZERS[slug].elsewhere)
    call = CALLS[slug]
    assert f"optax.{call.name}" in known or any(before.partition("(")[0] in known for before in call.before)
    assert f"learning_rate={OPTIMIZERS[slug]().lr!r}" in call.written()
    assert "learning_rate=rate(k)" in call.written("rate(k)")


def test_forms_that_optax_has_not():
    for slug, settings in (
        ("adam", {"bias_correction": False}), ("adagrad", {}), ("nesterov", {"growing": True}), ("amsgrad", {}),
        ("nesterov", {"shifted": False}), ("adadelta", {"accumulates": "scaled step", "lr": 0.5}), ("newton", {}),
    ):  # fmt: skip
        assert OPTIMIZERS[slug](**settings).optax() is None
    with pytest.raises(ValueError, match="optax has none of these rules: Newton, BFGS"):
        render(scene("Newton", SURFACES["beale"](), OPTIMIZERS["newton"](), OPTIMIZERS["bfgs"]()), ".optax.py")


def races():
    made = OPTIMIZERS
    forms = [made["adagrad"](eps_inside=True), made["rmsprop"](eps_inside=True), made["adam"](weight_decay=0.1),
             made["gradient_descent"](weight_decay=0.1), made["momentum"](beta=0.0)]  # fmt: skip
    timed = [wrapped(made[slug](), SCHEDULES["cosine"](horizon=20)) for slug in ("adam", "adamw", "lion", "dog")]
    rules = [*(made[slug]() for slug in CALLS), *forms, *timed]
    for i in range(0, len(rules), 12):
        named = [(rule, f"{rule.name} {i + j}") for j, rule in enumerate(rules[i : i + 12])]
        yield scene("Rules", SURFACES["himmelblau"](), *named, start=(-1.0, 2.0), steps=25, sigma=0.2 if i else 0.0)
    yield everything()
    yield from noisy("momentum", "adam", "lion")


@pytest.mark.skipif(PYTHON is None, reason="optax is not among what the tests need: with it they run the code")
def test_every_rule_comes_to_the_same_points(tmp_path):
    tried = list(races())
    for race, tracks in zip(tried, run_in(PYTHON, tmp_path, tried, ".optax.py"), strict=True):
        own = dict(zip(labels(race), race.run(), strict=True))
        assert tracks
        for name, points in tracks.items():
            np.testing.assert_allclose(points, own[name].points, rtol=1e-9, atol=1e-9, err_msg=name)
