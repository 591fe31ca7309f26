"""What pages show at once was made beforehand: every job of theirs is there, and a sample comes out the same."""

import numpy as np
import pytest

from lessons._recorded import Recorded
from lessons.record import RECORDS, main
from lessons.stationary.saddles import RACED, RUNS, endings, part_found

SAMPLES = {
    "stability": lambda job: job[2] == 500 and job[0] == "gradient_descent",
    "stationary": lambda job: job[0] == 2 and job[2] == 0,
    "width": lambda job: job == 1,
    "sharp": lambda job: job[1:] == (16, 256, "sgd", True, 0),
}


@pytest.mark.parametrize("name", RECORDS)
def test_every_job_of_a_page_is_recorded(name):
    record = RECORDS[name]
    assert len(record.jobs()) == len(set(record.jobs()))
    assert [job for job in record.jobs() if job not in record] == []
    assert len(record._kept) == len(record.jobs())


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.thorough
def test_a_sample_comes_out_the_same(name):
    record = RECORDS[name]
    job = next(job for job in record.jobs() if SAMPLES[name](job))
    again = record.do(job)
    assert record.same(job, again)
    spoilt = {part: np.asarray(value) + 1e-3 for part, value in record.apart(again).items()}
    assert not record.same(job, record.together(job, spoilt))


@pytest.mark.parametrize("slug", RACED)
def test_the_first_runs_end_as_they_did(slug):
    record = RECORDS["endings"]
    assert record[slug].shape == (RUNS,)
    if RACED[slug][1] <= 100:  # the others take their time
        assert endings(slug, 3).tolist() == record[slug][:3].tolist()


def test_files_are_small():
    assert sum(record.file.stat().st_size for record in RECORDS.values()) < 900_000


def test_a_stopped_recording_goes_on(tmp_path):
    asked = []

    def do(job):
        asked.append(job)
        return np.full(3, float(job))

    def made(jobs):
        return Recorded(tmp_path / "some.npz", lambda: jobs, do, lambda a: {"a": a}, lambda job, arrays: arrays["a"])

    first = made([1, 2, 3])
    first.record(1)
    assert 1 in first
    assert 2 not in made([1, 2])
    second = made([1, 2])
    for job in second.jobs():
        if job not in second:
            second.record(job)
    assert asked == [1, 2]
    assert made([2])[1].tolist() == [1.0, 1.0, 1.0]
    shorter = made([2])
    shorter.record(2)
    assert 1 not in made([2])
    assert not shorter.same(2, np.full(4, 2.0))


def test_the_command_refuses_unknown_names(capsys):
    with pytest.raises(SystemExit):
        main(["nothing"])
    assert "there are stability" in capsys.readouterr().err


def test_parts_are_searched_as_they_are_told():
    found = part_found((2, 0.003, 0))
    assert found.slopes.max() <= 1e-9
