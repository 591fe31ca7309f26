"""Lecture, page 2: the step size on a quadratic, in one coordinate and in two."""

import streamlit as st

from lessons.step_size.bowl import TwoCoordinates, two_film
from lessons.step_size.bowl import verdict as two_verdict
from lessons.step_size.contraction import BestRate, best_measured, sweep, sweep_film
from lessons.step_size.contraction import verdict as best_verdict
from lessons.step_size.parabola import OneCoordinate, meanings_film, one_film, verdict
from lessons.step_size.taylor import Taylor, taylor_film
from lessons.step_size.taylor import verdict as taylor_verdict
from ui.lecture import lecture, section
from ui.lesson import picture, presets, set_to, settings

sweep, best_measured = (st.cache_data(max_entries=64, show_spinner=False)(heavy) for heavy in (sweep, best_measured))


@section(
    "One coordinate",
    "step_size",
    "Every step of gradient descent multiplies w − w*, the way from the minimum, by the same factor, 1 − ηa. Below the "
    "best step size the ball comes down on one side; at the best it needs a single step; beyond it goes from side to "
    "side, and beyond twice the best it climbs out. **One η, a steeper bowl**: make the parabola steeper under it.",
    r"\begin{gathered} E = \tfrac{1}{2} a w^2 + b w + c, \qquad \eta_\mathrm{opt} = 1/a \\[0.4em]"
    r" w_{k+1} - w^* = \Big(1 - \frac{\eta}{\eta_\mathrm{opt}}\Big)\,(w_k - w^*) \end{gathered}",
)
def one_coordinate(key):
    presets(OneCoordinate, key)
    chosen = settings(OneCoordinate, key)

    def drag(event):
        if event["id"] == "steeper":
            set_to(OneCoordinate, key, a=chosen.steeper(event["y"]))
        else:
            set_to(OneCoordinate, key, lr=event["x"])

    st.markdown(verdict(chosen))
    picture(one_film(chosen), key=f"{key}.one", events=["handle"], on_event=drag)


@section(
    "What it means to converge",
    "step_size.meanings",
    "A run **converges** if it comes as close to one point as one likes and stays there: the point is then a fixed "
    "point of the update, and the gradient there is zero. A run may also stay in its neighbourhood without settling, "
    "or **diverge** and leave every neighbourhood. For a parabola η/ηₒₚₜ alone decides which.",
    r"w_k \to w^* \;\Longleftrightarrow\; \Big|1 - \frac{\eta}{\eta_\mathrm{opt}}\Big| < 1"
    r" \;\Longleftrightarrow\; 0 < \eta < 2\,\eta_\mathrm{opt}",
)
def meanings(key):
    picture(meanings_film(), key=key)


@section(
    "From Taylor to the best step size",
    "step_size.taylor",
    "Around a point a curve is almost the parabola of the same height, slope and curvature. Its vertex lies −E′/E″ "
    "away, and gradient descent goes there in one step if η = 1/E″. On a parabola that is the minimum. On another "
    "curve, here E = eʷ − w − 1, 1/E″ and the limit 2/E″ change along the way; whether a run can come to rest is "
    "decided by their values at the minimum.",
    r"\begin{gathered} E(w + \delta) \approx E + E' \delta + \tfrac{1}{2} E'' \delta^2 \\[0.4em]"
    r" E' + E'' \delta = 0 \;\Rightarrow\; \delta = -\frac{E'}{E''} \;\Rightarrow\;"
    r" \eta_\mathrm{opt} = \frac{1}{E''} \end{gathered}",
)
def from_taylor(key):
    presets(Taylor, key)
    chosen = settings(Taylor, key)
    st.markdown(taylor_verdict(chosen))
    picture(taylor_film(chosen), f"{key}.film", events=["handle"],
            on_event=lambda event: set_to(Taylor, key, start=event["x"]))  # fmt: skip


@section(
    "Two coordinates, one step size",
    "step_size.two",
    "Along its axes a bowl is one parabola for each coordinate, here with the best step sizes 0.33 and 1. But both get "
    "the same η. The steeper one sets the limit, 0.66: there it no longer shrinks, and beyond it grows.",
    r"\eta \;<\; 2 \min_i \, \eta_{i,\mathrm{opt}}, \qquad \eta_{i,\mathrm{opt}} = \frac{1}{\lambda_i}",
)
def two_coordinates(key):
    presets(TwoCoordinates, key)
    chosen = settings(TwoCoordinates, key)
    st.markdown(two_verdict(chosen))
    picture(two_film(chosen), f"{key}.film", events=["handle"],
            on_event=lambda event: set_to(TwoCoordinates, key, lr=event["x"]))  # fmt: skip


@section(
    "The best that one step size can do",
    "step_size.bowl",
    "The slowest coordinate decides: a step leaves at most max |1 − ηλᵢ| of the distance. The best η makes the "
    "steepest and the flattest coordinate equally slow, and the larger the condition number "
    r"$\kappa = \lambda_\mathrm{max}/\lambda_\mathrm{min}$, the less a step achieves. Every dot is a run, measured.",
    r"\eta^* = \frac{2}{\lambda_\mathrm{min} + \lambda_\mathrm{max}}, \qquad "
    r"\max_i |1 - \eta^* \lambda_i| = \frac{\kappa - 1}{\kappa + 1}",
)
def best_rate(key):
    presets(BestRate, key)
    chosen = settings(BestRate, key)
    st.markdown(best_verdict(chosen))
    picture(sweep_film(chosen, sweep(chosen.kappa), best_measured()), key=f"{key}.film", events=["handle"],
            on_event=lambda event: set_to(BestRate, key, ratio=event["x"]))  # fmt: skip


lecture(
    "Step size on a quadratic",
    "Close to a minimum where it bends upward, a smooth curve is almost a parabola. There the curvature says "
    "which step size is right.",
    one_coordinate,
    meanings,
    from_taylor,
    two_coordinates,
    best_rate,
)
