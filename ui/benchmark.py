"""The pictures and sentences of the benchmark's page, made of its report."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from bench import LEVEL, TASKS, Report
from bench._job import CURVE
from figures import Film, Panel, Racer, Track, chart
from lessons._claims import listed, percent, said
from lessons._graph import graph, line, note, points
from lessons._text import counted, number
from optim import OPTIMIZERS

SCHEDULES = {"constant": "Constant", "cosine": "Cosine"}
BUDGETS = {"one shot": "None: defaults", "small": "Eight tries", "large": "24 tries"}
FAR = 30.0  # times the best mean: what is farther stands at the edge of the picture


def racers_of(rules: Sequence[str]) -> list[Racer]:
    return [Racer(slug, OPTIMIZERS[slug].name, OPTIMIZERS[slug].color) for slug in rules]


def task_film(found: Report, task: str, budget: str, schedule: str) -> Film:
    """A task: the mean score of each rule over the steps, and its end with an interval over the seeds."""
    racers = racers_of(found.rules_on(task))
    tracks = []
    for racer in racers:
        runs = found.runs(task, racer.id, budget, schedule)
        curve = np.mean([run.curve for run in runs], axis=0)
        share = np.linspace(0, TASKS[task].steps, len(curve))
        tracks.append(Track(racer.id, {"k": share, "score": np.where(np.isfinite(curve), curve, np.nan)}))
    seen = TASKS[task].seen
    steps = TASKS[task].steps
    title, subtitle = f"{seen[0].upper()}{seen[1:]}, mean over seeds", f"at {CURVE} of {steps + 1} points"
    curves = chart("score", tracks, "k", title=title, y=seen, subtitle=subtitle, aspect=0.7)
    return Film(
        panels=[curves, _places(found, task, budget, schedule)], tracks=tracks, racers=racers,
        rate=steps / 5, autoplay=True, length=steps, clocks={"main": (CURVE - 1) / steps},
    )  # fmt: skip


def _places(found: Report, task: str, budget: str, schedule: str) -> Panel:
    """Each rule's mean score at the end with its interval, best on top; its places are written beside it."""
    places = found.places(task, budget, schedule)
    finite = [place for place in places if np.isfinite(place.mean)]
    low = min((place.low for place in finite if place.low > 0), default=1e-3)
    ends = [place.high for place in finite if np.isfinite(place.high)]
    edge = min(FAR * max(finite[0].mean, low), 1.05 * max(ends)) if ends else 1.0
    low = min(low, edge / 2)
    beyond = [_beyond(place, low, edge) for place in places]
    room = (edge / low) ** (0.55 if any(beyond) else 0.3)
    data, notes = [], []
    for row, place in enumerate(places):
        color = OPTIMIZERS[place.rule].color
        mean, right = (min(v, edge) if np.isfinite(v) else edge for v in (place.mean, place.high))
        left = max(min(place.low, edge), low)
        data.append(line([left, right], [row, row], color, 3))
        told = f"{OPTIMIZERS[place.rule].name}: {number(place.mean)}"
        data.append(points([max(mean, low)], [row], color, 10, told))
        span = (
            f"{place.best_place}"
            if place.best_place == place.worst_place
            else f"{place.best_place}–{place.worst_place}"
        )
        head = "" if row else "place "
        notes.append(note(np.log10(edge * room**0.1), row, f"{head}{span}{beyond[row]}"))
    names = [OPTIMIZERS[place.rule].name for place in places]
    told = f"mean over the last {TASKS[task].steps // 10} steps; lines, places: {LEVEL:.0%} of resamplings of the seeds"
    panel = graph(
        "places", data, (low / room**0.2, edge * room),
        (len(places) - 0.5, -0.5), (f"{TASKS[task].seen}, on a log scale", ""), (True, False),
        notes=notes, title="At the end", subtitle=told, aspect=0.7,
        rows=len(names),
    )  # fmt: skip
    panel.figure["layout"]["yaxis"] |= {"tickvals": list(range(len(names))), "ticktext": names, "showgrid": False}
    panel.figure["layout"]["margin"] |= {"l": 130}
    return panel


def _beyond(place: Any, low: float, edge: float) -> str:
    """What is written beside a rule whose mean the axis does not hold."""
    if not np.isfinite(place.mean):
        return ", diverged"
    return ", farther" if place.mean > edge else f", at {number(place.mean, 1)}" if place.mean < low else ""


def task_words(found: Report, task: str, budget: str, schedule: str) -> str:
    """Who is first on a task, and who may be."""
    places = found.places(task, budget, schedule)
    maybe = [OPTIMIZERS[slug].name for slug in found.winners(task, budget, schedule)]
    over = sum(not np.isfinite(place.mean) for place in places)
    first = [OPTIMIZERS[place.rule].name for place in places if place.place == 1]
    tie = len(first) > 1
    return said(
        f"**On {TASKS[task].name}**: {listed(f'**{name}**' for name in first)} {'tie for' if tie else 'is'} first, "
        f"{number(places[0].mean)} "
        f"[{number(places[0].low)}, {number(places[0].high)}].",
        len(maybe) > len(first) and f"Within the intervals {listed(maybe)} may be first.",
        len(maybe) == len(first) == 1 and "No other rule’s interval reaches the first place.",
        over > 0 and f"{counted(over, 'rule')} diverged on some seed.",
    )


def verdict(found: Report, budget: str, schedule: str) -> str:
    """Over all tasks: on how many a rule is clearly first, on how many that is open or tied, and who may be first
    everywhere."""
    clear, open_, tied = _firsts(found, budget, schedule)
    count = len(found.tasks)
    places = {task: found.places(task, budget, schedule) for task in found.tasks}
    best = {task: {place.rule for place in own if place.place == 1} for task, own in places.items()}
    maybe = {task: {place.rule for place in own if place.best_place == 1} for task, own in places.items()}
    always = [OPTIMIZERS[rule].name for rule in found.everywhere if all(rule in one for one in best.values())]
    chance = [OPTIMIZERS[rule].name for rule in found.everywhere if all(rule in one for one in maybe.values())]
    return said(
        f"**A clear first on {len(clear)} of {counted(count, 'task')}**"
        + (f": {listed(f'{who} ({TASKS[task].name})' for task, who in clear.items())}." if clear else "."),
        bool(open_) and f"On {len(open_)} several rules may be first within the intervals.",
        bool(tied) and f"A tie on {len(tied)} ({listed(TASKS[task].name for task in tied)}).",
        bool(always) and f"{listed(always)} {'comes' if len(always) == 1 else 'come'} first everywhere.",
        not always and chance and f"No rule comes first everywhere; within the intervals {listed(chance)} may.",
        not always and not chance and "No rule comes first everywhere, not even counting ties.",
    )


def _firsts(found: Report, budget: str, schedule: str) -> tuple[dict[str, str], list[str], list[str]]:
    """The tasks with a clear first, and who; those on which several may be first; those whose first tie."""
    clear, open_, tied = {}, [], []
    for task in found.tasks:
        first = [p.rule for p in found.places(task, budget, schedule) if p.place == 1]
        if len(first) > 1:
            tied.append(task)
        elif found.winners(task, budget, schedule) == first:
            clear[task] = OPTIMIZERS[first[0]].name
        else:
            open_.append(task)
    return clear, open_, tied


def partial(found: Report) -> str:
    """Which rules ran on a part of the tasks only, and what the others lack."""
    told = []
    for task in found.tasks:
        missing = [rule for rule in found.rules if rule not in found.rules_on(task)]
        if missing:
            lacks = {OPTIMIZERS[rule]().lacks(TASKS[task].make(0)) for rule in missing}
            why = f", for want of {listed(sorted(lacks))}" if all(lacks) else ""
            told.append(f"{TASKS[task].name} runs without {listed(OPTIMIZERS[rule].name for rule in missing)}{why}.")
    return said(*told)


def profile_film(found: Report, budget: str, schedule: str) -> Film:
    """What share a rule solves in at most τ times the fastest rule's steps."""
    racers = racers_of(found.rules)
    tau, shares = found.profile(budget, schedule)
    tracks = [Track(racer.id, {"x": np.log10(tau), "f": shares[racer.id]}) for racer in racers]
    panel = graph(
        "profile", [], (0, float(np.log10(tau[-1]))), (0, 1.03), ("τ, on a log scale", "share solved"),
        title="Solved within τ times the fastest rule’s steps",
        subtitle=f"higher is better; left: the fastest; steps are read at {CURVE} points of a run",
        racers=None, axes={"x": "x", "y": "f"}, aspect=0.36,
    )  # fmt: skip
    marks = [mark for mark in (1, 2, 3, 5, 10, 20, 30, 50, 100) if mark <= tau[-1]]
    panel.figure["layout"]["xaxis"] |= {"tickvals": np.log10(marks).tolist(), "ticktext": [str(mark) for mark in marks]}
    return Film(panels=[panel], tracks=tracks, racers=racers, rate=len(tau) / 6, beat="", autoplay=True,
                readout={"group": "main", "channel": "f", "label": "share"})  # fmt: skip


def profile_words(found: Report, budget: str, schedule: str) -> str:
    """Who is fastest most often, and who solves most in the end."""
    _, shares = found.profile(budget, schedule)
    names = {rule: OPTIMIZERS[rule].name for rule in found.rules}
    top = max(float(one[0]) for one in shares.values())
    fast = [names[rule] for rule, one in shares.items() if one[0] == top]
    most = max(float(one[-1]) for one in shares.values())
    best = [names[rule] for rule, one in shares.items() if one[-1] == most]
    are, solve = "is" if len(fast) == 1 else "are", "solves" if len(best) == 1 else "solve"
    partly = any(names[rule] in (*fast, *best) for rule in found.rules if rule not in found.everywhere)
    return said(
        f"**{listed(fast)}** {are} the fastest on {percent(top)} of tasks and seeds; in the end {listed(best)} "
        f"{solve} most, {percent(most)}.",
        partly and "A rule that did not run on every task is judged on those it ran on.",
        "Solved: at most a tenth of the best descent that any rule made is missing.",
        _work(found),
    )


def _work(found: Report) -> str:
    """Whether a step asks all rules for as many evaluations."""
    work = {row.rule: row.evaluations / TASKS[row.task].steps for row in found.final if not row.diverged}
    if max(work.values()) <= 1.01 * min(work.values()):
        return "A step asks all of these rules for as many evaluations; what each makes of them is not counted."
    dear = max(work, key=lambda rule: work[rule])
    asked = f"{OPTIMIZERS[dear].name} asks for {number(work[dear], 2)} evaluations a step"
    return f"A step does not ask all for as many evaluations: {asked}."


def tuning_film(found: Report, schedule: str) -> Film:
    """For each rule the share of the best descent, at its defaults and after the largest search."""
    rows = sorted(found.tuning(schedule), key=lambda row: -row[2])
    data = []
    for y, (rule, before, after, _) in enumerate(rows):
        color = OPTIMIZERS[rule].color
        data.append(line([before, after], [y, y], color, 3))
        data.append(points([before], [y], color, 9, f"defaults: {before:.2f}", symbol="circle-open", line={"width": 2}))
        data.append(points([after], [y], color, 11, f"tuned: {after:.2f}"))
    names = [OPTIMIZERS[row[0]].name for row in rows]
    panel = graph(
        "tuning", data, (0, 1.03), (len(rows) - 0.5, -0.5), ("share of the best descent, mean over tasks", ""),
        title="What tuning buys", subtitle="ring: at its defaults; disc: after the search", aspect=0.36,
        rows=len(names),
    )  # fmt: skip
    panel.figure["layout"]["yaxis"] |= {"tickvals": list(range(len(names))), "ticktext": names, "showgrid": False}
    panel.figure["layout"]["margin"] |= {"l": 130}
    return Film(panels=[panel], tracks=[], racers=[])


def tuning_words(found: Report, schedule: str) -> str:
    """What the search buys on average, and how it compares with trying all rules at their defaults."""
    rows = found.tuning(schedule)
    before, after, trying = (float(np.mean([row[i] for row in rows])) for i in (1, 2, 3))
    most: Sequence = max(rows, key=lambda row: row[2] - row[1])
    tries = found.budgets[-1][1]
    return said(
        f"On average over rules and tasks {counted(tries, 'try').replace('trys', 'tries')} raise the share of the best "
        f"descent from {before:.2f} to {after:.2f}." if after > before else
        f"On average over rules and tasks the search does not help: {before:.2f} before, {after:.2f} after.",
        most[2] > most[1] and f"{OPTIMIZERS[most[0]].name} gains most: {most[1]:.2f} to {most[2]:.2f}.",
        f"The best of all {len(rows)} rules at their defaults does at least as well as a tuned single rule on "
        f"{percent(trying)} of tasks, averaged over rules.",
    )  # fmt: skip
