"""What “Train a network” shows and says is what the runs do: losses, borders, wrong examples, sentences."""

import dataclasses
import json
import re
from functools import partial

import numpy as np
import pytest

from figures import Racer
from figures._encode import decode
from lessons._text import number
from lessons.training.boundary import POINTS, boundaries, leads, thinned
from lessons.training.film import CELL, PICTURES, _digits, borderless, hardest, training_film
from lessons.training.measure import REACH, bin_middles, histograms, moments, trained
from lessons.training.settings import LINEUP, Training
from lessons.training.views import view_of
from lessons.training.words import CLOSE, idle, leaders, risen, verdict
from networks import from_csv
from optim import OPTIMIZERS, run
from tests.lessons.sweep import sweep

RACERS = [Racer(rule.slug, rule.name, rule.color) for rule in LINEUP]
SMALL = Training(n=60, width=4, depth=1, steps=50)


def runs_of(chosen, rules=LINEUP, own=None):
    problem = chosen.problem(own)
    return problem, {rule.slug: trained(problem, rule, chosen.steps) for rule in rules}


@pytest.fixture(scope="module")
def small():
    return runs_of(SMALL)


def test_what_is_measured_is_what_the_run_does(small):
    problem, runs = small
    t = run(LINEUP[3], problem, steps=50)
    seen = runs["adam"]
    np.testing.assert_array_equal(seen.loss, t.values)
    for place, k in ((0, 0), (7, 7), (-1, 50)):
        assert seen.moments[place] == k
        w = t.points[k]
        assert seen.test[place] == pytest.approx(float(problem.testing.value(w)))
        assert seen.slope[place] == pytest.approx(np.linalg.norm(problem.gradient(w)))
        told = problem.decided(problem.dense.outputs(w, problem.examples_used.x_test))
        assert seen.wrong[place].tolist() == (told != problem.examples_used.y_test).tolist()
        assert seen.test_right[place] == pytest.approx(1 - seen.wrong[place].mean())


@pytest.mark.parametrize(
    ("chosen", "rate"),
    [(Training(data="diabetes", activation="relu", steps=1000), 1.0),
     (Training(data="diabetes", activation="linear", loss="squared", steps=300, width=4, depth=2, n=100), 0.3)],
)  # fmt: skip
def test_curves_of_a_run_that_diverges_hold_what_was_measured_and_no_more(chosen, rate):
    problem = chosen.problem()
    rule = OPTIMIZERS["momentum"](lr=rate)
    seen, t = trained(problem, rule, chosen.steps), run(rule, problem, steps=chosen.steps)
    assert seen.diverged_at < 20
    with np.errstate(all="ignore"):
        test = problem.testing.value(t.points)
    curve = seen.along(seen.test)
    there = np.isfinite(curve)
    assert there[0]
    assert not there[seen.diverged_at :].any()
    looked = np.intersect1d(seen.moments, np.flatnonzero(there))
    np.testing.assert_allclose(curve[looked], test[looked])
    between = np.flatnonzero(there)
    assert (curve[between] >= 0.99 * test[0]).all()  # it rose from the first step on


def test_a_network_that_is_no_longer_there_tells_no_digit_wrong():
    chosen = Training(data="digits", activation="linear", steps=50)
    seen = trained(chosen.problem(), OPTIMIZERS["momentum"](lr=1.0), chosen.steps)
    assert seen.diverged_at <= 50
    gone = seen.moments >= seen.diverged_at
    assert seen.wrong[0].any()
    assert not seen.wrong[gone].any()
    assert np.isnan(seen.test_right[gone]).all()


def test_long_runs_are_looked_at_a_hundred_times():
    assert len(moments(1000)) == 101
    assert moments(1000)[[0, -1]].tolist() == [0, 1000]
    assert moments(50).tolist() == list(range(51))


@pytest.mark.parametrize("loss", ["cross-entropy", "squared"])
@pytest.mark.parametrize("data", ["moons", "breast_cancer"])
def test_on_a_border_a_network_is_undecided(data, loss):
    chosen = Training(data=data, n=100, width=6, depth=1, steps=50, loss=loss)
    problem, runs = runs_of(chosen, [OPTIMIZERS["adam"](lr=0.05)])
    view = view_of(problem)
    t = run(OPTIMIZERS["adam"](lr=0.05), problem, steps=50)
    border = runs["adam"].shown[-1]
    border = border[np.isfinite(border).all(axis=1)]
    assert len(border) > 10
    half = 0.0 if loss == "cross-entropy" else 0.5
    at = problem.dense.outputs(t.points[-1], border @ view.axes)[:, 0] - half
    spread = np.ptp(problem.dense.outputs(t.points[-1], view.grid(20)[2]))
    assert np.abs(at).max() < 0.03 * spread


def test_who_draws_no_border_is_named_where_borders_would_be_seen(small):
    """Both weights of the output so large that all of the picture is one class, from the start or in the end."""
    problem, runs = small
    racers, view = RACERS[:3], view_of(problem)
    rows = {racer.id: runs[racer.id].end[None].repeat(2, axis=0) for racer in racers}
    rows[racers[0].id][:, -1] = 1e6  # the output's bias, first and last
    rows[racers[1].id][1, -1] = -1e6
    made = {id: dataclasses.replace(runs[id], end=w[-1], shown=boundaries(problem, view, w)) for id, w in rows.items()}
    one_class = {id: [len(np.unique(problem.decided(problem.dense.outputs(at, view.grid(60)[2])))) == 1 for at in w]
                 for id, w in rows.items()}  # fmt: skip
    assert list(one_class.values()) == [[True, True], [False, True], [False, False]]
    assert borderless(racers, made) == f"no border: {racers[0].name}; in the end no border: {racers[1].name}"
    assert not borderless(racers[2:], made)


def table(classes=3, rows=60, regression=False):
    rng = np.random.default_rng(1)
    x = rng.standard_normal((rows, 2))
    y = x[:, 0] if regression else np.floor((np.arctan2(x[:, 1], x[:, 0]) / 2 / np.pi + 0.5) * classes).astype(int)
    return "u,v,label\n" + "\n".join(f"{a:.4f},{b:.4f},{c}" for (a, b), c in zip(x, y, strict=True))


def test_between_three_classes_two_lead_alike_on_a_border():
    own = from_csv(table())
    problem, runs = runs_of(SMALL.altered(steps=100), [OPTIMIZERS["adam"](lr=0.05)], own)
    t = run(OPTIMIZERS["adam"](lr=0.05), problem, steps=100)
    border = runs["adam"].shown[-1]
    out = np.sort(problem.dense.outputs(t.points[-1], border[np.isfinite(border).all(axis=1)]), axis=1)
    gaps = np.minimum(out[:, 2] - out[:, 1], out[:, 1] - out[:, 0])  # a border within the losers is no border, but rare
    assert np.median(out[:, 2] - out[:, 1]) < 0.2
    assert np.isfinite(gaps).all()
    assert len(leads(problem, out)) == 2


def test_ones_own_values_are_told_against_true_ones():
    own = from_csv(table(regression=True))
    problem, runs = runs_of(SMALL, [LINEUP[3]], own)
    assert problem.loss == "squared"
    film = training_film(problem, RACERS, runs)
    dots = film.panels[0].overlays[0]
    assert decode(dots["x"])[0] == pytest.approx(own.y_test, rel=1e-6)
    t = run(LINEUP[3], problem, steps=50)
    told = problem.dense.outputs(t.points[-1], own.x_test)[:, 0]
    assert decode(dots["y"])[-1] == pytest.approx(told, rel=1e-5, abs=1e-6)
    assert "R²" in verdict(problem, RACERS, runs)


def test_lines_are_thinned_evenly_and_fit():
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], dtype=float)
    one = thinned([square, 0.1 * square])
    assert one.shape == (POINTS, 2)
    pieces = np.split(one, np.flatnonzero(np.isnan(one[:, 0])))
    assert np.nanmax(pieces[0]) == 1
    assert np.nanmax(pieces[1]) == pytest.approx(0.1)
    many = thinned([square * k for k in range(30)])
    assert np.nanmax(many) == 29
    assert np.isnan(thinned([])).all()
    assert np.isnan(thinned([np.ones((1, 2))])).all(), "a point is no line"


def test_histograms_count_every_weight():
    w = np.array([[0.0, 0.01, 10.0, -10.0], [np.nan, 0, 0, 0]])
    shares = histograms(w)
    assert shares[0].sum() == pytest.approx(1)
    assert shares[0][[0, len(shares[0]) // 2, -1]].tolist() == [0.25, 0.5, 0.25]
    assert np.isnan(shares[1]).all()
    assert abs(bin_middles()).max() < REACH


def test_the_page_sends_no_more_than_its_budget():
    chosen = Training()
    rules = [*LINEUP, OPTIMIZERS["lion"]()]
    problem, runs = runs_of(chosen.altered(steps=120), rules)
    film = training_film(problem, [Racer(rule.slug, rule.name, rule.color) for rule in rules], runs)
    assert len(json.dumps(film.document())) < 600_000


def test_the_hardest_digits_are_those_that_stay_wrong():
    chosen = Training(data="digits", n=100, width=8, depth=1, steps=50)
    problem, runs = runs_of(chosen, LINEUP[:2])
    shown = hardest(list(runs.values()), 60)
    ends = np.sum([run.wrong[-1] for run in runs.values()], axis=0)
    assert ends[shown].min() >= np.sort(ends)[::-1][:60].min()
    film = training_film(problem, RACERS, runs)
    y = decode(film.panels[0].overlays[0]["y"])
    assert (np.isfinite(y[-1]) == runs["gradient_descent"].wrong[-1][shown]).all()
    many = [Racer(str(k), str(k), "#000000") for k in range(8)]  # each has a place of its own below every digit
    dots = _digits(problem, None, many, {racer.id: runs["gradient_descent"] for racer in many}).overlays
    columns = PICTURES[1]
    corner = CELL * np.array([(slot % columns, slot // columns) for slot in range(60)])
    inner = np.array([(decode(each["x"])[0], np.nanmax(decode(each["y"]), axis=0)) for each in dots]) - corner.T
    inner = inner[..., np.isfinite(inner[0, 1])]
    assert ((inner > 0) & (inner < CELL - 1)).all()
    assert len({tuple(np.round(places, 3)) for places in inner[..., 0]}) == 8


def test_moments_keep_pace_with_the_clock(small):
    problem = small[0]
    film = training_film(problem, RACERS, {"adam": trained(problem, LINEUP[3], 400)})
    assert film.steps == 400
    assert film.time("moments", 400) == pytest.approx(100)
    assert film.time("moments", 200) == pytest.approx(50)


def leader_names(words, after):
    found = re.search(rf"{after}\*\*(.+?)\*\*", words)
    return set(re.split(r", | and ", found[1])) if found else set()


@pytest.mark.thorough
def test_every_sentence_is_what_the_runs_do():
    rules = [OPTIMIZERS["gradient_descent"](lr=0.5), OPTIMIZERS["adam"](lr=0.05), OPTIMIZERS["momentum"](lr=50.0)]
    racers = [Racer(rule.slug, rule.name, rule.color) for rule in rules]
    for drawn in sweep(Training, count=4)[::3]:
        chosen = drawn.altered(n=min(drawn.n, 80), width=min(drawn.width, 8), depth=min(drawn.depth, 2), steps=50)
        problem, runs = runs_of(chosen, rules)
        words = verdict(problem, racers, runs)
        names = {racer.id: racer.name for racer in racers}
        arrived = {names[id]: run for id, run in runs.items() if run.diverged_at is None}
        if len(arrived) == 1:  # of several the one that is left is named
            assert f"{next(iter(arrived))}’s training loss is" in words
        for id, one in runs.items():
            assert (f"{names[id]} (step" in words) == (one.diverged_at is not None)
            late = one.test[-(len(one.test) // 3) :]
            up = names[id] in arrived and bool((late > 1.1 * np.nanmin(one.test)).all())
            assert bool(re.search(rf"{names[id]} \(lowest (near step|at the start)", words)) == up
            assert up == (one.diverged_at is None and risen(one) is not None)
        if len(arrived) > 1:
            for after, ends in ((r"steps ", {n: r.loss[-1] for n, r in arrived.items()}),
                                (r"test examples ", {n: r.test[-1] for n, r in arrived.items()})):  # fmt: skip
                low = min(ends.values())
                assert leader_names(words, after) == {n for n, end in ends.items() if end <= CLOSE * low}


def test_a_test_loss_has_risen_where_it_stays_up(small):
    problem, runs = small
    run = runs["adam"]
    k = np.arange(len(run.test))
    up = dataclasses.replace(run, test=np.where(k < 20, 1.0 - 0.01 * k, 1.0), fit=1.0 - 0.01 * k)
    assert risen(up) == 19
    assert "stayed there: Adam (lowest near step 19)." in verdict(problem, RACERS, {"adam": up})
    assert "On the training examples the loss has fallen since" in verdict(problem, RACERS, {"adam": up})
    worse = dataclasses.replace(up, fit=0.1 + 0.01 * k)
    assert "fallen since" not in verdict(problem, RACERS, {"adam": worse})
    hardly = dataclasses.replace(up, fit=1.0 - 1e-3 * k)
    assert "fallen since" not in verdict(problem, RACERS, {"adam": hardly})
    noisy = dataclasses.replace(up, test=np.where(k == 50, 1.0, 0.5))
    assert risen(noisy) is None
    swinging = dataclasses.replace(up, test=1.0 - 0.2 * (k % 14 == 0))  # at its least at step 42 of 50, too
    assert risen(swinging) is None


def test_ties_share_the_first_place():
    assert leaders({"a": 1.0, "b": 1.01, "c": 1.5}) == (["a", "b"], 1.0)


def test_rules_of_other_cost_are_told(small):
    problem, runs = small
    sam = OPTIMIZERS["sharpness_aware"]()
    both = {"adam": runs["adam"], "sharpness_aware": trained(problem, sam, 50)}
    racers = [RACERS[3], Racer("sharpness_aware", sam.name, sam.color)]
    assert f"times the cheapest, {sam.name} 2." in verdict(problem, racers, both)
    assert "same work" not in verdict(problem, RACERS, runs)
    one_more = dataclasses.replace(runs["adam"], evaluations=51)  # of 50 steps: × 1.02
    assert "times the cheapest" not in verdict(problem, RACERS, runs | {"nesterov": one_more})


def test_values_are_measured_in_the_unit_that_is_named():
    """To say 0 of each example costs 1 on those learnt from; R² 0 costs the test values' variance in that unit."""
    problem = Training(data="diabetes", n=40, width=1, depth=1, steps=50).problem()
    data = problem.examples_used
    assert (np.zeros(40) - data.y).var() == pytest.approx(1.0)
    loss, right = (
        float(measure(np.array(problem.start)))
        for measure in (problem.testing.value, partial(problem.accuracy, test=True))
    )
    assert right == pytest.approx(1 - loss / data.y_test.var())
    assert abs(data.y_test.var() - 1) > 0.05


def test_rules_that_share_a_place_need_not_tell_as_many_right(small):
    problem, runs = small[0], {rule.slug: small[1][rule.slug] for rule in LINEUP[:2]}
    first, _ = runs.values()
    alike = {id: dataclasses.replace(run, test=first.test, loss=first.loss) for id, run in runs.items()}
    other = dataclasses.replace(alike[LINEUP[1].slug], test_right=first.test_right - 0.25)
    same = alike | {LINEUP[1].slug: alike[LINEUP[0].slug]}
    assert re.search(r"\(\d+% classified correctly", verdict(problem, RACERS, same))
    assert "(up to " in verdict(problem, RACERS, alike | {LINEUP[1].slug: other})
    near = dataclasses.replace(first, test=first.test * 0.99, loss=first.loss)
    words = verdict(problem, RACERS, alike | {LINEUP[1].slug: near})
    assert f"{LINEUP[1].name}’s {number(near.test[-1])} (" in words


def test_weight_decay_is_not_taken_for_a_fit():
    """With decay the loss that falls may be the decay's own: what is said of overfitting goes by the examples alone."""
    problem, runs = runs_of(SMALL.altered(l2=0.1), [LINEUP[0]])
    (one,) = runs.values()
    bare = SMALL.altered(l2=0.0).problem()
    ends = run(LINEUP[0], problem, steps=50).points
    assert one.fit == pytest.approx(bare.value(ends))
    assert one.loss == pytest.approx(bare.value(ends) + 0.05 * (ends**2).sum(axis=1))
    assert "counts in the training loss, and not in the test loss" in verdict(problem, RACERS, runs)
    assert training_film(problem, RACERS, runs).panels[1].subtitle == "with weight decay’s λ‖w‖²/2"
    assert "decay" not in verdict(bare, RACERS, runs)


@pytest.mark.parametrize("data", ["moons", "digits", "diabetes"])
def test_controls_that_change_nothing_are_named(data):
    """A control is idle exactly where another value of it leaves the data and the loss as they are."""
    chosen = Training(data=data, n=60)
    before = chosen.problem()
    told = idle(chosen.data, before)
    for word, other in (
        ("Noise", {"noise": 0.4}),
        ("Wrong labels", {"label_noise": 0.4}),
        ("Loss", {"loss": "squared"}),
    ):
        after = chosen.altered(**other).problem()
        same = np.array_equal(before.training.x, after.training.x) and np.array_equal(
            before.training.t, after.training.t
        )
        assert (word in told) == (same and before.loss == after.loss)


def test_a_slice_of_examples_with_wrong_labels_tells_both():
    chosen = Training(data="breast_cancer", n=60, width=4, depth=1, steps=50, label_noise=0.3)
    problem, runs = runs_of(chosen, [LINEUP[3]])
    words = training_film(problem, RACERS, runs).panels[0].subtitle
    assert words.startswith("a slice: ")
    assert words.endswith("; outlined: a wrong label")


def test_features_that_never_vary_are_all_in_the_picture():
    """It said: a slice: undefined of the examples’ variance."""
    rows = "\n".join(f"1,1,1,{'xy'[i % 2]}" for i in range(12))
    assert view_of(Training().problem(from_csv(f"a,b,c,k\n{rows}"))).share == 1
