"""Adam with and without bias correction, and what ε does."""

import dataclasses

import numpy as np

from figures import Film, Panel, Racer, Track, chart, tracks_of
from figures.relief import Domain
from lessons._claims import percent, said
from lessons._graph import line
from lessons._text import number
from lessons.adaptive.rates import ARENAS, Arena, basin, ending, error_chart, rate_panels, rates_track
from optim import Trajectory, final_value, run
from optim._moments import bias
from optim.adam import Adam
from optim.gradient_descent import GradientDescent
from optim.rmsprop import RMSprop
from surfaces import SURFACES, lowest
from surfaces.quadratic import Quadratic

Array = np.ndarray

LONGER = 1.005  # a factor that is written as more than 1

UNCORRECTED, CHOSEN = "#7b3ff2", "#1f9d61"
SMALL = 1e-8  # the usual ε


# Where the correction is shown: the wall of Jennrich and Sampson's sum of exponentials stands beyond the start.
CORRECTED = {
    "jennrich_sampson": Arena((-0.2, -0.1), 100, None, {}),
    **ARENAS,
}


def excess(beta1: float, beta2: float, steps: int) -> Array:
    """How many times as long (steps,) Adam's steps 1, 2, … are without bias correction, where ∇E does not change.

    (1 − β₁ᵏ)/√(1 − β₂ᵏ): the first average has come so far towards the gradient, the second towards its square.
    """
    k = range(1, steps + 1)
    return np.array([bias(beta1, i) for i in k]) / np.sqrt([bias(beta2, i) for i in k])


def measured_excess(beta1: float, beta2: float, steps: int) -> Array:
    """The same, measured: the steps of both kinds of Adam on an inclined plane."""
    plane = Quadratic(lambda1=0.0, lambda2=0.0, b1=1.0, b2=1.0)
    without, with_ = (
        run(Adam(beta1=beta1, beta2=beta2, bias_correction=corrected), plane, (0.0, 0.0), steps)
        for corrected in (False, True)
    )
    return np.diff(without.points[:, 0]) / np.diff(with_.points[:, 0])


def both(slug: str, lr: float, beta1: float, beta2: float) -> tuple[Trajectory, Trajectory]:
    """Adam with its correction, and without."""
    arena, surface = CORRECTED[slug], SURFACES[slug]()
    rules = (Adam(lr=lr, beta1=beta1, beta2=beta2, bias_correction=corrected) for corrected in (True, False))
    with_, without = (run(rule, surface, arena.start, arena.steps) for rule in rules)
    return with_, without


def correction_words(slug: str, lr: float, beta1: float, beta2: float) -> str:
    """How much too long or too short the steps are, and what comes of it on this surface."""
    with_, without = both(slug, lr, beta1, beta2)
    factor = excess(beta1, beta2, with_.steps)
    goal = lowest(with_.surface)
    low = 0.0 if goal is None else goal[1]
    what = "E − E*" if low else "E"
    right, raw = (float(final_value(t)) - low for t in (with_, without))
    shown = CORRECTED[slug].domain or with_.surface.domain
    gone = outside(without, shown) and not outside(with_, shown)
    thrown = gone and not without.outcome.downhill
    if abs(right - raw) <= 0.01 * max(abs(right), abs(raw)):
        comes = f"In the end {what} is about {number(right, 2)} either way."
    elif right < raw:
        comes = f"Here it **pays** to correct: {what} is {number(right)} in the end, without correction {number(raw)}."
    elif thrown:
        comes = f"It ends lower all the same: {what} is {number(raw)} in the end, with correction {number(right)}."
    else:
        comes = (
            f"Here it does **no harm** to leave it out: {what} is {number(raw)} in the end, with correction "
            f"{number(right)}."
        )
    return said(
        f"Where the gradient stays the same, the first step without correction is {_times_as_long(factor[0])} with it"
        f"{_later(factor)}.",
        thrown and "Without correction the run is thrown out of the picture.",
        gone and not thrown and "Without correction the run leaves the picture, downhill; with it, not in these steps.",
        comes,
    )


def _times_as_long(factor: float) -> str:
    return "as long as" if number(factor) == "1" else f"**{number(factor)} times** as long as"


def _later(factor: Array) -> str:
    """How the longest step compares, if it is not the first and does not read the same."""
    longest = int(factor.argmax())
    if factor[longest] <= LONGER:
        return ", and no step is longer than with it"
    if not longest:
        return ", and in comparison no other is as long"
    if number(factor[longest]) == number(factor[0]):
        return ""
    which = "the last here" if longest == len(factor) - 1 else "the longest in comparison"
    return f", and step {longest + 1}, {which}, **{number(factor[longest])} times**"


def outside(t: Trajectory, shown: Domain | None) -> bool:
    """Whether a run was ever outside of what is shown."""
    low, high = np.array(shown, dtype=float).T
    return not bool(((t.points >= low) & (t.points <= high)).all())


def correction_film(slug: str, lr: float, beta1: float, beta2: float) -> Film:
    """Adam with and without its correction: from above, the length of each step, and by how much it is too long."""
    arena = CORRECTED[slug]
    racers = [Racer("adam", "Adam", Adam.color), Racer("uncorrected", "without correction", UNCORRECTED)]
    tracks = [_lengths_track(t, racer) for t, racer in zip(both(slug, lr, beta1, beta2), racers, strict=True)]
    return Film(
        panels=[
            basin(slug, arena),
            chart("length", tracks, title="Length of each step", y="length", log=True, limits=(1e-8, 1e3), id="length"),
            _excess_panel(beta1, beta2, arena.steps, tracks),
        ],
        tracks=tracks,
        racers=racers,
        rate=8.0,
        autoplay=True,
        readout={"group": "main", "channel": "f", "label": "E"},
    )


def _lengths_track(t: Trajectory, racer: Racer) -> Track:
    (track,) = tracks_of(t, racer)
    lengths = np.append(np.nan, np.linalg.norm(np.diff(t.points, axis=0), axis=1))
    own = {"length": np.where(lengths > 0, lengths, np.nan)}  # on a logarithmic scale
    if racer.id == "uncorrected":
        own["excess"] = np.append(np.nan, measured_excess(t.optimizer.beta1, t.optimizer.beta2, t.steps))
    return Track(racer.id, {**track.channels, **own}, diverged_at=t.diverged_at)


def _excess_panel(beta1: float, beta2: float, steps: int, tracks: list[Track]) -> Panel:
    law = excess(beta1, beta2, steps)
    panel = chart("excess", tracks, log=False, title="Times as long without correction", y="times", id="excess",
                  subtitle="measured on an inclined plane; dashed: theory", racers=["uncorrected"])  # fmt: skip
    low, high = min(0.9, float(law.min())), 1.1 * max(1.0, float(law.max()))
    panel.figure["layout"]["yaxis"]["range"] = [low, high]
    panel.figure["data"].extend([
        line([0, steps], [1, 1], "@muted", 1),
        line(np.arange(1, steps + 1), law, "@ink", 1.5, "dash"),
    ])  # fmt: skip
    return panel


def eps_words(slug: str, factor: float, eps: float) -> str:
    """Of how many steps ε decided, and how near the run with it comes to gradient descent at η/ε."""
    arena = ARENAS[slug]
    lr = factor * arena.rates["rmsprop"]
    t, small, descent = (
        run(rule, SURFACES[slug](), arena.start, arena.steps)
        for rule in (RMSprop(lr=lr, eps=eps), RMSprop(lr=lr, eps=SMALL), GradientDescent(lr=lr / eps))
    )
    roots = np.sqrt(t.states.v[1:])
    decides = [float((column < eps).mean()) for column in roots[np.isfinite(roots).all(axis=1)].T]
    ends = [ending(one) for one in (t, small, descent)]
    usual = f"; that with an ε of {number(SMALL)} {ends[1]}, and" if eps != SMALL else ";"
    return (
        f"ε is larger than the root in {percent(decides[0])} of the steps along w₁ and in {percent(decides[1])} along "
        f"w₂. This run {ends[0]}{usual} gradient descent at η/ε {ends[2]}."
    )


def eps_film(slug: str, factor: float, eps: float) -> Film:
    """RMSprop with the usual ε and with another, and gradient descent at η/ε, which is what a large ε makes of it."""
    arena, surface = ARENAS[slug], SURFACES[slug]()
    lr = factor * arena.rates["rmsprop"]
    pairs = [
        (Racer("small", f"ε = {number(SMALL)}", RMSprop.color), RMSprop(lr=lr, eps=SMALL)),
        (Racer("descent", "gradient descent at η/ε", GradientDescent.color), GradientDescent(lr=lr / eps)),
        (Racer("chosen", f"ε = {number(eps)}", CHOSEN), RMSprop(lr=lr, eps=eps)),
    ]
    pairs = pairs[1:] if eps == SMALL else pairs
    tracks = [rates_track(run(rule, surface, arena.start, arena.steps), racer) for racer, rule in pairs]
    rate = rate_panels(tracks)[1]
    rate = dataclasses.replace(rate, subtitle="dashed: the cap η/ε")
    rate.figure["data"].append(line([0, arena.steps], [lr / eps, lr / eps], CHOSEN, 1.5, "dash"))
    return Film(
        panels=[
            basin(slug),
            rate,
            error_chart(slug, tracks),
        ],
        tracks=tracks,
        racers=[racer for racer, _ in pairs],
        rate=arena.steps / 10,
        autoplay=True,
        readout={"group": "main", "channel": "f", "label": "E"},
    )
