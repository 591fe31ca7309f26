"""A surface whose minimum moves, as it is drawn: its levels and its minimum at the step shown."""

import dataclasses

import numpy as np
import pytest

from figures import film_of
from figures._encode import decode
from figures.drifting import RINGS, caption
from optim import OPTIMIZERS, SCHEDULES, Clip, Clipped, Scheduled
from scenes import SCENES, scene
from surfaces import SURFACES

BOWL = SURFACES["drifting_bowl"](lambda1=1.0, lambda2=4.0, period=90.0)
DESCENT = OPTIMIZERS["gradient_descent"]


def panels_of(race, **facts):
    return {panel.id: panel for panel in film_of(race, **facts).panels}


def test_every_ring_is_a_level_at_every_step_and_the_dot_its_minimum():
    panel = panels_of(scene("Drift", BOWL, DESCENT(lr=0.1), steps=120))["contour"]
    *rings, dot = panel.overlays
    assert panel.figure["data"] == []
    assert len(rings) == RINGS
    levels = []
    for ring in rings:
        x, y = decode(ring["x"]), decode(ring["y"])
        assert len(x) == 121
        for k in (0, 33, 120):
            turn = np.linspace(0, 2 * np.pi, 12)
            px, py = (c[k, 0] + np.outer(np.cos(turn), c[k, 1]) .ravel() + np.outer(np.sin(turn), c[k, 2]).ravel()
                      for c in (x, y))  # fmt: skip
            values = BOWL.at(k).value(np.stack([px, py], axis=-1))
            assert np.ptp(values) < 1e-5 * values.mean()
        levels.append(np.sqrt(values.mean()))
    assert np.ptp(np.diff(levels)) < 1e-5
    for k in (0, 33, 120):
        place = decode(dot["x"])[k, 0], decode(dot["y"])[k, 0]
        assert place == pytest.approx(BOWL.at(k).minima()[0], abs=1e-6)
    assert dot["label"] == "minimum"


def test_a_long_race_has_fewer_entries_that_still_span_it():
    race = scene("Drift", BOWL, DESCENT(lr=0.1), steps=1000)
    dot = panels_of(race)["contour"].overlays[-1]
    assert dot["every"] == 3
    entries = len(decode(dot["x"]))
    assert 1000 <= (entries - 1) * dot["every"] < 1003


def test_nothing_of_it_is_drawn_as_if_it_stood_still():
    race = scene("Drift", BOWL, DESCENT(lr=0.1), steps=20)
    film = film_of(race, panels=("surface", "contour", "multiples", "swarm", "basins", "loss"), live=True)
    assert film.live["moving"] == [BOWL.radius, 0.0]
    assert {panel.id for panel in film.panels} == {"contour", "contour-gradient_descent", "swarm", "loss"}
    for panel in film.panels:
        if panel.kind == "plane":
            assert panel.figure["data"] == []
            assert len(panel.overlays) >= RINGS + 1


def test_the_caption_is_the_theorem_where_it_holds():
    def caption(*rules, surface=BOWL, **facts):
        return panels_of(scene("Drift", surface, *rules, steps=10, **facts))["contour"].caption

    round_bowl = dataclasses.replace(BOWL, lambda2=1.0)
    assert caption(DESCENT(lr=0.1)) == (
        "In the long run Gradient descent is at most 0.524 from the minimum along x, and 0.104 along y."
    )
    assert (
        caption(DESCENT(lr=0.1), surface=round_bowl) == "In the long run Gradient descent stays 0.524 from the minimum."
    )
    assert BOWL.lag(0.1) == pytest.approx((0.524, 0.104), abs=5e-4)
    assert caption(DESCENT(lr=0.5)) == "Gradient descent does not settle: its rate is not below 2 / λ."
    assert caption(DESCENT(lr=0.1), sigma=0.1) == ""
    assert caption(DESCENT(lr=0.1, weight_decay=0.1)) == ""
    assert caption(OPTIMIZERS["adam"]()) == ""


@pytest.mark.parametrize("around", [lambda r: Scheduled(r, SCHEDULES["linear"]()), lambda r: Clipped(r, Clip(1.0))])
def test_of_a_rule_with_something_around_it_nothing_is_promised(around):
    shown = SCENES["drifting"]
    plain, *others = shown.entrants
    assert plain.name in caption(shown)
    other = dataclasses.replace(shown, entrants=(dataclasses.replace(plain, rule=around(plain.rule)), *others))
    assert caption(other) == ""
