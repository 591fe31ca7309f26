"""Lecture, page 5: decaying learning rates on the wells and in two dimensions, schedules side by side, and swept."""

import numpy as np
import streamlit as st

from lessons._text import number
from lessons.decay.escape import FINALS, RATES, SMALL, STEPS, WELLS, escape_film, escapes
from lessons.decay.plane import COUNT, DAMPINGS, FINAL, HIGHEST, SHOWN, plane_film, swarms
from lessons.decay.schedules import COLORS, STARTS, SWARM, ends, schedules_film, shares, sweep_film
from lessons.error_surfaces.probe import rounded
from optim import SCHEDULES
from ui.lesson import coordinates, explain, menu, picture, put
from ui.page import page, try_this
from ui.widgets import BOUND, clamped, log_grid
from ui.widgets import number as plain

ends, shares, swarms = (st.cache_data(max_entries=32, show_spinner=False)(heavy) for heavy in (ends, shares, swarms))
FIRST, LAST = "First rate $\\eta$", "Share of $\\eta$ that is left at the end"


def pace(key, lr=1.0):
    """Sliders for the first rate and for the share of it that is left at the end."""
    left, right = st.columns(2)
    lr = left.select_slider(FIRST, log_grid(*RATES), lr, plain, key=f"{key}.lr", **BOUND)
    return lr, right.select_slider(LAST, log_grid(*FINALS), 0.03, plain, key=f"{key}.final", **BOUND)


def dragging(key):
    """What sets the start on the wells from a handle or a click."""
    return lambda event: put(key, ["w_0"], [round(clamped(event["x"], *WELLS.domain[0]), 2)])


page(
    "Decaying learning rates",
    "Large steps leave narrow minima but come to rest nowhere. Small steps come to rest at once, wherever that is. "
    "A rate that decays does one after the other.",
)

st.header("Escape, then settle", anchor=False)
explain(
    "A minimum holds gradient descent only while η is below twice its own best rate: the narrower it is, the lower is "
    "that limit. A :blue[small] rate rests in the first minimum it meets. A :red[large] one is thrown out of every "
    "minimum, for ever. A rate that :violet[decays] comes under the limit of the widest minimum first; by the time "
    "the narrow ones could hold it too, it has settled. The dashed lines are the limits, and below the curve a "
    "minimum turns green when it begins to hold the decaying run.",
    r"\begin{gathered} w_{k+1} - w^* \approx \big(1 - \eta\, E''(w^*)\big)\,(w_k - w^*) \\[0.5em]"
    r" \eta < \frac{2}{E''(w^*)} = 2\,\eta_\mathrm{opt} \end{gathered}",
)


@st.fragment
def on_wells(key):
    lr, final = pace(key, 1.6)
    try_this(
        ("Out of every minimum", {f"{key}.lr": 1.6, f"{key}.final": 0.03}),
        ("Between the limits", {f"{key}.lr": 0.3, f"{key}.final": 0.1}),
        ("Too small to escape", {f"{key}.lr": 0.1, f"{key}.final": 0.1}),
        ("From far above", {f"{key}.lr": 3.0, f"{key}.final": 0.01}),
        ("Hardly any decay", {f"{key}.lr": 3.0, f"{key}.final": 0.51}),
    )
    seat, said = st.container(), st.container()
    (start,) = coordinates(WELLS.domain, ["w_0"], [-3.6], key)
    runs = escapes(lr, final, start)
    with seat:
        picture(escape_film(runs), key=f"{key}.film", events=["handle", "start"], on_event=dragging(key))
    ended = ((name, t.outcome, number(t.points[-1, 0]), number(t.values[-1])) for name, t in runs.items())
    rows = ["| {} | {} | {} | {} |".format(*row) for row in ended]
    said.markdown("\n".join([f"| | After {STEPS} steps | w | E |", "|:--|:--|--:|--:|", *rows]))


on_wells("decay.wells")

st.header("The same in two dimensions", anchor=False)
explain(
    "Divided by the Hessian’s |eigenvalues|, a step is as long as each minimum allows: all of them hold below 2, and "
    "none above. A little λ in the denominator tells them apart again, for the flat ones then hold first. So η starts "
    "above 2, leaves what is narrow, and decays. What it finds is the **flat** minimum, not always the deepest: on "
    "the six-hump camel the deepest two are narrow, and it misses both.",
    r"\begin{gathered} w_{k+1} = w_k - \eta_k\,\big(|H_k| + \lambda I\big)^{-1}\, \nabla E_k \\[0.5em]"
    r" \eta < 2 \left(1 + \frac{\lambda}{\lambda_\mathrm{max}(w^*)}\right) \end{gathered}",
)


@st.fragment
def on_planes(key):
    def place():
        put(key, "xy", SHOWN[st.session_state[f"{key}.surface"]].start)

    def click(event):
        put(key, "xy", rounded(SHOWN[slug], event["x"], event["y"]))

    columns = st.columns(3)
    with columns[0]:
        slug = menu("Surface", {slug: s.name for slug, s in SHOWN.items()}, "sharp_and_flat", f"{key}.surface", place)
    with columns[1]:
        lr = clamped(st.slider(FIRST, 1.0, HIGHEST, 4.0, 0.1, key=f"{key}.lr", **BOUND), 1.0, HIGHEST)
    with columns[2]:
        damping = clamped(st.slider(r"$\lambda$", *DAMPINGS, 1.0, 0.1, key=f"{key}.damping", **BOUND), *DAMPINGS)

    def setting(slug, lr, damping):
        x, y = SHOWN[slug].start
        return {f"{key}.surface": slug, f"{key}.lr": lr, f"{key}.damping": damping, f"{key}.x": x, f"{key}.y": y}

    try_this(
        ("A sharp and a flat minimum", setting("sharp_and_flat", 4.0, 1.0)),
        ("Without λ all are alike", setting("sharp_and_flat", 4.0, 0.0)),
        ("Many minima", setting("levy", 5.0, 3.0)),
        ("The deepest are narrow", setting("six_hump_camel", 4.0, 1.0)),
    )
    seat, said = st.container(), st.container()
    start = coordinates(SHOWN[slug].domain, "xy", SHOWN[slug].start, key)
    swarmed = swarms(slug, lr, damping)
    with seat:
        film = plane_film(SHOWN[slug], start, lr, damping, swarmed)
        picture(film, key=f"{key}.film", events=["start"], on_event=click)
    one, large, decaying = (f"{share:.0%}" for share in swarmed.settled.values())
    said.markdown(
        f"Of {COUNT} random starts, {one} have settled in the best minimum after {STEPS} steps at η = 1, {large} at "
        f"η = {number(lr)}, and **{decaying}** with a rate that decays from {number(lr)} to {number(FINAL * lr)}."
    )


on_planes("decay.plane")

st.header("Schedules side by side", anchor=False)
explain(
    "Six ways from the same first rate to the same last one, and no decay at all. 1/k and 1/k² fall at once and spend "
    "most of their steps small; the cosine and the straight line stay large for long and leave little time to settle; "
    "the steps wait at each level.",
    r"\begin{aligned} \text{linear:} \quad & \eta\,\big[1 - (1 - r)\,t/T\big] \\"
    r" 1/k \text{ and } 1/k^2 \text{:} \quad & \eta / (1 + d\,t), \;\; \eta / (1 + d\,t)^2 \\"
    r" \text{exponential, step:} \quad & \eta\,\gamma^{t}, \;\; \eta\,\gamma^{\lfloor t/s \rfloor} \\"
    r" \text{cosine:} \quad & \eta\,\big[r + \tfrac{1 - r}{2} (1 + \cos \pi t/T)\big] \end{aligned}",
)


@st.fragment
def on_schedules(key):
    lr, final = pace(key)
    seat = st.container()
    (start,) = coordinates(WELLS.domain, ["w_0"], [-3.6], key)
    with seat:
        picture(schedules_film(lr, final, start), key=f"{key}.film", events=["handle", "start"], on_event=dragging(key))


on_schedules("decay.schedules")

st.header("How often it finds the best minimum", anchor=False)
explain(
    f"One run proves nothing. Here {len(STARTS)} starts, evenly spread, run under every schedule and first rate, "
    f"{STEPS} steps each: on the left the share of them that has settled in the best minimum, on the right where each "
    "start ends under the chosen schedule. Below, the swarm at the chosen rate.",
    r"\text{share}(\eta) = \frac{1}{N} \sum_{i=1}^{N} \big[\, w_T(w_0^{(i)}, \eta) \text{ is at rest in } w^* \,\big]",
)


@st.fragment
def on_sweep(key):
    def click(event):
        options = np.array(log_grid(*RATES))
        st.session_state[f"{key}.lr"] = float(options[np.abs(np.log(options / max(event["x"], RATES[0]))).argmin()])
        if event["panel"] == "shares":
            row = int(clamped(round(event["y"]), 0, len(COLORS) - 1))
            st.session_state[f"{key}.schedule"] = list(COLORS)[row]

    slug = menu("Schedule", {slug: SCHEDULES[slug].name for slug in COLORS}, "cosine", f"{key}.schedule")
    lr, final = pace(key)
    try_this(
        ("Constant and small", {f"{key}.schedule": "constant", f"{key}.lr": SMALL}),
        ("Constant, in the window", {f"{key}.schedule": "constant", f"{key}.lr": 0.43}),
        ("Constant and large", {f"{key}.schedule": "constant", f"{key}.lr": 1.0}),
        ("Cosine", {f"{key}.schedule": "cosine", f"{key}.lr": 1.0}),
        ("1/k", {f"{key}.schedule": "inverse", f"{key}.lr": 1.0}),
    )
    share = shares(final)
    film = sweep_film(slug, lr, final, share, ends(slug, final))
    picture(film, key=f"{key}.film", events=["start"], on_event=click)
    caught = film.tracks[0].channels["share"][-1]
    st.markdown(
        f"{SCHEDULES[slug].name} from η = {number(lr)}: {caught:.0%} of {len(SWARM)} starts are in the best "
        f"minimum after {STEPS} steps. Averaged over all first rates, so many of the starts get there: "
        + ", ".join(f"{SCHEDULES[s].name} {row.mean():.0%}" for s, row in zip(COLORS, share, strict=True))
        + "."
    )


on_sweep("decay.sweep")
