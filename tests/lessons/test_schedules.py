"""Schedules side by side, and the sweep over starts and rates of page 5."""

import json

import numpy as np
import pytest

from lessons._claims import percent
from lessons.decay.escape import FINALS, RATES, SMALL, STEPS, WELLS, descend, limits, settled
from lessons.decay.schedules import (
    COLORS,
    STARTS,
    SWARM,
    SWEPT,
    SideBySide,
    Swept,
    ends,
    pace_verdict,
    schedules_film,
    shares,
    sweep_film,
    sweep_verdict,
)
from optim import SCHEDULES
from tests.lessons.sweep import sweep

FOUND = limits()


@pytest.fixture(scope="module")
def swept():
    """Where every schedule's runs end."""
    return {slug: ends(slug, 0.03) for slug in COLORS}


@pytest.fixture(scope="module")
def share(swept):
    return {slug: (ended == 0).mean(axis=0) for slug, ended in swept.items()}


def test_every_schedule_has_a_colour_of_its_own():
    assert list(COLORS) == [slug for slug in SCHEDULES if slug in COLORS]  # the lecture's
    assert len(COLORS) >= 7
    assert len(set(COLORS.values())) == len(COLORS)


@pytest.mark.parametrize("slug", ["constant", "cosine"])
def test_a_cell_of_the_sweep_is_a_run_by_itself(swept, slug):
    rank = WELLS.value(FOUND.minima).argsort().tolist()
    for i, j in ((0, 3), (50, 20), (95, 40), (30, 63)):
        where = int(settled(descend(slug, float(SWEPT[j]), 0.03, (float(STARTS[i]),))))
        assert swept[slug][i, j] == (rank.index(where) if where >= 0 else -1)


def test_a_constant_rate_above_every_limit_rests_nowhere(swept):
    above = FOUND.rates.max() < SWEPT
    assert above.any()
    assert (swept["constant"][:, above] == -1).all()


def test_in_the_window_a_constant_rate_rests_in_the_best_or_nowhere(swept):
    others = np.delete(FOUND.rates, FOUND.best).max()
    window = (1.05 * others < SWEPT) & (FOUND.rates.max() > SWEPT)  # just above its limit a minimum is bounced around
    assert window.any()
    assert set(np.unique(swept["constant"][:, window])) <= {0, -1}


def test_a_small_rate_is_caught_by_the_nearest(share):
    small = SWEPT < SMALL
    assert share["constant"][small].max() < 0.5


@pytest.mark.parametrize("slug", [slug for slug in COLORS if slug != "constant"])
def test_a_decaying_rate_from_far_above_finds_the_best_more_often_than_any_small_one(share, slug):
    assert share[slug].max() > 0.95
    assert share[slug].mean() > 2 * share["constant"].mean()


def test_shares_are_those_of_the_ends(share):
    assert shares(0.03) == pytest.approx(np.array(list(share.values())))


@pytest.mark.parametrize("lr", RATES)
@pytest.mark.parametrize("final", FINALS)
def test_films_at_the_ends_of_the_sliders(swept, share, lr, final):
    for start in WELLS.domain[0]:
        json.dumps(schedules_film(lr, final, start).document(), allow_nan=False)
    film = sweep_film("step", lr, final, np.array(list(share.values())), swept["step"])
    assert film.steps == STEPS
    assert len(film.panels[2].overlays[0]["x"]["shape"].split(",")) == 2
    assert film.panels[2].title.startswith(str(len(SWARM)))
    json.dumps(film.document(), allow_nan=False)


@pytest.mark.thorough
def test_what_is_said_of_the_sweep_is_what_its_map_shows(share):
    """A run counts where it has settled, in the sentence as in the map."""
    every = np.array(list(share.values()))
    best = float(FOUND.minima[FOUND.best, 0])
    for chosen in sweep(Swept, count=25):
        words = sweep_verdict(chosen, every)
        t = descend(chosen.schedule, chosen.lr, chosen.final, SWARM[:, None])
        with np.errstate(all="ignore"):
            settled_ = (np.abs(t.points[-12:, :, 0] - best) <= 0.04).all(axis=0) & (
                t.rates[-12:].min() < FOUND.rates.max()
            )
        assert f": {percent(float(settled_.mean()))} of the 48 starts of the swarm have settled" in words
        assert f"along each row of the map: {SCHEDULES['constant'].name} {percent(float(every[0].mean()))}, " in words
        assert f"{SCHEDULES['cosine'].name} {percent(float(every[-1].mean()))}" in words


def test_a_run_that_bounces_around_the_best_minimum_is_not_said_to_be_in_it(share):
    above = float(SWEPT[FOUND.rates.max() < SWEPT][0])
    words = sweep_verdict(Swept(schedule="constant", lr=above), np.array(list(share.values())))
    assert ": 0% of the 48 starts of the swarm have settled" in words


def test_what_is_said_of_the_pace_is_counted():
    for chosen in sweep(SideBySide, count=6):
        words = pace_verdict(chosen)
        assert ("no schedule decays" in words) == (chosen.final == 1)
        if chosen.final < 1:
            for slug in COLORS:
                rates = descend(slug, chosen.lr, chosen.final, (0.0,)).rates[1:]
                told = f"{SCHEDULES[slug].name} {percent(float((rates < chosen.lr / 2).mean()))}"
                assert (told in words) == (slug != "constant")
