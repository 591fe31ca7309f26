"""Chords: convex surfaces lie below every one, and the page finds one that shows where a surface is not convex."""

import re

import numpy as np
import pytest

from figures._encode import decode
from lessons.error_surfaces.convexity import Convexity, bending_down, chord, chord_film, signs, telling_chord, verdict
from surfaces import SURFACES

PLANE = [slug for slug, surface in SURFACES.items() if surface.dims == 2]
JAGGED = ["weierstrass", "katsuura", "cross_in_tray"]  # higher still the closer one looks
CONVEX = ["booth", "matyas", "quadratic", "zakharov", "noisy_moons", "ellipsoid"]


@pytest.fixture(params=PLANE)
def surface(request):
    return SURFACES[request.param]()


def test_a_chord_breaks_convexity_exactly_where_the_hessian_has_negative_eigenvalues(surface):
    """And, on a surface with kinks, perhaps although no piece of it bends down."""
    breaks, down = chord(surface, *telling_chord(surface)).breaks, bool(np.nanmin(bending_down(surface)[2]) < 0)
    assert breaks == down or (breaks and not surface.smooth)


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


def test_how_far_it_rises_is_looked_for_closely(surface):
    """At sixty places one chord in eight told of less than it was, and one in a hundred of nothing."""
    low, high = np.array(surface.domain, dtype=float).T
    for a, b in np.random.default_rng(8).uniform(low, high, (6, 2, 2)):
        seen = chord(surface, a, b, 40_009)
        up = r"up to ([^ ,]+?)" if surface.smooth else r"([^ ,]+?) or more"  # beside a kink it may be higher still
        found = re.search(rf"rises by {up}(\.|, between.*)$", verdict(surface, a, b))
        assert bool(found) >= seen.breaks
        if seen.breaks:
            told = float(found[1].replace("−", "-").replace(",", ""))
            assert told >= 0.995 * seen.excess
            drawn = chord(surface, a, b)
            assert ("between" in found[2]) == (told - drawn.excess > 0.02 * np.ptp(drawn.heights))
            assert told == pytest.approx(seen.excess, rel=0.01) or surface.slug in JAGGED


def test_the_saddle_breaks_along_y_and_not_along_x():
    surface = SURFACES["saddle"]()
    assert chord(surface, (0, -0.5), (0, 0.5)).excess == pytest.approx(0.25)
    assert not chord(surface, (-0.5, 0), (0.5, 0)).breaks


def test_bending_down_is_the_hessians_least_eigenvalue():
    x, y, least = bending_down(SURFACES["monkey_saddle"]())
    assert least == pytest.approx(-6 * np.hypot(*np.meshgrid(x, y)))


SAID_CONVEX = [*CONVEX, "drifting_bowl", "lasso", "attractive_sector", "different_powers", "sharp_ridge"]


def test_what_is_said_of_convexity_is_what_the_declared_class_and_random_chords_say(surface):
    """A convex surface is called convex whatever the chord, and no other one is."""
    low, high = np.array(surface.domain, dtype=float).T
    rng = np.random.default_rng(5)
    a, b = rng.uniform(low, high, (2, 5000, 2))
    ends = [surface.value(w) for w in (a, b)]
    above = surface.value((a + b) / 2) - sum(ends) / 2 > 1e-9 * np.max(np.abs(ends), axis=0)
    chords = [telling_chord(surface), (low, high), (a[0], b[0]), *zip(a[1:20], b[1:20], strict=True)]
    for ends_ in chords:
        words = verdict(surface, *ends_)
        assert ("**Convex" in words) == (surface.slug in SAID_CONVEX)
        assert ("**Not convex**" in words) == (surface.slug not in SAID_CONVEX)
        assert ("Above this chord" in words) >= chord(surface, *ends_, 9973).breaks
    assert above.any() == (surface.slug not in SAID_CONVEX)


def test_a_quadratic_is_convex_without_any_doubt_and_another_surface_as_far_as_it_was_looked_at():
    for slug in ("booth", "matyas", "quadratic"):
        surface = SURFACES[slug]()
        assert ":blue[**Convex**]" in verdict(surface, *telling_chord(surface))
    surface = SURFACES["zakharov"]()
    assert "as far as 40,000 points tell" in verdict(surface, *telling_chord(surface))


def test_the_share_that_bends_down_is_that_of_the_picture():
    """Styblinski–Tang is separable: it bends up in both coordinates where x² > 8/3."""
    assert signs(SURFACES["styblinski_tang"]()).downward == pytest.approx(1 - (1 - np.sqrt(8 / 3) / 5) ** 2, abs=2e-3)
    surface = SURFACES["styblinski_tang"]()
    assert " in 55% of the picture" in verdict(surface, *telling_chord(surface))


def test_where_a_minimum_is_known_the_surface_does_not_bend_down_all_over():
    surface = SURFACES["powell_badly_scaled"]()
    w = np.array(surface.critical_points()[0].point)
    assert (np.linalg.eigvalsh(surface.hessian(w)) > 0).all()
    assert "in over 99% of the picture" in verdict(surface, *telling_chord(surface))
    assert signs(SURFACES["saddle"]()).downward == 1


@pytest.mark.parametrize(("slug", "red"), [("booth", False), ("zakharov", False), ("styblinski_tang", True)])
def test_red_ground_is_named_where_there_is_any(slug, red):
    surface = SURFACES[slug]()
    told = chord_film(surface, *telling_chord(surface)).panels[0].subtitle
    assert told == "drag a and b; dashed: the chord" + "; red: bends down some way" * red


def test_the_presets_show_what_they_name():
    for label, chosen in Convexity.presets.items():
        surface = SURFACES[chosen["surface"]]()
        here = chord(surface, (chosen["a_1"], chosen["a_2"]), (chosen["b_1"], chosen["b_2"]))
        assert here.breaks == (label in ("Not convex", "A network"))


def test_the_tangent_lies_below_a_convex_surface_and_touches_it():
    for slug in CONVEX:
        surface = SURFACES[slug]()
        low, high = np.array(surface.domain, dtype=float).T
        for a, b in np.random.default_rng(6).uniform(low, high, (50, 2, 2)):
            here = chord(surface, a, b)
            size = np.abs(here.heights).max()
            assert (here.heights - here.tangent >= -1e-9 * size).all()
            assert here.heights[0] == here.tangent[0]
    surface = SURFACES["saddle"]()
    here = chord(surface, (0, -0.5), (0, 0.5))
    assert here.tangent == pytest.approx(-0.25 + here.share)  # E = x² − y², its slope −2y = 1, over a length of 1


def test_what_is_filled_lies_between_the_chord_and_a_surface_above_it(surface):
    low, high = np.array(surface.domain, dtype=float).T
    for a, b in (telling_chord(surface), (low, high)):
        here = chord(surface, a, b)
        gap = chord_film(surface, a, b).panels[1].overlays[0]
        upper, lower = np.split(decode(gap["y"])[0], 2)
        assert gap["fill"]
        assert upper == pytest.approx(np.maximum(here.heights, here.chord), rel=1e-6)
        assert lower[::-1] == pytest.approx(here.chord, rel=1e-6)


def test_the_ends_that_are_dragged_stand_where_they_were_put(surface):
    low, high = np.array(surface.domain, dtype=float).T
    a, b = low + 0.25 * (high - low), low + (0.75, 0.5) * (high - low)
    panel = chord_film(surface, a, b).panels[0]
    assert [(each["id"], each["x"], each["y"]) for each in panel.handles] == [("a", *a), ("b", *b)]
    (segment,) = panel.overlays
    assert np.allclose([decode(segment[axis])[0] for axis in "xy"], np.transpose([a, b]))
