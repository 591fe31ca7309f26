"""What sections suggest: each is as it was, legal, and shows what it is called."""

import json

import numpy as np
import pytest
from record_suggestions import FILE, sections, suggested

from catalog import parameters
from lessons.adaptive.rates import ARENAS, runs
from lessons.adaptive.settings import Correction, Epsilon, Rates
from lessons.decay.plane import Planes, limits
from lessons.decay.schedules import SideBySide, Swept
from lessons.error_surfaces.one_by_one import OneByOne, one_by_one_film
from lessons.newton.curves import CURVES, STARTS, UNFOLDED, iterate, parabolas
from lessons.prediction import ROUNDS
from lessons.scaling.general import General
from surfaces import SURFACES

RECORDED = json.loads(FILE.read_text())


@pytest.fixture(scope="module")
def now():
    return suggested()


@pytest.mark.parametrize("section", RECORDED)
def test_sections_suggest_what_they_did(now, section):
    assert now[section] == RECORDED[section], "If it is so on purpose: python tests/lessons/record_suggestions.py"
    assert now.keys() == RECORDED.keys()


def test_what_is_suggested_can_be_set():
    for cls in sections():
        names = {p.name for p in parameters(cls)}
        for label, values in cls.presets.items():
            cls(**{name: value for name, value in values.items() if name in names})
            assert label.strip() == label


def differing(one, other):
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


@pytest.mark.parametrize(
    ("section", "first", "second", "by"),
    [
        (General, "Diagonal", "Turned", {"angle"}),
        (General, "Turned", "Not convex", {"lambda1"}),
        (Planes, "A sharp and a flat minimum", "Without damping", {"damping"}),
        (SideBySide, "From above every limit", "No decay", {"final"}),
        (Swept, "Constant and small", "Constant, in the window", {"lr"}),
        (Swept, "Constant and large", "Cosine", {"schedule"}),
        (Swept, "Cosine", "1/k", {"schedule"}),
        (Correction, "A cliff beyond the start", "No cliff", {"surface"}),
        (Rates, "Almost on the ridge", "A saddle", {"surface"}),
    ],
)
def test_two_suggestions_differ_in_what_their_names_tell(section, first, second, by):
    assert differing(section.presets[first], section.presets[second]) == by


def test_suggestions_keep_the_names_promise():
    assert General(**General.presets["Diagonal"]).matrix[0, 1] == 0
    assert General(**General.presets["Turned"]).matrix[0, 1] != 0
    assert np.linalg.eigvalsh(General(**General.presets["Not convex"]).matrix)[0] < 0
    once = {preset.get("factor", 1.0) for name, preset in Rates.presets.items() if name != "Three times the rates"}
    assert once == {1.0}
    assert Rates.presets["Three times the rates"]["factor"] == 3 * once.pop()
    assert SideBySide.presets["From above every limit"]["final"] == Swept.presets["Cosine"]["final"]
    above = Planes.presets["Without damping"]
    assert above["lr"] > limits(SURFACES[above["surface"]](), above["damping"]).max()
    eps = [preset["eps"] for preset in Epsilon.presets.values()]
    assert eps[:3] == sorted(eps[:3])


ENDS = {
    "newton": [(0.0867, 2.8843), (0, 1), (-2.8051, 3.1313), (-2.8051, 3.1313)],
    "momentum": [(-3.7793, -3.2832), (-3.7985, -3.3633), (-0.3731, 0.3496), (3.0042, 1.9902)],
    "adaptive": [(0.7167, 0.7411), (-3.2743, 0.2377), (3.4877, -1.762), (3.6146, -1.7452)],
}


@pytest.mark.parametrize("page", ROUNDS)
def test_asked_runs_end_where_they_did(page):
    np.testing.assert_allclose([asked.end for asked in ROUNDS[page]], ENDS[page], atol=1e-4)


ARRIVED = {
    "beale": [(1.71, 0.0965), (2.82, 0.451), (2.85, 0.504), (1.76, 0.244), (2.94, 0.486), (2.53, 0.349)],
    "long_valley": [
        (8.07e-07, -1.08e-05), (3.03e-07, -1.5), (-0.000157, -1.52), (0.012, -276.0), (0.000436, -3.4),
        (-0.000311, -1.93),
    ],
    "saddle": [(-0.022, 0.33), (-0.0598, 2.08), (-0.0107, 1.74), (-0.646, 10.2), (0.00533, 2.99), (0.022, 1.77)],
    "monkey_saddle": [(-0.0446, -0.332), (1.05, -1.53), (0.966, -1.36), (0.16, -0.437), (2.26, -2.61), (1.14, -1.2)],
}  # fmt: skip


@pytest.mark.parametrize("slug", ARENAS)
def test_the_rules_of_an_arena_end_where_they_did(slug):
    np.testing.assert_allclose([t.points[-1] for t in runs(slug)], ARRIVED[slug], rtol=6e-3)
    assert len({len(t.points) for t in runs(slug)}) == 1


@pytest.mark.parametrize("count", [1, 40])
def test_the_count_has_room_for_all_points_and_begins_at_none(count):
    still = one_by_one_film(OneByOne(n=12), count).panels[1].figure["layout"]
    assert still["yaxis"]["range"] == [0, pytest.approx(1.08 * count)]
    assert still["xaxis"]["range"] == [-0.3, 12.3]


@pytest.mark.parametrize("slug", STARTS)
def test_fitted_parabolas_are_drawn_up_to_1_beyond_the_picture(slug):
    low, high = CURVES[slug].domain[0]
    starts = np.linspace(low, high, 9)
    drawn = np.array([parabolas(iterate(slug, start, 2.4))[0] for start in starts])
    wide = np.array([x[UNFOLDED] for x in drawn])
    assert (wide.min(), wide.max()) == (pytest.approx(low - 1), pytest.approx(high + 1))
