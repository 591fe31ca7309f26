"""What the page draws anew under a hand is what Python draws at the same numbers."""

import json

import numpy as np
import pytest
from sweep import sweep

from figures._encode import decode
from lessons._text import number
from lessons.error_surfaces.convexity import PLANE, chord_film
from lessons.error_surfaces.probe import probe_film, snapped
from lessons.scaling.general import General, general_film
from surfaces import SURFACES
from tests.live.v8 import V8

CONVEX = ("styblinski_tang", "booth", "brown_badly_scaled", "lasso", "eggholder", "linear_network")
ENDS = ((0.1, 0.2, 0.9, 0.7), (0.8, 0.15, 0.8, 0.95), (0.4, 0.6, 0.4, 0.6))  # as shares of the domain


def drawn(film, numbers):
    """The arrays that the page draws of a film's sketch at other numbers, by name."""
    live = film.live
    context = V8(live["programs"]).context
    context.eval(f"var spec = {json.dumps({'surface': live['surface'], 'minimum': live['minimum'], 'delay': 0})};")
    each = live["sketch"].get("each", {"values": [None], "arrays": [], "name": None})
    states = []
    for value in each["values"]:
        own = [value if name == each["name"] else n
               for name, n in zip(live["rules"][0]["names"], numbers, strict=True)]  # fmt: skip
        rule = json.dumps(live["rules"][0] | {"numbers": own})
        context.eval(f"var made = engine.ready(spec, {rule}); made.W.set({json.dumps(live['start'])});")
        text = context.eval("made.begin(); JSON.stringify([...made.S].map(String))")
        states.append([float(value.replace("Infinity", "inf")) for value in json.loads(text)])
    every = np.array(states)
    return {
        name: (every if name in each["arrays"] else every[:1])[:, first : first + size].ravel()
        for name, (first, size) in live["sketch"]["arrays"].items()
    }


def holds(film, other):
    """What the page makes of `film` at the numbers of `other` is what stands in `other`, array by array."""
    made, count = drawn(film, other.live["rules"][0]["numbers"]), 0
    for mine, theirs in zip(film.panels, other.panels, strict=True):
        for here, there in zip(mine.overlays, theirs.overlays, strict=True):
            for array, name in (here.get("drawn") or {}).items():
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
    panels = {panel.id: panel for panel in other.panels}
    for id, names in film.live["sketch"]["ranges"].items():
        values = np.concatenate([made[name] for name in names])
        values = values[np.isfinite(values)]
        low, high = np.nanmin(values), np.nanmax(values)
        reach = panels[id].figure["layout"]["yaxis"]["range"]
        assert reach == pytest.approx([low - (pad := 0.08 * (high - low) or 0.5), high + pad])


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


@pytest.mark.parametrize("slug", [*CONVEX, "monkey_saddle"])
def test_a_probe(slug):
    surface = SURFACES[slug]()
    low, high = np.array(surface.domain).T
    first, *others = (probe_film(surface, low + np.array(share) * (high - low))
                      for share in ((0.1, 0.2), (0.83, 0.41), (0.52, 0.47)))  # fmt: skip
    for other in others:
        holds(first, other)
    (handle,) = first.panels[0].handles
    names = first.live["rules"][0]["names"]
    assert [each["name"] for each in handle["sets"]] == names[:2]
    for other in others:  # the rest is the surface's own, or turns
        assert other.live["rules"][0]["numbers"][2:] == first.live["rules"][0]["numbers"][2:]
    told = [o["told"] | {"label": o["label"]} for o in others[0].panels[0].overlays if o.get("told")]
    at = drawn(first, others[0].live["rules"][0]["numbers"])
    shown = {each["name"]: each["label"] for each in told if each["label"]}
    assert shown == {
        name: f"λ{'₁₂'[i]} = {number(at[name][0])}"
        for i, name in enumerate(("lambda0", "lambda1")) if np.isfinite(at[name][0])
    }  # fmt: skip


@pytest.mark.parametrize("chosen", sweep(General, 4), ids=str)
def test_a_walk(chosen):
    holds(general_film(chosen), general_film(chosen.altered(across=-1.1)))
    (handle,) = general_film(chosen).panels[0].handles
    assert handle["sets"] == [{"name": "sketch.across", "axis": "y", "over": 1.0}]


@pytest.mark.thorough
def test_hardly_a_surface_is_left_to_the_server():
    films = {slug: chord_film(SURFACES[slug](), (-0.3, 0.1), (0.4, 0.2)) for slug in PLANE}
    assert {slug for slug, film in films.items() if film.live is None} <= {"noisy_moons"}
    films = {slug: probe_film(SURFACES[slug](), (-0.3, 0.1)) for slug in PLANE}
    assert {slug for slug, film in films.items() if film.live is None} <= {"noisy_moons"}


def test_the_probe_snaps_in_the_page_to_where_the_app_has_it():
    surface = SURFACES["himmelblau"]()
    snaps = probe_film(surface, (1.0, 1.0)).panels[0].handles[0]["snaps"]
    assert len(snaps["places"]) == 9
    for place in snaps["places"]:
        inside, outside = (np.array(place) + share * np.array(snaps["within"]) for share in (0.99, 1.01))
        assert snapped(surface, *inside) == tuple(place)
        assert snapped(surface, *outside) != tuple(place)
