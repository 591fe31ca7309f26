"""Lecture, page 7: running averages, their bias, and why steps are divided by a root mean square."""

import streamlit as st

from lessons._text import number
from lessons.averages.five_steps import LARGEST, TABLE, complete, paths_film, summary
from lessons.averages.running import HIGHEST, averages_film, given_weight, memory, series, worked_example
from ui.lesson import explain, picture
from ui.page import page, try_this
from ui.widgets import BOUND, clamped

page(
    "Running averages and bias correction",
    "Momentum, RMSprop and Adam remember in the same way: an average in which the past fades by β with every step.",
)

st.header("An average that forgets", anchor=False)
explain(
    "Each value enters with the weight 1 − β, and from then on shrinks by β with every step. So the average looks "
    "back over about 1/(1 − β) steps: the longer, the smoother, and the later. It starts from 0, and at first most of "
    "the weight lies on that 0: :orange[the plain average] comes up too slowly. Dividing by the weight that the values "
    "do have makes it :blue[a true average] from the first step on.",
    r"\begin{gathered} v_t = \beta\, v_{t-1} + (1 - \beta)\, \theta_t "
    r" = (1 - \beta) \sum_{i=1}^{t} \beta^{\,t-i}\, \theta_i"
    r" \\[0.5em] \hat v_t = \frac{v_t}{1 - \beta^t} \end{gathered}",
)


@st.fragment
def forgetting(key):
    columns = st.columns([2, 2, 1], vertical_alignment="bottom")
    beta = clamped(columns[0].slider(r"$\beta$", 0.0, HIGHEST, 0.9, 0.01, key=f"{key}.beta", **BOUND), 0.0, HIGHEST)
    noise = clamped(columns[1].slider("Noise", 0.0, 1.0, 0.2, 0.01, key=f"{key}.noise", **BOUND), 0.0, 1.0)
    seed = int(clamped(columns[2].number_input("Seed", 0, 9999, 1, key=f"{key}.seed", **BOUND), 0, 9999))
    try_this(
        ("The lecture’s β", {f"{key}.beta": 0.9}),
        ("No memory", {f"{key}.beta": 0.0}),
        ("A long memory", {f"{key}.beta": 0.98}),
        ("Much noise", {f"{key}.beta": 0.95, f"{key}.noise": 0.8}),
    )
    picture(averages_film(beta, noise, seed), key=f"{key}.film")
    span = int(memory(beta) + 1e-9)
    share = given_weight(beta, span)[-1]
    st.markdown(
        f"At β = {number(beta)} the last {span} value{'s' if span > 1 else ''} carr{'y' if span > 1 else 'ies'} "
        f"{number(100 * share)}% of the weight. Without the factor 1 − β the sum is the same average, "
        f"{number(memory(beta))} times as large: that is momentum’s Δw, with η∇E in the place of θ."
    )
    st.markdown(
        "**The first two steps, worked out.** The weights of θ₁ and θ₂ do not add up to one; divided by their sum, "
        "they do."
    )
    st.latex(worked_example(beta, *series(noise, seed)[1][:2]))


forgetting("averages.series")

st.header("Divide by the root mean square, not by the mean", anchor=False)
explain(
    "Five gradients, as a valley gives them: along x they agree, along y they flip. A rule that makes all coordinates "
    "equally fast must divide by something. The mean of y is almost zero, for its signs cancel: dividing by it blows "
    "up the very direction that only oscillates. The root mean square cannot cancel: it measures how much y varies, "
    "and damps it.",
    r"\frac{\theta}{\overline{\theta}} \qquad \text{or} \qquad \frac{\theta}{\sqrt{\overline{\theta^2}}}, \qquad"
    r" \overline{\theta^2} = \overline{\theta}^{\,2} + \operatorname{Var} \theta",
)


@st.fragment
def table(key):
    left, right = st.columns([1, 1], gap="large", vertical_alignment="center")
    cell = st.column_config.NumberColumn(min_value=-LARGEST, max_value=LARGEST, step=0.1, required=True)
    with left:
        edited = st.data_editor(
            {"Step": [1, 2, 3, 4, 5], **TABLE}, key=f"{key}.table", hide_index=True, width="stretch",
            disabled=["Step"], column_config={"x": cell, "y": cell},
        )  # fmt: skip
    steps = complete(edited["x"], edited["y"])
    if not len(steps):
        st.info("A table without a single complete row has no mean.")
        return
    of = summary(steps)
    rows = (("Mean", of.mean), ("Root mean square", of.rms), ("Mean / root mean square", of.ratio))
    right.markdown(
        "\n".join(
            ["| | x | y |", "|:--|--:|--:|", *(f"| {name} | {number(x)} | {number(y)} |" for name, (x, y) in rows)]
        )
    )
    right.caption("The last row is what Adam does: momentum’s mean on top, RMSprop’s root below.")
    picture(paths_film(steps), key=f"{key}.film")


table("averages.table")
