"""The table under a race: one of three views, sorted by any column; a row that is pointed at tells of its run."""

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from figures import Racer, packed
from figures.script import component_script
from optim import Sensitivity, Trajectory, run, sensitivity
from scenes import Entrant, Scene, to_json, unwrapped
from ui import race_columns as columns
from ui._assets import table_address
from ui.budget import each_within
from ui.outside import literal
from ui.race_rates import rates_picture
from ui.shared import Shared, nbytes
from ui.widgets import note, recall

VIEWS = {"result": "Result", "progress": "Progress", "rates": "Rates"}
LARGEST = float(np.finfo(float).max)
LEAST = 10_000  # bytes that anything takes
KEPT = 16_000_000  # bytes of what was computed for a view, of all visitors' latest
_TABLE = st.components.v2.component(
    "downhill_race_table",
    html="<div class='downhill-table'></div>",
    js=component_script(Path(__file__).parent / "script_seat.js"),
    isolate_styles=False,
)


_kept: Shared[tuple[Any]] = Shared(KEPT, lambda made: LEAST + nbytes(made))


def race_table(scene: Scene, racers: Sequence[Racer], runs: Sequence[Trajectory], over: str) -> None:
    """How the runs of a scene went; `over` is what they are counted by, "step" or "evals"."""
    if not runs:
        return
    recall("table", "result", VIEWS.__contains__)
    view = st.segmented_control("Table", list(VIEWS), key="table", required=True, format_func=VIEWS.__getitem__,
                                label_visibility="collapsed")  # fmt: skip
    note("table", "result")
    found = _each(scene, "rates", _sensitivity) if view == "rates" else []
    made = _columns(view or "result", scene, runs, over, found)
    told = {
        "script": table_address(),
        "of": "race",
        "unit": over,
        "racers": [{"id": r.id, "name": r.name, "light": r.color, "dark": r.dark} for r in racers],
        "columns": [
            {
                "head": c.head,
                "help": c.help,
                "kind": c.kind,
                "cells": [_sent(cell) for cell in c.cells],
            }
            for c in made
        ],
    }
    _TABLE(key="race-table", data=packed(told))
    if found:
        rates_picture(scene, racers, found)


def _sent(cell: columns.Cell) -> list[Any]:
    """A cell as the browser gets it, which knows no infinite numbers: they are sorted as the largest that there are."""
    text, value, curve = cell
    if value is not None:
        value = None if np.isnan(value) else float(np.clip(value, -LARGEST, LARGEST))
    return [text, value, *([curve] if curve else [])]


def _columns(
    view: str, scene: Scene, runs: Sequence[Trajectory], over: str, found: Sequence[Sensitivity | None]
) -> list[columns.Column]:
    if view == "progress":
        return columns.progress(runs, _each(scene, "ahead", _run_on), over)
    if view == "rates":
        return columns.rates([entrant.rule for entrant in scene.entrants], found)
    return columns.result(runs, over)


def _run_on(scene: Scene, entrant: Entrant) -> Trajectory:
    return run(entrant.rule, scene.noisy_surface, scene.start, scene.steps + columns.AHEAD)


def _sensitivity(scene: Scene, entrant: Entrant) -> Sensitivity | None:
    return sensitivity(entrant.rule, scene.noisy_surface, scene.start, scene.steps)


def _each(scene: Scene, what: str, make: Callable[[Scene, Entrant], Any]) -> list[Any]:
    """Something of each entrant, kept for all visitors; None for those that one visitor's time does not suffice for."""
    keys = [(what, _key(scene, entrant, what)) for entrant in scene.entrants]
    found = {key: _kept.get(key) for key in keys}
    asked = {key: entrant for key, entrant in zip(keys, scene.entrants, strict=True) if found[key] is None}

    def one(key: tuple[str, str]) -> None:
        found[key] = _kept.put(key, (make(scene, asked[key]),))

    done = each_within(list(asked), one)
    if done < len(asked):
        names = ", ".join(entrant.name for entrant in list(asked.values())[done:])
        st.caption(f"For {literal(names)} this takes too long for a server that others use, too.")
    return [made[0] if (made := found[key]) else None for key in keys]


def _key(scene: Scene, entrant: Entrant, what: str) -> str:
    """What is computed of an entrant depends on its rule and on the race, not on what it looks like, nor, where every
    rate is tried, on its own."""
    rule = entrant.rule
    if what == "rates" and hasattr(unwrapped(rule)[0], "lr"):
        rule = rule.altered(lr=0.0)
    plain = Entrant(rule, "x", "#000000", "x")
    return to_json(dataclasses.replace(scene, name="x", caption="", entrants=(plain,), look="quiet", view=None,
                                       panels=("contour",)))  # fmt: skip
