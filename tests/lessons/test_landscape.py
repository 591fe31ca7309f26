"""Planes through weight space hold what they say they hold, and matched networks are the same networks."""

from types import SimpleNamespace

import numpy as np
import pytest

from figures import Racer
from lessons.landscape.line import Line, line, matched
from lessons.landscape.planes import principal, random_plane, through
from lessons.landscape.section import all_seen, plane_of, section
from lessons.landscape.words import FLAT, FOOLED, _fooled, fooled, line_words, share_words, verdict
from lessons.training.settings import LINEUP
from networks import NETWORKS
from networks.perceptron import Perceptron
from optim import OPTIMIZERS, race, run

SMALL = NETWORKS["perceptron"](n=40, width=4)
RULES = [OPTIMIZERS[slug](lr=0.05) for slug in ("gradient_descent", "momentum", "adam")]
TRACKS = [t.points for t in race(RULES, SMALL, steps=30)]


def planes():
    start, one, other = TRACKS[0][0], TRACKS[1][-1], TRACKS[2][-1]
    return {
        "principal": principal(TRACKS),
        "random": random_plane(one, SMALL.shapes, 3),
        "through": through(start, one, other),
    }


@pytest.mark.parametrize("name", planes())
def test_the_distance_from_a_plane_is_the_distance_to_its_nearest_point(name):
    plane = planes()[name]
    for w in TRACKS[2][::7]:
        ab, *_ = np.linalg.lstsq(plane.axes.T, w - plane.origin, rcond=None)
        nearest = plane.origin + ab @ plane.axes
        np.testing.assert_allclose(plane.coordinates(w), ab, rtol=1e-8, atol=1e-10)
        assert plane.distance(w) == pytest.approx(np.linalg.norm(w - nearest), abs=1e-10)
        assert plane.distance(plane.weights(ab)) == pytest.approx(0, abs=1e-10)


def test_the_share_is_what_is_left_of_the_movement():
    plane = principal(TRACKS)
    moves = np.concatenate([track - track[0] for track in TRACKS])
    basis = np.linalg.qr(plane.axes.T)[0]
    assert plane.share(TRACKS) == pytest.approx(((moves @ basis) ** 2).sum() / (moves**2).sum())
    others = [random_plane(TRACKS[0][0], SMALL.shapes, seed).share(TRACKS) for seed in range(5)]
    assert plane.share(TRACKS) > max(others)


def test_no_other_plane_holds_more_of_the_movement():
    best = principal(TRACKS).share(TRACKS)
    rng = np.random.default_rng(0)
    for _ in range(50):
        plane = principal(TRACKS)
        plane.axes[:] += 0.1 * rng.standard_normal(plane.axes.shape)
        assert plane.share(TRACKS) <= best + 1e-12


def test_runs_that_stand_still_have_a_plane():
    plane = principal([np.ones((3, 5)), np.ones((3, 5))])
    np.testing.assert_allclose(plane.axes @ plane.axes.T, np.eye(2), atol=1e-12)
    assert plane.share([np.ones((3, 5))]) == 1.0


def test_a_diverged_run_counts_as_far_as_it_came():
    broken = TRACKS[0].copy()
    broken[20:] = np.nan
    assert np.isfinite(principal([broken, TRACKS[1]]).axes).all()


def test_a_run_that_diverged_makes_neither_the_plane_nor_the_share():
    """It comes further by itself than all others together, and of the picture it would make they would be a point."""
    lost = TRACKS[0].copy()
    lost[10:20] *= 1e9
    lost[20:] = np.nan
    others, every = TRACKS[1:], [lost, *TRACKS[1:]]
    for kind in ("principal", "random", "through"):
        plane = plane_of(kind, every, SMALL)
        np.testing.assert_allclose(plane.axes, plane_of(kind, others, SMALL).axes)
        assert share_words(plane, every) == share_words(plane, others)
        assert section(plane, every, SMALL).domain == section(plane, others, SMALL).domain
    racers = [Racer(name, name.upper(), "#000000") for name in "abc"]
    plane = plane_of("principal", every, SMALL)
    tracks = dict(zip("abc", every, strict=True))
    told = verdict(plane, racers, tracks, all_seen(plane, tracks, SMALL))
    assert told.startswith("Diverged: A. The plane **holds ")
    assert "of all other runs together" in told
    assert "A ends" not in told


def test_one_run_is_not_all_of_them():
    tracks = {"a": TRACKS[1]}
    plane, racer = plane_of("random", [TRACKS[1]], SMALL), Racer("a", "A", "#000000")
    told = verdict(plane, [racer], tracks, all_seen(plane, tracks, SMALL))
    assert "** of the run." in told
    assert not any(word in told for word in ("all runs", "farthest", "All of them", "ends are", "runs’ losses"))


def test_random_directions_are_normalised_filter_by_filter():
    w = TRACKS[1][-1]
    for axis in random_plane(w, SMALL.shapes, 1).axes:
        at = 0
        for shape in SMALL.shapes:
            size = int(np.prod(shape))
            part, own = axis[at : at + size].reshape(shape), w[at : at + size].reshape(shape)
            if len(shape) == 1:
                assert not part.any()
            else:
                np.testing.assert_allclose(np.linalg.norm(part, axis=0), np.linalg.norm(own, axis=0))
            at += size


def test_the_plane_through_three_points_holds_them():
    start, one, other = TRACKS[0][0], TRACKS[1][-1], TRACKS[2][-1]
    plane = through(start, one, other)
    np.testing.assert_allclose(plane.distance(np.array([start, one, other])), 0, atol=1e-10)
    a, b = plane.coordinates(one)
    assert (a, b) == (pytest.approx(np.linalg.norm(one - start)), pytest.approx(0, abs=1e-10))
    assert plane.coordinates(other)[1] > 0


def test_losses_on_a_plane_are_the_networks():
    plane = through(TRACKS[0][0], TRACKS[1][-1], TRACKS[2][-1])
    a, b, losses = plane.losses(SMALL, plane.box(TRACKS), 7)
    assert losses[5, 2] == pytest.approx(SMALL.value(plane.weights((a[2], b[5]))))
    (x0, x1), (y0, y1) = plane.box(TRACKS)
    seen = np.concatenate([plane.coordinates(track) for track in TRACKS])
    assert ((seen > (x0, y0)) & (seen < (x1, y1))).all()


@pytest.mark.parametrize(("activation", "depth"), [("tanh", 1), ("tanh", 2), ("relu", 2)])
def test_matching_changes_no_output_and_undoes_a_shuffle(activation, depth):
    problem = NETWORKS["perceptron"](n=40, width=5, depth=depth, activation=activation)
    one = run(OPTIMIZERS["adam"](lr=0.05), problem, steps=100).points[-1]
    layers = [(m.copy(), np.ravel(b).copy()) for m, b in problem.dense.layers(one)]
    rng = np.random.default_rng(1)
    for i in range(depth):
        order, signs = rng.permutation(5), rng.choice([-1, 1], 5) if activation != "relu" else np.ones(5)
        layers[i] = layers[i][0][:, order] * signs, layers[i][1][order] * signs
        layers[i + 1] = layers[i + 1][0][order] * signs[:, None], layers[i + 1][1]
    other = np.concatenate([part for m, b in layers for part in (m.ravel(), b)])
    np.testing.assert_allclose(problem.value(other), problem.value(one), rtol=1e-12)
    assert line(problem, one, other).barrier > 0.01
    back = matched(problem.dense, one, other)
    np.testing.assert_allclose(problem.value(back), problem.value(one), rtol=1e-12)
    np.testing.assert_allclose(back, one, atol=1e-12)
    assert line(problem, one, back).barrier < 1e-12


def test_matching_trained_networks_keeps_what_they_compute():
    one, other = TRACKS[1][-1], TRACKS[2][-1]
    x = SMALL.training.x
    back = matched(SMALL.dense, one, other)
    np.testing.assert_allclose(SMALL.dense.outputs(back, x), SMALL.dense.outputs(other, x), rtol=1e-10, atol=1e-12)
    assert np.linalg.norm(back - one) <= np.linalg.norm(other - one) + 1e-12


def test_a_barrier_is_the_rise_above_the_straight_line():
    class Hill:
        def value(self, w):
            return w[..., 0] + 4 * w[..., 0] * (1 - w[..., 0])

    assert line(Hill(), np.zeros(1), np.ones(1)).barrier == pytest.approx(1.0)


def test_a_narrow_hill_is_seen_too():
    """A hill whose width is a hundredth of the way lies between two steps of the picture."""

    class Narrow:
        def value(self, w):
            return np.exp(-(((w[..., 0] - 0.5083) / 0.002) ** 2))

    assert line(Narrow(), np.zeros(1), np.ones(1)).barrier == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(
    ("plain", "matched", "words"),
    [
        (FLAT, 0.0, ["no barrier to speak of", "no more than 0.01 above the straight line"]),
        (0.0, 0.0, ["no barrier to speak of", "never above the straight line"]),
        (4.0, FLAT, ["is a **barrier**", "With the hidden units matched it is over 99% less."]),
        (1.01 * FLAT, 0.99 * FLAT, ["is a **barrier**", "With the hidden units matched it is 2% less."]),
        (0.1134, 0.1111, ["rises 0.11 above", "With the hidden units matched it is 2% less."]),
        (4.0, 0.0, ["is a **barrier**", "nothing is left of it:"]),
        (
            4.0,
            1.0,
            ["is a **barrier**", "With the hidden units matched it is 75% less."],
        ),
        (4.0, 4.0, ["is a **barrier**", "does not lower it"]),
        (4.0, 5.0, ["is a **barrier**", "does not lower it"]),
    ],
)
def test_what_is_said_of_a_barrier_on_the_line(plain, matched, words):
    told = line_words([SimpleNamespace(barrier=plain), SimpleNamespace(barrier=matched, hill=0.0)], 1.0)
    assert all(word in told for word in words)


def test_a_way_below_the_straight_line_may_have_a_hill():
    """Between ends of 0.25 and 0.01 it dips to 0.05 and rises to 0.1 again."""
    losses = np.array([0.25, 0.05, 0.1, 0.02, 0.01])
    way = Line(np.linspace(0, 1, 5), losses)
    assert (way.barrier, way.hill) == (0.0, pytest.approx(0.05))
    assert Line(way.shares, np.sort(losses)[::-1]).hill == Line(way.shares, np.sort(losses)).hill == 0.0
    assert Line(way.shares, np.array([3, 1, 0, 1, 2.0])).hill == 0.0
    told = line_words([SimpleNamespace(barrier=1.0), way], 1.0)
    assert "goes over a hill of 0.05, though never above the straight line between the ends’ losses." in told
    assert "without a hill" not in told


def test_moons_of_eight_units_from_adam_to_lbfgs_have_a_hill_on_the_matched_way():
    problem = Perceptron(data="moons", n=200, width=8, depth=1)
    rules = ({rule.slug: rule for rule in LINEUP}.get(slug, OPTIMIZERS[slug]()) for slug in ("adam", "lbfgs"))
    first, second = (run(rule, problem, problem.starts(1)[0], 300).points[-1] for rule in rules)
    way = line(problem, first, matched(problem.dense, first, second))
    values = way.losses
    climbs = max(values[i] - values[:i].min() for i in range(1, len(values)) if values[i:].min() < values[i] - 0.01)
    assert way.barrier == 0
    assert climbs > 0.01
    assert way.hill == pytest.approx(0.061, abs=0.002)


@pytest.mark.parametrize(
    ("under", "loss"), [(1.0, 1.0), (FOOLED, 1.0), (1.0, FOOLED), (1.01 * FOOLED, 1.0), (1.0, 0.0)]
)
def test_a_plane_is_not_to_be_read_where_its_losses_are_far_off(under, loss):
    seen = SimpleNamespace(away=[0.0, 1.0], length=2.0, under=[9.0, under], loss=[9.0, loss])
    off = max(under, loss) / min(under, loss) if loss else np.inf
    assert fooled(seen) == off
    told = _fooled({"a": seen}, {"a": "Adam"})
    assert ("Do not read" in told) == (off > FOOLED)
    assert told.endswith("under the end is right.") == (off == 1)


def test_the_factor_within_which_a_plane_is_right_holds_as_it_is_written():
    seen = SimpleNamespace(away=[1.0], length=2.0, under=[0.6997661855], loss=[0.6900473023])  # MoMo on two circles
    assert (
        _fooled({"a": seen}, {"a": "MoMo"})
        == "Here the plane’s loss under the end is right to within a factor of 1.02."
    )
