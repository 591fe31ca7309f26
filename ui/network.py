"""The sidebar of “Train a network”: widgets → a network, its data, the rules that train it. All is in the address but a
table of one's own, which stays with its visitor."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import streamlit as st

from lessons._text import counted, plain
from lessons.landscape.settings import landscape_of
from lessons.training.settings import LINEUP, Training
from networks import Data, Network, columns_of, from_csv
from optim import OPTIMIZERS, tune
from scenes import Entrant
from ui.entrant_list import entrants_listed
from ui.entrants import entrant_ids, entrant_name, is_copy
from ui.lesson import settings
from ui.outside import literal
from ui.widgets import note, recall
from ui.work import work

MOST = 8  # optimizers
KEPT = 80  # results, of all visitors
SECONDS = 30.0  # of computing, at most
CANDIDATES = 8  # rates in each of the two sweeps of a tuning: the network is trained with all of them at once
LINED = {rule.slug: Entrant(rule, rule.name, rule.color, rule.slug) for rule in LINEUP}


def network_controls(key: str) -> tuple[Training, Network, bool]:
    """The network on its data, as the controls say, and whether the data are the visitor's own."""
    with st.expander("Your own table"):
        own = _own(key)
    chosen = settings(Training, key, columns=2)
    return chosen, chosen.problem(own), own is not None


def _own(key: str) -> Data | None:
    file = st.file_uploader(
        "A CSV file: a header, columns of numbers, a label", "csv", key=f"_{key}.csv",
        help="Up to 1 MB, 2,000 rows and 64 columns. It is read in this session only, and kept nowhere.",
    )  # fmt: skip
    if file is None:
        _store(key).clear()
        return None
    try:
        names = columns_of(file.getvalue())
        label = st.selectbox("Label column", names, len(names) - 1, key=f"_{key}.label", format_func=plain)
        data = from_csv(file.getvalue(), label if label in names else "")
    except ValueError as error:
        st.error(literal(f"{file.name[:60]} could not be used: {error}."))
        return None
    kind = f"{len(data.classes)} classes" if data.classes else "values"
    features = counted(data.x.shape[1], "feature")
    st.caption(f"{len(data.x)} rows to train on, {len(data.x_test)} to test on; {features}; {kind}.")
    return data


def _store(key: str) -> dict[Hashable, Any]:
    """Where what is computed from a visitor's own data is kept: with the visitor."""
    return st.session_state.setdefault(f"_{key}.store", {})


def rule_controls(key: str, tuned: bool = True) -> tuple[Entrant, ...]:
    """The optimizers and their hyperparameters; those for weight matrices are among them. `tuned`: with a button that
    finds their rates."""
    ids = f"{key}.optimizers"
    recall(ids, list(LINED), lambda id: id in OPTIMIZERS or is_copy(id, OPTIMIZERS))
    st.session_state[ids] = st.session_state[ids][:MOST]
    running = st.multiselect(
        "Optimizers", entrant_ids(st.session_state[ids], OPTIMIZERS), key=ids, max_selections=MOST,
        format_func=entrant_name, placeholder="Choose some",
    )  # fmt: skip
    note(ids, list(LINED))
    if tuned:
        _tune_button(key)
    return entrants_listed(running, LINED, ids, f"{key}.", most=MOST)


def _tune_button(key: str) -> None:
    st.button(
        "Tune rates", on_click=st.session_state.update, args=({f"_{key}.tune": True},), width="stretch",
        help=f"Trains this network at the rate that is set and {2 * CANDIDATES} others for each optimizer, "
        "and takes the best on the training examples",
    )  # fmt: skip


def able_of(entrants: Sequence[Entrant], problem: Network) -> list[Entrant]:
    """Those that can train a network; of the others it is said why not, and if there are none, that some are needed."""
    able = [entrant for entrant in entrants if not entrant.rule.lacks(problem)]
    for entrant in entrants:
        if entrant not in able:
            lacking = entrant.rule.lacks(problem)
            st.info(f"{entrant.name} is left out: it needs {lacking}, which is not computed for this network.")
    if not able:
        st.info("Choose an optimizer in the sidebar.")
    return able


def landscape_link(key: str, chosen: Training, own: bool) -> None:
    """The way to “A network’s landscape” of the network trained here, by the same rules; or why there is none."""
    asked = None if own else landscape_of(chosen)
    if asked is None:
        which = "your own table" if own else "up to 16 units in 2 hidden layers, 400 examples and 300 steps"
        st.caption(f"“A network’s landscape” {'is not drawn of' if own else 'is drawn of'} {which}.")
        return
    of_rules = {
        name.removeprefix(f"{key}."): st.query_params.get_all(name)
        for name in st.query_params
        if name.startswith(f"{key}.") and name.removeprefix(f"{key}.") not in Training().settings()
    }
    query = {f"landscape.{name}": value for name, value in (asked | of_rules).items()}
    st.page_link("pages/landscape.py", label="See its landscape", icon=":material/landscape_2:", query_params=query)


def remember(key: str, entrants: Sequence[Entrant], problem: Network, steps: int, same: Hashable) -> None:
    """Note what the controls say, for `tune_rates`."""
    st.session_state[f"_{key}.last"] = (tuple(entrants), problem, steps, same)


def tune_rates(key: str) -> None:
    """If a person has asked for it: set the learning rates to the best that a sweep finds on this network.

    Only before the controls are drawn, with what they last said.
    """
    if not st.session_state.pop(f"_{key}.tune", False) or f"_{key}.last" not in st.session_state:
        return
    entrants, problem, steps, same = st.session_state[f"_{key}.last"]
    able = [
        e
        for e in entrants
        if "-" not in e.id and hasattr(e.rule, "lr") and e.rule.tunable and not e.rule.lacks(problem)
    ]
    jobs = {(same, e.rule): e for e in able}
    found = work(
        list(jobs),
        lambda job: tune(job[-1], problem, steps=steps, candidates=CANDIDATES).rule.settings()["lr"],
        lambda job: f"tuning {jobs[job].name}",
        f"{key}.tuning",
        seconds=40.0,
        store=_store(key),
    )
    for job, rate in found.items():
        st.session_state[f"{key}.{jobs[job].id}.lr"] = rate
    st.toast(f"{len(found)} of {len(able)} learning rates tuned on this network.")


def results(
    key: str, network: tuple[Training, bool], entrants: Sequence[Entrant], do: Callable[[Any], Any]
) -> dict[str, Any]:
    """What `do` makes of each rule, by entrant, with progress; of a visitor's own data it stays with the visitor."""
    chosen, own = network
    file = st.session_state.get(f"_{key}.csv")
    table = (file.file_id, st.session_state.get(f"_{key}.label")) if own and file else None
    jobs = {entrant.id: (chosen.key, table, entrant.rule) for entrant in entrants}
    made = work(
        list(dict.fromkeys(jobs.values())), lambda job: do(job[-1]), lambda job: f"training with {job[-1].name}",
        f"{key}.work", seconds=SECONDS, kept=KEPT, store=_store(key) if own else None,
    )  # fmt: skip
    return {id: made[job] for id, job in jobs.items() if job in made}
