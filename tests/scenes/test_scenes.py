"""Scenes: what they refuse, and that JSON loses nothing."""

import dataclasses
import json

import numpy as np
import pytest
from record_named import FILE, raced

from optim import OPTIMIZERS, SCHEDULES, Clip
from scenes import SCENES, Scene, from_dict, from_json, scene, to_dict, to_json, unwrapped, wrapped
from surfaces import SURFACES, View, parse


@pytest.mark.parametrize("slug", SCENES)
def test_json_reads_back_to_the_same_race(slug):
    again = from_json(to_json(SCENES[slug]))
    assert again == SCENES[slug]
    for one, other in zip(SCENES[slug].run(), again.run(), strict=True):
        np.testing.assert_array_equal(one.points, other.points)


@pytest.mark.parametrize(("slug", "recorded"), json.loads(FILE.read_text()).items())
def test_a_named_scene_races_what_it_always_has(slug, recorded):
    made = raced(SCENES[slug])
    for rule, before in zip(made["optimizers"], recorded["optimizers"], strict=True):
        assert {name: rule[name] for name in before} == before  # a rule may have got further settings
    assert made | {"optimizers": []} == recorded | {"optimizers": []}


def test_json_of_a_typed_function_with_schedule_and_clipping():
    rule = wrapped(OPTIMIZERS["adam"](lr=0.1), SCHEDULES["cosine"](horizon=50), Clip(norm=2.0))
    made = scene("Own", parse("x^2 + 3y^2", start=(1, 1)), rule, steps=20)
    again = from_json(to_json(made))
    np.testing.assert_array_equal(again.run()[0].points, made.run()[0].points)
    bare, schedule, clip = unwrapped(again.entrants[0].rule)
    assert (bare.slug, schedule.slug, clip.norm) == ("adam", "cosine", 2.0)


@pytest.mark.parametrize("slug", SCENES)
def test_starts_in_its_picture_and_runs_as_long_as_it_says(slug):
    made = SCENES[slug]
    assert all(low <= c <= high for c, (low, high) in zip(made.start, made.surface.domain, strict=True))
    assert {t.steps for t in made.run()} == {made.steps}
    assert made.caption


def test_one_start_and_one_noise_for_all():
    noisy = scene("Noise", SURFACES["quadratic"](), *[OPTIMIZERS["gradient_descent"](lr=0.01)] * 2, sigma=1.0, steps=30)
    one, other = noisy.run()
    np.testing.assert_array_equal(one.points, other.points)
    assert [entrant.id for entrant in noisy.entrants] == ["gradient_descent", "gradient_descent~2"]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"steps": 0}, "steps"),
        ({"steps": 10**9}, "steps"),
        ({"steps": 2.5}, "steps"),
        ({"start": (np.nan, 0.0)}, "start"),
        ({"start": (0.0,)}, "start"),
        ({"sigma": -1.0}, "sigma"),
        ({"look": "loud"}, "look"),
        ({"panels": ("contour", "smell")}, "panels"),
        ({"entrants": SCENES["rotated"].entrants * 3}, "optimizers"),
    ],
)
def test_refusals_name_what_is_wrong(changes, word):
    with pytest.raises(ValueError, match=word):
        dataclasses.replace(SCENES["rotated"], **changes)


@pytest.mark.parametrize(
    "broken",
    [
        "", "[]", "null", "{", "{}", '{"surface": 3, "optimizers": []}', '{"surface": {"slug": "beale"}}',
        '{"surface": {"slug": "beale", "x": 1}, "optimizers": []}',
        '{"surface": {"slug": "quadratic", "angle": "NaN"}, "optimizers": []}',
        '{"surface": {"slug": "beale"}, "optimizers": [{}]}',
        '{"surface": {"slug": "beale"}, "optimizers": [{"rule": {"slug": "adam", "lr": -1}}]}',
        '{"surface": {"slug": "beale"}, "optimizers": [{"rule": {"slug": "adam"}, "color": "red;"}]}',
        '{"surface": {"slug": "beale"}, "optimizers": [{"rule": {"slug": "adam"}, "schedule": {"slug": "x"}}]}',
        '{"surface": {"slug": "beale"}, "optimizers": [], "start": [null, 1]}',
        '{"surface": {"slug": "beale"}, "optimizers": [], "start": [1e999, 1]}',
        '{"surface": {"slug": "beale"}, "optimizers": [], "noise": {"sigma": "x"}}',
        '{"surface": {"slug": "beale"}, "optimizers": [], "view": {"tilt": 3}}',
        '{"surface": {"slug": "beale"}, "optimizers": [], "steps": "many"}',
        '{"surface": {"slug": "function", "text": "x +"}, "optimizers": []}',
        '{"surface": {"slug": "function", "words": "x"}, "optimizers": []}',
        "[" * 100_000,
    ],
)  # fmt: skip
def test_broken_json_is_refused_with_a_reason(broken):
    with pytest.raises(ValueError, match=r"\w"):
        from_json(broken)


def test_dict_is_plain_json():
    data = to_dict(SCENES["decaying-rate"])
    assert json.loads(json.dumps(data)) == data
    assert isinstance(from_dict(data), Scene)


def test_what_json_leaves_out_is_as_declared():
    made = from_dict({"surface": {"slug": "beale"}, "optimizers": []})
    assert (made.steps, made.start, made.sigma) == (200, SURFACES["beale"]().start, 0.0)


def test_limits_of_the_view_come_back_in_order():
    made = dataclasses.replace(SCENES["rotated"], view=View(z=(-1.0, 4.0)))
    assert from_dict(to_dict(made)).view.z == (-1.0, 4.0)
