"""Lecture, page 10: which of many minima an optimizer ends in."""

import streamlit as st

from lessons._text import number
from lessons.ends import hundred, leaving
from lessons.ends.least_squares import Construction, wilson
from lessons.ends.valley import HIGH, LOW, valley_film, valley_words
from lessons.ends.wells import RULES, Wells, limits, maps_film, share_map, swarm, swarm_film, words
from lessons.ends.wilson import STEPS, data_words, ends, table, wilson_film, wilson_words
from ui.lecture import lecture, section
from ui.lesson import coordinates, picture, presets, put, set_to, settings
from ui.once import once
from ui.page import try_this
from ui.widgets import clamped

EXAMPLE = ((LOW, HIGH), (LOW, HIGH))  # where the one example may be dragged


@section(
    "A valley of solutions",
    "ends",
    "One example and two weights: every w on the line xᵀw = y is a solution. The gradient is a multiple of x, so "
    "gradient descent from 0 can only move along x, and meets the line at the nearest point: the solution of **least "
    "norm**. A rate for each coordinate makes both coordinates equally fast, whatever the gradient: adaptive methods "
    "leave along the diagonal and end at a corner of the smallest :violet[square] that reaches the line, not where "
    "the smallest :gray[circle] does.",
    r"\begin{aligned} \text{gradient descent:} \quad & w \to X^{+} y = \arg\min \lVert w \rVert_2 \\[0.4em]"
    r"\text{adaptive:} \quad & w \to c \cdot \mathrm{sign}(X^\top y) \end{aligned}",
)
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
        st.markdown(once(valley_words, x))
        picture(once(valley_film, x), key=f"{key}.film", events=["handle"], on_event=drag)


@section(
    "When it matters: the data of Wilson et al.",
    "ends.wilson",
    "Feature 1 is the label itself, features 2 and 3 are always 1, and every example has features that no other has: "
    "one if its label is 1, five if it is −1. Gradient descent finds the feature that all have in common with the "
    "label. If label 1 has the majority, adaptive methods give all features weights of about one size, also the two "
    "that say nothing: the training error is zero, and every new example of the rarer label is told wrong.",
    r"\begin{gathered} x_i = (y_i,\; 1,\; 1,\; 0 \ldots 0,\; \underbrace{1 \ldots 1}_{1 \text{ or } 5},\; 0 \ldots 0)"
    r"\\[0.4em] w^\mathrm{ada} = \tfrac{1}{4}\, \mathrm{sign}(X^\top y) \end{gathered}",
)
def construction(key):
    chosen = settings(Construction, key)
    problem = once(wilson, chosen.n, chosen.p, chosen.seed)
    runs = once(ends, problem, STEPS)
    st.markdown(once(wilson_words, problem, runs, chosen.p))
    picture(once(wilson_film, problem, runs, chosen.p), key=f"{key}.film")
    percent, digits = st.column_config.NumberColumn(format="%.0f%%"), st.column_config.NumberColumn(format="%.3g")
    st.markdown(once(data_words, problem))
    rows = once(table, problem, runs, chosen.p)
    st.dataframe(rows, hide_index=True, column_config=dict.fromkeys(list(rows)[1:], digits)
                 | dict.fromkeys(("Training error", "Test error"), percent))  # fmt: skip
    st.caption(
        "All rates fall to zero along half a cosine, so that every run comes to rest. Test error: over the whole "
        "distribution, not a sample. These data are made for the purpose; it is not always so. [Wilson, Roelofs, "
        "Stern, Srebro & Recht 2017](https://arxiv.org/abs/1705.08292), section 3.3. With all of their "
        "hyperparameters tuned, adaptive methods did no worse in the networks of [Choi et al. "
        "2019](https://arxiv.org/abs/1910.05446)."
    )


sharp_limit, flat_limit = limits()


@section(
    "A hundred runs, two valleys",
    "ends.hundred",
    "A sharp valley and a flat one, almost equally deep. A hundred runs start where you say, each with "
    "its own noise. **Turn up the noise**: which valley lets its runs go first, and is there a noise at which none "
    "holds them? Take another rule, and ask again. A dot has the colour of the basin in which its run ends.",
    r"\begin{gathered} w_k = w_{k-1} - \eta\, \big(\nabla E(w_{k-1}) + \sigma\, \xi_k\big) \\[0.4em]"
    r" \xi_k \sim \mathcal{N}(0, I), \text{ another one for each run} \end{gathered}",
)
def a_hundred(key):
    presets(hundred.Hundred, key)
    chosen = settings(hundred.Hundred, key)
    st.markdown(once(hundred.words, chosen))
    picture(once(hundred.hundred_film, chosen), key=f"{key}.film")


@section(
    "Sharp and flat minima",
    "ends.wells",
    f"Two wells, almost equally deep. Gradient descent can rest in the sharp one only up to η = "
    f"{number(sharp_limit)}, in the flat one up to {number(flat_limit)}. Noise does the rest: a kick that is lost in a "
    "wide well may lead over the rim of a narrow one. Each run has noise of its own.",
    r"\begin{gathered} \eta < \frac{2}{\lambda_\mathrm{max}} \\[0.4em]"
    r"w_k = w_{k-1} - \eta\, \big(\nabla E(w_{k-1}) + \sigma\, \xi_k\big) \end{gathered}",
)
def wells(key):
    presets(Wells, key)
    chosen = settings(Wells, key)
    runs = once(swarm, chosen.optimizer, chosen.lr, chosen.sigma, chosen.starts, 0)
    st.markdown(once(words, runs))
    picture(once(swarm_film, runs), key=f"{key}.film")


@section(
    "Who leaves a basin sooner?",
    "ends.leaving",
    "The same two basins under noise with heavy tails: now and then a gradient is huge. That throws SGD out. Adam "
    "divides by its memory of how large gradients were, and hardly notices: it stays longer, in a sharp basin, too, "
    "argue [Zhou et al. 2020](https://arxiv.org/abs/2010.05627), and so generalises worse. Is it so with larger steps, "
    "or with Gaussian noise?",
    r"\begin{gathered} w_k = w_{k-1} - \eta\, \big(\nabla E(w_{k-1}) + \sigma\, \xi_k\big) \\[0.4em]"
    r" \xi_k \sim \mathcal{S}_\alpha, \text{ symmetric and stable; } \mathcal{S}_2 \text{ is Gaussian} \end{gathered}",
)
def left_behind(key):
    presets(leaving.Leaving, key)
    chosen = settings(leaving.Leaving, key)
    found = once(leaving.runs, chosen)
    st.markdown(once(leaving.words, chosen, found))
    picture(once(leaving.film, chosen, found), key=f"{key}.film")


@section(
    "Which valley, for every rate and noise",
    "ends.map",
    "The share that ends in the flat minimum’s basin, by optimizer, rate and noise: :red[red] none, grey a half, "
    ":blue[blue] all, bare where most end outside the picture. **Drag η, σ**, or click, and see the runs.",
    r"(\eta, \sigma) \;\mapsto\; \text{share in the flat one}",
)
def map_of_shares(key):
    def choose(event):
        if event["panel"] in RULES:
            st.session_state[f"{key}.optimizer"] = event["panel"]
            set_to(Wells, key, lr=event["x"], sigma=event["y"])

    chosen = settings(Wells, key)
    runs = once(swarm, chosen.optimizer, chosen.lr, chosen.sigma, chosen.starts, 0)
    st.markdown(once(words, runs))
    maps = {rule: once(share_map, rule, chosen.starts, 0) for rule in RULES}
    film = once(maps_film, maps, runs, chosen)
    picture(film, key=f"{key}.film", events=["start", "handle"], on_event=choose)
    st.caption(
        "Small batches mean noisy gradients: [Keskar et al. 2017](https://arxiv.org/abs/1609.04836) found that large "
        "batches end in sharper minima, which generalise worse. What is sharp depends on the units of the weights, "
        "though: [Dinh et al. 2017](https://arxiv.org/abs/1703.04933) make a flat minimum as sharp as they like "
        "without changing what the network computes."
    )


lecture(
    "Where adaptive methods end up",
    "With more weights than examples there are many minima with zero training loss. Which of them does each optimizer "
    "end in, and are they equally good on new examples?",
    valley,
    construction,
    a_hundred,
    wells,
    left_behind,
    map_of_shares,
)
