"""Lecture, page 2: the step size on a quadratic, in one coordinate and in two."""

from math import ceil

import streamlit as st

from catalog import parameters
from lessons._text import number
from lessons.step_size.contraction import LARGEST, best_contraction, best_measured, steps_needed, sweep, sweep_film
from lessons.step_size.parabola import WIDEST, four_film, one_film, panels_film, regime
from surfaces.parabola import Parabola
from ui.lesson import explain, picture
from ui.page import page, try_this
from ui.widgets import BOUND, clamped, control, log_grid
from ui.widgets import number as plain

sweep, best_measured = (st.cache_data(max_entries=64, show_spinner=False)(heavy) for heavy in (sweep, best_measured))


def ratio_slider(label, key, default):
    return clamped(st.slider(label, 0.0, WIDEST, default, 0.01, key=f"{key}.ratio", **BOUND), 0.0, WIDEST)


def drag_to(key):
    """What sets a ratio slider from a handle."""
    return lambda event: st.session_state.update({f"{key}.ratio": clamped(round(event["x"], 2), 0.0, WIDEST)})


page(
    "Step size on a quadratic",
    "Close to a minimum every smooth surface is a quadratic. There the curvature says which step size is right.",
)

st.header("One coordinate", anchor=False)
explain(
    "Every step of gradient descent multiplies the distance from the minimum by the same factor. Below the best step "
    "size the ball comes down on one side; at the best it needs a single step; beyond it goes from side to side, and "
    "beyond twice the best it climbs out.",
    r"\begin{gathered} E = \tfrac{1}{2} a w^2 + b w + c, \qquad \eta_\mathrm{opt} = 1/a \\[0.4em]"
    r" w_{k+1} - w^* = \Big(1 - \frac{\eta}{\eta_\mathrm{opt}}\Big)\,(w_k - w^*) \end{gathered}",
)


@st.fragment
def one_coordinate(key):
    values = {}
    for column, parameter in zip(st.columns(3), parameters(Parabola), strict=True):
        with column:
            values[parameter.name] = control(parameter, f"{key}.{parameter.name}", parameter.default)
    parabola = Parabola(**values)
    picture(four_film(parabola), key=f"{key}.four")
    try_this(
        ("Careful", {f"{key}.ratio": 0.2}),
        ("One step", {f"{key}.ratio": 1.0}),
        ("From side to side", {f"{key}.ratio": 1.9}),
        ("For ever", {f"{key}.ratio": 2.0}),
        ("A little more", {f"{key}.ratio": 2.04}),
    )
    ratio = ratio_slider(r"Your own step size, $\eta / \eta_\mathrm{opt}$", key, 1.5)
    st.markdown(f"η = {number(ratio / parabola.a)} at a curvature of {number(parabola.a)}: **{regime(ratio)}**")
    picture(one_film(parabola, ratio), key=f"{key}.one", events=["handle"], on_event=drag_to(key))


one_coordinate("step_size")

st.header("Two coordinates, one step size", anchor=False)
explain(
    "Along its axes a bowl is one parabola for each coordinate, here with the best step sizes 0.33 and 1. But both get "
    "the same η. The steeper one sets the limit, the flatter one the pace: at 0.66 the first no longer shrinks, at "
    "0.67 it grows. Each axis is drawn in the colour of its regime.",
    r"\eta \;<\; 2 \min_i \, \eta_{i,\mathrm{opt}}, \qquad \eta_{i,\mathrm{opt}} = \frac{1}{\lambda_i}",
)
picture(panels_film(), key="step_size.panels")

st.header("The best that one step size can do", anchor=False)
explain(
    "The slowest coordinate decides: the distance shrinks by max |1 − ηλᵢ|. The best η makes the steepest and the "
    "flattest coordinate equally slow, and the larger the condition number "
    r"$\kappa = \lambda_\mathrm{max}/\lambda_\mathrm{min}$, the less a step achieves. Every dot is a run, measured.",
    r"\eta^* = \frac{2}{\lambda_\mathrm{min} + \lambda_\mathrm{max}}, \qquad "
    r"\max_i |1 - \eta^* \lambda_i| = \frac{\kappa - 1}{\kappa + 1}",
)


@st.fragment
def two_coordinates(key):
    left, right = st.columns(2)
    kappa = left.select_slider(
        r"Condition number $\kappa$", log_grid(1.0, LARGEST), 10.0, plain, key=f"{key}.kappa", **BOUND
    )
    with right:
        ratio = ratio_slider(r"$\eta / \eta_{1,\mathrm{opt}}$", key, 1.5)
    try_this(
        ("A round bowl", {f"{key}.kappa": 1.0, f"{key}.ratio": 1.0}),
        ("The lecture’s", {f"{key}.kappa": 3.0, f"{key}.ratio": 1.5}),
        ("A trough", {f"{key}.kappa": 100.0, f"{key}.ratio": 1.98}),
    )
    picture(sweep_film(kappa, ratio, sweep(kappa), best_measured()), key=f"{key}.film", events=["handle"],
           on_event=drag_to(key))  # fmt: skip
    factor = float(best_contraction(kappa))
    steps, best = ceil(steps_needed(factor)), number(2 * kappa / (kappa + 1))
    st.markdown(
        f"At κ = {number(kappa)} the best step size is {best} times that of w₁. A step leaves "
        f"{number(100 * factor)}% of the distance; down to a thousandth it takes {steps} steps."
        if kappa > 1
        else "In a round bowl the best step size leads to the minimum in a single step."
    )


two_coordinates("step_size.bowl")
