"""What every surface declares about itself."""

import json

import numpy as np
import pytest
from record_shown import FILE, shown

from catalog import Interval, parameters
from lessons.ends.least_squares import wilson
from surfaces import SURFACES, Surface
from surfaces.gallagher import PEAKS

PARAMETERS = [(slug, p) for slug, cls in SURFACES.items() for p in parameters(cls)]
IDS = [f"{slug}-{p.name}" for slug, p in PARAMETERS]


def test_facts_are_complete(surface):
    assert surface.name
    assert surface.latex
    assert surface.shows == surface.shows.strip() != ""
    assert surface.view.scale in ("linear", "log")
    assert type(surface).__doc__.strip().endswith(".")


def test_names_are_distinct():
    assert len({cls.name for cls in SURFACES.values()}) == len(SURFACES)


def test_a_paper_with_an_address(surface):
    assert surface.slug == "parabola" or surface.paper.url.startswith("https://")
    assert surface.slug == "parabola" or 1600 < surface.paper.year < 2100


@pytest.mark.parametrize(("slug", "recorded"), json.loads(FILE.read_text()).items())
def test_a_surface_is_shown_and_begun_where_it_always_was(slug, recorded):
    assert shown(SURFACES[slug]()) == recorded


def test_domain_contains_the_start(surface):
    assert len(surface.domain) == len(surface.start) == surface.dims
    for (low, high), coordinate in zip(surface.domain, surface.start, strict=True):
        assert low <= coordinate <= high


def test_a_start_goes_somewhere(surface):
    """By the slope there, or, on a stair that has none, by a value beside it that is lower."""
    if surface.slug == "step_ellipsoid":
        beside = surface.start - 0.1 * np.ptp(surface.domain, axis=-1) * np.sign(surface.start)
        assert surface.value(beside) < surface.value(surface.start)
    else:
        assert np.abs(surface.at(1).gradient(surface.start)).max() > 0


def test_a_log_scale_has_nothing_below_the_lowest_minimum(surface, random_points):
    if surface.view.scale == "log":
        assert len(surface.minima())
        assert surface.value(random_points(surface, 5000)).min() >= surface.value(surface.minima()).min()


def test_defaults_and_sliders_are_legal(surface):
    for p in parameters(surface):
        if p.kind == "choice":
            assert p.default in p.choices
        elif p.kind != "flag":
            assert p.low <= p.default <= p.high
            assert p.legal.contains([p.low, p.high])
            assert not p.log or p.low > 0
        assert p.help


@pytest.mark.parametrize(("slug", "p"), PARAMETERS, ids=IDS)
def test_a_symbol_stands_in_the_formula(slug, p):
    assert p.kind in ("flag", "choice") or (p.symbol and p.symbol in SURFACES[slug].latex)


@pytest.mark.parametrize(("slug", "p"), PARAMETERS, ids=IDS)
def test_bad_values_are_refused_by_name_and_range(slug, p):
    if p.kind == "choice":
        bad = ["no such choice"]
    elif p.kind == "flag":
        bad = ["perhaps"]
    else:
        low, high = Interval(str(p.legal)).bounds
        bad = [np.nan, np.inf, "a word"] + [low - 1] * bool(np.isfinite(low)) + [high + 1] * bool(np.isfinite(high))
    for value in bad:
        with pytest.raises(ValueError, match=p.name) as refusal:
            SURFACES[slug](**{p.name: value})
        assert p.kind in ("flag", "choice") or str(p.legal) in str(refusal.value)


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("slug", SURFACES)
def test_the_ends_of_every_slider_work(slug, end):
    for p in parameters(SURFACES[slug]):
        for value in p.choices or ((True, False) if p.kind == "flag" else (getattr(p, end),)):
            surface = SURFACES[slug](**{p.name: value})
            assert np.isfinite(surface.value(surface.start))
            assert np.isfinite(surface.gradient(surface.start)).all()
            assert np.isfinite(surface.distance_to_minimum(surface.start)) or not len(surface.minima())


def test_what_is_made_of_data_is_equal_to_itself_alone():
    few, many = wilson(6, 0.5, 1), wilson(20, 0.5, 1)
    assert few == few
    assert few != many
    assert wilson(6, 0.5, 1) != few  # its arrays are not compared
    assert SURFACES["beale"]() == SURFACES["beale"]()
    assert SURFACES["rosenbrock"](a=2.0) != SURFACES["rosenbrock"]()
    kinds = [Surface]
    for kind in kinds:
        kinds += kind.__subclasses__()
        assert kind.__dataclass_params__.eq or kind.__eq__ is object.__eq__, kind


def test_seven_of_gallagher_s_hollows_lie_in_others():
    surface = SURFACES["gallagher"]()
    centres = np.array([(x, y) for _, x, y, *_ in PEAKS])
    depths = np.array([height for height, *_ in PEAKS])
    own = np.isclose(10 - np.sqrt(surface.value(centres)), depths, atol=1e-6)  # the value there is its own, no deeper
    assert (own.sum(), (~own).sum(), len(surface.minima())) == (14, 7, 14)
    assert surface.__doc__.startswith("Fourteen hollows")
    assert "seven more inside them" in surface.__doc__
