"""What a run came to, over all rules and surfaces: always something, the same at one length more, in any unit."""

import zlib

import numpy as np
import outcome_flips
import pytest
from made_runs import PARABOLA, WIDTH, Bell, Cone, Root, Undeclared, track
from variants import WRAPPED

from networks.perceptron import Perceptron
from optim import ON_VECTORS, OPTIMIZERS, run
from optim._outcome import KINDS
from optim._outcome_rest import PASS
from surfaces import SURFACES, Around, Noisy


@pytest.mark.parametrize(("steps", "sigma"), [(0, 0.0), (1, 0.0), (2, 1.0), (12, 0.0)])
@pytest.mark.thorough
def test_every_rule_on_every_surface_comes_to_something(steps, sigma):
    surfaces = [cls() for cls in (*SURFACES.values(), Cone, Undeclared, Bell, Root)]
    rules = [*(cls() for cls in ON_VECTORS.values()), WRAPPED["clipped-scheduled"]]
    for i, surface in enumerate(surfaces):
        for rule in rules[i % 3 :: 3]:  # a third of the pairs, in which each rule and each surface has its turn
            if rule.lacks(surface):
                continue
            t = run(rule, Noisy(surface, sigma) if sigma else surface, steps=steps)
            assert t.outcome.kind in KINDS
            assert 0 <= t.outcome.step <= steps
            assert str(t.outcome)
            assert "nan" not in str(t.outcome)
            if t.outcome.kind == "diverged":
                assert t.diverged_at is not None
            if t.diverged_at is not None and t.outcome.kind != "diverged":
                assert t.outcome.text.endswith("downhill")


@pytest.mark.parametrize("lr", [1e-300, 1e-12, 1e12, 1e300])
@pytest.mark.thorough
def test_absurd_rates_come_to_something(lr):
    for cls in SURFACES.values():
        for rule in (OPTIMIZERS[slug](lr=lr) for slug in ("gradient_descent", "adam", "newton")):
            assert rule.lacks(cls()) or run(rule, cls(), steps=30).outcome.kind in KINDS


def flipped(runs, steps):
    """Those that are called two things although nothing happened, and how many are called two things at all."""
    cut = {case: outcome_flips.cut(t, steps + outcome_flips.AROUND) for case, t in runs.items()}
    both = [case for case, t in cut.items() if outcome_flips.flips(t, steps)]
    return [case for case in both if not outcome_flips.events(cut[case], steps)], len(both)


@pytest.mark.thorough
def test_an_outcome_stands_when_a_run_is_a_step_or_two_longer_or_shorter():
    """A sample of every rule on every plane surface at two settings, the same when others are added;
    `outcome_flips.py` tries them all."""
    sample = [case for case in outcome_flips.CASES if not zlib.crc32(" ".join(case).encode()) % 127]
    runs = {case: outcome_flips.longest(*case, 200) for case in sample}
    unexplained, _ = flipped(runs, 200)
    assert len(runs) > 50
    assert len(unexplained) <= 1, unexplained


def test_a_change_is_explained_by_the_test_that_came_out_otherwise():
    w = np.r_[np.linspace(0.4, 0.1, 80), np.full(20, 0.6 * PASS), np.full(3, 1.6 * PASS)]
    t = track(PARABOLA, WIDTH * w)
    (why,) = outcome_flips.reasons(t, len(w) - 3)
    assert why == f"{len(w) - 3}: near → descending: near a minimum, 1.67 → 0.625"
    assert outcome_flips.reasons(t, 60) == []
    swings = 0.4 * (-1.0) ** np.arange(97)
    t = track(PARABOLA, WIDTH * np.r_[swings, np.linspace(swings[-1], 0.39, 8)[1:]])
    assert outcome_flips.reasons(t, 100) == ["101: oscillating → crawling: no longer back and forth, 0 → 1"]


@pytest.mark.exhaustive
def test_hardly_an_outcome_changes_for_no_reason(capsys):
    """All rules on all plane surfaces, of longer runs every seventh; the table of those: `pytest -s`."""
    for steps, every_nth in ((100, 1), (200, 7), (300, 7)):
        runs = {case: outcome_flips.longest(*case, steps) for case in outcome_flips.CASES[::every_nth]}
        unexplained, every = flipped(runs, steps)
        with capsys.disabled():
            print(f"\n{steps} steps: {len(unexplained)} of {len(runs)} change although nothing happened")
            for case in unexplained:
                why = outcome_flips.reasons(outcome_flips.cut(runs[case], steps + outcome_flips.AROUND), steps)
                assert why
                print("  ", *case, "|", *why)
        assert len(unexplained) <= 0.01 * len(runs)
        assert every <= 0.03 * len(runs)


def test_a_cut_run_is_a_run_of_fewer_steps():
    whole = run(OPTIMIZERS["adam"](), Noisy(SURFACES["beale"](), 0.3), steps=40)
    assert outcome_flips.cut(whole, 33).outcome == run(whole.optimizer, whole.surface, steps=33).outcome
    blown = run(OPTIMIZERS["gradient_descent"](lr=0.1), SURFACES["rosenbrock"](), steps=40)
    for steps in (blown.diverged_at - 1, blown.diverged_at):
        assert outcome_flips.cut(blown, steps).outcome == run(blown.optimizer, blown.surface, steps=steps).outcome


def test_a_batch_has_the_outcomes_of_its_lanes():
    starts = np.random.default_rng(0).uniform(-4, 4, (2, 3, 2))
    t = run(OPTIMIZERS["gradient_descent"](lr=0.01), SURFACES["himmelblau"](), starts, 50)
    assert t.outcome.shape == (2, 3)
    for index in np.ndindex(2, 3):
        assert t.outcome[index] == run(t.optimizer, t.surface, starts[index], 50).outcome


def test_it_does_not_depend_on_the_surface_s_units():
    """The same race in metres and in kilometres, its rate scaled to match."""
    for lr in (0.002, 0.1, 1.0, 1.9, 2.0):
        plain = track(PARABOLA, run(OPTIMIZERS["gradient_descent"](lr=lr), PARABOLA).points)
        scaled = SURFACES["parabola"](a=3.0)
        again = track(scaled, plain.points)
        assert again.outcome == plain.outcome


def test_of_many_weights_no_hessian_is_asked_while_the_run_is_on_its_way():
    """A Newton step on 337 weights takes half a second; the outcome of a run must not."""

    class Watched(Around):
        asked = 0

        def __init__(self, surface):
            self.surface = surface

        def hessian(self, w):
            Watched.asked += 1
            return self.surface.hessian(w)

    network = Watched(Perceptron(data="moons", n=40, width=8, depth=1))
    assert network.dims > 20
    t = run(OPTIMIZERS["gradient_descent"](lr=0.5), network, steps=60)
    assert t.outcome.kind in ("descending", "crawling")
    assert Watched.asked == 0
