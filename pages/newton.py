"""Lecture, page 4: Newton's method, the signs it depends on, what it costs, and what learns the Hessian instead."""

import numpy as np
import streamlit as st

from lessons._text import number
from lessons.error_surfaces.probe import rounded
from lessons.newton.curves import CURVES, FURTHEST, STARTS, basin, curves_film
from lessons.newton.hessian_cost import MEMORY, cost_film
from lessons.newton.models import model_film
from lessons.newton.quasi_newton import MEMORY as PAIRS
from lessons.newton.quasi_newton import SHOWN as LEARNED
from lessons.newton.quasi_newton import learning_film
from lessons.newton.signs import DAMPINGS, DOMAINS, RATES, SHOWN, runs_from, signs_film
from lessons.newton.signs import STARTS as SIGNS_STARTS
from lessons.step_size.parabola import regime
from surfaces import SURFACES
from ui.lesson import coordinates, explain, menu, picture, put, surface_menu
from ui.page import page, try_this
from ui.widgets import BOUND, clamped, log_grid
from ui.widgets import number as plain

curves_film, cost_film = (st.cache_data(max_entries=64, show_spinner=False)(made) for made in (curves_film, cost_film))
PLACES = ("w_1", "w_2", "w_3")  # the starts on the three curves


def eta(key):
    return clamped(st.slider(r"$\eta$", 0.0, FURTHEST, 1.0, 0.05, key=f"{key}.lr", **BOUND), 0.0, FURTHEST)


def beginning(surface):
    """Where Newton’s method starts on a surface that has just come up."""
    return (4.8, 4.6) if surface.slug == "himmelblau" else surface.start


def whole(label, ends, default, key):
    """A slider of whole numbers."""
    return int(clamped(st.slider(label, *ends, default, key=key, **BOUND), *ends))


page(
    "Newton’s method",
    "The gradient says which way is down, the curvature says how far. Newton’s method asks for both, and trusts the "
    "parabola that they describe.",
)

st.header("Trust the parabola", anchor=False)
explain(
    "Around a point a curve looks like the parabola of the same height, slope and curvature. Newton’s method goes to "
    "its vertex, drops onto the curve and fits the next one. On a **parabola** one step is enough. On a **convex** "
    "curve the number of right digits doubles with every step, and on this one triples, once it is close; too far out "
    "it overshoots more and more. Where a curve bends :red[down] the vertex is a maximum, and the method climbs to it: "
    "all it looks for is a slope of zero.",
    r"\begin{gathered} w_{k+1} = w_k - \eta\, \frac{E'(w_k)}{E''(w_k)} \\[0.6em]"
    r" w_{k+1} - w^* \approx (1 - \eta)\,(w_k - w^*) \end{gathered}",
)


@st.fragment
def on_curves(key):
    def drag(event):
        put(key, [PLACES[list(CURVES).index(event["panel"])]], [round(event["x"], 2)])

    lr = eta(key)
    try_this(
        ("Newton’s own", {f"{key}.lr": 1.0, f"{key}.w_2": 0.9, f"{key}.w_3": 0.1}),
        ("Half a step", {f"{key}.lr": 0.5}),
        ("Almost too long", {f"{key}.lr": 1.9}),
        ("Too long", {f"{key}.lr": 2.1}),
        ("Convex, but too far out", {f"{key}.lr": 1.0, f"{key}.w_2": 1.05}),
        ("Another maximum", {f"{key}.lr": 1.0, f"{key}.w_3": -2.2}),
    )
    seat, said = st.container(), st.container()
    starts = coordinates([surface.domain[0] for surface in CURVES.values()], PLACES, list(STARTS.values()), key)
    with seat:
        film = curves_film(dict(zip(CURVES, starts, strict=True)), lr)
        picture(film, key=f"{key}.film", events=["handle", "start"], on_event=drag)
    reach = basin(lr)
    where = f"within |w₀| < √(2/η − 1) = {number(reach)} of the minimum" if 0 < reach < np.inf else "nowhere"
    said.markdown(
        f"At η = {number(lr)} a step on the parabola multiplies the distance by {number(1 - lr)}: **{regime(lr)}**. "
        f"On the convex curve, √(1 + w²) − 1, the method converges {where}."
        if lr
        else "At η = 0 nothing moves."
    )


on_curves("newton.curve")

st.header("Trust the ellipse", anchor=False)
explain(
    "On a surface the model’s contours are conic sections, and the step goes to their centre. Two positive eigenvalues "
    "make :blue[ellipses] around a minimum, two negative ones :red[ellipses] around a maximum, one of each "
    ":violet[hyperbolas] around a saddle. Newton’s method makes no difference between them.",
    r"\begin{gathered} m(w_k + \delta) = E_k + \nabla E_k^\top \delta + \tfrac{1}{2}\, \delta^\top H_k\, \delta"
    r" \\[0.6em] w_{k+1} = w_k - \eta\, H_k^{-1}\, \nabla E_k \end{gathered}",
)


@st.fragment
def on_surfaces(key):
    def place():
        put(key, "xy", beginning(SURFACES[st.session_state[f"{key}.surface"]]))

    def click(event):
        put(key, "xy", rounded(surface, event["x"], event["y"]))

    left, right = st.columns(2)
    with left:
        surface = surface_menu("himmelblau", f"{key}.surface", place)
    with right:
        lr = eta(key)
    here = {f"{key}.lr": 1.0, f"{key}.surface": "himmelblau"}
    try_this(
        ("To a minimum", {**here, f"{key}.x": 4.8, f"{key}.y": 4.6}),
        ("To a saddle", {**here, f"{key}.x": 0.4, f"{key}.y": 4.4}),
        ("To a maximum", {**here, f"{key}.x": 1.2, f"{key}.y": -1.2}),
        ("Along a valley", {f"{key}.lr": 1.0, f"{key}.surface": "rosenbrock", f"{key}.x": -0.8, f"{key}.y": 0.7}),
        ("One step", {f"{key}.lr": 1.0, f"{key}.surface": "quadratic", f"{key}.x": -1.5, f"{key}.y": 1.5}),
    )
    seat = st.container()
    start = coordinates(surface.domain, "xy", beginning(surface), key)
    with seat:
        picture(model_film(surface, start, lr), key=f"{key}.film", events=["start"], on_event=click)


on_surfaces("newton.plane")

st.header("The Hessian’s signs decide", anchor=False)
explain(
    "Along each eigenvector Newton’s method divides the slope by the eigenvalue, sign and all: along a negative one it "
    "goes **up**, straight to the saddle. Saddle-free Newton divides by |λᵢ|. Levenberg–Marquardt adds a damping λ, "
    "which grows when a step would lead up and falls when it leads down. A step that lowers E is taken, even one "
    "into the saddle, so λ should start above the dashed line. Gradient descent does not divide, and takes its time.",
    r"\begin{gathered} \delta = -\sum_i s_i\,(v_i^\top \nabla E)\,v_i \\[0.4em]"
    r" s_i = \underbrace{\frac{1}{\lambda_i}}_{\text{Newton}}, \;\; \underbrace{\frac{1}{|\lambda_i|}}"
    r"_{\text{saddle-free}}, \;\; \underbrace{\frac{1}{\lambda_i + \lambda}}_{\text{damped}},"
    r" \;\; \underbrace{\;\eta\;}_{\text{descent}} \end{gathered}",
)


@st.fragment
def on_signs(key):
    names = ("x_1", "y_1", "x_2", "y_2")

    def click(event):
        slug = event["panel"]
        i = 2 * list(SHOWN).index(slug)
        put(key, names[i : i + 2], rounded(SHOWN[slug], event["x"], event["y"]))

    left, right = st.columns(2)
    damping = left.select_slider(r"Levenberg–Marquardt’s first damping $\lambda$", log_grid(*DAMPINGS), 10.0, plain,
                                 key=f"{key}.damping", **BOUND)  # fmt: skip
    lr = right.select_slider(r"Gradient descent’s $\eta$", log_grid(*RATES), 0.01, plain, key=f"{key}.lr", **BOUND)
    try_this(
        ("Enough damping", {f"{key}.damping": 10.0}),
        ("Too little damping", {f"{key}.damping": 1.0}),
    )
    seat, said = st.container(), st.container()
    domain = [side for slug in SHOWN for side in DOMAINS[slug]]
    flat = coordinates(domain, names, [c for start in SIGNS_STARTS.values() for c in start], key)
    starts = {slug: flat[2 * i : 2 * i + 2] for i, slug in enumerate(SHOWN)}
    runs = runs_from(starts, damping, lr)
    with seat:
        picture(signs_film(runs), key=f"{key}.film", events=["start"], on_event=click)
    pairs = zip(*runs.values(), strict=True)
    rows = [f"| {saddle.optimizer.name} | {saddle.outcome} | {beale.outcome} |" for saddle, beale in pairs]
    said.markdown("\n".join(["| | On the saddle | On Beale |", "|:--|:--|:--|", *rows]))


on_signs("newton.signs")

st.header("What it costs", anchor=False)
explain(
    "A Hessian of n parameters has n² numbers: 10¹⁰ of them for 10⁵ parameters, which is 80 GB, and they change with "
    "every step. BFGS needs no second derivatives but keeps as many numbers. L-BFGS keeps only its last m steps and "
    "what each of them did to the gradient.",
    r"\begin{gathered} n = 10^5: \quad n^2 = 10^{10} \\[0.4em] m = 10: \quad 2mn = 2 \cdot 10^6 \end{gathered}",
)


@st.fragment
def on_cost(key):
    memory = whole("Pairs $m$ that L-BFGS keeps", MEMORY, 10, f"{key}.m")
    picture(cost_film(memory), key=f"{key}.film")


on_cost("newton.cost")

st.header("Learning the Hessian from gradients", anchor=False)
explain(
    "Every step s shows by how much the gradient changes along it, y: a piece of the Hessian, for nothing. BFGS keeps "
    "an estimate that explains the newest pair and otherwise changes as little as it can. Its ellipse starts out round "
    "and closes in on the true one, though it has never seen a second derivative. L-BFGS makes one from its last m "
    "pairs, and with m = 1 it forgets one direction while it learns the other.",
    r"\begin{gathered} B_{k+1}\, y_k = s_k \\[0.4em] s_k = w_{k+1} - w_k, \quad y_k = \nabla E_{k+1} - \nabla E_k"
    r" \end{gathered}",
)


@st.fragment
def on_learning(key):
    def place():
        put(key, "xy", LEARNED[st.session_state[f"{key}.surface"]].start)

    def click(event):
        put(key, "xy", rounded(LEARNED[slug], event["x"], event["y"]))

    left, right = st.columns(2)
    with left:
        slug = menu("Surface", {slug: s.name for slug, s in LEARNED.items()}, "quadratic", f"{key}.surface", place)
    with right:
        memory = whole("Pairs $m$ that L-BFGS keeps", PAIRS, 5, f"{key}.m")
    try_this(
        ("Two pairs", {f"{key}.surface": "quadratic", f"{key}.m": 2}),
        ("A single pair", {f"{key}.surface": "quadratic", f"{key}.m": 1}),
        ("A Hessian that changes", {f"{key}.surface": "rosenbrock", f"{key}.x": -1.2, f"{key}.y": 1.0}),
    )
    seat = st.container()
    start = coordinates(LEARNED[slug].domain, "xy", LEARNED[slug].start, key)
    with seat:
        picture(learning_film(LEARNED[slug], start, memory), key=f"{key}.film", events=["start"], on_event=click)


on_learning("newton.learning")
