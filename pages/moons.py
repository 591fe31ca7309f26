"""Lecture, page 9: learning two noisy half-moons from mini-batches."""

import streamlit as st

from catalog import parameters
from lessons._text import letters
from lessons.moons import clouds
from lessons.moons.batches import cloud_film
from lessons.moons.comparisons import by_rule, by_size, rules_film, rules_words, sizes_film, sizes_words
from lessons.moons.race import race_film, race_words, rates_words
from lessons.moons.settings import Sizes, Smooth
from surfaces.noisy_moons import NoisyMoons
from ui.between import story
from ui.entrants import entrant_ids
from ui.lecture import lecture, section
from ui.lesson import controls, coordinates, optimizers, picture, presets, put, set_to, settings
from ui.once import once
from ui.page import try_this
from ui.widgets import BOUND, control, log_grid, setting

LINEUP = ["gradient_descent", "momentum", "adagrad", "rmsprop", "adam"]
WORDS = {"batch_size": "Batch size", "noise": "Noise", "seed": "Seed"}
DECLARED = {p.name: p for p in parameters(NoisyMoons)}
MOST = 8


def declared(name, key, default=None):
    """The widget of a parameter of the surface, called by its name and its symbol."""
    parameter = DECLARED[name]
    label = f"{WORDS[name]} {letters(parameter.symbol)}" if name in WORDS else ""
    return control(parameter, key, parameter.default if default is None else default, label)


def moons(seat, key, *names):
    """The chosen parameters of the surface, a widget each."""
    values = {}
    for column, name in zip(seat.columns(len(names), vertical_alignment="bottom"), names, strict=True):
        with column:
            values[name] = declared(name, f"{key}.{name}")
    return NoisyMoons(**values)


@section(
    "Two moons, two weights",
    "moons",
    "Every example is a point u of one of two noisy half-moons, with a label t, 1 or −1. The two weights stand for a "
    "line: examples on the side to which w points are taken for one moon, the rest for the other. The height of the "
    "surface at w is the mean loss of that line over all examples. Each step follows the gradient of only m of them, "
    "drawn anew and the same for all optimizers.",
    r"\begin{gathered} E(w) = \frac{1}{n} \sum_{i=1}^{n} \log\!\left(1 + e^{-t_i\, w^\top u_i}\right) \\[0.3em]"
    r"E_k(w) = \frac{1}{m} \sum_{i \in B_k} \log\!\left(1 + e^{-t_i\, w^\top u_i}\right) \end{gathered}",
)
def the_race(key):
    seat = controls(key)
    surface = moons(seat, key, "batch_size", "noise", "seed", "bias")
    wide, narrow = seat.columns([3, 1], vertical_alignment="bottom")
    with wide:
        slugs = optimizers(f"{key}.optimizers", LINEUP, entrant_ids([]), MOST)
    scale = narrow.select_slider(
        "All learning rates times", log_grid(0.1, 10.0), 1.0, setting, key=f"{key}.scale", **BOUND
    )
    try_this(
        ("One example a step", {f"{key}.batch_size": 1, f"{key}.scale": 1.0}),
        ("Hardly any noise", {f"{key}.batch_size": 100, f"{key}.scale": 1.0}),
        ("Clean moons", {f"{key}.noise": 0.05}),
        ("Large steps on small batches", {f"{key}.batch_size": 2, f"{key}.scale": 6.2}),
    )
    stage = st.container()
    start = coordinates(surface.domain, "xy", surface.start, key)
    with stage:
        st.markdown(once(race_words, surface, tuple(slugs), tuple(start), scale))
        picture(once(race_film, surface, slugs, start, scale), key=f"{key}.film", events=["start"],
               on_event=lambda event: put(key, "xy", (event["x"], event["y"])))  # fmt: skip
    st.caption(rates_words(slugs, scale))


@section(
    "What a mini-batch knows",
    "moons.cloud",
    "Stay at one place and draw one mini-batch after another. Each points somewhere else, but their mean is the "
    "gradient of all examples. How far they stray falls like 1/√m: a hundred times the work for a tenth of the noise. "
    "When m is no longer small beside n, it falls faster, for no example is drawn twice.",
    r"\begin{gathered} \mathbb{E}\,\nabla E_k = \nabla E \\[0.3em]"
    r"\sqrt{\mathbb{E}\,\lVert \nabla E_k - \nabla E \rVert^2} = "
    r"\frac{\sigma_1}{\sqrt m}\, \sqrt{\frac{n - m}{n - 1}} \end{gathered}",
)
def the_cloud(key):
    surface = moons(controls(key), key, "batch_size", "noise", "seed")
    stage = st.container()
    w = coordinates(surface.domain, "xy", (-1.5, -1.0), key)
    with stage:
        picture(once(cloud_film, surface, w), key=f"{key}.film", events=["handle", "start"],
               on_event=lambda event: put(key, "xy", (event["x"], event["y"])))  # fmt: skip


@section(
    "The cloud behind each step",
    "moons.steps",
    "**Drag m.** At every step the dots show where other mini-batches of the same size would have led at this rate. "
    "Far from the minimum the cloud of more than a few examples is small beside the step, and any mini-batch shows the "
    "way; single examples stray as far as the step is long. Near it the gradient of all examples fades, that of a "
    "mini-batch does not: the cloud takes over, and the run wanders in it.",
    r"w_{k+1} = w_k - \frac{\eta}{m} \sum_{i \in B_k} \nabla E^{(i)}(w_k)",
)
def cloud_behind(key):
    presets(clouds.Clouds, key)
    chosen = settings(clouds.Clouds, key)
    st.markdown(once(clouds.words, chosen))
    picture(once(clouds.clouds_film, chosen), key=f"{key}.film", events=["handle"],
            on_event=lambda event: set_to(clouds.Clouds, key, size=event["x"]))  # fmt: skip


@section(
    "Small batches, wide clouds",
    "moons.sizes",
    "Far away mini-batches mostly agree about the way, and the smallest are by far the cheapest. Near the minimum they "
    "disagree: a run at a constant rate does not settle there, but wanders about in a cloud. The smaller the batch and "
    "the larger the rate, the wider the cloud, once the run has arrived.",
    r"\lVert w_k - w^* \rVert_\mathrm{rms} \;\propto\; \sqrt{\frac{\eta}{m}} \qquad (\text{small } \eta,\; m \ll n)",
)
def sizes(key):
    presets(Sizes, key)
    chosen = settings(Sizes, key)
    runs = once(by_size, NoisyMoons(seed=chosen.seed), chosen.lr)
    st.markdown(once(sizes_words, runs))
    picture(once(sizes_film, runs), key=f"{key}.film")


@section(
    "Against the noise: momentum, or a rate that decays",
    "moons.smooth",
    "**Momentum** averages the gradients of many mini-batches, which makes its track smoother; but it remembers where "
    "it was going, and may run past the minimum. A **decaying rate** takes large steps as long as the way is clear, "
    "and small ones once only the noise is left. If it decays too soon, it does not arrive.",
    r"\begin{gathered} \Delta w_k = \beta\, \Delta w_{k-1} + (1 - \beta)\, \eta\, \nabla E_k \\[0.5em]"
    r"\eta_k = \frac{\eta}{1 + d\,(k - 1)} \end{gathered}",
)
def smooth_or_settle(key):
    presets(Smooth, key)
    chosen = settings(Smooth, key)
    runs = once(by_rule, NoisyMoons(batch_size=chosen.size), chosen.lr, chosen.beta, chosen.decay)
    st.markdown(once(rules_words, runs))
    picture(once(rules_film, runs), key=f"{key}.film")


lecture(
    "Mini-batches: noisy moons",
    "The surface is the mean loss of all examples, a step sees only its mini-batch. How far does that lead it astray?",
    the_race,
    the_cloud,
    cloud_behind,
    sizes,
    smooth_or_settle,
    story("moons"),
)
