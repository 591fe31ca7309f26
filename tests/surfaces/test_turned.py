"""Surfaces turned and skewed: the same surface seen elsewhere, with exact derivatives."""

from functools import cache

import numpy as np
import pytest
import sympy
from numpy.testing import assert_allclose
from symbolic import differences

from live import program_of_surface
from optim import OPTIMIZERS, run
from scenes import from_dict, scene, to_dict
from surfaces import SURFACES, Turned, turned

PLANES = {slug: cls() for slug, cls in SURFACES.items() if cls.dims == 2 and not (cls.drifts or cls.game)}
SMOOTH = ["beale", "branin", "ellipsoid", "himmelblau", "rosenbrock", "styblinski_tang"]


@pytest.mark.parametrize("slug", PLANES)
def test_known_points_go_along_with_their_values(slug):
    inner, outer = PLANES[slug], turned(PLANES[slug], 33.0, 0.4)
    pairs = list(zip(inner.critical_points(), outer.critical_points(), strict=True))
    steep = np.abs(outer.gradient(np.random.default_rng(0).uniform(*np.array(outer.domain).T, (200, 2)))).max() + 1
    for before, after in pairs:
        assert (before.kind, before.degenerate) == (after.kind, after.degenerate)
        assert_allclose(outer.gradient(after.point), 0.0, atol=1e-10 * steep)
        assert_allclose(outer.value(after.point), inner.value(before.point), rtol=1e-9, atol=1e-12 * steep)


@pytest.mark.parametrize("slug", SMOOTH)
@pytest.mark.parametrize(("turn", "skew"), [(30.0, 0.0), (0.0, 0.5), (-70.0, 0.2)])
def test_derivatives_are_those_of_its_values(slug, turn, skew):
    """By differences of order six, away from the line where the skew begins and its curvature has no bound."""
    surface = turned(PLANES[slug], turn, skew)
    low, high = np.array(surface.domain).T
    w = np.random.default_rng(3).uniform(low, high, (200, 2))
    w = w[np.abs(surface._place(w)[0][:, 1] - (low + high)[1] / 2) > 0.1 * (high - low)[1]]
    h = 2e-4 * (high - low).min()
    for made, of in ((surface.gradient, surface.value), (surface.hessian, surface.gradient)):
        want = differences(of, w, h)
        assert_allclose(made(w), want, rtol=1e-6, atol=1e-8 * np.abs(want).max())


@cache
def placing():
    """Where a turned and skewed surface is asked, by SymPy: the place, its Jacobian, and each coordinate's Hessian."""
    x, y, a, b, cx, cy, hx, hy = variables = sympy.symbols("x y a b cx cy hx hy", real=True)
    u, v = (x - cx) / hx, (y - cy) / hy
    t = sympy.cos(a) * v - sympy.sin(a) * u
    skewed = sympy.Piecewise((t ** (1 + b * sympy.sqrt(t)), t > 0), (t, True))
    place = sympy.Matrix([cx + hx * (sympy.cos(a) * u + sympy.sin(a) * v), cy + hy * skewed])
    parts = place, place.jacobian([x, y]), *(sympy.hessian(each, [x, y]) for each in place)
    return [sympy.lambdify(variables, part, "mpmath") for part in parts]


@pytest.mark.parametrize("slug", PLANES)
def test_every_surface_s_derivatives_are_the_chain_rule_s(slug):
    """Beside SymPy's derivatives of the place; those of the surface there are held to SymPy elsewhere."""
    inner, outer = PLANES[slug], turned(PLANES[slug], 37.0, 0.6)
    low, high = np.array(inner.domain).T
    frame = [*(low + high) / 2, *(high - low) / 2]
    for w in np.random.default_rng(5).uniform(low, high, (3, 2)):
        asked = (part(*w, np.radians(37.0), 0.6, *frame) for part in placing())
        place, jacobian, *bends = (np.array(part.tolist(), dtype=float).squeeze() for part in asked)
        slope = inner.gradient(place)
        assert_allclose(outer.value(w), inner.value(place), rtol=1e-9, atol=1e-9 * np.abs(outer.value(w)))
        assert_allclose(outer.gradient(w), jacobian.T @ slope, rtol=1e-7, atol=1e-9 * np.abs(slope).max())
        if inner.has_hessian:
            want = jacobian.T @ inner.hessian(place) @ jacobian + sum(g * h for g, h in zip(slope, bends, strict=True))
            assert_allclose(outer.hessian(w), want, rtol=1e-6, atol=1e-8 * np.abs(want).max())


def test_a_quarter_turn_shows_the_picture_lying_on_its_side():
    surface = PLANES["rosenbrock"]
    (x0, x1), (y0, y1) = surface.domain
    right_of_the_middle, above = (0.9 * x1 + 0.1 * x0, (y0 + y1) / 2), ((x0 + x1) / 2, 0.9 * y1 + 0.1 * y0)
    # what was to the right is seen above, a counterclockwise turn
    assert turned(surface, 90.0).value(above) == pytest.approx(surface.value(right_of_the_middle))


def test_the_skew_is_bbobs():
    surface = SURFACES["booth"]()
    half = 10.0
    for t, beta in ((0.25, 0.2), (0.81, 0.5), (-0.3, 0.5)):
        want = half * (t ** (1 + beta * np.sqrt(t)) if t > 0 else t)
        assert turned(surface, 0.0, beta)._place((1.0, half * t))[0] == pytest.approx((1.0, want))


def test_neither_turned_nor_skewed_it_is_itself():
    surface = SURFACES["beale"]()
    assert turned(surface) is surface
    assert not isinstance(turned(surface, 0.0, 0.0), Turned)
    with pytest.raises(ValueError, match="no surface of the plane"):
        turned(SURFACES["wells"](), 10.0)


def test_batches_of_points_and_lanes_of_angles():
    surface = PLANES["branin"]
    w = np.random.default_rng(1).uniform(-3, 3, (2, 3, 2))
    one = turned(surface, 20.0, 0.3)
    for query in ("value", "gradient", "hessian"):
        answer = getattr(one, query)(w)
        for index in np.ndindex(2, 3):
            assert_allclose(answer[index], getattr(one, query)(w[index]), rtol=1e-12, atol=1e-12)


def test_residuals_turn_too():
    surface = turned(PLANES["rosenbrock"], 40.0, 0.3)
    w = np.random.default_rng(1).uniform(-1, 1, (20, 2))
    r, jacobian = surface.residual(w), surface.residual_jacobian(w)
    assert_allclose((r**2).sum(axis=-1), surface.value(w))
    assert_allclose(2 * np.einsum("kmi,km->ki", jacobian, r), surface.gradient(w))


def test_mini_batches_are_turned_with_their_mean():
    surface = turned(SURFACES["noisy_moons"](), 40.0)
    w = np.array([0.3, -0.2])
    assert surface.at(1).value(w) != surface.at(2).value(w)
    batches = [surface.at(k).gradient(w) for k in range(1, 400)]
    assert_allclose(np.mean(batches, axis=0), surface.gradient(w), atol=0.02)


def test_scenes_keep_it_and_the_page_calls_its_numbers_as_the_address_does():
    surface = turned(SURFACES["ellipsoid"](kappa=50.0), -20.0, 0.25)
    race = scene("Turned", surface)
    assert from_dict(to_dict(race)).surface == surface
    from live._spec import _numbers

    names = _numbers(program_of_surface(surface), surface, surface.slug)["names"]
    assert sorted(names) == ["ellipsoid.angle", "ellipsoid.kappa", "ellipsoid.skew", "ellipsoid.turn"]


@pytest.mark.parametrize("bad", [{"turn": "x"}, {"turn": 1e9}, {"skew": -1}, {"skew": None}, {"turn": [1, 2]}])
def test_hostile_settings(bad):
    with pytest.raises(ValueError, match=r"turn|skew"):
        from_dict({"surface": {"slug": "beale", **bad}, "optimizers": []})


def test_next_to_the_centre_a_turned_bowl_has_its_hessian():
    """Newton's method comes to 1e−165 there, whose square is 0."""
    bowl = turned(SURFACES["quadratic"](), 30.0)
    for t in (1e-150, 1e-165, 1e-308, 0.0):
        assert_allclose(bowl.hessian((t, -t)), bowl.hessian((0.1, -0.1)), rtol=1e-9)
    assert run(OPTIMIZERS["newton"](), bowl, None, 40).outcome.text == "Converged at step 1"


@pytest.mark.parametrize(
    ("turn", "skew", "words"),
    [(30.0, 0.0, "turned about the middle of the picture."), (0.0, 0.3, "skewed (BBOB’s T_asy)."),
     (30.0, 0.3, "turned about the middle of the picture and skewed (BBOB’s T_asy).")],
)  # fmt: skip
def test_what_was_done_to_it_is_told(turn, skew, words):
    assert turned(SURFACES["beale"](), turn, skew).__doc__.endswith(f" Here it is {words}")
