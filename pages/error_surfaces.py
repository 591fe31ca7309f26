"""Lecture, page 1: critical points, convexity, what a saddle does to gradient descent, and why saddles rule."""

import numpy as np
import streamlit as st

from lessons._text import latex, matrix
from lessons.error_surfaces import convexity, critical, local, one_by_one, saddles, spin_glass
from lessons.error_surfaces.convexity import Convexity, chord_film, telling_chord
from lessons.error_surfaces.one_by_one import MOST, OneByOne
from lessons.error_surfaces.probe import Probe, critical_table, probe_film, snapped, telling
from lessons.error_surfaces.random_hessians import COUNTS, chance_film, grown, tally
from lessons.error_surfaces.saddles import Waiting, swarm, swarm_film, waiting_film
from lessons.error_surfaces.spin_glass import Indices, shift_film
from surfaces import SURFACES
from ui.lecture import lecture, section
from ui.lesson import controls, coordinates, picture, presets, put, settings
from ui.widgets import BOUND, clamped

tally, grown, swarm, shift_film = (
    st.cache_data(max_entries=16, show_spinner=False)(heavy) for heavy in (tally, grown, swarm, shift_film)
)


def chosen(key):
    return SURFACES[st.session_state[f"{key}.surface"]]()


@section(
    "Around a point",
    "error_surfaces",
    "The **gradient** points uphill, perpendicular to the contour. The **Hessian**’s eigenvectors are the directions "
    "in which the surface bends most and least, its eigenvalues say how much: :blue[up], :red[down] or :gray[not at "
    "all]. Where the gradient is zero, their signs tell a minimum from a maximum and a saddle, unless an eigenvalue "
    "is zero.",
    r"E(w + \delta) \approx E(w) + \nabla E^\top \delta + \tfrac{1}{2}\, \delta^\top H\, \delta",
)
def around_a_point(key):
    def place():
        put(key, "xy", telling(chosen(key)))

    presets(Probe, key)
    surface = SURFACES[settings(Probe, key, {"surface": place}).surface]()
    told, seat = st.empty(), st.container()
    numbers = st.container(horizontal=True, vertical_alignment="center")
    here = local.local(surface, coordinates(surface.domain, "xy", telling(surface), key))
    for formula in (
        rf"w = {matrix(here.point[:, None])}",
        rf"\nabla E = {matrix(here.gradient[:, None])}",
        rf"H = {matrix(here.hessian)}",
        rf"\lambda_1 = {latex(here.eigenvalues[0])}, \; \lambda_2 = {latex(here.eigenvalues[1])}",
    ):
        numbers.latex(formula, width="content")
    told.markdown(local.verdict(here))
    with seat:
        picture(probe_film(surface, here.point), f"{key}.probe", events=["handle", "start"],
               on_event=lambda event: put(key, "xy", snapped(surface, event["x"], event["y"])))  # fmt: skip
    with st.expander(f"Critical points of {surface.name}"):
        st.markdown(critical.verdict(surface))
        table, digits = critical_table(surface), st.column_config.NumberColumn(format="%.4g")
        st.dataframe(table, hide_index=True, column_config=dict.fromkeys(table, digits) | {"Kind": "Kind"})


@section(
    "Convex or not",
    "error_surfaces.chord",
    "A surface is convex if it nowhere rises above a **chord**. For a smooth one two other definitions say the same: "
    "it nowhere falls below a **tangent**, and its **Hessian** has nowhere a negative eigenvalue. Then every minimum "
    "is global. Guarantees are mostly proved for convex errors, where proofs are at hand, as one looks for lost keys "
    "under the streetlight. The error of a network with a hidden layer, even of two weights, is not convex.",
    r"\begin{aligned} E\big((1 - t)\,a + t\,b\big) &\le (1 - t)\, E(a) + t\, E(b) \\[0.2em]"
    r" E(b) &\ge E(a) + \nabla E(a)^\top (b - a) \\[0.2em] H(w) &\succeq 0 \end{aligned}",
)
def convex_or_not(key):
    ends = ("a_1", "a_2", "b_1", "b_2")

    def place():
        put(key, ends, np.concatenate(telling_chord(chosen(key))))

    presets(Convexity, key)
    surface = SURFACES[settings(Convexity, key, {"surface": place}).surface]()
    said, seat = st.empty(), st.container()
    points = coordinates(surface.domain, ends, np.concatenate(telling_chord(surface)), key)
    said.markdown(convexity.verdict(surface, points[:2], points[2:]))

    def move(event):
        if event["id"] in ("a", "b"):
            put(key, (f"{event['id']}_1", f"{event['id']}_2"), local.rounded(surface, event["x"], event["y"]))

    with seat:
        picture(chord_film(surface, points[:2], points[2:]), key=f"{key}.film", events=["handle"], on_event=move)


@section(
    "A saddle holds gradient descent back",
    "error_surfaces.ridge",
    "Three runs start almost on the ridge that leads down into a saddle. There the slope fades and the error stands "
    "still, as at a minimum. Close to a saddle whose smallest eigenvalue λ is negative, each step multiplies the "
    "distance d from the ridge by about the same factor: 100 times nearer costs the same number of steps again.",
    r"d_k = (1 + \eta\,|\lambda|)^k\, d_0 \quad\Rightarrow\quad \Delta k = \frac{\ln 100}{\ln (1 + \eta\,|\lambda|)}",
)
def held_back(key):
    waiting = settings(Waiting, key)
    st.markdown(saddles.verdict(waiting))
    picture(waiting_film(waiting.surface, waiting.lr), key=f"{key}.film")


@section(
    "One dimension after another",
    "error_surfaces.added",
    "At a stationary point every dimension adds a parabola, :blue[up] or :red[down]. For a minimum all have to point "
    "up. Draw points, and count how many are minima. What has a way down keeps it, whatever is added: one red parabola "
    "is enough to be no minimum.",
    r"P(\text{minimum}) = \Big(\tfrac{1}{2}\Big)^{n} \quad \text{if the signs are coin tosses}",
)
def added(key):
    presets(OneByOne, key)
    chosen = settings(OneByOne, key)
    count = int(clamped(st.session_state.get(f"{key}.count", 1), 1, MOST))

    def more(by):
        st.session_state[f"{key}.count"] = min(count + by, MOST) if by else 1

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Draw a point", key=f"{key}.one", on_click=more, args=(1,), icon=":material/add:", type="primary",
                  disabled=count >= MOST)  # fmt: skip
        st.button("Draw fifty", key=f"{key}.fifty", on_click=more, args=(50,), disabled=count >= MOST)
        st.button("Begin again", key=f"{key}.none", on_click=more, args=(0,))
    st.markdown(one_by_one.words(chosen, count))
    picture(one_by_one.one_by_one_film(chosen, count), key=f"{key}.film{count}")


@section(
    "Why saddles rule in high dimension",
    "error_surfaces.goe",
    "A minimum needs **all** n eigenvalues positive. Put a random symmetric matrix in the Hessian’s place: were the "
    "signs coin tosses, all would be positive once in 2ⁿ. But eigenvalues repel each other: it is far rarer.",
    r"P_1 = \tfrac{1}{2}, \qquad P_2 = \tfrac{2 - \sqrt{2}}{4}, \qquad \ln P_n \sim -\tfrac{\ln 3}{4}\, n^2",
)
def chances(key):
    columns = controls(key).columns(3, vertical_alignment="bottom")
    n = columns[0].slider("Dimension n of the 40 matrices", 1, 20, 4, key=f"{key}.n", **BOUND)
    count = columns[1].select_slider("Matrices drawn to count", COUNTS, 100_000, "{:,}".format, key=f"{key}.count",
                                     **BOUND)  # fmt: skip
    seed = int(clamped(columns[2].number_input("Seed", 0, 9999, 1, key=f"{key}.seed", **BOUND), 0, 9999))
    picture(chance_film(tally(count, seed), grown(seed), int(clamped(n, 1, 20)), seed), key=f"{key}.film")
    st.caption(
        "Blue: the share among the matrices drawn so far, with its 95% interval; red: the least share that can be "
        "seen, one in all that were drawn. Rings: matrices grown row by row from those still positive, which sees "
        "further, as a rule to within a tenth up to n = 8. Dashed: the law for large n without its factor, of [Dean & "
        "Majumdar 2006](https://arxiv.org/abs/cond-mat/0609651). Matrices of the Gaussian orthogonal ensemble."
    )


@section(
    "The higher the error, the more ways down",
    "error_surfaces.index",
    "The spectrum of a real Hessian shifts with the error: low down most directions lead up, high up they lead down. "
    "Every small dot is a critical point of a random surface. For n → ∞ the share of directions that lead down is zero "
    "up to the error −1, and the lowest error of all is −1.015: what could trap a run is then nearly as good as the "
    "best.",
    r"\text{share} = \int_{-\infty}^{0} \frac{2}{\pi} \sqrt{1 - (\lambda + E)^2}\; d\lambda",
)
def indices(key):
    n = settings(Indices, key).n
    st.markdown(spin_glass.verdict(spin_glass.drawn(n)))
    picture(shift_film(n, 1), key=f"{key}.film")
    st.caption(
        "The surface: the spherical spin glass with p = 3, with which Choromanska et al. compare deep networks. "
        "Errors in units of its threshold, eigenvalues in units of the semicircle’s radius; the fewer dimensions, the "
        "wider the dots scatter. [Auffinger, Ben Arous & Černý 2013](https://arxiv.org/abs/1003.1129); for Gaussian "
        "fields [Bray & Dean 2007](https://arxiv.org/abs/cond-mat/0611023), whom Dauphin et al. follow."
    )


@section(
    "What the literature claims",
    "error_surfaces.swarm",
    "A linear network with one hidden layer and squared error has no local minimum but global ones ([Baldi & Hornik "
    "1989](https://doi.org/10.1016/0893-6080(89)90014-2)): here, live. In many dimensions critical points of high "
    "error are saddles ([Dauphin et al. 2014](https://arxiv.org/abs/1406.2572)). Under strong assumptions of "
    "independence the local minima of a rectifier network crowd just above the lowest error ([Choromanska et al. "
    "2015](https://arxiv.org/abs/1412.0233)). No law without its assumptions: some data sets and initialisations do "
    "end in bad local minima ([Swirszcz et al. 2016](https://arxiv.org/abs/1611.06310)).",
    r"E = \tfrac{1}{2}\,(1 - w_1 w_2)^2",
)
def literature(key):
    picture(swarm_film(swarm(80, 0.06, 140, 1)), key=key)
    st.caption(
        "Eighty random starts on E = ½(1 − w₁w₂)², the smallest linear network, which learns y = x. Every minimum is "
        "global; the only other critical point is the saddle at the origin."
    )


lecture(
    "Error surfaces and saddle points",
    "Where the gradient vanishes, is it a minimum, a maximum or a saddle? The Hessian, the matrix of second "
    "derivatives, mostly decides. On random surfaces of many dimensions it is almost always a saddle.",
    around_a_point,
    convex_or_not,
    held_back,
    added,
    chances,
    indices,
    literature,
)
