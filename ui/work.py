"""Much to compute: what can be done within a time, with progress, a stop, and a way to go on."""

import time
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import streamlit as st

from lessons._recorded import Recorded
from ui.budget import heavy

PATIENCE = 0.3  # seconds before a progress bar is shown
KEPT = 20_000  # results, of all visitors


@st.cache_resource(show_spinner=False)
def _done(key: str) -> dict[Hashable, Any]:
    """What has been computed under a key, for all visitors."""
    return {}


def work(
    jobs: Sequence[Hashable],
    do: Callable[[Any], Any],
    name: Callable[[Any], str],
    key: str,
    seconds: float = 20.0,
    kept: int = KEPT,
    store: dict[Hashable, Any] | None = None,
    recorded: Recorded | None = None,
) -> dict[Any, Any]:
    """The results by job: those that were there, and those that can be done in so many seconds.

    A person can stop it. Of a part, a line says how much is done, and a button goes on. Of all visitors' results the
    newest `kept` stay; with a `store` they are kept there instead, as those of a visitor's own data are. What is
    `recorded` is taken as it is, unless the person wants to see it computed (`again`). What is asked for twice is one
    job.
    """
    jobs = list(dict.fromkeys(jobs))
    anew = bool(st.session_state.get(f"_{key}.anew"))
    if recorded is not None:
        st.session_state[f"_{key}.recorded"] = (recorded, [job for job in jobs if job in recorded], len(jobs))
        if anew:
            store = st.session_state.setdefault(f"_{key}.own", {})
    done = _done(key) if store is None else store
    for old in list(done)[: max(0, len(done) - kept)]:
        done.pop(old, None)
    made = {job: done[job] for job in jobs if job in done}
    if recorded is not None and not anew:
        made |= {job: recorded[job] for job in jobs if job in recorded and job not in made}
    rest = [job for job in jobs if job not in made]
    halted, asked = f"_{key}.halted", hash(tuple(jobs))
    seat, begin, bar = st.empty(), time.perf_counter(), None
    for job in rest if st.session_state.get(halted) != asked else ():
        spent = time.perf_counter() - begin
        if spent > seconds:
            break
        if spent > PATIENCE:
            if bar is None:
                with seat.container(horizontal=True, vertical_alignment="center"):
                    bar = st.progress(0.0)
                    st.button("Stop", key=f"_{key}.stop", on_click=st.session_state.update, args=({halted: asked},))
            bar.progress(len(made) / len(jobs), f"{len(made)} of {len(jobs)}: {name(job)}")
        with heavy(seconds):
            made[job] = done[job] = do(job)
    seat.empty()
    if missing := len(jobs) - len(made):
        with seat.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"{len(made)} of {len(jobs)} {_are(len(made))} done; {missing} {_are(missing)} missing.",
                width="content",
            )
            st.button("Go on", key=f"_{key}.go", on_click=st.session_state.pop, args=(halted, None))
    return made


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def again(key: str) -> None:
    """Of results that `work` took as they were recorded: a button that computes them here and now, and whether they
    came out the same."""
    recorded, jobs, count = st.session_state.get(f"_{key}.recorded", (None, [], 0))
    if not jobs:
        return
    own = st.session_state.get(f"_{key}.own", {})
    if not st.session_state.get(f"_{key}.anew"):
        some = f"{len(jobs)} of {count} {'was' if len(jobs) == 1 else 'were'} computed beforehand."
        words = some if len(jobs) < count else "Computed beforehand."
        label, change = "Compute again", {f"_{key}.anew": True, f"_{key}.own": {}}
    else:
        came = [recorded.same(job, own[job]) for job in jobs if job in own]
        words = f"Computed now: {sum(came)} of {len(jobs)} results are those recorded."
        label, change = "As recorded", {f"_{key}.anew": False}
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        st.caption(words, width="content")
        st.button(label, key=f"_{key}.again", type="tertiary", on_click=st.session_state.update, args=(change,))
