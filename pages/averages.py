"""Lecture, page 7: running averages, their bias, and why steps are divided by a root mean square."""

import streamlit as st

from lessons._text import number
from lessons.averages.five_steps import LARGEST, TABLE, complete, paths_film, summary
from lessons.averages.five_steps import words as step_words
from lessons.averages.running import Forgetting, answer, averages_film, series, words, worked_example, worked_words
from ui.lecture import lecture, section
from ui.lesson import picture, presets, settings


@section(
    "An average that forgets",
    "averages.series",
    "Each value enters with the weight 1 − β, and from then on shrinks by β with every step. So the average looks "
    "back over about 1/(1 − β) steps: the longer, the smoother, and the later. Dividing by the weight that the values "
    "do have makes it :blue[a true average] from the first step on.",
    r"\begin{gathered} v_t = \beta\, v_{t-1} + (1 - \beta)\, \theta_t "
    r" = (1 - \beta) \sum_{i=1}^{t} \beta^{\,t-i}\, \theta_i"
    r" \\[0.5em] \hat v_t = \frac{v_t}{1 - \beta^t} \end{gathered}",
)
def forgetting(key):
    presets(Forgetting, key)
    chosen = settings(Forgetting, key)
    st.markdown(answer(chosen))
    picture(averages_film(chosen.beta, chosen.noise, chosen.seed), key=f"{key}.film")
    st.markdown(words(chosen))
    st.markdown(worked_words(chosen.beta))
    st.latex(worked_example(chosen.beta, *series(chosen.noise, chosen.seed)[1][:2]))


@section(
    "Divide by the root mean square, not by the mean",
    "averages.table",
    "Five gradients, as the steps in a valley meet them. A rule that makes all coordinates equally fast must divide "
    "by something. Where signs cancel the mean is almost zero, and dividing by it blows up the very direction that "
    "only oscillates. The root mean square cannot cancel: it measures how large they are, and damps what oscillates. "
    "Change the table.",
    r"\frac{\theta}{\lvert\overline{\theta}\rvert} \qquad \text{or} \qquad \frac{\theta}{\sqrt{\overline{\theta^2}}},"
    r" \qquad \overline{\theta^2} = \overline{\theta}^{\,2} + \operatorname{Var} \theta",
)
def table(key):
    left, right = st.columns([1, 1], gap="large", vertical_alignment="center")
    cell = st.column_config.NumberColumn(min_value=-LARGEST, max_value=LARGEST, step=0.1, required=True)
    with left:
        edited = st.data_editor(
            {"Step": [1, 2, 3, 4, 5], **TABLE}, key=f"{key}.table", hide_index=True, width="stretch",
            disabled=["Step"], column_config={"x": cell | {"label": "w₁"}, "y": cell | {"label": "w₂"}},
        )  # fmt: skip
    steps = complete(edited["x"], edited["y"])
    if not len(steps):
        st.info("A table without a single complete row has no mean.")
        return
    of = summary(steps)
    rows = (("Mean", of.mean), ("Root mean square", of.rms), ("Mean / root mean square", of.ratio))
    right.markdown(
        "\n".join(
            ["| | w₁ | w₂ |", "|:--|--:|--:|", *(f"| {name} | {number(x)} | {number(y)} |" for name, (x, y) in rows)]
        )
    )
    right.caption("The last row is what Adam does: momentum’s mean on top, RMSprop’s root below.")
    st.markdown(step_words(steps))
    picture(paths_film(steps), key=f"{key}.film")


lecture(
    "Running averages and bias correction",
    "RMSprop and Adam average, multiplying the past by β at every step, from a start at 0. What does that start do, "
    "and what mends it?",
    forgetting,
    table,
)
