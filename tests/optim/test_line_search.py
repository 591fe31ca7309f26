import numpy as np
import pytest

from optim._linalg import dot
from optim._line_search import (
    ENOUGH_DECREASE,
    ENOUGH_FLATTER,
    MOST_TRIALS,
    SHORTEST,
    backtracking,
    step_length,
    strong_wolfe,
)
from surfaces import SURFACES

SURFACE_SLUGS = ["beale", "rosenbrock", "himmelblau", "wells"]


def problem(slug, count=200, seed=0):
    """Random points of a surface's domain and downhill directions that need not be the steepest."""
    surface = SURFACES[slug]()
    rng = np.random.default_rng(seed)
    w = rng.uniform(*np.array(surface.domain).T, (count, surface.dims))
    g = surface.gradient(w)
    d = -g * rng.uniform(0.1, 1.0, g.shape)
    return surface, w, g, d


def ask(search, surface, w, g, d, trial):
    with np.errstate(all="ignore"):
        return search(surface, w, d, surface.value(w)[..., None], dot(g, d), np.broadcast_to(trial, (*w.shape[:-1], 1)))


@pytest.mark.parametrize("trial", [1e-6, 1.0, 1e3])
@pytest.mark.parametrize("slug", SURFACE_SLUGS)
def test_backtracking_lowers_f_enough_by_the_first_half_that_does(slug, trial):
    surface, w, g, d = problem(slug)
    t = ask(backtracking, surface, w, g, d, trial)
    assert (t > 0).all()
    assert (np.log2(trial / t) % 1 == 0).all()

    def enough(t):
        bound = surface.value(w) + ENOUGH_DECREASE * (t * dot(g, d))[:, 0]
        return surface.value(w + t * d) <= bound + 1e-14 * np.abs(surface.value(w))

    assert enough(t).all()
    assert (~enough(2 * t) | (t[:, 0] == trial)).all()


@pytest.mark.parametrize("trial", [1e-3, 1.0, 10.0])
@pytest.mark.parametrize("slug", SURFACE_SLUGS)
def test_strong_wolfe_holds_both_conditions(slug, trial):
    surface, w, g, d = problem(slug)
    t = ask(strong_wolfe, surface, w, g, d, trial)
    slope = dot(g, d)[:, 0]
    lowered = surface.value(w + t * d) <= surface.value(w) + ENOUGH_DECREASE * t[:, 0] * slope
    flat = np.abs(dot(surface.gradient(w + t * d), d)[:, 0]) <= -ENOUGH_FLATTER * slope
    assert lowered.all()
    assert flat.all()


@pytest.mark.parametrize("search", [backtracking, strong_wolfe])
def test_no_step_uphill_or_at_rest_or_from_nowhere(search):
    surface = SURFACES["beale"]()
    w = np.array([[1.0, 1.0], [3.0, 0.5], [np.nan, 1.0], [1.0, 1.6]])
    g = surface.gradient(w)
    d = np.array([g[0], -g[1], -g[2], -g[3]])
    t = ask(search, surface, w, g, d, 1.0)
    np.testing.assert_array_equal(t[:3], 0.0)
    assert t[3] > 0


class Hole:
    """−x, but not a number from 1 on."""

    def value(self, w):
        return np.where(w[..., 0] < 1, -w[..., 0], np.nan)

    def gradient(self, w):
        return np.where(w < 1, -1.0, np.nan)


@pytest.mark.parametrize("search", [backtracking, strong_wolfe])
def test_a_value_that_is_not_a_number_fails(search):
    w = np.zeros(1)
    t = ask(search, Hole(), w, Hole().gradient(w), np.ones(1), 8.0)
    assert 0 < t < 1


def test_no_search_takes_the_trial():
    surface, w, g, d = problem("beale")
    trial = np.full((200, 1), 0.5)
    np.testing.assert_array_equal(step_length("none", surface, w, d, g, trial), trial)


class Kink:
    """|w| in one dimension, and how often it was asked."""

    asked = 0

    def value(self, w):
        self.asked += 1
        return np.abs(w[..., 0])

    def gradient(self, w):
        return np.sign(w)


def test_a_bracket_too_short_to_go_on_ends_the_search():
    kink, w = Kink(), np.array([[-0.7e-6]])
    t = ask(strong_wolfe, kink, w, np.array([[-1.0]]), np.array([[1.0]]), 1e-6)
    assert t[0, 0] == pytest.approx(0.7e-6, abs=SHORTEST)
    assert kink.asked < MOST_TRIALS
