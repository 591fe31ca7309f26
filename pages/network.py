"""Networks, page 1: train a small network with several rules at once."""

import streamlit as st

from figures import Racer
from lessons.training.film import training_film
from lessons.training.measure import trained
from lessons.training.settings import Training
from lessons.training.words import verdict
from ui.lesson import picture, presets
from ui.network import able_of, landscape_link, network_controls, remember, results, rule_controls, tune_rates
from ui.page import page
from ui.table import figure

KEY = "network"

page(
    "Train a network",
    "The same update rules, now on networks of a handful to thousands of weights: every rule trains the same network, "
    "from the same start, on the same mini-batches.",
)

tune_rates(KEY)
with st.sidebar:
    chosen, problem, own = network_controls(KEY)
    entrants = rule_controls(KEY)

presets(Training, KEY)
able = able_of(entrants, problem)
if not able:
    st.stop()

remember(KEY, entrants, problem, chosen.steps, chosen.key)
runs = results(KEY, (chosen, own), able, lambda rule: trained(problem, rule, chosen.steps))
if runs:
    racers = [Racer(entrant.id, entrant.name, entrant.color, entrant.dark) for entrant in able]
    st.markdown(verdict(problem, racers, runs))
    picture(training_film(problem, racers, runs), key=f"{KEY}.film", beside=lambda: landscape_link(KEY, chosen, own))
    with st.expander("All results"):
        st.dataframe(
            [
                {
                    "Optimizer": entrant.name, "Training loss": figure(run.loss[-1]), "Test loss": figure(run.test[-1]),
                    "Least test loss": figure(run.test[run.best]), "at step": int(run.moments[run.best]),
                    "R²" if problem.examples_used.regression else "Told right": figure(run.test_right[-1]),
                    "Evaluations": run.evaluations,
                }
                for entrant in able
                if (run := runs.get(entrant.id)) is not None
            ],
            hide_index=True, width="stretch",
        )  # fmt: skip
