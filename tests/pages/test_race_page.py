"""The Race page: every scene, surface and optimizer, extremes, hostile addresses; never an exception."""

import dataclasses
import json
from urllib.parse import urlencode

import numpy as np
import pytest
from visit import films_told, told

from optim import ON_VECTORS, OPTIMIZERS, tune
from scenes import SCENES, from_dict, to_dict
from surfaces import EXAMPLES, SURFACES, turned
from ui.outside import literal

PLANE = [slug for slug, surface in SURFACES.items() if surface.dims == 2]


def film(app):
    return films_told(app)[0]


def table(app):
    return told(app, "downhill_race_table")[0]


def racers(app):
    return [racer["id"] for racer in film(app)["racers"]]


@pytest.mark.parametrize("slug", SCENES)
@pytest.mark.thorough
def test_every_scene_is_what_the_page_shows(open_page, slug):
    app = open_page("race", f"scene={slug}")
    shown, scene = film(app), SCENES[slug]
    assert app.title[0].value == literal(scene.name)
    assert [(r["id"], r["name"], r["color"]) for r in shown["racers"]] == [
        (e.id, e.name, e.color) for e in scene.entrants
    ]
    assert shown["steps"] == scene.steps
    assert from_dict(app.session_state["_scene"]) == scene


STANDING = [slug for slug, shown in SCENES.items() if not (shown.surface.drifts or shown.surface.game)]


@pytest.mark.parametrize("slug", STANDING)
@pytest.mark.thorough
def test_a_scene_whose_surface_is_turned_has_its_surface_s_name_and_no_caption(open_page, slug):
    """What is said of a scene is known of its surface as it is."""
    surface = SCENES[slug].surface
    app = open_page("race", f"scene={slug}&{surface.slug}.turn=30&{surface.slug}.skew=0.3")
    made = from_dict(app.session_state["_scene"])
    assert made.surface == turned(surface, 30.0, 0.3)
    assert app.title[0].value == literal(surface.name)
    assert made.caption == ""
    assert len(film(app)["tracks"]) == len(SCENES[slug].entrants)


@pytest.mark.parametrize("slug", PLANE)
@pytest.mark.thorough
def test_every_surface(open_page, slug):
    """Every other one as it is, the others turned and skewed where they can be."""
    stands = not (SURFACES[slug].drifts or SURFACES[slug].game)
    around = f"&{slug}.turn=30&{slug}.skew=0.3" if stands and not PLANE.index(slug) % 2 else ""
    app = open_page("race", f"scene=free&surface={slug}{around}")
    surface = from_dict(app.session_state["_scene"]).surface
    assert surface == (turned(SURFACES[slug](), 30.0, 0.3) if around else SURFACES[slug]())
    assert app.title[0].value == literal(SURFACES[slug].name)
    assert len(film(app)["tracks"]) == 4


def test_in_a_game_what_makes_no_sense_is_left_out_and_said(open_page):
    chosen = "".join(f"&optimizers={slug}" for slug in ("newton", "gradient_descent", "lbfgs", "extragradient"))
    app = open_page(
        "race", f"scene=free&surface=bilinear_game{chosen}&panels=contour&panels=basins&panels=loss&table=progress"
    )
    assert racers(app) == ["gradient_descent", "extragradient"]
    assert [panel["id"] for panel in film(app)["panels"]] == ["contour", "loss"]
    assert [info.value for info in app.info] == [
        f"Left out: {literal('Newton and L-BFGS')}. What they need is one value that all its coordinates lower, which "
        "Bilinear game has not."
    ]
    assert any("No picture “Basins” here: a game has no minima" in caption.value for caption in app.caption)
    heads = [column["head"] for column in table(app)["columns"]]
    assert "Distance left" in heads
    assert "Left to gain" not in heads
    app.selectbox(key="surface").set_value("beale").run()
    assert not app.exception
    assert set(racers(app)) == {"newton", "gradient_descent", "lbfgs", "extragradient"}  # none was lost


@pytest.mark.thorough
def test_every_optimizer_in_races_of_twelve(open_page):
    slugs = list(ON_VECTORS)
    for first in range(0, len(slugs), 12):
        chosen = slugs[first : first + 12]
        app = open_page("race", "scene=free&steps=20&" + "&".join(f"optimizers={slug}" for slug in chosen))
        assert racers(app) == chosen


@pytest.mark.parametrize(
    "query",
    [
        "scene=nonsense&surface=nonsense&optimizers=nonsense",
        "x=nan&y=inf&steps=-3&sigma=1e9&seed=x",
        "x=1e300&y=-1e300&steps=99999999",
        "gradient_descent.lr=nan&momentum.beta=2&momentum.lr=-1",
        "scene=free&surface=quadratic&quadratic.lambda1=nan&quadratic.angle=1e99",
        "scene=free&surface=function&f=__import__('os')&x0=3&x1=-3",
        "scene=free&surface=function&f=9^9^9^9",
        "scene=free&surface=function&f=",
        "scene=free&surface=function&f=log(x)&x0=-3&x1=-1",
        "optimizers=none&panels=none",
        "optimizers=adam&optimizers=adam&optimizers=adam~2&optimizers=adam~x&optimizers=x~2",
        "adam.schedule=nonsense&look=nonsense&panels=nonsense",
        "scene=loaded",
        "scene=&surface=&optimizers=&x=",
    ],
)
@pytest.mark.thorough
def test_hostile_addresses(open_page, query):
    open_page("race", query)


def test_an_illegal_value_falls_back_and_the_rest_is_kept(open_page):
    app = open_page("race", "momentum.beta=7&momentum.lr=0.002&x=2.5&y=nan")
    scene = from_dict(app.session_state["_scene"])
    momentum = next(e.rule for e in scene.entrants if e.id == "momentum")
    assert (momentum.beta, momentum.lr) == (0.95, 0.002)
    assert scene.start == (2.5, 1.6)


def test_a_rate_off_the_slider_grid_is_kept(open_page):
    app = open_page("race", "momentum.lr=0.00123")
    assert "momentum.lr" in app.query_params
    scene = from_dict(app.session_state["_scene"])
    assert next(e.rule.lr for e in scene.entrants if e.id == "momentum") == 0.00123


def test_rates_at_which_everything_diverges(open_page):
    rates = "&".join(f"{slug}.lr=1" for slug in ("gradient_descent", "momentum", "nesterov"))
    app = open_page("race", rates)
    columns = table(app)["columns"]
    outcomes = next(column["cells"] for column in columns if column["head"] == "Outcome")
    assert any(cell[0].startswith("Diverged at step") for cell in outcomes)


def test_charts_over_evaluations(open_page):
    shown = film(open_page("race", "scene=rosenbrock-five&over=evals"))
    assert next(panel for panel in shown["panels"] if panel["id"] == "loss")["axes"]["x"] == "evals"


def test_two_copies_of_one_rule(open_page):
    app = open_page("race", "scene=free&optimizers=adam&optimizers=adam~2&adam~2.lr=0.1")
    first, second = film(app)["racers"]
    assert (first["id"], second["id"]) == ("adam", "adam~2")
    assert first["color"] != second["color"]


def test_choosing_a_scene_sets_everything(open_page):
    app = open_page("race")
    app.selectbox(key="scene").select("rosenbrock-five").run()
    assert not app.exception
    assert from_dict(app.session_state["_scene"]) == SCENES["rosenbrock-five"]


def test_choosing_a_surface_keeps_the_optimizers_and_tunes_their_rates(open_page):
    app = open_page("race", "scene=rosenbrock-five")
    before = {e.id: e.rule for e in SCENES["rosenbrock-five"].entrants}
    app.selectbox(key="surface").select("himmelblau").run()
    assert not app.exception
    scene = from_dict(app.session_state["_scene"])
    assert scene.surface.slug == "himmelblau"
    assert scene.start == tuple(SURFACES["himmelblau"].start)
    assert [e.id for e in scene.entrants] == list(before)
    assert all(e.rule.lr != before[e.id].lr for e in scene.entrants if e.rule.tunable)


def test_tuning_makes_no_run_worse(open_page):
    app = open_page("race", "scene=free")
    before = from_dict(app.session_state["_scene"])
    next(b for b in app.button if b.label == "Tune rates").click().run()
    after = from_dict(app.session_state["_scene"])
    for was, now in zip(before.run(), after.run(), strict=True):
        assert now.optimizer == tune(was.optimizer, before.noisy_surface, before.start, before.steps).rule
        end = np.nan_to_num(was.values[-10:], nan=np.inf).max()
        assert now.values[-10:].max() <= end
        assert now.values[-1] <= np.nan_to_num(was.values[-1], nan=np.inf)


@pytest.mark.parametrize("text", [text for text, _ in EXAMPLES])
@pytest.mark.thorough
def test_typed_functions(open_page, text):
    app = open_page("race", f"scene=free&surface=function&f={text.replace('+', '%2B')}")
    assert from_dict(app.session_state["_scene"]).surface.settings()["text"] == text


def test_a_broken_text_points_at_the_place_and_the_last_good_one_is_raced(open_page):
    app = open_page("race", "scene=free&surface=function&f=x^2%2By^2")
    app.text_input(key="_set f").input("x^2 + * y").run()
    assert "position 6" in app.error[0].value
    assert app.code[0].value.splitlines()[-1].index("^") == 6
    assert from_dict(app.session_state["_scene"]).surface.settings()["text"] == "x^2+y^2"


def test_a_scene_survives_json():
    for scene in SCENES.values():
        assert from_dict(json.loads(json.dumps(to_dict(scene)))) == scene


def test_sliders_set_against_each_other_are_held_and_say_so(open_page):
    app = open_page("race", "scene=free&optimizers=trust_region&trust_region.radius=5&trust_region.largest=0.1")
    assert not app.exception
    assert from_dict(app.session_state["_scene"]).entrants[0].rule.settings()["radius"] == 0.1
    assert any("Radius” is held at 0.1" in caption.value for caption in app.caption)


def test_everything_is_tuned_and_undone(open_page):
    app = open_page("race", "scene=rosenbrock-five")
    before = from_dict(app.session_state["_scene"])
    app.button(key="_tune_all").click().run()
    assert not app.exception
    after = from_dict(app.session_state["_scene"])
    for old, new in zip(before.entrants, after.entrants, strict=True):
        (t,) = dataclasses.replace(before, entrants=(old,)).run()
        (tuned,) = dataclasses.replace(after, entrants=(new,)).run()
        assert tuned.values[-10:].max() <= t.values[-10:].max()
    adam = next(e.rule for e in after.entrants if e.rule.slug == "adam")
    assert adam.beta1 != OPTIMIZERS["adam"]().beta1
    assert f"adam.beta1={adam.beta1!r}" in urlencode(app.query_params, doseq=True)
    app.button(key="_undo").click().run()
    assert from_dict(app.session_state["_scene"]) == before


@pytest.mark.parametrize(
    ("numbers", "name"),
    [
        ("", "Decaying rate"),
        ("&gradient_descent~2.cosine.final=1", ""),
        ("&gradient_descent~2.cosine.final=0.1", "Decaying rate"),
    ],
)
def test_a_name_that_tells_of_decay_goes_with_it(open_page, numbers, name):
    scene = from_dict(open_page("race", f"scene=decaying-rate{numbers}").session_state["_scene"])
    (second,) = (e for e in scene.entrants if e.id == "gradient_descent~2")
    rates = [second.rule.rate(k) for k in (1, 400)]
    assert (second.name == "Decaying rate") == bool(name) == (rates[1] < rates[0])
