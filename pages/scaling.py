"""Lecture, page 3: scaling and rotating the axes until the bowl is round."""

import streamlit as st

from lessons._text import latex, matrix
from lessons.scaling import proof
from lessons.scaling.axes import (
    apart,
    coordinate_sweep,
    morph_film,
    power,
    repair_film,
    two_film,
)
from lessons.scaling.general import General, general_film
from lessons.scaling.general import words as general_words
from lessons.scaling.terms import Terms, terms_film
from lessons.scaling.terms import words as terms_words
from lessons.scaling.words import Axes, Repairs, Runs, axes_verdict, repairs_verdict, runs_verdict
from ui.between import story
from ui.lecture import lecture, section
from ui.lesson import picture, presets, set_to, settings
from ui.proof import lines

coordinate_sweep = st.cache_data(max_entries=64, show_spinner=False)(coordinate_sweep)


@section(
    "The axes in which the bowl is round",
    "scaling",
)
def morph(key):
    presets(Axes, key)
    surface = settings(Axes, key).surface
    st.markdown(axes_verdict(surface))
    words, seat = st.columns([1, 1], gap="medium")
    with words:
        st.markdown(
            "The eigenvectors of A are the axes of the bowl, the eigenvalues its curvature along them. Stretched, the "
            "ellipses become circles. A slope b turns into b̂: it moves the centre, and changes nothing else."
        )
        st.latex(
            r"\begin{gathered} E = \tfrac{1}{2}\, w^\top A\, w + b^\top w + c = \tfrac{1}{2}\, \hat w^\top \hat w"
            r" + \hat b^\top \hat w + c \\[0.3em] \hat w = A^{\frac{1}{2}}\, w, \qquad \hat b = A^{-\frac{1}{2}}\, b"
            r" \end{gathered}"
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
    "Any bowl: ½wᵀAw + bᵀw + c",
    "scaling.general",
    "Near a minimum at which it curves upward all ways a smooth error is almost this. As wᵀAw = wᵀAᵀw, only the "
    "symmetric part of A counts, so A is taken **symmetric**; E is convex just if no eigenvalue of A is negative. "
    "Walk along w₁: if A is diagonal, that changes nothing for w₂. If not, it does, and a rate that suits each slice "
    "no longer suits the whole.",
    r"\begin{gathered} E = \tfrac{1}{2} \textstyle\sum_i a_{ii} w_i^2 + \sum_{i<j} a_{ij} w_i w_j + b^\top w + c"
    r" \\[0.4em] \nabla E = A w + b, \qquad \frac{\partial}{\partial w_1} \frac{\partial E}{\partial w_2} = a_{21}"
    r" \end{gathered}",
)
def any_bowl(key):
    presets(General, key)
    chosen = settings(General, key)
    st.markdown(general_words(chosen))
    picture(general_film(chosen), f"{key}.film", events=["handle"],
            on_event=lambda event: set_to(General, key, across=event["y"]))  # fmt: skip


@section(
    "The proof, line by line",
    "scaling.proof",
)
def proved(key):
    beside = st.columns([1, 1], gap="medium", vertical_alignment="center")
    surface = settings(Axes, key).surface
    with beside[0]:
        picture(proof.proof_film(surface), key=f"{key}.film")
    with beside[1]:
        st.markdown(
            "Let it play, drag its step, or press a line: each is one thing that is done to the picture. Here w is "
            "counted from the minimum −A⁻¹b, so that b = 0; the last line holds with any b."
        )
        lines(key, f"{key}.film", proof.starts(), *zip(*proof.LINES, strict=True))


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


@section(
    "Many directions, one error",
    "scaling.terms",
    "Turned into the eigenvectors, the error is a sum with a term for each direction, and gradient descent "
    "multiplies every term by a factor of its own. At a rate that suits the steep ones these are soon gone, and what "
    "is left is flat: then a curve of the error falls quickly at first, and hardly at all later.",
    r"\begin{gathered} E = E^* + \tfrac{1}{2} \textstyle\sum_i \lambda_i\, \alpha_i^2, \qquad"
    r" \alpha = Q^\top (w - w^*) \\[0.4em] \lambda_i \alpha_i^2 \;\to\; (1 - \eta \lambda_i)^2\, \lambda_i \alpha_i^2"
    r" \\[0.4em] \frac{\max \eta_\mathrm{opt}}{\min \eta_\mathrm{opt}} ="
    r" \frac{\lambda_\mathrm{max}}{\lambda_\mathrm{min}} \end{gathered}",
)
def many(key):
    presets(Terms, key)
    chosen = settings(Terms, key)
    st.markdown(terms_words(chosen))
    picture(terms_film(chosen), f"{key}.film")


lecture(
    "Scaling and rotating the axes",
    "In a long bowl gradient descent is slow. In which axes is the same bowl round, and the way down straight?",
    morph,
    any_bowl,
    proved,
    both,
    repairs,
    many,
    story("scaling"),
)
