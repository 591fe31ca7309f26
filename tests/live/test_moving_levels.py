"""Levels and minimum of a surface that moves: the page draws them as Python does, at whatever numbers are set."""

import json
from pathlib import Path

import numpy as np
import pytest
from py_mini_racer import MiniRacer

from figures._encode import decode
from figures.drifting import moving
from figures.live import live_of
from figures.script import bundle
from live import program_of_surface
from live._spec import _numbers
from optim import OPTIMIZERS
from scenes import scene
from surfaces import SURFACES

BOWL = SURFACES["drifting_bowl"]


@pytest.mark.parametrize("steps", [30, 90, 1001])
def test_they_are_python_s_at_other_numbers_and_steps(steps):
    bowl = BOWL(lambda1=3.0, lambda2=0.5, radius=0.7, period=40.0)
    live = live_of(scene("Bowl", BOWL(), OPTIMIZERS["adam"](), steps=50), ("x", "y", "f")) | {
        "noise": None,
        "steps": steps,
    }
    live["surface"] |= _numbers(program_of_surface(bowl), bowl, "")
    shapes = [{"type": o["type"], "moves": o["moves"]} for o in moving(BOWL(), 50)]
    context = MiniRacer()
    context.eval(bundle(Path(__file__).parent / "moving_levels.js"))
    found = json.loads(context.call("answer", json.dumps({"live": live, "overlays": shapes})))
    wanted = moving(bowl, steps)
    assert len(found) == len(wanted) == 8
    for own, want in zip(found, wanted, strict=True):
        x, y = (np.reshape(own[name], own["shape"]) for name in "xy")
        u, v = (decode(want[name]) for name in "xy")
        assert x.shape == u.shape
        assert (own["type"], own["every"]) == (want["type"], want.get("every", 1))
        np.testing.assert_allclose(np.stack([x, y])[..., 0], np.stack([u, v])[..., 0], atol=1e-6)
        a, b = (np.stack(part, axis=1)[..., 1:] for part in ((x, y), (u, v)))  # half-axes may point either way
        np.testing.assert_allclose(a @ np.swapaxes(a, 1, 2), b @ np.swapaxes(b, 1, 2), atol=1e-5)
