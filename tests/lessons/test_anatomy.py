"""The parts of a step are those of the rules, and the film shows them where they are."""

import base64
import json

import numpy as np
import pytest

from lessons.momentum.anatomy import FRAMES, PHASES, STAGES, STEPS, anatomy, anatomy_film, words
from optim import run
from optim.momentum import Momentum
from optim.nesterov import Nesterov

STEP = PHASES * FRAMES


def runs(stage):
    rules = Momentum(lr=stage.lr, beta=stage.beta), Nesterov(lr=stage.lr, beta=stage.beta, shifted=False)
    return [run(rule, stage.surface, stage.start, STEPS) for rule in rules]


@pytest.fixture(params=STAGES)
def stage(request):
    return STAGES[request.param]


def test_the_parts_add_up_to_the_step(stage):
    for t in runs(stage):
        parts = anatomy(t)
        np.testing.assert_allclose(parts.base + parts.slope + parts.carried, t.points[1:], atol=1e-12)
        np.testing.assert_allclose(parts.base + parts.step, t.points[1:], atol=1e-12)
        np.testing.assert_allclose(parts.carried[1:], stage.beta * np.diff(t.points, axis=0)[:-1], atol=1e-12)


def test_momentum_takes_the_gradient_where_it_stands_and_nesterov_where_the_last_step_leads(stage):
    momentum, nesterov = (anatomy(t) for t in runs(stage))
    np.testing.assert_array_equal(momentum.there, momentum.base)
    np.testing.assert_allclose(nesterov.there, nesterov.base + nesterov.carried)
    for parts in (momentum, nesterov):
        np.testing.assert_allclose(parts.slope, -stage.lr * stage.surface.gradient(parts.there), atol=1e-12)


def test_on_the_bowl_nesterov_brakes_earlier():
    momentum, nesterov = runs(STAGES["bowl"])
    assert nesterov.values[3:].max() < 0.5 * momentum.values[3:].max()


def test_without_memory_they_are_the_same():
    momentum, nesterov = (anatomy(t) for t in runs(STAGES["bowl"]._replace(beta=0.0)))
    np.testing.assert_array_equal(momentum.step, nesterov.step)
    assert not momentum.carried.any()


def arrows(panel):
    """(foot + vector) of each arrow at every entry, by its racer."""
    found = {}
    for overlay in panel.overlays:
        if overlay["type"] == "arrow" and overlay.get("label") != "last move":
            x, y, dx, dy = (np.array(decoded(overlay[name])) for name in ("x", "y", "dx", "dy"))
            found[overlay["racer"]] = np.stack([x, y], 1), np.stack([x + dx, y + dy], 1)
    return found


def decoded(array):
    return np.frombuffer(base64.b64decode(array["bdata"]), dtype="<" + array["dtype"])


def test_the_film_has_three_phases_to_a_step(stage):
    film = anatomy_film(*stage)
    assert film.steps == PHASES * STEPS
    assert film.beat == "phase"
    for track, t in zip(film.tracks, runs(stage), strict=True):
        np.testing.assert_allclose(np.stack([track.channels["x"], track.channels["y"]], 1)[::STEP], t.points)
        np.testing.assert_allclose(track.channels["f"][::STEP], t.values, rtol=1e-9)
        seen = np.stack([track.channels["x"], track.channels["y"]], 1)
        np.testing.assert_array_equal(track.channels["f"], t.surface.value(seen))  # of the place where the head is
        still = track.channels["x"][1 : 2 * FRAMES + 1]
        assert (still == t.points[0, 0]).all()  # the head waits until the sum


def test_the_arrows_end_where_the_step_ends(stage):
    for panel, t in zip(anatomy_film(*stage).panels, runs(stage), strict=True):
        done = slice(STEP, None, STEP)
        tips = {name: tip[done] for name, (_, tip) in arrows(panel).items()}
        second = "slope" if panel.id == "nesterov" else "last"
        np.testing.assert_allclose(tips[second], t.points[1:], atol=1e-5)
        np.testing.assert_allclose(tips[panel.id], t.points[1:], atol=1e-5)


def test_both_runs_stay_in_the_picture(stage):
    for panel, t in zip(anatomy_film(*stage).panels, runs(stage), strict=True):
        (left, right), (low, high) = (panel.figure["layout"][axis]["range"] for axis in ("xaxis", "yaxis"))
        assert ((left, low) < t.points).all()
        assert (t.points < (right, high)).all()
        assert (right - left) / (high - low) == pytest.approx(1.6)


def test_each_phase_adds_a_term_to_the_equation():
    for panel in anatomy_film(*STAGES["bowl"]).panels:
        words = [decoded(overlay["x"]) for overlay in panel.overlays if overlay["type"] == "text"]
        for phase in range(PHASES):
            shown = [np.isfinite(x[STEP + (phase + 1) * FRAMES]) for x in words]
            assert sum(shown) == phase + 1


@pytest.mark.parametrize(("lr", "beta"), [(0.5, 0.99), (0.001, 0.0), (0.5, 0.0)])
def test_extremes_can_be_sent(stage, lr, beta):
    json.dumps(anatomy_film(stage.surface, stage.start, lr, beta).document(), allow_nan=False)


@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
@pytest.mark.parametrize("beta", [0.0, 0.3, 0.85, 0.99])
@pytest.mark.parametrize("lr", [0.001, 0.02, 0.5])
def test_the_words_compare_the_two_paths(stage, lr, beta):
    told = words(stage.surface, stage.start, lr, beta)
    rules = Momentum(lr=lr, beta=beta), Nesterov(lr=lr, beta=beta, shifted=False)
    momentum, nesterov = (run(rule, stage.surface, stage.start, STEPS) for rule in rules)
    over = momentum.diverged_at is not None or nesterov.diverged_at is not None
    assert ("the two are the same" in told) == (beta == 0)
    if beta:
        assert ("diverges at step" in told) == over
    if beta and not over:
        paths = [np.hypot(*np.diff(t.points, axis=0).T).sum() for t in (momentum, nesterov)]
        word = "shorter" if paths[1] < paths[0] else "longer"
        assert f"path is {word} than momentum’s" in told or f"{paths[0]:.3g}" == f"{paths[1]:.3g}"
        assert f"Here, in {STEPS} steps, Nesterov’s" in told
    leads = f"**{momentum.optimizer.name} measures the gradient where it stands, Nesterov where β times the last move"
    assert told.startswith(leads) == (beta > 0)
