"""Networks, page 1: train a small network with several rules at once."""

import streamlit as st

from figures import Racer
from lessons.training.film import training_film
from lessons.training.measure import trained
from lessons.training.settings import Training
from lessons.training.words import idle, verdict
from ui.between import story
from ui.lecture import lecture, section
from ui.lesson import picture, presets
from ui.network import able_of, landscape_link, network_controls, remember, results, rule_controls, tune_rates
from ui.table import figure


@section(
    "One network, many rules",
    "network",
    "Drawn is less what its weights are than what they do: what the network makes of **examples**, the loss on those "
    "it learns from and on **new ones**, and how large the weights are. Change the network, its data or a rule in the "
    "sidebar, and ask again.",
    r"\begin{gathered} w_k = w_{k-1} - \Delta w_k \\[0.3em] \Delta w_k \text{ by the rule, from }"
    r" E_{B_k} \\[0.3em] w_0,\, B_k \text{ the same for all} \end{gathered}",
    aside=True,
)
def training(key):
    tune_rates(key)
    with st.sidebar:
        chosen, problem, own = network_controls(key)
        if still := idle(chosen.data, problem, own):
            st.caption(still)
        entrants = rule_controls(key)

    presets(Training, key)
    able = able_of(entrants, problem)
    if not able:
        return
    remember(key, entrants, problem, chosen.steps, chosen.key)
    runs = results(key, (chosen, own), able, lambda rule: trained(problem, rule, chosen.steps))
    if runs:
        racers = [Racer(entrant.id, entrant.name, entrant.color, entrant.dark) for entrant in able]
        st.markdown(verdict(problem, racers, runs))
        picture(training_film(problem, racers, runs), key=f"{key}.film",
                beside=lambda: landscape_link(key, chosen, own))  # fmt: skip
        with st.expander("All results"):
            rows = [row(entrant, runs[entrant.id], problem) for entrant in able if entrant.id in runs]
            st.dataframe(rows, hide_index=True, width="stretch")


def row(entrant, run, problem):
    """A line of the table."""
    return {
        "Optimizer": entrant.name, "Training loss": figure(run.loss[-1]), "Test loss": figure(run.test[-1]),
        "Least test loss seen": figure(run.test[run.best]), "at step": int(run.moments[run.best]),
        "R²" if problem.examples_used.regression else "Classified correctly": figure(run.test_right[-1]),
        "Evaluations": run.evaluations,
    }  # fmt: skip


lecture(
    "Train a network",
    "Which rule trains a network fastest, and is it the best on new examples, too? Every rule trains the same network, "
    "from the same start, on the same examples at each step.",
    training,
    story("network"),
)
