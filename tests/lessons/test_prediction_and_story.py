"""Guesses are judged by a distance worked out here; every sentence of the story opens a slide that exists."""

import re
from pathlib import Path

import numpy as np
import pytest

from lessons.measured import at_the_edge, by_width, caught, on_wilson
from lessons.prediction import NEAR, ROUNDS, asked_film, revealed_film, standing
from lessons.stability.edge import CURVATURES, job_of
from lessons.stationary.saddles import ENDINGS, ENDS, RUNS
from lessons.stationary.width import BAD, LOSSES
from lessons.story import STORIES
from optim.gradient_descent import GradientDescent

PAGES = Path(__file__).parents[2] / "pages"
ALL = [asked for rounds in ROUNDS.values() for asked in rounds]
name = "{0.rule}-{0.ground}-{0.lr}".format


@pytest.mark.parametrize("asked", ALL, ids=name)
def test_a_race_starts_and_ends_in_the_picture(asked):
    (x0, x1), (y0, y1) = asked.surface.domain
    for x, y in (asked.start, asked.end):
        assert x0 <= x <= x1
        assert y0 <= y <= y1
    assert asked.run.diverged_at is None


@pytest.mark.parametrize("asked", ALL, ids=name)
def test_a_guess_is_judged_by_its_distance(asked):
    (x0, x1), (y0, y1) = asked.surface.domain
    diagonal = np.hypot(x1 - x0, y1 - y0)
    for share in (0.0, 0.9 * NEAR, 1.1 * NEAR, 0.4):
        guess = asked.end + np.array([0.6, -0.8]) * share * diagonal
        assert asked.miss(guess) == pytest.approx(share, abs=1e-9)
        assert asked.answer(guess).startswith("**A hit**" if share <= NEAR else "**Not there**")
        assert f"{100 * share:.1f}%" in asked.answer(guess)


def test_nothing_of_the_run_is_sent_before_the_guess():
    asked = ALL[0]
    film = asked_film(asked)
    assert not film.tracks
    assert film.panels[0].clickable
    assert "end" not in asked.question().replace("will end", "")
    shown = revealed_film(asked, (1.0, 2.0))
    assert shown.readout["label"] == "E"  # as the pages call it
    assert len(shown.tracks) == 1
    assert not shown.panels[0].clickable


def test_rounds_of_a_page_differ_in_where_they_end():
    for rounds in ROUNDS.values():
        ends = {tuple(np.round(asked.end, 1)) for asked in rounds}
        assert len(ends) >= len(rounds) - 1


def test_the_count():
    assert standing([]).startswith("No guess")
    assert standing([0.01, 0.2, 0.03]).startswith("2 of 3")
    assert "8.0% off" in standing([0.01, 0.2, 0.03])
    assert standing([0.0504]) == "1 of 1 within 5% of the diagonal; on average 5.0% off."  # never 0 of 1, 5.0% off
    assert standing([0.0506]) == "0 of 1 within 5% of the diagonal; on average 5.1% off."


@pytest.mark.parametrize("line", [line for story in STORIES.values() for line in story], ids=lambda line: line.slide)
def test_every_sentence_opens_a_slide_that_exists(line):
    source = (PAGES / f"{line.page}.py").read_text()
    keys = re.findall(r'@section\(\n    ".*",\n    "(.*)",', source)
    assert line.slide in [key.rpartition(".")[2] for key in keys]
    prefix = next(key for key in keys if key.rpartition(".")[2] == line.slide)
    assert all(setting.startswith(f"{prefix}.") for setting in line.settings)


def test_a_story_tells_of_the_three_pages_up_to_its_own():
    app = (PAGES.parent / "app.py").read_text().partition("learn:")[2].partition("\nsections")[0]
    order = re.findall(r'"pages/(\w+)\.py"', app)
    for page, story in STORIES.items():
        place = order.index(page)
        assert (place + 1) % 3 == 0
        assert {line.page for line in story} == set(order[place - 2 : place + 1])
    assert list(STORIES) == order[2::3]


def test_what_was_measured_is_what_its_slide_shows():
    for measured in (caught, at_the_edge, by_width, on_wilson):
        measured.cache_clear()  # of pages that were opened with less of everything
    newton, plain = (int((ENDINGS[slug] == ENDS.index("at a saddle")).sum()) for slug in ("newton", "gradient_descent"))
    moving = bool((ENDINGS["gradient_descent"] == ENDS.index("still moving")).all())
    assert re.findall(r"\d+", caught()) == [str(RUNS), str(newton), *([] if moving else [str(plain)])]
    assert ("none had ended" in caught()) == moving
    assert newton > plain
    edges = [CURVATURES[job_of(GradientDescent(lr=lr), 4000)] for lr in (0.1, 0.2, 0.4)]
    near = [abs(one.sharpness[-len(one.sharpness) // 10 :].mean() * lr / 2 - 1) < 0.1
            for one, lr in zip(edges, (0.1, 0.2, 0.4), strict=True)]  # fmt: skip
    assert f"at {sum(near)} of 3 rates" in at_the_edge()
    narrow, wide = (float((LOSSES[width][-1] > BAD).mean()) for width in (min(LOSSES.jobs()), max(LOSSES.jobs())))
    assert re.findall(r"(\d+)%", by_width()) == [f"{100 * narrow:.0f}", f"{100 * wide:.0f}"]
    assert re.findall(r"(\d+)%", on_wilson()) == ["0", "30"]  # the page's own table
