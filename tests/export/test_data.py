"""CSV and JSON read back to the same race; the code makes it again."""

import ast
import csv
import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from plotly import graph_objects as go
from small_films import film

from export import render
from export._source import labels
from optim import OPTIMIZERS, SCHEDULES, Clip
from scenes import SCENES, Entrant, distinct, from_json, scene, wrapped
from surfaces import SURFACES, parse

ROOT = Path(__file__).parents[2]
EVERY = pytest.mark.parametrize("slug", SCENES)


def everything():
    """A race with all that a snippet must be able to say."""
    adam = OPTIMIZERS["adam"]
    rules = (
        (adam(lr=0.1), "Adam"),
        (adam(lr=0.2, bias_correction=False), "Adam"),
        (wrapped(OPTIMIZERS["momentum"](lr=0.01), SCHEDULES["cosine"](horizon=30), Clip(norm=2.5)), 'Quo"ted \\ """'),
        wrapped(OPTIMIZERS["gradient_descent"](lr=0.02), SCHEDULES["exponential"]()),
        OPTIMIZERS["lbfgs"](),
    )
    surface = parse("sin(3x) + (y - x^2)^2/4", domain=((-2, 2), (-1, 3)))
    return scene('Every """thing""" \\', surface, *rules, steps=40, sigma=0.1, seed=3)


def rows_of(data):
    lines = data.decode().splitlines(keepends=True)
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def column(rows, name):
    return np.array([float(row[name]) if row[name] else np.nan for row in rows])


@EVERY
def test_csv_reads_back_to_the_same_race(slug):
    rows = rows_of(render(SCENES[slug], ".csv"))
    for entrant, t in zip(SCENES[slug].entrants, SCENES[slug].run(), strict=True):
        own = [row for row in rows if row["optimizer"] == entrant.name]
        assert [int(row["step"]) for row in own] == list(range(t.steps + 1))
        points = np.stack([column(own, "x"), column(own, "y")], axis=-1)
        np.testing.assert_array_equal(points, t.points)
        np.testing.assert_array_equal(column(own, "f"), t.values)
        np.testing.assert_array_equal(column(own, "gradient_norm"), t.gradient_norms)
        np.testing.assert_array_equal(column(own, "evaluations"), t.evaluations.total)
        np.testing.assert_array_equal(column(own, "learning_rate"), t.rates)


def test_csv_says_what_was_run():
    race = everything()
    lines = [line[2:] for line in render(race, ".csv").decode().splitlines() if line.startswith("# ")]
    assert lines[1].startswith("surface: ")
    assert "sin(3x) + (y - x^2)^2/4" in lines[1]
    assert lines[2:5] == [f"start: {race.start[0]!r}, {race.start[1]!r}", "steps: 40", "noise: sigma=0.1, seed=3"]
    assert lines[5].startswith("Adam (adam): adam: lr=0.1, beta1=0.9")
    assert "bias_correction=False" in lines[6]
    assert "momentum: lr=0.01" in lines[7]
    assert "; cosine: warmup=0, horizon=30" in lines[7]
    assert "; clip: norm=2.5" in lines[7]
    assert len(lines) == 5 + len(race.entrants)


def test_csv_of_several_scenes_names_them():
    rows = rows_of(render([SCENES["rotated"], SCENES["four-minima"]], ".csv"))
    assert {row["scene"] for row in rows} == {SCENES["rotated"].name, SCENES["four-minima"].name}


def test_csv_of_a_curve_has_no_y():
    curve = scene("Curve", SURFACES["parabola"](), OPTIMIZERS["gradient_descent"](), steps=5)
    assert {row["y"] for row in rows_of(render(curve, ".csv"))} == {""}


def test_racers_with_one_name_are_told_apart():
    names = {row["optimizer"] for row in rows_of(render(everything(), ".csv"))}
    assert {"Adam (adam)", "Adam (adam~2)"} <= names
    assert len(names) == 5


@EVERY
def test_json_reads_back_to_the_same_scene(slug):
    again = from_json(render(SCENES[slug], ".json"))
    assert again == SCENES[slug]
    for t, u in zip(SCENES[slug].run(), again.run(), strict=True):
        np.testing.assert_array_equal(t.points, u.points)


def made_by(code):
    """What is left after the code has run."""
    names = {}
    exec(compile(code, "snippet", "exec"), names)
    return names


@pytest.mark.parametrize("source", [*SCENES, "everything"])
def test_the_code_makes_the_same_race(source, capsys):
    race = everything() if source == "everything" else SCENES[source]
    trajectories = made_by(render(race, ".py"))["trajectories"]
    assert len(trajectories) == len(race.entrants)
    for t, u in zip(race.run(), trajectories.values(), strict=True):
        np.testing.assert_array_equal(t.points, u.points)
    assert len(capsys.readouterr().out.splitlines()) == len(race.entrants)


def test_the_code_runs_by_itself(tmp_path):
    (tmp_path / "race.py").write_bytes(render(SCENES["decaying-rate"], ".py"))
    out = subprocess.run(
        [sys.executable, tmp_path / "race.py"],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert [line.split(":")[0] for line in out.splitlines()] == [e.name for e in SCENES["decaying-rate"].entrants]


@pytest.mark.parametrize("source", [*SCENES, "everything"])
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


def test_the_torch_code_makes_the_same_race():
    """Where torch is installed, which the project does not need."""
    pytest.importorskip("torch")
    for race in torch_scenes():
        tracks = made_by(render(race, ".torch.py"))["tracks"]
        assert list(tracks) == labels(race)
        for points, t in zip(tracks.values(), race.run(), strict=True):
            np.testing.assert_allclose(points, t.points, rtol=1e-9, atol=1e-10, err_msg=t.optimizer.name)


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


@pytest.mark.parametrize("dark", [False, True])
def test_the_plotly_figure_is_a_figure(dark, small):
    made = json.loads(render(SCENES["rotated"], ".plotly.json", dataclasses.replace(small, dark=dark)))
    figure = go.Figure(made)
    assert len(figure.frames) > 10
    assert figure.layout.sliders
    assert figure.layout.updatemenus


@pytest.mark.parametrize("suffix", [".json", ".py", ".torch.py", ".plotly.json"])
def test_what_is_made_of_one_scene_refuses_others(suffix):
    with pytest.raises(ValueError, match="one scene, not of 2"):
        render([SCENES["rotated"], SCENES["four-minima"]], suffix)
    with pytest.raises(ValueError, match="one scene, not of a film"):
        render(film(), suffix)


def test_a_film_has_no_csv():
    with pytest.raises(ValueError, match="CSV is made of scenes"):
        render(film(), ".csv")
