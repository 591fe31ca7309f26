"""What the table under a race says: each cell against what the runs themselves are."""

import numpy as np
import pytest
from scipy.optimize import brentq

from catalog import number
from figures.assemble import racer_of
from optim import OPTIMIZERS, Recorded, Sensitivity, run, sensitivity
from scenes import SCENES, scene, with_tracks
from surfaces import SURFACES
from ui import race_columns as columns
from ui import race_rates
from ui.race_columns import Cell
from ui.race_table import _sent

ADAM, MOMENTUM = OPTIMIZERS["adam"], OPTIMIZERS["momentum"]
QUADRATIC = SURFACES["quadratic"](lambda1=1.0, lambda2=4.0, angle=0.0)
START = (2.0, 0.0)


def descent(lr, steps, surface=QUADRATIC, start=START):
    """Along the first axis of the bowl each step multiplies w₁ with 1 − lr."""
    return run(OPTIMIZERS["gradient_descent"](lr=lr), surface, start, steps)


def cells(made, head):
    return next(c for c in made if c.head == head).cells


def test_a_descent_s_end_and_its_cost():
    t = descent(0.5, 20)
    made = columns.result([t], "step")
    assert cells(made, "Left to gain")[0].value == pytest.approx(0.5 * (2 * 0.5**20) ** 2)
    assert cells(made, "Distance left")[0].value == pytest.approx(2 * 0.5**20)
    done = next(k for k in range(21) if 0.25**k <= 1e-3)
    assert cells(made, "Steps to 99.9%")[0].value == done
    assert cells(made, "Evaluations to 99.9%")[0].value == t.evaluations.total[done] < t.evaluations.total[-1]


def test_in_a_game_the_distance_is_what_is_left():
    t = run(OPTIMIZERS["extragradient"](lr=0.5), SURFACES["bilinear_game"](), (3.0, -4.0), 80)
    away = np.hypot(*t.points.T)
    made = columns.result([t], "step")
    assert "Left to gain" not in [c.head for c in made]
    assert cells(made, "Distance left")[0].value == pytest.approx(away[-1])
    done = int(np.argmax(away <= 1e-3 * away[0]))
    assert cells(made, "Steps to 99.9%")[0].value == done > 0
    assert all("minimum" not in c.help for c in [*made, *columns.progress([t], [None], "step")])
    race = scene("Game", t.surface, t.optimizer, start=(1.0, 0.4), steps=20)
    found = [sensitivity(t.optimizer, t.surface, (1.0, 0.4), 20)]
    (panel,) = race_rates.rates_film(race, [racer_of(e) for e in race.entrants], found).panels
    assert panel.figure["layout"]["yaxis"]["title"]["text"] == "distance left"
    assert cells(columns.progress([t], [None], "step"), "Distance left")[0].value == pytest.approx(away[-1])


def test_counted_by_evaluations_the_steps_are_left_out():
    made = columns.result([descent(0.5, 20)], "evals")
    assert "Steps to 99.9%" not in [c.head for c in made]
    assert f"Next {columns.AHEAD} evaluations" in [c.head for c in columns.progress([descent(0.5, 5)], [None], "evals")]


def test_progress_is_that_of_the_factor_of_each_step():
    t, on = descent(0.1, 40), descent(0.1, 140)
    made = columns.progress([t], [on], "step")
    assert cells(made, "Last tenth")[0].value == pytest.approx(0.9 ** (2 * 4) - 1)
    assert cells(made, "Last tenth")[0].text == "−57%"
    assert cells(made, "Next 100 steps")[0].value == pytest.approx(0.9**200 - 1)
    assert cells(made, "Next 100 steps")[0].text == "over −99.5%"


def test_by_evaluations_a_rule_of_twice_the_cost_goes_on_for_half_the_steps():
    newton = [run(OPTIMIZERS["newton"](lr=0.1), QUADRATIC, START, steps) for steps in (20, 120)]
    assert newton[0].evaluations.total[-1] == 40
    made = columns.progress(newton[:1], newton[1:], "evals")
    assert cells(made, "Next 100 evaluations")[0].value == pytest.approx(0.9**100 - 1)


@pytest.mark.parametrize(
    ("by", "text"),
    [(1.004, "+100%"), (0.996, "+100%"), (-0.996, "over −99.5%"), (-1.0, "−100%"), (9.99, "+999%"), (10.0, "× 11"),
     (0.099, "+9.9%"), (-0.0004, "±0%"), (0.1, "+10%"), (-0.5, "−50%")],
)  # fmt: skip
def test_what_is_left_grows_or_shrinks_by_so_much(by, text):
    assert columns._percent(by, by == -1) == text


def test_who_runs_away_is_said_to():
    t, on = descent(2.2, 20), descent(2.2, 400)
    made = columns.progress([t], [on], "step")
    assert cells(made, "Last tenth")[0].value == pytest.approx(1.2**4 - 1)
    assert cells(made, "Next 100 steps")[0].text == "diverges"
    gone = columns.progress([on], [None], "step")
    assert [cells(gone, head)[0].text for head in ("Last tenth", "Next 100 steps")] == ["–", "–"]


@pytest.mark.parametrize("rule", ["lbfgs", "coordinatewise", "dog"])
def test_below_the_known_minimum_by_rounding_nothing_is_left(rule):
    t = run(OPTIMIZERS[rule](), SURFACES["cliff"](), steps=300)
    assert t.outcome.kind == "converged"
    assert cells(columns.result([t], "step"), "Left to gain")[0].value == pytest.approx(0.0, abs=1e-15)


def test_on_a_tilted_bowl_s_floor_nothing_is_left():
    """Its value is a difference of larger ones, whose rounding takes it below that of its minimum."""
    shown = SCENES["rotated"]
    bowl = shown.surface.altered(b1=2.3)
    t = run(OPTIMIZERS["bfgs"](), bowl, shown.start, 10)
    matrix = bowl.hessian(np.zeros(2))
    lowest = -0.5 * np.array([2.3, 0.0]) @ np.linalg.solve(matrix, [2.3, 0.0])
    assert abs(t.values[-1] - lowest) < 1e-14
    assert cells(columns.result([t], "step"), "Left to gain")[0].text == "0"


def test_at_the_minimum_nothing_is_left():
    newton = run(OPTIMIZERS["newton"](), QUADRATIC, START, 12)
    made = columns.progress([newton], [newton], "step")
    assert cells(made, "Left to gain")[0].text == "0"
    assert cells(made, "Last tenth")[0].text == "nothing left"


def test_without_a_floor_the_change_of_f_is_told():
    saddle = SURFACES["saddle"]()
    t, on = (run(OPTIMIZERS["gradient_descent"](lr=0.001), saddle, (0.5, 0.01), steps) for steps in (20, 120))
    made = columns.progress([t], [on], "step")
    assert cells(made, "Left to gain")[0].text == "–"
    assert cells(made, "Last tenth")[0].value == pytest.approx(t.values[20] - t.values[18])
    assert cells(made, "Next 100 steps")[0].value == pytest.approx(on.values[120] - on.values[20])
    assert cells(made, "Next 100 steps")[0].text.startswith("−")


def test_widths_of_the_good_range():
    rules = [ADAM(lr=0.1), OPTIMIZERS["nelder_mead"](), OPTIMIZERS["gradient_descent"](lr=0.004)]
    found = [sensitivity(rule, SURFACES["rosenbrock"](), steps=60) for rule in rules]
    made = columns.rates(rules, found)
    assert [c.text for c in cells(made, "η now")] == ["0.1", "–", "0.004"]
    widths = cells(made, "Width")
    assert widths[1] == columns.Cell("–")
    assert widths[0].value == pytest.approx(found[0].high / found[0].low)
    curve = cells(made, "Left against η")[0].curve
    assert curve["dot"] == pytest.approx(np.log(0.1 / 1e-5) / np.log(1.0 / 1e-5))
    best = curve["x"][int(np.argmin(curve["y"]))]
    assert curve["band"][0] - 1e-3 <= best <= curve["band"][1] + 1e-3


@pytest.mark.parametrize(("surface", "rule"), [("holder_table", OPTIMIZERS["polyak_step"]()), ("beale", ADAM())])
@pytest.mark.parametrize("steps", [1, 60])
def test_the_best_rate_lies_in_the_good_range_as_printed(surface, rule, steps):
    made = columns.rates([rule], [sensitivity(rule, SURFACES[surface](), steps=steps)])
    best, ends = float(cells(made, "Best η")[0].text), cells(made, "Good range of η")[0].text.split(" … ")
    low, high = (float(end.replace("−", "-")) for end in (ends[0], ends[-1]))
    assert low <= best <= high


def test_what_is_left_is_told_from_a_rule_s_own_lowest_where_no_minimum_is_known():
    for slug, told in (("beale", "left to gain"), ("saddle", "above its own lowest")):
        race = scene("One", SURFACES[slug](), OPTIMIZERS["gradient_descent"](), steps=20)
        found = [sensitivity(race.entrants[0].rule, race.surface, race.start, race.steps)]
        (panel,) = race_rates.rates_film(race, [racer_of(race.entrants[0])], found).panels
        assert panel.figure["layout"]["yaxis"]["title"]["text"] == told
        assert (np.isfinite(race.surface.minima()).size > 0) == (told == "left to gain")


def test_a_column_has_a_cell_for_every_run_in_every_scene():
    for made in (*SCENES.values(), scene("Nobody there", SURFACES["beale"](), ADAM(lr=1e9), MOMENTUM(), steps=30)):
        runs = made.run()
        for over in ("step", "evals"):
            for column in (*columns.result(runs, over), *columns.progress(runs, runs, over)):
                assert len(column.cells) == len(runs)
                for cell in column.cells:
                    assert cell.curve is None or all(0 <= v <= 1 for v in (*cell.curve["x"], *cell.curve["y"]))


def test_each_rule_s_rate_is_a_handle_on_its_curve():
    race = SCENES["rosenbrock-five"]
    found = [sensitivity(e.rule, race.surface, race.start, race.steps) for e in race.entrants]
    film = race_rates.rates_film(race, [racer_of(e) for e in race.entrants], found)
    (panel,) = film.panels
    low, high = (10.0**end for end in panel.figure["layout"]["yaxis"]["range"])
    assert [handle["id"] for handle in panel.handles] == [e.id for e in race.entrants]
    for handle, entrant, s in zip(panel.handles, race.entrants, found, strict=True):
        assert handle["x"] == entrant.rule.lr
        after = int(np.searchsorted(s.rates, entrant.rule.lr))
        around = s.left[max(after - 1, 0) : after + 1]
        assert low <= handle["y"] <= high
        assert around.min() * 0.999 <= handle["y"] or around.min() < low
        assert handle["y"] <= max(around.max() * 1.001, 2.001 * low)


def test_a_handle_that_is_let_go_sets_the_rate_and_nothing_else_does(monkeypatch):
    monkeypatch.setattr(race_rates.st, "session_state", kept := {})
    rules = {"adam": ADAM()}
    for event in (
        {"id": "adam", "x": 0.1, "dragging": True}, {"id": "newton", "x": 0.1}, {"id": "adam", "x": None},
        {"id": "adam", "x": -1.0}, {"id": "adam", "x": float("inf")},
    ):  # fmt: skip
        race_rates._set_rate(event, rules)
        assert kept == {}
    race_rates._set_rate({"id": "adam", "x": 0.012345, "dragging": False}, rules)
    assert kept == {"adam.lr": 0.012}


@pytest.mark.parametrize(
    "query", ["", "&over=evals", "&scene=radford-saddle&steps=1", "&scene=drifting&delay=20&sigma=2"]
)
@pytest.mark.thorough
def test_progress_of_races_in_which_somebody_diverges_next(open_page, query):
    """At the first scene as it is made Adadelta does so: the page broke."""
    assert open_page("race", f"table=progress{query}").segmented_control(key="table").value == "progress"


def test_an_infinite_number_is_sorted_as_the_largest_and_none_at_all_as_none():
    sent = [_sent(Cell("", value)) for value in (np.inf, -np.inf, np.nan, None, 2.5)]
    assert sent == [["", np.finfo(float).max], ["", np.finfo(float).min], ["", None], ["", None], ["", 2.5]]
    assert _sent(Cell("~", 1.0, {"points": []})) == ["~", 1.0, {"points": []}]


@pytest.mark.parametrize("view", ["progress", "rates"])
def test_views_are_in_the_address(open_page, view):
    app = open_page("race", f"scene=rosenbrock-five&table={view}&over=evals")
    assert app.segmented_control(key="table").value == view
    assert app.query_params["table"] == [view] or app.query_params["table"] == view


@pytest.mark.parametrize(("surface", "known"), [("rosenbrock", True), ("saddle", False), ("bilinear_game", True)])
def test_without_a_known_minimum_nothing_is_said_to_be_left(surface, known):
    """Above its own lowest value a rule's best rate leaves 0, whatever it came to."""
    race = scene("Rates", SURFACES[surface](), ADAM(), MOMENTUM(), steps=60)
    found = [sensitivity(e.rule, race.surface, race.start, race.steps) for e in race.entrants]
    for s, cell in zip(
        found, cells(columns.rates([e.rule for e in race.entrants], found), "Left at best"), strict=True
    ):
        assert s.known is known
        nearer = surface != "bilinear_game" or s.left.min() < np.linalg.norm(race.start)
        assert nearer is not race.surface.game  # in a game these two only ever draw away
        assert (cell.text == "–") is not (known and nearer)
        assert known or s.left.min() == 0
    film = race_rates.rates_film(race, [racer_of(e) for e in race.entrants], found)
    words = {"rosenbrock": "left to gain", "saddle": "above its own lowest", "bilinear_game": "distance left"}
    assert film.panels[0].figure["layout"]["yaxis"]["title"]["text"] == words[surface]


def test_what_a_recorded_track_asked_for_is_not_told():
    """Nor how it would go on: nobody recorded it."""
    track = Recorded("Mine", "#000000", ((-1.8, 0.7), (-0.9, 0.3), (0.0, 0.0)))
    race = with_tracks(scene("T", SURFACES["quadratic"](), start=(-1.8, 0.7), steps=2), [track])
    runs = race.run()
    assert [cell.text for cell in cells(columns.result(runs, "step"), "Steps to 99.9%")] == ["2"]
    assert [cell.text for cell in cells(columns.result(runs, "step"), "Evaluations to 99.9%")] == ["–"]
    assert [cell.text for cell in cells(columns.progress(runs, runs, "step"), "Next 100 steps")] == ["–"]


def test_where_every_rate_diverges_none_is_the_best():
    rates = np.geomspace(1e-5, 1, 4)
    lost = Sensitivity(rates, np.full(4, np.inf), float(rates[0]), np.nan, np.nan)
    one = Sensitivity(rates, np.array([np.inf, 1.0, 0.5, np.inf]), float(rates[2]), float(rates[2]), float(rates[2]))
    made = columns.rates([MOMENTUM()] * 2, [lost, one])
    assert [cell.text for cell in cells(made, "Best η")] == ["–", number(rates[2])]
    assert [cell.text for cell in cells(made, "Left at best")] == ["–", "0.5"]


@pytest.mark.parametrize(("at", "width"), [(0, "≥ × 1"), (1, "under × 10"), (3, "≥ × 1")])
def test_a_single_good_rate_at_an_end_of_the_control_may_be_one_of_many(at, width):
    """Neighbours to both sides, each √10 away, bound the width; of what is beyond the control nothing is known."""
    rates = np.geomspace(0.1, 10**0.5, 4)
    best = float(rates[at])
    alone = Sensitivity(rates, np.where(np.arange(4) == at, 0.5, np.inf), best, best, best)
    assert [cell.text for cell in cells(columns.rates([MOMENTUM()], [alone]), "Width")] == [width]


def test_what_is_left_of_a_run_that_left_the_picture_is_told_of_its_edge():
    """At the best rate the line from the last point inside to the first of those outside crosses the edge where the
    value is what is told; the run itself ends far above."""
    surface, rule = SURFACES["griewank"](), OPTIMIZERS["gauss_newton"]()
    found = sensitivity(rule, surface, steps=200)
    t = run(rule.altered(lr=found.best), surface, steps=200)
    out = int(np.flatnonzero((np.abs(t.points) <= 10).all(axis=-1))[-1]) + 1
    before, after = t.points[out - 1 : out + 1]
    share = brentq(lambda share: np.abs(before + share * (after - before)).max() - 10, 0, 1)
    edge = before + share * (after - before)
    column = {c.head: c for c in columns.rates([rule], [found])}["Left at best"]
    assert column.cells[0].value == pytest.approx(float(surface.value(edge)), rel=1e-6)
    assert t.values[-1] > 100 * column.cells[0].value
    assert "or where it left the picture" in column.help
