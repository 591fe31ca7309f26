"""Decaying rates on the wells: limits, escapes, schedules, and what a run has settled in."""

import json

import numpy as np
import pytest

from figures._encode import decode
from lessons.decay.escape import (
    FINALS,
    RATES,
    SMALL,
    START,
    STEPS,
    WELLS,
    Escape,
    Paced,
    descend,
    escape_film,
    escapes,
    limits,
    limits_table,
    named_runs,
    paced,
    settled,
    verdict,
)
from lessons.decay.schedules import COLORS
from optim import run
from optim.gradient_descent import GradientDescent
from tests.lessons.sweep import sweep

FALLING = [slug for slug in COLORS if slug != "constant"]


@pytest.mark.parametrize("slug", FALLING)
@pytest.mark.parametrize("final", [*FINALS[:1], 0.03, 0.5])
@pytest.mark.parametrize("steps", [40, STEPS, 201])
def test_all_schedules_come_from_the_same_rate_to_the_same(slug, final, steps):
    schedule = paced(slug, final, steps)
    factors = np.array([schedule.factor(k) for k in range(1, steps + 1)])
    assert factors[0] == 1
    assert factors[-1] == pytest.approx(final)
    assert (np.diff(factors) <= 1e-12).all()


def test_every_schedule_of_the_page_is_paced():
    for slug in COLORS:
        assert paced(slug, 0.1, STEPS).factor(1) == 1
    assert paced("constant", 0.1, STEPS).factor(STEPS) == 1


@pytest.mark.parametrize(("share", "holds"), [(0.97, True), (1.03, False)])
def test_a_minimum_holds_below_its_limit_and_not_above(share, holds):
    found = limits()
    for minimum, rate in zip(found.minima, found.rates, strict=True):
        t = run(GradientDescent(lr=share * rate), WELLS, minimum + 1e-5, 100)
        assert (abs(t.points[-1] - minimum) < abs(t.points[0] - minimum)).all() == holds


def test_the_widest_minimum_is_the_best_and_has_the_highest_limit():
    found = limits()
    assert found.rates.argmax() == found.best
    assert found.rates.min() > SMALL


@pytest.mark.parametrize("lr", [0.82, 1.6, 3.0])
def test_the_small_rate_is_caught_the_large_one_never_rests_the_decaying_one_finds_the_best(lr):
    small, large, decaying = escapes(lr, 0.03, -3.6).values()
    found = limits()
    first = found.minima[:, 0].argsort()[0]
    assert settled(small) == first != found.best
    assert settled(large) == -1
    assert settled(decaying) == found.best


def test_between_the_limits_even_a_constant_rate_finds_the_best():
    found = limits()
    others = np.delete(found.rates, found.best)
    assert others.max() < 0.3 < found.rates[found.best]
    assert settled(escapes(0.3, 0.1, -3.6)["large"]) == found.best


def test_too_small_a_rate_escapes_from_nothing():
    assert settled(escapes(0.1, 0.1, -3.6)["decaying"]) != limits().best


def test_hardly_any_decay_never_settles():
    assert settled(escapes(3.0, 0.51, -3.6)["decaying"]) == -1


def test_a_narrow_bounce_at_a_rate_above_the_limit_is_not_settled():
    """Just above a limit a run bounces between two places nearer to the minimum than is told apart in the picture."""
    t = escapes(0.12, 1.0, 3.2)["large"]
    narrow = WELLS.minima()[np.abs(WELLS.minima()[:, 0] - t.points[-1, 0]).argmin(), 0]
    assert 0.01 < np.abs(t.points[-12:, 0] - narrow).min() <= np.abs(t.points[-12:, 0] - narrow).max() < 0.04
    assert settled(t) == -1
    assert "η = 0.12: settled in none" in verdict(Paced(lr=0.12, final=1.0), {"large": t, "decaying": t})


def test_a_run_that_passes_through_a_minimum_has_not_settled():
    still = descend("constant", 0.05, 1.0, limits().minima)
    assert settled(still).tolist() == list(range(len(limits().minima)))
    restless = descend("constant", 0.8, 1.0, limits().minima + 0.01)
    assert set(settled(restless).tolist()) == {-1}


@pytest.mark.parametrize("lr", RATES)
@pytest.mark.parametrize("final", FINALS)
@pytest.mark.parametrize("end", [0, 1])
def test_films_at_the_ends_of_the_sliders(lr, final, end):
    film = escape_film(Paced(lr=lr, final=final), escapes(lr, final, WELLS.domain[0][end]))
    assert film.steps == STEPS
    json.dumps(film.document(), allow_nan=False)


def test_minima_turn_green_when_they_begin_to_hold():
    film = escape_film(Paced(lr=1.6, final=0.03), escapes(1.6, 0.03, -3.6))
    rates = film.tracks[2].channels["rate"]
    overlays = film.panels[0].overlays
    assert rates[0] > limits().rates.max()
    assert rates[-1] < limits().rates.min()
    assert [overlay["color"] for overlay in overlays] == ["#1f9d61", "@muted"]  # of no run
    assert not {overlay["color"] for overlay in overlays} & {racer.color for racer in film.racers}


@pytest.mark.parametrize("lr", [0.02, 1.6, 10.0])
def test_the_places_of_the_runs_are_in_their_chart(lr):
    film = escape_film(Paced(lr=lr), escapes(lr, 0.03, START))
    low, high = film.panels[2].figure["layout"]["yaxis"]["range"]
    seen = np.concatenate([track.channels["x"] for track in film.tracks])
    assert low == pytest.approx(max(min(-4.0, np.nanmin(seen)), -8.0))
    assert high == pytest.approx(min(max(4.0, np.nanmax(seen)), 8.0))


def rests(t, rate):
    """The minimum within 0.04 of which a run has spent its last twelve steps, unless its last rate throws it out of
    there again and again; else None."""
    last = t.points[-12:, 0]
    for minimum in WELLS.minima()[:, 0]:
        holds = abs(1 - rate * WELLS.hessian((minimum,))[0, 0]) < 1
        if holds and np.isfinite(last).all() and np.abs(last - minimum).max() <= 0.04:
            return float(minimum)
    return None


def test_every_word_on_the_wells_is_what_the_runs_do():
    rng = np.random.default_rng(3)
    bends = {float(m): 2 / WELLS.hessian(np.array([m]))[0, 0] for m in WELLS.minima()[:, 0]}
    best = min(bends, key=lambda m: WELLS.value((m,)))
    for chosen in sweep(Escape, count=60):
        start = round(float(rng.uniform(*WELLS.domain[0])), 2)
        runs = escapes(chosen.lr, chosen.final, start)
        words, names = verdict(chosen, runs), named_runs(chosen.lr, chosen.final)
        assert names["decaying"].startswith("Decaying") == (chosen.final < 1)
        able = sum(chosen.lr < limit for limit in bends.values())
        said = {0: "none", len(bends): "each"}.get(able, "only the best" if able == 1 else str(able))
        assert words.startswith(f"At η = {chosen.lr:.3g}, {said} of the 5 minima can hold the run")
        able = sum(chosen.lr * chosen.final < limit for limit in bends.values())
        said = {0: "none", 1: "one", len(bends): "each"}.get(able, str(able))
        assert (f", {said} can." in words) == (chosen.final < 1)
        rates = {"small": [SMALL, SMALL], "large": [chosen.lr] * 2, "decaying": [chosen.lr, chosen.lr * chosen.final]}
        for id, t in runs.items():
            first, last = rates[id]
            assert (t.rates[1], t.rates[-1]) == pytest.approx((first, last))
            where = rests(t, last)
            told = words.split(f"{names[id]}: ")[1].split(".")[0] + words.split(f"{names[id]}: ")[1][1:]
            assert told.startswith("settled in none") == (where is None)
            assert told.startswith("settled in the best") == (where == best)


@pytest.mark.parametrize(("final", "called"), [(0.03, "the decaying rate"), (1.0, "this rate")])
def test_the_dots_name_the_rate_that_they_speak_of(final, called):
    film = escape_film(Paced(lr=1.6, final=final), escapes(1.6, final, -3.6))
    assert film.panels[0].subtitle == f"dot under a well: green if it can hold a run at {called}"


def test_the_small_rate_is_not_run_twice():
    runs = escapes(SMALL, 1.0, START)
    film = escape_film(Paced(lr=SMALL, final=1.0), runs)
    assert [racer.name for racer in film.racers] == ["Constant, η = 0.05", "Without decay, η = 0.05"]
    assert verdict(Paced(lr=SMALL, final=1.0), runs).count("Constant, η = 0.05:") == 1


def test_the_presets_do_what_they_are_called():
    words = {
        label: verdict(Paced(lr=p["lr"], final=p["final"]), escapes(p["lr"], p["final"], p["w_0"]))
        for label, p in Escape.presets.items()
    }
    assert {p["w_0"] for p in Escape.presets.values()} == {START}
    assert "none of the 5" in words["Out of every minimum"]
    assert "only the best" in words["Between the limits"]
    assert "Constant, η = 0.3: settled in the best" in words["Between the limits"]
    assert "to 0.01: settled at" in words["Too small to escape"]
    assert "Decaying from 3 to 0.03: settled in the best" in words["From far above"]
    assert "Decaying from 3 to 1.53: settled in none" in words["Hardly any decay"]


def test_the_limits_are_printed_with_the_curvatures_they_come_from():
    rows = [row.strip("|").split("|") for row in limits_table().split("\n")[2:]]
    numbers = np.array([[float(cell.strip().replace("−", "-")) for cell in row] for row in rows])
    h = 1e-4
    for place, error, bend, limit in numbers:
        exact = WELLS.minima()[np.abs(WELLS.minima()[:, 0] - place).argmin()]
        low, middle, high = (float(WELLS.value(exact + step)) for step in (-h, 0, h))
        assert error == pytest.approx(middle, rel=6e-3)
        assert bend == pytest.approx((high - 2 * middle + low) / h**2, rel=6e-3)
        assert limit == pytest.approx(2 / bend, rel=1.2e-2)
    assert len(rows) == 5
    assert (np.diff(numbers[:, 3]) < 0).all()


def test_the_green_dots_are_those_minima_that_can_hold_the_rate_of_the_step():
    runs = escapes(1.6, 0.03, -3.6)
    green, red = (np.isfinite(decode(o["y"])) for o in escape_film(Paced(), runs).panels[0].overlays)
    rates, bends = runs["decaying"].rates, WELLS.hessian(WELLS.minima())[:, 0, 0]
    assert (green == (rates[:, None] * bends < 2)).all()
    assert (red != green).all()
    assert green.sum(axis=1)[[0, -1]].tolist() == [0, 5]
