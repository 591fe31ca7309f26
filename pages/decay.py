"""Lecture, page 5: decaying learning rates on the wells and in two dimensions, schedules side by side, and swept."""

import streamlit as st

from lessons.decay import drawn, escape, plane, schedules
from lessons.decay.escape import START, WELLS, Escape, escape_film, escapes
from lessons.decay.plane import SHOWN, Planes, plane_film, swarms
from lessons.decay.schedules import COLORS, STARTS, STEPS, SideBySide, Swept, ends, schedules_film, shares, sweep_film
from lessons.error_surfaces.local import rounded
from ui.lecture import lecture, section
from ui.lesson import coordinates, picture, presets, put, set_to, settings
from ui.once import once
from ui.widgets import clamped


def dragging(key):
    """What sets the start on the wells from a handle or a click."""
    return lambda event: put(key, ["w_0"], [round(clamped(event["x"], *WELLS.domain[0]), 2)])


@section(
    "Escape, then settle",
    "decay.wells",
    "A minimum holds gradient descent only while η is below twice its own best rate, 2/E″: the narrower it is, the "
    "lower is that limit. A :blue[small] rate rests in a minimum that it meets, a :red[constant one] above every limit "
    "in none. A rate that :violet[decays] comes under the limit of the widest minimum first, and may have settled "
    "there by the time that the narrow ones could hold it.",
    r"\begin{gathered} w_{k+1} - w^* \approx \big(1 - \eta\, E''(w^*)\big)\,(w_k - w^*) \\[0.5em]"
    r" \eta < \frac{2}{E''(w^*)} = 2\,\eta_\mathrm{opt} \end{gathered}",
)
def on_wells(key):
    presets(Escape, key)
    chosen = settings(Escape, key)
    said, seat, tables = st.empty(), st.container(), st.columns([3, 2], gap="large")
    (start,) = coordinates(WELLS.domain, ["w_0"], [START], key)
    runs = once(escapes, chosen.lr, chosen.final, start)
    said.markdown(once(escape.verdict, chosen, runs))
    with seat:
        picture(once(escape_film, chosen, runs), key=f"{key}.film", events=["handle", "start"], on_event=dragging(key))
    tables[0].markdown(escape.table(chosen, runs))
    tables[1].markdown(escape.limits_table())


@section(
    "Draw the rate yourself",
    "decay.drawn",
    "Drag the six points: the rate is straight on the log scale from each to the next, and 96 starts run under it at "
    "once. Large steps throw them out of every well. Between the others’ limits and its own only the best minimum can "
    "hold a run: **a rate that decays too soon loses**, as it is under the others’ limits before all are in the best "
    "one.",
    r"\begin{gathered} \eta_k \text{ between } \max_{\text{others}} \frac{2}{E''(w)} \text{ and } \frac{2}{E''(w^*)}:"
    r" \\[0.4em] \text{only } w^* \text{ can hold a run} \end{gathered}",
)
def on_drawn(key):
    presets(drawn.Rates, key)
    said, seat = st.empty(), st.container()
    with st.expander("The points, typed"):
        chosen = settings(drawn.Rates, key)
    said.markdown(drawn.words(chosen))
    with seat:
        picture(once(drawn.drawn_film, chosen), key=f"{key}.film", events=["handle"],
                on_event=lambda event: set_to(drawn.Rates, key, **{event["id"]: event["y"]}))  # fmt: skip


@section(
    "The same in two dimensions",
    "decay.plane",
    "Divided by the Hessian’s |eigenvalues|, a step is as long as each minimum allows: all of them hold below 2, and "
    "none above. A damping μ in the denominator tells them apart again, for the flat ones then hold first. Let η start "
    "above 2, and decay. The deepest minimum is not always the flattest.",
    r"\begin{gathered} w_{k+1} = w_k - \eta_k\,\big(|H_k| + \mu I\big)^{-1}\, \nabla E_k \\[0.5em]"
    r" \eta < 2 \left(1 + \frac{\mu}{\lambda_\mathrm{max}(w^*)}\right) \end{gathered}",
)
def on_planes(key):
    def place():
        put(key, "xy", SHOWN[st.session_state[f"{key}.surface"]].start)

    def click(event):
        put(key, "xy", rounded(SHOWN[slug], event["x"], event["y"]))

    presets(Planes, key)
    chosen = settings(Planes, key, {"surface": place})
    slug, lr, damping = chosen.surface, chosen.lr, chosen.damping
    swarmed = once(swarms, slug, lr, damping)
    st.markdown(once(plane.verdict, chosen, swarmed))
    seat = st.container()
    start = coordinates(SHOWN[slug].domain, "xy", SHOWN[slug].start, key)
    with seat:
        film = once(plane_film, SHOWN[slug], start, lr, damping, swarmed)
        picture(film, key=f"{key}.film", events=["start"], on_event=click)


@section(
    "Schedules side by side",
    "decay.schedules",
    "Six ways from the same first rate to the same last one, and no decay at all. Where little is left, 1/k and 1/k² "
    "fall the soonest; the cosine and the straight line stay large for longer; the steps wait at each level.",
    r"\begin{aligned} \text{linear:} \quad & \eta\,\big[1 - (1 - r)\,t/T\big] \\"
    r" 1/k \text{ and } 1/k^2 \text{:} \quad & \eta / (1 + d\,t), \;\; \eta / (1 + d\,t)^2 \\"
    r" \text{exponential, step:} \quad & \eta\,\gamma^{t}, \;\; \eta\,\gamma^{\lfloor t/s \rfloor} \\"
    r" \text{cosine:} \quad & \eta\,\big[r + \tfrac{1 - r}{2} (1 + \cos \pi t/T)\big] \end{aligned}",
)
def on_schedules(key):
    presets(SideBySide, key)
    chosen = settings(SideBySide, key)
    st.markdown(once(schedules.pace_verdict, chosen))
    seat = st.container()
    (start,) = coordinates(WELLS.domain, ["w_0"], [START], key)
    with seat:
        film = once(schedules_film, chosen.lr, chosen.final, start)
        picture(film, key=f"{key}.film", events=["handle", "start"], on_event=dragging(key))


@section(
    "How often it finds the best minimum",
    "decay.sweep",
    f"One run proves nothing. Here {len(STARTS)} starts, evenly spread, run under every schedule and first rate, "
    f"{STEPS} steps each. First comes the share of them that has settled in the best minimum, then where each start "
    "ends under the chosen schedule, and last the swarm at the chosen rate.",
    r"\text{share}(\eta) = \frac{1}{N} \sum_{i=1}^{N} \big[\, w_T(w_0^{(i)}, \eta) \text{ is at rest in } w^* \,\big]",
)
def on_sweep(key):
    def click(event):
        set_to(Swept, key, lr=event["x"])
        if event["panel"] == "shares":
            row = int(clamped(round(event["y"]), 0, len(COLORS) - 1))
            st.session_state[f"{key}.schedule"] = list(COLORS)[row]

    presets(Swept, key)
    chosen = settings(Swept, key)
    share = once(shares, chosen.final)
    st.markdown(once(schedules.sweep_verdict, chosen, share))
    ended = once(ends, chosen.schedule, chosen.final)
    film = once(sweep_film, chosen.schedule, chosen.lr, chosen.final, share, ended)
    picture(film, key=f"{key}.film", events=["start"], on_event=click)


lecture(
    "Decaying learning rates",
    "Steps too long for a minimum leave it, and small ones rest in one of the first they meet. Can a rate that decays "
    "leave the narrow minima, then rest in the best?",
    on_wells,
    on_drawn,
    on_planes,
    on_schedules,
    on_sweep,
)
