"""Newton's method on surfaces: conic sections of the model, and where it goes beside three rules that go downhill."""

import json

import numpy as np
import pytest

from lessons.newton.curves import FURTHEST
from lessons.newton.models import SHARES, STEPS, conic, model_film, models
from lessons.newton.signs import DAMPINGS, DOMAINS, FLOOR, RATES, SHOWN, STARTS, runs_from, signs_film
from optim import run
from optim._linalg import matvec
from optim.newton import Newton
from surfaces import SURFACES
from surfaces.quadratic import Quadratic

PLANE = [slug for slug, surface in SURFACES.items() if surface.dims == 2]


@pytest.mark.parametrize(("values", "level"), [((1, 9), 2.0), ((-1, -9), -2.0), ((-2, 5), 3.0), ((-2, 5), -3.0)])
def test_points_of_a_conic_solve_its_equation(values, level):
    matrix = Quadratic(lambda1=values[0], lambda2=values[1], angle=25.0).hessian(np.zeros(2))
    u = conic(matrix, np.array(level))
    u = u[np.isfinite(u).all(axis=-1)]
    assert len(u) > 60
    assert np.einsum("ki,ij,kj->k", u, matrix, u) == pytest.approx(level, rel=1e-9)


def test_a_bowl_has_no_contour_below_its_minimum():
    assert np.isnan(conic(np.diag([1.0, 2.0]), np.array(-1.0))).all()


@pytest.mark.parametrize(
    ("slug", "start"), [("himmelblau", (4.8, 4.6)), ("himmelblau", (0.4, 4.4)), ("beale", (0.8, 1.6))]
)
def test_rings_are_contours_of_the_model_and_the_step_goes_to_their_centre(slug, start):
    t = run(Newton(), SURFACES[slug](), start, STEPS)
    seen = models(t)
    assert seen.centres[:-1] == pytest.approx(t.points[1:])
    k = 1
    hessian, slope = t.surface.hessian(t.points[k]), t.gradients[k]
    delta = seen.rings[k] - t.points[k]
    heights = delta @ slope + 0.5 * (delta * matvec(hessian, delta)).sum(axis=-1)
    outer = heights[: len(heights) // len(SHARES) - 1]
    assert outer[np.isfinite(outer)] == pytest.approx(0, abs=1e-9 * np.abs(slope).max())


@pytest.mark.parametrize(
    ("slug", "start", "kind", "model"),
    [
        ("himmelblau", (4.8, 4.6), "converged", "minimum"),
        ("himmelblau", (0.4, 4.4), "saddle", "saddle"),
        ("himmelblau", (1.2, -1.2), "maximum", "maximum"),
        ("rosenbrock", (-0.8, 0.7), "converged", "minimum"),
    ],
)
def test_the_suggested_starts_go_where_they_are_said_to(slug, start, kind, model):
    t = run(Newton(), SURFACES[slug](), start, STEPS)
    assert t.outcome.kind == kind
    assert models(t).kinds[-1] == model


def test_one_step_on_the_quadratic():
    t = run(Newton(), Quadratic(), (-1.5, 1.5), 1)
    assert np.abs(t.points[1]).max() < 1e-12


@pytest.mark.parametrize("slug", PLANE)
def test_a_film_of_every_surface(slug):
    surface = SURFACES[slug]()
    for lr, start in ((1.0, surface.start), (FURTHEST, [side[0] for side in surface.domain]), (0.0, surface.start)):
        json.dumps(model_film(surface, start, lr).document(), allow_nan=False)


@pytest.fixture(scope="module")
def four():
    """The four rules from the page's own starts: surface → rule → run."""
    runs = runs_from(STARTS, 10.0, 0.01)
    return {slug: {t.optimizer.slug: t for t in named} for slug, named in runs.items()}


@pytest.mark.parametrize("slug", SHOWN)
def test_newton_goes_to_the_saddle_and_the_others_do_not(four, slug):
    runs = four[slug]
    assert runs["newton"].outcome.kind == "saddle"
    for rule in ("saddle_free_newton", "levenberg_marquardt"):
        assert runs[rule].outcome.kind in (("left",) if slug == "saddle" else ("converged", "closing"))
    away = np.linalg.norm(runs["gradient_descent"].points - runs["newton"].points[-1], axis=-1)
    assert away[-1] > 0.3


def test_gradient_descent_takes_its_time(four):
    left = {rule: t.values[-1] for rule, t in four["beale"].items()}
    assert left["saddle_free_newton"] < 1e-6 < 1e-2 < left["gradient_descent"] < four["beale"]["newton"].values[0]


@pytest.mark.parametrize(("damping", "kind"), [(1.0, "saddle"), (10.0, "left")])
def test_the_damping_must_start_above_the_dashed_line(damping, kind):
    runs = runs_from(STARTS, damping, 0.01)["saddle"]
    assert next(t for t in runs if t.optimizer.slug == "levenberg_marquardt").outcome.kind == kind


@pytest.mark.parametrize("slug", SHOWN)
def test_the_damping_falls_with_steps_that_are_taken_and_grows_with_the_others(four, slug):
    t = four[slug]["levenberg_marquardt"]
    damping, moved = t.states.damping[:, 0], (np.diff(t.points, axis=0) != 0).any(axis=-1)
    live = slice(0, 12)
    assert (damping[1:] / damping[:-1])[live] == pytest.approx(np.where(moved, 1 / 3, 3.0)[live])
    assert (np.diff(t.values) <= 0).all()


def test_each_rule_s_step_along_the_eigenvectors(four):
    factors = {"newton": lambda v: 1 / v, "saddle_free_newton": lambda v: 1 / (abs(v) + FLOOR),
               "levenberg_marquardt": lambda v: 1 / (v + 10.0), "gradient_descent": lambda v: 0 * v + 0.01}  # fmt: skip
    for rule, factor in factors.items():
        t = four["saddle"][rule]
        values, vectors = np.linalg.eigh(t.surface.hessian(t.points[0]))
        expected = -vectors @ (factor(values) * (vectors.T @ t.gradients[0]))
        assert t.points[1] - t.points[0] == pytest.approx(expected)


@pytest.mark.parametrize("damping", DAMPINGS)
@pytest.mark.parametrize("lr", RATES)
def test_films_at_the_ends_of_the_sliders(damping, lr):
    for corner in (0, 1):
        starts = {slug: [side[corner] for side in DOMAINS[slug]] for slug in SHOWN}
        film = signs_film(runs_from(starts, damping, lr))
        assert [panel.group for panel in film.panels] == ["saddle", "beale", "saddle", "beale"]
        json.dumps(film.document(), allow_nan=False)
