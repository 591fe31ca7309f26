"""“Sharp, flat, and the test set”: measured as they are, and what is said only where the intervals say so."""

import re

import numpy as np
import pytest
from scipy import stats

from lessons.sharp import batches, rescaled
from lessons.sharp.batches import (
    LOOKS,
    SHARES,
    End,
    Sharp,
    answer,
    difference,
    film,
    geometric,
    interval,
    related,
    sliced,
    trained,
    verdict,
)
from lessons.sharp.rescaled import Rescaled, network, rescale
from tests.lessons.sweep import sweep


def end(sharpness=1.0, right=0.8, test=0.5, loss=0.1, weights=None):
    return End(np.linspace(1, loss, 26), np.linspace(1, test, 26), right, sharpness, weights)


def four(large_sharpness=(1.0, 1.1, 0.9), large_right=(0.8, 0.81, 0.79), tests=None):
    small = [end(s, r) for s, r in zip((1.0, 0.9, 1.1), (0.8, 0.79, 0.81), strict=True)]
    large = [end(s, r) for s, r in zip(large_sharpness, large_right, strict=True)]
    return {config: large if config[1] else small for config in LOOKS}


def test_a_run_is_measured_as_it_is(monkeypatch):
    monkeypatch.setattr(batches, "STEPS", 30)
    chosen = Sharp(small="64")
    one = trained(chosen, "adam", False, 1)
    problem = chosen.problem(False, 1)
    assert one.loss[-1] == pytest.approx(float(problem.value(one.weights)))
    assert one.test[-1] == pytest.approx(float(problem.testing.value(one.weights)))
    assert one.right == pytest.approx(float(problem.accuracy(one.weights, test=True)))
    product = problem.hessian_vector_product
    v = np.random.default_rng(0).standard_normal(problem.dims)
    for _ in range(60):  # power iteration, on the Hessian shifted so that its largest eigenvalue leads
        v = product(one.weights, v) + 2 * one.sharpness * v
        v /= np.linalg.norm(v)
    assert v @ product(one.weights, v) == pytest.approx(one.sharpness, rel=0.02)
    assert problem.batch == 64
    assert chosen.problem(True, 1).batch == 0  # all of them


def test_intervals_are_students():
    values = [1.0, 2.0, 4.0]
    mean, low, high = interval(values)
    expected = stats.t.interval(0.9, 2, loc=np.mean(values), scale=stats.sem(values))
    assert (low, high) == pytest.approx(expected)
    assert mean == pytest.approx(7 / 3)
    assert interval([2.0, 2.0]) == (2.0, 2.0, 2.0)


def test_what_is_positive_has_an_interval_that_is():
    mean, low, high = geometric([0.01, 1.0, 0.1])
    assert mean == pytest.approx(0.1)
    assert 0 < low < mean < high
    assert np.log10([low, high]) == pytest.approx(stats.t.interval(0.9, 2, -1.0, 1 / np.sqrt(3)))


def test_differences_are_of_pairs_with_one_seed():
    ends = four((10.0, 9.0, 11.0))
    assert difference(ends, "sgd", "sharpness") == pytest.approx((1.0, 1.0, 1.0))


def test_what_is_said_follows_the_intervals():
    sharper = verdict(four((10.0, 9.1, 11.2), (0.6, 0.61, 0.6)))
    assert "**SGD**: large batches end sharper, 10.1 times" in sharper
    assert "they do worse on the test set: 80% of test examples right with small batches, 60% with large" in sharper
    hardly = verdict(four((10.0, 9.1, 11.2), (0.797, 0.787, 0.807)))  # 80% both
    assert "they do worse on the test set: 80.0% of test examples right with small batches, 79.7% with large" in hardly
    flatter = verdict(four((0.1, 0.092, 0.111), (0.9, 0.91, 0.9)))
    assert "end **flatter**" in flatter
    assert "they do better" in flatter
    none = verdict(four())
    assert "no difference in sharpness can be told" in none
    assert "nor can one on the test set" in none
    mixed = verdict(four((10.0, 9.1, 11.2)))
    assert "end sharper" in mixed
    assert "no difference on the test set can be told" in mixed


@pytest.mark.parametrize("seed", range(40))
def test_every_sentence_is_what_the_intervals_of_some_runs_say(seed):
    """Ends made at random: alike or apart, in sharpness and in what they tell right."""
    rng = np.random.default_rng(seed)
    apart, better = rng.normal(0, 0.5, 2), rng.normal(0, 0.05, 2)
    ends = {
        config: [
            end(10 ** rng.normal(apart[i // 2] * config[1], 0.1),
                0.7 + better[i // 2] * config[1] + rng.normal(0, 0.02), test=rng.uniform(0.3, 0.9))
            for _ in range(batches.SEEDS)
        ]
        for i, config in enumerate(LOOKS)
    }  # fmt: skip
    words = verdict(ends)
    for rule, told in zip(("sgd", "adam"), re.split(r"\*\*(?:SGD|Adam)\*\*: ", words)[1:], strict=True):
        pairs = list(zip(ends[rule, False], ends[rule, True], strict=True))
        times = [large.sharpness / small.sharpness for small, large in pairs]
        gains = [large.right - small.right for small, large in pairs]
        sharper, right = (stats.ttest_1samp(values, 0) for values in (np.log(times), gains))
        clear, seen = sharper.pvalue < 0.1, right.pvalue < 0.1
        assert ("end sharper" in told) == (clear and sharper.statistic > 0)
        assert ("end **flatter**" in told) == (clear and sharper.statistic < 0)
        assert ("no difference in sharpness can be told" in told) == (not clear)
        assert ("they do better" in told) == (seen and right.statistic > 0)
        assert ("they do worse" in told) == (seen and right.statistic < 0)
        loss = stats.ttest_1samp([large.test[-1] - small.test[-1] for small, large in pairs], 0)
        apart_in_loss = loss.pvalue < 0.1
        assert ("test loss is higher" in told) == (apart_in_loss and loss.statistic > 0 and "worse" not in told)
        assert ("test loss is lower" in told) == (apart_in_loss and loss.statistic < 0 and "better" not in told)
        assert not (apart_in_loss and re.search("on the test set (can )?be told", told))
        assert float(re.search(r"([\d.e−]+) times as sharp", told)[1].replace("−", "-")) == pytest.approx(
            stats.gmean(times),
            rel=0.006,  # three digits, as its interval has
        )
    sharp, test = np.array([(e.sharpness, e.test[-1]) for runs in ends.values() for e in runs]).T
    rank = stats.spearmanr(sharp, test)
    assert ("no relation of sharpness and test loss can be told" in words) == (rank.pvalue >= 0.1)
    assert ("a higher test loss" in words) == (rank.pvalue < 0.1 and rank.statistic > 0)


def test_who_tells_as_many_right_at_a_higher_loss_is_said_to():
    """Adam on all labels right: as many right, but a test loss that is higher with every seed."""
    ends = {config: [end(right=right, test=0.3 + 0.03 * config[1] + right / 10) for right in (0.91, 0.92, 0.93)]
            for config in LOOKS}  # fmt: skip
    words = verdict(ends)
    assert "nor can one in test examples told right be told: 92% of test" in words
    assert "Their test loss is higher: 0.392 with small batches, 0.422 with large." in words
    assert "on the test set" not in words


def test_batches_of_one_size_make_the_same_runs(monkeypatch):
    monkeypatch.setattr(batches, "STEPS", 26)
    chosen = Sharp(small="64", large="64")
    ends = {config: [trained(chosen, *config, 0)] * 2 for config in LOOKS}
    assert answer(ends).count("**nothing to compare**") == 2
    words = verdict(ends)
    assert words.count("the batches are of one size, and the runs the same.") == 2
    assert "times as sharp" not in words


@pytest.mark.parametrize(("sign", "words"), [(1, "a higher test loss"), (-1, "**lower** test loss")])
def test_sharpness_against_test_loss_over_all_ends(sign, words):
    ends = {config: [end(np.exp(sign * (k + j / 10)), test=0.1 * (k + j / 10) + 0.1) for j in range(3)]
            for k, config in enumerate(LOOKS)}  # fmt: skip
    assert words in verdict(ends)


def test_equal_batches_count_once():
    runs = [end(0.1 * (k + 1), test=test) for k, test in enumerate((1.0, 0.7, 0.9, 0.8))]
    ends = dict.fromkeys(LOOKS, runs)
    rank, clear = related(ends)
    assert (rank, clear) == (pytest.approx(-0.4), False)  # of four runs, not of sixteen


def test_a_slice_runs_through_both_ends(monkeypatch):
    monkeypatch.setattr(batches, "STEPS", 30)
    chosen = Sharp()
    ends = {config: [trained(chosen, *config, 0)] * 2 for config in LOOKS}
    train, test = sliced(chosen, ends)
    zero, one = (int(np.argmin(np.abs(SHARES - share))) for share in (0, 1))
    assert train[zero] == pytest.approx(ends["sgd", False][0].loss[-1])
    assert test[one] == pytest.approx(ends["sgd", True][0].test[-1])
    shown = film(chosen, ends)
    top = shown.panels[2].figure["layout"]["yaxis"]["range"][1]
    assert top > max(values[zero : one + 1].max() for values in (train, test))
    scatter = shown.panels[1].figure["data"]
    assert [trace["x"][0] for trace in scatter] == pytest.approx([runs[0].sharpness for runs in ends.values()])
    assert [trace["marker"]["symbol"] for trace in scatter] == ["circle", "square"] * 2


def test_a_rescaled_network_is_the_same_function_of_other_sharpness():
    problem, w = network()
    for chosen in sweep(Rescaled, count=3):
        at = rescale(problem, w, chosen.alpha)
        x = problem.training.x
        np.testing.assert_allclose(problem.dense.outputs(at, x), problem.dense.outputs(w, x), rtol=1e-9, atol=1e-9)
        before, after = (np.linalg.eigvalsh(problem.hessian(v))[-1] for v in (w, at))
        words = rescaled.verdict(chosen)
        assert "more than 0," not in words
        assert words.startswith("With α = 1 the network is as it was trained.") == (chosen.alpha == 1)
        if chosen.alpha != 1:
            told = float(words.split("**")[1].removesuffix(" times"))
            assert told == pytest.approx(after / before, rel=0.01)
        assert ("A flat minimum and a sharp one can be one function" in words) == (not 0.5 < after / before < 2)
        handle = rescaled.film(chosen).panels[0].handles[0]
        assert handle["y"] == pytest.approx(after, rel=1e-3)


def test_every_batch_of_a_run_has_the_size_that_is_named():
    for chosen in sweep(Sharp, count=0):
        for large, size in ((False, int(chosen.small)), (True, int(chosen.large))):
            problem = chosen.problem(large, 0)
            seen = (
                {len(problem.batch_of(k)) for k in range(1, 2 * batches.N // size + 1)}
                if problem.batch
                else {batches.N}
            )
            assert seen == {size}


@pytest.mark.parametrize("seed", range(40))
def test_the_question_is_answered_only_where_it_can_be_asked(seed):
    """Ends made at random, alike or apart in how they fit, in sharpness and in what they tell right."""
    rng = np.random.default_rng(seed)
    fit, apart, better = (rng.choice([0.0, 1.0, -1.0], 2) for _ in range(3))
    ends = {
        config: [
            end(10 ** rng.normal(0.5 * apart[i // 2] * config[1], 0.1),
                0.7 + 0.1 * better[i // 2] * config[1] + rng.normal(0, 0.02), test=rng.uniform(0.3, 0.9),
                loss=0.1 + 0.05 * fit[i // 2] * config[1] + rng.normal(0, 0.01))
            for _ in range(batches.SEEDS)
        ]
        for i, config in enumerate(LOOKS)
    }  # fmt: skip
    for rule, told in zip(("sgd", "adam"), re.split(r"\*\*(?:SGD|Adam)\*\*: ", answer(ends))[1:], strict=True):
        pairs = list(zip(ends[rule, False], ends[rule, True], strict=True))
        ways = []
        for measure in (lambda e: e.loss[-1], lambda e: np.log(e.sharpness), lambda e: e.right, lambda e: e.test[-1]):
            found = stats.ttest_1samp([measure(large) - measure(small) for small, large in pairs], 0)
            ways.append(np.sign(found.statistic) if found.pvalue < 0.1 else 0)
        fits, sharper, right, worse = ways
        if fits:
            size = "large" if fits < 0 else "small"
            assert f"**no fair comparison**, {size} batches fit the training examples better" in told
        elif not sharper:
            assert "**it cannot be asked**" in told
            assert "neither kind of end is clearly flatter" in told
        else:
            flatter_is_better = -sharper * right if right else sharper * worse
            word = {1: "yes", -1: "no", 0: "no clear difference"}[int(flatter_is_better)]
            assert told.startswith(f"**{word}**, both fit the training examples alike")
            assert f"{'small' if sharper > 0 else 'large'} batches end flatter" in told


def test_the_page_opens_where_the_question_can_be_asked():
    """With all labels right both kinds of SGD's ends fit alike, and one is flatter."""
    runs = {job: batches.ENDS[job] for job in Sharp().jobs}
    ends = {config: [run for job, run in runs.items() if job[3:5] == config] for config in LOOKS}
    fits, sharper = difference(ends, "sgd", "loss"), difference(ends, "sgd", "sharpness")
    assert fits[1] <= 0 <= fits[2]
    assert sharper[1] > 0 or sharper[2] < 0
    assert "**SGD**: **" in answer(ends)
    assert "cannot be asked" not in answer(ends).split("**Adam**")[0]


def test_a_factor_that_is_told_from_one_is_not_written_as_one():
    words = verdict(four((1.0041, 0.9035, 1.1049)))
    assert "1.004 times as sharp [1.00" in words
    assert "[1," not in words


def test_the_clock_counts_the_steps_that_the_axis_shows(monkeypatch):
    ends = {config: [end(weights=np.zeros(1))] * 2 for config in LOOKS}
    monkeypatch.setattr(batches, "_slice", lambda *_: batches._scatter(ends))
    shown = film(Sharp(), ends)
    assert shown.steps == shown.tracks[0].channels["k"][-1] == batches.STEPS
    assert shown.time("main", batches.STEPS) == batches.MOMENTS - 1
