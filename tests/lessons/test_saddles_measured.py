"""“Saddles, measured”: what is found, where runs end and what is said of it, on networks small enough to check."""

import itertools
import re

import numpy as np
import pytest
from scipy import stats

from lessons._graph import DOWN, UP
from lessons.stationary import linear, saddles, width
from lessons.stationary.linear import Linear
from lessons.stationary.saddles import (
    ENDS,
    FOUND,
    SNAPS,
    Hunt,
    ending,
    ends_film,
    ends_words,
    film,
    kind,
    nearest,
    starts,
)
from lessons.stationary.search import Stationary, correlation, merged, search
from networks import NETWORKS
from tests.lessons.sweep import sweep

HUNT = Hunt(width=2)


@pytest.fixture(scope="module")
def found():
    problem = HUNT.problem
    parts = [search(problem, starts(problem, part)) for part in (0, 1, 0)]
    return merged(problem, parts)


def test_parts_start_at_other_places_and_along_training_runs():
    problem = HUNT.problem
    assert starts(problem, 0).shape == (50, problem.dims)
    assert starts(problem, 1).shape == (10 * len(SNAPS), problem.dims)
    assert not np.allclose(starts(problem, 0)[:5], starts(problem, 2)[:5])
    np.testing.assert_array_equal(starts(problem, 1), starts(problem, 1))
    track = starts(problem, 1).reshape(len(SNAPS), 10, -1)
    losses = problem.value(track)
    assert (losses[-1] <= losses[0]).all()


@pytest.mark.thorough
def test_merged_counts_each_point_once(found):
    problem = HUNT.problem
    alone = merged(problem, [found, found])
    assert len(alone.points) == len(found.points) >= 3
    assert found.slopes.max() <= 1e-9


def test_kinds_by_eigenvalues():
    assert kind(np.array([1e-9, 1.0, 2.0])) == "a minimum"
    assert kind(np.array([-0.1, 1.0])) == "a saddle"
    assert kind(np.array([-0.1, -1.0])) == "a maximum"


def test_the_film_shows_the_points_and_the_spectrum_that_is_chosen(found):
    for chosen in (0, len(found.errors) - 1):
        shown = film(found, chosen)
        *marks, ring = shown.panels[0].figure["data"]
        assert (ring["x"][0], ring["y"][0]) == (found.index[chosen], found.errors[chosen])
        assert ring["marker"]["symbol"] == "circle-open"
        drawn = np.concatenate([np.column_stack([d["x"], d["y"]]) for d in marks])
        pairs = np.column_stack([found.index, found.errors])
        assert sorted(map(tuple, drawn)) == sorted(map(tuple, pairs))
        spectrum = found.eigenvalues[chosen]
        stems = {trace["marker"]["color"]: trace for trace in shown.panels[1].figure["data"]}
        assert sorted(np.concatenate([trace["customdata"] for trace in stems.values()])) == pytest.approx(spectrum)
        assert (stems[UP]["customdata"] > 0).all()
        assert (stems[UP]["y"] > 0).all()
        assert (DOWN in stems) == (kind(spectrum) == "a saddle")
        if DOWN in stems:
            assert (stems[DOWN]["y"] < 0).all()
            assert stems[DOWN]["x"].tolist() == list(range(1, 1 + len(stems[DOWN]["x"])))
        assert (
            nearest(found, found.index[chosen], found.errors[chosen]) == chosen
            or ((found.index == found.index[chosen]) & np.isclose(found.errors, found.errors[chosen], rtol=1e-3)).sum()
            > 1
        )
        assert shown.panels[1].subtitle == f"it is {kind(spectrum)}"


def spectra(indices, errors):
    rows = np.array([[-1.0] * round(10 * i) + [1.0] * (10 - round(10 * i)) for i in indices])
    return Stationary(np.zeros((len(rows), 10)), np.array(errors), np.zeros(len(rows)), rows)


@pytest.mark.parametrize(
    ("indices", "words"),
    [
        ([0.0, 0.5, 1.0], "diamonds: saddles, triangles: maxima, discs: minima"),
        ([0.2, 0.5], "diamonds: saddles"),
        ([0.0, 0.0], "discs: minima"),
    ],
)
def test_the_legend_names_the_kinds_that_are_drawn(indices, words):
    panel = film(spectra(indices, np.linspace(0.1, 1, len(indices))), 0).panels[0]
    assert panel.subtitle == f"click one; {words}, ring: shown beside"
    marks = {"diamonds": "diamond", "triangles": "triangle-down", "discs": "circle"}
    told = [marks[part.split(":")[0]] for part in words.split(", ")]
    assert [trace["marker"]["symbol"] for trace in panel.figure["data"]] == [*told, "circle-open"]


def test_what_is_said_of_index_and_error():
    rising = saddles.verdict(spectra(np.linspace(0, 0.9, 10), np.linspace(0.1, 1, 10)), 50)
    assert "**10 distinct stationary points**" in rising
    assert "9 saddles, 1 minimum, no maximum." in rising
    assert rising.startswith("**Mostly saddles**: from 50 starts")
    assert "More directions lead down where the error is higher" in rising
    falling = saddles.verdict(spectra(np.linspace(0.9, 0, 10), np.linspace(0.1, 1, 10)), 50)
    assert "Fewer directions lead down where" in falling
    mixed = saddles.verdict(spectra([0.1, 0.5, 0.2, 0.4, 0.3, 0.1], [1, 1.1, 1.2, 0.9, 1, 1.2]), 1)
    assert "cannot be told from these" in mixed
    assert "from 1 start **" in mixed
    same = saddles.verdict(spectra([0.1, 0.1, 0.1], [1, 2, 3]), 50)
    assert "correlation" not in same
    minima = saddles.verdict(spectra([0.0, 0.0, 0.1], [1, 2, 3]), 50)
    assert minima.startswith("**Mostly minima**: ")
    assert "1 saddle, 2 minima, no maximum." in minima
    assert saddles.verdict(spectra([0.2, 0.1, 0.1], [1, 2, 3]), 50).startswith("**Only saddles**: ")
    assert saddles.verdict(spectra([0.0, 0.1], [1, 2]), 50).startswith("From 50 starts **2 distinct")


def test_where_runs_end(found):
    problem = HUNT.problem
    saddle = found.points[~found.minima][0]
    far = saddle + 0.5
    ends = ending(problem, np.array([saddle + 1e-5, far, np.full(problem.dims, np.nan)]))
    assert [ENDS[i] for i in ends] == ["at a saddle", "still moving", "diverged"]
    if found.minima.any():
        assert ending(problem, found.points[found.minima][:1]).tolist() == [0]


def test_who_is_caught_is_said():
    counts = {"newton": np.array([1, 90, 9, 0]), "gradient_descent": np.array([40, 0, 50, 10])}
    words = ends_words(counts)
    assert "**Newton**: 1 at a minimum, 90 at a saddle, 9 still moving." in words
    assert "**Newton** is caught by saddles most often, 90% of its runs." in words
    assert "Of the runs of Gradient descent that ended, none did so in one." in words
    still = np.array([40, 0, 60, 0])
    assert "Of the runs of Gradient descent and Momentum that ended, none" in ends_words({**counts, "momentum": still})
    moving = ends_words({**counts, "momentum": np.array([0, 0, 99, 1])})
    assert "**Momentum**: 99 still moving, 1 diverged after 2,000 steps, which shows nothing either way." in moving
    assert "Gradient descent and Momentum" not in moving
    assert "caught" not in ends_words({"newton": np.array([0, 0, 100, 0])})
    tied = ends_words({slug: np.array([50, 50, 0, 0]) for slug in ("newton", "gradient_descent")})
    assert "most often" not in tied
    none = ends_words({"newton": np.array([100, 0, 0, 0]), "gradient_descent": np.array([100, 0, 0, 0])})
    assert "caught" not in none
    bars = ends_film(counts).panels[0].figure["data"]
    drawn = [(bar["y"][0], *bar["x"].tolist()) for bar in bars]
    assert drawn == [(0, 0, 1), (0, 1, 91), (0, 91, 100), (1, 0, 40), (1, 40, 90), (1, 90, 100)]
    assert [bar["line"]["color"] for bar in bars[:2]] == [UP, DOWN]
    assert ends_film(counts).panels[0].subtitle == "blue: minimum, red: saddle, grey: still moving, dark: diverged"
    clean = {"newton": np.array([1, 99, 0, 0]), "gradient_descent": np.array([0, 0, 100, 0])}
    assert ends_film(clean).panels[0].subtitle == "blue: minimum, red: saddle, grey: still moving"


def runs_said(words, after):
    """The number before these words; 0 where they are not there."""
    found = re.search(rf"(\d+)(?:\*\*)? (?:is|are) {after}", words)
    return int(found[1]) if found else 0


def test_every_sentence_on_linear_networks_is_true():
    said = set()
    for chosen in (
        *sweep(Linear, count=3)[::3],
        Linear(lr=1.0),
        Linear(lr=0.05),
        Linear(hidden=1, noise=1.0, lr=0.083, seed=5),
        Linear(hidden=4, lr=0.05),
    ):
        t = linear.descend(chosen)
        words = linear.verdict(chosen, t)
        x, targets = chosen.problem.training.x, chosen.problem.training.t
        best = np.linalg.lstsq(x, targets, rcond=None)[0]
        u, s, v = np.linalg.svd(x @ best, full_matrices=False)
        rank = min(chosen.hidden, *best.shape)
        least = ((u[:, :rank] * s[:rank]) @ v[:rank] - targets) ** 2
        assert chosen.levels[0] == pytest.approx(least.mean(), rel=1e-6)
        finite = np.isfinite(t.values[-1])
        arrived = t.values[-1] - least.mean() <= 1e-3 * (t.values[0] - least.mean())
        rose = np.array([any(b > a for a, b in itertools.pairwise(run)) for run in t.values[-21:].T])
        assert runs_said(words, "at the global minimum") == arrived.sum()
        assert "to within 0.1% of the start’s height above it" in words
        assert runs_said(words, "still falling") == (finite & ~arrived & ~rose).sum()
        assert runs_said(words, "no longer falling") == (finite & ~arrived & rose).sum()
        assert ("diverged" in words) == bool((~finite).any())
        saddles = [p for p in chosen.problem.critical_points() if p.kind == "saddle"]
        assert re.search(rf"above it {len(saddles)} (has|have) a direction down", words)
        assert not re.search(r"\bis still falling, (none|\d+) of them", words)
        assert not re.search(r"\b(\d+) are still falling, \1 of them", words)  # but all of them
        assert not re.search(r"\b1(\*\*)? are\b|\b([02-9]|\d\d+)(\*\*)? is\b", words)
        said |= {word for word in ("at the", "still", "no longer", "diverged") if word in words}
    assert said >= {"at the", "still", "no longer"}


def test_the_theorem_on_linear_networks_has_its_conditions():
    """Baldi and Hornik's: data of full rank, and principal directions that all weigh differently."""
    for chosen in sweep(Linear, count=3):
        x, targets = chosen.problem.training.x, chosen.problem.training.t
        assert np.linalg.matrix_rank(x) == x.shape[1]
        weights = np.linalg.svd(x @ np.linalg.lstsq(x, targets, rcond=None)[0], compute_uv=False)
        weights = weights[: np.linalg.matrix_rank(x @ np.linalg.lstsq(x, targets, rcond=None)[0])]
        assert (np.diff(weights) < -1e-3 * weights[0]).all()


def test_lines_stand_at_the_saddles_errors(monkeypatch):
    monkeypatch.setattr(linear, "STEPS", 20)
    chosen = Linear()
    levels = [line["y"][0] for line in linear.film(chosen, linear.descend(chosen)).panels[0].figure["data"]]
    points = chosen.problem.critical_points()
    expected = {round(float(chosen.problem.value(p.point)), 6) for p in points}
    assert {round(level, 6) for level in levels} == expected


def test_stuck_runs_are_counted_and_compared(monkeypatch):
    end = np.array([1e-3] * 150 + [0.2] * 50)
    wide = np.array([1e-3] * 198 + [0.2] * 2)
    found = {1: np.tile(end, (31, 1)), 8: np.tile(wide, (31, 1))}
    words = width.verdict(found)
    assert "25% at 1, 1% at 8" in words
    assert "No width has more bad ends than a narrower one." in words
    assert "bad ends" not in width.verdict({1: found[8], 8: found[1]}).lower()
    film = width.film(found)
    assert len(film.panels[0].overlays) == 2
    monkeypatch.setattr(width, "RUNS", 5)
    monkeypatch.setattr(width, "STEPS", 30)
    losses = width.losses(2)
    assert losses.shape == (31, 5)
    problem = NETWORKS["perceptron"](data="xor", n=60, noise=0.1, width=2, depth=1, loss="squared")
    np.testing.assert_allclose(losses[0], problem.value(problem.starts(5)))


@pytest.mark.parametrize("seed", range(20))
def test_what_is_said_of_widths_is_what_the_ends_are(seed):
    rng = np.random.default_rng(seed)
    widths = sorted(rng.choice(width.WIDTHS, rng.integers(1, 5), replace=False).tolist())
    ends = {h: np.where(rng.uniform(size=100) < rng.choice([0, 0.2, 0.5]), 0.2, 10 ** rng.uniform(-5, -2, 100))
            for h in widths}  # fmt: skip
    words = width.verdict({h: np.tile(end, (31, 1)) for h, end in ends.items()})
    bad = {h: sum(one > 0.05 for one in end) for h, end in ends.items()}
    assert all(re.search(rf"\b{bad[h]}% at {h}\b", words) for h in widths)
    fewer = len(widths) > 1 and bad[widths[0]] > bad[widths[-1]]
    steady = all(b <= a for a, b in itertools.pairwise(bad.values()))
    assert ("No width has more bad ends than a narrower one" in words) == (fewer and steady)
    assert ("though not from each width to the next" in words) == (fewer and not steady)
    if len(widths) > 1:
        told = [float(one) for one in re.search(r"span ([\d.]+) decades at \d+, ([\d.]+) at", words).groups()]
        spread = [np.subtract(*np.log10(np.quantile(ends[h], (0.9, 0.1), method="nearest"))) for h in
                  (widths[0], widths[-1])]  # fmt: skip
        assert told == pytest.approx(spread, rel=0.1, abs=0.1)


@pytest.mark.parametrize("preset", Hunt.presets)
@pytest.mark.thorough
def test_recorded_points_are_confirmed_and_distinct(preset):
    chosen = Hunt(**Hunt.presets[preset])
    assert all(job in FOUND for job in chosen.jobs)
    problem = chosen.problem
    found = merged(problem, [FOUND[job] for job in chosen.jobs])
    assert len(found.points) >= (100 if chosen == Hunt() else 3)
    assert np.linalg.norm(problem.gradient(found.points), axis=1).max() <= 1e-9
    apart = np.linalg.norm(found.points[:, None] - found.points, axis=-1) + np.eye(len(found.points))
    assert apart.min() > 1e-5
    for w, spectrum in zip(found.points[::20], found.eigenvalues[::20], strict=True):
        h, eye = 1e-5, np.eye(problem.dims)
        bends = (problem.gradient(w + h * eye) - problem.gradient(w - h * eye)) / (2 * h)
        np.testing.assert_allclose(np.linalg.eigvalsh(0.5 * (bends + bends.T)), spectrum, atol=1e-7)
    spectra = np.linalg.eigvalsh(problem.hessian(found.points))
    down = (spectra < -1e-6 * np.abs(spectra).max(axis=1, keepdims=True)).mean(axis=1)
    words = saddles.verdict(found, 800)
    assert f"**{len(down)} distinct stationary points**" in words
    assert f"{(down == 0).sum()} minim" in words
    rank = stats.spearmanr(problem.value(found.points), down).statistic
    assert f"{rank:.2g}" in words.split("rank correlation")[1]
    if chosen == Hunt():
        _, low, high = correlation(found, 200)
        assert 0 < low < rank < high


def test_of_few_points_so_many_are_drawn_that_the_word_stands():
    """Of width 4 and decay 0.0016 the first part finds points of which 5.9% of the resamples show no correlation."""
    chosen = Hunt(width=4, l2=0.0016)
    found = merged(chosen.problem, [saddles.part_found(chosen.jobs[0])])
    chosen_points = np.random.default_rng(7).integers(0, len(found.errors), (40_000, len(found.errors)))
    errors, index = (stats.rankdata(each[chosen_points], axis=1) for each in (found.errors, found.index))
    together = ((errors - errors.mean(axis=1)[:, None]) * (index - index.mean(axis=1)[:, None])).sum(axis=1)
    assert 0.05 < (together <= 0).mean() < 0.07
    assert "cannot be told" in saddles.verdict(found, 50)


@pytest.mark.parametrize(("count", "verb"), [(0, "are"), (1, "is"), (2, "are")])
def test_one_is_and_several_are(monkeypatch, count, verb):
    chosen = Linear()
    t = linear.descend(chosen)
    monkeypatch.setattr(linear, "ends", lambda chosen, t: (count, 0, 0, 0, 0))
    assert f"**{count}** {verb} at the global minimum" in linear.verdict(chosen, t)
