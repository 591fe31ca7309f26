import dataclasses
import json

import numpy as np
import pytest

from figures import film_of, home_film, tracks_of
from figures.assemble import gap
from figures.relief import relief_of
from optim import OPTIMIZERS, run
from scenes import SCENES, scene
from surfaces import SURFACES, Noisy
from tests.figures.strange import STRANGE

ALL = ("contour", "surface", "loss", "gradient", "multiples")
EIGHT = ("gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "adamax")
RADFORD = ("radford-beale", "radford-long-valley", "radford-saddle")


def race(surface, *slugs, steps=30, **facts):
    return scene("Race", surface, *(OPTIMIZERS[slug]() for slug in slugs), steps=steps, **facts)


def written(film):
    return json.loads(json.dumps(film.document(), allow_nan=False))


@pytest.mark.parametrize("slug", SURFACES)
def test_every_surface_makes_a_film(slug):
    surface = SURFACES[slug]()
    document = written(film_of(race(surface, "gradient_descent", "adam"), panels=ALL))
    ids = [panel["id"] for panel in document["panels"]]
    flat = "contour" if surface.dims == 2 else "curve"
    high = ["surface"] if surface.dims == 2 and not surface.drifts else []
    assert ids == [flat, *high, "loss", "gradient", f"{flat}-gradient_descent", f"{flat}-adam"]
    for panel in document["panels"]:
        for name in set(panel["axes"].values()) - {"step"}:
            assert all(name in track["channels"] for track in document["tracks"])


@pytest.mark.parametrize("surface", STRANGE, ids=repr)
def test_strange_surfaces_make_a_film(surface):
    written(film_of(race(surface, "gradient_descent", steps=5), panels=ALL))


@pytest.mark.parametrize("slug", SCENES)
def test_every_scene_makes_a_film(slug):
    document = written(film_of(SCENES[slug]))
    assert document["steps"] == SCENES[slug].steps
    assert len(document["tracks"]) == len(document["racers"]) == len(SCENES[slug].entrants)


def test_a_film_of_nobody_has_its_panels():
    document = written(film_of(race(SURFACES["beale"](), steps=50), panels=ALL))
    assert [panel["id"] for panel in document["panels"]] == ["contour", "surface", "loss", "gradient"]
    assert document["steps"] == 50


def test_a_diverged_run_keeps_the_film_whole():
    surface = SURFACES["rosenbrock"]()
    film = film_of(scene("Race", surface, OPTIMIZERS["gradient_descent"](lr=1.0), OPTIMIZERS["adam"](), steps=40), ALL)
    document = written(film)
    track = film.tracks[0]
    assert document["tracks"][0]["diverged_at"] == track.diverged_at is not None
    assert np.isnan(track.channels["x"][track.diverged_at :]).all()
    assert np.isfinite(track.channels["x"][: track.diverged_at]).all()
    assert "iverged" in document["tracks"][0]["outcome"]


def test_channels_are_the_trajectory_s():
    t = run(OPTIMIZERS["momentum"](), SURFACES["beale"](), steps=20)
    (track,) = tracks_of(t, "m", "g", ("x", "y", "f", "gap", "g", "z", "evals", "rate"))
    assert (track.racer, track.group, track.steps) == ("m", "g", 20)
    np.testing.assert_array_equal(track.channels["x"], t.points[:, 0])
    np.testing.assert_array_equal(track.channels["y"], t.points[:, 1])
    np.testing.assert_array_equal(track.channels["f"], t.values)
    np.testing.assert_allclose(track.channels["gap"], t.values)  # Beale's least value is 0
    np.testing.assert_allclose(track.channels["g"], t.gradient_norms)
    np.testing.assert_array_equal(track.channels["evals"], t.evaluations.total)
    np.testing.assert_array_equal(track.channels["rate"], t.rates)


def test_z_lies_on_the_surface_that_is_drawn():
    surface, domain = SURFACES["beale"](), ((0, 4), (-1, 1))
    t = run(OPTIMIZERS["adam"](), Noisy(surface, 0.5, 1), steps=10)
    for where in (None, domain):
        (track,) = tracks_of(t, "a", channels=("z",), domain=where)
        np.testing.assert_array_equal(track.channels["z"], relief_of(surface, where).height(t.values))


def test_a_batch_has_a_track_for_each_lane():
    t = run(OPTIMIZERS["gradient_descent"](), SURFACES["beale"](), [(1.0, 1.5), (2.0, 0.5), (0.0, 0.0)], steps=10)
    tracks = tracks_of(t, "gd")
    assert [track.channels["x"][0] for track in tracks] == [1.0, 2.0, 0.0]


def test_a_curve_has_no_y():
    (track,) = tracks_of(run(OPTIMIZERS["gradient_descent"](), SURFACES["parabola"](), steps=5), "a")
    assert set(track.channels) == {"x", "f"}


def test_an_unknown_channel_or_panel_is_refused():
    t = run(OPTIMIZERS["adam"](), SURFACES["beale"](), steps=1)
    with pytest.raises(ValueError, match="channel"):
        tracks_of(t, "a", channels=("w",))
    with pytest.raises(ValueError, match="panel"):
        film_of(race(SURFACES["beale"](), "adam"), panels=("portrait",))


def test_gap_is_positive_and_nan_below_the_known_minimum():
    newton = run(OPTIMIZERS["newton"](), SURFACES["quadratic"](), steps=5)
    (track,) = tracks_of(newton, "n", channels=("gap",))
    assert (track.channels["gap"] > 0).all()
    local = dataclasses.replace(newton, values=newton.values - 10)
    (track,) = tracks_of(local, "n", channels=("gap",))
    assert np.isnan(track.channels["gap"][-1])
    deep = SURFACES["styblinski_tang"]()
    there = run(OPTIMIZERS["gradient_descent"](), deep, min(deep.minima(), key=deep.value), steps=1)
    assert gap(there).min() >= np.finfo(float).eps * 78  # no less than rounding can tell


def test_the_loss_is_drawn_above_the_minimum_where_there_is_one():
    axes = {slug: film_of(race(SURFACES[slug](), "adam"), panels=["loss"]).panels[0].axes["y"]
            for slug in ("beale", "long_valley")}  # fmt: skip
    assert axes == {"beale": "gap", "long_valley": "f"}


def test_only_the_channels_that_are_drawn_are_sent():
    slim = film_of(race(SURFACES["saddle"](), "adam"), panels=["contour"]).tracks[0]
    assert set(slim.channels) == {"x", "y", "f"}


def test_charts_run_over_evaluations_if_asked():
    film = film_of(race(SURFACES["beale"](), "newton", "adam"), panels=["loss"], x="evals")
    assert film.panels[0].axes["x"] == "evals"
    assert "evals" in film.tracks[0].channels


def test_small_multiples_share_one_base():
    film = film_of(race(SURFACES["beale"](), *EIGHT), panels=["multiples"])
    assert [panel.racers for panel in film.panels] == [[slug] for slug in EIGHT]
    assert len({panel.key for panel in film.panels}) == 1
    assert len(film.parts()[1]) == 1 + len(EIGHT)


def test_changing_one_rule_sends_little():
    one = race(SURFACES["rosenbrock"](), *EIGHT, steps=300)
    entrants = list(one.entrants)
    entrants[3] = dataclasses.replace(entrants[3], rule=OPTIMIZERS["adagrad"](lr=0.123))
    other = dataclasses.replace(one, entrants=tuple(entrants))
    (skeleton, before), (_, after) = (film_of(s, panels=ALL).parts() for s in (one, other))
    fresh = {key: value for key, value in after.items() if key not in before}
    assert 1 <= len(fresh) <= 3
    assert len(json.dumps([skeleton, fresh])) <= 30_000


@pytest.mark.parametrize("look", ["quiet", "radford"])
def test_changing_the_surface_sends_a_base_within_its_budget(look):
    _, parts = film_of(race(SURFACES["beale"](), *EIGHT, steps=300, look=look), panels=ALL).parts()
    assert sum(len(json.dumps(part)) for part in parts.values()) <= 300_000


@pytest.mark.parametrize(("steps", "rate"), [(4, 1.5), (80, 10.0), (1000, 30.0)])
def test_a_race_lasts_about_eight_seconds(steps, rate):
    assert film_of(race(SURFACES["beale"](), "adam", steps=steps)).rate == rate
    assert film_of(race(SURFACES["beale"](), "adam", steps=steps, look="radford")).rate == 25


def test_home_shows_the_three_side_by_side():
    film = home_film(SCENES[slug] for slug in RADFORD)
    assert [panel.kind for panel in film.panels] == ["plane", "space", "space"]
    assert [panel.caption for panel in film.panels] == [SCENES[slug].caption for slug in RADFORD]
    assert {g: facts["steps"] for g, facts in film.groups.items()} == {
        "beale": 198, "long_valley": 198, "monkey_saddle": 174,
    }  # fmt: skip
    assert [racer.name for racer in film.racers] == ["SGD", "Momentum", "NAG", "Adagrad", "Adadelta", "RMSprop"]
    assert (film.rate, film.autoplay, film.loop, len(film.tracks)) == (25.0, True, True, 18)
    assert written(film)["steps"] == 198


def test_scenes_on_one_surface_are_groups_of_their_own():
    film = home_film([SCENES["radford-beale"], SCENES["bias-correction"]])
    assert list(film.groups) == [panel.id for panel in film.panels] == ["beale", "beale~2"]
