"""The address is the whole state of Race: sweeps, names, undo and redo, loaded scenes, tuned rates."""

import itertools
import random
from urllib.parse import urlencode

import pytest

from optim import OPTIMIZERS
from scenes import GROUNDS, SCENES, contrast, difference, from_dict, scene, shades
from surfaces import SURFACES, parse
from ui.entrants import by_difference
from ui.race_state import packed, unpacked
from ui.sweep import Sweep, numbers_of, suggested, sweep_of, values_of

LR = numbers_of(OPTIMIZERS["adam"])["lr"]
MEMORY = numbers_of(OPTIMIZERS["lbfgs"])["memory"]


def shown(app):
    return from_dict(app.session_state["_scene"])


def query(app):
    return {k: v if isinstance(v, list) else [v] for k, v in app.query_params.items()}


def again(open_page, app):
    """The scene that a colleague sees at this address."""
    return shown(open_page("race", urlencode(query(app), doseq=True)))


def test_values_as_a_person_types_them():
    assert values_of("1e-3, 1e-2, 1e-1", LR) == (0.001, 0.01, 0.1)
    assert values_of("0.1 0.001;0.1", LR) == (0.001, 0.1)
    assert values_of("1e-3 to 1 in 4", LR) == (0.001, 0.01, 0.1, 1.0)
    assert values_of("2 to 10 in 3", MEMORY) == (2, 6, 10)


@pytest.mark.parametrize("text", ["", "fast", "-1", "1 to 2 in 99", "1e-3 to 1 in 1", "nan", ",".join("123456789" * 2)])
def test_values_that_cannot_be_raced_are_refused_in_words(text):
    if text.startswith("1,2"):
        text = ",".join(f"0.{i:02}" for i in range(1, 20))
    with pytest.raises(ValueError, match=r"[.]$"):
        values_of(text, LR)


@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_what_is_suggested_can_be_raced_and_stands_in_the_address(slug):
    for name, p in numbers_of(OPTIMIZERS[slug]).items():
        sweep = Sweep(name, suggested(p, p.default))
        assert sweep_of(str(sweep), OPTIMIZERS[slug]) == sweep


@pytest.mark.parametrize("brought", ["", "lr", "lr:", "lr:x", "nothing:1", "lr:-1", "bias_correction:1", None, 7])
def test_a_sweep_that_is_none(brought):
    assert sweep_of(brought, OPTIMIZERS["adam"]) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-1e308 to 1e308", "“-1e308” is no number from −1e"),
        ("nan, 1", "“nan” is no number"),
        ("1 to 2 in " + "9" * 500, "2 to 12 values, not 99999999999999999999[.]"),
        ("to" * 5000, "too long: 10000 characters"),
        ("…" * 590, "“……………………………………………………” is no number"),
    ],
)
def test_what_is_no_sweep_is_refused_in_a_line(text, reason):
    with pytest.raises(ValueError, match=reason):
        values_of(text, numbers_of(OPTIMIZERS["adam"])["lr"])


@pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=list(OPTIMIZERS))
def test_shades_are_legible_and_told_apart_on_both_grounds(rule):
    made = shades(rule.color, 4)
    for light, dark in made:
        assert contrast(light, GROUNDS["light"]) >= 3
        assert contrast(dark, GROUNDS["dark"]) >= 3
    for (light, dark), (deeper, darker) in itertools.pairwise(made):
        assert contrast(deeper, GROUNDS["light"]) > contrast(light, GROUNDS["light"])
        assert contrast(darker, GROUNDS["dark"]) < contrast(dark, GROUNDS["dark"])
    assert difference(made[0][0], made[1][0]) > 0.05


def test_rules_are_named_by_what_differs():
    adam, momentum = OPTIMIZERS["adam"], OPTIMIZERS["momentum"]
    rules = [adam(lr=0.1), momentum(), adam(lr=0.01), adam(lr=0.01, bias_correction=False)]
    assert by_difference(rules) == [
        "Adam η = 0.1, bias correction", "Momentum", "Adam η = 0.01, bias correction",
        "Adam η = 0.01, no bias correction",
    ]  # fmt: skip
    assert by_difference([adam(), adam()]) == ["Adam", "Adam (2)"]


def test_a_sweep_is_raced_under_names_that_carry_the_values(open_page):
    app = open_page("race", "scene=free&optimizers=adam&adam.sweep=lr:0.001,0.01,0.1&adam.beta1=0.8")
    made = shown(app).entrants
    assert [(e.name, e.rule.lr, e.rule.beta1) for e in made] == [
        ("Adam η = 0.001", 0.001, 0.8), ("Adam η = 0.01", 0.01, 0.8), ("Adam η = 0.1", 0.1, 0.8)
    ]  # fmt: skip
    assert again(open_page, app) == shown(app)


def test_choosing_a_surface_keeps_a_sweep(open_page):
    app = open_page("race", "scene=free&optimizers=adam&optimizers=momentum&adam.sweep=lr:0.001,0.1")
    app.selectbox(key="surface").select("beale").run()
    assert [e.rule.lr for e in shown(app).entrants[:2]] == [0.001, 0.1]
    assert again(open_page, app) == shown(app)


def press(app, key):
    app.button(key=key).click().run()
    assert not app.exception


@pytest.mark.thorough
def test_duplicate_move_remove_reset(open_page):
    app = open_page("race", "scene=rosenbrock-five&adam.lr=0.5")
    app.session_state["_open optimizers"] = "adam"
    app.run()
    press(app, "_duplicate adam")
    assert [e.rule.slug for e in shown(app).entrants].count("adam") == 2
    assert [e.rule.lr for e in shown(app).entrants if e.rule.slug == "adam"] == [0.5, 0.5]
    press(app, "_up adam~2")
    assert app.session_state["optimizers"].index("adam~2") < app.session_state["optimizers"].index("adam")
    press(app, "_remove adam~2")
    assert not [key for key in query(app) if key.startswith("adam~2")]
    app.session_state["_open optimizers"] = "adam"
    app.run()
    press(app, "_reset adam")
    assert shown(app) == SCENES["rosenbrock-five"]
    assert query(app) == {"scene": ["rosenbrock-five"]}


@pytest.mark.thorough
def test_twenty_changes_undone_and_done_again(open_page):
    app = open_page("race", "scene=rosenbrock-five")
    first, chance = shown(app), random.Random(1)
    states = [first]
    while len(states) < 21:
        _change(app, chance)
        assert not app.exception
        if shown(app) != states[-1]:
            states.append(shown(app))
    for state in reversed(states[:-1]):
        press(app, "_undo")
        assert shown(app) == state
    assert app.button(key="_undo").disabled
    assert query(app) == {"scene": ["rosenbrock-five"]}
    for state in states[1:]:
        press(app, "_redo")
        assert shown(app) == state


def _change(app, chance):
    kind = chance.randrange(8)
    ids = app.session_state["optimizers"]
    if kind == 0:
        app.selectbox(key="surface").select(chance.choice(["beale", "himmelblau", "quadratic", "rosenbrock"])).run()
    elif kind == 1:
        fresh = [slug for slug in ("adamw", "nadam", "yogi", "lion") if slug not in ids]
        app.selectbox(key="_add").select(chance.choice(fresh or ["amsgrad"])).run()
    elif kind == 2:
        app.session_state["steps"] = chance.randrange(20, 200)
        app.run()
    elif kind == 3:
        app.session_state["sigma"] = chance.choice([0.0, 0.1, 0.5])
        app.run()
    elif kind == 4:
        app.session_state["panels"] = chance.choice([["contour"], ["multiples"], ["contour", "loss"]])
        app.run()
    elif kind == 5 and ids:
        id = chance.choice([id for id in ids if id not in ("newton",)] or ids)
        app.session_state[f"{id}.sweep"] = chance.choice(["lr:0.001,0.01", "lr:0.002,0.004,0.008"])
        app.run()
    elif kind == 6 and ids:
        app.session_state[f"{chance.choice(ids)}.name"] = chance.choice(["Mine", "Yours"])
        app.run()
    elif ids:
        app.session_state[f"{chance.choice(ids)}.lr"] = chance.choice([0.001, 0.002, 0.005])
        app.run()


LOADED = scene(
    "Mine <b>", parse("x^2 + 3y^2", ((-2, 2), (-1, 3)), (1, 1)), (OPTIMIZERS["adam"](lr=0.3), "Quick", "#123456"),
    start=(0.5, 1.0), steps=90, caption="Said by me.",
)  # fmt: skip


def test_a_loaded_scene_is_in_the_address(open_page):
    text = packed(LOADED)
    assert len(text) < 600
    assert unpacked(text) == LOADED
    app = open_page("race", urlencode({"scene": "loaded", "with": text}))
    assert shown(app) == LOADED
    assert again(open_page, app) == LOADED


@pytest.mark.parametrize("text", ["x", "!!!", "eJyrrgUAAXUA-Q", "A" * 9000])
@pytest.mark.thorough
def test_what_is_no_scene_is_dropped(open_page, text):
    app = open_page("race", urlencode({"scene": "loaded", "with": text}))
    assert "with" not in app.query_params
    assert shown(app) == SCENES["radford-beale"]


@pytest.mark.parametrize("link", ["scene=free&surface=beale&tune=1&optimizers=adam&optimizers=gradient_descent"])
def test_tuned_rates_land_in_the_address(open_page, link):
    app = open_page("race", link)
    assert "tune" not in app.query_params
    assert again(open_page, app) == shown(app)
    assert shown(app).entrants[0].rule.lr != OPTIMIZERS["adam"]().lr


def test_a_schedule_is_as_long_as_the_race_unless_it_is_set(open_page):
    app = open_page("race", "scene=free&optimizers=adam&adam.schedule=cosine&steps=300")
    assert shown(app).entrants[0].rule.schedule.horizon == 300
    app = open_page("race", "scene=free&optimizers=adam&adam.schedule=cosine&steps=300&adam.cosine.horizon=50")
    assert shown(app).entrants[0].rule.schedule.horizon == 50


def test_a_typed_name_is_used_and_shared(open_page):
    app = open_page("race", urlencode({"scene": "free", "optimizers": "adam", "adam.name": "Mine <b> *x*"}))
    assert shown(app).entrants[0].name == "Mine <b> *x*"
    assert SURFACES["rosenbrock"]() == shown(app).surface
