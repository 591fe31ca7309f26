"""What rules say they go by is what their steps are made of."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from optim import (
    ON_VECTORS,
    OPTIMIZERS,
    SCHEDULES,
    Arrow,
    Clip,
    Clipped,
    Ellipse,
    Path,
    Points,
    Scheduled,
    run,
)
from optim._believed import box, level_line, level_line_of_inverse
from surfaces import SURFACES, Noisy

BEALE = SURFACES["beale"]()


@pytest.mark.parametrize("slug", ON_VECTORS)
@pytest.mark.parametrize("surface", [BEALE, Noisy(BEALE, 0.3)], ids=["plain", "noisy"])
def test_beliefs_are_shapes_in_the_surface_s_coordinates(slug, surface):
    t = run(OPTIMIZERS[slug](), surface, steps=4)
    for k in range(1, 5):
        for belief in t.beliefs(k):
            assert belief.label == belief.label.strip() != ""
            shapes = {Arrow: [(2,), (2,)], Ellipse: [(2,), (2, 2)]}
            arrays = [np.shape(part) for part in belief if isinstance(part, np.ndarray)]
            if isinstance(belief, Points | Path):
                assert arrays[0][1:] == (2,)
            else:
                assert arrays == shapes[type(belief)]
            assert all(np.isfinite(part).all() for part in belief if isinstance(part, np.ndarray))


def test_a_rule_that_says_nothing_more_shows_its_step():
    (step,) = run(OPTIMIZERS["polyak_step"](), BEALE, (1.0, 1.6), steps=1).beliefs(1)
    assert step.label == "step"
    assert_allclose(step.tip, run(OPTIMIZERS["polyak_step"](), BEALE, (1.0, 1.6), steps=1).points[1])


def test_momentum_s_two_parts_add_up_to_its_step():
    t = run(OPTIMIZERS["momentum"](lr=0.002, beta=0.8), BEALE, (1.0, 1.6), steps=30)
    for k in (1, 2, 17):
        momentum, gradient = t.beliefs(k)
        assert (momentum.label, gradient.label) == ("momentum", "gradient")
        assert_allclose(momentum.tail, t.points[k - 1])
        assert_allclose(momentum.tip - momentum.tail, 0.8 * (t.points[k - 1] - t.points[max(k - 2, 0)]), atol=1e-14)
        assert_allclose(gradient.tip - gradient.tail, -0.002 * BEALE.gradient(t.points[k - 1]), rtol=1e-12, atol=1e-15)
        assert_allclose(gradient.tip, t.points[k], rtol=1e-12)


def test_newton_aims_at_the_minimum_of_a_bowl_and_says_when_it_aims_at_a_saddle():
    bowl = SURFACES["quadratic"](lambda1=1.0, lambda2=5.0, angle=30.0)
    there, line, step = run(OPTIMIZERS["newton"](lr=0.4), bowl, (1.0, 2.0), steps=1).beliefs(1)
    assert there.label == "minimum of the local quadratic"
    assert_allclose(there.points, bowl.minima(), atol=1e-12)
    assert_allclose(step.tip, 0.6 * np.array([1.0, 2.0]), rtol=1e-12)
    assert_allclose(bowl.value(around(line)), bowl.value([1.0, 2.0]), rtol=1e-12)
    saddle = run(OPTIMIZERS["newton"](), SURFACES["saddle"](), (1.0, 0.4), steps=1).beliefs(1)
    assert saddle[0].label == "saddle of the local quadratic"
    hill = run(OPTIMIZERS["newton"](), SURFACES["himmelblau"](), (-0.2, -0.9), steps=1).beliefs(1)
    assert hill[0].label == "maximum of the local quadratic"


def test_adam_s_step_lies_on_its_ellipse_and_first_both_axes_are_equal_in_reach():
    rule = OPTIMIZERS["adam"](lr=0.1)
    t = run(rule, BEALE, (1.0, 1.6), steps=20)
    for k in (1, 2, 20):
        ellipse, step = t.beliefs(k)
        assert_allclose(step.tip, t.points[k], rtol=1e-12)
        assert np.linalg.norm(np.linalg.solve(ellipse.axes, step.tip - ellipse.centre)) == pytest.approx(1.0)
    first = t.beliefs(1)[0]
    g = BEALE.gradient((1.0, 1.6))
    assert_allclose(np.diagonal(first.axes), 0.1 * np.linalg.norm(g) / np.abs(g), rtol=1e-6)


def test_what_stands_around_a_rule_is_in_what_it_believes():
    momentum = OPTIMIZERS["momentum"](lr=0.01, beta=0.5)
    clipped = run(Clipped(momentum, Clip(norm=0.5)), BEALE, (1.0, 1.6), steps=3)
    slowed = run(Scheduled(momentum, SCHEDULES["exponential"](gamma=0.5)), BEALE, (1.0, 1.6), steps=3)
    for t in (clipped, slowed):
        assert_allclose(t.beliefs(3)[-1].tip, t.points[3], rtol=1e-12)
    arrow = clipped.beliefs(1)[-1]
    assert np.linalg.norm(arrow.tip - arrow.tail) == pytest.approx(0.01 * 0.5)


def around(ellipse):
    """Points on an ellipse."""
    angle = np.linspace(0, 2 * np.pi, 12)
    return ellipse.centre + np.stack([np.cos(angle), np.sin(angle)], axis=-1) @ ellipse.axes.T


def named(t, k):
    return {belief.label: belief for belief in t.beliefs(k)}


RATED = [s for s, r in ON_VECTORS.items() if np.isfinite(run(r(), BEALE, steps=1).effective_rates).any()]


@pytest.mark.parametrize("slug", RATED)
def test_the_axes_of_the_steps_ellipse_are_as_the_effective_rates_and_the_step_ends_on_it(slug):
    t = run(OPTIMIZERS[slug](), BEALE, (1.0, 1.6), steps=12)
    for k in (1, 5, 12):
        ellipse, step = t.beliefs(k)[-2:]
        assert_allclose(step.tip, t.points[k], rtol=1e-12)
        assert np.linalg.norm(np.linalg.solve(ellipse.axes, step.tip - ellipse.centre)) == pytest.approx(1.0)
        rates, reach = t.effective_rates[k], np.diagonal(ellipse.axes)
        assert_allclose(reach[0] / reach[1], rates[0] / rates[1], rtol=1e-10)


def test_adamw_is_first_pulled_to_the_origin():
    t = run(OPTIMIZERS["adamw"](lr=0.1, weight_decay=0.5), BEALE, (1.0, 1.6), steps=3)
    pull, ellipse, step = t.beliefs(2)
    assert_allclose(pull.tip, 0.95 * t.points[1])
    assert_allclose(ellipse.centre, pull.tip)
    assert_allclose(step.tip, t.points[2], rtol=1e-12)


@pytest.mark.parametrize("shifted", [True, False])
def test_nesterov_s_gradient_is_taken_at_the_point_that_is_shown(shifted):
    t = run(OPTIMIZERS["nesterov"](lr=0.002, beta=0.8, shifted=shifted), BEALE, (1.0, 1.6), steps=9)
    momentum, look, gradient = t.beliefs(9)
    assert_allclose(look.points[0], momentum.tip)
    slope = 0.002 * BEALE.gradient(look.points[0])
    assert_allclose(gradient.tip, look.points[0] - slope, rtol=1e-12)
    base = gradient.tip if not shifted else gradient.tip - 0.8 * t.state(9).delta
    assert_allclose(base, t.points[9], rtol=1e-12)


def test_trust_regions_show_their_radius_and_steps_stay_inside():
    for slug in ("trust_region", "sr1"):
        t = run(OPTIMIZERS[slug](radius=0.3), BEALE, (1.0, 1.6), steps=6)
        for k in range(1, 7):
            found = named(t, k)
            disc, tried = found["trusted radius"], found["step that is tried"]
            assert_allclose(disc.axes, t.state(k - 1).radius * np.eye(2))
            assert np.linalg.norm(tried.tip - tried.tail) <= disc.axes[0, 0] * (1 + 1e-9)
            assert np.allclose(t.points[k], tried.tip) or np.array_equal(t.points[k], t.points[k - 1])


@pytest.mark.parametrize("slug", ["bfgs", "lbfgs", "dfp"])
def test_the_learned_quadratic_is_the_bowl_s_own_in_the_end(slug):
    bowl = SURFACES["quadratic"](lambda1=1.0, lambda2=5.0, angle=30.0)
    t = run(OPTIMIZERS[slug](), bowl, (1.0, 2.0), steps=12)
    k = next(k for k in range(1, 13) if bowl.value(t.points[k - 1]) < 1e-4)
    line = named(t, k)["learned quadratic"]
    sizes = np.linalg.svd(line.axes, compute_uv=False)
    assert sizes[0] / sizes[1] == pytest.approx(np.sqrt(5.0), rel=0.05)


def test_a_bracket_holds_the_step_and_its_ends_were_tried():
    t = run(OPTIMIZERS["line_search_descent"](lr=1.0), BEALE, (1.0, 1.6), steps=5)
    found = named(t, 1)
    low, high = found["bracket"].points
    w, taken = t.points[:2]
    along = [np.linalg.norm(p - w) for p in (low, taken, high)]
    assert along[0] < along[1] < along[2] == pytest.approx(2 * along[1])
    assert any(np.array_equal(high, p) for p in found["trials"].points)
    assert_allclose(found["step"].tip, taken)


def test_every_damping_gives_a_step_on_levenberg_marquardt_s_path():
    t = run(OPTIMIZERS["levenberg_marquardt"](), SURFACES["rosenbrock"](), (-1.0, 1.5), steps=3)
    path, tried = t.beliefs(2)
    assert path.label == "every damping"
    assert np.linalg.norm(path.points - tried.tip, axis=-1).min() < 0.1 * np.linalg.norm(tried.tip - tried.tail)
    newton = run(OPTIMIZERS["gauss_newton"](), t.surface, t.points[1], steps=1).points[1]
    assert_allclose(path.points[0], newton, rtol=1e-2)
    assert np.linalg.norm(path.points[-1] - t.points[1]) < 1e-3


def test_what_rules_around_rules_add():
    sam = run(OPTIMIZERS["sharpness_aware"](rho=0.1), BEALE, (1.0, 1.6), steps=1)
    uphill, step = sam.beliefs(1)
    g = BEALE.gradient([1.0, 1.6])
    assert_allclose(uphill.tip - uphill.tail, 0.1 * g / np.linalg.norm(g))
    assert_allclose(step.tip, sam.points[1])
    look = run(OPTIMIZERS["lookahead"](period=4), BEALE, (1.0, 1.6), steps=7)
    slow = named(look, 7)["slow weights"]
    assert_allclose(slow.points[0], look.points[4])


def test_a_run_that_is_over_believes_nothing():
    t = run(OPTIMIZERS["momentum"](lr=1.0), BEALE, (1.0, 1.6), steps=30)
    assert t.diverged_at
    assert t.beliefs(30) == ()


def test_the_level_line_is_where_the_model_has_its_value_of_today():
    w, g, matrix = np.array([1.0, -2.0]), np.array([0.3, -0.4]), np.array([[0.5, 0.1], [0.1, 0.2]])
    of_inverse = level_line_of_inverse(w, g, np.linalg.inv(matrix), "learned")
    for (ellipse,) in (level_line(w, g, matrix, "learned"), of_inverse):
        p = around(ellipse) - w
        assert_allclose(p @ g + 0.5 * np.einsum("ki,ij,kj->k", p, matrix, p), 0, atol=1e-14)
        assert_allclose(ellipse.centre, w - np.linalg.solve(matrix, g), rtol=1e-12)
        assert np.linalg.norm(ellipse.axes) > 0.1


@pytest.mark.parametrize("low", [-0.5, 0.0, np.nan])
def test_a_model_without_a_minimum_has_no_level_line(low):
    w, g, matrix = np.array([1.0, -2.0]), np.array([0.3, -0.4]), np.diag([low, 2.0])
    assert level_line(w, g, matrix, "learned") == level_line_of_inverse(w, g, matrix, "learned") == ()
    assert level_line(w, g, np.diag([0.25, 2.0]), "learned")


@pytest.mark.parametrize("slug", ["adagrad", "rmsprop", "adadelta", "dog", "gradient_descent"])
def test_the_effective_rates_are_what_the_gradient_is_multiplied_by(slug):
    t = run(OPTIMIZERS[slug](), BEALE, (1.0, 1.6), steps=12)
    for k in (1, 2, 12):
        assert_allclose(
            t.points[k - 1] - t.points[k], t.effective_rates[k] * BEALE.gradient(t.points[k - 1]), rtol=1e-9
        )


@pytest.mark.parametrize("surface", [BEALE, SURFACES["himmelblau"]()], ids=lambda s: s.slug)
def test_psgds_step_ends_on_its_ellipse_whose_axes_are_its_matrix(surface):
    t = run(OPTIMIZERS["psgd"](lr=0.02), surface, steps=30)
    for k in (1, 5, 29):
        ellipse, arrow = t.beliefs(k)
        q = t.states.q[k]
        axes = ellipse.axes @ ellipse.axes.T
        assert_allclose(axes / axes[0, 0], (q.T @ q) / (q.T @ q)[0, 0], rtol=1e-9)
        assert_allclose(arrow.tip, t.points[k], rtol=1e-12)
        assert np.linalg.norm(np.linalg.solve(ellipse.axes, arrow.tip - ellipse.centre)) == pytest.approx(1.0)


SEEN = {
    "averaged_descent": "average", "schedule_free": "average", "weight_average": "average",
    "nelder_mead": "lowest corner", "particle_swarm": "best of all",
}  # fmt: skip  # rules whose track is one of the places that they show
TRIED = ("cubic_newton", "levenberg_marquardt", "sr1", "trust_region")  # whose step may be refused
OWN = ("nesterov", "cma_es", "lookahead")  # for which there is a test by itself


def places(beliefs):
    """Where arrows end, and what stands as a point or a corner."""
    for belief in beliefs:
        if isinstance(belief, Arrow):
            yield belief.tip
        elif isinstance(belief, Points | Path):
            yield from belief[0]


@pytest.mark.parametrize("slug", [slug for slug in ON_VECTORS if slug not in OWN])
@pytest.mark.parametrize("surface", [BEALE, SURFACES["himmelblau"]()], ids=lambda s: s.slug)
def test_what_every_rule_shows_is_where_it_goes(slug, surface):
    """One of the places shown is the next point of the track; or the point of now, or of a step that was refused."""
    t = run(OPTIMIZERS[slug](), surface, steps=6)
    for k in (2, 5):
        beliefs, before, after = t.beliefs(k), t.points[k - 1], t.points[k]
        if slug in SEEN:
            (shown,) = (belief.points[0] for belief in beliefs if belief.label == SEEN[slug])
            assert_allclose(shown, before, rtol=1e-12)
            continue
        off = min(np.abs(place - after).max() for place in places(beliefs))
        assert off <= 1e-9 or (slug in TRIED and np.array_equal(before, after))


def test_cma_es_shows_its_standard_deviation_and_lookahead_its_way_back():
    t = run(OPTIMIZERS["cma_es"](), BEALE, steps=9)
    ellipse, mean = t.beliefs(8)
    assert_allclose(ellipse.axes @ ellipse.axes.T, t.states.size[7] ** 2 * t.states.covariance[7], rtol=1e-9)
    assert_allclose(mean.points[0], t.states.mean[7])
    rule = OPTIMIZERS["lookahead"]()
    t = run(rule, BEALE, steps=2 * rule.period)
    slow, *_, fast = t.beliefs(rule.period)
    assert_allclose(t.points[rule.period], slow.points[0] + rule.alpha * (fast.tip - slow.points[0]), rtol=1e-12)


@pytest.mark.parametrize("slug", ["lion", "sign_descent", "signum", "rprop"])
def test_a_step_of_signs_ends_on_a_corner_of_its_box(slug):
    t = run(OPTIMIZERS[slug](), BEALE, steps=6)
    for k in range(1, 7):
        (square,) = [shape for shape in t.beliefs(k) if isinstance(shape, Path) and shape.closed]
        w, ahead = t.points[k - 1 : k + 1]
        assert_allclose(square.points.mean(axis=0), w, atol=1e-12)
        assert_allclose(np.abs(square.points - w), np.broadcast_to(np.abs(square.points[0] - w), (4, 2)), atol=1e-12)
        moved = np.abs(ahead - w) > 0  # rprop rests on an axis where the slope turned
        assert_allclose(np.abs(ahead - w)[moved], np.abs(square.points[0] - w)[moved], rtol=1e-9)


def test_a_box_is_drawn_in_the_plane_only():
    assert len(box(np.zeros(2), 0.5, "box")) == 1
    assert box(np.zeros(1), 0.5, "box") == box(np.zeros(3), 0.5, "box") == ()


def test_looking_ahead_and_optimism_show_the_plain_step_and_what_becomes_of_it():
    t = run(OPTIMIZERS["extragradient"](lr=0.002), BEALE, steps=6)
    plain, step = t.beliefs(4)
    assert_allclose(plain.tip, t.points[3] - 0.002 * BEALE.gradient(t.points[3]), rtol=1e-12)
    assert_allclose(step.tip - step.tail, -0.002 * BEALE.gradient(plain.tip), rtol=1e-9)
    t = run(OPTIMIZERS["optimistic_descent"](lr=0.002), BEALE, steps=6)
    plain, change = t.beliefs(4)
    g, before = BEALE.gradient(t.points[3]), BEALE.gradient(t.points[2])
    assert_allclose(plain.tip, t.points[3] - 0.002 * g, rtol=1e-12)
    assert_allclose(change.tip - change.tail, -0.002 * (g - before), rtol=1e-6)
    assert_allclose(change.tip, t.points[4], rtol=1e-12)
