"""Lecture, page 1: critical points, convexity, what a saddle does to gradient descent, and why saddles rule."""

import numpy as np
import streamlit as st

from lessons._text import latex, matrix, number
from lessons.convexity import bending_down, chord, chord_film, telling_chord
from lessons.error_surfaces import beside, critical_table, local, probe_film, snapped
from lessons.random_hessians import MOST, chance_film, grown, tally
from lessons.saddles import RIDGES, descents, free_at, swarm, swarm_film, waiting, waiting_film
from lessons.spin_glass import SIZES, shift_film
from surfaces import SURFACES
from ui.page import page, try_this
from ui.player import player
from ui.race import plane_surfaces
from ui.widgets import clamped, log_grid
from ui.widgets import number as plain

COUNTS = (1000, 10_000, 100_000, 1_000_000, MOST)
CLAIMS = """
| | What is claimed |
|:--|:--|
| [Baldi & Hornik 1989](https://doi.org/10.1016/0893-6080(89)90014-2) | A linear network with one hidden layer and squared \
error has no local minimum but the global one, up to equivalence; every other critical point is a saddle. Live below. |
| [Dauphin et al. 2014](https://arxiv.org/abs/1406.2572) | In high dimension critical points of high error are saddles, \
not minima, and their index grows with the error; measured on small networks, as predicted for Gaussian fields. |
| [Choromanska et al. 2015](https://arxiv.org/abs/1412.0233) | Under strong independence assumptions a deep rectifier \
network’s loss is a spherical spin glass: its local minima crowd in a narrow band just above the lowest error. |
| [Swirszcz et al. 2016](https://arxiv.org/abs/1611.06310) | Against too much hope: data sets and initialisations for \
which small networks do end in bad local minima. Theorems need their assumptions. |
"""
tally, grown, swarm, shift_film = (
    st.cache_data(max_entries=16, show_spinner=False)(heavy) for heavy in (tally, grown, swarm, shift_film)
)


def explain(words, formula):
    """A paragraph with its formula beside it."""
    left, right = st.columns([3, 2], vertical_alignment="center", gap="large")
    left.markdown(words)
    right.latex(formula)


def choose_surface(key, default, on_change):
    slugs = plane_surfaces()
    slug = st.selectbox("Surface", slugs, slugs.index(default), key=key, bind="query-params", on_change=on_change,
                        format_func=lambda slug: SURFACES[slug].name)  # fmt: skip
    return SURFACES[slug]()


def coordinates(surface, key, names, default):
    """Number inputs, bound to the address: what a handle sets, and what a keyboard can."""
    chosen = []
    with st.expander("Coordinates"):
        for i, column in enumerate(st.columns(len(names))):
            low, high = surface.domain[i % 2]
            value = column.number_input(
                f"${names[i]}$", low, high, clamped(default[i], low, high), (high - low) / 50, format="%.5g",
                key=f"{key}.{names[i]}", bind="query-params",
            )  # fmt: skip
            chosen.append(clamped(value, low, high))
    return chosen


def put(key, **coordinates):
    st.session_state.update({f"{key}.{name}": float(value) for name, value in coordinates.items()})


def chosen_surface(key):
    return SURFACES[st.session_state[f"{key}.surface"]]()


@st.fragment
def around_a_point(key):
    def place():
        put(key, **dict(zip("xy", beside(chosen_surface(key)), strict=True)))

    def move(event):
        put(key, **dict(zip("xy", snapped(surface, event["x"], event["y"]), strict=True)))

    surface = choose_surface(f"{key}.surface", "himmelblau", place)
    try_this(
        ("A saddle", {f"{key}.surface": "himmelblau", f"{key}.x": 0.0867, f"{key}.y": 2.8843}),
        ("A curved valley", {f"{key}.surface": "rosenbrock", f"{key}.x": -0.6, f"{key}.y": 0.36}),
        ("Six ways to go", {f"{key}.surface": "monkey_saddle", f"{key}.x": 0.0, f"{key}.y": 0.0}),
        ("Equal minima", {f"{key}.surface": "linear_network", f"{key}.x": 1.0, f"{key}.y": 1.0}),
    )
    numbers, picture = st.empty(), st.container()
    here = local(surface, coordinates(surface, key, "xy", beside(surface)))
    numbers.latex(
        rf"w = {matrix(here.point[:, None])} \qquad \nabla E = {matrix(here.gradient[:, None])} \qquad "
        rf"H = {matrix(here.hessian)} \qquad "
        rf"\lambda_1 = {latex(here.eigenvalues[0])}, \; \lambda_2 = {latex(here.eigenvalues[1])}"
    )
    with picture:
        player(probe_film(surface, here.point), key=f"{key}.probe", events=["handle", "start"], on_event=move)
    with st.expander(f"Critical points of {surface.name}"):
        rounded = st.column_config.NumberColumn(format="%.4g")
        table = critical_table(surface)
        st.dataframe(table, hide_index=True, column_config=dict.fromkeys(table, rounded) | {"Kind": "Kind"})


@st.fragment
def convex_or_not(key):
    names = ("a_1", "a_2", "b_1", "b_2")

    def place():
        put(key, **dict(zip(names, np.concatenate(telling_chord(chosen_surface(key))), strict=True)))

    def move(event):
        if event["id"] in ("a", "b"):
            put(key, **{f"{event['id']}_1": event["x"], f"{event['id']}_2": event["y"]})

    surface = choose_surface(f"{key}.surface", "styblinski_tang", place)
    said, picture = st.empty(), st.container()
    ends = coordinates(surface, key, names, np.concatenate(telling_chord(surface)))
    here, least = chord(surface, ends[:2], ends[2:]), bending_down(surface)[2]
    verdict = (
        f":red[**Not convex**]: above this chord the surface rises by up to {number(here.excess)}."
        if here.breaks
        else "Below this chord the surface stays. One such chord proves nothing: convex means all of them."
    )
    said.markdown(f"{verdict} The Hessian has a negative eigenvalue in {100 * np.mean(least < 0):.0f}% of the picture.")
    with picture:
        player(chord_film(surface, ends[:2], ends[2:]), key=f"{key}.film", events=["handle"], on_event=move)


@st.fragment
def held_back(key):
    columns = st.columns(2)
    slug = columns[0].selectbox("Surface", list(RIDGES), key=f"{key}.surface", bind="query-params",
                                format_func=lambda slug: SURFACES[slug].name)  # fmt: skip
    lr = columns[1].select_slider(r"$\eta$", log_grid(0.01, 0.15), 0.051, key=f"{key}.lr", bind="query-params",
                                  format_func=plain)  # fmt: skip
    player(waiting_film(slug, lr), key=f"{key}.film")
    free, curvature = free_at(descents(slug, lr), slug), local(SURFACES[slug](), (0.0, 0.0)).eigenvalues[0]
    waits = " and ".join(
        str(b - a) if b >= 0 else "more than all these" for a, b in zip(free[:-1], free[1:], strict=True)
    )
    law = (
        f"by the formula it is {waiting(lr, curvature, 100):.1f}, at λ = {number(curvature)}."
        if curvature
        else "there is no such law here, for the Hessian at this saddle is zero: the nearer, the worse."
    )
    st.markdown(
        f"Each start is 100 times nearer to the ridge than the one before, and waits {waits} steps longer; {law}"
    )


@st.fragment
def chances(key):
    columns = st.columns(3, vertical_alignment="bottom")
    n = columns[0].slider("Dimension of the matrices on the left", 1, 20, 4, key=f"{key}.n", bind="query-params")
    count = columns[1].select_slider("Matrices drawn for the right", COUNTS, 100_000, key=f"{key}.count",
                                     bind="query-params", format_func=lambda n: f"{n:,}")  # fmt: skip
    seed = int(columns[2].number_input("Seed", 0, 9999, 1, key=f"{key}.seed", bind="query-params"))
    player(chance_film(tally(count, seed), grown(seed), min(n, 20), seed), key=f"{key}.film")


@st.fragment
def indices(key):
    n = st.slider("Dimension of the surface", *SIZES, 24, key=f"{key}.n", bind="query-params")
    player(shift_film(min(max(n, SIZES[0]), SIZES[1]), 1), key=f"{key}.film")


page(
    "Error surfaces and saddle points",
    "Where the gradient vanishes, the Hessian decides: a minimum, a maximum or a saddle. "
    "In many dimensions it is almost always a saddle.",
)
st.header("Around a point", anchor=False)
explain(
    "The **gradient** points uphill and stands perpendicular to the contour. The **Hessian** says how the slope changes: "
    "its eigenvectors are the directions in which the surface bends most and least, its eigenvalues how much, "
    ":blue[up] or :red[down]. At a critical point the gradient is zero and the signs of the eigenvalues tell "
    "a minimum (all positive) from a maximum (all negative) and a saddle (both). The dashed lines are the contours of "
    "the quadratic model, which Newton’s method trusts.",
    r"E(w + \delta) \approx E(w) + \nabla E^\top \delta + \tfrac{1}{2}\, \delta^\top H\, \delta",
)
around_a_point("error_surfaces")

st.header("Convex or not", anchor=False)
explain(
    "On a convex surface every chord lies above the surface, and the only minimum is the global one. Drag the two ends: "
    "a single chord with the surface above it, anywhere, and convexity is gone. Where the Hessian has a negative "
    "eigenvalue, such a chord is near at hand.",
    r"E\big((1 - t)\,a + t\,b\big) \;\le\; (1 - t)\, E(a) + t\, E(b), \quad 0 \le t \le 1",
)
convex_or_not("error_surfaces.chord")

st.header("A saddle holds gradient descent back", anchor=False)
explain(
    "Three runs of plain gradient descent, which start almost on the ridge that leads down into a saddle. There the slope "
    "fades and the error stands still, as if this were a minimum; but the smallest eigenvalue is negative. The "
    "distance from the ridge grows by the same factor with every step, so the wait is the logarithm of how near one began.",
    r"d_k = (1 + \eta\,|\lambda|)^k\, d_0 \quad\Rightarrow\quad \Delta k = \frac{\ln 100}{\ln (1 + \eta\,|\lambda|)}",
)
held_back("error_surfaces.ridge")

st.header("Why saddles rule in high dimension", anchor=False)
explain(
    "A critical point is a minimum only if **all** n eigenvalues of its Hessian are positive. Put a random symmetric "
    "matrix in the Hessian’s place. Were the signs coin tosses, all would be positive once in 2ⁿ. But eigenvalues repel "
    "each other, and it happens far more rarely. Blue dots: the share among the matrices drawn so far, with 95% "
    "intervals; nothing rarer than the red line can be seen in so many. Rings: matrices grown row by row, only from "
    "those still positive, which sees further (to a few per cent up to n = 10).",
    r"P_1 = \tfrac{1}{2}, \quad P_2 = \tfrac{2 - \sqrt{2}}{4}, \quad P_n \sim e^{-\frac{\ln 3}{4} n^2}",
)
chances("error_surfaces.goe")
st.caption(
    "The law for large n: [Dean & Majumdar 2006](https://arxiv.org/abs/cond-mat/0609651); the curve is drawn without its "
    "factor, so only the way it bends is to be compared. Matrices: Gaussian orthogonal ensemble."
)

st.header("The higher the error, the more ways down", anchor=False)
explain(
    "The Hessians of real surfaces are not centred on zero: at low error most directions lead up, at high error down. "
    "A shift of the whole spectrum by the error is the simplest model of that, and for some random surfaces the exact "
    "one. Every small dot is a critical point that Newton’s method found on such a surface just now. Below the threshold "
    "−1 there are only minima: what is left to be trapped in is nearly as good as the best.",
    r"\text{share} = \int_{-\infty}^{0} \frac{2}{\pi} \sqrt{1 - (\lambda + E)^2}\; d\lambda",
)
indices("error_surfaces.index")
st.caption(
    "The surface: the spherical spin glass with p = 3, with which Choromanska et al. compare deep networks; errors in "
    "units of its threshold, eigenvalues in units of the semicircle’s radius. In few dimensions dots scatter about the "
    "curve. [Auffinger, Ben Arous & Černý 2013](https://arxiv.org/abs/1003.1129), "
    "[Bray & Dean 2007](https://arxiv.org/abs/cond-mat/0611023), after which Dauphin et al. drew theirs."
)

st.header("What the literature claims", anchor=False)
st.markdown(CLAIMS)
player(swarm_film(swarm(80, 0.06, 140, 1)), key="error_surfaces.swarm")
st.caption(
    "Eighty random starts on E = ½(1 − w₁w₂)², the smallest linear network, that learns y = x. Every minimum is global; "
    "the only other critical point is the saddle at the origin."
)
