"""Chords: convex surfaces lie below every one, and the page finds one that shows where a surface is not convex."""

import numpy as np
import pytest

from lessons.error_surfaces.convexity import bending_down, chord, chord_film, telling_chord
from surfaces import SURFACES

PLANE = [slug for slug, surface in SURFACES.items() if surface.dims == 2]
CONVEX = ["booth", "matyas", "quadratic", "zakharov", "noisy_moons"]


@pytest.fixture(params=PLANE)
def surface(request):
    return SURFACES[request.param]()


def test_a_chord_breaks_convexity_exactly_where_the_hessian_has_negative_eigenvalues(surface):
    assert chord(surface, *telling_chord(surface)).breaks == bool(np.nanmin(bending_down(surface)[2]) < 0)


@pytest.mark.parametrize("slug", CONVEX)
def test_no_chord_of_a_convex_surface_breaks(slug):
    surface = SURFACES[slug]()
    low, high = np.array(surface.domain).T
    rng = np.random.default_rng(3)
    assert not any(chord(surface, *rng.uniform(low, high, (2, 2))).breaks for _ in range(200))


def test_excess_and_film_of_every_surface(surface):
    low, high = np.array(surface.domain).T
    for a, b in (telling_chord(surface), (low, high), (low, low)):
        here = chord(surface, a, b)
        assert here.excess >= 0  # at both ends surface and chord meet
        assert chord_film(surface, a, b).steps == 60


def test_the_saddle_breaks_along_y_and_not_along_x():
    surface = SURFACES["saddle"]()
    assert chord(surface, (0, -0.5), (0, 0.5)).excess == pytest.approx(0.25)
    assert not chord(surface, (-0.5, 0), (0.5, 0)).breaks


def test_bending_down_is_the_hessians_least_eigenvalue():
    x, y, least = bending_down(SURFACES["monkey_saddle"]())
    assert least == pytest.approx(-6 * np.hypot(*np.meshgrid(x, y)))
