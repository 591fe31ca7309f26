"""Bets on a race: who comes first, by runs of their own, and what the board says of the reader."""

import re

import numpy as np
import pytest

from lessons.winner import bets
from lessons.winner.bets import BUDGET, CANDIDATES, ROUNDS, RULES, STARTS, answer, bet_film, board, places
from lessons.winner.tournament import LEAST, contest, tuned_rule
from optim import OPTIMIZERS, run
from surfaces import SURFACES, lowest


@pytest.fixture(scope="module")
def results():
    return {rule: contest(rule, "rosenbrock", BUDGET, CANDIDATES, STARTS) for rule in RULES}


def test_the_places_are_those_of_runs_of_the_budget(results):
    surface = SURFACES["rosenbrock"]()
    left = {}
    for rule, result in results.items():
        t = run(tuned_rule(rule, result.rate), surface, None, BUDGET)
        paid = t.evaluations.total <= BUDGET
        late = paid & (t.evaluations.total > 0.9 * BUDGET)
        left[rule] = t.values[late].max() if late.any() else t.values[paid][-1]
    order = sorted(left, key=left.get)
    found = places(results)
    assert sorted(found, key=found.get)[:3] == order[:3]
    assert sum(found.values()) == pytest.approx(sum(range(1, len(RULES) + 1)))


@pytest.mark.parametrize("bet", RULES)
def test_the_answer_names_the_winner_and_the_place_of_the_bet(results, bet):
    told, found = answer(bet, "rosenbrock", results), places(results)
    best = min(found, key=found.get)
    assert f"First on Rosenbrock: {OPTIMIZERS[best].name}" in told
    assert told.startswith("**You win.**") == (found[bet] == found[best])
    if bet != best:
        assert f"{OPTIMIZERS[bet].name} comes in at place {found[bet]:g}" in told
    score = results[bet].tuned
    left = re.search(r" leaves (\S+) of it\.", told)
    assert bool(left) == (-16 < score < 0 and found[bet] > found[best])
    if left:
        assert float(left[1].replace("−", "-")) == pytest.approx(10**score, rel=0.06)
    least = results[best].tuned
    assert ("all the way down" in told) == (10**least <= LEAST or 10**score <= LEAST)
    assert "10^" not in told
    assert ("gains nothing" in told) == (score >= 0)


def test_the_board_counts():
    assert "No bet so far" in board([])
    told = board([("beale", "adam", 3.0, False), ("rosenbrock", "newton", 1.0, True)])
    assert "**1 of 2** bets won, place 2 on average" in told
    assert re.search(r"come in at 4\b", told)
    assert "Beale: Adam at place 3; Rosenbrock: Newton at place 1." in told


def test_the_film_ends_with_the_budget(results):
    film = bet_film("rosenbrock", results)
    assert [racer.id for racer in film.racers] == list(RULES)
    for track in film.tracks:
        assert np.nanmax(track.channels["evals"]) <= BUDGET


@pytest.mark.parametrize("ground", ROUNDS)
def test_every_round_has_a_goal(ground):
    assert lowest(SURFACES[ground]()) is not None
    assert SURFACES[ground].name in bets.question(ground)
