"""The Hessian-normalised step with a decaying rate: its limits, and how often it finds the best minimum."""

import json
import re

import numpy as np
import pytest

from catalog import parameters
from lessons._claims import percent
from lessons.decay.plane import (
    COUNT,
    DAMPINGS,
    FINAL,
    HIGHEST,
    SHOWN,
    STEPS,
    Planes,
    Swarms,
    best,
    limits,
    minima,
    plane_film,
    rules,
    swarms,
    verdict,
)
from optim import run
from optim.saddle_free_newton import SaddleFreeNewton
from tests.lessons.sweep import options


@pytest.mark.parametrize("slug", SHOWN)
@pytest.mark.parametrize("damping", [0.0, 1.0])
@pytest.mark.parametrize(("share", "holds"), [(0.97, True), (1.03, False)])
def test_a_minimum_holds_below_its_limit_and_not_above(slug, damping, share, holds):
    surface = SHOWN[slug]
    for minimum, rate in list(zip(minima(surface), limits(surface, damping), strict=True))[:8]:
        steepest = np.linalg.eigh(surface.hessian(minimum))[1][:, -1]
        t = run(SaddleFreeNewton(lr=share * rate, damping=damping), surface, minimum + 1e-5 * steepest, 60)
        away = np.linalg.norm(t.points - minimum, axis=-1)
        assert (away[-1] < away[0]) == holds


@pytest.mark.parametrize("slug", SHOWN)
def test_without_damping_every_limit_is_two(slug):
    assert limits(SHOWN[slug], 0.0) == pytest.approx(2.0)


def test_with_damping_the_flat_one_holds_first():
    surface = SHOWN["sharp_and_flat"]
    sharp, flat = minima(surface)[:, 0].argsort()
    assert limits(surface, 1.0)[flat] > limits(surface, 1.0)[sharp] + 1
    assert best(surface).tolist() == [flat]


@pytest.mark.parametrize(("damping", "seen"), [(1.0, True), (4.0, False)])  # 2 (1 + μ/1.325) is 3.5 and 8.0
def test_a_green_line_is_named_where_it_is_in_the_picture(damping, seen):
    surface = SHOWN["sharp_and_flat"]
    film = plane_film(surface, surface.start, 4.0, damping, swarms("sharp_and_flat", 4.0, damping))
    (rate,) = (panel for panel in film.panels if panel.id == "rate")
    assert rate.figure["layout"]["yaxis"]["range"] == [0.0, 6.5]
    assert ("green: the deepest" in rate.subtitle) == seen


def test_the_best_of_the_six_humps_are_two_and_narrow():
    surface = SHOWN["six_hump_camel"]
    found, rates = best(surface), limits(surface, 1.0)
    assert len(found) == 2
    assert rates[found].max() < np.delete(rates, found).max()


@pytest.mark.parametrize(
    ("slug", "lr", "damping", "better"),
    [("sharp_and_flat", 4.0, 1.0, True), ("levy", 5.0, 3.0, True), ("six_hump_camel", 4.0, 1.0, False)],
)
def test_the_suggestions_do_what_they_are_said_to(slug, lr, damping, better):
    ends, deepest = swarms(slug, lr, damping).ends, best(SHOWN[slug])
    settled = {id: np.isin(where, deepest).mean() for id, where in ends.items()}
    assert settled["large"] < 0.1
    assert (settled["decaying"] > settled["one"] + 0.15) == better
    assert better or settled["decaying"] == 0


def test_the_decaying_rate_ends_at_its_share():
    rule = rules(4.0, 1.0)["decaying"]
    assert rule.rate(1) == 4.0
    assert rule.rate(STEPS) == pytest.approx(4.0 * FINAL)


@pytest.mark.parametrize("slug", SHOWN)
@pytest.mark.parametrize(("lr", "damping"), [(1.0, DAMPINGS[0]), (HIGHEST, DAMPINGS[0]), (HIGHEST, DAMPINGS[1])])
def test_films_at_the_ends_of_the_sliders(slug, lr, damping):
    swarmed = swarms(slug, lr, damping)
    assert swarmed.points.shape == (STEPS + 1, COUNT, 2)
    film = plane_film(SHOWN[slug], [side[0] for side in SHOWN[slug].domain], lr, damping, swarmed)
    json.dumps(film.document(), allow_nan=False)


def resting(surface, points):
    """Where each run stayed for its last twelve steps within 1/200 of the picture of one minimum: its point, or NaN."""
    size = np.ptp(np.array(surface.domain, dtype=float), axis=1)
    out = np.full((points.shape[1], 2), np.nan)
    for minimum in minima(surface):
        with np.errstate(all="ignore"):
            near = (np.linalg.norm((points[-12:] - minimum) / size, axis=-1) <= 0.005).all(axis=0)
        out[near] = minimum
    return out


def settings():
    """The presets, and settings at random from what the controls can hold."""
    rng = np.random.default_rng(5)
    held = {p.name: options(p) for p in parameters(Planes)}
    chosen = [Planes(**{n: v for n, v in preset.items() if n in held}) for preset in Planes.presets.values()]
    at_one = Planes(lr=1.0, damping=2.0)
    every = [Planes(**{n: values[rng.integers(len(values))] for n, values in held.items()}) for _ in range(12)]
    return [*chosen, at_one, *every]


@pytest.mark.parametrize("chosen", settings(), ids=str)
def test_every_word_on_the_swarms_is_what_they_do(chosen):
    surface = SHOWN[chosen.surface]
    swarmed = swarms(chosen.surface, chosen.lr, chosen.damping)
    words = verdict(chosen, swarmed)
    low, high = np.array(surface.domain, dtype=float).T
    starts = np.random.default_rng(1).uniform(low, high, (COUNT, 2))
    values = surface.value(minima(surface))
    for id, rule in rules(chosen.lr, chosen.damping).items():
        rest = resting(surface, run(rule, surface, starts, STEPS, record_states=False).points)
        with np.errstate(all="ignore"):
            share = np.mean(surface.value(rest) <= values.min() + 1e-6 * max(np.ptp(values), 1.0))
        told = {"one": "Of 100 random starts, ", "large": "at η = 1, ", "decaying": "and **"}[id]
        assert words.split(told)[1].startswith(percent(float(share)))
    decayed = run(rules(chosen.lr, chosen.damping)["decaying"], surface, starts, STEPS, record_states=False)
    gone = int((~np.isfinite(decayed.points[-1])).any(axis=-1).sum())
    assert re.findall(r"(\d+) of those that decay went beyond 10¹²", words) == [str(gone)] * (gone > 0)
    assert words.count("at η = 1,") + words.count("at η = 1 ") == 1
    names = [racer.name for racer in plane_film(surface, surface.start, chosen.lr, chosen.damping, swarmed).racers]
    assert len({*names}) == len(names) == (2 if chosen.lr == 1 else 3)
    curved = np.linalg.eigvalsh(surface.hessian(np.nan_to_num(rest)))[:, -1]
    there = np.isfinite(rest).all(axis=1)
    if not there.any():
        assert "None of those that decay settles in this picture." in words
        return
    pairs = np.stack([curved[there], surface.value(rest[there])]).round(6)
    kinds, counts = np.unique(pairs, axis=1, return_counts=True)
    first = counts.argmax()
    tied = (counts == counts.max()).sum() > 1
    listed = re.search(r"Those that decay settle: (.*?)\.(?: |$)", words)[1]
    said = [float(share) for share in re.findall(r"([\d.]+)%", listed)]
    assert sum(said) == pytest.approx(100)
    assert said[0] == pytest.approx(100 * counts[first] / COUNT, abs=0.5)
    assert tied or f"% where λₘₐₓ = {kinds[0, first]:.3g}" in listed.split(" (")[0].split(",")[0]
    shown = sorted(counts)[-3:]
    none = COUNT - there.sum()
    for share, where in ((counts.sum() - sum(shown), "in other minima"), (none, "in none of this picture")):
        of = re.search(rf"([\d.]+)% {where}", listed)
        assert (of is not None) == (share > 0)
        assert not of or float(of[1]) == pytest.approx(100 * share / COUNT, abs=0.5)
    deep = kinds[1] <= values.min() + 1e-6 * max(np.ptp(values), 1.0)
    assert ("holds none of them" in words) == (not deep.any())
    if "(the deepest" in words:  # it has the share that stands in bold
        told = float(words.split("(the deepest")[0].split("% where")[-2].split(" ")[-1])
        assert told == pytest.approx(100 * counts[deep].sum() / COUNT, abs=0.5)


def test_on_the_six_humps_most_of_those_that_decay_end_in_the_narrowest():
    chosen = Planes(surface="six_hump_camel")
    assert "89% where λₘₐₓ = 22.7 (as narrow as any)" in verdict(chosen, swarms("six_hump_camel", 4.0, 1.0))


def test_minima_of_other_depths_whose_curvatures_look_alike_are_told_apart():
    surface = SHOWN["levy"]
    places = minima(surface)
    curved = np.linalg.eigvalsh(surface.hessian(places))[:, -1]
    alike = np.flatnonzero(np.round(curved, 1) == 10.2)
    heights = surface.value(places[alike])
    pair = alike[[heights.argmin(), heights.argmax()]]
    ended = {"one": np.full(COUNT, -1), "decaying": np.repeat(pair, (60, 40))}
    words = verdict(Planes(surface="levy", lr=1.0), Swarms({}, ended, np.empty(0), 0))
    low, high = (f"{height:.3g}" for height in surface.value(places[pair]))
    assert low != high
    assert f"60% where λₘₐₓ = 10.2, E = {low} and 40% where λₘₐₓ = 10.2, E = {high}." in words


def test_a_share_of_one_depth_says_so_where_others_of_that_curvature_are_summed_up():
    surface = SHOWN["levy"]
    places = minima(surface)
    curved = np.linalg.eigvalsh(surface.hessian(places))[:, -1]
    kinds = np.stack([curved, surface.value(places)], axis=1).round(2).tolist()
    at = [kinds.index(kind) for kind in ([2.24, 0.0], [4.01, 0.97], [6.26, 1.16], [6.26, 2.13])]
    ended = {"one": np.full(COUNT, -1), "decaying": np.repeat(at, (50, 25, 15, 10))}
    words = verdict(Planes(surface="levy", lr=1.0), Swarms({}, ended, np.empty(0), 0))
    assert "25% where λₘₐₓ = 4.01 and 15% where λₘₐₓ = 6.26, E = 1.16; 10% in other minima" in words


def test_every_minimum_of_the_picture_has_its_limit():
    assert len(limits(SHOWN["levy"], 1.0)) == 40


def test_runs_that_settle_outside_the_picture_are_not_said_to_settle_nowhere():
    """On Lévy's function, whose minima go on beyond it, long steps without damping lead out, and settle there."""
    chosen = Planes(surface="levy", lr=5.1, damping=0.0)
    surface, swarmed = SHOWN["levy"], swarms("levy", chosen.lr, chosen.damping)
    last = swarmed.points[-1]
    low, high = np.array(surface.domain).T
    assert np.linalg.norm(surface.gradient(last), axis=1).max() < 1e-3
    assert ((last < low) | (last > high)).any(axis=1).all()
    assert verdict(chosen, swarmed).endswith("None of those that decay settles in this picture.")
