"""BFGS and L-BFGS: the estimates that page 4 draws are those that the rules step by."""

import json

import numpy as np
import pytest

from lessons.newton.quasi_newton import MEMORY, SHOWN, STEPS, error, estimates, learning, learning_film
from optim import run
from optim._linalg import matvec, solve
from optim.bfgs import BFGS
from optim.lbfgs import LBFGS

BOWL = SHOWN["quadratic"]
RULES = [BFGS(search="none"), LBFGS(search="none", memory=1), LBFGS(search="none", memory=3)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.slug}{getattr(rule, 'memory', '')}")
@pytest.mark.parametrize("slug", SHOWN)
def test_the_estimate_is_what_the_rule_steps_by(rule, slug):
    t = run(rule, SHOWN[slug], steps=6)
    steps = -solve(estimates(t), t.gradients[:-1])
    downhill = ((steps * t.gradients[:-1]).sum(axis=-1) < 0) & (np.arange(6) > 0)  # the first step is shortened
    assert downhill.sum() >= 3
    assert np.diff(t.points, axis=0)[downhill] == pytest.approx(steps[downhill], rel=1e-6)


@pytest.mark.parametrize("rule", [BFGS(), LBFGS(memory=1), LBFGS(memory=5)], ids=lambda rule: rule.slug)
def test_the_estimate_explains_the_newest_pair(rule):
    t = run(rule, BOWL, (-1.5, 1.5), 4)
    s, y = np.diff(t.points, axis=0), np.diff(t.gradients, axis=0)
    assert matvec(estimates(t)[1:], s[:-1]) == pytest.approx(y[:-1], rel=1e-6, abs=1e-9)


def test_it_starts_out_round():
    first = learning(BFGS(), BOWL, BOWL.start)[1][0]
    assert first == pytest.approx(first[0, 0] * np.eye(2))


@pytest.mark.parametrize("slug", ["quadratic", "six_hump_camel", "himmelblau"])
def test_bfgs_closes_in_on_the_true_hessian(slug):
    _, estimate, hessian = learning(BFGS(), SHOWN[slug], SHOWN[slug].start)
    wrong = error(estimate, hessian)
    assert wrong[0] > 0.5
    assert wrong[-1] < 0.02


@pytest.mark.parametrize("start", [BOWL.start, (-1.5, 1.5), (-1.2, 1.7), (1.6, 1.4)])
def test_a_single_pair_forgets(start):
    ends = {m: error(*learning(LBFGS(memory=m), BOWL, start)[1:]) for m in (1, 10)}
    assert ends[1].min() > 0.2
    assert ends[10][-1] < 0.02


@pytest.mark.parametrize("slug", SHOWN)
@pytest.mark.parametrize("memory", MEMORY)
def test_films_at_the_ends_of_the_sliders(slug, memory):
    surface = SHOWN[slug]
    for start in (surface.start, [side[0] for side in surface.domain], surface.minima()[0]):
        film = learning_film(surface, start, memory)
        assert film.steps == STEPS
        json.dumps(film.document(), allow_nan=False)
