"""A sharp and a flat minimum: which of them holds a run."""

import json
import re

import numpy as np
import pytest
from sweep import sweep

from figures._encode import decode
from lessons.ends.wells import (
    COUNT,
    NOISES,
    RATES,
    RULES,
    STARTS,
    SURFACE,
    OwnNoise,
    Wells,
    in_flat,
    in_sharp,
    limits,
    maps_film,
    minima,
    share_map,
    shares,
    starts,
    swarm,
    swarm_film,
    words,
)
from optim import run
from optim.gradient_descent import GradientDescent


def test_the_wells_are_of_one_depth_but_not_of_one_width():
    sharp, flat = minima()
    assert SURFACE.value(sharp) == pytest.approx(SURFACE.value(flat), rel=0.01)
    narrow, wide = (np.linalg.eigvalsh(SURFACE.hessian(w))[-1] for w in (sharp, flat))
    assert narrow > 10 * wide


@pytest.mark.parametrize("which", [0, 1])
def test_gradient_descent_rests_up_to_two_over_lambda(which):
    start = minima()[which] + (1e-3, -1e-3)
    below, above = (run(GradientDescent(lr=share * limits()[which]), SURFACE, start, 400) for share in (0.95, 1.05))
    assert np.linalg.norm(below.points[-1] - minima()[which]) < 1e-6
    assert np.linalg.norm(above.points[-1] - minima()[which]) > 0.01


def test_each_lane_has_noise_of_its_own():
    noisy = OwnNoise(SURFACE, np.array([0.0, 1.0, 1.0]), 0)
    w = np.tile(minima()[1], (3, 1))
    still, first, second = noisy.at(1).gradient(w)
    assert np.linalg.norm(still) < 1e-6
    assert np.linalg.norm(first - second) > 0.1
    assert np.array_equal(noisy.at(1).gradient(w), noisy.at(1).gradient(w))


def test_noise_has_mean_zero_and_the_deviation_sigma():
    noisy = OwnNoise(SURFACE, np.full(20_000, 1.5), 0)
    tilt = noisy.at(1).gradient(np.tile(minima()[0], (20_000, 1))) - SURFACE.gradient(minima()[0])
    assert tilt.mean(axis=0) == pytest.approx([0, 0], abs=0.04)
    assert tilt.std(axis=0) == pytest.approx([1.5, 1.5], abs=0.04)


def test_a_basin_is_where_careful_descent_leads():
    w = starts("everywhere", 3000, 3)
    for lr, alike in ((0.1, 1.0), (0.05, 0.999)):
        end = w
        for _ in range(int(60 / lr)):
            end = end - lr * SURFACE.gradient(end)
        sharp = np.linalg.norm(end - minima()[0], axis=-1) < 0.05
        assert 0.1 < sharp.mean() < 0.4
        assert (in_sharp(w) == sharp).mean() >= alike
    assert not in_sharp((np.nan, 0.0))
    assert not in_sharp((np.nan, minima()[0][1]))
    assert in_sharp((minima()[0][0], 0.0))


def test_half_begin_around_each_minimum():
    began = in_sharp(starts("halves", 200, 0))
    assert began[:100].all()
    assert not began[100:].any()
    assert in_sharp(starts("sharp", 200, 0)).all()


def test_without_noise_and_with_small_steps_nothing_moves():
    sharp, flat = shares(swarm("gradient_descent", 0.051, 0.0, "halves", 0))
    assert (sharp == 0.5).all()
    assert (flat == 0.5).all()


def test_large_steps_alone_leave_the_sharp_minimum():
    sharp, flat = shares(swarm("gradient_descent", 0.75, 0.0, "halves", 0))
    assert sharp[-1] < 0.02
    assert flat[-1] > 0.98


@pytest.mark.parametrize("seed", range(3))
def test_noise_drains_the_sharp_minimum_and_hardly_any_run_comes_back(seed):
    t = swarm("gradient_descent", 0.1, 2.0, "halves", seed)
    end = in_sharp(t.points[-1])
    assert end[: COUNT // 2].mean() < 0.6
    assert end[COUNT // 2 :].mean() < 0.1


@pytest.mark.parametrize("slug", RULES)
def test_maps_tell_small_steps_from_large_ones(slug):
    share = share_map(slug, "sharp", 0)
    assert share.shape == (len(NOISES), len(RATES))
    assert share[0, 0] == 0
    assert share[0, -1] > 0.8
    assert np.nanmean(share[-1, :7]) > np.nanmean(share[0, :7])


def test_adam_takes_more_noise_than_gradient_descent_at_the_same_rate():
    plain, adam = (shares(swarm(slug, 0.1, 2.0, "sharp", 0))[1][-1] for slug in ("gradient_descent", "adam"))
    assert adam < 0.2 < plain


@pytest.mark.parametrize("kind", STARTS)
@pytest.mark.parametrize(("lr", "sigma"), [(0.01, 0.0), (1.0, 3.0)])
def test_shares_add_up_and_films_are_small_enough(kind, lr, sigma):
    t = swarm("momentum", lr, sigma, kind, 0)
    sharp, flat = shares(t)
    low, high = np.array(SURFACE.domain).T
    assert sharp + flat == pytest.approx(((t.points >= low) & (t.points <= high)).all(axis=-1).mean(axis=-1))
    assert len(json.dumps(swarm_film(t).document(), allow_nan=False)) < 400_000


def test_the_chosen_cell_is_marked_in_its_own_map_beside_its_runs():
    chosen = Wells(optimizer="adam", lr=0.2, sigma=1.5)
    t = swarm("adam", 0.2, 1.5, "halves", 0)
    *maps, above = maps_film({slug: np.zeros((len(NOISES), len(RATES))) for slug in RULES}, t, chosen).panels
    handles = {panel.id: [(h["x"], h["y"]) for h in panel.handles] for panel in maps}
    assert handles == {slug: [(0.2, 1.5)] if slug == "adam" else [] for slug in RULES}
    assert all(panel.clickable for panel in maps)
    assert above.title == "Adam, η = 0.2, σ = 1.5"
    (cloud,) = above.overlays
    ends = decode(cloud["x"])[-1]
    assert [ends[0], ends[-1]] == pytest.approx([t.points[-1, 0, 0], t.points[-1, -1, 0]])


@pytest.mark.parametrize("chosen", sweep(Wells, 40), ids=str)
def test_the_words_count_where_runs_end_and_those_outside_are_in_neither(chosen):
    t = swarm(chosen.optimizer, chosen.lr, chosen.sigma, chosen.starts, 0)
    told = words(t)
    low, high = np.array(SURFACE.domain).T
    out = np.array([not ((w >= low).all() and (w <= high).all()) for w in t.points[-1]])
    assert ("in neither" in told) == out.any()
    numbers = [float(n) for n in re.findall(r"\*\*(?:under |over )?([\d.]+)%\*\*", told)]
    if out.any():
        assert numbers[2] == pytest.approx(100 * out.mean(), abs=1.01)
    assert sum(numbers) == pytest.approx(100, abs=2.1)
    assert not in_flat(t.points[-1])[out].any()
    assert not in_sharp(t.points[-1])[out].any()
    assert ("none began in the flat one" in told) == (chosen.starts == "sharp")


def test_runs_that_left_the_picture_are_not_in_the_flat_minimum():
    t = swarm("momentum", 1.0, 3.0, "halves", 0)
    sharp, flat = (share[-1] for share in shares(t))
    assert sharp + flat < 0.1
    assert np.isnan(share_map("momentum", "halves", 0)[-1, -1])


def test_where_no_run_is_outside_the_share_in_neither_is_nothing():
    """Not the rounding error of 1 − 0.43 − 0.57, which the chip would show as 1.1e−16."""
    t = swarm("gradient_descent", 0.1, 2.0, "halves", 0)
    low, high = np.array(SURFACE.domain).T
    outside = ((t.points < low) | (t.points > high)).any(axis=-1).sum(axis=-1)
    (neither,) = (track.channels["share"] for track in swarm_film(t).tracks if track.racer == "neither")
    assert (outside == 0).any()
    assert outside.any()
    np.testing.assert_array_equal(neither == 0, outside == 0)
    np.testing.assert_allclose(neither, outside / t.points.shape[1], atol=1e-12)
