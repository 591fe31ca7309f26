"""Noisy moons: what mini-batches know, and what they do to the runs."""

import json
import re

import numpy as np
import pytest
from sweep import sweep

from figures._encode import decode
from lessons._text import number
from lessons.moons.batches import DRAWS, SIZES, batch_gradients, cloud_film, example_gradients, measured_spread, spread
from lessons.moons.comparisons import (
    COMPARED,
    LATE,
    by_rule,
    by_size,
    distance,
    jitter,
    rules_film,
    rules_words,
    sizes_film,
    sizes_words,
    turning,
)
from lessons.moons.race import RING, STEPS, data_panel, decision_line, race_film, race_words, rates_words, rule_of
from lessons.moons.settings import Sizes, Smooth
from optim import ON_VECTORS, run
from optim.gradient_descent import GradientDescent
from surfaces.noisy_moons import NoisyMoons

PLACES = ((-1.5, -1.0), (2.0, 0.5), (1.2, -4.6))
SEEDS = range(4)


@pytest.mark.parametrize("w", PLACES)
@pytest.mark.parametrize("bias", ["centred", "none"])
def test_the_examples_gradients_average_to_the_slope_of_the_mean_loss(w, bias):
    surface, h = NoisyMoons(bias=bias), 1e-5
    slope = [(surface.value(w + e) - surface.value(w - e)) / (2 * h) for e in h * np.eye(2)]
    assert example_gradients(surface, w).mean(axis=0) == pytest.approx(slope, abs=1e-8)


@pytest.mark.parametrize("w", PLACES)
def test_a_mini_batch_is_the_mean_of_the_examples_it_drew(w):
    surface = NoisyMoons(batch_size=7)
    chosen = example_gradients(surface, w)[surface.drawn(3)]
    assert chosen.mean(axis=0) == pytest.approx(surface.at(3).gradient(np.array(w)), abs=1e-12)
    assert len(np.unique(surface.drawn(3))) == 7


@pytest.mark.parametrize("w", PLACES)
def test_mini_batches_average_to_the_full_gradient(w):
    surface, draws = NoisyMoons(), 2000
    mean = batch_gradients(surface, np.array(w), draws).mean(axis=0)
    error = spread(surface, w, surface.batch_size) / np.sqrt(draws)
    assert np.linalg.norm(mean - surface.gradient(w)) < 3 * error


@pytest.mark.parametrize("w", PLACES)
def test_the_spread_is_the_formulas(w):
    surface = NoisyMoons()
    measured, formula = measured_spread(surface, np.array(w)), spread(surface, w, np.array(SIZES))
    assert measured[:-1] == pytest.approx(formula[:-1], rel=0.25)
    assert measured[-1] == formula[-1] == 0.0


def test_a_hundred_times_the_work_for_a_tenth_of_the_noise():
    one, hundred = spread(NoisyMoons(n=1000), PLACES[0], np.array([1, 100]))
    assert 0.09 < hundred / one < 0.1


def test_the_line_is_where_the_score_is_zero():
    w = np.random.default_rng(0).normal(size=(5, 2))
    assert (decision_line(w) * w[:, None]).sum(axis=-1) == pytest.approx(0, abs=1e-12)
    assert np.isnan(decision_line((0.0, 0.0))).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_smaller_batches_jitter_more_and_the_whole_settles(seed):
    found = [jitter(t) for t in by_size(NoisyMoons(seed=seed), 2.0)]
    assert len(found) == len(COMPARED)
    assert found == sorted(found, reverse=True)
    assert found[-1] < 0.1 * found[1]


@pytest.mark.thorough
def test_the_cloud_grows_like_the_root_of_rate_over_batch_size():
    def width(lr, size):
        surface = NoisyMoons(n=1000, batch_size=size)
        t = run(GradientDescent(lr=lr), surface, surface.minima()[0], 8000, record_states=False)
        return np.sqrt((distance(t)[500:] ** 2).mean())

    base = width(0.5, 10)
    assert width(2.0, 10) / base == pytest.approx(2, rel=0.15)
    assert width(0.5, 40) / base == pytest.approx(0.5, rel=0.15)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("size", [2, 5, 20])
def test_momentum_turns_less_and_a_decaying_rate_settles(seed, size):
    constant, momentum, decaying = by_rule(NoisyMoons(seed=seed, batch_size=size), 3.9, 0.9, 0.02)
    assert turning(momentum) < 0.6 * turning(constant)
    assert jitter(decaying) < 0.75 * jitter(constant)


def test_a_rate_that_decays_too_soon_does_not_arrive():
    *_, soon = by_rule(NoisyMoons(batch_size=5), 3.9, 0.9, 0.3)
    *_, late = by_rule(NoisyMoons(batch_size=5), 3.9, 0.9, 0.02)
    assert jitter(soon) > 3 * jitter(late)


def test_momentum_runs_past_the_minimum():
    surface = NoisyMoons(batch_size=200)
    constant, momentum, _ = by_rule(surface, 3.9, 0.9, 0.02)
    assert (np.diff(constant.values) <= 1e-12).all()
    assert np.diff(momentum.values).max() > 1e-3
    low = surface.minima()[0][1]
    assert momentum.points[:, 1].min() < low - 0.5 < low - 0.2 < constant.points[:, 1].min()


@pytest.mark.parametrize("slug", ON_VECTORS)
def test_every_rule_has_a_rate_here(slug):
    base, scaled = rule_of(slug), rule_of(slug, 3.0)
    if "lr" in base.settings():
        assert scaled.settings()["lr"] == pytest.approx(3 * base.settings()["lr"])
    else:
        assert scaled == base


RACED = [
    (size, noise, slug, scale)
    for size in (1, 10, 100)
    for noise in (0.0, 0.5)
    for slug, scale in (("gradient_descent", 10.0), ("adam", 0.1), ("newton", 1.0))
]


@pytest.mark.parametrize(("size", "noise", "slug", "scale"), [*RACED, (10, 0.2, "gradient_descent", 1.0)])
def test_the_words_say_how_far_mini_batches_lead_astray(size, noise, slug, scale):
    surface, start = NoisyMoons(batch_size=size, noise=noise), np.array([-3.0, 3.0])
    told = race_words(surface, (slug, "momentum"), start, scale)
    assert told.startswith(f"A step sees {size} of 200 examples.")

    def strays(w):
        gradients = example_gradients(surface, w)
        spread = gradients.var(axis=0).sum() / size * (200 - size) / 199
        return np.sqrt(spread) / np.linalg.norm(gradients.mean(axis=0))

    def often(value):
        return "about once" if number(value, 2) == "1" else f"{number(value, 2)} times"

    rule = rule_of(slug, scale)
    t, full = (run(rule, each, start, STEPS) for each in (surface, surface.altered(batch_size=200)))
    assert f"from that of all by **{often(strays(start))} that one’s length at the start**" in told
    assert ("diverges" in told) == (t.diverged_at is not None or full.diverged_at is not None)
    drawn = race_film(surface, (slug,), start, scale).panels[0].overlays[0]
    path = np.stack([decode(drawn["x"]).ravel(), decode(drawn["y"]).ravel()], axis=-1)
    seen = np.isfinite(path).all(axis=1)
    np.testing.assert_allclose(path[seen], full.points[seen], rtol=1e-5, atol=1e-5)
    if "diverges" not in told:
        end = float(np.median([strays(w) for w in t.points[-10:]]))
        assert f"way by **{often(end)} in the end**" in told
        apart = float(np.hypot(*(t.points[-1] - full.points[-1])))
        assert f"ends {number(apart, 2)} from where it would on all examples" in told
        assert seen.all()


def test_a_step_that_sees_all_examples_is_not_led_astray():
    surface = NoisyMoons(n=20, batch_size=20)
    assert race_words(surface, ("adam",), (-3.0, 3.0)).startswith("Every step sees all 20 examples")
    (overlay,) = race_film(surface, ("adam",), (-3.0, 3.0)).panels[0].overlays
    assert overlay["color"] == "@muted"
    assert "dashed: Adam on all examples" in race_film(surface, ("adam",), (-3.0, 3.0)).panels[0].subtitle
    assert "in the end" not in race_words(NoisyMoons(), (), (-3.0, 3.0))
    assert not race_film(NoisyMoons(), (), (-3.0, 3.0)).panels[0].overlays


def test_the_race_shows_loss_data_lines_and_accuracy_on_one_clock():
    surface, slugs = NoisyMoons(), ("gradient_descent", "adam")
    film = race_film(surface, slugs, surface.start)
    contour, data, strip = film.panels
    assert [panel.id for panel in film.panels] == ["contour", "data", "accuracy"]
    assert strip.axes == {"x": "step", "y": "accuracy"}
    assert contour.clickable
    curves = [o for o in data.overlays if o["type"] == "curve"]
    assert [o["racer"] for o in curves] == list(slugs)
    for track in film.tracks:
        w = np.stack([track.channels["x"], track.channels["y"]], axis=-1)
        assert len(w) == STEPS + 1
        assert np.array_equal(track.channels["accuracy"], surface.accuracy(w))
    assert film.tracks[1].channels["accuracy"][-1] > 0.8


@pytest.mark.parametrize(("size", "marked"), [(RING, True), (RING + 1, False)])
def test_a_mini_batch_is_marked_if_it_is_small(size, marked):
    surface = NoisyMoons(batch_size=size)
    dots = next(o for o in race_film(surface, (), surface.start).panels[1].overlays if o["type"] == "dots")
    assert dots["x"]["shape"] == (f"{STEPS + 1}, {RING}" if marked else "1, 1")


def test_the_classes_differ_in_shape_and_colour():
    first, second = (trace["marker"] for trace in data_panel(NoisyMoons()).figure["data"])
    assert first["color"] != second["color"]
    assert first["symbol"] != second["symbol"]


@pytest.mark.parametrize(
    "settings", [{}, {"noise": 0.0}, {"batch_size": 1, "noise": 0.5}, {"n": 20, "batch_size": 100}]
)
def test_films_are_small_enough(settings):
    surface = NoisyMoons(**settings)
    films = (
        race_film(surface, ("gradient_descent", "adam", "newton"), surface.start),
        cloud_film(surface, PLACES[0]),
        sizes_film(by_size(surface, 2.0)),
        rules_film(by_rule(surface, 3.9, 0.9, 0.02)),
    )
    for film in films:
        assert len(json.dumps(film.document(), allow_nan=False)) < 300_000


def test_the_arrows_point_downhill_in_every_mini_batch():
    surface, w = NoisyMoons(batch_size=7), np.array(PLACES[0])
    film = cloud_film(surface, w)
    arrow = next(o for o in film.panels[0].overlays if o["type"] == "arrow" and o.get("hold"))
    drawn = np.stack([decode(arrow["dx"]), decode(arrow["dy"])], axis=-1).reshape(DRAWS, 2)
    own = np.array([surface.at(k).gradient(w) for k in range(1, DRAWS + 1)])
    along = (drawn * -own).sum(axis=1) / np.linalg.norm(drawn, axis=1) / np.linalg.norm(own, axis=1)
    np.testing.assert_allclose(along, 1, atol=1e-5)


def test_the_marked_examples_are_those_of_the_step_that_leads_on():
    surface = NoisyMoons(batch_size=4)
    ring = next(o for o in race_film(surface, (), surface.start).panels[1].overlays if o["type"] == "dots")
    x = decode(ring["x"]).reshape(STEPS + 1, 4)
    for entry in (0, 1, STEPS):
        np.testing.assert_allclose(x[entry], surface.data()[0][surface.drawn(entry + 1), 0], rtol=1e-6)


@pytest.mark.parametrize("size", [10, 15])
def test_spread_is_exact_where_every_mini_batch_can_be_listed(size):
    """Of 20 examples all batches of 2 and of 19 are listed: the factor (n − m)/(n − 1) is no approximation."""
    from itertools import combinations

    surface, w = NoisyMoons(n=20, batch_size=2), np.array(PLACES[1])
    gradients = example_gradients(surface, w)
    for m in (2, 19):
        means = np.array([gradients[list(chosen)].mean(axis=0) for chosen in combinations(range(20), m)])
        exact = np.sqrt(((means - gradients.mean(axis=0)) ** 2).sum(axis=1).mean())
        assert spread(surface, w, m) == pytest.approx(exact, rel=1e-9)
    assert spread(surface, w, size) > spread(surface, w, 19)


def descended(surface, lr, w, steps):
    """The points of gradient descent on a surface's mini-batches, worked off by hand."""
    points = [w]
    for k in range(1, steps + 1):
        points.append(points[-1] - lr * surface.at(k).gradient(points[-1]))
    return np.array(points)


@pytest.mark.parametrize("chosen", sweep(Sizes, 40)[::3], ids=str)
def test_the_words_tell_of_clouds_only_where_runs_have_arrived(chosen):
    runs = by_size(NoisyMoons(seed=chosen.seed), chosen.lr)
    told = sizes_words(runs)
    widths = {}
    for m, t in zip(COMPARED, runs, strict=True):
        last, low = t.points[-LATE:], t.surface.minima()[0]
        rms = np.sqrt(((last - low) ** 2).sum(axis=1).mean())
        stays = descended(t.surface, chosen.lr, low, t.steps)[-LATE:]
        apart, wide = (np.sqrt((away**2).sum(axis=1).mean()) for away in (last - stays, stays - low))
        if apart <= wide / 3 or rms < 0.01 * np.linalg.norm(t.points[0] - low):
            widths[m] = rms
            assert re.search(rf"\*\* at m = {m}\b", told)
        elif min(np.median((past := np.linalg.norm(t.points - low, axis=1))[-10:]), past[-1]) <= 1.25 * past.min():
            middle = last.mean(axis=0) - low
            crossed = (
                np.linalg.norm(middle) <= 1.6 * np.linalg.norm(last.std(axis=0)) and ((last - low) @ middle < 0).any()
            )
            says = r"(goes|go) about the minimum" if crossed else "(not|no run has) arrived"
            assert re.search(rf"m = {m}\b[^.]* {says}", told)
        else:
            assert re.search(rf"m = {m}\b[^.]* (it has|they have) been nearer before", told)
    falling = len(widths) > 1 and list(widths.values()) == sorted(widths.values(), reverse=True)
    assert falling or len(widths) < 2  # as the section says of runs that have arrived
    assert ("The smaller the batch, the wider the cloud" in told) == falling


def test_at_a_small_rate_nothing_has_arrived():
    assert "no run has arrived yet" in sizes_words(by_size(NoisyMoons(), 0.1))
    assert "not arrived" not in sizes_words(by_size(NoisyMoons(), Sizes().lr))
    on_the_way = sizes_words(by_size(NoisyMoons(seed=62), 0.62))  # m = 20 is 0.34 away, in a cloud of 0.1
    assert "m = 20 and m = 200 no run has arrived" in on_the_way


@pytest.mark.parametrize(("lr", "seed", "m"), [(0.602, 47, 1), (1.05, 51, 20), (0.69, 89, 5), (0.732, 11, 5)])
def test_a_run_that_was_there_and_was_thrown_off_is_not_on_its_way(lr, seed, m):
    """Each was within 0.03 of the minimum in its last hundred steps, and ends five times as far off or more."""
    runs = by_size(NoisyMoons(seed=seed), lr)
    t = runs[COMPARED.index(m)]
    away = np.linalg.norm(t.points - t.surface.minima()[0], axis=1)
    assert away[-LATE:].min() < 0.03
    assert away[-1] > 5 * away[-LATE:].min()
    assert re.search(rf"m = {m}\b[^.]* (it has|they have) been nearer before", sizes_words(runs))


@pytest.mark.parametrize(("lr", "seed", "m"), [(1.343, 96, 5), (0.94, 91, 5), (0.66, 47, 5)])
def test_who_has_crossed_the_minimum_is_about_it_though_it_is_nearest_at_the_end(lr, seed, m):
    """Wanderers, and one that has come just now: which of them it is cannot be seen."""
    runs = by_size(NoisyMoons(seed=seed), lr)
    t = runs[COMPARED.index(m)]
    away = t.points[-LATE:] - t.surface.minima()[0]
    assert ((away.min(axis=0) < 0) & (away.max(axis=0) > 0)).any()
    assert distance(t).argmin() >= t.steps - 10
    told = sizes_words(runs)
    assert re.search(rf"With [^.]*m = {m}\b[^.]* about the minimum, and", told)
    assert not re.search(rf"With [^.]*m = {m}\b[^.]* arrived", told)


@pytest.mark.parametrize(("lr", "seed", "m"), [(0.499, 36, 1), (0.669, 37, 1), (0.508, 72, 20)])
def test_who_is_nearest_at_the_last_step_was_not_nearer_before(lr, seed, m):
    """It comes down to the minimum in its very last steps."""
    runs = by_size(NoisyMoons(seed=seed), lr)
    away = distance(runs[COMPARED.index(m)])
    assert away.argmin() == len(away) - 1
    nearer = re.search(r"With ([^.]*) (it has|they have) been nearer before", sizes_words(runs))
    assert nearer is None or f"m = {m} " not in f"{nearer[1]} ".replace(",", " ")


@pytest.mark.parametrize("chosen", sweep(Smooth, 60), ids=str)
def test_the_words_compare_the_three_runs(chosen):
    runs = by_rule(NoisyMoons(batch_size=chosen.size), chosen.lr, chosen.beta, chosen.decay)
    told, low = rules_words(runs), runs[0].surface.minima()[0]
    constant, _, decaying = (np.sqrt(((t.points[-LATE:] - low) ** 2).sum(axis=1).mean()) for t in runs)
    assert ("further off" in told) == (decaying > 1.1 * constant)
    assert ("come **nearer**" in told) == (decaying < 0.9 * constant)
    assert ("**too soon**" in told) <= (decaying > 1.1 * constant)
    last = runs[2].points[-LATE:]
    middle = last.mean(axis=0) - low
    there = np.linalg.norm(middle) <= 1.6 * np.linalg.norm(last.std(axis=0)) and ((last - low) @ middle < 0).any()
    away = np.linalg.norm(runs[2].points - low, axis=1)
    nearest = min(np.median(away[-10:]), away[-1]) <= 1.25 * away.min()
    further = decaying > 1.1 * constant
    assert ("wanders" in told) == (further and there)
    assert ("nearer before" in told) == (further and not there and not nearest)
    assert ("on its way" in told or "too soon" in told) == (further and not there and nearest)
    if chosen.beta == 0:
        assert "**no smoother**" in told
    way = (low - runs[1].points[0]) / np.linalg.norm(low - runs[1].points[0])
    beyond = (runs[1].points @ way).max() - low @ way
    assert ("runs past the minimum" in told) == (beyond > 0.05 * np.linalg.norm(low - runs[1].points[0]))


@pytest.mark.parametrize(
    ("size", "lr", "decay", "says"),
    [(1, 0.464, 0.001, "too soon"), (5, 1.477, 0.0118, "too soon"), (15, 0.778, 0.001, "nearer before")],
)  # fmt: skip
def test_who_comes_nearer_to_the_last_does_not_wander_and_who_was_nearer_is_not_on_its_way(size, lr, decay, says):
    runs = by_rule(NoisyMoons(batch_size=size), lr, Smooth().beta, decay)
    away = distance(runs[2])
    end, before = np.median(away[-10:]), np.median(away[-LATE : -LATE + 10])
    assert (end < 0.7 * before) == (end < 1.25 * away.min()) == ("nearer before" not in says)
    assert says in rules_words(runs)


@pytest.mark.parametrize(("size", "lr", "decay"), [(20, 1.1, 0.001), (1, 0.68, 0.0012)])
def test_who_never_is_on_the_other_side_of_the_minimum_does_not_wander_about_it(size, lr, decay):
    runs = by_rule(NoisyMoons(batch_size=size), lr, Smooth().beta, decay)
    last = runs[2].points[-LATE:] - runs[2].surface.minima()[0]
    assert (last @ last.mean(axis=0)).min() >= 0
    assert "wanders" not in rules_words(runs)


def test_a_run_that_stays_about_the_minimum_is_not_said_to_be_away_from_it():
    """At m = 52 the constant rate's cloud is slower than the window: all that is told of is the decaying rate."""
    runs = by_rule(NoisyMoons(batch_size=52), 0.82, 0.736, 0.051)
    assert distance(runs[0])[-LATE:].max() < 0.25 < 1.5 < distance(runs[2])[-LATE:].min()
    assert rules_words(runs).endswith("the decaying one is further off, 2: it is still on its way.")


@pytest.mark.parametrize(
    ("momentum", "told"), [(20.0, "no smoother"), (19.6, "no smoother"), (19.0, "hardly smoother"), (18.9, "smoother")]
)
def test_a_track_is_smoother_that_turns_by_a_twentieth_less(monkeypatch, momentum, told):
    runs = by_rule(NoisyMoons(batch_size=5), 3.9, 0.9, 0.02)
    monkeypatch.setattr("lessons.moons.comparisons.turning", lambda t: 20.0 if t is runs[0] else momentum)
    assert f"track is **{told}**" in rules_words(runs)


def test_a_track_that_hardly_turns_is_not_said_to_be_straight():
    """At β = 0.99 and m = 100 its steps turn by a third of a degree."""
    assert "its steps turn by under 1° on average" in rules_words(
        by_rule(NoisyMoons(batch_size=100), 0.56, 0.99, 0.001)
    )


def test_the_rates_that_are_told_are_those_that_run():
    """A step of sign descent is as long as its rate in either weight; that of gradient descent is its rate times ∇E."""
    surface, slugs, scale = NoisyMoons(batch_size=200), ("sign_descent", "gradient_descent", "nelder_mead"), 5.1
    film = race_film(surface, slugs[:2], (-3.0, 3.0), scale)
    moved = [track.channels["x"][1] + 3 for track in film.tracks]
    rates = [abs(moved[0]), moved[1] / -surface.gradient(np.array([-3.0, 3.0]))[0]]
    told = rates_words(slugs, scale)
    assert [float(rate) for rate in re.findall(r" ([\d.]+)[,.](?: |$)", told)] == pytest.approx(rates, rel=0.005)
    assert "Nelder" not in told
    assert rates_words(("nelder_mead",), scale) == "No rule here has a learning rate."
