"""The probe: what page 1 says of gradient, Hessian and critical points, on every surface over the plane."""

import numpy as np
import pytest

from figures._encode import decode
from lessons.error_surfaces.probe import beside, critical_table, local, probe_film, rounded, snapped
from surfaces import SURFACES

PLANE = [slug for slug, surface in SURFACES.items() if surface.dims == 2]


@pytest.fixture(params=PLANE)
def surface(request):
    return SURFACES[request.param]()


def overlays(film, panel):
    return next(p for p in film.panels if p.id == panel).overlays


@pytest.mark.parametrize("corner", [(0.0, 0.0), (1.0, 1.0), (0.5, 0.5), (0.31, 0.77)])
def test_a_film_of_every_surface_anywhere(surface, corner):
    low, high = np.array(surface.domain).T
    skeleton, parts = probe_film(surface, low + np.array(corner) * (high - low)).parts()
    assert [panel["id"] for panel in skeleton["panels"]] == ["probe", "relief", "section", "curvature"]
    assert skeleton["steps"] == 30
    assert parts


def test_a_film_at_every_critical_point(surface):
    for critical in surface.critical_points():
        film = probe_film(surface, critical.point)
        assert sum(overlay["type"] == "arrow" for overlay in overlays(film, "probe")) <= 1


def test_the_model_agrees_with_the_surface_to_second_order():
    surface, step = SURFACES["himmelblau"](), np.array([0.6, -0.8])
    here = local(surface, (1.3, -0.4))
    errors = [abs(here.model(h * step) - surface.value(here.point + h * step)) for h in (1e-2, 1e-3)]
    assert errors[1] < errors[0] / 900  # third order: a thousandth for a tenth


def test_the_gradient_stands_perpendicular_to_the_drawn_contour():
    surface = SURFACES["himmelblau"]()
    film = probe_film(surface, (2.0, 1.2))
    contour = next(o for o in overlays(film, "probe") if o["type"] == "curve" and o.get("width") == 1.75)
    line = np.stack([decode(contour["x"])[0], decode(contour["y"])[0]], axis=-1)
    nearest = np.nanargmin(np.hypot(*(line - (2.0, 1.2)).T))
    along = line[nearest + 1] - line[nearest - 1]
    gradient = surface.gradient(line[nearest])
    cosine = along @ gradient / np.linalg.norm(along) / np.linalg.norm(gradient)
    assert np.hypot(*(line[nearest] - (2.0, 1.2))) < 0.05
    assert abs(cosine) < 0.03


def test_eigenvalues_are_the_extremes_of_the_curvature_along_a_section():
    here = local(SURFACES["himmelblau"](), (2.0, 1.2))
    film = probe_film(SURFACES["himmelblau"](), (2.0, 1.2))
    curvature = film.tracks[0].channels["curvature"]
    assert here.eigenvalues[0] <= curvature.min() < here.eigenvalues[0] + 0.1
    assert here.eigenvalues[1] - 0.1 < curvature.max() <= here.eigenvalues[1]


def test_the_table_lists_every_critical_point_lowest_first(surface):
    table = critical_table(surface)
    assert len(table["Kind"]) == len(surface.critical_points())
    assert table["E"] == sorted(table["E"])
    for kind, small, large in zip(table["Kind"], table["λ₁"], table["λ₂"], strict=True):
        if kind == "minimum" and surface.smooth:
            assert 0 < small <= large
        if kind == "saddle":
            assert small < 0 < large


def test_a_probe_near_a_critical_point_snaps_to_it():
    surface = SURFACES["himmelblau"]()
    assert snapped(surface, 3.1, 1.95) == pytest.approx((3, 2))
    assert snapped(surface, 2.0, 0.123456) == (2.0, 0.1235)


@pytest.mark.parametrize("place", [(1e9, -1e9), (np.pi + 1e-9, 0.0)])
def test_a_probe_stays_in_the_domain(surface, place):
    low, high = np.array(surface.domain).T
    for x, y in (snapped(surface, *place), rounded(surface, *place), beside(surface)):
        assert ((low <= (x, y)) & ((x, y) <= high)).all()
