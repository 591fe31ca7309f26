"""What the page “A network’s landscape” shows: true losses, runs where they are, rings of the right size, words."""

import numpy as np
import pytest

from figures import Racer
from figures._encode import decode
from lessons.landscape.film import landscape_film, line_film
from lessons.landscape.line import Line, line, matched
from lessons.landscape.section import all_seen, farthest, plane_of, ring, section, seen
from lessons.landscape.settings import PLANES, Landscape
from lessons.landscape.words import FOOLED, line_words, share_words, verdict
from optim import OPTIMIZERS, run
from tests.lessons.sweep import sweep

RULES = [OPTIMIZERS["gradient_descent"](lr=0.5), OPTIMIZERS["adam"](lr=0.05), OPTIMIZERS["momentum"](lr=0.1)]
RACERS = [Racer(rule.slug, rule.name, rule.color) for rule in RULES]
SMALL = Landscape(width=4, depth=1, steps=50)


def made(chosen, rules=RULES):
    problem = chosen.problem
    tracks = {rule.slug: run(rule, problem, steps=chosen.steps).points for rule in rules}
    plane = plane_of(chosen.plane, list(tracks.values()), problem)
    return problem, tracks, plane, section(plane, list(tracks.values()), problem), all_seen(plane, tracks, problem)


@pytest.mark.parametrize("kind", PLANES)
def test_the_picture_is_the_loss_and_the_runs_are_where_they_are(kind):
    problem, tracks, plane, drawn, runs = made(SMALL.altered(plane=kind))
    i, j = 7, 40
    there = plane.origin + drawn.a[j] * plane.axes[0] + drawn.b[i] * plane.axes[1]
    assert drawn.losses[i, j] == pytest.approx(float(problem.value(there)))
    assert drawn.value((drawn.a[j], drawn.b[i])) == pytest.approx(float(problem.value(there)))
    for id, track in tracks.items():
        best = np.linalg.lstsq(plane.axes.T, (track - plane.origin).T, rcond=None)[0].T
        np.testing.assert_allclose(runs[id].places, best, atol=1e-8)
        beside = track - plane.origin - best @ plane.axes
        np.testing.assert_allclose(runs[id].away, np.linalg.norm(beside, axis=1), atol=1e-8)
        np.testing.assert_allclose(runs[id].loss, problem.value(track))
        np.testing.assert_allclose(runs[id].under, problem.value(plane.origin + best @ plane.axes))


@pytest.mark.parametrize("kind", PLANES)
def test_a_trail_is_faint_where_the_plane_shows_little_of_it(kind):
    _, tracks, plane, drawn, runs = made(SMALL.altered(plane=kind))
    film = landscape_film(plane, drawn, RACERS, runs, "")
    assert [panel.axes.get("faint") for panel in film.panels] == ["far", "far", None, None]
    basis = np.linalg.qr(plane.axes.T)[0]
    for track in film.tracks:
        w = tracks[track.racer]
        along = np.linalg.norm((w - w[0]) @ basis, axis=1)
        beside = w - plane.origin - (w - plane.origin) @ basis @ basis.T
        clear = np.abs(np.linalg.norm(beside, axis=1) - along) > 1e-9
        expected = np.linalg.norm(beside, axis=1) > along
        np.testing.assert_array_equal((track.channels["far"] > 0)[clear], expected[clear])
    if kind == "random":
        assert all(track.channels["far"][0] == 1 for track in film.tracks)


@pytest.mark.parametrize("kind", PLANES)
def test_a_ring_has_the_distance_for_its_radius(kind):
    _, tracks, plane, _, runs = made(SMALL.altered(plane=kind))
    for id in tracks:
        reach = (ring(plane, runs[id]) - runs[id].places[:, None]) @ plane.axes
        lengths = np.linalg.norm(reach, axis=-1)
        np.testing.assert_allclose(lengths, np.broadcast_to(runs[id].away[:, None], lengths.shape), atol=1e-9)


def test_the_film_shows_what_was_computed():
    _, tracks, plane, drawn, runs = made(SMALL)
    film = landscape_film(plane, drawn, RACERS, runs, share_words(plane, list(tracks.values())))
    for racer, track in zip(RACERS, film.tracks, strict=True):
        np.testing.assert_array_equal(track.channels["away"], runs[racer.id].away)
        np.testing.assert_array_equal(track.channels["f"], runs[racer.id].loss)
    dashed = film.panels[3].overlays[1]
    assert dashed["racer"] == "adam"
    assert decode(dashed["y"])[0] == pytest.approx(runs["adam"].under, rel=1e-6)
    assert 3.01 < sum(panel.weight for panel in film.panels) <= 3.03  # one row on a screen, four on a phone
    z = film.panels[1].figure["data"][0]["z"]
    assert z.shape == (61, 61)


def test_the_two_ends_are_those_farthest_apart():
    tracks = [np.array([[0.0, 0], [1, 0]]), np.array([[0.0, 0], [-3, 0]]), np.array([[0.0, 0], [1.5, 0]])]
    assert set(farthest(tracks)) == {1, 2}


@pytest.mark.thorough
def test_every_sentence_on_planes_is_true():
    for drawn in sweep(Landscape, count=6)[::4]:
        chosen = drawn.altered(width=min(drawn.width, 6), depth=1, steps=50)
        _, tracks, plane, _, runs = made(chosen)
        words = verdict(plane, RACERS, tracks, runs)
        names = {racer.id: racer.name for racer in RACERS}
        runs = {id: run for id, run in runs.items() if np.isfinite(run.loss[-1])}
        away = {id: run.away[-1] for id, run in runs.items()}
        moves = np.concatenate([track - track[0] for track in tracks.values()])
        basis = np.linalg.qr(plane.axes.T)[0]
        held = ((moves @ basis) ** 2).sum() / (moves**2).sum()
        if 0.005 < held < 0.995:
            assert f"holds {100 * held:.0f}% of the movement" in words
        if max(away.values()) > 1e-4:
            id = max(away, key=away.get)
            far = np.linalg.norm(tracks[id][-1] - tracks[id][0])
            assert (
                f"{names[id]} ends farthest outside the plane, at a distance of {away[id]:.2g}; it has come "
                f"{far:.2g} away" in (words)
            )
        else:
            assert "All of them end on it" in words
        ratios = {id: max(r.under[-1] / r.loss[-1], r.loss[-1] / r.under[-1]) for id, r in runs.items()}
        assert ("Do not read the runs’ losses" in words) == (max(ratios.values()) > FOOLED)


def barrier(height):
    shares = np.linspace(0, 1, 11)
    return Line(shares, 0.1 + height * 4 * shares * (1 - shares))


def test_a_barrier_and_what_is_left_of_it_are_said():
    assert "no barrier" in line_words([barrier(0.001), barrier(0.5)], 0.7)
    assert "matched there is one, 0.5" in line_words([barrier(0.001), barrier(0.5)], 0.7)
    assert "matched" not in line_words([barrier(0.001), barrier(0.001)], 0.7)
    assert "it is over 99% less" in line_words([barrier(0.5), barrier(0.001)], 0.7)
    assert "it is 60% less" in line_words([barrier(0.5), barrier(0.2)], 0.7)
    assert "does not lower it" in line_words([barrier(0.5), barrier(0.5)], 0.7)


def test_the_film_of_a_line_is_that_line():
    problem = SMALL.problem
    starts = problem.starts(2)
    one, other = (run(RULES[1], problem, start, 50).points[-1] for start in starts)
    again = matched(problem.dense, one, other)
    lines = [line(problem, one, other), line(problem, one, again)]
    film = line_film(problem, (one, other, again), lines)
    assert [track.channels["f"][-1] for track in film.tracks] == pytest.approx([float(problem.value(other))] * 2)
    border = decode(film.panels[1].overlays[0]["y"])
    assert border.shape[0] == film.steps + 1 == len(film.tracks[0].channels["f"])
    for static, one in zip(film.panels[0].figure["data"], lines, strict=True):  # all of the way is seen, hills between
        assert max(static["y"]) == pytest.approx(one.losses.max())
        assert len(static["x"]) > 10 * film.steps


def test_a_diverged_run_is_left_out_of_the_plane():
    rules = [*RULES[:1], OPTIMIZERS["momentum"](lr=1e7)]
    problem = SMALL.problem.altered(loss="squared", activation="linear")
    tracks = {rule.slug: run(rule, problem, steps=50).points for rule in rules}
    plane = plane_of("principal", list(tracks.values()), problem)
    runs = all_seen(plane, tracks, problem)
    assert np.isnan(seen(plane, tracks["momentum"], problem).loss[-1])
    assert "Diverged: Momentum." in verdict(plane, RACERS, tracks, runs)
