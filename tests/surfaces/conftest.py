import dataclasses

import numpy as np
import pytest

from catalog import parameters
from surfaces import SURFACES


def moved(surface_class):
    """A surface away from its defaults: every number a third of the way up its slider (on its own scale)."""
    values = {}
    for p in parameters(surface_class):
        if p.kind == "number":
            between = np.geomspace if p.log else np.linspace
            values[p.name] = float(between(p.low, p.high, 4)[1])
    return surface_class(**values)


VARIANTS = {slug: cls() for slug, cls in SURFACES.items()} | {
    f"{slug}-moved": moved(cls) for slug, cls in SURFACES.items() if dataclasses.fields(cls)
}


@pytest.fixture(params=SURFACES)
def surface(request):
    """Each surface with its default parameters."""
    return SURFACES[request.param]()


@pytest.fixture(params=VARIANTS)
def variant(request):
    """Each surface, with its default parameters and with others."""
    return VARIANTS[request.param]


@pytest.fixture
def random_points():
    """A function that draws `count` points (count, dims) of a surface's domain."""

    def draw(surface, count=1000):
        low, high = np.array(surface.domain).T
        return np.random.default_rng(7).uniform(low, high, (count, surface.dims))

    return draw
