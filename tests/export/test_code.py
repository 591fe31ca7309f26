"""Exported Python runs where this project is not, and comes to the same points."""

import ast
import dataclasses
import importlib.util
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from races import UNWRITTEN, everything, noisy, run_in

from export import render
from export._source import labels
from live import EXCEPTIONS
from optim import ON_VECTORS, OPTIMIZERS, SCHEDULES, parse_rule
from scenes import SCENES, Entrant, distinct, scene, wrapped
from surfaces import SURFACES
from surfaces._noise import draw

# The Python that has torch: this one, or another that the environment names.
TORCH = os.environ.get("DOWNHILL_TORCH_PYTHON") or (sys.executable if importlib.util.find_spec("torch") else None)
BARE = """
import builtins, json, runpy, sys
before = builtins.__import__
allowed = {*sys.stdlib_module_names, "numpy"}

def only(name, globals=None, locals=None, fromlist=(), level=0):
    if not level and name.partition(".")[0] not in allowed:
        raise ImportError(name)
    return before(name, globals, locals, fromlist, level)

builtins.__import__ = only
tracks = [{name: t.tolist() for name, t in runpy.run_path(path)["tracks"].items()} for path in sys.argv[2:]]
with open(sys.argv[1], "w") as file:
    json.dump(tracks, file)
"""


def run_bare(folder, races):
    """The tracks of files that are run in an empty folder by a Python that can import NumPy only."""
    files = [folder / f"race{i}.py" for i in range(len(races))]
    for file, race in zip(files, races, strict=True):
        file.write_bytes(render(race, ".py"))
    (folder / "empty").mkdir()
    command = [sys.executable, "-I", "-c", BARE, folder / "tracks", *files]
    done = subprocess.run(command, cwd=folder / "empty", env={}, capture_output=True, text=True)
    assert not done.returncode, done.stderr
    return json.loads((folder / "tracks").read_text())


def compare(race, tracks):
    assert list(tracks) == labels(race)
    for t, points in zip(race.run(), tracks.values(), strict=True):
        np.testing.assert_allclose(points, t.points, rtol=1e-9, atol=1e-9, err_msg=f"{race.name}: {t.optimizer.name}")


@pytest.mark.thorough
def test_every_named_scene_runs_anywhere(tmp_path):
    typed = ("s = q s + (1 - q) g^2; w -= lr g/(sqrt(s) + eps)", "w = w - lr g abs(g)/(abs(H g) + 1)", "w -= lr g/k")
    own = scene("Own", SURFACES["beale"](), *map(parse_rule, typed), start=(1.0, 1.5), steps=40, sigma=0.1)
    late = scene(
        "Late", SURFACES["quadratic"](), OPTIMIZERS["cma_es"](), steps=30, sigma=0.2, seed=2, delay=3
    )  # keeps values
    races = [everything(), own, late, *noisy("momentum", "adam", "newton"), *SCENES.values()]
    for race, tracks in zip(races, run_bare(tmp_path, races), strict=True):
        compare(race, tracks)


@pytest.mark.parametrize(("delay", "words"), [(1, "1 step before"), (3, "3 steps before")])
def test_a_file_says_how_late_the_surface_is_seen(delay, words):
    assert f": {words}\n" in render(dataclasses.replace(SCENES["rotated"], delay=delay, steps=2), ".py").decode()


def races_of_rules():
    """Every rule of the plane, at its defaults: on a sum of squares, quietly and with noise, and on a curve."""
    rules = [rule() for slug, rule in ON_VECTORS.items() if slug not in EXCEPTIONS]
    grounds = (("himmelblau", (-1.0, 2.0), 0.0), ("himmelblau", (-1.0, 2.0), 0.2), ("wells", (1.2,), 0.0))
    for first in range(0, len(rules), 12):
        for slug, start, sigma in grounds:
            surface = SURFACES[slug]()
            fit = [rule for rule in rules[first : first + 12] if not rule.lacks(surface)]
            yield scene("Rules", surface, *fit, start=start, steps=25, sigma=sigma, seed=7)


@pytest.mark.thorough
def test_every_rule_runs_anywhere(tmp_path):
    races = list(races_of_rules())
    for race, tracks in zip(races, run_bare(tmp_path, races), strict=True):
        compare(race, tracks)


WRITTEN = [slug for slug, surface in SURFACES.items() if slug not in EXCEPTIONS and surface().dims <= 2]


@pytest.mark.parametrize("slug", WRITTEN)
def test_every_surface_is_written_as_it_is(slug):
    surface = SURFACES[slug]()
    rules = (OPTIMIZERS["newton"](), OPTIMIZERS["adam"]())
    race = scene(surface.name, surface, *(rule for rule in rules if not rule.lacks(surface)), steps=1)
    names, seen = made_by(render(race, ".py")), surface.at(1)  # where its one step left it
    asked = {"f": seen.value, "gradient": seen.gradient} | ({} if surface.game else {"hessian": seen.hessian})
    low, high = np.array(surface.domain, dtype=float).T
    for w in low + (high - low) * np.random.default_rng(1).uniform(size=(8, len(low))):
        with np.errstate(all="ignore"):
            for made, true in asked.items():
                np.testing.assert_allclose(names[made](w), true(w), rtol=1e-10, atol=1e-12)


def made_by(code):
    """What is left after the code has run."""
    names = {}
    exec(compile(code, "snippet", "exec"), names)
    return names


def test_the_code_says_where_each_run_ended(capsys):
    race = SCENES["decaying-rate"]
    made_by(render(race, ".py"))
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == [e.name for e in race.entrants]
    assert all(line.endswith(f"after step {race.steps}") for line in lines)


def test_a_rule_is_written_once_and_reads_like_its_formula():
    race = scene("Two", SURFACES["beale"](), OPTIMIZERS["adam"](lr=0.1), OPTIMIZERS["adam"](lr=0.2))
    code = render(race, ".py").decode()
    assert code.count("def adam") == 1
    assert "adam(lr=0.2)" in code
    assert "new_m = beta1 * m + (1 - beta1) * g" in code
    assert "new_v = beta2 * v + (1 - beta2) * g**2" in code


def test_no_file_asks_for_this_project():
    for slug, race in (("", everything()), *SCENES.items()):
        for suffix in (".py", ".torch.py", ".optax.py"):
            if (slug, suffix) in UNWRITTEN:
                continue
            tree = ast.walk(ast.parse(render(race, suffix)))
            asked = {alias.name for node in tree if isinstance(node, ast.Import) for alias in node.names}
            assert asked <= {"numpy", "torch", "jax", "jax.numpy", "optax"}
            assert not any(isinstance(node, ast.ImportFrom) for node in tree)


def test_what_cannot_be_written_out_is_said():
    moons = SURFACES["noisy_moons"]()
    race = scene("Moons", moons, OPTIMIZERS["adam"](), steps=3)
    for suffix in (".py", ".torch.py", ".optax.py"):
        with pytest.raises(ValueError, match="cannot be written out as Python"):
            render(race, suffix)


@pytest.mark.parametrize(("slug", "suffix"), UNWRITTEN)
def test_why_a_library_cannot_have_a_scene_is_said(slug, suffix):
    with pytest.raises(ValueError, match=UNWRITTEN[slug, suffix]):
        render(SCENES[slug], suffix)


def test_a_surface_that_moves_does_so_in_what_is_written():
    """In torch, too, whose file is read here without it."""
    names = made_by(render(SCENES["drifting"], ".py"))
    w = np.array([0.3, -1.2])
    for k in (0, 7, 300):
        names["now"] = k
        seen = SCENES["drifting"].surface.at(k)
        np.testing.assert_allclose(names["f"](w), seen.value(w), rtol=1e-12)
        np.testing.assert_allclose(names["gradient"](w), seen.gradient(w), rtol=1e-12)
    code = render(SCENES["drifting"], ".torch.py").decode()
    run = next(node for node in ast.parse(code).body if getattr(node, "name", "") == "run")
    assert [ast.unparse(node) for node in run.body[1:2]] == ["global now"]
    loop = next(node for node in run.body if isinstance(node, ast.For))
    assert ast.unparse(loop.body[0]) == "now = k"


@pytest.mark.parametrize("source", [*(slug for slug in SCENES if (slug, ".torch.py") not in UNWRITTEN), "everything"])
def test_the_torch_code_is_python_that_names_what_it_leaves_out(source):
    race = everything() if source == "everything" else SCENES[source]
    code = render(race, ".torch.py").decode()
    tree = ast.parse(code)
    tracks = next(n.value for n in tree.body if isinstance(n, ast.Assign) and n.targets[0].id == "tracks")
    made = {key.value for key in tracks.keys}
    words = ast.get_docstring(tree).partition("form: ")[2]
    left_out = {e.name for e in race.entrants} - {name.partition(" (")[0] for name in made}
    assert all(name in words for name in left_out if '"' not in name)
    assert "torch.optim." in code


def test_rules_that_pytorch_has_not_are_refused():
    race = scene("Newton", SURFACES["beale"](), OPTIMIZERS["newton"](), OPTIMIZERS["bfgs"]())
    with pytest.raises(ValueError, match="none of these rules: Newton, BFGS"):
        render(race, ".torch.py")


def torch_scenes():
    """Every rule that PyTorch has, on a surface with noise, one of them under a schedule."""
    rules = [rule() for rule in OPTIMIZERS.values() if rule().torch()]
    rules.append(wrapped(OPTIMIZERS["rprop"](lr=0.05), SCHEDULES["constant"]()))
    rules.append(wrapped(OPTIMIZERS["adagrad"](lr=0.3), SCHEDULES["cosine"](horizon=30)))
    for first in range(0, len(rules), 8):
        entrants = distinct(Entrant.of(rule) for rule in rules[first : first + 8])
        yield dataclasses.replace(SCENES["four-minima"], entrants=entrants, steps=30, sigma=0.2, seed=5)
    yield from noisy("momentum", "adam", "rprop")
    yield dataclasses.replace(SCENES["drifting"], entrants=SCENES["drifting"].entrants[:3])


@pytest.mark.skipif(TORCH is None, reason="torch is not among what the tests need: with it they run the code")
def test_the_torch_code_makes_the_same_race(tmp_path):
    races = list(torch_scenes())
    for race, tracks in zip(races, run_in(TORCH, tmp_path, races, ".torch.py"), strict=True):
        assert list(tracks) == labels(race)
        compare(race, tracks)


@pytest.mark.parametrize("suffix", [".py", ".torch.py", ".optax.py"])
def test_every_file_draws_the_noise_that_the_race_has(suffix):
    """Its function `noise`, which is NumPy's in each of them, taken out of the file and called."""
    for race in noisy("momentum", "adam"):
        own = [node for node in ast.parse(render(race, suffix)).body if getattr(node, "name", "") == "noise"]
        assert len(own) == bool(race.sigma)
        names = {"np": np, "sigma": race.sigma, "seed": race.seed, "start": np.array(race.start)}
        exec(compile(ast.Module(own, []), "noise", "exec"), names)
        for k in (1, 2, 30) if own else ():
            np.testing.assert_allclose(names["noise"](k), race.sigma * draw(race.seed, k, 2, race.noise), rtol=1e-12)


def test_torch_has_all_that_it_is_said_to_have():
    """The names and arguments, as PyTorch 2.13 has them."""
    arguments = {
        "SGD": "lr momentum nesterov", "Adagrad": "lr eps", "RMSprop": "lr alpha eps", "Adadelta": "lr rho eps",
        "Adam": "lr betas eps amsgrad", "Adamax": "lr betas eps", "AdamW": "lr betas eps weight_decay",
        "NAdam": "lr betas eps momentum_decay", "RAdam": "lr betas eps", "Rprop": "lr etas step_sizes",
        "LBFGS": "lr history_size max_iter max_eval tolerance_grad tolerance_change line_search_fn",
    }  # fmt: skip
    calls = [
        node
        for race in torch_scenes()
        for node in ast.walk(ast.parse(render(race, ".torch.py")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("torch.optim.")
    ]
    assert len(calls) == sum(len(race.entrants) for race in torch_scenes())
    assert {call.func.attr for call in calls} == set(arguments)
    for call in calls:
        assert {keyword.arg for keyword in call.keywords} <= set(arguments[call.func.attr].split())
