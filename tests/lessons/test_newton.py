"""Newton's method on curves: what page 4 says of one step, of η, of right digits and of maxima; and its animation."""

import json

import numpy as np
import pytest

from lessons.newton.curves import (
    ARRIVED,
    BEATS,
    CURVES,
    DISTANCES,
    DROPPED,
    FURTHEST,
    STARTS,
    STEPS,
    Curves,
    away,
    basin,
    curves_film,
    iterate,
    model,
    parabolas,
    slides,
    verdict,
)
from optim import run
from optim.newton import Newton
from surfaces.parabola import Parabola
from surfaces.pseudo_huber import PseudoHuber
from tests.lessons.sweep import sweep


@pytest.mark.parametrize("parabola", [Parabola(), Parabola(a=0.1, b=3.0), Parabola(a=5.0, b=-3.0, c=1.0)], ids=str)
def test_one_step_is_enough_on_a_parabola(parabola):
    t = run(Newton(), parabola, (-2.2,), 1)
    assert t.points[1] == pytest.approx(parabola.critical_points()[0].point, abs=1e-12)


@pytest.mark.parametrize("lr", [0.0, 0.5, 1.9, 2.0, 2.1, 2.5])
def test_every_step_on_a_parabola_leaves_one_minus_eta_of_the_distance(lr):
    w = iterate("parabola", -2.2, lr).points[:, 0]
    assert w[1:] == pytest.approx((1 - lr) * w[:-1], abs=1e-12)
    assert (abs(w[-1]) < abs(w[0])) == (0 < lr < 2)


@pytest.mark.parametrize("lr", [0.3, 1.0, 1.9])
@pytest.mark.parametrize("start", [0.05, 0.9, -0.6])
def test_the_convex_curve_s_closed_form(lr, start):
    w = iterate("pseudo_huber", start, lr).points[:, 0]
    w = w[np.isfinite(w)]
    assert w[1:] == pytest.approx((1 - lr - lr * w[:-1] ** 2) * w[:-1], rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("lr", [0.2, 0.5, 1.0, 1.5, 1.9])
@pytest.mark.parametrize("delta", [0.5, 1.0, 2.0])
def test_the_basin_ends_where_it_is_said_to(lr, delta):
    surface, reach = PseudoHuber(delta=delta), basin(lr, delta)
    inside, outside = (run(Newton(lr=lr), surface, (share * reach,), 400) for share in (0.98, 1.02))
    assert abs(inside.points[-1, 0]) < 1e-6
    assert outside.diverged_at is not None


def test_above_two_there_is_no_basin():
    assert basin(2.0) == basin(2.5) == 0
    assert basin(0.0) == np.inf


@pytest.mark.parametrize("start", [0.1, 0.8, 2.9])
def test_right_digits_double_where_it_is_close(start):
    t, h = iterate("wells", start, 1.0), 1e-4
    end = t.points[-1]
    bend = np.diff([t.surface.hessian(end + step)[0, 0] for step in (-h, h)])[0] / (2 * h)
    constant = abs(bend / (2 * t.surface.hessian(end)[0, 0]))  # of e → C e²
    e = away(t)
    close = (e[:-1] < 0.02) & (e[1:] > 1e-9)
    assert close.any()
    assert e[1:][close] / e[:-1][close] ** 2 == pytest.approx(constant, rel=0.5)


def test_right_digits_triple_on_the_symmetric_curve():
    w = iterate("pseudo_huber", 0.9, 1.0).points[:, 0]
    assert w[1:] == pytest.approx(-(w[:-1] ** 3), abs=1e-15)


@pytest.mark.parametrize("start", [STARTS["wells"], -2.2])
def test_it_climbs_to_a_maximum_of_the_wells(start):
    t = iterate("wells", start, 1.0)
    assert t.outcome.kind == "maximum"
    assert t.values[-1] > t.values[0]
    assert t.surface.hessian(t.points[-1])[0, 0] < 0


def test_a_convex_curve_is_left_from_too_far_out():
    assert iterate("pseudo_huber", STARTS["pseudo_huber"], 1.0).outcome.kind == "converged"
    assert iterate("pseudo_huber", 1.05, 1.0).outcome.kind == "diverged"


@pytest.mark.parametrize("slug", CURVES)
def test_the_fitted_parabola_has_the_curve_s_height_slope_and_curvature(slug):
    surface, h = CURVES[slug], 1e-3
    at = np.linspace(-2.9, 2.9, 13)
    low, middle, high = (model(surface, at, at + step) for step in (-h, 0.0, h))
    assert middle == pytest.approx(surface.value(at[:, None]))
    assert (high - low) / (2 * h) == pytest.approx(surface.gradient(at[:, None])[:, 0], abs=1e-8)
    assert (high - 2 * middle + low) / h**2 == pytest.approx(surface.hessian(at[:, None])[:, 0, 0], abs=1e-5)


@pytest.mark.parametrize("slug", CURVES)
@pytest.mark.parametrize("lr", [0.4, 1.0, 1.6])
def test_the_point_slides_along_the_parabola_and_lands_on_the_curve(slug, lr):
    t = iterate(slug, STARTS[slug], lr)
    x, y = slides(t)
    last = t.steps if t.diverged_at is None else t.diverged_at - 1
    assert x[::BEATS][: last + 1] == pytest.approx(t.points[: last + 1, 0])
    assert y[::BEATS][: last + 1] == pytest.approx(t.values[: last + 1])
    for k in range(last):
        sliding = slice(k * BEATS, k * BEATS + ARRIVED + 1)
        at = np.broadcast_to(t.points[k], ARRIVED + 1)
        assert y[sliding] == pytest.approx(model(t.surface, at, x[sliding]), rel=1e-9, abs=1e-12)
        assert x[k * BEATS + ARRIVED] == pytest.approx(t.points[k + 1, 0])


def test_a_run_that_diverges_stays_where_it_last_was():
    t = iterate("pseudo_huber", 3.0, 2.5)
    x, y = slides(t)
    assert t.diverged_at is not None
    assert len(x) == len(y) == STEPS * BEATS + 1
    assert np.isfinite(x).all()
    assert np.isfinite(y).all()
    assert x[-1] == t.points[t.diverged_at - 1, 0]


def test_parabolas_unfold_from_the_point():
    t = iterate("wells", 0.1, 1.0)
    x, y, curvature = parabolas(t)
    assert np.ptp(x[0]) == 0
    assert np.ptp(x[ARRIVED]) > 1
    assert curvature[0] < 0
    assert y[ARRIVED].max() == pytest.approx(y[ARRIVED][x[ARRIVED].searchsorted(-1.29)], abs=0.05)


@pytest.mark.parametrize("lr", [0.0, 1.0, FURTHEST])
@pytest.mark.parametrize("end", [0, 1])
def test_films_at_the_ends_of_the_sliders(lr, end):
    film = curves_film({slug: surface.domain[0][end] for slug, surface in CURVES.items()}, lr)
    assert film.steps == STEPS
    assert film.groups["slide"] == {"steps": STEPS * BEATS, "clock": BEATS}
    json.dumps(film.document(), allow_nan=False)


def test_each_panel_says_how_its_run_ends():
    film = curves_film(STARTS, 1.0)
    assert [panel.subtitle for panel in film.panels[:2]] == ["Converged at step 1", "Converged at step 4"]
    assert film.panels[2].subtitle.startswith("Stopped at a maximum")


def test_a_distance_is_told_as_it_is_and_drawn_beyond_the_axis_where_it_is_too_small():
    assert away(iterate("parabola", -2.2, 1.0))[1:].tolist() == [0.0] * STEPS
    film = curves_film(STARTS, 1.0)
    track = next(t for t in film.tracks if t.group == "main" and t.racer == "parabola")
    assert track.channels["away"][1:].tolist() == [0.0] * STEPS
    assert (track.channels["drawn"][1:] < DISTANCES[0] / 1e6).all()
    assert film.panels[-1].axes["y"] == "drawn"
    assert film.readout["channel"] == "away"


def test_a_run_that_starts_at_the_minimum_is_said_to_stay():
    for lr in (0.5, 2.0, 2.5):
        assert not iterate("parabola", 0.0, lr).points.any()
        assert verdict(Curves(lr=lr), 0.0).startswith("The run on the parabola starts at its minimum and stays there.")


def test_a_maximum_is_told_where_the_method_stops_at_one():
    surface = CURVES["wells"]
    told, ends = {}, {}
    for start in np.linspace(-4, 4, 41):
        w = np.array([start])
        for _ in range(STEPS):
            w = w - surface.gradient(w) / surface.hessian(w)[0]
        ends[start] = float(w[0])
        told[start] = "**stops at a maximum**" in verdict(Curves(lr=1.0), bent=start)
        assert told[start] <= bool(surface.hessian(w)[0, 0] < 0 and abs(surface.gradient(w)[0]) < 1e-3), start
    assert "**stops at a maximum**" in verdict(Curves())
    assert 3 <= sum(told.values()) <= 38
    top = next(w for start, w in ends.items() if told[start])
    assert "maximum" not in verdict(Curves(lr=0.0), bent=top)  # where it stands still from the start


def test_every_word_on_the_curves_is_what_the_runs_do():
    for chosen in sweep(Curves):
        words, lr = verdict(chosen), chosen.lr
        if not lr:
            assert words == "At η = 0 nothing moves."
            continue
        w = iterate("parabola", -2.2, lr).points[:, 0]
        factor = w[1] / w[0]
        assert float(words.split("w − w* by ")[1].split(" ")[0].rstrip(".").replace("−", "-")) == pytest.approx(
            factor, abs=6e-3
        )
        says = ("comes down on one side", "needs one step", "goes from side to side", "bounces for ever", "diverges")
        does = says[0 if factor > 1e-9 else 1 if abs(factor) < 1e-9 else 2 if factor > -1 + 1e-9 else
                    3 if factor > -1 - 1e-9 else 4]  # fmt: skip
        assert f"**{does}**" in words
        assert ("from nowhere" in words) == (lr >= 2)
        if "= " in words and lr < 2:
            reach = np.sqrt(2 / lr - 1)
            assert words.endswith(f"{reach:.3g}.") or words.endswith(f"{reach:#.3g}.")
            starts = np.array([[0.97 * reach], [1.03 * reach]])
            with np.errstate(all="ignore"):
                ends = np.abs(run(Newton(lr=lr), PseudoHuber(), starts, 40).points[-1, :, 0])
            assert ends[0] < 0.97 * reach
            assert not ends[1] <= 1.03 * reach  # it is further out, or has diverged


def test_the_presets_do_what_they_are_called():
    ends = {
        label: {slug: iterate(slug, p[f"w_{i + 1}"], p["lr"]) for i, slug in enumerate(CURVES)}
        for label, p in Curves.presets.items()
    }
    assert ends["Convex, but too far out"]["pseudo_huber"].outcome.kind == "diverged"
    assert ends["Another maximum"]["wells"].outcome.kind == "maximum"
    assert ends["Another maximum"]["wells"].points[-1] != pytest.approx(ends["Newton’s own"]["wells"].points[-1])
    assert abs(ends["Almost too long"]["pseudo_huber"].points[-1, 0]) < 0.2
    assert abs(ends["Too long"]["parabola"].points[-1, 0]) > 2.2


@pytest.mark.parametrize("slug", CURVES)
def test_after_its_slide_the_point_has_dropped_onto_the_curve(slug):
    t = iterate(slug, STARTS[slug], 1.0)
    _, y = slides(t)
    for k in range(3):
        assert y[k * BEATS + DROPPED] == pytest.approx(t.values[k + 1])
        assert y[k * BEATS + BEATS - 1] == pytest.approx(t.values[k + 1])
