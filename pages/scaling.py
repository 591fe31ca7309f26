"""Lecture, page 3: scaling and rotating the axes until the bowl is round."""

import streamlit as st

from lessons._text import latex, matrix
from lessons.scaling.axes import (
    apart,
    coordinate_sweep,
    morph_film,
    power,
    repair_film,
    two_film,
)
from lessons.scaling.words import Axes, Repairs, Runs, repairs_verdict, runs_verdict
from ui.lecture import lecture, section
from ui.lesson import picture, presets, set_to, settings

coordinate_sweep = st.cache_data(max_entries=64, show_spinner=False)(coordinate_sweep)


@section(
    "The axes in which the bowl is round",
    "scaling",
)
def morph(key):
    presets(Axes, key)
    surface = settings(Axes, key).surface
    words, seat = st.columns([1, 1], gap="medium", vertical_alignment="center")
    with words:
        st.markdown(
            "The eigenvectors of A are the axes of the bowl, the eigenvalues its curvature along them. Stretch every "
            "axis by the root of its eigenvalue, and the ellipses become circles."
        )
        st.latex(
            r"E = \tfrac{1}{2}\, w^\top A\, w = \tfrac{1}{2}\, \hat w^\top \hat w, \qquad \hat w = A^{\frac{1}{2}}\, w"
        )
        with st.container(horizontal=True, horizontal_alignment="center"):
            st.latex(rf"A = {matrix(power(surface, 1.0))}", width="content")
            st.latex(rf"A^{{\frac{{1}}{{2}}}} = {matrix(power(surface, 0.5))}", width="content")
        st.markdown(
            "The picture goes from w to ŵ and back to the start. The grid of w goes along, and so do two runs. The "
            "scale is such that areas stay the same."
        )
    with seat:
        picture(morph_film(surface, Runs().ratio, Runs().lr), key=f"{key}.morph")


@section(
    "Each run in both pictures",
    "scaling.two",
    "In ŵ the gradient points straight away from the minimum, so that the run stays on a straight line. Mapped back "
    "to w, that run is an update with A⁻¹ before the gradient. The update is run here as well: the violet beads.",
    r"\begin{gathered} \hat w_{k+1} = \hat w_k - \hat\eta\, \nabla_{\!\hat w} E \\"
    r"\Longleftrightarrow \quad w_{k+1} = w_k - \hat\eta\, A^{-1}\, \nabla E(w_k) \end{gathered}",
)
def both(key):
    presets(Runs, key)
    chosen = settings(Runs, key)
    st.markdown(runs_verdict(chosen))
    picture(two_film(chosen.surface, chosen.ratio, chosen.lr), key=f"{key}.film")
    gap = latex(apart(chosen.surface, chosen.lr, 30), 2)
    st.markdown(rf"Run and update are nowhere further apart than ${gap}$: but for rounding, the same points.")


@section(
    "A rate for each coordinate",
    "scaling.repair",
    "If the bowl lies along the axes, each coordinate has a best rate of its own, and one step is enough. Turn it, and "
    "those rates no longer know about the other coordinate: at 45° they are no better than a single rate. A⁻¹ turns "
    "first, and is right at every angle.",
    r"\begin{gathered} w_i \leftarrow w_i - \frac{1}{A_{ii}} \frac{\partial E}{\partial w_i} \\[0.4em]"
    r" \text{every two steps: distance} \times \frac{A_{12}^2}{A_{11} A_{22}} \end{gathered}",
)
def repairs(key):
    presets(Repairs, key)
    chosen = settings(Repairs, key)
    st.markdown(repairs_verdict(chosen))
    measured = coordinate_sweep(chosen.lambda1, chosen.lambda2)
    picture(repair_film(chosen.surface, measured), key=f"{key}.film", events=["handle"],
            on_event=lambda event: set_to(Repairs, key, angle=event["x"]))  # fmt: skip


lecture(
    "Scaling and rotating the axes",
    "In a long bowl gradient descent is slow. In other axes the same bowl is round, and the way down is straight.",
    morph,
    both,
    repairs,
)
