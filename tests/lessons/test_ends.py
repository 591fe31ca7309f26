"""Least squares with more weights than examples: to which of the minima each rule leads."""

import json

import numpy as np
import pytest
from sweep import sweep

from figures._encode import decode
from figures.script import bundle
from lessons.ends import valley
from lessons.ends.least_squares import (
    Construction,
    LeastSquares,
    counts,
    error_on_examples,
    error_on_new,
    loss_on_new,
    wilson,
)
from lessons.ends.wilson import (
    STEPS,
    data_words,
    ends,
    own_places,
    table,
    wilson_film,
    wilson_words,
)
from optim import OPTIMIZERS, run
from optim.gradient_descent import GradientDescent
from tests.live.v8 import ENGINE, V8

EXAMPLES = ((0.4, 1.2), (0.35, 1.6), (1.6, 1.6), (0.35, 0.35), (1.5, 0.35))
DATA = [(n, p, seed) for n in (6, 20, 60) for p in (0.7, 0.8) for seed in (1, 2)]


@pytest.fixture
def problem():
    rng = np.random.default_rng(0)
    return LeastSquares(rng.normal(size=(4, 7)), rng.normal(size=4))


@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_gradient_and_hessian_in_any_number_of_dimensions(problem, shape):
    w, h = np.random.default_rng(1).normal(size=(*shape, 7)), 1e-5
    residual = w @ problem.features.T - problem.labels
    assert problem.value(w) == pytest.approx(0.5 * (residual**2).sum(axis=-1))
    for i, e in enumerate(h * np.eye(7)):
        slope = (problem.value(w + e) - problem.value(w - e)) / (2 * h)
        assert problem.gradient(w)[..., i] == pytest.approx(slope, abs=1e-7)
        bend = (problem.gradient(w + e) - problem.gradient(w - e)) / (2 * h)
        assert problem.hessian(w)[..., i] == pytest.approx(bend, abs=1e-7)


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="features"):
        LeastSquares(np.ones((2, 3)), np.ones(3))


def test_the_declared_minimum_is_the_one_of_least_norm(problem):
    (nearest,) = problem.minima()
    assert problem.value(nearest) == pytest.approx(0, abs=1e-25)
    free = np.linalg.svd(problem.features)[2][4:]
    for direction in free:
        assert problem.value(nearest + direction) == pytest.approx(0, abs=1e-25)
        assert np.linalg.norm(nearest + direction) > np.linalg.norm(nearest)


@pytest.mark.parametrize("seed", range(3))
def test_gradient_descent_from_zero_finds_the_solution_of_least_norm(seed):
    rng = np.random.default_rng(seed)
    problem = LeastSquares(rng.normal(size=(5, 12)), rng.normal(size=5))
    t = run(GradientDescent(lr=1 / problem.steepest), problem, None, 3000, record_states=False)
    assert t.points[-1] == pytest.approx(np.linalg.pinv(problem.features) @ problem.labels, abs=1e-8)


@pytest.mark.parametrize("x", EXAMPLES)
def test_in_the_plane_adaptive_rules_end_at_the_corner(x):
    problem = valley.problem(x)
    for slug, t in valley.ends(x).items():
        goal = np.ones(2) / sum(x) if slug in valley.ADAPTIVE else problem.minimum_norm
        assert np.linalg.norm(t.points[-1] - goal) < 0.01, slug


@pytest.mark.parametrize("x", EXAMPLES)
def test_no_solution_lies_in_a_smaller_circle_or_a_smaller_square(x):
    low, high = valley.solutions(x).T
    every = low + np.linspace(0, 1, 2001)[:, None] * (high - low)
    assert every @ x == pytest.approx(np.ones(2001))
    assert np.linalg.norm(every, axis=-1).min() >= np.linalg.norm(valley.problem(x).minimum_norm) - 1e-12
    assert np.abs(every).max(axis=-1).min() >= 1 / sum(x) - 1e-12


@pytest.mark.parametrize(("n", "p", "seed"), DATA)
def test_the_data_are_those_of_the_paper(n, p, seed):
    problem = wilson(n, p, seed)
    for features, label in zip(problem.features, problem.labels, strict=True):
        own = features[3:].astype(bool)
        assert tuple(features[:3]) == (label, 1, 1)
        assert own.sum() == (1 if label > 0 else 5)
        assert problem.features[:, 3:][:, own].sum() == own.sum()
    assert sum(counts(problem)) == n


@pytest.mark.parametrize(("n", "p", "seed"), DATA)
def test_where_gradient_descent_and_adaptive_methods_end(n, p, seed):
    problem = wilson(n, p, seed)
    ones, others = counts(problem)
    assert ones > others > 0
    nearest = np.linalg.pinv(problem.features) @ problem.labels
    signs = np.sign(problem.features.T @ problem.labels) / 4
    found = ends(problem, STEPS)
    for slug, t in found.items():
        w = t.points[-1]
        assert problem.value(w) < 1e-5 * n, slug
        assert error_on_examples(problem, w) == 0, slug
        assert error_on_new(w, p) == (pytest.approx(1 - p) if slug in valley.ADAPTIVE else 0), slug
        assert (loss_on_new(w, p) > 2 * loss_on_new(nearest, p)) == (slug in valley.ADAPTIVE), slug
    assert found["gradient_descent"].points[-1] == pytest.approx(nearest, abs=1e-6)
    assert found["momentum"].points[-1] == pytest.approx(nearest, abs=1e-3)
    assert found["adagrad"].points[-1] == pytest.approx(signs, abs=1e-8)
    assert found["adam"].points[-1] == pytest.approx(signs, abs=1e-3)
    assert found["rmsprop"].points[-1] == pytest.approx(signs, rel=0.1)  # about one size: it swings to the last


@pytest.mark.parametrize("w", [(0.8, 0.1, 0.1), (0.25, 0.25, 0.25), (0.3, -0.4, 0.0), (0.0, 0.0, 0.0)])
def test_errors_and_losses_on_new_examples_are_those_of_a_sample(w):
    labels = np.where(np.random.default_rng(3).random(200_000) < 0.7, 1, -1)
    features = np.stack([labels, np.ones(200_000), np.ones(200_000)], axis=-1)
    scores = features @ np.array(w)
    assert error_on_new(w, 0.7) == pytest.approx((scores * labels <= 0).mean(), abs=0.005)
    assert loss_on_new(w, 0.7) == pytest.approx(0.5 * ((scores - labels) ** 2).mean(), abs=0.005)


def test_one_clock_for_training_and_test():
    problem = wilson(20, 0.7, 1)
    runs = ends(problem, STEPS)
    film = wilson_film(problem, runs, 0.7)
    channels = {panel.axes["y"] for panel in film.panels if panel.kind == "chart"}
    assert channels == {"away", "training", "test", "wrong"}
    assert [track.racer for track in film.tracks] == list(valley.LINEUP)
    adam = film.tracks[-1]
    assert adam.channels["wrong"][-1] == pytest.approx(0.3)
    assert adam.channels["training"][-1] < 1e-7
    assert film.tracks[0].channels["wrong"][-1] == 0


def test_the_table_compares_with_pinv():
    problem = wilson(20, 0.7, 1)
    rows = table(problem, ends(problem, STEPS), 0.7)
    away = dict(zip(rows["Solution"], rows["‖w − X⁺y‖"], strict=True))
    assert away["Gradient descent"] < 1e-8 < 1 < away["Adam"]
    assert min(rows["‖w‖"]) == pytest.approx(rows["‖w‖"][-1])
    early = table(problem, ends(problem, 3), 0.7)  # the loss is per example, as in the picture beside it
    w = ends(problem, 3)["adam"].points[-1]
    assert early["Training loss"][4] == pytest.approx(0.5 * np.mean((problem.features @ w - problem.labels) ** 2))


@pytest.mark.parametrize("count", [6, 43, 500])
def test_every_weight_has_a_bar_of_its_own(count):
    places = own_places(count)
    assert len(np.unique(places)) == count
    assert np.ptp(np.diff(places)) < 1e-9


@pytest.mark.parametrize("x", EXAMPLES)
def test_the_plane_is_sent_in_few_bytes(x):
    assert len(json.dumps(valley.valley_film(x).document(), allow_nan=False)) < 300_000


@pytest.mark.parametrize("chosen", sweep(Construction, 8), ids=str)
def test_the_words_count_the_errors(chosen):
    """Told again from the data: a new example of label y has the features (y, 1, 1) and none that was seen before."""
    problem = wilson(chosen.n, chosen.p, chosen.seed)
    runs = ends(problem, STEPS)
    told = wilson_words(problem, runs, chosen.p)
    for slug, t in runs.items():
        w = t.points[-1]
        wrong = chosen.p * (w[:3].sum() <= 0) + (1 - chosen.p) * (-w[0] + w[1] + w[2] >= 0)
        sentence = next(part for part in told.split("seen.") if OPTIMIZERS[slug].name in part)
        assert f"**{100 * wrong:.0f}%** of new" in sentence
    ones = int((problem.labels > 0).sum())
    assert ("majority" in told) == (chosen.n - ones > 0 and ones <= chosen.n - ones)
    assert ("nothing to tell" in told) == (ones == chosen.n)
    assert data_words(problem).startswith(f"{ones} examples of label 1, {chosen.n - ones} of label −1")


@pytest.mark.parametrize("seed", range(40))
def test_the_words_say_which_rule_ends_where(seed):
    x = np.random.default_rng(seed).uniform(0.35, 1.6, 2).round(2)
    told = valley.valley_words(x)
    nearest, corner = x / (x @ x), np.full(2, 1 / x.sum())
    assert ("has no tilt" in told) == (x[0] == x[1])
    assert ("tilt" in told) == (np.linalg.norm(nearest - corner) < 0.02 * np.linalg.norm(nearest))
    assert told.startswith("All fit the example.") == all(t.values[-1] < 1e-3 for t in valley.ends(x).values())
    assert ("cannot tell which is better" in told) == ("tilt" not in told)
    for point in (nearest, corner):
        assert valley.problem(x).value(point) == pytest.approx(0, abs=1e-15)
    if "tilt" in told:
        return
    for slug, t in valley.ends(x).items():
        away = [np.linalg.norm(t.points[-1] - place) for place in (nearest, corner)]
        place = (
            ("least norm", "corner")[int(np.argmin(away))] if min(away) < 0.02 * np.linalg.norm(nearest) else "neither"
        )
        sentence = next(part for part in told.split("At ") if OPTIMIZERS[slug].name in part)
        assert place in sentence


@pytest.mark.parametrize("x", EXAMPLES)
def test_the_corner_and_the_least_norm_are_marked_where_they_are(x):
    overlays = [o for o in valley.valley_film(x).panels[0].overlays if o.get("label")]
    places = {o["label"]: np.array([decode(o["x"]).item(), decode(o["y"]).item()]) for o in overlays}
    np.testing.assert_allclose(places["least norm"], np.linalg.pinv(np.array([x]))[:, 0], rtol=1e-5)
    np.testing.assert_allclose(np.abs(places["corner"]), 1 / np.sum(x), rtol=1e-5)
    assert places["corner"] @ x == pytest.approx(1, rel=1e-5)


def test_a_score_of_zero_is_wrong():
    problem = wilson(20, 0.7, 1)
    assert error_on_examples(problem, np.zeros(problem.dims)) == 1
    assert error_on_new(np.zeros(problem.dims), 0.7) == pytest.approx(1)


@pytest.mark.parametrize(("examples", "whole_plane"), [(3, True), (4, False), (5, False)])
def test_minima_fill_a_plane_where_there_are_fewer_examples_than_weights(examples, whole_plane):
    features = np.random.default_rng(0).normal(size=(examples, 4))
    (point,) = LeastSquares(features, np.ones(examples)).critical_points()
    assert point.degenerate == whole_plane


@pytest.mark.parametrize("x", EXAMPLES)
def test_the_page_runs_the_same_rules_on_another_example(x):
    """From the film of one example, whose numbers are set anew: tracks, norms, and what is drawn about the valley."""
    film = valley.valley_film((0.9, 0.7))
    spec = {**film.live, "surface": {**film.live["surface"], "numbers": list(x)}, "noise": None}
    engine = V8(spec.pop("programs"))
    engine.context.eval(bundle(ENGINE.parent / "sketch.js").replace("export function", "function"))
    overlays = [each for panel in film.panels for each in panel.overlays]
    made = json.loads(engine.context.eval(
        f"const spec = {json.dumps(spec)}, overlays = {json.dumps(overlays)};"
        "const out = spec.rules.map(() => ({x: [], y: [], f: [], away: []})); engine.race(spec, out);"
        "const seen = redrawn(engine, spec, overlays).map((each) => [[...each.x.values ?? []], [...each.y.values]]);"
        "JSON.stringify([out.map(({x, y, f, away}) => [x, y, f, away]), seen])"
    ))  # fmt: skip
    for channels, t in zip(made[0], valley.ends(x).values(), strict=True):
        want = [*t.points.T, t.values, np.linalg.norm(t.points, axis=1)]
        np.testing.assert_allclose(channels, want, rtol=1e-7, atol=1e-12)
    own = [each for panel in valley.valley_film(x).panels for each in panel.overlays]
    for (across, along), overlay in zip(made[1], own, strict=True):
        for found, axis in ((across, "x"), (along, "y")):
            if axis in overlay["drawn"]:
                np.testing.assert_allclose(found, decode(overlay[axis])[0], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("x", EXAMPLES)
def test_rates_per_curvature_are_those_over_the_largest_eigenvalue(x):
    surface = valley.problem(x)
    curvature = np.linalg.eigvalsh(surface.hessian(np.ones(2)))[-1]
    slope = surface.gradient(np.zeros(2))
    first = valley.ends(x)["gradient_descent"].points[1]
    np.testing.assert_allclose(first, -valley.RATES["gradient_descent"] / curvature * slope, rtol=1e-12)
