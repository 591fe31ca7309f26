"""Noise on Race: how strong, how it is drawn, its seed, and by how many steps gradients are late."""

import streamlit as st

from catalog import parameters
from figures.dials import Conditions, Dial
from scenes import Scene
from ui.dials import dials, recalled
from ui.kept import choice, widget

KINDS = {
    "normal": "Normal",
    "heavy tails": "Heavy tails: rarely, but then by far",
    "correlated": "Correlated: an error lasts for some steps",
}


def noise_of(base: Scene) -> tuple[float, int, str, int]:
    """Draw the expander: strength, seed, kind, and how late gradients are."""
    default = {"sigma": base.sigma, "seed": base.seed, "delay": base.delay}
    asked = [Dial(p.name, p, default[p.name]) for p in parameters(Conditions)[1:]]
    kind = choice("noise", base.noise, KINDS)
    on = " :gray[on]" if recalled(asked[0]) or recalled(asked[2]) else ""
    with st.expander(f"Noise{on}", key="_noise"):
        st.selectbox(
            "Errors are drawn", list(KINDS), format_func=KINDS.__getitem__,
            help="Heavy tails: Student’s t with 2 degrees of freedom, whose variance is infinite. Correlated: 0.9 of a "
            "step’s error is in the next one’s", **widget("noise", kind),
        )  # fmt: skip
        values = dials("_conditions", asked)
    return values["sigma"], values["seed"], kind, values["delay"]
