"""Swarms: whose, how many, where, and in which colours."""

import base64

import numpy as np
import pytest

from figures import film_of
from figures.swarm import ENDS, NONE
from optim import OPTIMIZERS, run
from scenes import scene
from surfaces import SURFACES

GROUND = SURFACES["himmelblau"]()
RACE = scene("Two", GROUND, OPTIMIZERS["gradient_descent"](lr=0.01), OPTIMIZERS["adam"](lr=0.1), steps=60)


def swarm(panels=("contour", "swarm"), race=RACE, **facts):
    (panel,) = (p for p in film_of(race, panels, **facts).panels if p.id == "swarm")
    return panel


def numbers(array):
    shape = [int(n) for n in array["shape"].split(",")]
    return np.frombuffer(base64.b64decode(array["bdata"]), "<f4").reshape(shape)


@pytest.mark.parametrize("id", ["gradient_descent", "adam"])
def test_each_dot_is_a_run_of_its_rule_in_the_colour_of_its_minimum(id):
    panel = swarm(swarm=(id, 20))
    (dots,) = panel.overlays
    x, y = numbers(dots["x"]), numbers(dots["y"])
    assert x.shape == (61, 400)
    assert (x[0].min(), x[0].max(), y[0].min(), y[0].max()) == tuple(np.ravel(GROUND.domain))
    rule = next(e.rule for e in RACE.entrants if e.id == id)
    for lane in (0, 57, 399):
        alone = run(rule, GROUND, (x[0, lane], y[0, lane]), 60)
        np.testing.assert_allclose(np.stack([x[:, lane], y[:, lane]], -1), alone.points, atol=2e-4)
    minima = GROUND.minima()
    for lane, color in enumerate(dots["colors"]):
        near = np.hypot(*((minima - (x[-1, lane], y[-1, lane])) / 10).T) <= 0.02
        assert color == (panel.swarm["colors"][int(near.argmax())] if near.any() else NONE)
    assert len(set(dots["colors"])) >= 4
    assert len(set(panel.swarm["colors"])) == len(minima)


def test_the_subtitle_tells_what_a_colour_is():
    assert swarm(swarm=("adam", 20)).subtitle == "20 × 20 starts" + ENDS
    ground = SURFACES["saddle"]()
    assert len(ground.minima()) == 0
    bare = swarm(race=scene("Bare", ground, OPTIMIZERS["adam"](), steps=3), swarm=("adam", 20))
    assert bare.subtitle == "20 × 20 starts"
    assert bare.swarm["words"] == ""


def test_a_live_film_leaves_the_dots_to_the_page():
    panel = swarm(live=True)
    assert panel.overlays == ()
    assert panel.swarm["rule"] == "gradient_descent"


def test_what_cannot_be_is_refused_or_left_out():
    for side in (19, 101, 20.5):
        with pytest.raises(ValueError, match="20 to 100 starts a side"):
            swarm(swarm=("adam", side))
    assert swarm(swarm=("nobody", 20)).title == "Swarm of Gradient descent"
    curve = scene("Curve", next(s() for s in SURFACES.values() if s.dims == 1), OPTIMIZERS["adam"]())
    assert "swarm" not in {p.id for p in film_of(curve, ("contour", "swarm")).panels}
