"""The line above a race: who ends lowest and who highest, in every scene and where runs diverge."""

import re

import numpy as np
import pytest

from catalog import number
from lessons._claims import listed
from optim import OPTIMIZERS
from scenes import SCENES, scene
from surfaces import SURFACES, from_grid, parse
from ui.outside import literal
from ui.race_lead import lead


def raced(surface, *rules, steps=40, **facts):
    made = scene("Race", SURFACES[surface](), *rules, steps=steps, **facts)
    return made, made.run()


def within(t):
    low, high = np.array(t.surface.domain).T
    return ((t.points >= low) & (t.points <= high)).all(axis=-1)


def out_downhill(t):
    """The step from which a run stayed outside and its value only fell; None where it did not."""
    stood = np.flatnonzero(within(t))[-1]
    values = t.values[stood:][np.isfinite(t.values[stood:])]
    return int(stood) + 1 if stood < t.steps and (np.diff(values) <= 0).all() and len(values) > 1 else None


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
    outside = [step for t in runs if (step := out_downhill(t)) is not None]
    if outside and floor == -np.inf:
        first, last = (
            [e.name for e, t in zip(shown.entrants, runs, strict=True) if out_downhill(t) == pick(outside)]
            for pick in (min, max)
        )
        assert f"picture for good?** {listed(map(literal, first))}, at step {min(outside)}; last " in words
        assert f"; last {listed(map(literal, last))}, at {max(outside)}." in words
        inside = [literal(e.name) for e, t in zip(shown.entrants, runs, strict=True) if within(t)[-1]]
        assert f"Inside after {shown.steps} steps: {listed(inside)}." in words
        return
    known = np.isfinite(ends).all() and not shown.surface.drifts
    if not known:
        ends = [t.values[-1] for t in runs]
    assert ("at f = " in words) != known
    first, last = (shown.entrants[int(pick(ends))].name for pick in (np.argmin, np.argmax))
    assert known or f"at f = {number(float(min(ends)))}; " in words
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
    over = [e.name for e, t in zip(made.entrants, runs, strict=True) if t.outcome.kind == "diverged"]
    assert words.partition("Diverged: ")[2] == (f"{listed(over)}." if over else "")
    alive = [t for t in runs if t.diverged_at is None]
    if alive and "first out" not in words:
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


def test_who_ends_at_another_value_of_the_table_does_not_share():
    """4.714 and 4.665 lie 14.50 and 14.54 above a floor of −19.2085: both 14.5, but of two values."""
    rules = [OPTIMIZERS["coordinate_search"](size=0.051), OPTIMIZERS["optimistic_descent"](lr=0.01)]
    made, runs = raced("holder_table", *rules, steps=60)
    assert runs[0].values[-1] < runs[1].values[-1] - 0.04
    assert "After 60 steps Coordinate search, 14.5 above the lowest known minimum." in lead(made, runs)


def test_nobody_is_called_lowest_where_a_run_fell_below_the_known_minimum():
    """x³ − 3x has a minimum at 1 and falls without end to the left, where one run goes until numbers end."""
    rules = [OPTIMIZERS["gradient_descent"](lr=0.4), OPTIMIZERS["adam"](lr=0.05)]
    made = scene("Race", parse("x^3-3*x+y^2"), *rules, start=(1.9, 1.0), steps=60)
    runs = made.run()
    assert np.nanmin(runs[0].values) < -1e6
    words = lead(made, runs)
    assert "picture for good?** Gradient descent, at step 3. Inside after 60 steps: Adam." in words
    assert "lowest" not in words


def test_the_first_out_is_named_however_it_went():
    """At η = 1 Adagrad leaves the monkey saddle's picture at its second step, having climbed in its first."""
    rules = [(OPTIMIZERS["adagrad"](lr=lr), name) for lr, name in ((0.1, "Slow"), (1.0, "Quick"))]
    made, runs = raced("monkey_saddle", *rules, steps=60)
    outside = [int(np.flatnonzero(within(t))[-1]) + 1 for t in runs]
    assert outside[1] < outside[0]
    words = lead(made, runs)
    assert f"picture for good?** Quick, at step {outside[1]}; last Slow, at {outside[0]}." in words


def test_minima_that_differ_by_rounding_are_one_level():
    """Himmelblau's four are equally low, two of them as numbers go by 8e-31 less so; who stands on one is at it."""
    shown = SCENES["four-minima"]
    runs = shown.run()
    away = shown.surface.distance_to_minimum([t.points[-1] for t in runs])
    on = listed([literal(e.name) for e, gap in zip(shown.entrants, away, strict=True) if gap < 1e-15])
    assert f"After 120 steps {on}, at the lowest known minimum" in lead(shown, runs)


@pytest.mark.thorough
def test_a_start_without_a_value_is_told_and_nothing_breaks(open_page):
    app = open_page("race", "scene=free&surface=function&f=log(x)%2By^2&x=-1&table=progress")
    assert any(m.value == "No value at the start." for m in app.markdown)


def test_where_a_table_of_values_ends_a_run_has_left_and_not_diverged():
    """x² − y² on a grid up to y = 1: Adam goes down and over its edge, beyond which there are no values."""
    x, y = np.meshgrid(np.linspace(-2, 2, 21), np.linspace(-1, 1, 11))
    lines = [f"{a},{b},{a * a - b * b}" for a, b in zip(x.flat, y.flat, strict=True)]
    surface = from_grid("\n".join(["x,y,f", *lines]).encode(), "Mine")
    made = scene("Race", surface, OPTIMIZERS["newton"](), OPTIMIZERS["adam"](lr=0.1), start=(1.8, 0.0), steps=80)
    newton, adam = runs = made.run()
    at = int(np.flatnonzero(np.isnan(adam.points[:, 0]))[0])
    assert str(adam.outcome) == f"Left the picture at step {at}"
    assert adam.values[at - 1] < newton.values[-1]
    assert (
        lead(made, runs)
        == f"**Who is the first out of the picture for good?** Adam, at step {at}. Inside after 80 steps: Newton."
    )


def test_two_of_one_name_are_both_told():
    rules = [(OPTIMIZERS["gradient_descent"](lr=lr), "Mine") for lr in (0.1, 0.01)]
    words = lead(*raced("quadratic", *rules))
    assert "Mine \\(gradient\\_descent\\)," in words
    assert "; last Mine \\(gradient\\_descent\\~2\\)," in words


def test_who_swings_out_and_in_is_told_of_when_it_stays_outside():
    """RMSprop is outside after its first step, comes back, and is out for good from its sixth."""
    rules = [OPTIMIZERS["rmsprop"](lr=0.34070753575052154), OPTIMIZERS["sign_descent"](lr=0.01709063516979821)]
    made, runs = raced("monkey_saddle", *rules, steps=80, start=(0.6940709549423039, -0.10251607267869978))
    inside = within(runs[0])
    assert list(np.flatnonzero(~inside)[:1]) == [1]
    assert np.flatnonzero(inside)[-1] == 5
    assert "for good?** RMSprop, at step 6; last Sign descent, at 53." in lead(made, runs)
