"""Networks, page 3: the edge of stability."""

import streamlit as st

from lessons._text import number
from lessons.stability.edge import CURVATURES, Edge, Others, edge_film, job_of, others_verdict, verdict, worked
from ui.lecture import lecture, section
from ui.lesson import picture, presets, set_to, settings
from ui.work import again, work


def curvatures(chosen, key):
    """The curvature along each rule's run, computed once; None while some are missing."""
    jobs = [job_of(rule, chosen.steps) for rule in chosen.rules]
    names = {job: f"{rule.name}, η = {number(rule.lr)}" for job, rule in zip(jobs, chosen.rules, strict=True)}
    made = work(jobs, worked, names.__getitem__, key, kept=400, recorded=CURVATURES)
    return [made[job] for job in jobs] if len(made) == len(names) else None


@section(
    "Sharpness, and what a rate can bear",
    "stability",
    "The **sharpness** is the largest eigenvalue λ of the Hessian: the curvature along the direction that bends most. "
    "A step η suits a parabola as long as λ < 2/η. Here full-batch gradient descent trains a network of 337 weights "
    "(two spirals, squared loss). Cohen et al. ([2021](https://arxiv.org/abs/2103.00065)) found that λ grows until it "
    "meets 2/η, and then hovers about it. Does it?",
    r"\lambda_\mathrm{max}\big(\nabla^2 E(w_k)\big) \;\longrightarrow\; \frac{2}{\eta}",
)
def edge(key):
    presets(Edge, key)
    chosen = settings(Edge, key)
    runs = curvatures(chosen, key)
    if runs is None:
        return
    st.markdown(verdict(chosen, runs))

    def drag(event):
        if not event.get("dragging"):  # only where it is let go: a run takes a second
            set_to(Edge, key, lr=2 / max(event["y"], 1e-3))

    picture(edge_film(chosen.racers, runs, chosen.lr), f"{key}.film", events=["handle"], on_event=drag,
            beside=lambda: again(key))  # fmt: skip


@section(
    "Other rules, other edges",
    "stability.others",
    "At the same rate momentum bears 1 + β times the curvature that plain gradient descent does, as its memory cancels "
    "what swings. Adam stretches every coordinate by its own rate: what counts is the curvature in *stretched* "
    "coordinates, and there its edge is that of its averages (Cohen et al. "
    "[2022](https://arxiv.org/abs/2207.14484)). Each is drawn divided by its own threshold.",
    r"\begin{gathered} \text{momentum: } \frac{2(1+\beta)}{\eta} \\[0.4em] \text{Adam: } "
    r"\lambda_\mathrm{max}(P^{-\frac12} \nabla^2 E\, P^{-\frac12}) \to \frac{2(1+\beta_1)}{(1-\beta_1)\,\eta} \\[0.4em]"
    r" P = \mathrm{diag}\big(\sqrt{\hat v} + \varepsilon\big) \end{gathered}",
)
def others(key):
    presets(Others, key)
    chosen = settings(Others, key)
    runs = curvatures(chosen, key)
    if runs is None:
        return
    st.markdown(others_verdict(chosen, runs))
    picture(edge_film(chosen.racers, runs), f"{key}.film", beside=lambda: again(key))


lecture(
    "The edge of stability",
    "On a parabola a rate above twice the best one diverges. A network is no parabola: its curvature "
    "changes as it trains. Does the curvature stay small enough for the rate?",
    edge,
    others,
)
