"""The Hessian-normalised step with a decaying rate: its limits, and how often it finds the best minimum."""

import json

import numpy as np
import pytest

from lessons.decay.plane import (
    COUNT,
    DAMPINGS,
    FINAL,
    HIGHEST,
    SHOWN,
    STEPS,
    best,
    limits,
    plane_film,
    rules,
    swarms,
)
from optim import run
from optim.saddle_free_newton import SaddleFreeNewton


@pytest.mark.parametrize("slug", SHOWN)
@pytest.mark.parametrize("damping", [0.0, 1.0])
@pytest.mark.parametrize(("share", "holds"), [(0.97, True), (1.03, False)])
def test_a_minimum_holds_below_its_limit_and_not_above(slug, damping, share, holds):
    surface = SHOWN[slug]
    for minimum, rate in zip(surface.minima(), limits(surface, damping), strict=True):
        steepest = np.linalg.eigh(surface.hessian(minimum))[1][:, -1]
        t = run(SaddleFreeNewton(lr=share * rate, damping=damping), surface, minimum + 1e-5 * steepest, 60)
        away = np.linalg.norm(t.points - minimum, axis=-1)
        assert (away[-1] < away[0]) == holds


@pytest.mark.parametrize("slug", SHOWN)
def test_without_damping_every_limit_is_two(slug):
    assert limits(SHOWN[slug], 0.0) == pytest.approx(2.0)


def test_with_damping_the_flat_one_holds_first():
    surface = SHOWN["sharp_and_flat"]
    sharp, flat = surface.minima()[:, 0].argsort()
    assert limits(surface, 1.0)[flat] > limits(surface, 1.0)[sharp] + 1
    assert best(surface).tolist() == [flat]


def test_the_best_of_the_six_humps_are_two_and_narrow():
    surface = SHOWN["six_hump_camel"]
    found, rates = best(surface), limits(surface, 1.0)
    assert len(found) == 2
    assert rates[found].max() < np.delete(rates, found).max()


@pytest.mark.parametrize(
    ("slug", "lr", "damping", "better"),
    [("sharp_and_flat", 4.0, 1.0, True), ("levy", 5.0, 3.0, True), ("six_hump_camel", 4.0, 1.0, False)],
)
def test_the_suggestions_do_what_they_are_said_to(slug, lr, damping, better):
    settled = swarms(slug, lr, damping).settled
    assert settled["large"] < 0.1
    assert (settled["decaying"] > settled["one"] + 0.15) == better
    assert better or settled["decaying"] == 0


def test_the_decaying_rate_ends_at_its_share():
    rule = rules(4.0, 1.0)["decaying"]
    assert rule.rate(1) == 4.0
    assert rule.rate(STEPS) == pytest.approx(4.0 * FINAL)


@pytest.mark.parametrize("slug", SHOWN)
@pytest.mark.parametrize(("lr", "damping"), [(1.0, DAMPINGS[0]), (HIGHEST, DAMPINGS[0]), (HIGHEST, DAMPINGS[1])])
def test_films_at_the_ends_of_the_sliders(slug, lr, damping):
    swarmed = swarms(slug, lr, damping)
    assert swarmed.points.shape == (STEPS + 1, COUNT, 2)
    film = plane_film(SHOWN[slug], [side[0] for side in SHOWN[slug].domain], lr, damping, swarmed)
    json.dumps(film.document(), allow_nan=False)
