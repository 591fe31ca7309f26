"""Networks, page 6: what the committed result shows, with every task, budget and schedule."""

import re
from pathlib import Path

import numpy as np
import pytest

from bench import TASKS, report
from bench._job import CURVE, Job, Row
from bench._store import read
from optim import OPTIMIZERS
from ui import benchmark

KEY = "benchmark"
FILE = Path(__file__).parents[2] / "bench" / "results" / "results.parquet"


@pytest.fixture(scope="module")
def found():
    return report(read(FILE))


CELLS = [(budget, schedule) for budget in ("one shot", "small") for schedule in ("constant", "cosine")]


def test_the_committed_result_is_small_and_whole(found):
    assert FILE.stat().st_size < 500_000
    assert found.tasks == list(TASKS)
    assert len(found.rules) == 16
    part = {rule for rule in found.rules if len(found.tasks_of(rule)) < len(TASKS)}
    assert part == {"muon", "shampoo", "adafactor", "lars", "lamb"}
    assert all(len(found.tasks_of(rule)) == len(TASKS) - 1 for rule in part)
    assert len(found.seeds) == 3


@pytest.mark.parametrize(("budget", "schedule"), CELLS)
def test_who_comes_first_is_counted(found, budget, schedule):
    """A task has a clear first, several that may be first within the intervals, or exact ties: each is counted once."""
    words = benchmark.verdict(found, budget, schedule)
    clear, tied, places = {}, {}, {}
    for task in found.tasks:
        mean = found.scores(task, budget, schedule).mean(axis=1)
        first = [OPTIMIZERS[rule].name for rule in np.array(found.rules_on(task))[mean == mean.min()]]
        places[task] = {place.rule: place for place in found.places(task, budget, schedule)}
        if len(first) > 1:
            tied[TASKS[task].name] = first
        elif sum(place.best_place == 1 for place in places[task].values()) == 1:
            clear[TASKS[task].name] = first[0]
    open_ = len(found.tasks) - len(clear) - len(tied)
    assert f"**A clear first on {len(clear)} of {len(found.tasks)} tasks**" in words
    assert all(f"{who} ({task})" in words for task, who in clear.items())
    assert (f"On {open_} several rules may be first within the intervals." in words) == (open_ > 0)
    assert (f"A tie on {len(tied)} ({' and '.join(tied)})." in words) == bool(tied)
    chance = [r for r in found.everywhere if all(own[r].best_place == 1 for own in places.values())]
    assert "No rule comes first everywhere" in words
    assert ("not even counting ties" in words) == (not chance)


def test_rules_that_tie_everywhere_or_win_everywhere_are_told():
    """Of two tasks: one rule first on both; two whose scores are the same."""
    one = report([*made("moons", (1.0, 2.0)), *made("spirals", (1.0, 2.0))])
    assert "Adam comes first everywhere." in benchmark.verdict(one, "one shot", "constant")
    assert "**A clear first on 2 of 2 tasks**" in benchmark.verdict(one, "one shot", "constant")
    both = report([*made("moons", (1.0, 1.0)), *made("spirals", (1.0, 2.0))])
    words = benchmark.verdict(both, "one shot", "constant")
    assert "A tie on 1 (Network, moons)." in words
    assert "**A clear first on 1 of 2 tasks**: Adam" in words


def made(task, scores):
    """Runs of Adam and momentum whose scores are the same for all seeds."""
    rules = zip(("adam", "momentum"), scores, strict=True)
    jobs = [(score, Job(task, rule, "constant", "{}", seed, role)) for rule, score in rules
            for role, seeds in (("tune", [1000]), ("final", range(3))) for seed in seeds]  # fmt: skip
    return [Row(job.key, *job, score=score, best=score, accuracy=0.0, evaluations=1, diverged=False,
                curve=[10.0] * 20 + [score] * (CURVE - 20), seconds=1.0) for score, job in jobs]  # fmt: skip


def test_rules_that_lack_a_task_are_told(found):
    assert "Noisy quadratic runs without Adafactor, LAMB, LARS, Muon and Shampoo, for want of" in benchmark.partial(
        found
    )


@pytest.mark.parametrize("task", TASKS)
def test_every_task_is_told_and_drawn_as_it_came_out(found, task):
    for budget, schedule in CELLS[1:3]:
        scores = found.scores(task, budget, schedule)
        best = OPTIMIZERS[found.rules_on(task)[int(np.argmin(scores.mean(axis=1)))]].name
        first = [
            OPTIMIZERS[rule].name
            for rule in np.array(found.rules_on(task))[scores.mean(axis=1) == scores.mean(axis=1).min()]
        ]
        told = benchmark.task_words(found, task, budget, schedule).partition(" first, ")[0]
        told = told.removeprefix(f"**On {TASKS[task].name}**: ")
        assert re.findall(r"\*\*(.*?)\*\*", told) == [best, *(name for name in first if name != best)]
        assert told.endswith(" is" if len(first) == 1 else " tie for")
        film = benchmark.task_film(found, task, budget, schedule)
        ticks = film.panels[1].figure["layout"]["yaxis"]["ticktext"]
        assert ticks[0] == best
        assert sorted(ticks) == sorted(OPTIMIZERS[rule].name for rule in found.rules_on(task))
        for track in film.tracks:
            runs = found.runs(task, track.racer, budget, schedule)
            finite = np.isfinite(track.channels["score"])
            expected = np.mean([run.curve for run in runs], axis=0)
            np.testing.assert_allclose(track.channels["score"][finite], expected[finite])


@pytest.mark.parametrize(("budget", "schedule"), CELLS)
def test_profiles_and_tuning(found, budget, schedule):
    _, shares = found.profile(budget, schedule)
    words = benchmark.profile_words(found, budget, schedule)
    fastest = max(one[0] for one in shares.values())
    for rule, one in shares.items():
        assert (OPTIMIZERS[rule].name in words.split("**")[1]) == (one[0] == fastest) or "Adam" in OPTIMIZERS[rule].name
    most = max(one[-1] for one in shares.values())
    ends = [OPTIMIZERS[rule].name for rule, one in shares.items() if one[-1] == most]
    assert all(name in words.split("the end ")[1] for name in ends)
    rows = found.tuning(schedule)
    told = benchmark.tuning_words(found, schedule)
    before, after = (np.mean([row[i] for row in rows]) for i in (1, 2))
    numbers = re.findall(r"\d\.\d\d", told)
    assert numbers[:2] == [f"{before:.2f}", f"{after:.2f}"]
    assert ("8 tries raise" in told) == (after > before)
    film = benchmark.tuning_film(found, schedule)
    discs = [trace["x"][0] for trace in film.panels[0].figure["data"][2::3]]
    assert discs == sorted((row[2] for row in rows), reverse=True)


def test_the_page_follows_its_menus(open_page):
    app = open_page(KEY, f"{KEY}.task=spirals&{KEY}.budget=one shot&{KEY}.schedule=cosine")
    assert app.selectbox(key=f"{KEY}.task").value == "spirals"
    assert any("**On Network, spirals**: " in text.value for text in app.markdown)


def test_hostile_addresses(open_page):
    app = open_page(KEY, f"{KEY}.task=secret&{KEY}.budget=none&{KEY}.schedule=")
    assert app.selectbox(key=f"{KEY}.task").value == "moons"


@pytest.mark.parametrize("task", ["factorisation", "moons"])
def test_what_the_axis_does_not_hold_is_written_beside_it(found, task):
    """A mean of 0 has no place on a logarithmic axis; one far off stands at the edge."""
    panel = benchmark.task_film(found, task, "one shot", "cosine").panels[1]
    low, high = (10**end for end in panel.figure["layout"]["xaxis"]["range"])
    places = {OPTIMIZERS[place.rule].name: place for place in found.places(task, "one shot", "cosine")}
    dots = [trace for trace in panel.figure["data"] if trace.get("mode") == "markers"]
    names = panel.figure["layout"]["yaxis"]["ticktext"]
    notes = panel.figure["layout"]["annotations"]
    assert [note["text"].startswith("place ") for note in notes] == [True, *[False] * (len(notes) - 1)]
    for name, dot, note in zip(names, dots, notes, strict=True):
        mean = places[name].mean
        held = dot["x"][0] == pytest.approx(mean)
        assert held != any(word in note["text"] for word in (", at ", ", farther", ", diverged"))
        assert note["text"].endswith(", at 0") == (mean == 0)
        assert low < dot["x"][0] < high
