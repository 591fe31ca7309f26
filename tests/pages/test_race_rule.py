"""A rule that is typed on Race: it runs as it is read, its letters are dials, and the address brings all of it back."""

from urllib.parse import urlencode

import numpy as np
import pytest
from visit import told

from optim import OPTIMIZERS, parse_rule, run
from scenes import from_dict, scene
from surfaces import SURFACES
from ui.own_rule import EXAMPLES, FIRST, LONGEST
from ui.race_state import packed

RACE = "scene=free&optimizers=rule&steps=30"


def rule_of(app, id="rule"):
    scene = from_dict(app.session_state["_scene"])
    return next(e.rule for e in scene.entrants if e.id == id)


def opened(open_page, query=RACE):
    """Race with the typed rule's controls open."""
    app = open_page("race", query)
    app.session_state["_open optimizers"] = "rule"
    app.run()
    assert not app.exception
    return app


def query(app):
    return urlencode({k: v if isinstance(v, list) else [v] for k, v in app.query_params.items()}, doseq=True)


def test_it_can_be_added_and_is_opened(open_page):
    app = open_page("race", "scene=free")
    next(s for s in app.selectbox if s.key == "_add").set_value("rule").run()
    assert not app.exception
    assert rule_of(app).text == FIRST
    assert [area.value for area in app.text_area] == [FIRST.replace("; ", "\n")]


@pytest.mark.thorough
def test_what_is_typed_is_what_runs_and_stands_in_the_address(open_page):
    app = opened(open_page)
    app.text_area[0].set_value("s = q s + (1 - q) g^2\nw -= lr g/(sqrt(s) + eps)").run()
    assert not app.exception
    rule = rule_of(app)
    assert rule == parse_rule("s = q s + (1 - q) g^2; w -= lr g/(sqrt(s) + eps)", lr=rule.lr)
    again = open_page("race", query(app))
    assert rule_of(again) == rule
    other = rule_of(open_page("race", query(app) + "&rule.q=0.5&rule.lr=0.02"))
    assert (other.q, other.lr) == (0.5, 0.02)


def test_its_latex_is_shown_and_its_letters_are_dials(open_page):
    app = opened(open_page, RACE + "&rule.text=v+%3D+c+v%2Bg%3Bw+%3D+w-lr+v")
    assert any(r"\leftarrow" in each.value for each in app.latex)
    assert {"rule.c", "rule.lr"} <= {dial["name"] for data in told(app, "downhill_dials") for dial in data["dials"]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("w = w - lr grad", "unknown name"),
        ("v = v + g", "nothing is assigned to w"),
        ("g = w", "cannot be assigned"),
        ("w = w - lr (g", "expected"),
        ("import os", "assigns nothing"),
    ],
)
@pytest.mark.thorough
def test_what_cannot_be_read_is_refused_at_its_place_and_the_last_rule_races_on(open_page, text, words):
    app = opened(open_page, RACE + "&rule.text=w+%3D+w+-+lr+sign(g)")
    app.text_area[0].set_value(text).run()
    assert not app.exception
    assert words in app.error[0].value
    assert any("^" in code.value for code in app.code)
    assert rule_of(app).text == "w = w - lr sign(g)"
    assert app.text_area[0].value == text  # nothing that was typed is lost


def test_a_scene_file_with_a_typed_rule_opens_with_it(open_page):
    made = parse_rule("w = w - lr c g", lr=0.02, c=0.25)
    app = open_page("race", urlencode({"scene": "loaded", "with": packed(scene("Mine", SURFACES["beale"](), made))}))
    assert rule_of(app) == made


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_run_downhill_without_a_word_of_change(open_page, name):
    rule, surface = parse_rule(EXAMPLES[name]), SURFACES["quadratic"]()
    t = run(rule, surface, steps=100)
    assert np.isfinite(t.values).all()
    assert t.values[-1] < t.values[0]
    assert len(EXAMPLES[name]) < LONGEST


def test_the_first_example_is_the_built_in_rule_to_the_last_bit():
    surface = SURFACES["rosenbrock"]()
    own = run(parse_rule(EXAMPLES["Momentum"], lr=0.001, b=0.9), surface, steps=50)
    ours = run(OPTIMIZERS["momentum"](lr=0.001, beta=0.9, outside=True), surface, steps=50)
    np.testing.assert_array_equal(own.points, ours.points)


@pytest.mark.parametrize("brought", ["", "w", "x" * 3000, "w=w-lr*__import__('os').system('x')", "\x00", "w = 9^9^9^9"])
@pytest.mark.thorough
def test_hostile_addresses(open_page, brought):
    app = open_page(
        "race", RACE + "&optimizers=rule~2&optimizers=rule~99&optimizers=rule~&" + urlencode({"rule.text": brought})
    )
    assert rule_of(app).text
