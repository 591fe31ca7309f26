"""Races that the tests of exports share, and how what is written of them is run."""

import json
import subprocess

from export import render
from optim import OPTIMIZERS, SCHEDULES, Clip
from scenes import scene, wrapped
from surfaces import SURFACES, parse

RUN = """
import json, runpy, sys
tracks = [runpy.run_path(path)["tracks"] for path in sys.argv[2:]]
with open(sys.argv[1], "w") as file:
    json.dump(tracks, file)
"""

UNWRITTEN = {  # named scenes that one of the libraries cannot have, and why
    ("game", ".torch.py"): "some go up", ("game", ".optax.py"): "some go up",
    ("drifting", ".optax.py"): "moves with the steps",
}  # fmt: skip
NOISES = (("normal", 0.2, 4), ("heavy tails", 0.1, 0), ("heavy tails", 0.1, 3), ("correlated", 0.2, 0),
          ("correlated", 0.2, 2), ("normal", 0.0, 5))  # fmt: skip
RATES = {"momentum": 0.001, "newton": 0.2}


def noisy(*slugs):
    """A race of these rules under each kind of noise, on time and late; at a rate with which none runs away."""
    rules = [OPTIMIZERS[slug](lr=RATES.get(slug, 0.01)) for slug in slugs]
    for kind, sigma, delay in NOISES:
        yield scene(f"{kind}, late by {delay}", SURFACES["himmelblau"](), *rules, start=(0.5, 0.3), steps=30,
                    sigma=sigma, seed=3, noise=kind, delay=delay)  # fmt: skip


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


def run_in(python, folder, races, suffix):
    """The tracks of files that are run in an empty folder by another Python."""
    files = [folder / f"race{i}.py" for i in range(len(races))]
    for file, race in zip(files, races, strict=True):
        file.write_bytes(render(race, suffix))
    done = subprocess.run([python, "-I", "-c", RUN, folder / "tracks", *files], cwd=folder, env={}, capture_output=True,
                          text=True)  # fmt: skip
    assert not done.returncode, done.stderr
    return json.loads((folder / "tracks").read_text())
