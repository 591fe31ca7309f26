"""Networks, page 6: the benchmark on real tasks."""

from pathlib import Path

import streamlit as st

from bench import LEVEL, TASKS, coverage, report
from bench._store import read
from ui.benchmark import (
    BUDGETS,
    SCHEDULES,
    partial,
    profile_film,
    profile_words,
    task_film,
    task_words,
    tuning_film,
    tuning_words,
    verdict,
)
from ui.lecture import lecture, section
from ui.lesson import controls, menu, picture

RESULTS = Path(__file__).parent.parent / "bench" / "results" / "results.parquet"


@st.cache_resource(show_spinner="Reading the results …")
def measured():
    """The report on the committed result."""
    return report(read(RESULTS))


found = measured()
runs = f"{len(found.rows):,} runs: {len(found.tasks)} tasks, {len(found.rules)} rules, {len(found.seeds)} seeds"


def menus(key, *names):
    """A menu each for the tuning, the rate and the task: what they are set to."""
    options = {
        "budget": ("Tuning", {name: BUDGETS[name] for name, _ in found.budgets}, found.budgets[-1][0]),
        "schedule": ("Rate", {name: SCHEDULES[name] for name in found.schedules}, found.schedules[0]),
        "task": ("Task", {slug: TASKS[slug].name for slug in found.tasks}, "moons"),
    }
    chosen = []
    for column, name in zip(controls(key).columns(3), names, strict=False):
        with column:
            chosen.append(menu(*options[name], f"{key}.{name}"))
    return chosen


@section(
    "Who comes first?",
    "benchmark",
    "After Schmidt et al. ([2021](https://arxiv.org/abs/2007.01547)): a random search in the ranges that each rule "
    "declares, the found settings over several seeds, judged by the **test loss** (or where there is nothing to test, "
    f"the value above the known minimum). This is a small result, {runs}, made by `python -m bench run`; with more "
    f"seeds and tries places can change. {partial(found)} An interval is the middle "
    f"{LEVEL:.0%} of the means of resampled seeds; of {len(found.seeds)} seeds such a one holds the true mean of a "
    f"normal score in {coverage(len(found.seeds)):.0%} of cases only.",
    r"\text{score} = \text{mean over the last tenth of the steps}",
)
def first(key):
    budget, schedule, task = menus(key, "budget", "schedule", "task")
    st.markdown(verdict(found, budget, schedule) + " " + task_words(found, task, budget, schedule))
    picture(task_film(found, task, budget, schedule), f"{key}.task_film")


@section(
    "How fast, on how many?",
    "benchmark.profile",
    "A **performance profile** (Dolan and Moré [2002](https://doi.org/10.1007/s101070100263)) tells for every factor τ "
    "on what share of tasks and seeds a rule gets there in at most τ times the steps of the fastest rule. Steps "
    "say nothing of the work that each takes.",
    r"\rho(\tau) = \frac{1}{n} \,\#\Big\{ \frac{\text{steps}}{\text{least steps}} \le \tau \Big\}",
)
def profile(key):
    budget, schedule = menus(key, "budget", "schedule")
    st.markdown(profile_words(found, budget, schedule))
    picture(profile_film(found, budget, schedule), f"{key}.film")


@section(
    "What tuning buys",
    "benchmark.tuning",
    "Is it better to tune one rule, or to try many at their defaults? Of each task’s best descent, the share that a "
    "rule reaches, averaged over tasks; nothing where its mean over seeds is uphill, or a run diverged. Defaults are "
    "this app’s.",
    r"\frac{E(w_0) - \text{score}}{\max_{\text{rules, tunings, rates}} \big(E(w_0) - \text{score}\big)}",
)
def tuning(key):
    (schedule,) = menus(key, "schedule")
    st.markdown(tuning_words(found, schedule))
    picture(tuning_film(found, schedule), f"{key}.film")


lecture(
    "The benchmark",
    "Does one rule come first on real tasks: networks, regressions, a factorisation, a noisy bowl? Every rule at its "
    "defaults and after the same random search, over seeds.",
    first,
    profile,
    tuning,
)
