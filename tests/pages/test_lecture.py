"""The lecture's pages as sections: whole, a slide at a time, and slides that do not exist."""

import re
from pathlib import Path

import numpy as np
import pytest

from figures import Film, Racer, Track
from ui.lesson import picture

ROOT = Path(__file__).parents[2]
LEARN = re.findall(
    r'"pages/(\w+)\.py"', (ROOT / "app.py").read_text().partition("learn:")[2].partition("sections =")[0]
)
SHORT = {"network": "network.steps=50&network.n=60&network.optimizers=adam", "landscape": "landscape.line.width=2"}


def headings(app):
    return [heading.value for heading in app.header]


@pytest.mark.parametrize("page", LEARN)
@pytest.mark.thorough
def test_a_slide_is_one_section_of_its_page(open_page, less_work, page):
    source = (ROOT / "pages" / f"{page}.py").read_text()
    titles = re.findall(r'@section\(\n    "(.*)",\n    "(.*)",', source)
    assert len(titles) == source.count("@section(") > (page != "network")
    added = re.findall(r'^    (story|prediction)\("', source, re.MULTILINE)
    between = {"story": ("The story so far", "story"), "prediction": ("Predict, then reveal", "predict")}
    title, key = between[added[-1]] if added else titles[-1]
    slug = key.rpartition(".")[2]
    app = open_page(page, f"slide=last&{SHORT.get(page, '')}")
    assert headings(app) == [title]
    assert app.query_params["slide"] == slug
    assert not app.title


def test_the_lecture_is_all_pages_between_race_and_catalogue():
    app = re.findall(r'"pages/(\w+)\.py"', (ROOT / "app.py").read_text())
    assert {*app} - {*LEARN} == {"home", "race", "catalogue"}
    assert len(LEARN) == 17


def test_every_picture_of_the_lecture_asks_where_its_runs_will_end(monkeypatch):
    """All but those whose section asks by itself go through `picture`, which has the button."""
    shown = []
    monkeypatch.setattr("ui.lesson.player", lambda film, *_: shown.append(film))
    monkeypatch.setattr("ui.lesson.export_button", lambda *_: None)
    run = Track("r", {"x": np.arange(3.0), "y": np.arange(3.0)})
    picture(Film(panels=[], tracks=[run], racers=[Racer("r", "A run", "#aa2020")]), "any")
    assert [film.predict for film in shown] == [True]
    for page in LEARN:
        others = re.findall(r"^ *player\((.*?)[,(]", (ROOT / f"pages/{page}.py").read_text(), re.MULTILINE)
        assert others == (["bets.asked_film"] if page == "winner" else []), page


def test_slugs_tell_the_sections_of_a_page_apart():
    for page in LEARN:
        keys = re.findall(r'@section\(\n    ".*",\n    "(.*)",', (ROOT / "pages" / f"{page}.py").read_text())
        slugs = [key.rpartition(".")[2] for key in keys]
        assert len({*slugs, "first", "last"}) == len(slugs) + 2, page


def test_a_section_that_is_not_there_gives_the_first(open_page):
    app = open_page("averages", "slide=<nothing>")
    assert headings(app) == ["An average that forgets"]
    assert app.query_params["slide"] == "series"


def test_every_section_of_a_page_opens_as_a_slide(open_page):
    app = open_page("averages")
    assert len(headings(app)) > 1
    assert app.title[0].value == "Running averages and bias correction"
    app.button(key="_slide averages.table").click().run()
    assert headings(app) == ["Divide by the root mean square, not by the mean"]


def test_a_slide_keeps_what_its_address_sets(open_page):
    app = open_page("averages", "slide=series&averages.series.beta=0.5")
    assert app.slider(key="averages.series.beta").value == 0.5


def test_a_guess_is_scored_and_another_race_asked(open_page):
    app = open_page("momentum", "slide=predict")
    question = next(text.value for text in app.markdown if "Click where it will end" in text.value)
    app.button(key="momentum.predict.another").click().run()
    assert not app.exception
    assert any("Click where" in text.value and text.value != question for text in app.markdown)


@pytest.mark.parametrize("page", ["scaling", "momentum", "moons", "network", "stationary"])
@pytest.mark.thorough
def test_a_story_is_a_list_of_links(open_page, page):
    app = open_page(page, "slide=story")
    links = [element.proto for element in app.get("page_link")]
    assert len(links) >= 5
