"""The table under a race: how each run ended."""

import html
from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from catalog import number
from figures import Racer
from optim import final_point, final_value, steps_to_reach

TOLERANCE = 1e-3
HEADS = ("Optimizer", "Final value", "Distance to the nearest known minimum",
         f"Steps to {1 - TOLERANCE:.1%} of the way to the lowest",
         "Evaluations", "Outcome")  # fmt: skip
STYLE = """<style>
.dh-outcomes { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.9rem; }
.dh-outcomes th { text-align: left; font-weight: 600; opacity: 0.65; padding: 0.45rem 0.75rem; vertical-align: bottom; }
.dh-outcomes td { padding: 0.45rem 0.75rem; border-top: 1px solid color-mix(in srgb, currentColor 14%, transparent); }
.dh-outcomes .number { text-align: right; }
.dh-outcomes td:first-child { white-space: nowrap; }
.dh-outcomes td:last-child { min-width: 15rem; }
.dh-outcomes i { display: inline-block; width: 0.7rem; height: 0.7rem; border-radius: 50%; margin-right: 0.6rem;
  box-shadow: 0 0 0 1px color-mix(in srgb, currentColor 25%, transparent); }
.dh-scroll { overflow-x: auto; }
</style>"""


def outcome_table(racers: Sequence[Racer], trajectories: Iterable[Any]) -> None:
    """Final value, distance, steps, evaluations and the outcome in words, a row for each run."""
    head = "".join(f"<th class='{'' if i in (0, 5) else 'number'}'>{text}</th>" for i, text in enumerate(HEADS))
    rows = "".join(map(_row, racers, trajectories))
    st.html(STYLE)
    st.html(f"<div class='dh-scroll'><table class='dh-outcomes'><tr>{head}</tr>{rows}</table></div>")


def _row(racer: Racer, t: Any) -> str:
    distance = float(t.surface.distance_to_minimum(final_point(t)))
    reached = int(steps_to_reach(t, TOLERANCE))
    cells = (
        figure(float(final_value(t))),
        figure(distance),
        str(reached) if reached >= 0 else "–",
        str(int(t.evaluations.total[-1])),
    )
    numbers = "".join(f"<td class='number'>{cell}</td>" for cell in cells)
    dot = racer.dark if st.context.theme.type == "dark" else racer.color
    name = f"<i style='background:{dot}'></i>{html.escape(racer.name)}"
    return f"<tr><td>{name}</td>{numbers}<td>{html.escape(str(t.outcome))}</td></tr>"


def figure(value: float) -> str:
    """A number for a table: three digits, or a dash where there is none."""
    return number(value, missing="–")
