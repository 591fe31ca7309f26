"""A random surface's critical points, and their index against their error."""

import numpy as np
import pytest

from figures._encode import decode
from lessons.error_surfaces.spin_glass import (
    ERRORS,
    RADIUS,
    SIZES,
    THRESHOLD,
    Critical,
    at,
    critical_points,
    drawn,
    semicircle,
    share_negative,
    shift_film,
    spin_glass,
    verdict,
)


@pytest.fixture(scope="module")
def found():
    rng = np.random.default_rng(1)
    return critical_points(spin_glass(30, rng), rng)


def test_slope_and_hessian_are_the_errors_derivatives_along_the_sphere():
    rng = np.random.default_rng(2)
    tensor = spin_glass(7, rng)
    w, direction = rng.standard_normal((2, 7))
    w /= np.linalg.norm(w)
    direction -= (direction @ w) * w
    direction /= np.linalg.norm(direction)

    def error(angle):
        return at(tensor, (np.cos(angle) * w + np.sin(angle) * direction)[None]).error[0, 0]

    here, h = at(tensor, w[None]), 1e-4
    assert (error(h) - error(-h)) / (2 * h) == pytest.approx(here.slope[0] @ direction, rel=1e-6)
    along = direction @ here.hessian[0] @ direction - 3 * here.error[0, 0]
    assert (error(h) - 2 * error(0) + error(-h)) / h**2 == pytest.approx(along, rel=1e-5)


def test_the_error_has_unit_variance_for_n_times_as_much():
    n = 6
    errors = [at(spin_glass(n, np.random.default_rng(seed)), np.eye(n)[:1]).error[0, 0] for seed in range(4000)]
    assert np.var(errors) * n == pytest.approx(1.0, rel=0.1)


def test_many_critical_points_are_found_and_come_in_mirrored_pairs(found):
    count = len(found.errors) // 2
    assert count > 50
    assert found.errors[:count] == pytest.approx(-found.errors[count:])
    assert found.downward[:count] == pytest.approx(1 - found.downward[count:])


@pytest.mark.parametrize("n", [6, 8, 9, 12])
def test_no_point_is_counted_beside_its_mirror_image(n):
    """Of generic couplings no two critical points have the same error, but those that are the same point."""
    errors = np.sort(np.abs(drawn(n).errors))
    first, second = errors[::2], errors[1::2]  # each with its mirror image
    assert first == pytest.approx(second, abs=1e-9)
    assert np.diff(first).min() > 1e-7


def test_spectra_are_semicircles_shifted_by_the_error(found):
    n = 30
    slope = np.polyfit(found.errors, found.eigenvalues.mean(axis=1), 1)[0]
    assert slope == pytest.approx(-1.0, abs=0.08)
    spread = (found.eigenvalues - found.eigenvalues.mean(axis=1, keepdims=True)).std()
    assert 2 * spread == pytest.approx(np.sqrt((n - 2) / n), abs=0.05)  # a semicircle's deviation is half its radius


def test_the_share_that_leads_down_grows_with_the_error_as_the_curve_says(found):
    assert np.abs(found.downward - share_negative(found.errors)).mean() < 0.03
    assert np.corrcoef(found.errors, found.downward)[0, 1] > 0.98
    assert (found.downward[found.errors < -1] <= 1 / 29).all()


def test_the_curve_is_the_semicircles_negative_part():
    x = np.linspace(-1, 1, 20_001)
    for error in (-1.2, -0.7, 0.0, 0.4, 1.2):
        mass = semicircle(x)[x - error < 0].sum() * (x[1] - x[0])
        assert share_negative(error) == pytest.approx(mass, abs=1e-3)


def test_the_units_are_those_of_the_spherical_spin_glass():
    assert pytest.approx(2 * np.sqrt(3 * 2)) == RADIUS
    assert pytest.approx(RADIUS) == 3 * THRESHOLD  # at the threshold the semicircle touches zero


@pytest.mark.parametrize("n", SIZES)
def test_films(n):
    film = shift_film(n, 1)
    assert film.steps == len(ERRORS) - 1
    assert film.parts()[1]


@pytest.mark.thorough
def test_what_is_said_of_the_found_points_holds_in_every_dimension():
    for n in range(SIZES[0], SIZES[1] + 1, 4):
        critical = drawn(n)
        words, count = verdict(critical), len(critical.errors) // 2
        assert f"Found: {count} critical points" in words
        assert np.sort(critical.errors) == pytest.approx(np.sort(-critical.errors))
        down = (critical.eigenvalues < 0).sum(axis=1)
        lows = critical.errors[down == 0]
        assert f"{len(lows)} of them are minima, with errors from {lows.min():.2g}".replace("-", "−") in words
        rest = np.where(down > 0, critical.errors, np.inf)
        assert f"lies at {rest.min():.2g}: a saddle".replace("-", "−") in words
        assert 0 < down[rest.argmin()] < n - 1
        panel = shift_film(n, 1).panels[1]
        assert f"{count} critical points" in panel.subtitle
        assert f"in {n} dimensions" in panel.subtitle
        assert f"dimension {critical.eigenvalues.shape[1]}," in shift_film(n, 1).panels[0].subtitle
        assert len(panel.figure["data"][1]["x"]) == 2 * count


def test_the_spectrum_wanders_down_as_the_error_rises():
    panel = shift_film(24, 1).panels[0]
    down, up = (decode(o["y"]) for o in panel.overlays[:2])
    middles = decode(panel.overlays[0]["x"]).ravel()
    heights = np.nan_to_num(down) + np.nan_to_num(up)
    for k in range(0, len(ERRORS), 10):
        assert (heights[k] * middles).sum() / heights[k].sum() == pytest.approx(-ERRORS[k], abs=0.06)
        assert middles[down[k] > 0].max(initial=-1) < 0 < middles[up[k] > 0].min(initial=1)


@pytest.mark.parametrize(
    ("minima", "told"),
    [
        ([], "None of them is a minimum."),
        ([-1.5], "One of them is a minimum, with the error −1.5."),
        ([-1.5, -1.2], "2 of them are minima, with errors from −1.5 to −1.2."),
    ],
)
def test_what_is_said_of_few_minima(minima, told):
    errors = np.array([*minima, -0.5, 0.5])
    eigenvalues = np.array([[1.0, 2.0]] * len(minima) + [[-1.0, 1.0], [-2.0, -1.0]])
    assert told in verdict(Critical(errors, eigenvalues))
