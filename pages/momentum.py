"""Lecture, page 6: a step of momentum and of Nesterov taken apart, and the plane of η and β."""

import streamlit as st

from lessons._text import number
from lessons.error_surfaces.probe import rounded
from lessons.momentum.anatomy import STAGES, anatomy_film
from lessons.momentum.heavy_ball import HIGHEST, NARROWEST, WIDEST, best, measured, plane_film, rate, regime
from lessons.momentum.steps import amplification, pair, steps_film
from lessons.step_size.contraction import best_contraction
from ui.lesson import coordinates, explain, menu, picture, put
from ui.page import page, try_this
from ui.widgets import BOUND, clamped, log_grid
from ui.widgets import number as plain

measured = st.cache_data(max_entries=64, show_spinner=False)(measured)

page(
    "Momentum and Nesterov, step by step",
    "A step is the gradient’s share plus a share of the last step. The two methods differ in which comes first.",
)

st.header("The anatomy of a step", anchor=False)
explain(
    "**Momentum** takes the gradient where it stands, then adds β times its last step. **Nesterov** first goes on by "
    "β times the last step and takes the gradient at the place to which that leads. So it feels the far wall of the "
    "valley one step earlier, and brakes. Every step comes in three phases: pause, and step through them.",
    r"\begin{gathered} g_k = \begin{cases} \nabla E(w_{k-1}) & \text{Momentum} \\"
    r" \nabla E(w_{k-1} - \beta\, \Delta w_{k-1}) & \text{Nesterov} \end{cases} \\[0.8em]"
    r" \Delta w_k = \beta\, \Delta w_{k-1} + \eta\, g_k \\[0.3em] w_k = w_{k-1} - \Delta w_k \end{gathered}",
)


def settings(key, slug, **others):
    """What the widgets are set to on a stage."""
    stage = {**STAGES[slug]._asdict(), **others}
    x, y = stage["start"]
    return {f"{key}.lr": stage["lr"], f"{key}.beta": stage["beta"], f"{key}.x": x, f"{key}.y": y}


@st.fragment
def one_step(key):
    def enter():
        st.session_state.update(settings(key, st.session_state[f"{key}.stage"]))

    columns = st.columns(3, vertical_alignment="bottom")
    with columns[0]:
        slug = menu("Surface", {slug: s.surface.name for slug, s in STAGES.items()}, "bowl", f"{key}.stage", enter)
    stage = STAGES[slug]
    lr = columns[1].select_slider(r"$\eta$", log_grid(1e-3, 0.5), stage.lr, plain, key=f"{key}.lr", **BOUND)
    beta = columns[2].slider(r"$\beta$", 0.0, 0.99, stage.beta, 0.01, key=f"{key}.beta", **BOUND)
    try_this(
        ("Nesterov brakes", {f"{key}.stage": "bowl", **settings(key, "bowl")}),
        ("No memory: they are the same", {f"{key}.stage": "bowl", **settings(key, "bowl", beta=0.0)}),
        ("Round a bend", {f"{key}.stage": "valley", **settings(key, "valley")}),
        ("Down a hill", {f"{key}.stage": "minima", **settings(key, "minima")}),
    )
    seat = st.container()
    start = coordinates(stage.surface.domain, "xy", stage.start, key)
    with seat:
        picture(anatomy_film(stage.surface, start, lr, clamped(beta, 0, 0.99)), key=f"{key}.film", events=["start"],
                on_event=lambda event: put(key, "xy", rounded(stage.surface, event["x"], event["y"])))  # fmt: skip


one_step("momentum.anatomy")

st.header("Longer where the sign stays, shorter where it flips", anchor=False)
explain(
    "In a long trough gradient descent pays twice: across it every step flips, along it every step is small. "
    "Momentum adds up its gradients. Along the trough they agree, and the steps grow up to 1/(1 − β) times as long; "
    "across it they cancel, and the steps shrink. Dotted: what momentum’s gradient alone would have done.",
    r"\begin{gathered} \Delta w_k = \eta \sum_{i \ge 0} \beta^i\, \nabla E_{k-1-i} \\[0.4em]"
    r" \to \; \underbrace{\frac{\eta\, \nabla E}{1 - \beta}}_{\text{same sign}}"
    r" \quad \text{or} \quad \underbrace{\frac{\eta\, \nabla E}{1 + \beta}}_{\text{flipping sign}} \end{gathered}",
)


def kappa_slider(key, default):
    return st.select_slider(
        r"Condition number $\kappa$", log_grid(1.0, 1000.0), default, plain, key=f"{key}.kappa", **BOUND
    )


def share_slider(key, default, high):
    label = r"$\eta$ times the largest curvature"
    return clamped(st.slider(label, NARROWEST, high, default, 0.01, key=f"{key}.share", **BOUND), NARROWEST, high)


def beta_slider(key, default):
    return clamped(st.slider(r"$\beta$", 0.0, HIGHEST, default, 0.01, key=f"{key}.beta", **BOUND), 0.0, HIGHEST)


@st.fragment
def trough(key):
    columns = st.columns(3, vertical_alignment="bottom")
    with columns[0]:
        kappa = kappa_slider(key, 30.0)
    with columns[1]:
        share = share_slider(key, 1.8, 2.0)
    with columns[2]:
        beta = beta_slider(key, 0.7)
    try_this(
        ("No memory", {f"{key}.beta": 0.0}),
        ("Some", {f"{key}.beta": 0.7}),
        ("Too much", {f"{key}.beta": 0.95}),
        ("A small rate", {f"{key}.share": 0.2, f"{key}.beta": 0.9}),
    )
    runs = pair(kappa, share, beta)
    picture(steps_film(runs), key=f"{key}.film")
    along, across = amplification(runs[1])
    st.markdown(
        f"In this run momentum’s steps are on average **{number(along)} times** as long as its gradients alone "
        f"would make them along the trough (at most {number(1 / (1 - beta))}), and **{number(across)} times** across."
    )


trough("momentum.trough")

st.header("How fast, for every η and β", anchor=False)
explain(
    "On a quadratic momentum is a linear recursion in every coordinate. Its roots say everything: both positive, and "
    "the ball rolls down **monotonically**; complex, and it **oscillates**, shrinking by √β whatever the rate; beyond "
    "one, and it **diverges**. The slower coordinate counts. The best place is where the roots of the steepest and the "
    "flattest coordinate just become complex, and it depends on √κ only, where gradient descent depends on κ.",
    r"\begin{gathered} z^2 - (1 + \beta - \eta\lambda)\, z + \beta = 0, \qquad \rho = \max |z| \\[0.6em]"
    r" \beta^* = \frac{(\sqrt{\kappa} - 1)^2}{(\sqrt{\kappa} + 1)^2}, \qquad \rho^* = \sqrt{\beta^*} \end{gathered}",
)


@st.fragment
def plane(key):
    columns = st.columns(3, vertical_alignment="bottom")
    with columns[0]:
        kappa = kappa_slider(key, 24.0)
    with columns[1]:
        share = share_slider(key, 1.0, WIDEST)
    with columns[2]:
        beta = beta_slider(key, 0.6)
    top = best(kappa)
    try_this(
        ("The best", {f"{key}.share": round(top.share, 2), f"{key}.beta": round(top.beta, 2)}),
        ("Monotone", {f"{key}.share": 0.3, f"{key}.beta": 0.15}),
        ("It swings and swings", {f"{key}.share": 0.3, f"{key}.beta": 0.97}),
        ("Over the edge", {f"{key}.share": 3.3, f"{key}.beta": 0.6}),
    )

    def choose(event):
        share, beta = clamped(event["x"], NARROWEST, WIDEST), clamped(event["y"], 0.0, HIGHEST)
        st.session_state.update({f"{key}.share": round(share, 2), f"{key}.beta": round(beta, 2)})

    picture(plane_film(kappa, share, beta, measured(kappa)), key=f"{key}.film", events=["start", "handle"],
           on_event=choose)  # fmt: skip
    st.markdown(
        f"At ηλ = {number(share)} and β = {number(beta)} momentum is **{regime(share, beta)}**, and a step multiplies "
        f"the distance by {number(float(rate(share, beta, kappa)))} in the end. The best is {number(top.rate)}, at "
        f"ηλ = {number(top.share)} and β = {number(top.beta)}; gradient descent’s best is "
        f"{number(float(best_contraction(kappa)))}."
    )


plane("momentum.plane")
