"""Films against their budgets: what is sent, and how long it takes to make it."""

import dataclasses
import json

import pytest

from figures import contour, film_of, surface3d
from figures.relief import _sampled
from optim import OPTIMIZERS
from scenes import scene
from surfaces import SURFACES

SLUGS = ("gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "adamax")
PANELS = ("contour", "surface", "loss", "gradient")
RACE = scene("Race", SURFACES["rosenbrock"](), *(OPTIMIZERS[slug]() for slug in SLUGS), steps=300)
PLANES = [slug for slug, surface in SURFACES.items() if surface.dims == 2]


def kilobytes(value):
    return len(json.dumps(value, separators=(",", ":"))) / 1000


def milliseconds(benchmark, function, **how):
    """The shortest of some rounds: what the code takes when nothing else runs."""
    benchmark.pedantic(function, **{"rounds": 20, "warmup_rounds": 1} | how)
    return 1e3 * benchmark.stats.stats.min


def frames_instead():
    """The same race as Plotly frames with growing trails, in words."""
    base = film_of(RACE, PANELS[:1]).panels[0].base
    trails = [[t.points[: k + 1].tolist() for t in RACE.run()] for k in (100, 200, 300)]
    growing = sum(kilobytes(trail) for trail in trails) / 3 * RACE.steps / 2
    return f"Plotly frames with growing trails: about {growing / 1000 + kilobytes(base) / 1000:.1f} MB"


def test_a_slider_moves_one_rule(budget):
    entrants = list(RACE.entrants)
    entrants[1] = dataclasses.replace(entrants[1], rule=OPTIMIZERS["momentum"](lr=0.0021))
    other = dataclasses.replace(RACE, entrants=tuple(entrants))
    (skeleton, before), (_, after) = (film_of(one, PANELS).parts() for one in (RACE, other))
    fresh = {key: part for key, part in after.items() if key not in before}
    budget(
        "sent when one of 8 rules × 300 steps changes", kilobytes([skeleton, fresh]), 30, "kB", instead=frames_instead()
    )


def test_the_largest_base_of_all_surfaces(budget):
    sizes = {slug: kilobytes([contour(SURFACES[slug]()).base, surface3d(SURFACES[slug]()).base]) for slug in PLANES}
    largest = max(sizes, key=sizes.__getitem__)
    budget(f"sent for a surface, contour and 3-D (largest: {largest})", sizes[largest], 300, "kB")


@pytest.mark.parametrize("slug", ["beale", "noisy_moons", "rastrigin"])
def test_building_a_base(benchmark, budget, slug):
    surface = SURFACES[slug]()
    surface.critical_points()

    def build():
        return contour(surface).key, surface3d(surface).key

    took = milliseconds(benchmark, build, setup=_sampled.cache_clear)
    budget(f"both bases of {slug}, from nothing", took, 50, "ms")


def test_building_a_film(benchmark, budget):
    def setup():
        return (RACE.run(),), {}

    took = milliseconds(benchmark, lambda runs: film_of(RACE, PANELS, runs).parts(), setup=setup)
    budget("the film of 8 rules × 300 steps and its parts, besides the run", took, 30, "ms")
