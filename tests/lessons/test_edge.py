"""The edge of stability: curvatures beside the thresholds that are drawn, and sentences that hold of them."""

import dataclasses

import numpy as np
import pytest

from catalog import parameters
from figures._encode import decode
from lessons.ends.wells import NOISES, RATES, Wells, _map_panel
from lessons.sharp import rescaled
from lessons.sharp.rescaled import Rescaled
from lessons.stability import edge
from lessons.stability.edge import Curvature, Edge, Others, curvature, edge_film, others_verdict, told, verdict
from lessons.stability.sharpness import extremes
from networks.perceptron import Perceptron
from optim import OPTIMIZERS, run
from tests.lessons.sweep import sweep

TINY = Perceptron(data="spirals", loss="squared", n=40, width=4, depth=1, init="lecun")


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(edge, "network", lambda: TINY)


def fake(sharpness, threshold=10.0, loss=None, diverged_at=None):
    steps = 10 * np.arange(len(sharpness))
    loss = np.linspace(1, 0.1, len(sharpness)) if loss is None else loss
    return Curvature(steps, np.array(sharpness, dtype=float), np.asarray(loss), threshold, diverged_at)


def test_a_curvature_is_the_largest_eigenvalue_along_the_run(small):
    rule = OPTIMIZERS["gradient_descent"](lr=0.2)
    found = curvature(rule, 200)
    t = run(rule, TINY, steps=200)
    assert found.steps.tolist() == list(range(0, 201, 2))
    assert found.threshold == 10
    for i in (0, 50, 100):
        k = found.steps[i]
        assert found.sharpness[i] == pytest.approx(np.linalg.eigvalsh(TINY.hessian(t.points[k]))[-1], rel=1e-3)
        assert found.loss[i] == pytest.approx(t.values[k])


def test_thresholds_are_those_of_the_rules(small):
    for chosen in [Others(), Others(beta=0.5, momentum=0.2, adam=0.01)]:
        plain, heavy, adam = (curvature(rule, 5).threshold for rule in chosen.rules)
        assert plain == pytest.approx(10)
        assert heavy == pytest.approx(2 * (1 + chosen.beta) / chosen.momentum)
        assert adam == pytest.approx(2 * 1.9 / 0.1 / chosen.adam)


@pytest.mark.parametrize(("peak", "top"), [(9, 13), (14.6, 1.05 * 14.6), (500, 20)])
def test_the_axis_goes_up_to_the_highest_curvature_but_for_one_that_explodes(peak, top):
    runs = [fake([1, 5, peak, 9, np.nan])] * 4
    assert edge_film(Edge().racers, runs, 0.2).panels[0].figure["layout"]["yaxis"]["range"] == pytest.approx([0, top])


def test_what_is_said_of_a_run():
    assert "**at the edge**" in told("A", fake([1, 9, 11, 9.5, 10.5] * 4), "2/η")
    assert "not yet there" in told("A", fake([1, 2, 3, 4, 5]), "2/η")
    assert "below it again" in told("A", fake([1, 12, 8, 5, 5]), "2/η")
    assert "above it" in told("A", fake([1, 12, 18, 15, 15]), "2/η")
    assert "diverges at step 12" in told("A", fake([1, np.nan], diverged_at=12), "2/η")


def test_whom_the_threshold_does_not_throw_out():
    runs = [fake([1, 11, 10, 10, 10]), fake([1, 5, 6, 7, 8]), fake([1, 20, 10, 10, 10], loss=[1, 0.2, 0.5, 0.5, 0.5]),
            fake([1, 12, np.nan], diverged_at=15)]  # fmt: skip
    words = verdict(Edge(), runs)
    assert words.endswith("for η = 0.1.")
    assert words.startswith("**Up to the limit**: at 2 of 4 rates training goes")
    assert "at 2 of 3 rates" in verdict(Edge(lr=0.4), [fake([1, 10, 10])] * 2 + [fake([1, 2, 3])] * 2)  # 0.4 twice
    assert verdict(Edge(), [fake([1, 10, 10])] * 4).startswith("**Up to the limit**: at each of these rates training")
    assert verdict(Edge(), [fake([1, 2, 3])] * 4).startswith("**At none of these rates is it at the edge**")


def test_the_film_draws_the_thresholds_and_holds_the_rate():
    chosen = Edge(lr=0.25)
    runs = [dataclasses.replace(fake([1, 5, 10]), threshold=2 / rule.lr) for rule in chosen.rules]
    film = edge_film(chosen.racers, runs, chosen.lr)
    lines = [decode(overlay["y"])[0].tolist() for overlay in film.panels[0].overlays]
    assert lines == [pytest.approx([2 / rate] * 2) for rate in (0.1, 0.2, 0.4, 0.25)]
    assert film.panels[0].handles[0]["y"] == 8
    assert film.time("looks", film.steps) == pytest.approx(2)
    bare = edge_film(chosen.racers, runs)
    assert [decode(overlay["y"])[0].tolist() for overlay in bare.panels[0].overlays] == [[1, 1]] * 4
    assert bare.tracks[1].channels["sharpness"].tolist() == pytest.approx([0.1, 0.5, 1.0])
    assert not bare.panels[0].handles


@pytest.mark.thorough
def test_every_sentence_is_true_of_its_run(small, monkeypatch):
    monkeypatch.setattr(edge, "LOOKS", 20)
    for chosen in [*sweep(Edge, count=2)[::4], *sweep(Others, count=2)[::8]]:
        chosen = chosen.altered(steps=500)
        runs = [curvature(rule, 500) for rule in chosen.rules]
        words = (verdict if isinstance(chosen, Edge) else others_verdict)(chosen, runs)
        assert f"Over the last tenth of {chosen.steps:,} steps, the edge being within 10% of the threshold:" in words
        for racer, rule, one in zip(chosen.racers, chosen.rules, runs, strict=True):
            t = run(rule, TINY, steps=500)
            assert one.diverged_at == t.diverged_at
            assert (f"{racer.name} diverges" in words) == (t.diverged_at is not None)
            if t.diverged_at is None:
                late = one.sharpness[-2:].mean()
                state = words.split(f"{racer.name} ends at ")[1].split(". ")[0]
                assert ("at the edge" in state) == (abs(late / rule.stable_curvature() - 1) <= 0.1)
        if isinstance(chosen, Edge) and runs[0].diverged_at is None:
            top = extremes(TINY, np.array(TINY.start))[0][-1]
            assert f"the sharpness is {top:.3g}"[:20] in words


def test_no_handle_is_led_beyond_what_its_control_holds():
    """Where a hand leads it is where the page then stands: it said η = 1 beside a handle at 1.26."""
    by_rate = {p.name: p for p in parameters(Edge)}["lr"]
    runs = [dataclasses.replace(fake([1, 5, 10]), threshold=2 / rule.lr) for rule in Edge().rules]
    (held,) = edge_film(Edge().racers, runs, Edge().lr).panels[0].handles
    assert held["within"][1] == [2 / by_rate.high, 2 / by_rate.low]
    wells = {p.name: p for p in parameters(Wells)}
    panel = _map_panel("adam", np.zeros((len(NOISES), len(RATES))), 0.1, 1.0, chosen=True)
    assert panel.handles[0]["within"] == [[wells[name].low, wells[name].high] for name in ("lr", "sigma")]
    (alpha,) = parameters(Rescaled)
    assert rescaled.film(Rescaled()).panels[0].handles[0]["within"][0] == [alpha.low, alpha.high]
