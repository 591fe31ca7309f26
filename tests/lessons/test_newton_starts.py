"""The plane of starts of Newton's method: what is painted and said, against slopes and signs where the runs end."""

import re

import numpy as np
import pytest

from figures._encode import decode
from lessons.newton.starts import (
    GROUNDS,
    SIDE,
    STEPS,
    Starts,
    colors,
    ends,
    places,
    rules,
    start_on,
    starts_film,
    words,
)
from optim import run
from surfaces import SURFACES

CHOSEN = [Starts(), Starts(lr=0.2), Starts(lr=1.9, damping=0.0), Starts(surface="branin", lr=2.0),
          Starts(surface="six_hump_camel", lr=0.05, damping=20.0)]  # fmt: skip


def kind_at(surface, w):
    """By slope and curvature: what kind of point a run stands on, "none" if the slope is not small."""
    low, high = np.array(surface.domain).T
    eigenvalues = np.linalg.eigvalsh(surface.hessian(w))
    if (
        not np.isfinite(w).all()
        or np.linalg.norm(surface.gradient(w)) > 1e-3 * np.abs(eigenvalues).max() * (high - low).max()
    ):
        return "none"
    return {2: "minimum", 1: "saddle", 0: "maximum"}[int((eigenvalues > 0).sum())]


@pytest.mark.parametrize("slug", GROUNDS)
def test_every_cell_is_of_the_kind_on_which_its_run_stands(slug):
    surface = SURFACES[slug]()
    x, y = (np.linspace(*side, SIDE) for side in surface.domain)
    kinds = [*(c.kind for c in places(surface)), "none"]
    low, high = np.array(surface.domain).T
    rng = np.random.default_rng(0)
    for rule in rules(Starts(surface=slug)):
        found = ends(rule, slug)
        for row, column in rng.integers(0, SIDE, (25, 2)):
            last = run(rule, surface, (x[column], y[row]), STEPS).points[-1]
            expected = kind_at(surface, last) if ((last >= low) & (last <= high)).all() else "none"
            assert kinds[found[row, column]] == expected


@pytest.mark.parametrize("chosen", CHOSEN, ids=str)
def test_the_words_count_what_is_painted(chosen):
    told = words(chosen)
    assert told.startswith("Of 6,400 starts, after 30 steps, to within 2% of the picture.")
    film = starts_film(chosen, start_on(chosen.surface))
    surface = SURFACES[chosen.surface]()
    palette = [*colors(surface).values(), "bare"]
    for panel, part in zip(film.panels, re.split(r"\*\*[^*]+\*\*: ", told)[1:], strict=True):
        codes = decode(panel.overlays[0]["codes"]).astype(int)
        assert codes.shape == (SIDE, SIDE)
        own = np.array(palette)[codes]
        kinds = {"saddle": own == "#8a4fd3", "maximum": own == "#e2483d", "none": own == "bare"}
        kinds["minimum"] = ~np.any(list(kinds.values()), axis=0)
        phrases = {
            "minimum": "in a minimum",
            "saddle": "at a saddle",
            "maximum": "at a maximum",
            "none": "at none in the picture",
        }
        for kind, phrase in phrases.items():
            share = kinds[kind].mean()
            assert (phrase in part) == (share > 0)
            exact = re.search(rf"(?:^|, |and )([\d.]+)% {phrase}", part)
            if exact:
                assert float(exact[1]) == pytest.approx(100 * share, abs=0.51)


def test_runs_that_end_in_a_minimum_outside_the_picture_are_not_said_to_end_in_none():
    """Branin's function goes on beyond its picture, and so do its minima."""
    surface, chosen = SURFACES["branin"](), Starts(surface="branin", lr=1.24)
    low, high = np.array(surface.domain).T
    x, y = (np.linspace(*side, SIDE) for side in surface.domain)
    bare = np.argwhere(ends(rules(chosen)[0], "branin") < 0)[::40]
    last = np.array([run(rules(chosen)[0], surface, (x[j], y[i]), STEPS).points[-1] for i, j in bare])
    outside = ((last < low) | (last > high)).any(axis=1)
    assert outside.mean() > 0.95
    assert [kind_at(surface, w) for w in last[outside]].count("minimum") > 3
    assert "16.2% at none in the picture" in words(chosen)


def test_newton_is_at_rest_at_the_maximum_and_the_saddles_and_the_saddle_free_one_leaves_them():
    surface = SURFACES["himmelblau"]()
    newton, free = rules(Starts())
    for critical in places(surface):
        if critical.kind == "minimum":
            continue
        near = np.add(critical.point, (0.03, -0.02))
        assert np.linalg.norm(run(newton, surface, near, STEPS).points[-1] - critical.point) < 1e-6
        assert np.linalg.norm(run(free, surface, near, STEPS).points[-1] - critical.point) > 0.5


def test_the_dials_are_the_numbers_of_the_race_in_the_page():
    film = starts_film(Starts(lr=0.7, damping=3.0), (1.0, 1.0))
    numbers = [dict(zip(rule["names"], rule["numbers"], strict=True)) for rule in film.live["rules"]]
    assert numbers == [{"newton.starts.lr": 0.7}, {"newton.starts.lr": 0.7, "newton.starts.damping": 3.0}]
    assert all(panel.swarm["paint"] and panel.swarm["rule"] == panel.id for panel in film.panels)
    for panel in film.panels:
        np.testing.assert_allclose(panel.swarm["minima"], [c.point for c in places(SURFACES["himmelblau"]())])
