"""The tournament is fair, and its sentence is true of the board that is shown."""

import re

import numpy as np
import pytest

from lessons.winner.board import MOST, _remains, board_film
from lessons.winner.tournament import (
    LEAST,
    Result,
    contest,
    contested,
    cut,
    left,
    paid,
    ranks,
    scores_of,
    verdict,
    winners,
)
from optim import ON_VECTORS, OPTIMIZERS, run
from surfaces import SURFACES

RULES, GROUNDS = ["gradient_descent", "momentum", "newton", "levenberg_marquardt", "lbfgs"], ["quadratic", "rosenbrock"]
BUDGET = 60


@pytest.fixture(scope="module")
def results():
    return {(rule, ground): contest(rule, ground, BUDGET, 8, 6) for rule in RULES for ground in GROUNDS}


def fixed(score, **facts):
    own = {"rate": 0.1, "shared": 0.2, "default": score, "tuned": score, "starts": np.full(4, score), "steps": 9}
    return Result(**own | facts)


def test_every_contested_surface_has_a_goal():
    for slug in contested():
        surface = SURFACES[slug]()
        assert surface.value(np.array(surface.start)) > surface.value(surface.minima()).min()
    assert "noisy_moons" in contested()


def test_left_is_the_share_of_the_descent():
    surface = SURFACES["quadratic"](lambda1=1.0, lambda2=1.0, angle=0.0)
    t = run(OPTIMIZERS["gradient_descent"](lr=0.5), surface, (1.0, 1.0), 10)
    assert left(t, 10) == pytest.approx(10 * np.log10(0.25))  # the value falls to a quarter with each step
    assert left(t, 6) == pytest.approx(6 * np.log10(0.25))  # later steps are not paid for
    assert left(run(OPTIMIZERS["gradient_descent"](lr=1.0), surface, (1.0, 1.0), 3), 3) == np.log10(LEAST)
    assert left(run(OPTIMIZERS["gradient_descent"](lr=1e3), surface, (1.0, 1.0), 30), 30) == 1.0


def test_nobody_wins_by_passing_through_the_goal():
    """A swing of constant size through the minimum: at its lowest at the last step, but not over the last tenth."""
    surface = SURFACES["quadratic"](lambda1=1.0, lambda2=1.0, angle=0.0)
    t = run(OPTIMIZERS["sign_descent"](lr=0.3), surface, (0.9, 0.9), 43)
    assert t.values[-1] < 1e-12
    assert left(t, 43) == pytest.approx(np.log10(0.3**2 / 0.9**2))


def test_a_run_outside_the_picture_gains_nothing():
    surface = SURFACES["six_hump_camel"]()
    low = np.array(surface.domain)[:, 0]
    t = run(OPTIMIZERS["gradient_descent"](lr=1e-6), surface, low - 0.5, 20)
    assert t.values[-1] < t.values[0]
    assert left(t, 20) == 1.0


@pytest.mark.parametrize("rule", ["gradient_descent", "newton", "lbfgs", "levenberg_marquardt"])
def test_all_spend_the_same_evaluations(rule):
    t = run(OPTIMIZERS[rule](), SURFACES["rosenbrock"](), steps=BUDGET)
    end = int(paid(t, BUDGET))
    assert t.evaluations.total[end] <= BUDGET < (t.evaluations.total[end + 1] if end < BUDGET else np.inf)
    assert cut(t, BUDGET).steps == end
    assert (rule == "gradient_descent") == (end == BUDGET)


def test_newton_wins_on_a_quadratic(results):
    assert results["newton", "quadratic"].default == np.log10(LEAST)
    assert results["newton", "quadratic"].default < results["gradient_descent", "quadratic"].default


def test_what_is_tuned_is_what_runs(results):
    for (rule, ground), result in results.items():
        if result.rate is None:
            assert result.tuned == result.default
            continue
        surface = SURFACES[ground]()
        t = run(OPTIMIZERS[rule](lr=float(f"{result.rate:.3g}")), surface, steps=BUDGET)
        assert left(t, BUDGET) == pytest.approx(result.tuned)
        assert result.tuned <= result.default + 1e-12
        assert int(paid(t, BUDGET)) == result.steps


def test_many_starts_are_tuned_over_the_starts(results):
    """No other rate of a fine grid has a much better median over the same starts."""
    surface = SURFACES["rosenbrock"]()
    low, high = np.array(surface.domain).T
    drawn = np.random.default_rng(0).uniform(low, high, (6, 2))
    result = results["gradient_descent", "rosenbrock"]

    def median(rate):
        return np.median(left(run(OPTIMIZERS["gradient_descent"](lr=rate), surface, drawn, BUDGET), BUDGET))

    assert median(result.shared) == pytest.approx(result.spread[1])
    assert result.spread[1] <= median(result.rate)
    assert result.spread[1] < min(median(rate) for rate in np.geomspace(1e-5, 1, 30)) + 0.1


def test_spread_are_quartiles():
    assert fixed(0.0, starts=np.arange(5.0)).spread == (1.0, 2.0, 3.0)


def test_ranks_share_ties_and_wait_for_the_whole_column():
    scores = np.array([[1.0, 3.0, 1.0], [1.0, 2.0, np.nan], [5.0, 1.0, 2.0]])
    np.testing.assert_array_equal(ranks(scores), [[1.5, 3, np.nan], [1.5, 2, np.nan], [3, 1, np.nan]])


def test_runs_that_leave_the_same_share_a_place_and_a_win():
    scores = np.array([[-0.5801, -16.0], [-0.5803, -15.999], [-0.44, -1e-4]])  # two of one minimum, but for rounding
    np.testing.assert_array_equal(ranks(scores), [[1.5, 1.5], [1.5, 1.5], [3, 3]])
    np.testing.assert_array_equal(winners(scores), [[True, True], [True, True], [False, False]])
    assert winners(np.array([[-1e-4], [0.0]])).tolist() == [[True], [False]]  # little is not nothing


def told(table, what="tuned"):
    """The verdict on a table of scores, rules by surfaces."""
    rules, grounds = ["adam", "newton", "lbfgs"][: len(table)], ["booth", "beale", "matyas"][: len(table[0])]
    made = {(r, g): fixed(table[i][j]) for i, r in enumerate(rules) for j, g in enumerate(grounds)}
    return verdict(made, rules, grounds, what, 100)


def test_the_verdict():
    assert told([[-1, -2], [-2, -1]]).startswith(
        "**No single winner**: with 100 evaluations each, both optimizers come"
    )
    assert "**Adam** comes first on every one of these 2 surfaces" in told([[-2, -2], [-1, -1]])
    assert "single winner" not in told([[-2, -2], [-2, -2]])
    assert "**Adam** and **Newton** come first on every one" in told([[-2, -2], [-2, -2]])
    assert "**Newton** comes first on this surface" in told([[-1], [-3]])
    assert told([[1.0, 1.0], [1.0, 1.0]]) == "With 100 evaluations each nobody gained anything on these 2 surfaces."
    assert "2 of the 3 optimizers" in told([[-3, -3, -1], [-1, -1, -3], [-1, -1, -1]])
    assert "**Adam** does so most often, on 2" in told([[-3, -3, -1], [-1, -1, -3], [-1, -1, -1]])
    assert "1 of the 2 optimizers comes first" in told([[-1, 1.0], [-0.5, 1.0]])
    assert told([[-1, -2], [-2, -1]]).endswith("or more. None does so twice.")
    assert told([[-1, -2]]) == ""


@pytest.mark.parametrize("seed", range(60))
def test_the_verdict_names_a_single_winner_just_where_there_is_one(seed):
    table = np.random.default_rng(seed).integers(-3, 2, (3, 2)).astype(float)
    words = told(table.tolist())
    first = (table == table.min(axis=0)) & (table < 0)
    everywhere = first.all(axis=1)
    alone = (first.sum(axis=0) == 1).all()  # who shares first places is no single winner
    assert ("Here there is a single winner" in words) == (everywhere.any() and alone)
    assert words.startswith("**No single winner**") == (not everywhere.any() and first.any())
    ties = int((first.sum(axis=0) > 1).sum()) if everywhere.sum() == 1 else 0
    tied = re.search(r"On (all|\d) of the surfaces several tie", words)
    expected = int((first.sum(axis=0) > 1).sum()) if first.any() and not everywhere.any() else 0
    assert (tied[1] if tied else "0") == {2: "all"}.get(expected, str(expected))
    shared = re.search(r"It shares the place on (all|\d) of them", words)
    assert (shared[1] if shared else "0") == {2: "all"}.get(ties, str(ties))
    np.testing.assert_array_equal(winners(table), first)


def test_the_board_marks_the_winners_and_races_the_chosen_surface(results):
    film = board_film(results, RULES, GROUNDS, "tuned", "rosenbrock", BUDGET)
    board, contour, loss = film.panels
    cells, stars = board.figure["data"]
    scores = scores_of(results, RULES, GROUNDS, "tuned")
    assert {(int(x), int(y)) for x, y in zip(stars["x"], stars["y"], strict=True)} == {
        (x, y) for x in range(2) for y in range(len(RULES)) if scores[y, x] == scores[:, x].min()
    }
    assert contour.title == SURFACES["rosenbrock"].name
    assert contour.subtitle == "all of them, tuned"
    assert len(film.tracks) == len(RULES)
    assert loss.axes["x"] == "evals"
    for track in film.tracks:
        assert track.channels["evals"].max() <= BUDGET
    ran = {track.racer: track for track in film.tracks}
    assert ran["lbfgs"].channels["evals"][-1] > BUDGET / 2
    assert (np.diff(ran["lbfgs"].channels["evals"]) == 0).any()  # it stands still once its budget is spent
    assert np.ptp(np.asarray(cells["z"])) > 0


def test_the_best_eight_are_eight_and_the_best():
    rules = list(ON_VECTORS)[:11]
    made = {(rule, "booth"): fixed(-float(i)) for i, rule in enumerate(rules)}
    film = board_film(made, rules, ["booth"], "tuned", "booth", 40)
    assert film.panels[1].subtitle == "the best 8, tuned"
    assert [racer.id for racer in film.racers] == rules[:-9:-1]
    assert len(film.racers) == MOST
    assert "default" in board_film(made, rules[:3], ["booth"], "default", "booth", 40).panels[1].subtitle


def test_a_board_of_everything_has_room_for_every_name():
    rules, grounds = list(ON_VECTORS), contested()
    film = board_film({}, rules, grounds, "tuned", grounds[0], 40)
    board = film.panels[0]
    assert board.rows > len(rules)
    assert board.weight >= 3
    layout = board.figure["layout"]
    for axis, count in (("xaxis", len(grounds)), ("yaxis", len(rules))):
        assert len(layout[axis]["ticktext"]) == count <= layout[axis]["nticks"]
        assert layout[axis]["tickfont"]["size"] <= 10
    assert layout["xaxis"]["tickangle"] == -90
    assert layout["margin"]["b"] > 6 * max(len(SURFACES[slug].name) for slug in grounds)


def test_a_board_that_is_not_done_says_so():
    rules = list(ON_VECTORS)[:11]
    made = {(rule, "booth"): fixed(-float(i)) for i, rule in enumerate(rules)}
    few, most = ({key: made[key] for key in list(made)[:n]} for n in (2, 10))
    board, contour, _ = board_film(few, rules, ["booth"], "tuned", "booth", 40).panels
    assert contour.subtitle == "those that have run so far, tuned"
    assert board_film(most, rules, ["booth"], "tuned", "booth", 40).panels[1].subtitle == "the best 8 so far, tuned"
    cells = board.figure["data"][0]
    assert np.isnan(np.asarray(cells["z"], dtype=float)).all()
    assert cells["hoverongaps"] is False


@pytest.mark.parametrize(
    ("score", "told"),
    [
        (-2.0, "0.01 of the descent is left"),
        (-16.0, "1e−16 of the descent or less is left"),
        (0.0, "nothing gained"),
        (0.3, "nothing gained"),
        (1.0, "diverged, outside"),
    ],
)
def test_a_cell_says_what_its_score_means(score, told):
    assert _remains(score).startswith(told)
