"""Running averages: what they remember, where they start from, and the correction that this needs."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, Track, chart
from figures.film import bars, curve, dots
from figures.plane import TRANSPARENT
from lessons._claims import Settings, percent, said
from lessons._graph import graph, line
from lessons._text import factor, latex, number
from optim._moments import average, bias

Array = np.ndarray

APPROX = r"\approx"
LENGTH = 80  # of the series
HIGHEST = 0.98  # β
SHADE = "rgba(110,125,225,0.2)"
COLORS = {"plain": "#e0662e", "corrected": "#2f80d8", "sum": "#8a4fd3"}


def series(noise: float, seed: int, length: int = LENGTH) -> tuple[Array, Array]:
    """A slow swing around 1 (length,), and the same with normal noise of that standard deviation: θ₁, θ₂, …"""
    t = np.arange(1, length + 1)
    swing = 1.0 + 0.45 * np.sin(2 * np.pi * (t - 18) / 72)
    return swing, swing + noise * np.random.default_rng(seed).standard_normal(length)


@dataclass(frozen=True)
class Forgetting(Settings):
    """A memory, and the noise on what it remembers."""

    beta: float = param(0.9, 0.0, HIGHEST, "β", help="Memory")
    noise: float = param(0.2, 0.0, 1.0, "σ", help="Noise")
    seed: int = param(1, 0, 100, legal="[0, 100]", help="Seed")

    presets = {
        "The lecture’s β": {"beta": 0.9},
        "No memory": {"beta": 0.0},
        "A long memory": {"beta": 0.98},
        "Much noise": {"beta": 0.95, "noise": 0.8},
    }


def answer(chosen: Forgetting) -> str:
    """What starting from 0 does to the first values of the average, and what mends it, at this β."""
    if chosen.beta == 0:
        return "**Without memory there is nothing to mend**: v is the last value itself, from the first step on."
    return (
        f"**v starts at 0, so its first values are too near 0**: {percent(1 - chosen.beta)} of the value after one "
        "step. **Dividing by the sum of the weights mends it**: v̂ = v/(1 − βᵗ)."
    )


def words(chosen: Forgetting) -> str:
    """How much of the weight the last 1/(1 − β) values carry, and how much the start."""
    span = int(memory(chosen.beta) + 1e-9)
    share = number(100 * given_weight(chosen.beta, span)[-1])
    carry = "the last value carries" if span == 1 else f"the last {span} values carry"
    beta = chosen.beta
    return said(
        f"At β = {number(beta)} {carry} {share}% of the weight.",
        beta > 0
        and f"It starts from 0: after the first step {percent(beta)} of the weight still lies on that 0, after ten "
        f"{percent(beta**10)}. By so much :orange[the plain average] is too near 0.",
        beta == 0 and "Nothing is remembered: both averages are the series itself, from the first step on.",
        beta > 0
        and f"Without the factor 1 − β the sum is the same average, {factor(memory(beta))} times as large: "
        "that is momentum’s Δw, with η∇E in the place of θ.",
    )


class Averages(NamedTuple):
    """Running averages of a series θ₁ … θ_n, each (n + 1,) with v₀ in front.

    plain: v_t = βv_{t−1} + (1 − β)θ_t from v₀ = 0; corrected: v_t/(1 − βᵗ), NaN at t = 0; sum: v_t = βv_{t−1} + θ_t.
    """

    plain: Array
    corrected: Array
    sum: Array


def averages(values: Array, beta: float) -> Averages:
    """The running averages of a series, with the rules' own formula and bias."""
    plain, total = [np.zeros(())], [0.0]
    for value in values:
        plain.append(average(beta, plain[-1], value))
        total.append(beta * total[-1] + value)
    v, given = np.array(plain), given_weight(beta, len(values))
    return Averages(v, np.divide(v, given, out=np.full(len(v), np.nan), where=given > 0), np.array(total))


def given_weight(beta: float, steps: int) -> Array:
    """1 − βᵗ for t = 0 … steps: the weight that the values have in v_t; the rest is the start's, which is 0."""
    return np.array([bias(beta, t) for t in range(steps + 1)])


def weights(beta: float, t: int) -> Array:
    """The weights (t,) of θ₁ … θ_t in v_t: the last is 1 − β, and each is β times the next."""
    return (1 - beta) * np.power(beta, np.arange(t - 1, -1, -1.0))


def memory(beta: float) -> float:
    """1/(1 − β): over about how many steps the average is taken."""
    return 1 / (1 - beta)


def worked_words(beta: float) -> str:
    """What the worked example shows."""
    sums = "add up to one already" if beta == 0 else "do not add up to one; divided by their sum, they do"
    return f"**The first two steps, worked out.** The weights of θ₁ and θ₂ {sums}."


def worked_example(beta: float, first: float, second: float) -> str:
    """v₁ and v₂ and their corrections, from two values, as LaTeX: ≈ where what is shown, rounded, would make another
    number than the one beside it."""
    v = averages(np.array([first, second]), beta)
    old, new = weights(beta, 2)
    given = given_weight(beta, 2)[2]
    one, two = _seen(new) * _seen(first), _seen(old) * _seen(first) + _seen(new) * _seen(second)
    mixed = _seen(old / given) * _seen(first) + _seen(new / given) * _seen(second)
    return (
        rf"\begin{{aligned}} v_1 &= (1 - \beta)\,\theta_1 = {latex(new)} \cdot {_factor(first)}"
        rf" {_equals(one, v.plain[1])}, \qquad \hat v_1 = \frac{{v_1}}{{1 - \beta}} = {latex(v.corrected[1])}"
        r" \\[0.3em] v_2 &= \beta\,(1 - \beta)\,\theta_1 + (1 - \beta)\,\theta_2 \\"
        rf" &= {latex(old)} \cdot {_factor(first)} + {latex(new)} \cdot {_factor(second)}"
        rf" {_equals(two, v.plain[2])} \\[0.3em]"
        rf"\hat v_2 &= \frac{{v_2}}{{1 - \beta^2}} = \frac{{{latex(v.plain[2])}}}{{{latex(given)}}} \\"
        rf" &= {latex(old / given)}\,\theta_1 + {latex(new / given)}\,\theta_2 {_equals(mixed, v.corrected[2])}"
        r" \end{aligned}"
    )


def _seen(value: float) -> float:
    """The number as it is shown."""
    return float(number(value).replace("−", "-"))


def _factor(value: float) -> str:
    return f"({latex(value)})" if value < 0 else latex(value)


def _equals(shown: float, value: float) -> str:
    """= or ≈, and a number, after what is shown."""
    return f"{'=' if latex(shown) == latex(value) else APPROX} {latex(value)}"


def averages_film(beta: float, noise: float, seed: int) -> Film:
    """A noisy series with its averages, the weights of the past, their sum, and the average without 1 − β."""
    swing, theta = series(noise, seed)
    v = averages(theta, beta)
    tracks = [
        Track("plain", {"v": v.plain, "given": given_weight(beta, LENGTH)}),
        Track("corrected", {"v": v.corrected}),
        Track("sum", {"v": v.sum}),
    ]
    return Film(
        panels=[
            _series_panel(tracks, swing, theta, beta),
            _weights_panel(beta),
            _given_panel(tracks, beta),
            _sum_panel(tracks, swing, beta),
        ],
        tracks=tracks,
        racers=[
            Racer("plain", "v, uncorrected", COLORS["plain"]),
            Racer("corrected", "v̂, corrected", COLORS["corrected"]),
            Racer("sum", "without 1 − β", COLORS["sum"]),
        ],
        rate=6.0,
        autoplay=True,
        readout={"group": "main", "channel": "v", "label": "v"},
    )


def _window(beta: float, low: float, high: float) -> dict[str, Any]:
    """The last 1/(1 − β) steps, shaded."""
    now = np.arange(LENGTH + 1.0) + 0.5
    then = np.maximum(now - memory(beta), 0.5)
    x = np.stack([then, now, now, then], axis=1)
    return curve(x, np.array([[low, low, high, high]]), color=TRANSPARENT, width=1, fill=SHADE)


def _series_panel(tracks: list[Track], swing: Array, theta: Array, beta: float) -> Panel:
    steps = np.arange(1, LENGTH + 1)
    low, high = min(-0.1, theta.min()), max(2.0, theta.max())
    overlays = [_window(beta, low - 9, high + 9), dots(steps[None], theta[None], color="@muted", size=4)]
    memory_words = f"shaded: the last 1/(1 − β) = {_steps(memory(beta))}; dotted: θ without noise"
    title = f"A {'series' if (theta == swing).all() else 'noisy series'} θ and its averages"
    panel = chart("v", tracks, title=title, y="θ, v", id="series", racers=["plain", "corrected"],
                  subtitle=memory_words, overlays=overlays, aspect=0.36, weight=1.3)  # fmt: skip
    panel.figure["layout"]["yaxis"]["range"] = [float(low - 0.1), float(high + 0.1)]
    panel.figure["data"].append(line(steps, swing, "@muted", 1.5, "dot"))
    return panel


def _steps(count: float) -> str:
    return f"{number(count)} step{'' if number(count) == '1' else 's'}"


def _weights_panel(beta: float) -> Panel:
    """The weight of every value, as bars under it: they are pushed on with each step."""
    rows = [np.concatenate([weights(beta, t), np.zeros(LENGTH - t)]) for t in range(LENGTH + 1)]
    top = 1.1 * (1 - beta)
    overlays = [_window(beta, 0, 9), bars(np.arange(1, LENGTH + 1), np.array(rows), color=COLORS["plain"])]
    return graph("weights", [], (0, LENGTH), (0, top), ("value t", "weight"), title="Weights of the past values in v",
                 weight=1.3, aspect=0.36, subtitle="each step: all shrink by β, and 1 − β comes in",
                 overlays=overlays)  # fmt: skip


def _given_panel(tracks: list[Track], beta: float) -> Panel:
    panel = chart("given", tracks, title="Sum of the weights, 1 − βᵗ", y="sum", id="given",
                  subtitle="what is missing from 1 (dashed) pulls v to 0", racers=["plain"], log=False,
                  limits=(0.0, 1.0), aspect=0.36)  # fmt: skip
    panel.figure["layout"]["yaxis"]["range"] = [0.0, 1.05]
    panel.figure["data"].append(line([0, LENGTH], [1, 1], "@muted", 1.5, "dash"))
    return panel


def _sum_panel(tracks: list[Track], swing: Array, beta: float) -> Panel:
    panel = chart("v", tracks, title="Without 1 − β: v = βv + θ", y="v",
                  subtitle="dotted: θ without noise, times 1/(1 − β)", id="sum", racers=["sum"],
                  log=False, aspect=0.36)  # fmt: skip
    level, top = swing * memory(beta), 1.05 * max(swing.max() * memory(beta), np.nanmax(tracks[2].channels["v"]))
    low = min(-0.05 * top, 1.05 * float(np.nanmin(tracks[2].channels["v"])))
    panel.figure["layout"]["yaxis"]["range"] = [low, top]
    panel.figure["data"].append(line(np.arange(1, LENGTH + 1), level, "@muted", 1.5, "dot"))
    return panel
