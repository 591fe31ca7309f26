"""Lecture, page 4: Newton's method, the signs it depends on, what it costs, and what learns the Hessian instead."""

import streamlit as st

from lessons._claims import percent
from lessons.error_surfaces.local import rounded
from lessons.newton import damping, starts
from lessons.newton.curves import CURVES, STARTS, Curves, curves_film, verdict
from lessons.newton.hessian_cost import Cost, cost_film
from lessons.newton.models import Plane, model_film
from lessons.newton.quasi_newton import SHOWN as LEARNED
from lessons.newton.quasi_newton import Learning, learning_film
from lessons.newton.quasi_newton import verdict as learned
from lessons.newton.signs import SHOWN, Signs, runs_from, signs_film, table
from lessons.newton.signs import STARTS as SIGNS_STARTS
from optim._outcome_rest import REST
from surfaces import SURFACES
from ui.between import prediction
from ui.lecture import lecture, section
from ui.lesson import coordinates, picture, presets, put, settings
from ui.once import once

PLACES = ("w_1", "w_2", "w_3")  # the starts on the three curves


def beginning(surface):
    """Where Newton’s method starts on a surface that has just come up."""
    return (4.8, 4.6) if surface.slug == "himmelblau" else surface.start


@section(
    "Trust the parabola",
    "newton.curve",
    "Around a point a curve looks like the parabola of the same height, slope and curvature. Newton’s method goes to "
    "its vertex, drops onto the curve and fits the next one. On a **parabola** one step of η = 1 is enough. On a "
    "**convex** curve with E″(w*) > 0 and at η = 1 the number of right digits about doubles with every step once it is "
    "close, on this one it triples; from too far out it overshoots. Where a curve bends :red[down] the vertex is a "
    "maximum, and the method climbs to it: all it looks for is a slope of zero. A run has **converged** at the step "
    f"from which on it stays within {percent(REST, 2)} of the picture’s width of a minimum.",
    r"\begin{gathered} w_{k+1} = w_k - \eta\, \frac{E'(w_k)}{E''(w_k)} \\[0.6em]"
    r" w_{k+1} - w^* \approx (1 - \eta)\,(w_k - w^*) \end{gathered}",
)
def on_curves(key):
    def drag(event):
        put(key, [PLACES[list(CURVES).index(event["panel"])]], [round(event["x"], 2)])

    presets(Curves, key)
    chosen = settings(Curves, key)
    said, seat = st.empty(), st.container()
    begun = coordinates([surface.domain[0] for surface in CURVES.values()], PLACES, list(STARTS.values()), key)
    said.markdown(once(verdict, chosen, begun[0], begun[2]))
    with seat:
        film = once(curves_film, dict(zip(CURVES, begun, strict=True)), chosen.lr)
        picture(film, key=f"{key}.film", events=["handle", "start"], on_event=drag)


@section(
    "Trust the ellipse",
    "newton.plane",
    "On a surface the model’s contours are conic sections, and the step goes to their centre. Two positive eigenvalues "
    "make :blue[ellipses] around a minimum, two negative ones :red[ellipses] around a maximum, one of each "
    "makes :violet[hyperbolas] around a saddle. Newton’s method heads for the centre of any of them.",
    r"\begin{gathered} q(w_k + \delta) = E_k + \nabla E_k^\top \delta + \tfrac{1}{2}\, \delta^\top H_k\, \delta"
    r" \\[0.6em] w_{k+1} = w_k - \eta\, H_k^{-1}\, \nabla E_k \end{gathered}",
)
def on_surfaces(key):
    def place():
        put(key, "xy", beginning(SURFACES[st.session_state[f"{key}.surface"]]))

    def click(event):
        put(key, "xy", rounded(surface, event["x"], event["y"]))

    presets(Plane, key)
    chosen = settings(Plane, key, {"surface": place})
    surface = SURFACES[chosen.surface]()
    seat = st.container()
    start = coordinates(surface.domain, "xy", beginning(surface), key)
    with seat:
        picture(once(model_film, surface, start, chosen.lr), key=f"{key}.film", events=["start"], on_event=click)


@section(
    "Where it ends, from everywhere",
    "newton.starts",
    "Every point of the plane is painted by where the run from there ends: :blue[blue] and :green[green] at a minimum, "
    ":violet[violet] at a saddle, :red[red] at a maximum, bare at none in the picture. **Drag the start**, or move η. "
    "Near a stationary point of any kind Newton’s method goes there, for η below 2. With |λᵢ| in place of λᵢ saddles "
    "and maxima repel.",
    r"\begin{gathered} \text{Newton:} \quad w \leftarrow w - \eta\, H^{-1}\, \nabla E \\[0.4em]"
    r" \text{saddle-free:} \quad w \leftarrow w - \eta\, (|H| + \mu I)^{-1}\, \nabla E \end{gathered}",
)
def from_everywhere(key):
    def place():
        put(key, "xy", starts.start_on(st.session_state[f"{key}.surface"]))

    presets(starts.Starts, key)
    chosen = settings(starts.Starts, key, {"surface": place})
    said, seat = st.empty(), st.container()
    surface = SURFACES[chosen.surface]()
    start = coordinates(surface.domain, "xy", starts.start_on(chosen.surface), key)
    said.markdown(once(starts.words, chosen))
    with seat:
        picture(once(starts.starts_film, chosen, start), key=f"{key}.film", events=["start"],
                on_event=lambda event: put(key, "xy", (event["x"], event["y"])))  # fmt: skip


@section(
    "The Hessian’s signs decide",
    "newton.signs",
    "Along each eigenvector Newton’s method divides the slope by the eigenvalue, sign and all: along a negative one it "
    "goes **up**, towards the saddle. Saddle-free Newton divides by |λᵢ|, here plus 1. Levenberg–Marquardt adds a "
    "damping μ, which grows when a step would lead up and falls when it does not; on Beale, a sum of squares, it takes "
    "JᵀJ for H. Every step that does not raise E is taken, even one that ends in the saddle.",
    r"\begin{gathered} \delta = -\sum_i c_i\,(v_i^\top \nabla E)\,v_i \\[0.4em]"
    r" c_i = \underbrace{\frac{1}{\lambda_i}}_{\text{Newton}}, \;\; \underbrace{\frac{1}{|\lambda_i| + 1}}"
    r"_{\text{saddle-free}}, \;\; \underbrace{\frac{1}{\lambda_i + \mu}}_{\text{damped}},"
    r" \;\; \underbrace{\;\eta\;}_{\text{descent}} \\[0.4em] \text{with residuals: }"
    r" \delta = -(J^\top J + \mu I)^{-1} J^\top r \end{gathered}",
)
def on_signs(key):
    names = ("x_1", "y_1", "x_2", "y_2")

    def click(event):
        slug = event["panel"]
        i = 2 * list(SHOWN).index(slug)
        put(key, names[i : i + 2], rounded(SHOWN[slug], event["x"], event["y"]))

    presets(Signs, key)
    chosen = settings(Signs, key)
    seat, said = st.container(), st.container()
    domain = [side for surface in SHOWN.values() for side in surface.domain]
    labels = [f"w{i} on {name}" for name in ("the saddle", "Beale") for i in "₁₂"]
    flat = coordinates(domain, names, [c for start in SIGNS_STARTS.values() for c in start], key, labels)
    begun = {slug: flat[2 * i : 2 * i + 2] for i, slug in enumerate(SHOWN)}
    runs = once(runs_from, begun, chosen.damping, chosen.lr)
    with seat:
        picture(once(signs_film, runs), key=f"{key}.film", events=["start"], on_event=click)
    said.markdown(once(table, runs))


@section(
    "The Jacobian is the point",
    "newton.damping",
    "Where the error is a sum of squares, E = Σ rᵢ², the **Jacobian** J of the residuals gives, without one second "
    "derivative, JᵀJ: half the Hessian but for a part that is small where the residuals are small. It has no negative "
    "eigenvalue. **Levenberg–Marquardt** adds a damping: near 0 the step is Gauss–Newton’s, a large one turns it "
    "straight down and makes it short.",
    r"\begin{gathered} \tfrac{1}{2} H = J^\top J + \textstyle\sum_i r_i \nabla^2 r_i \\[0.4em]"
    r" \delta = -(J^\top J + \mu I)^{-1} J^\top r \\[0.4em] \mu \to \infty: \quad"
    r" \delta \approx -\tfrac{1}{2\mu} \nabla E \end{gathered}",
)
def on_damping(key):
    said, seat = st.empty(), st.container()
    start = coordinates(damping.DOMAIN, "xy", damping.START, key)
    said.markdown(once(damping.words, start))
    with seat:
        picture(once(damping.damping_film, start), key=f"{key}.film", events=["start"],
                on_event=lambda event: put(key, "xy", (round(event["x"], 3), round(event["y"], 3))))  # fmt: skip


@section(
    "What it costs",
    "newton.cost",
    "A Hessian of n parameters has n² numbers: 10¹⁰ of them for 10⁵ parameters, which is 80 GB, and they change with "
    "every step. To solve with it takes about n³/3 operations, 3·10¹⁴, and to **invert** it n³. A **block** Hessian, "
    "of each layer or unit by itself, keeps only nb numbers for blocks of b; it forgets how the blocks depend on each "
    "other. BFGS keeps as many numbers as the Hessian, L-BFGS only its last m steps and what each did to the "
    "gradient. So large networks are mostly trained with first derivatives alone.",
    r"\begin{gathered} n = 10^5: \quad n^2 = 10^{10}, \quad \tfrac{1}{3} n^3 \approx 3 \cdot 10^{14} \\[0.4em]"
    r" b = 100: \quad n b = 10^7, \quad \tfrac{1}{3} n b^2 \approx 3 \cdot 10^{8} \\[0.4em]"
    r" m = 10: \quad 2mn = 2 \cdot 10^6 \end{gathered}",
)
def on_cost(key):
    picture(once(cost_film, settings(Cost, key).m), key=f"{key}.film")


@section(
    "Learning the Hessian from gradients",
    "newton.learning",
    "Every step s shows by how much the gradient changes along it, y: a piece of the Hessian, at no further cost. "
    "BFGS keeps an estimate that explains the newest pair and otherwise changes as little as it can. Its ellipse "
    "starts round; what it learns of the true one it learns without a second derivative. L-BFGS makes an estimate "
    "from its last m pairs, and with m = 1 it forgets one direction while it learns the other.",
    r"\begin{gathered} B_{k+1}\, y_k = s_k \\[0.4em] s_k = w_{k+1} - w_k, \quad y_k = \nabla E_{k+1} - \nabla E_k"
    r" \end{gathered}",
)
def on_learning(key):
    def place():
        put(key, "xy", LEARNED[st.session_state[f"{key}.surface"]].start)

    def click(event):
        put(key, "xy", rounded(LEARNED[slug], event["x"], event["y"]))

    presets(Learning, key)
    chosen = settings(Learning, key, {"surface": place})
    slug = chosen.surface
    said, seat = st.empty(), st.container()
    start = coordinates(LEARNED[slug].domain, "xy", LEARNED[slug].start, key)
    said.markdown(once(learned, LEARNED[slug], start, chosen.m))
    with seat:
        picture(
            once(learning_film, LEARNED[slug], start, chosen.m), key=f"{key}.film", events=["start"], on_event=click
        )


lecture(
    "Newton’s method",
    "The gradient says which way is down, the curvature says how far. Newton’s method asks for both, and trusts the "
    "parabola that they describe: where does that lead?",
    on_curves,
    on_surfaces,
    from_everywhere,
    on_signs,
    on_damping,
    on_cost,
    on_learning,
    prediction("newton"),
)
