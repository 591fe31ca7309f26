"""A rule of one's own: the lecture's two are the built-in ones to the last bit; nothing of a text is ever run."""

import itertools
import math
import pickle
import sys
from pathlib import Path

import numpy as np
import pytest

from catalog import parameters
from live import program_of_rule
from optim import OPTIMIZERS, SCHEDULES, Clip, Clipped, Scheduled, parse_rule, run, tune
from scenes import from_dict, scene, to_dict
from surfaces import SURFACES, ParseError

sys.path.append(str(Path(__file__).parents[1] / "surfaces"))
from hostile import ESCAPES

ADAM = "m = b m + (1 - b) g; v = c v + (1 - c) g^2; w = w - lr (m/(1 - b^k))/(sqrt(v/(1 - c^k)) + eps)"
SAME = [
    ("w = w - lr g", {"lr": 0.001}, OPTIMIZERS["gradient_descent"](lr=0.001)),
    ("v = b v + lr g; w = w - v", {"b": 0.9, "lr": 0.001}, OPTIMIZERS["momentum"](lr=0.001)),
    ("v = β v + η g\nw -= v", {"β": 0.8, "lr": 0.001}, OPTIMIZERS["momentum"](lr=0.001, beta=0.8)),
    ("v = beta v + (1 - beta) g²; w = w - lr g/(√v + eps)", {"lr": 0.01}, OPTIMIZERS["rmsprop"](lr=0.01)),
    ("s = s + g**2; w -= lr*g/(np.sqrt(s) + eps)", {"lr": 0.5, "eps": 1e-10}, OPTIMIZERS["adagrad"](lr=0.5, eps=1e-10)),
    ("w = w - lr sign(g)", {"lr": 0.01}, OPTIMIZERS["sign_descent"](lr=0.01)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "settings", "rule"), SAME, ids=[rule.slug for _, _, rule in SAME])
@pytest.mark.parametrize("surface", ["beale", "quadratic", "rosenbrock"])
def test_typed_rules_are_the_built_in_ones_to_the_last_bit(text, settings, rule, surface):
    ours, theirs = (run(r, SURFACES[surface](), steps=60) for r in (parse_rule(text, **settings), rule))
    np.testing.assert_array_equal(ours.points, theirs.points)
    assert np.isfinite(ours.points).all()


def test_adam_is_adam():
    rule = parse_rule(ADAM, b=0.9, c=0.999, lr=0.05, eps=1e-8)
    ours, theirs = (run(r, SURFACES["beale"](), steps=100) for r in (rule, OPTIMIZERS["adam"](lr=0.05)))
    np.testing.assert_allclose(ours.points, theirs.points, rtol=1e-10)


def test_a_hessian_times_the_gradient_can_be_asked_for():
    surface = SURFACES["quadratic"]()
    for text in ("w = w - lr H g", "w = w - lr Hg", "w = w - lr H*g"):
        t = run(parse_rule(text, lr=0.01), surface, (1.0, 1.0), 1)
        g = surface.gradient(np.array([1.0, 1.0]))
        np.testing.assert_allclose(t.points[1], 1.0 - 0.01 * surface.hessian(np.array([1.0, 1.0])) @ g)


def test_state_is_recorded_by_name_and_begins_at_nothing():
    t = run(parse_rule("n = n + 1; u = 2; w = w - lr g/n", lr=0.01), SURFACES["beale"](), steps=3)
    assert t.states._fields == ("n", "u")
    assert t.states.n[:, 0].tolist() == [0.0, 1.0, 2.0, 3.0]
    assert t.states.u[1:].tolist() == [[2.0, 2.0]] * 3


def test_it_is_scheduled_clipped_tuned_and_run_in_lanes():
    text = "v = b v + lr g; w = w - v"
    rule, built, beale = parse_rule(text, lr=0.001), OPTIMIZERS["momentum"](lr=0.001), SURFACES["beale"]()
    for around in (lambda r: Scheduled(r, SCHEDULES["cosine"]()), lambda r: Clipped(r, Clip(norm=0.5))):
        ours, theirs = (run(around(r), beale, steps=30).points for r in (rule, built))
        np.testing.assert_array_equal(ours, theirs)
    assert tune(rule, beale, steps=50).rule.lr == tune(built, beale, steps=50).rule.lr
    many = run(parse_rule(text, lr=np.array([0.001, 0.002])), beale, steps=20)
    np.testing.assert_array_equal(many.points[:, 1], run(parse_rule(text, lr=0.002), beale, steps=20).points)


def test_it_traces():
    assert "sqrt" in program_of_rule(parse_rule(ADAM), SURFACES["beale"]()).source


def test_its_parameters_are_controls_and_it_travels():
    rule = parse_rule("v = b v + g; w = w - η v - c ε", b=0.5)
    assert [p.name for p in parameters(rule)] == ["b", "lr", "c", "ε"]
    assert pickle.loads(pickle.dumps(rule)) == rule
    made = scene("own", SURFACES["beale"](), rule)
    assert from_dict(to_dict(made)).entrants[0].rule == rule
    assert r"\eta v" in rule.latex
    assert r"v \leftarrow b v + \nabla E" in rule.latex


REFUSED = {
    "v = g": ("nothing is assigned to w", 5),
    "": ("1 to 8 statements", 0),
    "w - lr g": ("assigns nothing", 0),
    "g = 1; w = w": ("'g' cannot be assigned", 0),
    "w = w - foo g": ("unknown name 'foo'", 8),
    "w = w - lr (g": ("ends too early", 13),
    "w = w; sin = g": ("'sin' cannot be assigned", 7),
    "w = w == g": ("unexpected", 6),
    "w = w - a b c d h l m": ("too many parameters", 0),
    "a = g; b = g; c = g; d = g; h = g; w = w": ("too much state", 0),
    "; ".join(["w = w - lr g"] * 9): ("1 to 8 statements", 0),
    "w = " + "w + " * 200 + "g": ("longer than", 500),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_read_is_refused_at_its_place_with_a_remedy(text):
    problem, position = REFUSED[text]
    with pytest.raises(ParseError) as refusal:
        parse_rule(text)
    assert problem in str(refusal.value)
    assert abs(refusal.value.position - position) <= 2
    assert refusal.value.expected


def test_settings_are_checked():
    for settings in ({"q": 1.0}, {"lr": -1.0}, {"lr": math.nan}):
        with pytest.raises(ValueError, match=r"no 'q'|lr must be"):
            parse_rule("w = w - lr g", **settings)
    with pytest.raises(ValueError, match="text must be"):
        parse_rule(5)


def read(text):
    """The rule, or the refusal with its place and remedy."""
    try:
        return parse_rule(text)
    except ParseError as refusal:
        return refusal


@pytest.mark.parametrize("frame", ["w = {}", "w = w - {} g", "{} = g; w = w", "v = g; w = w - lr v; {}"])
def test_nothing_of_a_hostile_text_is_run(frame):
    for hostile in ESCAPES:
        text = frame.format(hostile)
        answer = read(text)
        if isinstance(answer, ParseError):
            assert 0 <= answer.position <= len(text)
        else:
            run(answer, SURFACES["beale"](), steps=2)


PIECES = (
    "w", "g", "v", "k", "=", "-=", ";", " ", "lr", "b", "+", "*", "/", "^", "(", ")", "2", ".5", "sqrt(", "|", "H g",
    "√", "\\", "eps", "η", "sin", "=",
)  # fmt: skip


def test_fuzzed_texts_are_read_or_refused():
    rng = np.random.default_rng(0)
    for size in itertools.islice(itertools.cycle(range(1, 16)), 600):
        text = "".join(rng.choice(PIECES, size))
        answer = read(f"w = w - lr g; {text}" if size % 2 else text)
        if isinstance(answer, ParseError):
            assert answer.expected
        else:
            run(answer, SURFACES["beale"](), steps=1)
