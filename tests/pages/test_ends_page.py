"""Lecture, page 10, at the extremes of its controls."""

import pytest

from lessons.ends.wells import RULES, STARTS

HOSTILE = (
    "ends.x_1=nan&ends.x_2=1e300&ends.wilson.n=-5&ends.wilson.p=x&ends.wilson.seed=1e9",
    "ends.wells.optimizer=nobody&ends.wells.starts=%3Cscript%3E&ends.wells.lr=1e99&ends.wells.sigma=-1",
)


@pytest.mark.thorough
def test_it_opens(open_page):
    app = open_page("ends")
    assert app.title[0].value == "Where adaptive methods end up"
    (rows,) = (frame.value for frame in app.dataframe)
    assert list(rows["Solution"])[-1] == "X⁺y, by numpy.linalg.pinv"


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_addresses(open_page, query):
    open_page("ends", query)


@pytest.mark.parametrize(
    "query",
    [
        "ends.x_1=0.35&ends.x_2=0.35&ends.wilson.n=6&ends.wilson.p=0.55&ends.wells.sigma=0&ends.wells.lr=0.01",
        "ends.x_1=1.6&ends.x_2=1.6&ends.wilson.n=100&ends.wilson.p=0.95&ends.wells.sigma=3&ends.wells.lr=1",
        "ends.x_1=0.35&ends.x_2=1.6&ends.wilson.n=6&ends.wilson.p=0.95&ends.wilson.seed=100",
    ],
)
@pytest.mark.thorough
def test_extremes(open_page, query):
    open_page("ends", query)


@pytest.mark.parametrize("starts", STARTS)
@pytest.mark.parametrize("slug", RULES)
@pytest.mark.thorough
def test_every_optimizer_and_every_start(open_page, slug, starts):
    app = open_page("ends", f"ends.wells.optimizer={slug}&ends.wells.starts={starts}")
    assert app.selectbox(key="ends.wells.optimizer").value == slug
    assert app.selectbox(key="ends.wells.starts").value == starts


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ends.wilson.n=6&ends.wilson.p=0.95&ends.wilson.seed=0", "nothing to tell the labels apart by"),
        ("ends.wilson.p=0.55&ends.wilson.seed=100", "majority"),
    ],
)
def test_it_says_where_the_assumptions_fail(open_page, query, words):
    assert any(words in markdown.value for markdown in open_page("ends", query).markdown)


def test_the_buttons_set_the_controls(open_page):
    app = open_page("ends")
    next(button for button in app.button if button.label == "Noise, by Adam").click().run()
    assert not app.exception
    assert app.selectbox(key="ends.wells.optimizer").value == "adam"
