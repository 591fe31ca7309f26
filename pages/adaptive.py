"""Lecture, page 8: rates that adapt to each coordinate: where they come from, what becomes of them, what ε does."""

import streamlit as st

from lessons.adaptive import stream
from lessons.adaptive.adam_steps import correction_film, correction_words, eps_film, eps_words
from lessons.adaptive.rates import dying_film, noisy_pair, noisy_words, rates_film, rates_words
from lessons.adaptive.settings import Correction, Epsilon, Noisy, Rates
from ui.between import prediction
from ui.lecture import lecture, section
from ui.lesson import optimizers, picture, presets, set_to, settings
from ui.once import once


@section(
    "One stream of gradients",
    "adaptive.stream",
    "**Drag the levels** of the gradient: every rule hears the same stream, and this is the step it makes of it, to be "
    "subtracted. The second coordinate hears it a hundred times more softly. Momentum passes that on; a rule that "
    "divides each coordinate by the size of its past gradients does not, as long as ε is small beside it: its steps "
    "are about as long in both.",
    r"\begin{gathered} w_k = w_{k-1} - \Delta w_k \\[0.3em]"
    r" \text{momentum} \quad \Delta w_k = \beta\, \Delta w_{k-1} + \eta\, g_k \\[0.3em]"
    r" \text{adaptive} \quad \Delta w_k = \eta\, \frac{g_k}{\sqrt{\text{mean or sum of } g^2} + \varepsilon}"
    r" \end{gathered}",
)
def one_stream(key):
    presets(stream.Stream, key)
    lineup = optimizers(f"{key}.optimizers", stream.LINEUP, stream.hearing(), stream.MOST)
    said, seat = st.empty(), st.container()
    with st.expander("The levels, typed"):
        chosen = settings(stream.Stream, key)
    said.markdown(stream.words(chosen, lineup))
    with seat:
        picture(once(stream.stream_film, chosen, lineup), key=f"{key}.film", events=["handle"],
                on_event=lambda event: set_to(stream.Stream, key, **{event["id"]: event["y"]}))  # fmt: skip


@section(
    "The rate that each coordinate gets",
    "adaptive.rates",
    "Every one of these rules multiplies a direction d by a rate r of each coordinate’s own, which it makes from a "
    "memory of past gradients: a sum of squares, a running mean of them, a fading maximum. **Adadelta** also remembers "
    "its own steps, in place of a unit of length. Directions are the gradient, or, in **Adam** and **AdaMax**, its "
    "corrected running mean. The curves show r along w₁ and w₂; gradient descent’s is one flat line.",
    r"\begin{gathered} w_{k,i} = w_{k-1,i} - r_{k,i}\, d_{k,i} \\[0.4em]"
    r"\begin{array}{lll} & r & d \\ \hline"
    r" \text{Adagrad} & \eta \,/\, (\sqrt{\textstyle\sum g^2} + \varepsilon) & g \\"
    r" \text{RMSprop} & \eta \,/\, (\sqrt{v} + \varepsilon) & g \\"
    r" \text{Adadelta} & \eta \sqrt{u + \varepsilon} \,/\, \sqrt{v + \varepsilon} & g \\"
    r" \text{Adam} & \eta \,/\, (\sqrt{\hat v} + \varepsilon) & \hat m \\"
    r" \text{AdaMax} & \eta \,/\, \max(\beta_2 u, |g| + \varepsilon) & \hat m \end{array} \end{gathered}",
)
def rates(key):
    presets(Rates, key)
    chosen = settings(Rates, key)
    st.markdown(once(rates_words, chosen.surface, chosen.factor))
    picture(once(rates_film, chosen.surface, chosen.factor), key=f"{key}.film")
    st.caption(
        "Typical values in networks are η = 0.001, β = 0.9 for RMSprop and η = 0.001, β₁ = 0.9, β₂ = 0.999, ε = 1e−8 "
        "for Adam. A step of either is of the order of η, so that with 0.001 a hundred steps lead a tenth of a unit "
        "far: little on these surfaces, which are some units wide."
    )


@section(
    "Adagrad’s rate only falls, RMSprop’s can rise again",
    "adaptive.dying",
    "Adagrad’s sum only grows, so its rates only fall; under noise of a constant size they fall as 1/√k. RMSprop "
    "forgets: its rate levels off where the gradients do. A rate that has fallen settles a run, and may leave it short "
    "of what lies far away; one that does not keeps it quick, and under noise keeps it jittering. This is why RMSprop "
    "and Adam are run with a decaying η.",
    r"\begin{aligned} \text{Adagrad} \quad v_k &= v_{k-1} + g_k^2 \\[0.3em]"
    r" \text{RMSprop} \quad v_k &= \beta\, v_{k-1} + (1 - \beta)\, g_k^2 \end{aligned}",
)
def dying(key):
    presets(Noisy, key)
    chosen = settings(Noisy, key)
    pair = once(noisy_pair, chosen.sigma, chosen.seed, chosen.adagrad, chosen.rmsprop)
    st.markdown(once(noisy_words, pair))
    picture(once(dying_film, pair, chosen.sigma), key=f"{key}.film")


@section(
    "Adam’s first steps",
    "adaptive.correction",
    "Both of Adam’s averages start from 0. Where 1 − β₂ < (1 − β₁)², as by default, the root under the fraction comes "
    "up more slowly than what stands above it, and without correction the first step is too long; otherwise it is no "
    "longer than it should be. With the correction it is almost η in each coordinate whose gradient is much larger "
    "than ε. Long first steps may be welcome, or may end beyond a cliff.",
    r"\begin{gathered} \Delta w_k = \eta\, \frac{m_k / (1 - \beta_1^k)}{\sqrt{v_k / (1 - \beta_2^k)} + \varepsilon}"
    r" \\[0.6em] \text{without it} \quad \frac{1 - \beta_1^k}{\sqrt{1 - \beta_2^k}} \quad \text{times as long}"
    r" \end{gathered}",
)
def correction(key):
    presets(Correction, key)
    chosen = settings(Correction, key)
    values = (chosen.surface, chosen.lr, chosen.beta1, chosen.beta2)
    st.markdown(once(correction_words, *values))
    picture(once(correction_film, *values), key=f"{key}.film")


@section(
    "What ε is for",
    "adaptive.eps",
    "ε keeps the root from 0, and so it caps the rate at η/ε. A tiny ε trusts the direction of even the smallest "
    "gradient. A large one does not: gradients below ε are left small, and where all of them are, the rule is almost "
    "gradient descent with the rate η/ε. Adagrad, RMSprop and Adam have it outside the root here, as PyTorch does; "
    "Adadelta inside both of its own.",
    r"\frac{\eta}{\sqrt{v} + \varepsilon} \;\approx\; \begin{cases} \eta / \sqrt{v} & \sqrt{v} \gg \varepsilon"
    r" \\[0.3em] \eta / \varepsilon & \sqrt{v} \ll \varepsilon \end{cases}",
)
def epsilon(key):
    presets(Epsilon, key)
    chosen = settings(Epsilon, key)
    st.markdown(once(eps_words, chosen.surface, chosen.factor, chosen.eps))
    picture(once(eps_film, chosen.surface, chosen.factor, chosen.eps), key=f"{key}.film")


lecture(
    "Adaptive rates",
    "Along one weight the gradients may be a hundred times smaller than along another. Which rules make steps as long "
    "along both?",
    one_stream,
    rates,
    dying,
    correction,
    epsilon,
    prediction("adaptive"),
)
