"""Lecture, page 11: every optimizer on every surface, and maps of what hyperparameters and starts do."""

import time

import streamlit as st

from lessons.winner.maps import best_pair, meant, pairs, pairs_film, rule_at, sliders, starts, starts_film
from lessons.winner.tournament import board_film, contest, contested, ranks, scores_of
from optim import OPTIMIZERS
from surfaces import SURFACES
from ui.entrants import entrant_ids
from ui.lesson import explain, menu, picture
from ui.page import page, try_this
from ui.table import figure
from ui.widgets import BOUND, clamped, log_grid, note, number, recall

RULES = ["gradient_descent", "momentum", "adagrad", "rmsprop", "adam", "lbfgs"]
GROUNDS = ["quadratic", "rosenbrock", "beale", "himmelblau", "ravine", "ackley"]
SCORES = {"tuned": "Tuned", "default": "Default rates", "starts": "Tuned, from many starts"}
PATIENCE = 0.3  # seconds before a progress bar is shown

contest = st.cache_data(max_entries=20_000, show_spinner=False)(contest)
starts = st.cache_data(max_entries=32, show_spinner=False)(starts)
pairs = st.cache_data(max_entries=32, show_spinner=False)(pairs)

page(
    "No single winner",
    "Give every optimizer the same budget for tuning and no one wins everywhere: which is best depends on the surface, "
    "on the start and on how much may be tried.",
)

st.header("The tournament", anchor=False)
explain(
    "Each rule runs on each surface at its default rate, and at the best rate of **two sweeps** with the same number "
    "of candidates. What counts is how much of the descent is left after the last step. Schmidt et al. compared "
    "fifteen optimizers on eight deep-learning problems and found the same: results vary with the task, trying several "
    "optimizers at their defaults helps about as much as tuning one, and Adam is a good choice, but no clear winner "
    "([Schmidt, Schneider & Hennig 2021](https://arxiv.org/abs/2007.01547)).",
    r"\log_{10} \frac{E(w_K) - E^*}{E(w_0) - E^*}",
)


def results(rules, grounds, steps, candidates, drawn):
    """The result of each pair, with a progress bar where it takes its time."""
    made, bar, begin = {}, st.empty(), time.perf_counter()
    jobs = [(rule, ground) for ground in grounds for rule in rules]
    for done, (rule, ground) in enumerate(jobs):
        made[rule, ground] = contest(rule, ground, steps, candidates, drawn)
        if time.perf_counter() - begin > PATIENCE:
            bar.progress((done + 1) / len(jobs), f"{OPTIMIZERS[rule].name} on {SURFACES[ground].name}")
    bar.empty()
    return made


def table(made, rules, grounds):
    """A row for each pair, with an address that opens its race."""
    places = ranks(scores_of(made, rules, grounds, "tuned"))
    rows = []
    for x, ground in enumerate(grounds):
        for y, rule in enumerate(rules):
            result = made[rule, ground]
            low, middle, high = result.spread
            rate = "" if result.rate is None else f"&{rule}.lr={result.rate}"
            rows.append({
                "Surface": SURFACES[ground].name, "Optimizer": OPTIMIZERS[rule].name, "Place": places[y, x],
                "Default": result.default, "Tuned": result.tuned, "Tuned rate": result.rate,
                "Median of starts": middle, "Quartiles": f"{figure(low)} to {figure(high)}",
                "Race": f"race?scene=free&surface={ground}&optimizers={rule}{rate}",
            })  # fmt: skip
    return rows


@st.fragment
def tournament(key):
    left, middle, right = st.columns(3)
    steps = int(clamped(left.slider("Steps", 20, 300, 100, 10, key=f"{key}.steps", **BOUND), 20, 300))
    candidates = middle.slider("Rates tried in each sweep", 4, 64, 16, 4, key=f"{key}.budget", **BOUND)
    drawn = right.slider("Starts", 4, 64, 16, 4, key=f"{key}.starts", **BOUND)
    recall(f"{key}.rules", RULES, OPTIMIZERS.__contains__)
    rules = st.multiselect("Optimizers", entrant_ids([]), key=f"{key}.rules", format_func=lambda r: OPTIMIZERS[r].name)
    note(f"{key}.rules", RULES)
    recall(f"{key}.surfaces", GROUNDS, contested().__contains__)
    grounds = st.multiselect("Surfaces", contested(), key=f"{key}.surfaces", format_func=lambda s: SURFACES[s].name)
    note(f"{key}.surfaces", GROUNDS)
    try_this(
        ("Momentum and its kin", {f"{key}.rules": ["gradient_descent", "momentum", "nesterov", "adam", "nadam"]}),
        ("A tiny budget", {f"{key}.budget": 4}),
        ("Only bowls and valleys", {f"{key}.surfaces": ["quadratic", "booth", "rosenbrock", "beale"]}),
        ("Everything on everything", {f"{key}.rules": entrant_ids([]), f"{key}.surfaces": contested()}),
    )
    if not rules or not grounds:
        st.info("Choose at least one optimizer and one surface.")
        return
    made = results(rules, grounds, steps, int(clamped(candidates, 4, 64)), int(clamped(drawn, 4, 64)))
    recall(f"{key}.what", "tuned", SCORES.__contains__)
    what = st.segmented_control("Placed by", list(SCORES), key=f"{key}.what", required=True,
                                format_func=SCORES.__getitem__)  # fmt: skip
    note(f"{key}.what", "tuned")
    chosen = st.session_state.get(f"{key}.chosen")
    chosen = chosen if chosen in grounds else grounds[min(1, len(grounds) - 1)]

    def choose(event):
        if event.get("panel") == "board":
            st.session_state[f"{key}.chosen"] = grounds[int(clamped(round(event["x"]), 0, len(grounds) - 1))]

    film = board_film(made, rules, grounds, what, chosen, steps)
    picture(film, key=f"{key}.board", events=["start"], on_event=choose)
    with st.expander("All results"):
        st.dataframe(
            table(made, rules, grounds), hide_index=True, width="stretch",
            column_config={"Race": st.column_config.LinkColumn(display_text="open"),
                           "Tuned rate": st.column_config.NumberColumn(format="%.3g")}
            | {name: st.column_config.NumberColumn(format="%.1f", help="Exponent of ten of what is left")
               for name in ("Default", "Tuned", "Median of starts")},
        )  # fmt: skip


tournament("winner")

st.header("A map of starts", anchor=False)
explain(
    "Every pixel is a start, coloured by the minimum where the run from there ends, and paler the longer it takes. "
    "Plain descent draws smooth borders; momentum and large steps fray them. Drag the start and watch its run.",
    r"w_0 \;\mapsto\; \lim_{k \to \infty} w_k",
)


def grounds_menu(label, default, key):
    return menu(label, {slug: SURFACES[slug].name for slug in contested()}, default, key)


def rules_menu(default, key):
    return menu("Optimizer", {slug: OPTIMIZERS[slug].name for slug in entrant_ids([])}, default, key)


@st.fragment
def map_of_starts(key):
    one, two, three, four = st.columns(4)
    with one:
        surface = SURFACES[grounds_menu("Surface", "himmelblau", f"{key}.surface")]()
    with two:
        rule = rules_menu("momentum", f"{key}.rule")
    options = log_grid(1e-4, 1.0)
    rate = three.select_slider("Learning rate", options, 0.01, key=f"{key}.rate", format_func=number, **BOUND)
    steps = int(clamped(four.slider("Steps", 20, 300, 150, 10, key=f"{key}.steps", **BOUND), 20, 300))
    try_this(
        ("Plain descent", {f"{key}.rule": "gradient_descent", f"{key}.rate": 0.01, f"{key}.surface": "himmelblau"}),
        ("Momentum, too fast", {f"{key}.rule": "momentum", f"{key}.rate": 0.02, f"{key}.surface": "himmelblau"}),
        ("Newton’s fractal", {f"{key}.rule": "newton", f"{key}.rate": 1.0, f"{key}.surface": "himmelblau"}),
        ("Six humps, Adam", {f"{key}.rule": "adam", f"{key}.rate": 0.1, f"{key}.surface": "six_hump_camel"}),
    )
    found = starts(rule, rate, surface.slug, steps, 128)
    (x0, x1), (y0, y1) = surface.domain
    x, y = st.session_state.get(f"{key}.start", surface.start)
    start = (clamped(x, x0, x1), clamped(y, y0, y1))

    def move(event):
        st.session_state[f"{key}.start"] = (event["x"], event["y"])

    film = starts_film(found, rule_at(rule, rate), surface, start, steps)
    picture(film, key=f"{key}.map", events=["start", "handle"], on_event=move)
    chosen = [("scene", "free"), ("surface", surface.slug), ("optimizers", rule), (f"{rule}.lr", number(rate)),
              ("x", f"{start[0]:.5g}"), ("y", f"{start[1]:.5g}")]  # fmt: skip
    st.page_link("pages/race.py", label="Open this run on the Race page", icon=":material/flag:", query_params=chosen)


map_of_starts("winner.starts")

st.header("A map of hyperparameters", anchor=False)
explain(
    "Every pixel is one run from the surface’s own start with its own pair of hyperparameters. A wide bright valley is "
    "an optimizer that is easy to tune; a narrow one beside a cliff is one that is not.",
    r"(\eta, \beta) \;\mapsto\; \log_{10} \frac{E(w_K) - E^*}{E(w_0) - E^*}",
)


@st.fragment
def map_of_pairs(key):
    one, two, three, four, five = st.columns(5)
    with one:
        surface = SURFACES[grounds_menu("Surface", "beale", f"{key}.surface")]()
    mapped = {slug: OPTIMIZERS[slug].name for slug in entrant_ids([]) if len(sliders(slug)) > 1}
    with two:
        rule = menu("Optimizer", mapped, "momentum", f"{key}.rule")
    known = sliders(rule)
    with three:
        across = menu("Across", {name: name for name in known}, next(iter(known)), f"{key}.{rule}.x")
    rest = [name for name in known if name != across]
    with four:
        recall(f"{key}.{rule}.y", rest[0], rest.__contains__)
        if st.session_state[f"{key}.{rule}.y"] not in rest:
            st.session_state[f"{key}.{rule}.y"] = rest[0]
        up = menu("Up", {name: name for name in rest}, rest[0], f"{key}.{rule}.y")
    steps = int(clamped(five.slider("Steps", 20, 300, 150, 10, key=f"{key}.steps", **BOUND), 20, 300))
    found = pairs(rule, surface.slug, across, up, steps, 96)
    here = f"{key}.{rule}.{across}.{up}"
    chosen = st.session_state.get(here, tuple(float(f"{value:.3g}") for value in best_pair(found, surface)))

    def pick(event):
        if event.get("panel") == "pairs":
            st.session_state[here] = (meant(known[across], event["x"]), meant(known[up], event["y"]))

    film = pairs_film(found, rule, surface, (across, up), chosen, steps)
    picture(film, key=f"{key}.map", events=["start", "handle"], on_event=pick)
    st.page_link(
        "pages/race.py", label=f"Open the run at {across} = {number(chosen[0])}, {up} = {number(chosen[1])}",
        icon=":material/flag:",
        query_params=[("scene", "free"), ("surface", surface.slug), ("optimizers", rule), ("steps", str(steps)),
                      (f"{rule}.{across}", number(chosen[0])), (f"{rule}.{up}", number(chosen[1]))],
    )  # fmt: skip


map_of_pairs("winner.pairs")
