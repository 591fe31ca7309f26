"""Networks, page 4: saddles and minima of small networks, measured."""

import streamlit as st

from lessons.stationary import linear, width
from lessons.stationary.linear import Linear, descend
from lessons.stationary.saddles import (
    BATCH,
    ENDINGS,
    FOUND,
    RACED,
    Hunt,
    endings,
    ends_film,
    ends_words,
    film,
    nearest,
    part_found,
    tally,
    verdict,
)
from lessons.stationary.search import merged
from optim import OPTIMIZERS
from ui.between import story
from ui.lecture import lecture, section
from ui.lesson import picture, presets, settings
from ui.work import again, work


@st.cache_data(max_entries=32, show_spinner=False)
def all_found(jobs, anew, _problem, _found):
    """What several parts of a search found, each point once."""
    return merged(_problem, _found)


@section(
    "Error and directions down",
    "stationary",
    "The **index** is the share of negative eigenvalues of the Hessian: 0 at a minimum, 1 at a maximum. Making ‖∇E‖² "
    "small from many starts finds saddles as well as minima. Dauphin et al. "
    "([2014](https://arxiv.org/abs/1406.2572)) found that the higher the error, the higher the index. The search takes "
    "random weights of many scales and places along training runs; what it finds is no fair sample of all there are.",
    r"\lVert \nabla E(w) \rVert \le 10^{-9}, \qquad \text{index} = \frac{\#\{\lambda_i < 0\}}{n}",
)
def hunt(key):
    presets(Hunt, key)
    chosen = settings(Hunt, key)
    problem = chosen.problem
    made = work(chosen.jobs, part_found, lambda job: f"{BATCH} starts", key, kept=400, recorded=FOUND)
    if not made:
        return
    anew = st.session_state.get(f"_{key}.anew")
    found = all_found(tuple(sorted(made)), anew, problem, [made[job] for job in sorted(made)])
    if not len(found.errors):
        st.info("No stationary point has been confirmed yet.")
        return
    st.markdown(verdict(found, BATCH * len(made)))
    at = f"{key}.chosen"
    pick = int(st.session_state.get(at, len(found.errors) // 2))

    def choose(event):
        if event.get("panel") == "points":
            st.session_state[at] = nearest(found, event["x"], event["y"])

    picture(film(found, min(pick, len(found.errors) - 1)), f"{key}.film", events=["start"], on_event=choose,
            beside=lambda: again(key))  # fmt: skip


@section(
    "Who ends in a saddle?",
    "stationary.ends",
    "Newton’s method may end at *any* point at which the gradient vanishes; saddle-free Newton takes the eigenvalues’ "
    "sizes and drops their signs; gradient descent with a small rate ends in a strict saddle from almost no start "
    "(Lee et al. [2016](https://arxiv.org/abs/1602.04915)). A hundred runs of each, from the starts that training "
    "uses, on the first network above: five units, c = 0.003.",
    r"-(\nabla^2 E)^{-1}\, \nabla E \qquad \text{or} \qquad -\lvert \nabla^2 E \rvert^{-1}\, \nabla E",
)
def ends(key):
    made = work(list(RACED), endings, lambda slug: OPTIMIZERS[slug].name, key, seconds=60.0, recorded=ENDINGS)
    if len(made) == len(RACED):
        counts = {slug: tally(made[slug]) for slug in RACED}
        st.markdown(ends_words(counts))
        picture(ends_film(counts), f"{key}.film", beside=lambda: again(key))


@section(
    "A linear network has no bad minima",
    "stationary.linear",
    "Baldi and Hornik ([1989](https://doi.org/10.1016/0893-6080(89)90014-2)) proved it for linear networks with one "
    "hidden layer and squared error, if no two principal directions of the task weigh alike: every critical point that "
    "is not the global minimum is a saddle: it keeps fewer of the principal directions than it could, or not the best.",
    r"E(W_1, W_2) = \frac{1}{N M} \sum_i \lVert W_2 W_1 x_i - t_i \rVert^2",
)
def baldi(key):
    presets(Linear, key)
    chosen = settings(Linear, key)
    t = descend(chosen)
    st.markdown(linear.verdict(chosen, t))
    picture(linear.film(chosen, t), f"{key}.film")


@section(
    "Width against bad minima",
    "stationary.width",
    "Do wider networks get stuck less often? Choromanska et al. ([2015](https://arxiv.org/abs/1412.0233)) argue that "
    "large networks have few bad minima, Swirszcz et al. ([2016](https://arxiv.org/abs/1611.06310)) show small ones "
    "that have. Adam trains XOR from two hundred starts at each width; a run that ends above the dashed line is stuck.",
    r"\text{stuck:} \quad E(w_K) > 0.05",
)
def widths(key):
    made = work(width.WIDTHS, width.losses, lambda h: f"{h} hidden units", key, seconds=60.0, recorded=width.LOSSES)
    if made:
        st.markdown(width.verdict(made))
        picture(width.film(made), f"{key}.film", beside=lambda: again(key))


lecture(
    "Saddles, measured",
    "What lies where a network’s gradient vanishes, minima or saddles? On a network that is small enough, every point "
    "that is found can be confirmed, and its curvatures counted.",
    hunt,
    ends,
    baldi,
    widths,
    story("stationary"),
)
