"""A rule of one's own on Race: typed formulas, raced as they are read, with dials for their letters."""

import re
from typing import Any

import streamlit as st

from optim import OwnRule, parse_rule
from surfaces import ParseError
from ui.formula import stacked
from ui.kept import kept, widget
from ui.outside import literal

OWN = OwnRule.slug
NAME = "A rule of your own"
LONGEST = 500
WIDTH = 22  # letters that fit into the sidebar
FIRST = "v = b v + g; w = w - lr v"
EXAMPLES = {
    "Momentum": FIRST,
    "Nesterov": "m = b v + g; w = w - lr (g + b m); v = m",
    "RMSprop": "s = b s + (1 - b) g^2; w = w - lr g / (sqrt(s) + eps)",
    "Sign": "w = w - lr sign(g)",
    "1/k": "w = w - lr g / (1 + d k)",
    "Curvature": "w = w - g abs(g) / (abs(H g) + eps)",
}
HELP = """A line is a name, `=` and an expression. Lines are worked off in order at each step, coordinate by coordinate.

- `w`: the weights, to which something has to be assigned
- `g`: the gradient, `H g`: the Hessian times it, `k`: the step, from 1
- what else is assigned is kept from step to step, and begins at 0
- other letters, and `lr`, `beta`, `eps`, are numbers with a dial each
- functions as in a surface of your own: `sqrt`, `abs`, `sign`, `max`, `exp`, …"""


def is_own(id: str) -> bool:
    return id.partition("~")[0] == OWN


def name_of(id: str) -> str:
    copy = id.partition("~")[2]
    return f"{NAME} {copy}" if copy else NAME


def text_of(key: str, own: Any) -> str:
    """What is typed, in one line, as an address has it; at first the scene’s own rule, if it has one."""

    def read(brought: Any) -> str | None:
        parts = re.split(r"[;\n]", brought) if isinstance(brought, str) else []
        return "; ".join(filter(None, (" ".join(part.split()) for part in parts)))[:LONGEST] or None

    made: str = kept(f"{key}.text", _begun(own), read)
    return made


def declared_of(key: str, own: Any) -> tuple[type[OwnRule], str]:
    """The class of the rule that is typed under a key, or of the last that could be read, and its text."""
    read = st.session_state.get(f"_read {key}") or FIRST
    for text in (text_of(key, own), read, _begun(own)):
        try:
            rule = parse_rule(text)
        except ValueError:
            continue
        break
    st.session_state[f"_read {key}"] = rule.text
    return type(rule), rule.text


def _begun(own: Any) -> str:
    return own.text if isinstance(own, OwnRule) else FIRST


def typed(key: str, own: Any) -> None:
    """The field in which it is typed, what is wrong with it, and what it says."""
    text = text_of(key, own)
    st.text_area(
        "Update at each step",
        height=110,
        max_chars=LONGEST,
        help=HELP,
        **widget(f"{key}.text", text.replace("; ", "\n")),
    )
    try:
        rule = parse_rule(text)
    except ParseError as error:
        st.error(literal(str(error)))
        st.code(error.pointer(WIDTH), language=None)
    except ValueError as error:
        st.error(literal(str(error)))
    else:
        st.latex(stacked(rule.latex))
        _examples(key)
        return
    st.caption("Racing on the last rule that could be read.")


def _examples(key: str) -> None:
    own = f"_example {key}"
    st.session_state[own] = None
    st.selectbox(
        "Begin with", list(EXAMPLES), key=own, placeholder="Begin with …", label_visibility="collapsed",
        on_change=_begin, args=(key, own),
    )  # fmt: skip


def _begin(key: str, own: str) -> None:
    chosen = EXAMPLES.get(st.session_state[own])
    if chosen:
        st.session_state[f"{key}.text"] = chosen
