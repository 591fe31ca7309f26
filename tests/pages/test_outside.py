"""What comes from outside: texts are shown as they stand, addresses, messages and files are checked, all alike."""

import os
import re
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optim import OPTIMIZERS, SCHEDULES, Clip
from scenes import SCENES, from_dict, scene, to_json, wrapped
from surfaces import SURFACES, parse
from ui.outside import FARTHEST, JOINER, checked_event, finite, literal
from ui.race_state import filled

EXAMPLES = int(os.environ.get("DOWNHILL_EXAMPLES", "12"))  # 5000 for a thorough run


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("x**2 + y**2", r"x\*\*2 \+ y\*\*2"),
        ("![a](https://b.c/d.png)", rf"\!\[a\]\(https\:{JOINER}\/\/b\.c\/d\.png\)"),
        ("a\nb\x00c", "a bc"),
        ("$x$ <b> `c` :red[d]", rf"\$x\$ \<b\> \`c\` \:{JOINER}red\[d\]"),
        ("a -> b", f"a \\-{JOINER}\\> b"),
        ("www.b.c a@b.c", f"w{JOINER}ww\\.b\\.c a\\@{JOINER}b\\.c"),
        ("\ud800", "�"),
        ("gpj\u202e.exe", r"gpj\.exe"),
        ("Bowl, 30°", r"Bowl\, 30°"),
    ],
)
def test_a_text_is_shown_as_it_stands(text, markdown):
    assert literal(text) == markdown


@given(st.text())
def test_every_sign_that_could_mean_something_is_escaped(text):
    shown = literal(text)
    assert "\n" not in shown
    plain = re.sub(r"\\.", "", shown)
    assert not re.search(r"[!-/:-@\[-`{-~]", plain)


@pytest.mark.parametrize("value", [None, True, "1", float("nan"), float("inf"), 10**400, -(10**13), [1], {}])
def test_a_message_without_a_number_is_none(value):
    assert finite(value) is None


def test_numbers_and_events_of_this_world_pass():
    assert finite(FARTHEST) == FARTHEST
    event = {"panel": "contour", "x": 1, "y": -0.5, "seen": True, "id": None}
    assert checked_event(event) == event
    for broken in (
        {"x": float("nan")},
        {"x": [1]},
        {"id": "x" * 10**4},
        [],
        None,
        "x",
        dict.fromkeys(map(str, range(99))),
    ):
        assert checked_event(broken) is None


ADDRESSES = [
    "seed=inf", "seed=-inf", "seed=nan", "seed=1e400", "seed=4294967296", "steps=1e400", "steps=inf", "x=1e400&y=nan",
    f"optimizers=adam~{'9' * 300}", "optimizers=adam~1&optimizers=adam~0&optimizers=adam~²", "sigma=1e400&sigma=nan",
    "panels=none", "panels=contour&panels=contour", f"f={'x' * 10_000}&surface=function", "surface=function&f=x%0Ay",
    "scene=%00&surface=%ED%A0%80", f"look={'x' * 10_000}", "&".join(f"optimizers=adam~{i}" for i in range(2, 200)),
    "lbfgs.memory=1e9&optimizers=lbfgs", "optimizers=lbfgs&lbfgs.memory=inf", "x0=-1e6&x1=1e6&surface=function",
    "scene=free&optimizers=adam&adam.name=%E2%80%AA", "scene=free&optimizers=adam&adam.name=a%E2%80%AEb%0A",
    "adam.schedule=cosine&optimizers=adam&adam.cosine.horizon=1e400", "surface=quadratic&quadratic.angle=1e400",
]  # fmt: skip


@pytest.mark.parametrize("query", ADDRESSES)
@pytest.mark.thorough
def test_addresses_beyond_this_world(open_page, query):
    app = open_page("race", query)
    made = from_dict(app.session_state["_scene"])
    assert 0 <= made.seed < 2**32
    assert made.panels


KEYS = ["scene", "surface", "f", "x0", "x1", "y0", "y1", "x", "y", "optimizers", "steps", "sigma", "seed", "panels",
        "look", "over", "adam.lr", "adam.beta1", "adam.schedule", "adam.clipped", "adam.clip.norm", "lbfgs.memory",
        "quadratic.angle", "adam.cosine.horizon", "tune"]  # fmt: skip
WORDS = ["inf", "-inf", "nan", "1e400", "-1", "0", "1", "2.5", "1e308", "9" * 400, "none", "adam", "adam~2",
         "lbfgs", "", "adam~" + "9" * 300, "function", "quadratic", "free", "loaded", "contour", "true", "x^2",
         "9^9^9^9", "cosine", "\x00", "\u202e", "<b>", "![a](http://b.c)", "x" * 3000]  # fmt: skip
queries = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(WORDS) | st.text(max_size=12)), max_size=6)


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(queries)
@pytest.mark.thorough
def test_whatever_the_address_a_race_is_shown(open_page, pairs):
    pairs = [(key, value.encode("utf-8", "replace").decode()) for key, value in pairs]
    app = open_page("race", urlencode(pairs, quote_via=quote))
    assert not app.exception
    from_dict(app.session_state["_scene"])


def send(app, key, value):
    """Choose what the widget does not offer, as a message can."""
    box = app.selectbox(key=key)
    box.options.append(value)
    box.set_value(value).run()
    assert not app.exception


@pytest.mark.parametrize("key", ["scene", "surface", "_schedule_for_all", "_set adam.schedule"])
@pytest.mark.thorough
def test_choices_by_message_are_checked(open_page, key):
    app = open_page("race", "scene=rosenbrock-five")
    app.session_state["_open optimizers"] = "adam"
    app.run()
    send(app, key, "nonsense")
    from_dict(app.session_state["_scene"])


def test_a_choice_of_a_rule_by_message_is_checked(open_page):
    app = open_page("race", "scene=free&optimizers=lbfgs")
    app.session_state["_open optimizers"] = "lbfgs"
    app.run()
    send(app, "_set lbfgs.search", "nonsense")
    assert from_dict(app.session_state["_scene"]).entrants[0].rule.search == "strong Wolfe"


@pytest.mark.parametrize(("typed", "name"), [("\u202a", "Adam"), ("My\u202e\x00 rule", "My rule"), ("\ud800", "Adam")])
def test_a_name_by_message_has_only_what_can_be_shown(open_page, typed, name):
    app = open_page("race", "scene=free&optimizers=adam")
    app.session_state["adam.name"] = typed
    app.run()
    assert not app.exception
    assert from_dict(app.session_state["_scene"]).entrants[0].name == name


STRANGE = scene(
    "![a](http://b.c) **d** :red[e]",
    parse("x^2 + 3y^2", ((-1e6, 1e6), (-1e6, 1e6)), (1, 1)),
    wrapped(OPTIMIZERS["adam"](lr=1e-300, beta1=0.0), SCHEDULES["cosine"](horizon=10**6), Clip(norm=1e12)),
    (OPTIMIZERS["momentum"](lr=1e12, beta=0.99999999), "# <b>"),
    OPTIMIZERS["lbfgs"](memory=100, lr=1e9),
    start=(1e9, -1e9), steps=5000, sigma=1e6, seed=2**32 - 1, panels=("loss",), caption="$x$ ![a](http://b.c)",
)  # fmt: skip


@pytest.fixture
def upload(open_page):
    """A function that opens the Race page and loads a file there."""

    def upload_(content, name="scene.json"):
        app = open_page("race")
        app.file_uploader(key="_upload").set_value((name, content.encode(), "application/json")).run()
        assert not app.exception, app.exception
        return app

    return upload_


TURNED = scene("Turned", SURFACES["quadratic"](lambda1=1e12, angle=1e3), OPTIMIZERS["adam"](), sigma=101.0, seed=10**4)


@pytest.mark.parametrize("made", [STRANGE, TURNED], ids=["strange", "turned"])
@pytest.mark.thorough
def test_a_file_at_the_ends_of_what_is_legal_fills_every_widget(upload, made):
    app = upload(to_json(made))
    shown = from_dict(app.session_state["_scene"])
    assert [e.rule for e in shown.entrants] == [e.rule for e in made.entrants]
    assert (shown.sigma, shown.seed, shown.panels) == (made.sigma, made.seed, made.panels)
    app.selectbox(key="surface").select("himmelblau").run()
    assert not app.exception


@pytest.mark.parametrize(
    "content", ['{"surface": {"slug": "beale"}, "optimizers": [], "panels": []}', "[" * 10**5, "null"]
)
@pytest.mark.thorough
def test_a_file_that_is_refused_changes_nothing_and_is_named_as_it_stands(upload, content):
    app = upload(content, "![a](http://b.c/d.png).json")
    (fault,) = app.error
    assert fault.value.startswith(literal("![a](http://b.c/d.png).json could not be read"))
    assert from_dict(app.session_state["_scene"]).surface.slug == SCENES["radford-beale"].surface.slug
    assert "with" not in app.session_state


def test_a_name_is_shown_as_it_stands(upload):
    app = upload(to_json(STRANGE))
    assert app.title[0].value in (literal(STRANGE.name), literal(STRANGE.surface.name))
    shown = [*app.markdown, *app.title, *app.caption, *app.expander]
    assert not any("![" in str(getattr(one, "value", None) or getattr(one, "label", "")) for one in shown)


def test_every_scene_fills_what_the_widgets_show():
    for slug, made in SCENES.items():
        values = filled(made, slug)
        assert values["optimizers"] == [entrant.id for entrant in made.entrants]
