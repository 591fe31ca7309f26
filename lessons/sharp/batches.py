"""Small and large batches, gradient descent and Adam, on digits with wrong labels: losses and sharpness over seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

from catalog import param
from figures import Film, Panel, Racer, Track, chart
from lessons._claims import Settings, percent, said
from lessons._graph import graph, line, points
from lessons._recorded import Recorded
from lessons._text import number
from lessons.stability.sharpness import extremes
from networks.perceptron import Perceptron
from optim import run
from optim.adam import Adam
from optim.gradient_descent import GradientDescent

Array = np.ndarray

N, WIDTH, STEPS, MOMENTS = 256, 12, 500, 26
SEEDS = 4
LEVEL = 0.9
RATES = {"sgd": 0.3, "adam": 0.01}
SHARES = np.linspace(-0.5, 1.5, 61)  # of the way from the small batches' end to the large ones'
BEYOND = 2.0  # times the highest loss between two ends: what is higher beyond them is cut off
LOOKS = {
    ("sgd", False): ("SGD, small batches", "#e6342a"),
    ("sgd", True): ("SGD, large batches", "#8a4fd3"),
    ("adam", False): ("Adam, small batches", "#c87d00"),
    ("adam", True): ("Adam, large batches", "#2f80d8"),
}
Config = tuple[str, bool]


@dataclass(frozen=True)
class Sharp(Settings):
    """How many labels are wrong, and how large the batches are: their sizes divide N, so that every batch has its."""

    label_noise: float = param(0.0, 0.0, 0.5, "ρ", help="Wrong labels")
    small: str = param("16", choices=("4", "8", "16", "32", "64"), symbol="m", help="Small batches")
    large: str = param("256", choices=("64", "128", "256"), symbol="M", help="Large batches (256: all)")

    names = {"small": {m: m for m in ("4", "8", "16", "32", "64")}, "large": {m: m for m in ("64", "128", "256")}}
    presets = {
        "All labels right": {"label_noise": 0.0, "small": "16", "large": "256"},
        "A fifth of the labels wrong": {"label_noise": 0.2, "small": "16", "large": "256"},
        "Tiny batches": {"label_noise": 0.2, "small": "4", "large": "256"},
        "Batches alike": {"label_noise": 0.2, "small": "64", "large": "64"},
    }

    @property
    def jobs(self) -> list[tuple[Any, ...]]:
        """All runs, as plain values: the settings, the rule, whether its batches are large, the seed."""
        chosen = (self.label_noise, int(self.small), int(self.large))
        return [(*chosen, *config, seed) for seed in range(SEEDS) for config in LOOKS]

    def problem(self, large: bool, seed: int) -> Perceptron:
        batch = int(self.large if large else self.small)
        return Perceptron(data="digits", n=N, width=WIDTH, depth=1, label_noise=self.label_noise, seed=seed,
                          batch=batch if batch < N else 0)  # fmt: skip


class End(NamedTuple):
    """A run's losses (MOMENTS,) on training and test examples, the share of test examples told right at its end, the
    training loss's sharpness there, and its weights."""

    loss: Array
    test: Array
    right: float
    sharpness: float
    weights: Array


def trained(chosen: Sharp, rule: str, large: bool, seed: int) -> End:
    """One run of STEPS steps."""
    problem = chosen.problem(large, seed)
    made: Any = GradientDescent(lr=RATES["sgd"]) if rule == "sgd" else Adam(lr=RATES["adam"])
    t = run(made, problem, steps=STEPS, record_states=False)
    at = np.linspace(0, STEPS, MOMENTS).astype(int)
    end = t.points[-1]
    return End(t.values[at], problem.testing.value(t.points[at]), float(problem.accuracy(end, test=True)),
               float(extremes(problem, end)[0][-1]), end)  # fmt: skip


def worked(job: tuple[Any, ...]) -> End:
    """The run that a job tells of."""
    label_noise, small, large, *config = job
    return trained(Sharp(label_noise, str(small), str(large)), *config)


def _jobs() -> list[tuple[Any, ...]]:
    """The page as it opens, and every preset."""
    return list(dict.fromkeys(job for chosen in ({}, *Sharp.presets.values()) for job in Sharp(**chosen).jobs))


def _apart(end: End) -> dict[str, Any]:
    return end._asdict() | {"weights": end.weights.astype(np.float32)}


ENDS = Recorded(
    Path(__file__).parent / "ends.npz", _jobs, worked, _apart,
    lambda job, arrays: End(arrays["loss"], arrays["test"], float(arrays["right"]), float(arrays["sharpness"]),
                            arrays["weights"].astype(float)),
)  # fmt: skip


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """The mean, and its interval at LEVEL over seeds (Student's t)."""
    v = np.asarray(values, dtype=float)
    mean = float(v.mean())
    if len(v) < 2 or np.ptp(v) == 0:
        return mean, mean, mean
    half = float(stats.t.ppf((1 + LEVEL) / 2, len(v) - 1) * v.std(ddof=1) / np.sqrt(len(v)))
    return mean, mean - half, mean + half


def film(chosen: Sharp, ends: Mapping[Config, Sequence[End]]) -> Film:
    """The mean test loss as they train, sharpness against test loss at the ends, and a slice through two ends."""
    racers = [Racer(f"{rule}{int(large)}", *LOOKS[rule, large]) for rule, large in ends]
    at = np.linspace(0, STEPS, MOMENTS)
    tracks = [
        Track(racer.id, {"k": at, "test": np.mean([e.test for e in runs], axis=0),
                         "f": np.mean([e.loss for e in runs], axis=0)})
        for racer, runs in zip(racers, ends.values(), strict=True)
    ]  # fmt: skip
    tested = chart(
        "test",
        tracks,
        "k",
        title="Test loss, mean over seeds",
        y="test loss",
        subtitle=f"at {MOMENTS} of {STEPS + 1} points",
        aspect=0.62,
        weight=0.9,
    )
    return Film(
        panels=[tested, _scatter(ends), _slice(chosen, ends)], tracks=tracks, racers=racers,
        rate=STEPS / 8, autoplay=True, length=STEPS, clocks={"main": (MOMENTS - 1) / STEPS},
    )  # fmt: skip


def _scatter(ends: Mapping[Config, Sequence[End]]) -> Panel:
    data = []
    for config, runs in ends.items():
        name, color = LOOKS[config]
        x, y = [e.sharpness for e in runs], [float(e.test[-1]) for e in runs]
        symbol = "square" if config[1] else "circle"
        data.append(points(x, y, color, 10, f"{name}: sharpness %{{x:.3g}}, test loss %{{y:.3g}}", symbol=symbol))
    every = [e for runs in ends.values() for e in runs]
    sharp, test = np.array([e.sharpness for e in every]), np.array([e.test[-1] for e in every])
    return graph(
        "ends", data, (sharp.min() / 1.5, sharp.max() * 1.5), (0.9 * test.min(), 1.08 * test.max()),
        ("sharpness, on a log scale", "test loss"), (True, False), title="Every end", subtitle="squares: large batches",
        aspect=0.62, weight=0.9,
    )  # fmt: skip


def sliced(chosen: Sharp, ends: Mapping[Config, Sequence[End]], rule: str = "sgd") -> tuple[Array, Array]:
    """The training and the test loss at SHARES of the way from the end of small to that of large batches, seed 0."""
    problem = chosen.problem(False, 0)
    small, large = (ends[rule, flag][0].weights for flag in (False, True))
    along = (1 - SHARES)[:, None] * small + SHARES[:, None] * large
    return problem.value(along), problem.testing.value(along)


def _slice(chosen: Sharp, ends: Mapping[Config, Sequence[End]]) -> Panel:
    train, test = sliced(chosen, ends)
    both, between = np.concatenate([train, test]), (SHARES >= 0) & (SHARES <= 1)
    top = 1.05 * min(float(both.max()), BEYOND * float(max(train[between].max(), test[between].max())))
    data = [
        line(SHARES, train, "@ink", 2), line(SHARES, test, "@ink", 1.5, "dash"),
        *(line([s, s], [0, top], LOOKS["sgd", bool(s)][1], 1.5, "dot") for s in (0, 1)),
    ]  # fmt: skip
    return graph(
        "slice", data, (-0.5, 1.5), (0, top), ("0: small batches, 1: large", "loss"), title="SGD: through two ends",
        subtitle="solid: training; dashed: test; dotted: the ends", aspect=0.62, weight=0.9,
    )  # fmt: skip


def geometric(values: Sequence[float]) -> tuple[float, float, float]:
    """The geometric mean of positive numbers, and its interval, which is positive as they are."""
    mean, low, high = (10**power for power in interval(np.log10(values).tolist()))
    return mean, low, high


def difference(ends: Mapping[Config, Sequence[End]], rule: str, what: str) -> tuple[float, float, float]:
    """Large batches less small ones, seed by seed, with its interval; of sharpness, of its logarithm to base ten."""

    def of(end: End) -> float:
        values = {"sharpness": np.log10(end.sharpness), "test": end.test[-1], "loss": end.loss[-1], "right": end.right}
        return float(values[what])

    pairs = zip(ends[rule, False], ends[rule, True], strict=True)
    return interval([of(large) - of(small) for small, large in pairs])


def answer(ends: Mapping[Config, Sequence[End]]) -> str:
    """Whether the flatter of two kinds of ends does better on test examples, asked where both fit the training examples
    alike and one is flatter."""
    return said(*(f"**{name}**: {_answered(ends, rule)}" for rule, name in (("sgd", "SGD"), ("adam", "Adam"))))


def _answered(ends: Mapping[Config, Sequence[End]], rule: str) -> str:
    if _same(ends, rule):
        return "**nothing to compare**, the batches are of one size, and the runs the same."
    _, low, high = difference(ends, rule, "loss")
    if not low <= 0 <= high:
        better = "large" if high < 0 else "small"
        return (
            f"**no fair comparison**, {better} batches fit the training examples better, loss "
            f"{_both(ends, rule, 'loss')}."
        )
    _, flat, sharp = difference(ends, rule, "sharpness")
    alike = f"both fit the training examples alike, as far as can be told (loss {_both(ends, rule, 'loss')})"
    if flat <= 0 <= sharp:
        return f"**it cannot be asked**, {alike}, but neither kind of end is clearly flatter."
    flatter, way = ("small", -1) if flat > 0 else ("large", 1)
    right, loss = (way * _sign(difference(ends, rule, what)) for what in ("right", "test"))
    found, tested = {
        1: ("yes", "gets more new examples right"), -1: ("no", "gets fewer new examples right"),
        0: {-1: ("yes", "has a lower loss on new examples"), 1: ("no", "has a higher loss on new examples"),
            0: ("no clear difference", "does not clearly do better on new examples, nor worse")}[loss],
    }[right]  # fmt: skip
    return f"**{found}**, {alike}; {flatter} batches end flatter, and that kind {tested}."


def _sign(between: tuple[float, float, float]) -> int:
    """The sign of a difference that is told from none, or 0."""
    _, low, high = between
    return int(low > 0) - int(high < 0)


def _same(ends: Mapping[Config, Sequence[End]], rule: str) -> bool:
    pairs = zip(ends[rule, False], ends[rule, True], strict=True)
    return all(small.sharpness == large.sharpness and np.array_equal(small.test, large.test) for small, large in pairs)


def verdict(ends: Mapping[Config, Sequence[End]]) -> str:
    """Whether large batches end sharper, and whether they or the sharper ends do worse on test examples."""
    seeds = len(next(iter(ends.values())))
    words = [f"Over {seeds} seeds, {LEVEL:.0%} intervals."]
    for rule, name in (("sgd", "SGD"), ("adam", "Adam")):
        words.append(f"**{name}**: {_compared(ends, rule)}")
    rank, clear = related(ends)
    return said(
        *words,
        clear and rank > 0 and f"Over all ends, sharper goes with a higher test loss (rank correlation "
        f"{number(rank, 2)}).",
        clear and rank < 0 and f"Over all ends, sharper goes with a **lower** test loss (rank correlation "
        f"{number(rank, 2)}): here the sharp ones tend to do better.",
        not clear and "Over all ends, no relation of sharpness and test loss can be told.",
    )  # fmt: skip


def related(ends: Mapping[Config, Sequence[End]]) -> tuple[float, bool]:
    """The rank correlation of sharpness and test loss over all ends, and whether it is told from none at LEVEL."""
    one_each = {(e.sharpness, float(e.test[-1])) for runs in ends.values() for e in runs}  # equal batches, equal runs
    sharp, test = np.array(sorted(one_each)).T
    if np.ptp(sharp) == 0 or np.ptp(test) == 0:
        return 0.0, False
    rank = stats.spearmanr(sharp, test)
    return float(rank.statistic), bool(rank.pvalue < 1 - LEVEL)


def _compared(ends: Mapping[Config, Sequence[End]], rule: str) -> str:
    if _same(ends, rule):
        return "the batches are of one size, and the runs the same."
    sharp, low, high = difference(ends, rule, "sharpness")
    times = f"{_factor(10**sharp)} times as sharp [{_factor(10**low)}, {_factor(10**high)}]"
    _, least, most = difference(ends, rule, "right")
    small, large = (float(np.mean([e.right for e in ends[rule, flag]])) for flag in (False, True))
    digits = 1 if percent(small) == percent(large) and not least <= 0 <= most else 0
    shares = [percent(share, digits) for share in (small, large)]
    told = f"{shares[0]} of test examples right with small batches, {shares[1]} with large"
    _, lower, upper = difference(ends, rule, "test")
    of = "on the test set" if lower <= 0 <= upper else "in test examples told right"
    return said(
        low > 0 and f"large batches end sharper, {times};",
        high < 0 and f"large batches end **flatter**, {times};",
        low <= 0 <= high and f"no difference in sharpness can be told, large batches {times};",
        most < 0 and f"they do worse on the test set: {told}.",
        least > 0 and f"they do better on the test set: {told}.",
        least <= 0 <= most and f"nor can one {of} be told: {told}."
        if low <= 0 <= high
        else least <= 0 <= most and f"no difference {of} can be told: {told}.",
        lower > 0 and not most < 0 and f"Their test loss is higher: {_both(ends, rule, 'test')}.",
        upper < 0 and not least > 0 and f"Their test loss is lower: {_both(ends, rule, 'test')}.",
    )


def _both(ends: Mapping[Config, Sequence[End]], rule: str, what: str) -> str:
    """The mean loss of either kind of runs, on training ("loss") or on test examples ("test")."""
    means = [float(np.mean([getattr(e, what)[-1] for e in ends[rule, flag]])) for flag in (False, True)]
    for digits in range(3, 9):
        small, large = (number(mean, digits) for mean in means)
        if small != large:
            break
    return f"{small} with small batches, {large} with large"


def _factor(value: float, digits: int = 3) -> str:
    """A factor with so many digits that it is not written as 1 where it is more or less."""
    for more in range(digits, 9):
        if (told := number(value, more)) != "1":
            break
    return told
