"""Scaled and rotated axes: A^½ makes the bowl round, and two ways of running there are one."""

import re

import numpy as np
import pytest

from figures._encode import decode
from lessons.scaling.axes import (
    ANGLES,
    LEAST,
    MORPH,
    MOST,
    START,
    apart,
    bowl,
    coordinate_contraction,
    coordinate_sweep,
    inverse_run,
    mapped,
    morph_film,
    plain_run,
    power,
    repair_film,
    round_run,
    rules,
    two_film,
)
from lessons.scaling.words import Axes, Repairs, Runs, axes_verdict, repairs_verdict, runs_verdict
from optim import run
from optim.coordinatewise import Coordinatewise
from optim.gradient_descent import GradientDescent
from tests.lessons.sweep import sweep

BOWLS = [bowl(1.0, 10.0, 30.0), bowl(LEAST, MOST, -90.0), bowl(MOST, LEAST, 45.0), bowl(3.0, 3.0, 12.0)]


@pytest.fixture(params=BOWLS, ids=str)
def surface(request):
    return request.param


def test_the_bowl_is_round_in_the_scaled_coordinates(surface):
    w = np.random.default_rng(1).uniform(-2, 2, (50, 2))
    scaled = mapped(power(surface, 0.5), w)
    assert surface.value(w) == pytest.approx(0.5 * (scaled**2).sum(axis=-1))
    assert power(surface, 0.5) @ power(surface, 0.5) == pytest.approx(surface.hessian(np.zeros(2)))


@pytest.mark.parametrize("lr", [0.05, 0.25, 1.0, 1.9, 2.05])
def test_the_run_in_scaled_coordinates_is_the_update_with_the_inverse(surface, lr):
    back = mapped(power(surface, -0.5), round_run(surface, lr, 30).points)
    assert back == pytest.approx(inverse_run(surface, lr, 30).points, abs=1e-12)
    assert apart(surface, lr, 30) < 1e-12


def test_it_goes_straight_to_the_minimum(surface):
    points = inverse_run(surface, 0.25, 30).points
    assert points[:, 0] * START[1] == pytest.approx(points[:, 1] * START[0])
    assert np.linalg.norm(points, axis=-1) == pytest.approx(np.linalg.norm(START) * 0.75 ** np.arange(31))


def test_plain_descent_zigzags_in_the_long_bowl():
    steps = np.diff(plain_run(bowl(1.0, 10.0, 30.0), 1.88, 30).points, axis=0)
    turns = (steps[1:] * steps[:-1]).sum(axis=-1)
    assert (turns[:5] < 0).all()


def test_the_morph_begins_with_ellipses_and_ends_with_circles():
    film = morph_film(bowl(1.0, 10.0, 30.0), 1.88, 0.25)
    rings = [overlay for overlay in film.panels[0].overlays if overlay.get("fill")]
    assert film.steps == MORPH
    for ring in rings:
        size = np.hypot(decode(ring["x"]), decode(ring["y"]))
        assert size[-1].max() == pytest.approx(size[-1].min(), rel=1e-5)
        assert size[0].max() / size[0].min() == pytest.approx(np.sqrt(10), rel=0.01)


@pytest.mark.parametrize(("lambda1", "lambda2"), [(1.0, 10.0), (LEAST, MOST), (5.0, 5.0)])
def test_the_measured_contraction_of_coordinate_wise_rates(lambda1, lambda2):
    theory = coordinate_contraction(bowl(lambda1, lambda2, ANGLES))
    assert coordinate_sweep(lambda1, lambda2) == pytest.approx(theory, abs=1e-12)


def test_coordinate_wise_rates_repair_the_aligned_bowl_and_fail_on_the_rotated_one():
    for angle in (0.0, 90.0):
        assert run(Coordinatewise(lr=1.0), bowl(1.0, 10.0, angle), START, 1).values[-1] < 1e-25
    turned = bowl(1.0, 10.0, 45.0)
    assert coordinate_contraction(turned) == pytest.approx(9 / 11)  # no better than gradient descent at its best
    descent = run(rules(turned)[0], turned, START, 30).values
    coordinatewise = run(rules(turned)[1], turned, START, 30).values
    assert coordinatewise[-1] == pytest.approx(descent[-1], rel=1e-6)


def test_the_inverse_repairs_both(surface):
    assert run(rules(surface)[2], surface, START, 1).values[-1] < 1e-25


def test_films(surface):
    assert morph_film(surface, 2.05, 2.05).parts()[1]
    assert two_film(surface, 0.1, 0.05).parts()[1]
    assert repair_film(surface, coordinate_sweep(surface.lambda1, surface.lambda2)).parts()[1]


def test_curvatures_are_kept_positive():
    assert bowl(-3.0, 1e9, 0.0).settings()["lambda1"] == LEAST
    assert bowl(-3.0, 1e9, 0.0).settings()["lambda2"] == MOST


def way(path):
    """What a coordinate does, from its first four places."""
    a, b = path[1] / path[0], path[2] / path[1] if path[1] else 0.0
    if abs(path[1]) < 1e-9 * abs(path[0]):
        return "needs one step"
    assert a == pytest.approx(b, rel=1e-6)
    if a > 0:
        return "comes down on one side"
    return "bounces for ever" if abs(a + 1) < 1e-9 else "goes from side to side" if a > -1 else "diverges"


def test_in_which_axes_the_bowl_is_round_and_what_that_is_worth():
    for chosen in sweep(Axes):
        words, surface = axes_verdict(chosen.surface), chosen.surface
        a = surface.hessian(np.zeros(2))
        values, vectors = np.linalg.eigh(a)
        stretched = vectors * np.sqrt(values) @ vectors.T
        inverse = np.linalg.inv(stretched)
        assert inverse.T @ a @ inverse == pytest.approx(np.eye(2))  # round along the eigenvectors, each by its root
        told = re.search(r"here by (\S+) and by (\S+), the bowl is round", words)
        assert sorted(map(float, told.groups())) == pytest.approx(np.sqrt(values), rel=5e-3)
        best = GradientDescent(lr=2 / values.sum())
        w = run(best, surface, vectors.sum(axis=1), 1, record_states=False).points
        left = np.linalg.norm(w[1]) / np.linalg.norm(w[0])
        assert ("round in w as well" in words) == (left < 1e-9)
        if 0.005 < left < 0.9995:
            assert f"may leave {100 * left:.1f}% of the distance" in words


def test_what_is_said_of_both_runs_is_what_they_do_along_the_axes():
    for chosen in sweep(Runs):
        words, surface = runs_verdict(chosen), chosen.surface
        values, vectors = np.linalg.eigh(surface.hessian(np.zeros(2)))
        t = run(GradientDescent(lr=chosen.ratio / values[1]), surface, vectors.sum(axis=1), 3)
        along = t.points @ vectors
        in_w, in_hat = words.split(":green[In ŵ]")
        if way(along[:, 1]) == way(along[:, 0]):
            assert f"along both axes it {way(along[:, 1])}" in in_w
        else:
            assert f"along the steep axis it {way(along[:, 1])}, along the flat one it {way(along[:, 0])}" in in_w
        worst = np.abs(along[1] / along[0]).max()
        assert ("a step leaves at most" in in_w) == (1e-12 < worst < 1 - 1e-12)
        if "at most" in in_w:
            assert 0 <= float(in_w.split("at most ")[1].split("%")[0]) - 100 * worst + 1e-5 < 0.1001
        straight = round_run(surface, chosen.lr, 3).points
        assert f"it {way(straight[:, 0])} on the straight line" in in_hat
        share = np.linalg.norm(straight[1]) / np.linalg.norm(straight[0])
        if "a step leaves" in in_hat and 0.005 < share < 0.9995:
            assert f"leaves {100 * share:.1f}%" in in_hat


def test_what_is_said_of_a_rate_for_each_coordinate_is_what_its_run_does():
    for chosen in sweep(Repairs):
        words, surface = repairs_verdict(chosen), chosen.surface
        t = run(Coordinatewise(lr=1.0), surface, START, 2, record_states=False)
        away = np.linalg.norm(t.points, axis=1) / np.linalg.norm(START)
        if away[1] < 1e-9:
            assert "one step with 1/Aᵢᵢ is enough" in words
            continue
        assert ("may be worse" in words) == (away[1] > 1)
        if away[1] > 1:
            assert words.endswith(f"multiplies it by {away[1]:.3g}.")
        if 0.005 < away[2] < 0.9995:
            assert f"leave {100 * away[2]:.1f}% of the distance after every two steps" in words


def test_the_first_step_can_lead_astray():
    """At λ = 20 and 0.2 and 10° it makes the distance 3.5 times as long."""
    assert "multiplies it by 3.5" in repairs_verdict(Repairs(**Repairs.presets["A first step astray"]))


def test_the_picture_names_what_it_shows():
    film = repair_film(bowl(1.0, 10.0, 30.0), coordinate_sweep(1.0, 10.0))
    panel = film.panels[-1]
    assert "in the mean of two" in panel.title
    heights = {note["text"]: note["y"] for note in panel.figure["layout"]["annotations"]}
    assert heights["Gradient descent, best η"] == pytest.approx(9 / 11 + 0.04)
    assert [p.figure["layout"]["xaxis"]["title"]["text"] for p in film.panels[:2]] == ["w₁", "w₁"]
    two = two_film(bowl(1.0, 10.0, 30.0), 1.88, 0.25)
    assert [p.figure["layout"]["yaxis"]["title"]["text"] for p in two.panels] == ["w₂", "ŵ₂"]
