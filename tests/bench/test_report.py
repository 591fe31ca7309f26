"""The report's tables, on rows whose truth is known."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench import _plan, coverage, report
from bench._job import CURVE, Job, Row
from bench._store import SCHEMA, read
from ui import benchmark

SEEDS = 8
NOISE = np.random.default_rng(3).standard_normal((3, SEEDS))


def row(task, rule, seed, score, role="final", fall=10):
    """A run that falls from 10 to its score at point `fall` of its curve."""
    job = Job(task, rule, "constant", "{}", seed, role)
    curve = [10.0] * fall + [score] * (CURVE - fall)
    return Row(job.key, *job, score=score, best=score, accuracy=0.0, evaluations=1, diverged=not np.isfinite(score),
               curve=curve, seconds=1.0)  # fmt: skip


def rows(scores, task="moons", falls=(10, 10, 10)):
    rules = ("adam", "momentum", "gradient_descent")
    out = [row(task, rule, 1000, 1.0, "tune") for rule in rules]
    for i, rule in enumerate(rules):
        out += [row(task, rule, seed, scores[i] + 0.1 * NOISE[i, seed], fall=falls[i]) for seed in range(SEEDS)]
    return out


def test_places_follow_the_means_and_intervals_hold_them():
    places = report(rows((3.0, 1.0, 2.0))).places("moons", "one shot", "constant")
    assert [p.rule for p in places] == ["momentum", "gradient_descent", "adam"]
    assert [p.place for p in places] == [1, 2, 3]
    assert all(p.low <= p.mean <= p.high for p in places)
    assert [(p.best_place, p.worst_place) for p in places] == [(1, 1), (2, 2), (3, 3)]
    assert places[0].mean == pytest.approx(1.0 + 0.1 * NOISE[1].mean())


def test_what_seeds_cannot_tell_apart_shares_the_first_place():
    told = report(rows((1.0, 1.005, 5.0)))
    assert set(told.winners("moons", "one shot", "constant")) == {"adam", "momentum"}


def test_a_rule_that_diverged_once_comes_last():
    found = rows((1.0, 2.0, 3.0))
    found = [r._replace(score=float("inf")) if (r.rule, r.seed, r.role) == ("adam", 0, "final") else r for r in found]
    assert report(found).places("moons", "one shot", "constant")[-1].rule == "adam"


def test_profiles_tell_who_is_fast_and_who_arrives():
    tau, shares = report(rows((1.0, 1.0, 9.0), falls=(10, 20, 5))).profile("one shot", "constant")
    assert tau[0] == 1.0
    assert shares["adam"][0] == 1.0  # always the fastest that arrives
    assert shares["momentum"][0] == 0.0
    assert shares["momentum"][tau < 1.95].max() == 0.0  # 20 points after the start against 10: twice as long
    assert shares["momentum"][tau >= 2.05].min() == 1.0
    assert shares["gradient_descent"].max() == 0.0


def test_what_tuning_buys():
    told = {
        rule: (before, after, trying)
        for rule, before, after, trying in report(rows((1.0, 5.5, 20.0))).tuning("constant")
    }
    best = 1.0 + 0.1 * NOISE[0].mean()
    assert told["adam"][0] == pytest.approx(1.0)
    assert told["momentum"][0] == pytest.approx((10 - 5.5 - 0.1 * NOISE[1].mean()) / (10 - best))
    assert told["gradient_descent"][0] == 0.0  # uphill
    assert {trying for _, _, trying in told.values()} == {1.0}


def test_no_runs_no_report():
    with pytest.raises(ValueError, match="no finished runs"):
        report([])


@pytest.mark.parametrize("unknown", [{"task": "nowhere"}, {"rule": "../../secret"}])
def test_runs_of_what_is_not_known_make_no_report(unknown):
    with pytest.raises(ValueError, match="no finished runs of a known rule on a known task"):
        report([found._replace(**unknown) for found in rows((3.0, 1.0, 2.0))])


def test_a_result_that_lacks_a_run_says_whose():
    found = rows((3.0, 1.0, 2.0))
    lost = next(i for i, each in enumerate(found) if (each.rule, each.role) == ("momentum", "final"))
    with pytest.raises(ValueError, match="not whole: runs of momentum on moons are missing"):
        report(found[:lost] + found[lost + 1 :]).text()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"task": None}, "a run has no task"),
        ({"score": None}, "a run has no score"),
        ({"curve": None}, "a run has no curve"),
        ({"curve": [1.0]}, "curve has 40 numbers"),
        ({"curve": [None] * CURVE}, "curve has 40 numbers"),
        ({"role": "judge"}, "role is one of tune, final"),
        ({"settings": "[]"}, "settings are an object"),
        ({"settings": "{"}, "is not a file of results"),
    ],
)
def test_a_file_with_a_row_that_no_run_has_is_refused_in_one_line(tmp_path, wrong, words):
    made = [found._replace(**wrong)._asdict() for found in rows((3.0, 1.0, 2.0))]
    pq.write_table(pa.Table.from_pylist(made, schema=SCHEMA), tmp_path / "odd.parquet")
    with pytest.raises(ValueError, match=words) as refused:
        read(tmp_path / "odd.parquet")
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 300


def test_a_file_with_columns_of_another_kind_is_refused(tmp_path):
    pq.write_table(pa.table({"curve": ["x"], "seed": ["y"]}), tmp_path / "odd.parquet")
    with pytest.raises(ValueError, match=r"odd\.parquet is not a file of results"):
        read(tmp_path / "odd.parquet")


def test_a_result_is_read_as_it_was_made_whatever_a_rule_has_become(monkeypatch):
    file = Path(__file__).parents[2] / "bench" / "results" / "results.parquet"
    before = report(read(file)).text()
    monkeypatch.setattr(_plan, "candidates", lambda rule, count: ["{}", *(f'{{"new": {i}}}' for i in range(count))])
    assert report(read(file)).text() == before


def partly():
    """Moons with three rules, and a quadratic that momentum has no runs on."""
    found = rows((3.0, 1.0, 2.0)) + rows((1.0, 9.0, 2.0), task="noisy_quadratic")
    return report([r for r in found if (r.task, r.rule) != ("noisy_quadratic", "momentum")])


def test_a_rule_that_lacks_a_task_is_compared_on_the_others():
    told = partly()
    assert told.rules_on("noisy_quadratic") == ["adam", "gradient_descent"]
    assert told.tasks_of("momentum") == ["moons"]
    assert told.everywhere == ["adam", "gradient_descent"]
    assert [p.rule for p in told.places("noisy_quadratic", "one shot", "constant")] == ["adam", "gradient_descent"]
    assert told.scores("noisy_quadratic", "one shot", "constant").shape == (2, SEEDS)
    _, shares = told.profile("one shot", "constant")
    assert shares["momentum"][-1] == 1.0  # of its one task
    assert shares["adam"][-1] == 0.5  # moons it does not solve
    tuned = {rule: (before, trying) for rule, before, _, trying in told.tuning("constant")}
    assert tuned["momentum"] == (pytest.approx(1.0), 1.0)
    assert "Not on every task, as some have no matrices: Momentum (1)." in told.text()


def test_words_on_a_part_of_the_tasks():
    assert "Noisy quadratic runs without Momentum." in benchmark.partial(partly())
    assert "runs without" not in benchmark.partial(report(rows((3.0, 1.0, 2.0))))
    film = benchmark.task_film(partly(), "noisy_quadratic", "one shot", "constant")
    assert [racer.id for racer in film.racers] == ["adam", "gradient_descent"]


def test_what_rules_for_matrices_lack_is_said():
    found = [r._replace(rule="muon") if r.rule == "momentum" else r for r in partly().rows]
    words = benchmark.partial(report(found))
    assert "Noisy quadratic runs without Muon, for want of weight matrices." in words


@pytest.mark.thorough
def test_intervals_of_few_seeds_hold_the_mean_less_often_than_named():
    """Of 2 seeds the middle of the 4 means is all that was seen: it holds 0 where the two have two signs."""
    assert coverage(2) == pytest.approx(0.5, abs=0.03)
    assert 0.55 < coverage(3) < coverage(10) < 0.9
    assert coverage(60) == pytest.approx(0.9, abs=0.03)
