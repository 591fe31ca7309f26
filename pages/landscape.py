"""Networks, page 2: the loss on a plane through weight space, with all runs on it, and what the plane hides."""

import numpy as np
import streamlit as st

from figures import Racer
from lessons.landscape.film import landscape_film, line_film
from lessons.landscape.line import line, matched
from lessons.landscape.section import all_seen, plane_of
from lessons.landscape.section import section as losses_on
from lessons.landscape.settings import Landscape
from lessons.landscape.words import line_words, share_words, verdict
from lessons.training.settings import DATA_NAMES, LINEUP
from lessons.training.words import idle
from networks.perceptron import Perceptron
from optim import OPTIMIZERS, run
from ui.entrants import entrant_ids
from ui.lecture import lecture, section
from ui.lesson import controls, menu, picture, presets, settings
from ui.network import able_of, rule_controls
from ui.work import work

LINED = {rule.slug: rule for rule in LINEUP}
NAMES = {slug: OPTIMIZERS[slug].name for slug in entrant_ids([], OPTIMIZERS)}
POINTS = {slug: DATA_NAMES[slug] for slug in ("moons", "circles", "xor", "spirals")}


@st.cache_data(max_entries=16, show_spinner="Computing the plane …")
def seen_on(network, kind, rules, _problem, _tracks):
    """The plane, the loss on it, and every run as it shows them."""
    plane = plane_of(kind, list(_tracks.values()), _problem)
    return plane, losses_on(plane, list(_tracks.values()), _problem), all_seen(plane, _tracks, _problem)


@section(
    "The plane, and what it hides",
    "landscape",
    "Every point of the picture is a whole network. Two directions span the plane: those along which the runs **moved "
    "most**, their principal components; two **random** ones through the best end, scaled unit by unit to its weights "
    "(Li et al. [2018](https://arxiv.org/abs/1712.09913)); or those from the **start to two ends**, of one run to its "
    "middle and end. The origin o is the start w₀, or that end. A run is drawn at the plane’s point nearest to it; the "
    "dotted ring shows its distance, and its trail is faint where that is more than it has moved within the plane.",
    r"\begin{gathered} E(o + a\,u + b\,v) \\[0.4em] \text{share} = \frac{\sum_k \lVert P (w_k - w_0) \rVert^2}"
    r"{\sum_k \lVert w_k - w_0 \rVert^2} \end{gathered}",
    aside=True,
)
def on_plane(key):
    with st.sidebar:
        chosen = settings(Landscape, key, columns=2)
        problem = chosen.problem
        if still := idle(chosen.data, problem):
            st.caption(still)
        entrants = rule_controls(key, tuned=False)

    presets(Landscape, key)
    able = able_of(entrants, problem)
    jobs = {entrant.id: (chosen.network, entrant.rule) for entrant in able}
    made = work(
        list(dict.fromkeys(jobs.values())),
        lambda job: run(job[-1], problem, steps=chosen.steps, record_states=False).points,
        lambda job: f"training with {job[-1].name}",
        f"{key}.work",
        kept=24,
    )
    tracks = {id: made[job] for id, job in jobs.items() if job in made}
    if tracks:
        told = tuple(repr(entrant.rule) for entrant in able if entrant.id in tracks)
        plane, shown, runs = seen_on(chosen.network, chosen.plane, told, problem, tracks)
        racers = [Racer(e.id, e.name, e.color, e.dark) for e in able if e.id in tracks]
        st.markdown(verdict(plane, racers, tracks, runs))
        share = share_words(plane, list(tracks.values()))
        picture(landscape_film(plane, shown, racers, runs, share), key=f"{key}.film")


@st.cache_data(max_entries=32, show_spinner="Training …")
def ends_of(one, other, data, width, apart):
    """A network, the end of a rule's run, and that of another's, from the same start or from another one."""
    problem = Perceptron(data=data, n=200, width=width, depth=1)
    starts = problem.starts(2)
    first, second = (
        run(LINED.get(slug, OPTIMIZERS[slug]()), problem, start, 300, record_states=False).points[-1]
        for slug, start in ((one, starts[0]), (other, starts[int(apart)]))
    )
    return first, second


@section(
    "The line between two ends",
    "landscape.line",
    "Is there a hill between two networks that training has found? The loss along the straight line tells. Exchange "
    "two hidden units with all their weights, and it is the same network at another place: so the second network's "
    "units are first put into the order (and for tanh, given the signs) that brings it nearest to the first (Ainsworth "
    "et al. [2023](https://arxiv.org/abs/2209.04836)), and the line is drawn again.",
    r"\begin{gathered} \max_t \Big[ E\big((1-t)\,w + t\,w'\big) \\[0.2em]"
    r" - (1-t)\,E(w) - t\,E(w') \Big] \end{gathered}",
)
def between(key):
    a, b, c, d, e = controls(key).columns(5, vertical_alignment="bottom")
    with a:
        one = menu("First, trained by", NAMES, "adam", f"{key}.one")
    with b:
        other = menu("Second, trained by", NAMES, "adam", f"{key}.other")
    with c:
        data = menu("Data", POINTS, "moons", f"{key}.data")
    with d:
        width = int(menu("Units h", {str(h): str(h) for h in (2, 4, 8, 16, 32)}, "8", f"{key}.width"))
    with e:
        apart = st.toggle("From another start", True, key=f"{key}.apart", bind="query-params")
    problem = Perceptron(data=data, n=200, width=width, depth=1)
    if lacking := [NAMES[s] for s in (one, other) if OPTIMIZERS[s]().lacks(problem)]:
        st.info(f"{lacking[0]} cannot train this network.")
        return
    first, second = ends_of(one, other, data, width, apart)
    if np.array_equal(first, second):
        once = "One rule from one start ends once: both are the same network."
        st.info(once if one == other else "From one start both rules come to the same network, to the last digit.")
        return
    try:
        again = matched(problem.dense, first, second)
        lines = [line(problem, first, second), line(problem, first, again)]
        words = line_words(lines, float(problem.value(problem.start)))
    except ValueError:
        both = not (np.isfinite(first).all() or np.isfinite(second).all())
        st.info("Both runs diverged: they have no ends." if both else "One of the two runs diverged: it has no end.")
        return
    st.markdown(words)
    picture(line_film(problem, (first, second, again), lines), key=f"{key}.film")


lecture(
    "A network’s landscape",
    "A plane is a flat cut through the space of all weights. What does it show of a network’s loss and of the runs, "
    "and how much does it hide?",
    on_plane,
    between,
)
