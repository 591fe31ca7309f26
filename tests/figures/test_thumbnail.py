"""Small pictures: which side is up, which colour is low, how a trail is drawn."""

import base64
import io
import re

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from figures._color import THEMES, quiet
from figures.thumbnail import _banded, race_picture, surface_picture
from optim import OPTIMIZERS, run
from surfaces import SURFACES


def svg(trajectory, **look):
    address = race_picture(trajectory, "#123456", **look)
    assert address.startswith("data:image/svg+xml;base64,")
    return base64.b64decode(address.partition(",")[2]).decode()


def path_of(text):
    return np.array([[float(c) for c in pair.split(",")] for pair in re.search(r'd="M([^"]+)"', text)[1].split(" L")])


def numbers(text, name):
    return [float(n) for n in re.search(rf'{name}="([^"]+)"', text)[1].split(";")]


@pytest.fixture(scope="module")
def trajectory():
    return run(OPTIMIZERS["gradient_descent"](lr=0.05), SURFACES["quadratic"](), None, 40)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_low_has_the_lowest_colour_and_up_is_up(theme):
    surface = SURFACES["beale"]()
    data = base64.b64decode(surface_picture(surface, theme).partition(",")[2])
    image = np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"), dtype=float) / 255
    assert image.shape == (256, 256, 4)
    assert (image[..., 3] == 1).all()
    image = image[..., :3]
    (x0, x1), (y0, y1) = surface.domain
    x, y = np.meshgrid(np.linspace(x0, x1, 256), np.linspace(y1, y0, 256))
    heights = surface.value(np.stack([x, y], axis=-1))
    low, high = (np.array(to_rgb(quiet(theme)[end][1])) for end in (0, -1))
    lowest, highest = heights < np.quantile(heights, 0.02), heights > np.quantile(heights, 0.98)
    assert np.median(image[lowest], axis=0) == pytest.approx(low, abs=0.05)
    assert np.median(image[highest], axis=0) == pytest.approx(high, abs=0.05)  # 64 colours are kept


def test_the_trail_lies_where_the_run_went_with_up_above(trajectory):
    path = path_of(svg(trajectory))
    (x0, x1), (y0, y1) = trajectory.surface.domain
    x = (trajectory.points[:, 0] - x0) / (x1 - x0) * 100
    y = (y1 - trajectory.points[:, 1]) / (y1 - y0) * 75
    assert path == pytest.approx(np.column_stack([x, y]), abs=0.06)


def test_the_trail_is_drawn_from_its_start_as_its_head_goes(trajectory):
    text = svg(trajectory)
    left, gone, times = (numbers(text, name) for name in ("values", "keyPoints", "keyTimes"))
    assert (left[0], left[-1], gone[0], gone[-1]) == (1, 0, 0, 1)
    assert np.add(left, gone) == pytest.approx(np.ones(len(left)), abs=2e-4)
    way = np.linalg.norm(np.diff(path_of(text), axis=0), axis=1)
    assert gone[1] == pytest.approx(way[0] / way.sum(), abs=0.01)
    assert (times[0], times[-2], times[-1]) == (0, 0.85, 1)
    assert len(times) == len(left) == 42
    assert 'dur="6.0s"' in text


def test_its_halo_is_the_ground_below_and_wider_than_the_line(trajectory):
    for theme in ("light", "dark"):
        strokes = re.findall(r'stroke="(#\w+)" stroke-width="([\d.]+)"', svg(trajectory, theme=theme))
        assert [color for color, _ in strokes[:2]] == [THEMES[theme]["@panel"], "#123456"]
        assert float(strokes[0][1]) > 1.5 * float(strokes[1][1])


def test_a_run_that_diverges_ends_at_its_last_place():
    gone = run(OPTIMIZERS["gradient_descent"](lr=10.0), SURFACES["beale"](), (1.0, 1.5), 40)
    path = path_of(svg(gone))
    assert np.isfinite(path).all()
    assert len(path) < 41
    assert np.abs(path).max() <= 300


def test_a_run_that_stays_is_a_point_that_waits():
    still = run(OPTIMIZERS["gradient_descent"](), SURFACES["quadratic"](), SURFACES["quadratic"]().minima()[0], 5)
    assert numbers(svg(still), "keyPoints") == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1, 1])


def test_bands_cover_equal_areas_and_go_from_the_lowest_colour_to_the_highest():
    heights = np.random.default_rng(0).normal(size=(20, 70)) ** 3
    bands, counts = np.unique(_banded(heights), return_counts=True)
    assert bands == pytest.approx(np.linspace(0, 1, 14))
    assert counts == pytest.approx(np.full(14, 100), abs=1)
    assert np.corrcoef(_banded(heights).ravel(), heights.argsort(axis=None).argsort())[0, 1] > 0.99
