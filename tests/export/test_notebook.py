"""Scenes and trajectories show themselves in a notebook; the example notebook runs from top to bottom."""

import html
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from export import show
from export.notebook import shown
from optim import OPTIMIZERS, race, run
from scenes import SCENES, scene
from surfaces import SURFACES, Noisy

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook.ipynb"
BEALE = SURFACES["beale"]()


def framed(text):
    """The page within the frame, and what the frame may do."""
    frame = re.fullmatch(r'<iframe title="(.*?)" sandbox="(.*?)" style="(.*?)" srcdoc="([^"]*)"></iframe>', text)
    return html.unescape(frame[4]), frame[2]


@pytest.mark.thorough
def test_the_notebook_runs_and_shows_what_it_says():
    book = nbformat.read(NOTEBOOK, as_version=4)
    assert not any(cell.get("outputs") for cell in book.cells), "committed without what it shows, which is megabytes"
    NotebookClient(book, timeout=120, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    shown = [
        framed(output["data"]["text/html"])[0]
        for cell in book.cells
        for output in cell.get("outputs", ())
        if "text/html" in output.get("data", {})
    ]
    titles = [re.search(r"<title>(.*?)</title>", page)[1] for page in shown]
    assert len(titles) == 4
    assert titles[-1] == "Beside SciPy"
    assert "SciPy's BFGS" in shown[-1]


def test_a_scene_and_a_trajectory_show_themselves_behind_bars():
    for thing in (SCENES["radford-beale"], run(OPTIMIZERS["adam"](), BEALE, steps=5)):
        page, allowed = framed(thing._repr_html_())
        assert allowed == "allow-scripts"
        assert page.startswith("<!doctype html>")
        assert 'http-equiv="Content-Security-Policy" content="default-src \'none\'' in page


def test_trajectories_of_one_race_are_shown_as_they_ran():
    rules = [OPTIMIZERS["adam"](lr=0.1), OPTIMIZERS["adam"](lr=0.2), OPTIMIZERS["newton"]()]
    tracks = race(rules, Noisy(BEALE, 0.3, 5), (1, 1.5), 20)
    page = show(tracks, height=300, dark=True, cdn=True).page
    assert 'data-theme="dark"' in page
    assert len(page) < 600_000
    assert page.count('"id":"adam~2"') >= 1


def test_what_is_no_race_is_refused_or_text():
    adam = OPTIMIZERS["adam"]()
    batch = run(adam, BEALE, np.ones((3, 2)), 5)
    assert batch._repr_html_() is None
    assert run(adam, BEALE, steps=0)._repr_html_() is None
    with pytest.raises(ValueError, match="a batch of runs"):
        show(batch)
    with pytest.raises(ValueError, match="one surface, one start"):
        show([run(adam, BEALE, steps=5), run(adam, BEALE, (0, 0), steps=5)])
    with pytest.raises(ValueError, match="of one kind"):
        show([run(adam, BEALE, steps=5), scene("B", BEALE, adam)])
    with pytest.raises(ValueError, match="height must be"):
        show(scene("B", BEALE, adam), height=5)


@pytest.mark.parametrize(
    ("surface", "expected"),
    [(BEALE, (0.0, 0, "normal", 0)), (Noisy(BEALE, 0.3, 5, "heavy tails", 2), (0.3, 5, "heavy tails", 2))],
)
def test_what_is_shown_of_a_run_has_its_noise_and_its_delay(surface, expected):
    t = run(OPTIMIZERS["adam"](), surface, (1, 1.5), 5)
    (one,) = shown([t]).scenes
    assert (one.sigma, one.seed, one.noise, one.delay) == expected
    assert (one.surface, one.start, one.steps) == (BEALE, (1.0, 1.5), 5)
