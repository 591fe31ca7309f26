"""Lecture, page 10: which of many minima an optimizer ends in."""

import streamlit as st

from lessons._text import number
from lessons.ends.least_squares import counts, wilson
from lessons.ends.wells import (
    LEAST_RATE,
    MOST_NOISE,
    MOST_RATE,
    RULES,
    STARTS,
    limits,
    maps_film,
    share_map,
    shares,
    swarm,
    swarm_film,
)
from lessons.ends.wilson import STEPS, ends, plane_film, table, wilson_film
from optim import OPTIMIZERS
from ui.lesson import coordinates, explain, menu, picture, put
from ui.page import page, try_this
from ui.widgets import BOUND, clamped, log_grid, round_to
from ui.widgets import number as plain

share_map = st.cache_data(max_entries=32, show_spinner=False)(share_map)

EXAMPLE = ((0.35, 1.6), (0.35, 1.6))  # where the one example may be dragged

page(
    "Where adaptive methods end up",
    "With more weights than examples there are many minima with zero training loss. "
    "Which one a run ends in is the optimizer’s choice, and they are not equally good.",
)

st.header("A valley of solutions", anchor=False)
explain(
    "One example and two weights: every w on the line xᵀw = y is a solution. The gradient is a multiple of x, so "
    "gradient descent from 0 can only move along x, and meets the line at the nearest point: the solution of **least "
    "norm**. A rate for each coordinate makes both coordinates equally fast, whatever the gradient: adaptive methods "
    "leave along the diagonal and end at a corner of the smallest :violet[square] that reaches the line, not where "
    "the smallest :green[circle] does.",
    r"\begin{aligned} \text{gradient descent:} \quad & w \to X^{+} y = \arg\min \lVert w \rVert_2 \\[0.4em]"
    r"\text{adaptive:} \quad & w \to c \cdot \mathrm{sign}(X^\top y) \end{aligned}",
)


@st.fragment
def valley(key):
    try_this(
        ("A tilted example", {f"{key}.x_1": 0.4, f"{key}.x_2": 1.4}),
        ("No tilt, no difference", {f"{key}.x_1": 1.0, f"{key}.x_2": 1.0}),
        ("Nearly flat", {f"{key}.x_1": 1.5, f"{key}.x_2": 0.35}),
    )
    stage = st.container()
    x = coordinates(EXAMPLE, ("x_1", "x_2"), (0.4, 1.2), key)

    def drag(event):
        put(key, ("x_1", "x_2"), [clamped(round(event[axis], 3), *EXAMPLE[0]) for axis in "xy"])

    with stage:
        picture(plane_film(x), key=f"{key}.film", events=["handle"], on_event=drag)


valley("ends")

st.header("When it matters: the data of Wilson et al.", anchor=False)
explain(
    "Feature 1 is the label itself, features 2 and 3 are always 1, and every example has features that no other has: "
    "one if its label is 1, five if it is −1. Gradient descent finds the feature that all have in common with the "
    "label. Adaptive methods give all features the same weight, also the two that say nothing: the training error is "
    "zero, and every new example of the rarer label is told wrong.",
    r"\begin{gathered} x_i = (y_i,\; 1,\; 1,\; 0 \ldots 0,\; \underbrace{1 \ldots 1}_{1 \text{ or } 5},\; 0 \ldots 0)"
    r"\\[0.4em] w^\mathrm{ada} = \tfrac{1}{4}\, \mathrm{sign}(X^\top y) \end{gathered}",
)


@st.fragment
def construction(key):
    columns = st.columns(3, vertical_alignment="bottom")
    n = columns[0].slider("Examples $n$", 6, 100, 20, key=f"{key}.n", **BOUND)
    p = columns[1].slider("Share of label 1, $p$", 0.55, 0.95, 0.7, 0.01, key=f"{key}.p", **BOUND)
    seed = columns[2].slider("Seed", 0, 100, 1, key=f"{key}.seed", **BOUND)
    p = clamped(p, 0.55, 0.95)
    problem = wilson(int(clamped(n, 6, 100)), p, int(clamped(seed, 0, 100)))
    ones, others = counts(problem)
    said = f"{ones} examples of label 1, {others} of label −1, and {problem.dims} weights."
    if not others:
        said += " Without an example of label −1 there is nothing to tell the labels apart by: all of them err."
    elif ones <= others:
        said += " Label 1 must have the majority for what follows: try another seed."
    st.markdown(said)
    runs = ends(problem, STEPS)
    picture(wilson_film(problem, runs, p), key=f"{key}.film")
    percent, digits = st.column_config.NumberColumn(format="%.0f%%"), st.column_config.NumberColumn(format="%.3g")
    rows = table(problem, runs, p)
    st.dataframe(rows, hide_index=True, column_config=dict.fromkeys(list(rows)[1:], digits)
                 | dict.fromkeys(("Training error", "Test error"), percent))  # fmt: skip


construction("ends.wilson")
st.caption(
    "All rates fall to zero along half a cosine, so that every run comes to rest. Test error: over the whole "
    "distribution, not a sample. These data are made for the purpose; it is not always so. [Wilson, Roelofs, Stern, "
    "Srebro & Recht 2017](https://arxiv.org/abs/1705.08292), section 3.3. With all of their hyperparameters tuned, "
    "adaptive methods did no worse in the networks of [Choi et al. 2019](https://arxiv.org/abs/1910.05446)."
)

st.header("Sharp and flat minima", anchor=False)
sharp_limit, flat_limit = limits()
explain(
    f"Two wells of one depth. Gradient descent can rest in the sharp one only up to η = {number(sharp_limit)}, in the "
    f"flat one up to {number(flat_limit)}. Noise does the rest: it kicks a run over the rim of a narrow well far "
    "sooner than out of a wide one, and there is hardly a way back. Each run has noise of its own.",
    r"\begin{gathered} \eta < \frac{2}{\lambda_\mathrm{max}} \\[0.4em]"
    r"w_k = w_{k-1} - \eta\, \big(\nabla E(w_{k-1}) + \sigma\, \xi_k\big) \end{gathered}"
    ,
)  # fmt: skip


@st.fragment
def wells(key):
    columns = st.columns([1.2, 1, 1, 1.2], vertical_alignment="bottom")
    with columns[0]:
        slug = menu("Optimizer", {slug: OPTIMIZERS[slug].name for slug in RULES}, RULES[0], f"{key}.optimizer")
    lr = columns[1].select_slider(r"$\eta$", log_grid(LEAST_RATE, MOST_RATE), 0.1, plain, key=f"{key}.lr", **BOUND)
    sigma = columns[2].slider(r"$\sigma$", 0.0, MOST_NOISE, 2.0, 0.05, key=f"{key}.sigma", **BOUND)
    with columns[3]:
        kind = menu("Starts", STARTS, "halves", f"{key}.starts")
    sigma = clamped(sigma, 0.0, MOST_NOISE)
    try_this(
        ("No noise, small steps", {f"{key}.lr": 0.051, f"{key}.sigma": 0.0}),
        ("No noise, large steps", {f"{key}.lr": 0.75, f"{key}.sigma": 0.0, f"{key}.optimizer": "gradient_descent"}),
        ("Noise", {f"{key}.lr": 0.1, f"{key}.sigma": 2.0}),
        ("Noise, by Adam", {f"{key}.lr": 0.1, f"{key}.sigma": 2.0, f"{key}.optimizer": "adam"}),
    )
    runs = swarm(slug, lr, sigma, kind, 0)
    picture(swarm_film(runs), key=f"{key}.film")
    sharp, flat = (share[-1] for share in shares(runs))
    st.markdown(f"Of {runs.points.shape[1]} runs {sharp:.0%} end in the sharp minimum and {flat:.0%} in the flat one.")

    def choose(event):
        grid = log_grid(LEAST_RATE, MOST_RATE)
        st.session_state.update({
            f"{key}.optimizer": event["panel"],
            f"{key}.lr": min(grid, key=lambda rate: abs(rate / event["x"] - 1)),
            f"{key}.sigma": clamped(round_to(event["y"]), 0.0, MOST_NOISE),
        })  # fmt: skip

    st.markdown(
        "**The share that ends in the flat minimum**, by optimizer, rate and noise: :red[red] none, grey a half, "
        ":blue[blue] all. Click to see the runs."
    )
    maps = {rule: share_map(rule, kind, 0) for rule in RULES}
    picture(maps_film(maps, slug, lr, sigma), key=f"{key}.maps", events=["start", "handle"], on_event=choose)


wells("ends.wells")
st.caption(
    "Small batches mean noisy gradients: [Keskar et al. 2017](https://arxiv.org/abs/1609.04836) found that large "
    "batches end in sharper minima, which generalise worse. What is sharp depends on the units of the weights, though: "
    "[Dinh et al. 2017](https://arxiv.org/abs/1703.04933) make a flat minimum as sharp as they like without changing "
    "what the network computes."
)
