"""The benchmark: a stopped one goes on and loses nothing, and comes to the same wherever it runs."""

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from bench import TASKS, Job, Plan, Store, dask_pool, local_pool, measure, report
from bench.__main__ import main, work
from bench._job import CURVE
from bench._plan import RULES, TUNING_SEED, candidates
from bench._store import read
from catalog import parameters
from networks import Network
from optim import OPTIMIZERS

ROOT = Path(__file__).parents[2]
PLAN = Plan(
    ("factorisation", "noisy_quadratic"), ("adam", "momentum"), (("one shot", 0), ("small", 2)), ("constant",), 2
)


def here(jobs):
    return map(measure, jobs)


def whole(store, plan=PLAN, pool=here):
    work(store, plan.tuning(), pool, "searching")
    work(store, plan.final(store.rows()), pool, "over seeds")
    return results(store)


def results(store):
    """All that does not depend on the machine."""
    return [row._replace(seconds=0.0) for row in store.rows()]


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("finished"))
    whole(store)
    return store


@pytest.mark.parametrize("slug", TASKS)
def test_every_task_is_scored_and_can_be_learned(slug):
    row = measure(Job(slug, "adam", "constant", json.dumps({"lr": 0.01}), 0, "final"))
    assert 0 <= row.score < row.curve[0]
    assert len(row.curve) == CURVE
    assert not row.diverged
    assert row.evaluations == TASKS[slug].steps
    assert (row.accuracy is not None) == isinstance(TASKS[slug].make(0), Network)


def test_a_diverged_run_is_a_result():
    row = measure(Job("factorisation", "gradient_descent", "constant", json.dumps({"lr": 1e3}), 0, "final"))
    assert row.diverged
    assert row.score == float("inf")


@pytest.mark.parametrize("rule", RULES)
def test_candidates_lie_in_the_declared_ranges_and_small_searches_begin_large_ones(rule):
    large = candidates(rule, 12)
    assert candidates(rule, 4) == large[:5]
    assert large[0] == "{}"
    ranges = {p.name: p for p in parameters(OPTIMIZERS[rule])}
    for settings in map(json.loads, large[1:]):
        assert "lr" in settings or "lr" not in ranges
        assert all(ranges[name].low <= value <= ranges[name].high for name, value in settings.items())


def test_the_tuning_seed_is_none_of_those_that_are_reported():
    assert {job.seed for job in PLAN.tuning()} == {TUNING_SEED}
    assert TUNING_SEED >= 1000


def test_the_search_finds_the_best_candidate(finished):
    told = report(finished.rows())
    for task, rule in itertools.product(PLAN.tasks, PLAN.rules):
        tried = {r.settings: r.score for r in finished.rows() if (r.task, r.rule, r.role) == (task, rule, "tune")}
        found = PLAN.found({(task, rule, "constant", s): v for s, v in tried.items()}, task, rule, "constant", 2)
        assert tried[found] == min(tried.values())
    assert told.budgets == (("one shot", 0),)  # two candidates are fewer than the small budget of the command


def test_a_stopped_benchmark_goes_on_and_loses_nothing(finished, tmp_path):
    store = Store(tmp_path)

    def stops(jobs):
        yield from itertools.islice(here(jobs), 5)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work(store, PLAN.tuning(), stops, "searching")
    assert len(store.keys()) == 5
    ran = []

    def counted(jobs):
        ran.extend(jobs)
        return here(jobs)

    assert whole(store, pool=counted) == results(finished)
    assert len(ran) == len(finished.keys()) - 5


def test_a_half_written_run_is_none(tmp_path):
    store = Store(tmp_path)
    (store.runs / ".abc.1.part").write_bytes(b"half")
    assert store.keys() == set()
    assert store.rows() == []


@pytest.mark.thorough
def test_processes_come_to_the_same(finished, tmp_path):
    assert whole(Store(tmp_path), pool=local_pool(2)) == results(finished)


def wait_for(holds, seconds=60):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.thorough
def test_a_stopped_command_leaves_no_worker_and_begins_nothing_more(sent, tmp_path):
    command = [sys.executable, "-m", "bench", "run", str(tmp_path), "--tasks", "factorisation", "--workers", "1"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as stopped:
        wait_for(lambda: Store(tmp_path).keys())
        workers = [child.pid for child in psutil.Process(stopped.pid).children(recursive=True)]
        stopped.send_signal(sent)
    assert stopped.returncode == (130 if sent == signal.SIGINT else -sent)
    wait_for(lambda: not any(psutil.pid_exists(pid) for pid in workers))
    assert workers
    assert 0 < len(Store(tmp_path).keys()) < len(Plan(("factorisation",)).tuning()) / 2


@pytest.mark.thorough
def test_a_cluster_comes_to_the_same_though_a_worker_is_killed(finished, tmp_path):
    distributed = pytest.importorskip("distributed", reason="needs requirements-cluster.txt")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        pids = [worker.pid for worker in cluster.workers.values()]

        def killing(jobs):
            rows = dask_pool(cluster.scheduler_address)(jobs)
            for i, row in enumerate(rows):
                if i == 1 and pids:
                    os.kill(pids.pop(), signal.SIGKILL)
                yield row

        assert whole(Store(tmp_path), pool=killing) == results(finished)


def test_gathered_results_are_read_again(finished, tmp_path):
    assert read(finished.gather()) == finished.rows()
    (tmp_path / "other.parquet").write_bytes(b"no table")
    with pytest.raises(ValueError, match=r"other\.parquet is not a file of results"):
        read(tmp_path / "other.parquet")


def test_a_short_file_says_the_same(finished, tmp_path, capsys):
    assert main(["shorten", str(finished.folder), str(tmp_path / "short.parquet")]) == 0
    assert (tmp_path / "short.parquet").stat().st_size < finished.gather().stat().st_size
    assert report(read(tmp_path / "short.parquet")).text() == report(finished.rows()).text()


def test_rules_for_matrices_run_where_there_are_some():
    plan = Plan(("noisy_quadratic", "factorisation"), ("adam", "muon", "soap"), (("one shot", 0),), ("constant",), 1)
    assert [(job.task, job.rule) for job in plan.tuning()] == [
        ("noisy_quadratic", "adam"), ("noisy_quadratic", "soap"),
        ("factorisation", "adam"), ("factorisation", "muon"), ("factorisation", "soap"),
    ]  # fmt: skip
    assert {"soap", "muon", "shampoo", "adafactor", "lars", "lamb"} < set(RULES)


def test_the_command_reports_and_refuses_in_one_line(finished, capsys):
    assert main(["report", str(finished.folder)]) == 0
    assert "Matrix factorisation" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["run", "x", "--tasks", "moon"])
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "moons" in error
