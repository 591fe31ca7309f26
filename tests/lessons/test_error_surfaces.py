"""The probe: what page 1 says of gradient, Hessian and critical points, on every surface over the plane."""

from fractions import Fraction

import numpy as np
import pytest

from figures._encode import decode
from lessons._graph import DOWN, FLAT, MODEL, UP
from lessons.error_surfaces import critical
from lessons.error_surfaces.critical import found
from lessons.error_surfaces.local import beside, local, rounded, verdict
from lessons.error_surfaces.probe import Probe, critical_table, probe_film, snapped, telling
from surfaces import SURFACES, parse

PLANE = [slug for slug, surface in SURFACES.items() if surface.dims == 2 and not (surface.drifts or surface.game)]


@pytest.fixture(params=PLANE)
def surface(request):
    return SURFACES[request.param]()


def overlays(film, panel):
    return next(p for p in film.panels if p.id == panel).overlays


@pytest.mark.parametrize("corner", [(0.0, 0.0), (1.0, 1.0), (0.5, 0.5), (0.31, 0.77)])
def test_a_film_of_every_surface_anywhere(surface, corner):
    low, high = np.array(surface.domain).T
    skeleton, parts = probe_film(surface, low + np.array(corner) * (high - low)).parts()
    assert [panel["id"] for panel in skeleton["panels"]] == ["probe", "relief", "section"]
    assert skeleton["steps"] == 30
    assert parts


def test_a_film_at_every_critical_point(surface):
    for place in surface.critical_points():
        film = probe_film(surface, place.point)
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
    assert len(table["Kind"]) == len(found(surface).points)
    assert table["E"] == sorted(table["E"])
    (low, high), (left, right) = surface.domain
    assert not any(0 < abs(w) < 1e-12 * (high - low) for w in table["w₁"])
    assert not any(0 < abs(w) < 1e-12 * (right - left) for w in table["w₂"])
    for kind, small, large in zip(table["Kind"], table["λ₁"], table["λ₂"], strict=True):
        if kind == "minimum" and surface.smooth:
            assert 0 < small <= large
        if kind == "maximum":
            assert small <= large < 0
        if kind == "saddle":
            assert small < 0 < large


def eigenvectors(film):
    """Colour and label of the two arrows at the probe."""
    return [(o["color"], o["label"]) for o in overlays(film, "probe") if o["type"] == "curve" and o.get("label")]


def test_a_zero_eigenvalue_bends_neither_up_nor_down():
    network, monkey = SURFACES["linear_network"](), SURFACES["monkey_saddle"]()
    assert eigenvectors(probe_film(network, (1.0, 1.0))) == [(FLAT, "λ₁ = 0"), (UP, "λ₂ = 2")]
    assert eigenvectors(probe_film(network, (-2.0, -0.5)))[0] == (FLAT, "λ₁ = 0")
    assert eigenvectors(probe_film(monkey, (0.0, 0.0))) == [(FLAT, "λ₁ = 0"), (FLAT, "λ₂ = 0")]
    assert eigenvectors(probe_film(network, (0.0, 0.0))) == [(DOWN, "λ₁ = −1"), (UP, "λ₂ = 1")]
    sections = [o["color"] for o in overlays(probe_film(monkey, (0.0, 0.0)), "relief") if o["type"] == "curve"]
    shown = [o for o in overlays(probe_film(monkey, (0.0, 0.0)), "relief") if o["type"] == "curve"]
    drawn = [np.isfinite(decode(o["x"])).any() for o in shown]
    assert dict(zip(sections, drawn, strict=True)) == {UP: False, DOWN: False, FLAT: True}


@pytest.mark.parametrize("w", [0.7, 1.7, 2.1, 2.3])
def test_an_eigenvalue_that_is_zero_but_for_rounding_is_zero(w):
    network = SURFACES["linear_network"]()
    assert eigenvectors(probe_film(network, (w, 1 / w)))[0] == (FLAT, "λ₁ = 0")


def test_the_chip_says_the_curvature_of_the_section_that_is_drawn():
    surface = SURFACES["himmelblau"]()
    film = probe_film(surface, (2.0, 1.2))
    ends = next(o for o in overlays(film, "probe") if (o.get("drawn") or {}).get("x") == "ends_x")
    way = np.stack([np.diff(decode(ends[axis]), axis=1)[:, 0] for axis in "xy"], axis=-1)
    way /= np.linalg.norm(way, axis=-1, keepdims=True)
    expected = np.einsum("ni,ij,nj->n", way, surface.hessian(np.array([2.0, 1.2])), way)
    assert film.tracks[0].channels["curvature"] == pytest.approx(expected, rel=1e-5)
    assert film.readout["channel"] == "curvature"


def bent(surface, w):
    """Whether a slope before a point differs from the one behind it, along 40 directions, however near."""
    turn = np.random.default_rng(2).uniform(0, 2 * np.pi, 40)
    size = np.ptp(np.array(surface.domain, dtype=float), axis=1)
    rise = np.median(np.abs(surface.value(np.random.default_rng(0).uniform(*np.array(surface.domain).T, (500, 2)))))
    change = []
    for reach in (1e-5, 1e-6):
        step = reach * size * np.stack([np.cos(turn), np.sin(turn)], axis=1)
        before, behind = surface.value(w) - surface.value(w - step), surface.value(w + step) - surface.value(w)
        change.append(np.abs(behind - before).max() / reach)
    return change[1] > 1e-4 * rise and change[1] > change[0] / 2


def quadratic(surface, w):
    """Whether slopes around a point change as its Hessian says, a millionth of the picture to one of 40 sides."""
    turn = np.random.default_rng(3).uniform(0, 2 * np.pi, 40)
    low, high = np.array(surface.domain, dtype=float).T
    step = 1e-6 * (high - low) * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    change, told = surface.gradient(w + step) - surface.gradient(w), step @ surface.hessian(w)
    usual = np.median(np.linalg.norm(surface.gradient(np.random.default_rng(0).uniform(low, high, (1000, 2))), axis=1))
    return np.abs(change - told).max() <= 0.1 * np.abs(told).max() + 1e-8 * usual


def independent(surface, w):
    """What the verdict should be, from eigvalsh and the slope."""
    hessian, slope = surface.hessian(w), surface.gradient(w)
    if not surface.smooth and bent(surface, w):
        return "kink"
    if not np.isfinite(hessian).all() or not (surface.smooth or quadratic(surface, w)):
        return "no Hessian"
    axes = 1 / np.sqrt(np.where(np.diag(hessian) == 0, 1.0, np.abs(np.diag(hessian))))
    values = np.linalg.eigvalsh(hessian * np.outer(axes, axes))  # of the same signs (Sylvester's law of inertia)
    signs = [0 if abs(v) <= 1e-9 * np.abs(values).max() else int(np.sign(v)) for v in values]
    low, high = np.array(surface.domain, dtype=float).T
    usual = np.median(np.linalg.norm(surface.gradient(np.random.default_rng(0).uniform(low, high, (1000, 2))), axis=1))
    bend = np.abs(hessian).max()
    still = np.linalg.norm(slope) <= min(1e-11 * usual, 1e-6 * bend * (high - low).min())
    return signs, still


def test_the_verdict_is_right_at_every_critical_point_and_at_random_places(surface):
    rng = np.random.default_rng(4)
    low, high = np.array(surface.domain, dtype=float).T
    presets = [(p["x"], p["y"]) for p in Probe.presets.values() if p["surface"] == surface.slug]
    rough = surface.slug == "katsuura"  # it has kinks at every scale, and which of them are seen is chance
    drawn = rng.uniform(low, high, (0 if rough else 40, 2))
    places = [*(c.point for c in found(surface).points[:40]), *presets, *drawn]
    for w in places:
        words, told = verdict(local(surface, w)), independent(surface, np.array(w))
        if isinstance(told, str):
            assert told in words
            continue
        signs, still = told
        assert ("slopes" in words) == (not still), (w, words)
        if still:
            kind = {(1, 1): "a minimum", (-1, -1): "a maximum", (-1, 1): "a saddle"}.get(tuple(signs))
            assert kind is None or f"**{kind}**" in words
            assert ("does not decide" in words) == (0 in signs)
            assert ("both eigenvalues" in words) == (signs == [0, 0])
        assert ("up" in words.split(".")[0]) == (1 in signs)
        assert ("down" in words.split(".")[0]) == (-1 in signs)


@pytest.mark.parametrize("slug", ["brown_badly_scaled", "powell_badly_scaled"])
def test_a_small_eigenvalue_beside_a_huge_one_has_its_digits(slug):
    surface = SURFACES[slug]()
    for c in found(surface).points:
        (a, b), (_, d) = [[Fraction(float(v)) for v in row] for row in surface.hessian(c.point)]
        small, large = local(surface, c.point).eigenvalues
        assert small * large == pytest.approx(float(a * d - b * b), rel=1e-4)


def test_the_presets_stand_on_what_they_name():
    assert "**a saddle**" in verdict(preset("A saddle"))
    assert preset("A saddle").gradient.tolist() == [0, 0]
    assert "slopes" in verdict(preset("A curved valley"))
    for label in ("A saddle without curvature", "A valley of equal minima"):
        assert "does not decide" in verdict(preset(label))


def preset(label):
    chosen = Probe.presets[label]
    return local(SURFACES[chosen["surface"]](), (chosen["x"], chosen["y"]))


def roots(slope, low, high, count=200_001):
    """How often a function of one variable changes its sign."""
    values = slope(np.linspace(low, high, count) + 1e-7)
    return int((np.sign(values[1:]) != np.sign(values[:-1])).sum())


@pytest.mark.parametrize("slug", ["rastrigin", "styblinski_tang", "bohachevsky"])
def test_every_critical_point_of_a_separable_surface_is_found(slug):
    surface = SURFACES[slug]()
    sides = []
    for axis in range(2):
        at = np.eye(2)[axis]
        sides.append(
            roots(lambda x, at=at, axis=axis: surface.gradient(x[:, None] * at)[:, axis], *surface.domain[axis])
        )
    points = found(surface).points
    assert len(points) == sides[0] * sides[1]
    minima, maxima = (sum(c.kind == kind for c in points) for kind in ("minimum", "maximum"))
    ups = [(count + 1) // 2 for count in sides]
    assert minima == ups[0] * ups[1]
    assert maxima == (sides[0] - ups[0]) * (sides[1] - ups[1])
    assert f"finds {len(points)} critical points in this picture: {minima} minima, " in critical.verdict(surface)


def test_the_slope_vanishes_at_all_that_is_found_and_every_declared_point_is_among_it(surface):
    points = found(surface).points
    low, high = np.array(surface.domain, dtype=float).T
    if surface.smooth:
        usual = np.abs(surface.gradient(np.random.default_rng(0).uniform(low, high, (1000, 2)))).max()
        for c in points:
            assert np.abs(surface.gradient(c.point)).max() <= 1e-7 * usual
    declared = [c.point for c in surface.critical_points() if ((low <= c.point) & (c.point <= high)).all()]
    assert {tuple(p) for p in declared} <= {tuple(c.point) for c in points}


@pytest.mark.parametrize("slug", ["ackley", "lasso", "sharp_ridge", "bukin6", "nonsmooth_rosenbrock"])
def test_at_a_kink_there_is_neither_gradient_nor_hessian(slug):
    surface = SURFACES[slug]()
    tip = surface.critical_points()[0].point
    assert "kink" in verdict(local(surface, tip))
    table = critical_table(surface)
    assert table["Kind"][0] == "minimum, at a kink"
    assert np.isnan([table["λ₁"][0], table["λ₂"][0]]).all()
    film = probe_film(surface, tip)
    told = ["drag the probe, or click", "", "dashed: its parabola, where it has one"]  # true off the kink as well
    assert [p.subtitle for p in film.panels] == told
    drawn = overlays(film, "probe")
    assert not any(o.get("label") for o in drawn)
    assert [o["texts"] for o in drawn if o["type"] == "text"] == [["kink"]]
    beside_it = np.array(tip) + 1e-3 * np.ptp(surface.domain, axis=1) * (0.6, 0.31)
    assert "kink" not in verdict(local(surface, beside_it))


def test_where_the_curvature_is_infinite_there_is_no_hessian():
    """E = q^0.9 at its minimum: the slope fades, and more slowly than the distance."""
    surface = SURFACES["attractive_sector"]()
    here = local(surface, (1.0, 0.5))
    assert verdict(here) == "Here the surface has no Hessian."
    assert here.gradient.tolist() == [0, 0]
    assert np.isnan(here.eigenvalues).all()
    assert critical_table(surface)["Kind"] == ["minimum, without a Hessian"]
    assert "Degenerate" not in critical.verdict(surface)
    film = probe_film(surface, (1.0, 0.5))
    assert [o["texts"] for o in overlays(film, "probe") if o["type"] == "text"] == [["no Hessian"]]
    told = ["drag the probe, or click", "", "dashed: its parabola, where it has one"]
    assert [p.subtitle for p in film.panels] == told


@pytest.mark.parametrize(
    ("slug", "place"),
    [
        ("lunacek", (2.25, 2.25)),
        ("schwefel", (489.6, -163.8)),
        ("gallagher", (3.446, 1.667)),
        ("eggholder", (222.9, -317.4)),
    ],
)
def test_where_the_curvature_changes_fast_there_is_a_hessian(slug, place):
    surface = SURFACES[slug]()
    step = 1e-7 * np.ptp(surface.domain, axis=1)
    rows = [
        (surface.gradient(place + d) - surface.gradient(place - d)) / (2 * step[i]) for i, d in enumerate(np.diag(step))
    ]
    np.testing.assert_allclose(local(surface, place).hessian, rows, rtol=1e-3, atol=1e-3 * np.abs(rows).max())


@pytest.mark.parametrize("place", [(2.5, 1.0), (-0.5, 0.3)])
def test_on_the_edge_of_a_step_there_is_neither_gradient_nor_hessian(place):
    assert "a kink or a jump" in verdict(local(SURFACES["step_ellipsoid"](), place))


@pytest.mark.parametrize("place", [(0.08896, 0.4675), (0.3247, 0.09175), (0.4552, 2.237), (3.047, 0.3706)])
def test_a_flat_tail_is_no_critical_point(place):
    """Michalewicz' E is a 20th power of sines: its slope is 1e−16 there, and so is its curvature."""
    surface = SURFACES["michalewicz"]()
    assert "But it slopes: this is no critical point." in verdict(local(surface, place))


@pytest.mark.parametrize("place", [(2e-5, 5.0), (1.25e-5, 8.0), (5.0, 2e-5), (1e-5, 10.0)])
def test_in_a_valley_far_from_its_minimum_it_slopes(place):
    """Powell's valley is a millionth as steep as its walls, and falls to 0 at (1.098e−5, 9.106)."""
    surface = SURFACES["powell_badly_scaled"]()
    assert surface.value(place) > 1e-9
    assert "But it slopes: this is no critical point." in verdict(local(surface, place))


@pytest.mark.parametrize("place", [(0.0, 0.0), (0.0, -500.0), (0.0, 123.4), (-77.0, 0.0)])
def test_on_schwefel_s_axes_there_is_no_hessian(place):
    """x sin √|x| has a slope there, whose own slope is infinite."""
    here = local(SURFACES["schwefel"](), place)
    assert np.isfinite(here.gradient).all()
    assert verdict(here) == "Here the surface has no Hessian."


@pytest.mark.parametrize("text", ["max(x^2, y^2)", "abs(x)*x + y^2", "max(x, 0)^2 + y^2", "abs(x*y) + x^2"])
def test_where_the_curvature_jumps_there_is_no_hessian(text):
    surface = parse(text)
    assert verdict(local(surface, (0.0, 0.0))) == "Here the surface has no Hessian."
    assert np.isfinite(local(surface, (0.3, 0.1)).eigenvalues).all()


@pytest.mark.parametrize(("slug", "place", "drawn"), [("himmelblau", (1, 1), True), ("easom", (-90, -90), False)])
def test_the_model_is_named_where_it_is_drawn(slug, place, drawn):
    """On flat ground it crosses none of the picture's levels."""
    panel = probe_film(SURFACES[slug](), np.array(place, dtype=float)).panels[0]
    (model,) = (decode(o["x"]) for o in panel.overlays if o.get("color") == MODEL)
    assert np.isfinite(model).any() == drawn
    assert ("violet" in panel.subtitle) is drawn
    assert "numbers" in panel.subtitle


@pytest.mark.parametrize(("slug", "missed"), [("powell_badly_scaled", 2), ("noisy_moons", 1), ("himmelblau", 0)])
def test_newton_s_method_is_said_to_find_only_what_it_finds(slug, missed):
    """On Powell's surface it comes from no start to the two minima, on noisy moons to no point at all."""
    surface = SURFACES[slug]()
    low, high = np.array(surface.domain, dtype=float).T
    reached = critical._searched(surface, low, high)
    points = np.array([c.point for c in found(surface).points])
    away = np.abs(points[:, None] - reached) / (high - low)
    assert sum(not (near < 1e-4).all(axis=-1).any() for near in away) == missed
    words = critical.verdict(surface)
    assert (" starts, finds " in words) == (missed == 0)
    assert words.startswith("Known, or found by Newton’s method from 5,184 starts: ") == (missed > 0)


def test_degenerate_is_explained_where_the_table_says_it(surface):
    said = "degenerate" in " ".join(critical_table(surface)["Kind"])
    assert ("Degenerate: an eigenvalue is 0." in critical.verdict(surface)) == said


def test_the_foot_of_a_square_is_said_to_be_degenerate():
    table = critical_table(SURFACES["gallagher"]())
    assert table["Kind"][0] == "minimum, degenerate"
    assert set(table["Kind"][1:]) == {"minimum"}
    assert "Degenerate" in critical.verdict(SURFACES["gallagher"]())


def test_lines_of_critical_points_and_kinks_are_said_to_be_such():
    for slug in ("linear_network", "drop_wave"):
        assert "Whole lines" in critical.verdict(SURFACES[slug]())
    for slug in ("langermann", "weierstrass"):  # no minimum of theirs is beside another
        assert "finds more than 600 critical points in this picture. Listed: 1 minimum." in critical.verdict(
            SURFACES[slug]()
        )
    assert "kinks" in critical.verdict(SURFACES["lasso"]())
    assert critical.verdict(SURFACES["monkey_saddle"]()).endswith("picture: 1 saddle. Degenerate: an eigenvalue is 0.")


def test_a_probe_near_a_critical_point_snaps_to_it():
    surface = SURFACES["himmelblau"]()
    assert snapped(surface, 3.1, 1.95) == pytest.approx((3, 2))
    assert snapped(surface, 2.0, 0.123456) == (2.0, 0.1235)


@pytest.mark.parametrize("place", [(1e9, -1e9), (np.pi + 1e-9, 0.0)])
def test_a_probe_stays_in_the_domain(surface, place):
    low, high = np.array(surface.domain).T
    for x, y in (snapped(surface, *place), rounded(surface, *place), beside(surface)):
        assert ((low <= (x, y)) & ((x, y) <= high)).all()


@pytest.mark.parametrize("place", [(2.0, 1.2), (-1.0, 3.0), (0.3, -2.0)])
def test_the_right_angle_is_one_and_lies_uphill(place):
    surface = SURFACES["himmelblau"]()
    corner = next(
        o for o in overlays(probe_film(surface, place), "probe") if o.get("width") == 1.25 and not o.get("dash")
    )
    first, middle, last = np.stack([decode(corner["x"])[0], decode(corner["y"])[0]], axis=-1) - place
    gradient = surface.gradient(place)
    assert first @ last == pytest.approx(0, abs=1e-6)
    assert middle == pytest.approx(first + last, abs=1e-6)
    assert last @ gradient == pytest.approx(np.linalg.norm(last) * np.linalg.norm(gradient), rel=1e-5)
    assert first @ gradient == pytest.approx(0, abs=1e-4 * np.linalg.norm(gradient))


@pytest.mark.parametrize("slug", ["himmelblau", "beale", "quadratic", "rosenbrock", "monkey_saddle", "lasso"])
def test_a_surface_that_comes_up_is_probed_on_a_saddle_if_it_has_one(slug):
    surface = SURFACES[slug]()
    place = np.array(telling(surface))
    low, high = np.array(surface.domain, dtype=float).T
    assert ((low <= place) & (place <= high)).all()
    found = [np.array(one.point) for one in critical.found(surface).points]
    values = [np.linalg.eigvalsh(surface.hessian(point)) for point in found]
    saddles = [point for point, (least, most) in zip(found, values, strict=True) if least < -1e-9 < 1e-9 < most]
    if saddles:
        assert min(np.abs(point - place).max() for point in saddles) < 1e-9
        assert "The gradient is zero: **a saddle**." in verdict(local(surface, place))
    else:
        assert tuple(place) == beside(surface)
