"""Scenes from outside: whatever stands in them, they are read or refused in one line that names the field."""

import copy
import json
import os

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optim import OPTIMIZERS, SCHEDULES, Clip
from scenes import PANELS, SCENES, Scene, from_dict, from_json, scene, to_dict, to_json, wrapped
from surfaces import parse

EXAMPLES = int(os.environ.get("DOWNHILL_EXAMPLES", "300"))  # 5000 for a thorough run
TYPED = scene(
    "Own", parse("x^2 + 3y^2", start=(1, 1)),
    wrapped(OPTIMIZERS["adam"](lr=0.1), SCHEDULES["cosine"](horizon=50), Clip(norm=2.0)), OPTIMIZERS["lbfgs"](),
    steps=20, sigma=0.5, seed=3,
)  # fmt: skip
WHOLE = [to_dict(made) for made in (TYPED, SCENES["radford-beale"], SCENES["decaying-rate"])]


def changed(path, value, base=WHOLE[0]):
    """A scene's dict in which one place, given by its keys, holds another value."""
    data = json.loads(json.dumps(base))
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return data


RULE = ("optimizers", 0, "rule")
REFUSED = [  # where, what, and the field that the refusal names
    ((*RULE, "lr"), [0.001, 0.002], "lr"),
    ((*RULE, "lr"), True, "lr"),
    ((*RULE, "lr"), "0.1", "lr"),
    ((*RULE, "lr"), None, "lr"),
    ((*RULE, "lr"), float("nan"), "lr"),
    ((*RULE, "lr"), 10**400, "lr"),
    ((*RULE, "bias_correction"), 1, "bias_correction"),
    ((*RULE, "speed"), 1, "speed"),
    ((*RULE, "slug"), ["adam"], "rule"),
    ((*RULE, "slug"), "adam~2", "rule"),
    (RULE, "adam", "rule"),
    (("optimizers", 1, "rule", "memory"), 10**9, "memory"),
    (("optimizers", 1, "rule", "memory"), 101, "memory"),
    (("optimizers", 1, "rule", "memory"), 2.5, "memory"),
    (("optimizers", 1, "rule", "search"), ["strong Wolfe"], "search"),
    (("optimizers", 0, "schedule", "horizon"), 10**9, "horizon"),
    (("optimizers", 0, "schedule", "horizon"), [10, 20], "horizon"),
    (("optimizers", 0, "clip"), {"norm": [1, 2]}, "norm"),
    (("optimizers", 0, "clip"), [], "clip"),
    (("optimizers", 0, "name"), "", "name"),
    (("optimizers", 0, "name"), "a\nb", "name"),
    (("optimizers", 0, "name"), 3, "name"),
    (("optimizers", 0, "color"), "#12345", "color"),
    (("optimizers", 0, "weight"), 1, "weight"),
    (("optimizers",), {}, "optimizers"),
    (("optimizers",), [{"rule": {"slug": "adam"}}] * 40_000, "optimizers"),
    (("steps",), True, "steps"),
    (("steps",), "20", "steps"),
    (("steps",), 20.5, "steps"),
    (("steps",), 10**30, "steps"),
    (("start",), [1], "start"),
    (("start",), [True, 1], "start"),
    (("start",), [1, 1e10], "start"),
    (("noise", "sigma"), [0.1], "sigma"),
    (("noise", "seed"), -1, "seed"),
    (("noise", "seed"), 2**32, "seed"),
    (("noise",), 3, "noise"),
    (("noise", "kind"), 3, "kind"),
    (("view",), {"azimuth": "north"}, "azimuth"),
    (("view",), {"azimuth": None}, "azimuth"),
    (("view",), {"elevation": float("nan")}, "elevation"),
    (("view",), {"z": [1, 1]}, "view.z"),
    (("view",), {"z": [1]}, "view.z"),
    (("view",), {"z": [None, 1]}, "view.z"),
    (("view",), {"scale": "cubic"}, "scale"),
    (("view",), [], "view"),
    (("panels",), [], "panels"),
    (("panels",), ["contour", "contour"], "panels"),
    (("panels",), "contour", "panels"),
    (("panels",), [["contour"]], "panels"),
    (("panels",), None, "panels"),
    (("look",), ["quiet"], "look"),
    (("name",), "a\x00b", "name"),
    (("name",), "\ud800", "name"),
    (("name",), "a\u202eb", "name"),
    (("name",), "", "name"),
    (("name",), "x" * 121, "name"),
    (("caption",), "x" * 10**6, "caption"),
    (("caption",), None, "caption"),
    (("surface", "text"), 3, "text"),
    (("surface", "text"), "x" * 10**6, "surface"),
    (("surface", "domain"), [[0, 1], [0, "x"]], "domain"),
    (("surface", "domain"), [[0, 1], [0, True]], "domain"),
    (("surface", "domain"), [[1, 0], [0, 1]], "domain"),
    (("surface", "start"), [1e300, 0], "start"),
    (("surface", "a"), 1, "surface"),
    (("surface",), {"slug": "quadratic", "lambda1": [1, 2]}, "lambda1"),
    (("surface",), {"slug": "beale", "a": 1}, "surface"),
    (("surface",), {"slug": ["beale"]}, "surface"),
    (("surface",), list(range(10**5)), "surface"),
    (("extra",), 1, "extra"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "field"), REFUSED, ids=[f"{'.'.join(map(str, r[0]))}-{i}" for i, r in
                                                                  enumerate(REFUSED)])  # fmt: skip
def test_refusals_name_the_field_in_one_short_line(path, value, field):
    with pytest.raises(ValueError, match=field) as refusal:
        from_dict(changed(path, value))
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 400


@pytest.mark.parametrize(
    "text", ["[" * 10**5, "1" * 10**4, b"\xff\xfe\x00", '{"a": ' * 5000, "x" * 10**6, b"\x00", "{]"]
)
def test_what_is_no_json_is_refused_in_one_short_line(text):
    with pytest.raises(ValueError, match=r"JSON|scene") as refusal:
        from_json(text)
    assert len(str(refusal.value)) < 200


def test_whole_numbers_written_as_decimals_are_read():
    assert from_dict(changed(("steps",), 30.0)).steps == 30
    assert from_dict(changed(("optimizers", 1, "rule", "memory"), 7.0)).entrants[1].rule.memory == 7


def test_every_panel_and_a_view_are_read_back():
    data = changed(("panels",), list(PANELS)) | {"view": {"azimuth": 10, "elevation": 20, "z": [0, 1]}}
    made = from_dict(data)
    assert made.panels == PANELS
    assert (made.view.azimuth, made.view.z, made.view.scale) == (10.0, (0.0, 1.0), "linear")
    assert from_json(to_json(made)) == made


def places(data, path=()):
    """The keys that lead to every value in a scene's dict."""
    if path:
        yield path
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield from places(value, (*path, key))


numbers = st.one_of(
    st.integers(), st.floats(), st.sampled_from([0, -1, 1e400, -1e400, 1e308, 5e-324, 10**19, 2**63, 10**400, True])
)
texts = st.one_of(
    st.text(max_size=8), st.sampled_from(["nan", "adam", "beale", "function", "\x00", "\ud800", "é" * 500])
)
leaves = st.one_of(st.none(), st.booleans(), numbers, texts)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=3), max_leaves=6
)


@st.composite
def hostile_scenes(draw):
    data = copy.deepcopy(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(list(places(data)) or [("name",)]))
        place = data
        for key in path[:-1]:
            place = place[key]
        match draw(st.sampled_from(["replace", "delete", "nest", "double"])):
            case "replace":
                place[path[-1]] = draw(values)
            case "delete":
                del place[path[-1]]
            case "nest":
                place[path[-1]] = [place[path[-1]]]
            case "double" if isinstance(place, list):
                place.append(copy.deepcopy(place[path[-1]]))
    return data


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(hostile_scenes() | values)
def test_whatever_comes_is_a_scene_or_a_refusal(data):
    try:
        made = from_dict(data)
    except ValueError as error:
        assert 0 < len(str(error)) < 400  # noqa: PT017
        assert "\n" not in str(error)  # noqa: PT017
        return
    assert isinstance(made, Scene)
    assert from_json(to_json(made)) == made
    assert all(np.ndim(value) == 0 for entrant in made.entrants for value in entrant.rule.settings().values())


@pytest.mark.parametrize(
    ("path", "last", "beyond"),
    [
        (("view",), {"azimuth": 360}, {"azimuth": 360.1}),
        (("view",), {"azimuth": -360}, {"azimuth": -360.1}),
        (("view",), {"elevation": 90}, {"elevation": 90.1}),
        (("view",), {"elevation": -90}, {"elevation": -90.1}),
        (("view",), {"z": [1, 1.001]}, {"z": [1.001, 1]}),
        (("name",), "x" * 120, "x" * 121),
        (("name",), "x", ""),
        (("start",), [1e9, -1e9], [1, -1.1e9]),
        (("panels",), list(PANELS), [*PANELS, PANELS[0]]),
        (("optimizers",), [WHOLE[0]["optimizers"][1]] * 12, [WHOLE[0]["optimizers"][1]] * 13),
        (("surface", "text"), "b x^2 + y^2", "foo x^2 + y^2"),
    ],
)
def test_what_is_just_allowed_is_read_and_what_is_just_beyond_refused(path, last, beyond):
    from_dict(changed(path, last))
    with pytest.raises(ValueError, match=str(path[0])):
        from_dict(changed(path, beyond))


def test_a_refusal_counts():
    for value, words in (([1], "a list of 2, not 1 of them"), ([1, 2, 3], "a list of 2, not 3 of them")):
        with pytest.raises(ValueError, match=words):
            from_dict(changed(("start",), value))
    with pytest.raises(ValueError, match="a list of 0 to 12, not 13 of them"):
        from_dict(changed(("optimizers",), WHOLE[0]["optimizers"][:1] * 13))
    with pytest.raises(ValueError, match="sigma must be a single value, not "):
        from_dict(changed(("noise",), {"seed": 1, "sigma": [1, 2]}))
