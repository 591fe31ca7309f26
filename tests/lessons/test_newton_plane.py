"""Newton's method on surfaces: conic sections of the model, and where it goes beside three rules that go downhill."""

import json
import re

import numpy as np
import pytest

from lessons.newton.curves import FURTHEST
from lessons.newton.models import AROUND, SHARES, STEPS, Plane, conic, model_film, models
from lessons.newton.signs import (
    DAMPINGS,
    FLOOR,
    RATES,
    SHOWN,
    STARTS,
    Signs,
    runs_from,
    signs_film,
    table,
    threshold,
)
from optim import Ellipse, run
from optim._linalg import matvec
from optim.levenberg_marquardt import LevenbergMarquardt
from optim.newton import Newton
from surfaces import SURFACES
from surfaces.quadratic import Quadratic
from surfaces.saddle import Saddle
from tests.lessons.sweep import sweep

PLANE = [slug for slug, surface in SURFACES.items() if surface.dims == 2 and not surface.game]


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


def test_of_a_batch_the_rings_are_those_of_the_batch():
    """Newton's method on noisy moons goes by some of the examples, at each step by others."""
    t = run(Newton(lr=0.5), SURFACES["noisy_moons"](), (0.0, -2.0), STEPS)
    seen, count = models(t), 0
    for k in range(STEPS):
        hessian, off = t.surface.at(k + 1).hessian(t.points[k]), seen.rings[k][: AROUND + 1] - seen.centres[k]
        if np.isfinite(off).all():
            here = t.points[k] - seen.centres[k]
            assert 0.5 * (off * matvec(hessian, off)).sum(axis=-1) == pytest.approx(0.5 * here @ hessian @ here)
            count += 1
    assert count > 5


@pytest.mark.parametrize(("slug", "start"), [("himmelblau", (4.8, 4.6)), ("rosenbrock", (-0.8, 0.7))])
def test_the_outermost_ring_is_the_level_line_that_the_rule_says_it_goes_by(slug, start):
    t = run(Newton(), SURFACES[slug](), start, STEPS)
    seen, count = models(t), 0
    for k in range(STEPS):
        for ellipse in (belief for belief in t.beliefs(k + 1) if isinstance(belief, Ellipse)):
            ring = seen.rings[k][: AROUND + 1] - ellipse.centre
            size = np.linalg.norm(ellipse.axes)
            if size > 1e-6:  # the distance of nearby points is but rounding
                on = np.linalg.norm(np.linalg.solve(ellipse.axes, ring.T), axis=0)
                assert on == pytest.approx(1, rel=1e-6)
                count += 1
    assert count > 2


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
        assert runs[rule].outcome.kind in (("left",) if slug == "saddle" else ("converged", "near"))
    away = np.linalg.norm(runs["gradient_descent"].points - runs["newton"].points[-1], axis=-1)
    assert away[-1] > 0.3


def test_gradient_descent_takes_its_time(four):
    left = {rule: t.values[-1] for rule, t in four["beale"].items()}
    assert left["saddle_free_newton"] < 1e-6 < 1e-2 < left["gradient_descent"] < four["beale"]["newton"].values[0]


@pytest.mark.parametrize(("damping", "kind"), [(1.0, "saddle"), (10.0, "left")])
def test_the_damping_must_start_above_the_dashed_line(damping, kind):
    runs = runs_from(STARTS, damping, 0.01)["saddle"]
    assert next(t for t in runs if t.optimizer.slug == "levenberg_marquardt").outcome.kind == kind


@pytest.mark.parametrize(("start", "damping"), [((0.27, -0.95), 1.0), ((-0.57, 0.05), 3.0)])
def test_a_run_that_leaps_over_the_ridge_and_back_is_said_to(start, damping):
    """At μ = |λ₁|/2 a step mirrors it in the ridge; the next one, at a third of that, would lead up and is refused."""
    t = runs_from({"saddle": start, "beale": STARTS["beale"]}, damping, 0.01)["saddle"][2]
    y = t.points[-8:, 1]
    assert y.max() == pytest.approx(-y.min(), rel=1e-6)
    assert t.outcome.text.startswith(f"Oscillating by ±{y.max():.2g}")


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
        starts = {slug: [side[corner] for side in surface.domain] for slug, surface in SHOWN.items()}
        film = signs_film(runs_from(starts, damping, lr))
        assert [panel.group for panel in film.panels] == ["saddle", "beale", "saddle", "beale"]
        json.dumps(film.document(), allow_nan=False)


@pytest.mark.parametrize("beale", [(-0.47, 1.17), (0.29, 1.82), (2.21, 2.26), (2.37, 2.6)])
def test_the_picture_that_a_run_leaves_is_the_one_that_is_drawn(beale):
    runs = runs_from({"saddle": (-0.69, -0.31), "beale": beale}, 10.0, 0.001)
    panels = {panel.id: panel.figure["layout"] for panel in signs_film(runs).panels}
    for slug, four in runs.items():
        low, high = np.array([panels[slug][axis]["range"] for axis in ("xaxis", "yaxis")]).T
        for t in four:
            out = ((t.points < low) | (t.points > high)).any(axis=1)
            left = re.match(r"Left the picture at step (\d+)", str(t.outcome))
            assert bool(left) == out[-1]
            assert not left or (out[int(left[1]) :].all() and not out[int(left[1]) - 1])


@pytest.mark.parametrize("b", [0.5, 1.0, 3.0])
def test_below_the_dashed_line_a_damped_step_leads_towards_the_ridge_and_above_it_away(b):
    saddle = Saddle(b=b)
    for share in np.concatenate([np.linspace(0.1, 0.95, 9), np.linspace(1.05, 1.9, 9), np.linspace(2.1, 30, 9)]):
        rule = LevenbergMarquardt(damping=share * threshold(saddle))
        start = np.array([1e-6, 0.1])  # so near to the axis that E falls where |w₂| grows, and rises where it shrinks
        hessian, slope = saddle.hessian(start), saddle.gradient(start)
        step = -np.linalg.solve(hessian + rule.damping * np.eye(2), slope)
        assert (abs((start + step)[1]) < abs(start[1])) == (share < 1)
        moved = run(rule, saddle, start, 1).points[1]
        assert moved == pytest.approx(start + step if share > 1 else start)


def test_the_line_is_drawn_at_the_threshold():
    film = signs_film(runs_from(STARTS, 10.0, 0.01))
    chart = next(panel for panel in film.panels if panel.id == "damping-saddle")
    assert chart.figure["data"][-1]["y"].tolist() == [1.0, 1.0]


def test_the_formula_s_rules_are_the_run_s():
    """What the page prints: 1/(|λᵢ| + 1), 1/(λᵢ + μ) on the saddle, and (JᵀJ + μI)⁻¹Jᵀr on Beale."""
    assert FLOOR == 1
    runs = {t.optimizer.slug: t for t in runs_from(STARTS, 10.0, 0.01)["beale"]}
    t = runs["levenberg_marquardt"]
    jacobian, residual = t.surface.residual_jacobian(t.points[0]), t.surface.residual(t.points[0])
    step = -np.linalg.solve(jacobian.T @ jacobian + 10.0 * np.eye(2), jacobian.T @ residual)
    assert t.points[1] - t.points[0] == pytest.approx(step)
    assert not Saddle().least_squares


def test_the_presets_of_the_signs_do_what_they_are_called():
    kinds = {}
    for label, p in Signs.presets.items():
        starts = {"saddle": (p["x_1"], p["y_1"]), "beale": (p["x_2"], p["y_2"])}
        runs = runs_from(starts, p["damping"], p["lr"])
        kinds[label] = next(t for t in runs["saddle"] if t.optimizer.slug == "levenberg_marquardt").outcome.kind
    assert kinds["Enough damping"] == "left"
    assert kinds["Too little damping"] == "saddle"
    assert kinds["Nearer to the ridge"] != "left"


def test_the_table_says_each_run_s_own_outcome():
    for chosen in sweep(Signs, count=5):
        runs = runs_from(STARTS, chosen.damping, chosen.lr)
        rows = table(runs).split("\n")[2:]
        for row, saddle, beale in zip(rows, *runs.values(), strict=True):
            assert row == f"| {saddle.optimizer.name} | {saddle.outcome} | {beale.outcome} |"


def test_the_presets_of_the_plane_go_where_they_say():
    ends = {
        "To a minimum": "converged",
        "To a saddle": "saddle",
        "To a maximum": "maximum",
        "Along a valley": "converged",
    }
    for label, p in Plane.presets.items():
        t = run(Newton(lr=p["lr"]), SURFACES[p["surface"]](), (p["x"], p["y"]), STEPS)
        if label in ends:
            assert t.outcome.kind == ends[label]
        else:
            assert np.abs(t.gradients[1]).max() < 1e-12


def test_a_zero_eigenvalue_makes_a_model_neither_bowl_nor_saddle():
    t = run(Newton(lr=0.0), SURFACES["linear_network"](), (1.0, 1.0), 2)
    assert models(t).kinds.tolist() == ["", "", ""]
