"""A small network of 33 weights, without a Hessian, known minima or a domain, goes through everything a race does."""

import csv
import io
from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image

from export import Options, render
from figures import film_of, tracks_of
from optim import ON_VECTORS, OPTIMIZERS, Clip, Clipped, Evaluations, map_of_starts, race, run, tune
from scenes import scene
from surfaces import Around, Noisy, Surface, SurfaceLike

SHAPES = ((8, 2), (8,), (8,), ())
INPUTS = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]], dtype=float)
TARGETS = np.array([-1.0, 1.0, 1.0, -1.0])


def unpacked(w):
    """The arrays (..., *shape) of a network whose weights are w (..., 33)."""
    ends = np.cumsum([int(np.prod(shape)) for shape in SHAPES])[:-1]
    parts = np.split(w, ends, axis=-1)
    return [part.reshape(w.shape[:-1] + shape) for part, shape in zip(parts, SHAPES, strict=True)]


@dataclass(frozen=True)
class Parity(Surface):
    """Eight hidden units that learn the exclusive or: half the mean squared error of four examples."""

    name, latex, shows = "Parity", r"E(w)", "network"
    dims, shapes = 33, SHAPES
    start = tuple(np.random.default_rng(1).uniform(-0.7, 0.7, 33))

    def _forward(self, w):
        inner, bias, outer, offset = unpacked(np.asarray(w, dtype=float))
        hidden = np.tanh(np.einsum("...hi,ni->...nh", inner, INPUTS) + bias[..., None, :])
        return hidden, outer, np.einsum("...nh,...h->...n", hidden, outer) + offset[..., None] - TARGETS

    def value(self, w):
        return 0.5 * (self._forward(w)[2] ** 2).mean(axis=-1)

    def gradient(self, w):
        hidden, outer, error = self._forward(w)
        error = error / len(TARGETS)
        back = error[..., None] * outer[..., None, :] * (1 - hidden**2)
        inner = np.einsum("...nh,ni->...hi", back, INPUTS)
        parts = inner.reshape(*inner.shape[:-2], 16), back.sum(-2), np.einsum("...nh,...n->...h", hidden, error)
        return np.concatenate([*parts, error.sum(-1)[..., None]], axis=-1)


PARITY = Parity()
RULES = [rule() for rule in ON_VECTORS.values()]
ABLE = [rule for rule in RULES if not rule.lacks(PARITY)]
UNABLE = [rule for rule in RULES if rule.lacks(PARITY)]


def by_slug(rule):
    return rule.slug


def test_the_fixture_is_a_surface_and_its_gradient_is_right():
    surface: SurfaceLike = PARITY
    assert sum(int(np.prod(shape)) for shape in surface.shapes) == surface.dims
    assert (surface.domain, surface.has_hessian, surface.least_squares, len(surface.minima())) == (
        None,
        False,
        False,
        0,
    )
    w, v = np.random.default_rng(0).standard_normal((2, 5, 33))
    slope = (surface.value(w + 1e-6 * v) - surface.value(w - 1e-6 * v)) / 2e-6
    np.testing.assert_allclose((surface.gradient(w) * v).sum(-1), slope, rtol=1e-6)
    bend = (surface.gradient(w + 1e-5 * v) - surface.gradient(w - 1e-5 * v)) / 2e-5
    np.testing.assert_allclose(surface.hessian_vector_product(w, v), bend, rtol=1e-4, atol=1e-8)


@pytest.mark.parametrize("rule", ABLE, ids=by_slug)
def test_every_rule_that_needs_no_hessian_runs_and_has_an_outcome(rule):
    t = run(rule, PARITY, steps=30)
    assert t.points.shape == (31, 33)
    assert t.outcome.kind not in ("left", "converged", "saddle", "maximum")
    assert "picture" not in t.outcome.text


@pytest.mark.parametrize("rule", UNABLE, ids=by_slug)
def test_a_rule_that_needs_one_says_so_to_the_run_and_to_the_scene(rule):
    words = f"{rule.name} needs a Hessian, which Parity does not have"
    with pytest.raises(ValueError, match=words):
        run(rule, PARITY)
    with pytest.raises(ValueError, match=words):
        scene("No", PARITY, Clipped(rule, Clip()))


def test_newton_and_its_kin_are_those_that_need_one():
    assert {rule.slug for rule in UNABLE} == {rule.slug for rule in RULES if rule.needs_hessian}
    assert not OPTIMIZERS["newton"](hessian="finite differences").lacks(PARITY)
    with pytest.raises(ValueError, match="Parity has no Hessian"):
        PARITY.hessian(np.zeros(33))


def test_descent_learns_and_tuning_finds_a_rate_that_learns_more():
    slow = OPTIMIZERS["gradient_descent"](lr=0.01)
    tuned = tune(slow, PARITY, steps=60).rule
    first, second = race([slow, tuned], PARITY, steps=60)
    assert tuned.lr > 0.05
    assert second.values[-1] < 0.5 * first.values[-1]


def test_outcomes_without_a_place_to_compare():
    wild = run(OPTIMIZERS["gradient_descent"](lr=1000.0), PARITY, steps=60)
    assert wild.outcome.kind != "left"
    still = run(OPTIMIZERS["gradient_descent"](lr=0.0), PARITY, steps=20)
    assert still.outcome.text == "Does not move, on a slope"
    steady = run(OPTIMIZERS["gradient_descent"](lr=0.2), PARITY, steps=20)
    assert steady.outcome.kind == "descending"


def test_noise_clipping_and_lanes_pass_through():
    noisy = Noisy(PARITY, 0.1, seed=4)
    batch = run(Clipped(OPTIMIZERS["adam"](lr=[0.01, 0.05]), Clip()), noisy, steps=10)
    single = run(Clipped(OPTIMIZERS["adam"](lr=0.05), Clip()), noisy, steps=10)
    np.testing.assert_allclose(batch.lane(1).points, single.points, rtol=1e-12)
    assert noisy.at(3).shapes == SHAPES
    assert noisy.mean is PARITY


def test_a_map_of_starts_says_that_there_is_no_plane():
    with pytest.raises(ValueError, match="plane"):
        map_of_starts(OPTIMIZERS["adam"](), PARITY)


class Pair(OPTIMIZERS["gradient_descent"]):
    """Asks at two points at once."""

    def step(self, surface, w, state, k):
        both = surface.gradient(np.stack([w, w + 0.01]))
        return w - self.lr * both.mean(axis=0), state


@pytest.mark.parametrize("lanes", [(), (3,), (2, 3)])
@pytest.mark.parametrize("surface", [PARITY, Noisy(PARITY, 0.1)], ids=["plain", "noisy"])
def test_each_of_two_points_asked_at_once_counts(lanes, surface):
    start = np.broadcast_to(PARITY.start, (*lanes, 33))
    t = run(Pair(lr=0.1), surface, start, steps=5)
    expected = np.broadcast_to(2 * np.arange(6).reshape(-1, *(1,) * len(lanes)), (6, *lanes))
    np.testing.assert_array_equal(t.evaluations.gradients, expected)
    assert not t.evaluations.values.any()


def test_a_product_with_the_hessian_counts_as_two_gradients():
    class Curved(OPTIMIZERS["gradient_descent"]):
        def step(self, surface, w, state, k):
            return w - self.lr * surface.hessian_vector_product(w, surface.gradient(w)), state

    t = run(Curved(lr=0.1), PARITY, steps=4)
    assert Evaluations(*(count[-1] for count in t.evaluations)) == (0, 12, 0)


def test_every_evaluation_of_the_protocol_is_passed_on_by_name():
    """What asks at a point must be written out in the base of all proxies, so that the one that counts misses none."""
    asks = {name for name, member in vars(SurfaceLike).items() if "w" in getattr(member, "__annotations__", {})}
    assert asks - {"distance_to_minimum"} <= set(vars(Around))
    assert "hessian_vector_product" in asks


RACE = scene("Parity", PARITY, OPTIMIZERS["gradient_descent"](lr=0.3), OPTIMIZERS["adam"](lr=0.03), steps=40)


@pytest.mark.parametrize("panels", [("loss", "gradient"), ("contour", "surface", "loss", "multiples")])
def test_a_film_is_made_of_charts(panels):
    film = film_of(RACE, panels)
    assert [panel.id for panel in film.panels] == [name for name in panels if name in ("loss", "gradient")]
    low, high = film.panels[0].base["layout"]["yaxis"]["range"]
    values = np.concatenate([track.channels["f"] for track in film.tracks])
    assert low < np.log10(values).min() < np.log10(values).max() < high or low < values.min() < values.max() < high
    assert all(track.outcome for track in film.tracks)
    assert film.document()["steps"] == 40


def test_channels_hold_no_place():
    (track,) = tracks_of(run(OPTIMIZERS["adam"](), PARITY, steps=3), "adam", channels=("x", "y", "f", "g"))
    assert set(track.channels) == {"f", "g"}


@pytest.mark.thorough
def test_it_exports_as_a_gif_that_moves_and_as_data():
    gif = render(RACE, ".gif", Options(size=(320, 240), panels=("loss", "gradient")))
    with Image.open(io.BytesIO(gif)) as image:
        assert image.n_frames > 10
        first = np.array(image.convert("RGB"))
        image.seek(image.n_frames - 1)
        assert (np.array(image.convert("RGB")) != first).any()
    lines = render(RACE, ".csv").decode().splitlines()
    rows = list(csv.reader(line for line in lines if not line.startswith("#")))
    assert rows[0][:3] == ["optimizer", "step", "w1"]
    assert rows[0][34:] == ["w33", "f", "gradient_norm", "evaluations", "learning_rate"]
    np.testing.assert_array_equal(np.array(rows[1][2:35], dtype=float), PARITY.start)
