"""Lecture, page 3: scaling and rotating the axes until the bowl is round."""

import streamlit as st

from lessons._text import latex, matrix
from lessons.scaling.axes import LEAST, MOST, apart, bowl, coordinate_sweep, morph_film, power, repair_film, two_film
from ui.lesson import explain, picture
from ui.page import page, try_this
from ui.widgets import BOUND, clamped, log_grid
from ui.widgets import number as plain

coordinate_sweep = st.cache_data(max_entries=64, show_spinner=False)(coordinate_sweep)


def bowl_sliders(key, lambda1, lambda2, angle):
    """Sliders for the eigenvalues and the angle, the bowl that they make."""
    left, middle, right = st.columns(3)
    grid = log_grid(LEAST, MOST)
    first = left.select_slider(r"$\lambda_1$", grid, lambda1, plain, key=f"{key}.lambda1", **BOUND)
    second = middle.select_slider(r"$\lambda_2$", grid, lambda2, plain, key=f"{key}.lambda2", **BOUND)
    turn = right.slider(r"$\theta$", -90.0, 90.0, angle, 1.0, format="%d°", key=f"{key}.angle", **BOUND)
    return bowl(first, second, clamped(turn, -90.0, 90.0))


def number_slider(column, label, low, high, default, key):
    return clamped(column.slider(label, low, high, default, 0.01, key=key, **BOUND), low, high)


page(
    "Scaling and rotating the axes",
    "In a long bowl gradient descent zigzags. In other axes the same bowl is round, and the way down is straight.",
)

st.header("The axes in which the bowl is round", anchor=False)


@st.fragment
def two_pictures(key):
    surface = bowl_sliders(key, 1.0, 10.0, 30.0)
    left, right = st.columns(2)
    label = r"Gradient descent in $w$: $\;\eta\,\lambda_\mathrm{max}$"
    ratio = number_slider(left, label, 0.1, 2.05, 1.88, f"{key}.ratio")
    lr = number_slider(right, r"Gradient descent in $\hat w$: $\;\eta$", 0.05, 2.05, 0.25, f"{key}.lr")
    try_this(
        ("A round bowl", {f"{key}.lambda1": 10.0, f"{key}.lambda2": 10.0}),
        ("Long and aligned", {f"{key}.lambda1": 0.51, f"{key}.lambda2": 10.0, f"{key}.angle": 0.0}),
        ("Long and turned", {f"{key}.lambda1": 0.51, f"{key}.lambda2": 10.0, f"{key}.angle": 45.0}),
        ("One step in ŵ", {f"{key}.lr": 1.0}),
    )
    words, seat = st.columns([2, 3], gap="medium", vertical_alignment="center")
    with words:
        st.markdown(
            "The eigenvectors of A are the axes of the bowl, the eigenvalues its steepness along them. Stretch every "
            "axis by the root of its eigenvalue, and the ellipses become circles."
        )
        st.latex(
            r"E = \tfrac{1}{2}\, w^\top A\, w = \tfrac{1}{2}\, \hat w^\top \hat w, \qquad \hat w = A^{\frac{1}{2}}\, w"
        )
        with st.container(horizontal=True, horizontal_alignment="center"):
            st.latex(rf"A = {matrix(power(surface, 1.0))}", width="content")
            st.latex(rf"A^{{\frac{{1}}{{2}}}} = {matrix(power(surface, 0.5))}", width="content")
        st.markdown(
            "The slider below the picture leads from w to ŵ. The grid of w goes along, and so do two runs: "
            ":red[gradient descent in w] and :green[gradient descent in ŵ]. The scale is such that areas stay the same."
        )
    with seat:
        picture(morph_film(surface, ratio, lr), key=f"{key}.morph")

    st.header("Each run in both pictures", anchor=False)
    explain(
        "In ŵ the gradient points straight away from the minimum, and gradient descent goes straight in. Mapped back "
        "to w, that run is an update with A⁻¹ before the gradient. The update is run here as well: the violet beads.",
        r"\begin{gathered} \hat w_{k+1} = \hat w_k - \eta\, \nabla_{\!\hat w} E \\"
        r"\Longleftrightarrow \quad w_{k+1} = w_k - \eta\, A^{-1}\, \nabla E(w_k) \end{gathered}",
    )
    picture(two_film(surface, ratio, lr), key=f"{key}.two")
    gap = latex(apart(surface, lr, 30), 2)
    st.markdown(rf"Run and update are nowhere further apart than ${gap}$: they are the same points.")


two_pictures("scaling")

st.header("A rate for each coordinate", anchor=False)
explain(
    "If the bowl lies along the axes, each coordinate has a best rate of its own, and one step is enough. Turn it, and "
    "those rates no longer know about the other coordinate: at 45° they are no better than a single rate. A⁻¹ turns "
    "first, and is right at every angle.",
    r"w_i \leftarrow w_i - \frac{1}{A_{ii}} \frac{\partial E}{\partial w_i} \;: \qquad "
    r"\text{error} \times \frac{|A_{12}|}{\sqrt{A_{11} A_{22}}}",
)


@st.fragment
def repairs(key):
    surface = bowl_sliders(key, 1.0, 10.0, 30.0)

    def turn(event):
        st.session_state[f"{key}.angle"] = clamped(round(event["x"]), -90.0, 90.0)

    measured = coordinate_sweep(surface.lambda1, surface.lambda2)
    picture(repair_film(surface, measured), key=f"{key}.film", events=["handle"], on_event=turn)


repairs("scaling.repair")
