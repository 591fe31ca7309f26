"""The line above a race: who ends lowest and who highest, in every scene and where runs diverge."""

import re

import numpy as np
import pytest

from optim import OPTIMIZERS
from scenes import SCENES, scene
from surfaces import SURFACES
from ui.outside import literal
from ui.race_lead import lead


def raced(surface, *rules, steps=40, **facts):
    made = scene("Race", SURFACES[surface](), *rules, steps=steps, **facts)
    return made, made.run()


@pytest.mark.parametrize("slug", SCENES)
def test_who_is_told_lowest_is(slug):
    shown = SCENES[slug]
    words, runs = lead(shown, shown.run()), shown.run()
    minima = shown.surface.minima()
    floor = float(np.min(shown.surface.value(minima))) if len(minima) else -np.inf
    if shown.surface.game:
        ends = [np.linalg.norm(t.points[-1] - shown.surface.critical_points()[0].point) for t in runs]
    else:
        ends = [t.values[-1] - floor for t in runs]
    if not np.isfinite(ends).all() or shown.surface.drifts:
        assert words == ""
        return
    first, last = (shown.entrants[int(pick(ends))].name for pick in (np.argmin, np.argmax))
    said_first, _, said_last = words.partition("; last ")
    assert literal(first) in said_first
    assert literal(last) in said_last or not said_last
    assert f"After {shown.steps} steps" in words


@pytest.mark.parametrize(
    "surface", ["quadratic", "rosenbrock", "himmelblau", "bilinear_game", "monkey_saddle", "ackley"]
)
@pytest.mark.parametrize("lr", [1e-6, 0.01, 10.0])
def test_a_race_at_the_ends_of_its_rates_is_told_as_it_came_out(surface, lr):
    rules = [OPTIMIZERS[slug](lr=lr) for slug in ("gradient_descent", "adam", "momentum")]
    made, runs = raced(surface, *rules)
    words = lead(made, runs)
    over = [entrant.name for entrant, t in zip(made.entrants, runs, strict=True) if t.diverged_at is not None]
    if words:
        assert ("Diverged: " in words) == bool(over)
        assert all(name in words.partition("Diverged: ")[2] for name in over)
        alive = [t for t in runs if t.diverged_at is None]
        assert ("; last " in words) == (len({float(f"{t.values[-1]:.3g}") for t in alive}) > 1) or "bilinear" in surface


def test_one_racer_is_asked_nothing_and_equal_ones_share():
    one = lead(*raced("quadratic", OPTIMIZERS["gradient_descent"](lr=0.01)))
    assert one.startswith("After 40 steps Gradient descent, ")
    assert "last" not in one
    twins = [OPTIMIZERS["gradient_descent"](lr=0.01), OPTIMIZERS["momentum"](lr=0.01, beta=0.0)]
    assert re.search(
        "lowest\\?\\*\\* After 40 steps Gradient descent and Momentum, ", lead(*raced("quadratic", *twins))
    )
    newton = lead(*raced("quadratic", OPTIMIZERS["newton"](lr=1.0), OPTIMIZERS["gradient_descent"](lr=0.01)))
    assert "After 40 steps Newton, at the lowest known minimum; last Gradient descent, " in newton
