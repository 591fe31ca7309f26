"""Networks, page 2: every plane, the ends of its controls, hostile addresses; never an exception."""

import pytest

KEY = "landscape"
QUICK = f"{KEY}.steps=50&{KEY}.width=3&{KEY}.depth=1&{KEY}.optimizers=adam&{KEY}.optimizers=momentum&{KEY}.line.width=2"


def said(app):
    return " ".join(text.value for text in app.markdown)


@pytest.mark.parametrize("plane", ["principal", "random", "through"])
@pytest.mark.thorough
def test_every_plane(open_page, plane):
    app = open_page(KEY, f"{QUICK}&{KEY}.plane={plane}&{KEY}.activation=relu")
    assert "of the movement** of all runs together" in said(app)


def test_no_rule_and_rules_that_lack_something_are_said(open_page):
    app = open_page(KEY, f"{KEY}.optimizers=none&{KEY}.line.one=gauss_newton&{KEY}.line.width=2")
    assert "Choose an optimizer" in app.info[0].value


@pytest.mark.parametrize(
    ("data", "told"), [("moons", None), ("digits", "Noise"), ("diabetes", "Noise, Wrong labels and Loss")]
)
def test_controls_that_change_nothing_of_the_plane_are_named(open_page, data, told):
    at = open_page("landscape", f"landscape.data={data}&landscape.optimizers=adam&landscape.steps=50")
    named = [caption.value for caption in at.sidebar.caption if caption.value.startswith("Without effect")]
    assert named == ([f"Without effect on these data: {told}."] if told else [])


def test_there_is_no_line_from_an_end_to_itself(open_page):
    app = open_page(KEY, f"{QUICK}&{KEY}.line.width=2&{KEY}.line.apart=false&slide=line")
    assert "the same network" in app.info[0].value


@pytest.mark.parametrize(("other", "told"), [("adam", "One of the two runs"), ("coordinatewise", "Both runs")])
@pytest.mark.thorough
def test_it_is_said_how_many_of_the_two_runs_diverged(open_page, other, told):
    app = open_page(KEY, f"{QUICK}&{KEY}.line.width=4&{KEY}.line.one=coordinatewise&{KEY}.line.other={other}")
    assert app.info[0].value.startswith(f"{told} diverged")


@pytest.mark.parametrize(
    "query",
    [
        f"{KEY}.width=1e9&{KEY}.plane=secret&{KEY}.data=digits&{KEY}.line.width=9&{KEY}.seed=nan",
        f"{KEY}.batch=-4&{KEY}.line.one=nobody&{KEY}.line.apart=perhaps&{KEY}.optimizers=adam",
    ],
)
@pytest.mark.thorough
def test_hostile_addresses(open_page, query):
    open_page(KEY, f"{QUICK}&{query}")
