"""Lecture, page 11: every optimizer on every surface, and maps of what hyperparameters and starts do."""

import streamlit as st

from lessons.winner import bets
from lessons.winner.board import board_film
from lessons.winner.links import address, race
from lessons.winner.maps import (
    best_pair,
    cell,
    named,
    pairs,
    pairs_film,
    pairs_words,
    sliders,
    starts,
    starts_film,
    starts_words,
)
from lessons.winner.settings import GROUNDS as ALL
from lessons.winner.settings import StartsMap, Tournament
from lessons.winner.tournament import contest, ranks, scores_of, verdict
from optim import OPTIMIZERS
from surfaces import SURFACES
from ui.budget import heavy
from ui.entrants import entrant_ids
from ui.lecture import lecture, section
from ui.lesson import controls, menu, picture, presets, settings
from ui.once import once
from ui.page import try_this
from ui.player import player
from ui.table import figure
from ui.widgets import BOUND, clamped, note, recall, setting
from ui.work import work

RULES = ["gradient_descent", "momentum", "adagrad", "rmsprop", "adam", "lbfgs", "newton"]
GROUNDS = ["quadratic", "rosenbrock", "beale", "himmelblau", "ravine", "ackley", "noisy_moons"]
MAP_SECONDS = 10.0  # of computing, at most
SCORES = {"tuned": "Tuned", "default": "Our default rate", "starts": "Tuned over starts"}

starts = st.cache_data(max_entries=32, show_spinner="Running every start …")(starts)
pairs = st.cache_data(max_entries=32, show_spinner="Running every pair …")(pairs)


def table(made, rules, grounds, what):
    """A row for each pair, with an address that opens its race."""
    places = ranks(scores_of(made, rules, grounds, what))
    rows = []
    for x, ground in enumerate(grounds):
        for y, rule in enumerate(rules):
            if (rule, ground) not in made:
                continue
            result = made[rule, ground]
            low, middle, high = result.spread
            rows.append({
                "Surface": SURFACES[ground].name, "Optimizer": OPTIMIZERS[rule].name, "Place": places[y, x],
                "Our default": result.default, "Tuned": result.tuned, "Tuned rate": result.rate,
                "Median of starts": middle, "Quartiles": f"{figure(low)} to {figure(high)}",
                "Rate for the starts": result.shared, "Steps": result.steps,
                "Race": address(rule, ground, result.steps, lr=result.rate),
            })  # fmt: skip
    return rows


@section(
    "Place your bet",
    "winner.bet",
    "Which of these rules comes first here? Each has the best learning rate of its default and two sweeps, one over "
    "its whole range and one around the best of these, and the same number of evaluations, so that a Hessian is not "
    "free. What counts is what is left of the descent in the last tenth of them, as a power of ten, rounded to 0.01. "
    "The board keeps score, in this visit only.",
    r"\log_{10} \frac{\max_{0.9 B < b \le B} f(w_b) - f^*}{f(w_0) - f^*}",
)
def betting(key):
    kept = st.session_state.setdefault(f"{key}.kept", [])
    turn = st.session_state.get(f"{key}.turn", 0)
    ground = bets.ROUNDS[turn % len(bets.ROUNDS)]
    bet = st.session_state.get(f"{key}.bet{turn}")

    def another():
        st.session_state[f"{key}.turn"] = turn + 1

    placed = f"{key}.placed{turn}"
    chosen = st.session_state.get(placed) or st.session_state.get(f"{key}.choice{turn}")
    if chosen not in bets.RULES:
        st.segmented_control(
            bets.question(ground), bets.RULES, key=f"{key}.choice{turn}", format_func=lambda r: OPTIMIZERS[r].name
        )
        st.caption(bets.board(kept))
        player(bets.asked_film(ground), f"{key}.asked{turn}")
        return
    st.session_state[placed] = chosen
    jobs = [(rule, ground, bets.BUDGET, bets.CANDIDATES, bets.STARTS) for rule in bets.RULES]
    done = work(jobs, lambda job: contest(*job), lambda job: OPTIMIZERS[job[0]].name, f"{key}.work")
    if len(done) < len(jobs):
        return
    results = {rule: result for (rule, *_), result in done.items()}
    results = {rule: results[rule] for rule in bets.RULES}
    if bet is None:
        bet = st.session_state[f"{key}.bet{turn}"] = chosen
        place = bets.places(results)[bet]
        kept.append((ground, bet, place, place == min(bets.places(results).values())))
    st.markdown(bets.answer(bet, ground, results))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Another surface", key=f"{key}.another", on_click=another, icon=":material/skip_next:")
        st.caption(bets.board(kept))
    picture(bets.bet_film(ground, results), key=f"{key}.film{turn}")


@section(
    "The tournament",
    "winner",
    "Each rule spends the same **evaluations**: a value, a gradient and a Hessian count as one each. It runs at the "
    "default rate of this app, and at the best of that rate and **two sweeps**. What counts is how much of the descent "
    "is left in the last tenth of the budget; a run that ends outside the picture counts as lost. On the *noisy "
    "moons* each step sees a mini-batch only. Of fifteen optimizers on eight deep-learning problems Schmidt et al. "
    "report: results vary with the task, trying several optimizers at their defaults helps about as much as tuning "
    "one, and Adam is a good choice, but there is no clear winner ([2021](https://arxiv.org/abs/2007.01547)).",
    r"\log_{10} \frac{\max_{0.9 B < b \le B} f(w_b) - f^*}{f(w_0) - f^*}",
)
def tournament(key):
    try_this(
        ("Momentum and its kin", {f"{key}.rules": ["gradient_descent", "momentum", "nesterov", "adam", "nadam"]}),
        ("A tiny budget", {f"{key}.budget": 40, f"{key}.candidates": 4}),
        ("Only bowls and valleys", {f"{key}.surfaces": ["quadratic", "booth", "rosenbrock", "beale"]}),
        ("Everything on everything", {f"{key}.rules": entrant_ids([]), f"{key}.surfaces": list(ALL)}),
    )
    seat = controls(f"{key}.who")
    left, right = seat.columns(2)
    recall(f"{key}.rules", RULES, OPTIMIZERS.__contains__)
    rules = left.multiselect(
        "Optimizers", entrant_ids([]), key=f"{key}.rules", format_func=lambda r: OPTIMIZERS[r].name
    )
    note(f"{key}.rules", RULES)
    recall(f"{key}.surfaces", GROUNDS, ALL.__contains__)
    grounds = right.multiselect("Surfaces", list(ALL), key=f"{key}.surfaces", format_func=ALL.__getitem__)
    note(f"{key}.surfaces", GROUNDS)
    wide, narrow = seat.columns([3, 2], vertical_alignment="bottom")
    with wide:
        chosen = settings(Tournament, key)
    recall(f"{key}.what", "tuned", SCORES.__contains__)
    what = narrow.segmented_control("Placed by", list(SCORES), key=f"{key}.what", required=True,
                                    format_func=SCORES.__getitem__)  # fmt: skip
    note(f"{key}.what", "tuned")
    if not rules or not grounds:
        st.info("Choose at least one optimizer and one surface.")
        return
    setting = (chosen.budget, chosen.candidates, chosen.starts)
    done = work(
        [(rule, ground, *setting) for ground in grounds for rule in rules],
        lambda job: contest(*job),
        lambda job: f"{OPTIMIZERS[job[0]].name} on {ALL[job[1]]}",
        f"{key}.work",
    )
    made = {(rule, ground): result for (rule, ground, *_), result in done.items()}
    raced = [ground for ground in grounds if any((rule, ground) in made for rule in rules)]
    st.markdown(once(verdict, made, rules, grounds, what, chosen.budget))
    if not raced:
        return
    column = st.session_state.get(f"{key}.chosen")
    column = column if column in raced else raced[min(1, len(raced) - 1)]

    def choose(event):
        if event.get("panel") == "board":
            st.session_state[f"{key}.chosen"] = grounds[int(clamped(round(event["x"]), 0, len(grounds) - 1))]

    film = once(board_film, made, rules, grounds, what, column, chosen.budget)
    picture(film, key=f"{key}.board", events=["start"], on_event=choose)
    with st.expander("All results"):
        st.dataframe(
            table(made, rules, grounds, what), hide_index=True, width="stretch",
            column_config={"Race": st.column_config.LinkColumn(display_text="open")}
            | {name: st.column_config.NumberColumn(format="%.3g") for name in ("Tuned rate", "Rate for the starts")}
            | {name: st.column_config.NumberColumn(
                format="%.1f", help="Exponent of ten of what is left; places: rounded to 0.01")
               for name in ("Our default", "Tuned", "Median of starts")},
        )  # fmt: skip


@section(
    "A map of starts",
    "winner.map",
    "Every pixel is a start, coloured by the minimum where the run from there ends, and paler the more steps it takes "
    "until it stays within a thousandth of the height between them. "
    "Drag the start and watch its run; drag η and watch the map. What becomes of the borders between the colours with "
    "momentum, with larger steps, with Newton’s method?",
    r"w_0 \;\mapsto\; w_K",
)
def map_of_starts(key):
    presets(StartsMap, key)
    chosen = settings(StartsMap, key)
    surface, rule = SURFACES[chosen.surface](), chosen.optimizer
    with heavy(MAP_SECONDS):
        found = starts(chosen.rule, chosen.rate, chosen.surface, chosen.steps, 128)
    rateless = f"{rule.name} has no learning rate. " if "lr" not in rule.settings() else ""
    st.markdown(rateless + starts_words(found, surface))
    (x0, x1), (y0, y1) = surface.domain
    x, y = st.session_state.get(f"{key}.start", surface.start)
    start = (clamped(x, x0, x1), clamped(y, y0, y1))

    def move(event):
        st.session_state[f"{key}.start"] = (float(f"{event['x']:.4g}"), float(f"{event['y']:.4g}"))

    film = starts_film(found, rule, surface, start, chosen.steps)
    picture(film, key=f"{key}.map", events=["start", "handle"], on_event=move)
    rate = {"lr": chosen.rate} if "lr" in rule.settings() else {}
    st.page_link("pages/race.py", label="Open this run on the Race page", icon=":material/flag:",
                 query_params=race(chosen.rule, chosen.surface, chosen.steps, start, **rate))  # fmt: skip


@section(
    "A map of hyperparameters",
    "winner.pairs",
    "Every pixel is one run from the surface’s own start with its own pair of hyperparameters. A wide bright valley is "
    "an optimizer that is easy to tune; a narrow one beside a cliff is one that is not.",
    r"(\text{across}, \text{up}) \;\mapsto\; \log_{10} \frac{f(w_K) - f^*}{f(w_0) - f^*}",
)
def map_of_pairs(key):
    one, two, three, four, five = controls(key).columns(5)
    with one:
        surface = SURFACES[menu("Surface", ALL, "beale", f"{key}.surface")]()
    mapped = {slug: OPTIMIZERS[slug].name for slug in entrant_ids([]) if len(sliders(slug)) > 1}
    with two:
        rule = menu("Optimizer", mapped, "momentum", f"{key}.rule")
    known = sliders(rule)
    labels = {name: named(parameter) for name, parameter in known.items()}
    with three:
        across = menu("Across", labels, next(iter(known)), f"{key}.{rule}.x")
    rest = [name for name in known if name != across]
    with four:
        recall(f"{key}.{rule}.y", rest[0], rest.__contains__)
        if st.session_state[f"{key}.{rule}.y"] not in rest:
            st.session_state[f"{key}.{rule}.y"] = rest[0]
        up = menu("Up", {name: labels[name] for name in rest}, rest[0], f"{key}.{rule}.y")
    steps = int(clamped(five.slider("Steps", 20, 300, 150, 10, key=f"{key}.steps", **BOUND), 20, 300))
    with heavy(MAP_SECONDS):
        found = pairs(rule, surface.slug, across, up, steps, 96)
    st.markdown(pairs_words(found, surface))
    here = f"{key}.{rule}.{across}.{up}"
    chosen = st.session_state.get(here, best_pair(found, surface))

    def pick(event):
        if event.get("panel") == "pairs":
            st.session_state[here] = (cell(known[across], found.x, event["x"]), cell(known[up], found.y, event["y"]))

    film = pairs_film(found, rule, surface, (across, up), chosen, steps)
    picture(film, key=f"{key}.map", events=["start", "handle"], on_event=pick)
    pair = dict(zip((across, up), chosen, strict=True))
    told = ", ".join(f"{labels[name]} = {setting(value)}" for name, value in pair.items())
    st.page_link("pages/race.py", label=f"Open the run at {told}", icon=":material/flag:",
                 query_params=race(rule, surface.slug, steps, **pair))  # fmt: skip


lecture(
    "No single winner?",
    "With the same number of evaluations and the same tries at its learning rate for every optimizer: who comes first? "
    "Bet on one race; whether anyone comes first everywhere the tournament below tells.",
    betting,
    tournament,
    map_of_starts,
    map_of_pairs,
)
