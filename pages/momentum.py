"""Lecture, page 6: a step of momentum and of Nesterov taken apart, and the plane of η and β."""

import streamlit as st

from lessons.error_surfaces.probe import rounded
from lessons.momentum import convex_rates
from lessons.momentum.anatomy import STAGES, VIEWS, anatomy_film
from lessons.momentum.anatomy import words as anatomy_words
from lessons.momentum.heavy_ball import Plane, measured, plane_film
from lessons.momentum.heavy_ball import words as plane_words
from lessons.momentum.roots import best_held
from lessons.momentum.steps import Trough, steps_film, trio
from lessons.momentum.steps import words as trough_words
from ui.between import prediction, story
from ui.lecture import lecture, section
from ui.lesson import controls, coordinates, menu, picture, presets, put, set_to, settings
from ui.once import once
from ui.page import try_this
from ui.widgets import BOUND, clamped, log_grid, setting


def stage_settings(key, slug, **others):
    """What the widgets are set to on a stage."""
    stage = {**STAGES[slug]._asdict(), **others}
    x, y = stage["start"]
    return {f"{key}.lr": stage["lr"], f"{key}.beta": stage["beta"], f"{key}.x": x, f"{key}.y": y}


@section(
    "The anatomy of a step",
    "momentum.anatomy",
    "**Momentum** takes the gradient where it stands, then adds β times its last move. **Nesterov** first goes on by "
    "β times the last move and takes the gradient at the place to which that leads: where the ground rises ahead, it "
    "meets the rise one step earlier. Steps Δw are subtracted, so the move that is drawn is −Δw. Every step has three "
    "phases: pause, and go through them.",
    r"\begin{gathered} g_k = \begin{cases} \nabla E(w_{k-1}) & \text{Momentum} \\"
    r" \nabla E(w_{k-1} - \beta\, \Delta w_{k-1}) & \text{Nesterov} \end{cases} \\[0.8em]"
    r" \Delta w_k = \beta\, \Delta w_{k-1} + \eta\, g_k \\[0.3em] w_k = w_{k-1} - \Delta w_k \end{gathered}",
)
def one_step(key):
    def enter():
        st.session_state.update(stage_settings(key, st.session_state[f"{key}.stage"]))

    columns = controls(key).columns(3, vertical_alignment="bottom")
    with columns[0]:
        slug = menu("Surface", {slug: s.surface.name for slug, s in STAGES.items()}, "bowl", f"{key}.stage", enter)
    stage = STAGES[slug]
    lr = columns[1].select_slider("Learning rate η", log_grid(1e-3, 0.5), stage.lr, setting, key=f"{key}.lr", **BOUND)
    beta = columns[2].slider("Memory β", 0.0, 0.99, stage.beta, 0.01, key=f"{key}.beta", **BOUND)
    try_this(
        ("Across a bowl", {f"{key}.stage": "bowl", **stage_settings(key, "bowl")}),
        ("No memory: they are the same", {f"{key}.stage": "bowl", **stage_settings(key, "bowl", beta=0.0)}),
        ("Round a bend", {f"{key}.stage": "valley", **stage_settings(key, "valley")}),
        ("Down a hill", {f"{key}.stage": "minima", **stage_settings(key, "minima")}),
    )
    seat = st.container()
    start = coordinates(VIEWS[type(stage.surface)], "xy", stage.start, key)
    with seat:
        step = (stage.surface, start, lr, clamped(beta, 0, 0.99))
        st.markdown(once(anatomy_words, *step))
        picture(once(anatomy_film, *step), key=f"{key}.film", events=["start"],
                on_event=lambda event: put(key, "xy", rounded(stage.surface, event["x"], event["y"])))  # fmt: skip


@section(
    "Longer where the sign stays, shorter where it flips",
    "momentum.trough",
    "In a long trough, at a large rate, gradient descent pays twice: across it every step flips, along it every step "
    "is small. Momentum adds up its gradients. Where they keep their sign, the steps grow up to 1/(1 − β) times as "
    "long; where they flip with every step, they cancel, and steps shrink. It is a heavy ball: −Δw is its velocity, "
    "the slope its force, 1 − β the friction. Nesterov, at the same η and β, feels the slope ahead.",
    r"\begin{gathered} \Delta w_k = \eta \sum_{i \ge 0} \beta^i\, \nabla E_{k-1-i} \\[0.4em]"
    r" \to \; \underbrace{\frac{\eta\, \nabla E}{1 - \beta}}_{\text{same sign}}"
    r" \quad \text{or} \quad \underbrace{\frac{\eta\, \nabla E}{1 + \beta}}_{\text{flipping sign}} \end{gathered}",
)
def trough(key):
    presets(Trough, key)
    chosen = settings(Trough, key)
    runs = once(trio, chosen.kappa, chosen.share, chosen.beta)
    st.markdown(once(trough_words, runs))
    picture(once(steps_film, runs), key=f"{key}.film")


@section(
    "How fast, for every η and β",
    "momentum.plane",
    "**Drag η, β through the plane**, and both runs follow. On a quadratic either rule is a linear recursion in every "
    "coordinate. Its roots say everything: none negative or complex, and it rolls down **monotonically**; beyond one, "
    "and it **diverges**; else it **oscillates**. The slower coordinate counts. At their best both depend on √κ, where "
    "gradient descent depends on κ. Nesterov’s swings die out sooner away from its limit, and that limit is lower.",
    r"\begin{gathered} z^2 - (1 + \beta - \eta\lambda)\, z + \beta = 0 \quad \text{(momentum)} \\"
    r" z^2 - (1 + \beta)(1 - \eta\lambda)\, z + \beta (1 - \eta\lambda) = 0 \quad \text{(Nesterov)} \\[0.4em]"
    r" \rho = \max |z|, \quad \rho^* = \frac{\sqrt\kappa - 1}{\sqrt\kappa + 1} \;\text{ or }\;"
    r" 1 - \frac{2}{\sqrt{3\kappa + 1}} \end{gathered}",
)
def plane(key):
    above = st.container()
    chosen = settings(Plane, key)
    top = once(best_held, chosen.kappa, chosen.rule)
    with above:
        presets(Plane, key, ("The best that sliders hold", {f"{key}.share": top.share, f"{key}.beta": top.beta}))
    st.markdown(once(plane_words, chosen))
    sweep = once(measured, chosen.kappa, chosen.rule) if chosen.shown == "measured" else None
    picture(once(plane_film, chosen, sweep), key=f"{key}.film", events=["handle"],
            on_event=lambda event: set_to(Plane, key, share=event["x"], beta=event["y"]))  # fmt: skip


@section(
    "Nesterov’s 1/k² against 1/k",
    "momentum.rates",
    "Of a convex error that curves nowhere more than 1/η gradient descent is sure to leave no more than a multiple of "
    "**1/k**. Nesterov’s method is sure of **1/k²**, if the share it keeps grows towards 1 with the steps: it need not "
    "know the flattest curvature. That shows where there are curvatures of every size, so that there is always one "
    "that is just too flat. The sign in the look-ahead, w − βΔw, is a minus, as steps are subtracted here.",
    r"\begin{gathered} \beta_{k+1} = \frac{k - 1}{k + 2} \\[0.4em] E(w_k) - E^* \le \frac{d^2}{2\eta k}"
    r" \quad \text{or} \quad \frac{2 d^2}{\eta\,(k + 1)^2} \\[0.4em] d = \lVert w_0 - w^* \rVert, \quad"
    r" \lambda_\mathrm{max} \le 1/\eta \end{gathered}",
)
def powers(key):
    presets(convex_rates.Rates, key)
    chosen = settings(convex_rates.Rates, key)
    runs = once(convex_rates.races, chosen)
    st.markdown(once(convex_rates.words, chosen, runs))
    picture(once(convex_rates.rates_film, chosen, runs), key=f"{key}.film")


lecture(
    "Momentum and Nesterov, step by step",
    "Both methods add a share of their last move to the gradient’s. Where does each measure that gradient, and "
    "what does it change?",
    one_step,
    trough,
    plane,
    powers,
    prediction("momentum"),
    story("momentum"),
)
