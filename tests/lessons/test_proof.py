"""The film of the proof: what each line does to the plane, and where the step ends."""

import json

import numpy as np
import pytest
from sweep import sweep

from figures._encode import decode
from lessons.scaling.proof import EACH, LINES, LR, STEPS, eigen, proof_film, stage, starts
from lessons.scaling.words import Axes


def arrays(overlay):
    return {name: decode(overlay[name]) for name in ("x", "y", "dx", "dy") if name in overlay}


def shape_of(points):
    """The principal half-axes of a closed curve (m, 2) around 0, and the angle of the long one in degrees."""
    long = points[np.linalg.norm(points, axis=1).argmax()]
    lengths = np.linalg.norm(points, axis=1)
    return lengths.max(), lengths.min(), np.degrees(np.arctan2(long[1], long[0])) % 180


@pytest.mark.parametrize("chosen", sweep(Axes, 12), ids=str)
def test_each_line_does_what_it_says(chosen):
    surface = chosen.surface
    a = np.array(surface.hessian(np.zeros(2)))
    values, q = eigen(surface)
    np.testing.assert_allclose(q @ np.diag(values) @ q.T, a, atol=1e-9)
    assert np.linalg.det(q) == pytest.approx(1)
    half = np.linalg.inv(np.linalg.cholesky(a))  # any root will do for lengths
    np.testing.assert_allclose(stage(surface, 0), np.eye(2), atol=1e-12)
    np.testing.assert_allclose(stage(surface, 1), q.T, atol=1e-9)
    np.testing.assert_allclose(stage(surface, 2), np.diag(np.sqrt(values)) @ q.T, atol=1e-9)
    for at in (3, 3.5, 4):
        root = stage(surface, at)
        np.testing.assert_allclose(root, root.T, atol=1e-9)
        np.testing.assert_allclose(root @ root, a, atol=1e-9 * np.abs(a).max())
        np.testing.assert_allclose(np.linalg.det(root) * np.linalg.det(half), 1, rtol=1e-9)
    np.testing.assert_allclose(stage(surface, 5), np.eye(2), atol=1e-12)
    np.testing.assert_allclose(stage(surface, 4 - 1e-9), stage(surface, 4 + 1e-9), atol=1e-6)


@pytest.mark.parametrize("chosen", sweep(Axes, 6), ids=str)
def test_the_picture_shows_a_round_bowl_and_the_modified_step(chosen):
    film = proof_film(chosen.surface)
    assert film.steps == STEPS == EACH * (len(LINES) - 1)
    panel = film.panels[0]
    ring = next(o for o in panel.overlays if o["type"] == "curve" and o.get("fill"))
    x, y = (decode(ring[name]) for name in "xy")
    for at in (2, 3, 4):
        long, short, _ = shape_of(np.stack([x[EACH * at], y[EACH * at]], axis=1))
        assert long == pytest.approx(short, rel=1e-4)
    sizes = [np.prod(shape_of(np.stack([x[EACH * at], y[EACH * at]], axis=1))[:2]) for at in range(5)]
    np.testing.assert_allclose(sizes, sizes[0], rtol=5e-3)  # it keeps its area
    long, short, angle = shape_of(np.stack([x[EACH], y[EACH]], axis=1))
    if long > 1.01 * short:
        assert min(angle % 90, 90 - angle % 90) < 2.6  # as near as the corners are
    descent, step = (arrays(o) for o in panel.overlays if o["type"] == "arrow")
    w = np.array([step["x"][0], step["y"][0]])
    slope = np.array(chosen.surface.hessian(np.zeros(2))) @ w
    np.testing.assert_allclose([step["dx"][-1], step["dy"][-1]], -LR * np.linalg.inv(
        np.array(chosen.surface.hessian(np.zeros(2)))) @ slope, rtol=1e-4, atol=1e-6)  # fmt: skip
    assert descent["dx"][0] * slope[0] + descent["dy"][0] * slope[1] < 0
    assert descent["dx"][0] * slope[1] == pytest.approx(descent["dy"][0] * slope[0], abs=1e-4 * np.abs(slope).max())
    for k in range(0, 3 * EACH + 1, EACH):
        assert abs(step["dx"][k]) + abs(step["dy"][k]) < 1e-9  # not taken yet
    foot, way = np.array([step["x"][40], step["y"][40]]), np.array([step["dx"][40], step["dy"][40]])
    np.testing.assert_allclose(way, -LR * foot, rtol=1e-4, atol=1e-6)
    json.dumps(film.document(), allow_nan=False)


def test_the_lines_share_the_films_steps():
    assert starts() == [0, 1, 11, 21, 31, 41]
