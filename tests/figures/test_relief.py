import numpy as np
import pytest

from figures.relief import Height, _height, least, limits, line_count, relief_of, visible, widened
from surfaces import SURFACES, Noisy
from tests.figures.strange import STRANGE, Strange

EVERY = [cls() for cls in SURFACES.values()] + STRANGE


@pytest.mark.parametrize("surface", EVERY, ids=repr)
def test_every_surface_has_a_relief(surface):
    relief = relief_of(surface)
    shape = (len(relief.y), len(relief.x)) if surface.dims == 2 else (len(relief.x),)
    assert relief.values.shape == relief.heights.shape == shape
    assert not np.isinf(relief.values).any()
    assert np.array_equal(np.isfinite(relief.values), np.isfinite(relief.heights))
    low, high = visible(relief.heights)
    assert np.isfinite((low, high)).all()
    assert low < high


def test_the_grid_spans_the_domain():
    relief = relief_of(SURFACES["beale"](), ((-1, 2), (0, 4)), 11)
    assert relief.x.tolist() == np.linspace(-1, 2, 11).tolist()
    assert relief.y.tolist() == np.linspace(0, 4, 11).tolist()
    assert relief.values[3, 7] == SURFACES["beale"]().value((relief.x[7], relief.y[3]))


@pytest.mark.parametrize(
    "domain", [((1, 1), (0, 1)), ((0, np.inf), (0, 1)), ((0, 1),), ((2, 1), (0, 1)), ((0, np.nan), (0, 1))]
)
def test_a_domain_must_be_a_rectangle(domain):
    with pytest.raises(ValueError, match="domain"):
        relief_of(SURFACES["beale"](), domain)


def test_noise_does_not_move_the_picture():
    surface = SURFACES["beale"]()
    assert relief_of(Noisy(surface, 3.0, 1)) is relief_of(surface)


def test_a_fine_grid_is_capped():
    assert len(relief_of(SURFACES["saddle"](), None, 10_000).x) <= 401


def test_compressed_heights_are_monotone_logarithmic_and_never_undefined():
    height = Height(center=2.0, scale=0.1)
    values = np.array([-1e30, -5.0, 2.0, 2.05, 3.0, 1e3, 1e4, 1e300])
    heights = height(values)
    assert np.isfinite(heights).all()
    assert (np.diff(heights) > 0).all()
    assert heights[2] == 0
    assert heights[6] - heights[5] == pytest.approx(1, abs=2e-3)


def test_heights_are_compressed_where_a_surface_asks_or_spans_decades():
    assert relief_of(SURFACES["beale"]()).height.scale is not None
    assert relief_of(SURFACES["monkey_saddle"]()).height.scale is None
    assert relief_of(Strange("twenty decades")).height.scale is None  # three quarters of it lie in the last decade
    assert relief_of(Strange("tower")).height.scale is not None
    assert relief_of(Strange("falling")).height.scale is not None
    assert relief_of(Strange("poles")).height.scale is not None
    assert relief_of(SURFACES["easom"]()).height.scale is None  # a plain with a known well in it


def test_least_is_the_value_at_the_lowest_known_minimum():
    assert least(SURFACES["beale"]()) == pytest.approx(0, abs=1e-20)
    assert least(SURFACES["monkey_saddle"]()) is None


def test_limits_of_nothing_and_of_one_value():
    assert limits(np.array([np.nan])) == (0.0, 1.0)
    low, high = limits(np.array([7.0, 7.0]))
    assert low < 7 < high
    low, high = limits(np.array([1e20, 1e20]))
    assert low < 1e20 < high


def test_what_towers_over_the_rest_is_cut_off():
    bowl = np.linspace(0, 1, 1000)
    assert visible(bowl) == (0.0, 1.0)
    assert visible(np.append(bowl, 50.0))[1] < 1.0 + 1e-9


def test_a_rough_surface_has_fewer_lines():
    x = np.linspace(0, 1, 200)
    bowl = (x - 0.5) ** 2 + 0 * x[:, None]
    waves = np.sin(60 * x) + 0 * x[:, None]
    assert line_count(bowl, 20, 50) == 20
    assert line_count(waves, 20, 50) < 10
    assert line_count(np.full((5, 5), np.nan), 20, 50) == 20


def test_an_empty_range_is_widened_and_a_narrow_one_is_not():
    assert widened(7.0, 7.0) == (6.5, 7.5)
    assert widened(1e9, 1e9) == (1e9 - 1e3, 1e9 + 1e3)
    assert widened(-1e9, -1e9) == (-1e9 - 1e3, -1e9 + 1e3)
    assert widened(1.0, 1.0 + 1.5e-9) == (1.0, 1.0 + 1.5e-9)
    assert widened(1.0, 1.0 + 0.5e-9) == (0.5, 1.5)


def test_a_scale_is_such_that_a_few_percent_lie_below_it():
    relief = relief_of(SURFACES["beale"]())
    above = relief.values[relief.values > 0]
    assert relief.height.center == relief.sharp.center == pytest.approx(0, abs=1e-20)
    assert relief.height.scale == pytest.approx(np.quantile(above, 0.06))
    assert relief.sharp.scale == pytest.approx(np.quantile(above, 0.01))
    assert Height(scale=1.0)(0.0) == 0.0


@pytest.mark.parametrize("unit", [1e-9, 1e6])
def test_the_unit_of_a_surface_does_not_change_its_picture(unit):
    tower = np.append(np.linspace(0, 1, 1000), 50.0)
    assert visible(unit * tower) == pytest.approx(unit * np.array(visible(tower)))
    for name in ("poles", "tower"):
        values = relief_of(Strange(name)).values
        plain, scaled = (_height(Strange(name), factor * values, 0.06) for factor in (1, unit))
        assert scaled.scale == pytest.approx(unit * plain.scale)
        assert scaled.center == pytest.approx(unit * plain.center, abs=1e-12 * unit)
