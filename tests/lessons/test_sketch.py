"""What the page draws anew under a hand is what Python draws at the same numbers."""

import json

import numpy as np
import pytest
from sweep import sweep

from figures._encode import decode
from lessons.error_surfaces.convexity import PLANE, chord_film
from lessons.scaling.general import General, general_film
from surfaces import SURFACES
from tests.live.v8 import V8

CONVEX = ("styblinski_tang", "booth", "brown_badly_scaled", "lasso", "eggholder", "linear_network")
ENDS = ((0.1, 0.2, 0.9, 0.7), (0.8, 0.15, 0.8, 0.95), (0.4, 0.6, 0.4, 0.6))  # as shares of the domain


def drawn(film, numbers):
    """The arrays that the page draws of a film's sketch at other numbers, by name."""
    live = film.live
    rule = live["rules"][0] | {"numbers": numbers}
    context = V8(live["programs"]).context
    context.eval(f"var spec = {json.dumps({'surface': live['surface'], 'minimum': live['minimum'], 'delay': 0})};")
    context.eval(f"var made = engine.ready(spec, {json.dumps(rule)}); made.W.set({json.dumps(live['start'])});")
    text = context.eval("made.begin(); JSON.stringify([...made.S].map(String))")
    values = np.array([float(value.replace("Infinity", "inf")) for value in json.loads(text)])
    return {name: values[first : first + size] for name, (first, size) in live["sketch"]["arrays"].items()}


def holds(film, other):
    """What the page makes of `film` at the numbers of `other` is what stands in `other`, array by array."""
    made, count = drawn(film, other.live["rules"][0]["numbers"]), 0
    for mine, theirs in zip(film.panels, other.panels, strict=True):
        for here, there in zip(mine.overlays, theirs.overlays, strict=True):
            for array, name in here.get("drawn", {}).items():
                want = decode(there[array]).ravel()
                np.testing.assert_allclose(
                    made[name], want, rtol=1e-6, atol=1e-6 * np.nanmax(np.abs(want), initial=1e-9)
                )
                count += 1
    for track in other.tracks:
        for channel, name in film.live["sketch"]["tracks"].get(track.racer, {}).items():
            np.testing.assert_allclose(made[name], track.channels[channel], rtol=1e-12, atol=1e-12)
            count += 1
    assert count >= 10
    reach = {panel.id: panel.figure["layout"]["yaxis"]["range"] for panel in other.panels}
    for id, names in film.live["sketch"]["ranges"].items():
        values = np.concatenate([made[name] for name in names])
        low, high = np.nanmin(values), np.nanmax(values)
        assert reach[id] == pytest.approx([low - (pad := 0.08 * (high - low) or 0.5), high + pad])


@pytest.mark.parametrize("slug", CONVEX)
def test_a_chord(slug):
    surface = SURFACES[slug]()
    low, high = np.array(surface.domain).T
    first, *others = (chord_film(surface, low + share[:2] * (high - low), low + share[2:] * (high - low))
                      for share in np.array(ENDS))  # fmt: skip
    for other in others:
        holds(first, other)
    a, b = first.panels[0].handles
    assert [each["name"] for handle in (a, b) for each in handle["sets"]] == first.live["rules"][0]["names"]


@pytest.mark.parametrize("chosen", sweep(General, 4), ids=str)
def test_a_walk(chosen):
    holds(general_film(chosen), general_film(chosen.altered(across=-1.1)))
    (handle,) = general_film(chosen).panels[0].handles
    assert handle["sets"] == [{"name": "sketch.across", "axis": "y", "over": 1.0}]


def test_hardly_a_surface_is_left_to_the_server():
    films = {slug: chord_film(SURFACES[slug](), (-0.3, 0.1), (0.4, 0.2)) for slug in PLANE}
    assert {slug for slug, film in films.items() if film.live is None} <= {"noisy_moons"}
