"""How much is sent and shown: of shapes, of runs that leave, of tall pictures, of huge heights, of equal bands."""

import numpy as np
import pytest

from figures import Track, chart, contour
from figures.beliefs import MOST, insides
from figures.dials import _marks
from figures.film import Racer
from figures.relief import line_count, relief_of, widened
from figures.thumbnail import BANDS, _banded
from optim import OPTIMIZERS, run
from surfaces import SURFACES, parse


def sent(shapes):
    return sum(len(part["bdata"]) for shape in shapes for part in shape.values() if isinstance(part, dict))


@pytest.mark.parametrize("steps", [200, 400])
def test_a_run_s_shapes_take_what_they_may_and_no_more(steps):
    """Paths of many points: as many steps are left out as must be, by what a number takes."""
    t = run(OPTIMIZERS["levenberg_marquardt"](), SURFACES["himmelblau"](), None, steps)
    assert 0.85 * MOST < sent(insides([t], [Racer("a", "A", "#000000")])) < 1.05 * MOST


@pytest.mark.parametrize(("end", "shown"), [(99.0, True), (101.0, False)])
def test_a_chart_shows_up_to_a_hundred_times_what_runs_begin_with(end, shown):
    values = np.r_[np.ones(30), end]
    low, high = chart("f", [Track("a", {"f": values})], log=True).figure["layout"]["yaxis"]["range"]
    assert low < 0
    assert (high > np.log10(end)) == shown


@pytest.mark.parametrize(
    ("domain", "aspect"), [(((0, 10), (0, 18)), 1.0), (((0, 18), (0, 10)), 0.6), (((0, 10), (0, 8)), 0.8)]
)
def test_a_panel_is_as_high_as_its_domain_within_limits(domain, aspect):
    assert contour(SURFACES["himmelblau"](), domain, resolution=8).aspect == pytest.approx(aspect)


@pytest.mark.parametrize(("size", "compressed"), [(0.9e30, False), (1.5e30, True)])
def test_heights_beyond_single_precision_are_compressed(size, compressed):
    surface = parse(f"{size:g}*(x + 1)/2", domain=((-1, 1), (-1, 1)), start=(0.5, 0.5))
    relief = relief_of(surface, resolution=9)
    assert (relief.height.scale is not None) == compressed
    assert np.isfinite(np.asarray(relief.heights, dtype=np.float32)).all()


def test_bands_of_a_small_picture_have_equal_areas():
    bands = _banded(np.arange(100.0 * BANDS).reshape(BANDS, 100)[::-1])
    places, counts = np.unique(bands, return_counts=True)
    assert places == pytest.approx(np.linspace(0, 1, BANDS))
    assert counts.min() >= 99
    assert counts.max() <= 101


@pytest.mark.parametrize(
    ("low", "high", "made"), [(2.0, 2.0, (1.5, 2.5)), (0.0, 0.0, (-0.5, 0.5)), (1e9, 1e9, (1e9 - 1e3, 1e9 + 1e3))]
)
def test_an_empty_range_is_widened(low, high, made):
    assert widened(low, high) == pytest.approx(made, rel=1e-12)
    assert widened(low, low + 1e-3 * max(low, 1)) == (low, low + 1e-3 * max(low, 1))


def test_as_many_lines_as_a_walk_may_cross():
    """A slope is crossed once: all lines; ten waves on the way, twenty times: a twentieth of what may be crossed."""
    x = np.linspace(0, 1, 401)
    slope, waves = np.tile(x, (401, 1)), np.tile(np.cos(20 * np.pi * x), (401, 1))
    assert line_count(slope, 40, 100.0) == 40
    assert line_count(waves, 40, 300.0) == 15
    assert line_count(waves, 40, 20.0) == 10
    assert line_count(waves + 50, 40, 300.0) == 15


@pytest.mark.parametrize("whole", [True, False])
def test_a_dial_s_marks_begin_and_end_where_it_does(whole):
    marks = _marks(3, 3000, 10, False, whole)
    assert (marks[0], marks[-1]) == (3, 3000)
    assert 10 in marks
    assert list(marks) == sorted(set(marks))
    assert _marks(4, 4, 4, False, True) == (4,)
