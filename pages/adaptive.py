"""Lecture, page 8: rates that adapt to each coordinate: where they come from, when they die, and what ε is for."""

import streamlit as st

from lessons._text import number
from lessons.adaptive.adam_steps import SMALL, correction_film, eps_film, excess
from lessons.adaptive.rates import ARENAS, dying_film, noisy_pair, rates_film, restless
from surfaces import SURFACES
from ui.lesson import explain, menu, picture
from ui.page import page, try_this
from ui.widgets import BOUND, clamped, log_grid
from ui.widgets import number as plain

NAMES = {slug: SURFACES[slug].name for slug in ARENAS}

page(
    "Adaptive rates",
    "One η for all coordinates suits none of them. These rules measure the gradients they meet, and give each "
    "coordinate a rate of its own.",
)

st.header("The rate that each coordinate gets", anchor=False)
explain(
    "Every one of these rules divides by a memory of past gradients: **Adagrad** by the root of their sum of squares, "
    "**RMSprop** and **Adam** by a running root mean square, **AdaMax** by a fading maximum. **Adadelta** "
    "multiplies by the root mean square of its own past steps, too. Where gradients have been small, the rate is "
    "large: the curves along x and y show what each coordinate really gets. Gradient descent’s η is one flat line.",
    r"w_{k,i} = w_{k-1,i} - \underbrace{\frac{\eta}{\sqrt{v_{k,i}} + \varepsilon}}_{\text{effective rate}}\, g_{k,i}",
)


@st.fragment
def rates(key):
    columns = st.columns(2, vertical_alignment="bottom")
    with columns[0]:
        slug = menu("Surface", NAMES, "beale", f"{key}.surface")
    factor = columns[1].select_slider("All learning rates times", log_grid(0.1, 10.0), 1.0, plain, key=f"{key}.factor",
                                      **BOUND)  # fmt: skip
    try_this(
        ("A wall, then a valley", {f"{key}.surface": "beale", f"{key}.factor": 1.0}),
        ("Almost on the ridge", {f"{key}.surface": "long_valley", f"{key}.factor": 1.0}),
        ("A saddle", {f"{key}.surface": "saddle", f"{key}.factor": 1.0}),
        ("Three times as fast", {f"{key}.factor": 3.0}),
    )
    picture(rates_film(slug, factor), key=f"{key}.film")


rates("adaptive.rates")

st.header("Adagrad’s rate dies, RMSprop’s does not", anchor=False)
explain(
    "Adagrad’s sum only grows, so its rates only fall. Under noise they fall as 1/√k: it settles, but what lies far "
    "away it may never reach. RMSprop forgets. Its rate levels off, keeps it quick, and keeps it jittering. Neither "
    "is right by itself: this is why RMSprop and Adam are run with a decaying η.",
    r"\begin{aligned} \text{Adagrad} \quad v_k &= v_{k-1} + g_k^2 \\[0.3em]"
    r" \text{RMSprop} \quad v_k &= \beta\, v_{k-1} + (1 - \beta)\, g_k^2 \end{aligned}",
)


@st.fragment
def dying(key):
    columns = st.columns([2, 2, 2, 1], vertical_alignment="bottom")
    adagrad = columns[0].select_slider(
        r"Adagrad’s $\eta$", log_grid(0.01, 2.0), 0.3, plain, key=f"{key}.adagrad", **BOUND
    )
    rmsprop = columns[1].select_slider(
        r"RMSprop’s $\eta$", log_grid(0.001, 0.3), 0.1, plain, key=f"{key}.rmsprop", **BOUND
    )
    sigma = clamped(columns[2].slider(r"Noise $\sigma$", 0.0, 3.0, 1.0, 0.1, key=f"{key}.sigma", **BOUND), 0.0, 3.0)
    seed = int(clamped(columns[3].number_input("Seed", 0, 9999, 1, key=f"{key}.seed", **BOUND), 0, 9999))
    try_this(
        ("Dead too early", {f"{key}.adagrad": 0.051, f"{key}.rmsprop": 0.02}),
        ("More jitter", {f"{key}.adagrad": 0.3, f"{key}.rmsprop": 0.3}),
        ("Without noise", {f"{key}.sigma": 0.0, f"{key}.adagrad": 0.3, f"{key}.rmsprop": 0.1}),
    )
    pair = noisy_pair(sigma, seed, adagrad, rmsprop)
    picture(dying_film(pair, sigma), key=f"{key}.film")
    settled, jittering = (restless(t) for t in pair)
    st.markdown(
        f"Over the last quarter of these steps Adagrad is {number(settled)} away from the minimum, RMSprop "
        f"{number(jittering)} (root mean square)."
    )


dying("adaptive.dying")

st.header("Adam’s first steps", anchor=False)
explain(
    "Both of Adam’s averages start from 0, but the second has the longer memory, and is pulled down more. Without the "
    "correction a gradient that is coming up is divided by a root that has not come up yet: the first steps are too "
    "long, and the steps after them still longer. With the correction the first step is just η in every coordinate.",
    r"\begin{gathered} \Delta w_k = \eta\, \frac{m_k / (1 - \beta_1^k)}{\sqrt{v_k / (1 - \beta_2^k)} + \varepsilon}"
    r" \\[0.6em] \text{without it} \quad \frac{1 - \beta_1^k}{\sqrt{1 - \beta_2^k}} \quad \text{times as long}"
    r" \end{gathered}",
)


@st.fragment
def correction(key):
    columns = st.columns(4, vertical_alignment="bottom")
    with columns[0]:
        slug = menu("Surface", NAMES, "beale", f"{key}.surface")
    lr = columns[1].select_slider(r"$\eta$", log_grid(0.005, 1.0), 0.1, plain, key=f"{key}.lr", **BOUND)
    beta1 = clamped(columns[2].slider(r"$\beta_1$", 0.0, 0.99, 0.9, 0.01, key=f"{key}.beta1", **BOUND), 0.0, 0.99)
    beta2 = columns[3].slider(r"$\beta_2$", 0.5, 0.999, 0.999, 0.001, "%.3f", key=f"{key}.beta2", **BOUND)
    beta2 = clamped(beta2, 0.5, 0.999)
    try_this(
        ("As in the paper", {f"{key}.beta1": 0.9, f"{key}.beta2": 0.999}),
        ("RMSprop", {f"{key}.beta1": 0.0, f"{key}.beta2": 0.99}),
        ("Equal memories", {f"{key}.beta1": 0.9, f"{key}.beta2": 0.9}),
    )
    picture(correction_film(slug, lr, beta1, beta2), key=f"{key}.film")
    factor = excess(beta1, beta2, ARENAS[slug].steps)
    st.markdown(
        f"Where the gradient stays the same, the first step without correction is **{number(factor[0])} times** as "
        f"long as with it, and the longest of these {len(factor)}, step {factor.argmax() + 1}, "
        f"**{number(factor.max())} times**."
    )


correction("adaptive.correction")

st.header("What ε is for", anchor=False)
explain(
    "ε keeps the root from 0, and so it caps the rate at η/ε. A tiny ε trusts the direction of even the smallest "
    "gradient. A large one does not: gradients below ε are left small, and where all of them are, the rule is "
    "gradient descent with the rate η/ε. Move ε and see :green[the run] go over from one to the other.",
    r"\frac{\eta}{\sqrt{v} + \varepsilon} \;\approx\; \begin{cases} \eta / \sqrt{v} & \sqrt{v} \gg \varepsilon"
    r" \\[0.3em] \eta / \varepsilon & \sqrt{v} \ll \varepsilon \end{cases}",
)


@st.fragment
def epsilon(key):
    columns = st.columns(3, vertical_alignment="bottom")
    with columns[0]:
        slug = menu("Surface", NAMES, "long_valley", f"{key}.surface")
    factor = columns[1].select_slider(
        "Learning rate times", log_grid(0.1, 10.0), 1.0, plain, key=f"{key}.factor", **BOUND
    )
    eps = columns[2].select_slider(r"$\varepsilon$", log_grid(SMALL, 100.0), 0.1, plain, key=f"{key}.eps", **BOUND)
    try_this(
        ("Trust every gradient", {f"{key}.eps": 1e-6}),
        ("Between the two", {f"{key}.eps": 0.1}),
        ("Gradient descent", {f"{key}.eps": 10.0}),
        ("Beale: no more bouncing", {f"{key}.surface": "beale", f"{key}.eps": 2.0}),
    )
    picture(eps_film(slug, factor, eps), key=f"{key}.film")


epsilon("adaptive.eps")
