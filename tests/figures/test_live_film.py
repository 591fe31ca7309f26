"""What a film carries so that the page can race by itself."""

import json

from figures import film_of
from networks import NETWORKS
from optim import OPTIMIZERS
from scenes import SCENES, scene
from surfaces import SURFACES

RACE = SCENES["rosenbrock-five"]


def parts(s, **facts):
    return film_of(s, ("contour", "loss"), live=True, **facts).parts()


def test_a_slider_sends_no_program_again():
    skeleton, sent = parts(RACE)
    moved = scene("Moved", SURFACES["rosenbrock"](b=30.0), *(e.rule.altered(lr=0.002) for e in RACE.entrants),
                  start=(0.3, 1.0), steps=280)  # fmt: skip
    again, other = parts(moved)
    for name in ("programs", "noise"):
        assert skeleton["live"][name] == again["live"][name]
        assert sent[skeleton["live"][name]["part"]] == other[again["live"][name]["part"]]
    assert again["live"]["start"] == [0.3, 1.0]
    assert (
        again["live"]["rules"][0]["numbers"][again["live"]["rules"][0]["names"].index("gradient_descent.lr")] == 0.002
    )


def test_it_is_json_and_light():
    skeleton, sent = parts(RACE)
    programs = sent[skeleton["live"]["programs"]["part"]]
    assert len(json.dumps(skeleton["live"], allow_nan=False)) < 3_000
    assert len(json.dumps(programs)) < 40_000
    used = {skeleton["live"]["surface"]["program"]} | {
        rule[name] for rule in skeleton["live"]["rules"] for name in ("program", "noisy")
    }
    assert used == set(programs)


def test_numbers_have_the_address_s_names():
    live = film_of(SCENES["decaying-rate"], live=True).live
    names = [name for rule in live["rules"] for name in rule["names"]]
    assert {
        "gradient_descent.lr",
        "gradient_descent~2.lr",
        "gradient_descent~2.cosine.horizon",
        "momentum.beta",
    } <= set(names)
    assert live["surface"]["names"][:3] == ["quadratic.lambda1", "quadratic.lambda2", "quadratic.angle"]


def test_the_channels_are_those_of_the_tracks():
    film = film_of(RACE, ("contour", "surface", "loss", "gradient"), live=True, x="evals")
    assert film.live["channels"] == sorted(film.tracks[0].channels)


def test_what_only_python_can_race_has_none():
    adam = OPTIMIZERS["adam"]()
    assert film_of(scene("Moons", SURFACES["noisy_moons"](), adam, steps=10), live=True).live is None
    network = next(iter(NETWORKS.values()))()
    assert film_of(scene("Network", network, adam, steps=3), ("loss",), live=True).live is None
    assert film_of(RACE).live is None
