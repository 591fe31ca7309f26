"""The list of entrants in a sidebar: a line each, and the controls of the one that is open."""

import inspect
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from catalog import number
from figures.dials import plain
from optim import SCHEDULES, Clip
from scenes import MAX_ENTRANTS, MAX_NAME, Entrant, on_dark, unwrapped
from ui.dials import dialled, say_held
from ui.entrants import CONSTANT, Entry, entrants_of, entry, next_copy, schedule_defaults, written
from ui.formula import stacked
from ui.kept import remember, widget
from ui.outside import literal
from ui.own_rule import is_own
from ui.own_rule import typed as typed_rule
from ui.sweep import HELP, Sweep, numbers_of, suggested, typed, values_of

_STYLE = """<style>
[class*='st-key-_open-'] summary::after { margin-left: auto; padding-left: 0.5rem; font-size: 0.8125rem;
  opacity: 0.8; white-space: nowrap; font-variant-numeric: tabular-nums; }
"""
NO_SWEEP = "One value each"


def entrants_listed(
    ids: Sequence[str], own: Mapping[str, Entrant], of: str, prefix: str = "", steps: tuple[int, int] | None = None,
    most: int = MAX_ENTRANTS,
) -> tuple[Entrant, ...]:  # fmt: skip
    """Draw the list, and give the entrants of a race: one for each id, or for each value of its sweep.

    `own` are what some are at first, `of` the key under which the session has the ids, `prefix` that of their values.
    """
    entries = [entry(id, own.get(id), prefix, steps) for id in ids]
    entrants = entrants_of(entries)
    box = st.container(gap="xsmall")
    with box:
        st.html(_STYLE + "".join(map(_told, entries)) + "</style>")
    for each in entries:
        raced = [e for e in entrants if e.id.partition("-")[0] == each.id]
        with box:
            _line(each, raced, of, steps)
    if sum(len(each.sweep.values) if each.sweep else 1 for each in entries) > most:
        st.caption(f"A race has at most {most} optimizers: the first {most} run.")
    return entrants[:most]


def _line(each: Entry, raced: Sequence[Entrant], of: str, steps: tuple[int, int] | None) -> None:
    dark = st.context.theme.type == "dark"
    dots = "".join(
        f':color[●]{{foreground="{(e.dark or on_dark(e.color)) if dark else e.color}"}}' for e in raced
    )  # fmt: skip
    own = [e.name for e in raced if each.own and e.name == each.own.name]
    name = each.typed or (own[0] if own else each.declared.name)
    key, open_ = f"_open {each.key}", f"_open {of}"
    st.session_state[key] = st.session_state.get(open_) == each.id
    line = st.expander(f"{dots} {literal(name)}", key=key, on_change=_one_open, args=(key, open_, each.id))
    say_held(each.declared, each.key, each.defaults)
    if line.open:
        with line:
            _controls(each, name, of, steps)


def _told(each: Entry) -> str:
    """A line's number, as style: an expander whose label changes would be another, and lose a keyboard's place."""
    key = re.sub(r"[^a-zA-Z0-9_-]", "-", f"_open {each.key}")
    return f".st-key-{key} summary::after {{ content: {json.dumps(_facts(each), ensure_ascii=False)} }}"


def _one_open(key: str, open_: str, id: str) -> None:
    st.session_state[open_] = id if st.session_state[key] else None


def _facts(each: Entry) -> str:
    """The number by which a line is told: the rate, or the values of the sweep."""
    if each.sweep:
        p = numbers_of(each.declared)[each.sweep.name]
        low, *_, high = (*each.sweep.values, each.sweep.values[-1])
        ends = dict.fromkeys((number(low, 6), number(high, 6)))
        return f"{plain(p.symbol)} {' … '.join(ends)}"
    rule = unwrapped(each.rule)[0]
    return written("lr", rule).replace("= ", "") if hasattr(rule, "lr") else ""


def _controls(each: Entry, name: str, of: str, steps: tuple[int, int] | None) -> None:
    own = unwrapped(each.own.rule) if each.own else (None, None, None)
    without = [each.sweep.name] if each.sweep else []
    if is_own(each.id):
        typed_rule(each.key, own[0])
    dialled(each.declared, each.key, each.defaults, name, without)
    _sweep(each, name)
    if hasattr(each.rule, "lr"):
        slug = each.schedule.slug if each.schedule else CONSTANT
        st.selectbox(
            "Schedule", list(SCHEDULES), format_func=lambda s: SCHEDULES[s].name,
            **widget(f"{each.key}.schedule", slug),
        )  # fmt: skip
        defaults = schedule_defaults(slug, own[1], steps)
        dialled(SCHEDULES[slug], f"{each.key}.{slug}", defaults, f"{name}, schedule")
    clipped = unwrapped(each.rule)[2] is not None
    if st.toggle("Clip gradients", **widget(f"{each.key}.clipped", clipped)):
        dialled(Clip, f"{each.key}.clip", own[2].settings() if own[2] else {}, f"{name}, clipping")
    st.text_input("Name", max_chars=MAX_NAME, placeholder=name, **widget(f"{each.key}.name", each.typed))
    if not is_own(each.id):
        _paper(each)
    _actions(each, name, of)


def _paper(each: Entry) -> None:
    with st.popover("Formula and paper", width="stretch"):
        paper = each.declared.paper
        st.latex(stacked(each.declared.latex))
        st.markdown(inspect.cleandoc(each.declared.__doc__ or ""))
        st.caption(f"[{paper.authors} {paper.year}]({paper.url}), {paper.title}")


def _actions(each: Entry, name: str, of: str) -> None:
    ids = st.session_state[of]
    place = ids.index(each.id)
    said = literal(name)
    with st.container(horizontal=True, gap="xsmall"):
        for icon, words, act, off in (
            ("arrow_upward", "up", _move, place == 0),
            ("arrow_downward", "down", _move, place == len(ids) - 1),
            ("content_copy", "duplicate", _duplicate, len(ids) >= MAX_ENTRANTS),
            ("restart_alt", "reset", _reset, False),
            ("delete", "remove", _remove, False),
        ):
            args = (of, each.id, -1 if words == "up" else 1) if act is _move else (of, each)
            st.button(
                f":material/{icon}:", key=f"_{words} {each.key}", type="tertiary",
                disabled=off, on_click=act, args=args, help=f"{words.capitalize()}: {said}",
            )  # fmt: skip


def _move(of: str, id: str, by: int) -> None:
    ids = list(st.session_state[of])
    place = ids.index(id)
    ids.insert(place + by, ids.pop(place))
    st.session_state[of] = ids


def _remove(of: str, each: Entry) -> None:
    st.session_state[of] = [id for id in st.session_state[of] if id != each.id]
    _reset(of, each)


def _reset(of: str, each: Entry) -> None:
    """Everything about a rule as it was at first."""
    for key in {*st.session_state, *st.query_params}:
        if str(key).startswith(f"{each.key}."):
            st.session_state.pop(key, None)
            st.query_params.pop(str(key), None)


def _duplicate(of: str, each: Entry) -> None:
    """One more of the same, which is opened."""
    ids = list(st.session_state[of])
    id = next_copy(each.id.partition("~")[0], ids)
    ids.insert(ids.index(each.id) + 1, id)
    key = each.key.removesuffix(each.id) + id
    st.session_state.update(kept_of(each.rule, key))
    if each.sweep:
        st.session_state[f"{key}.sweep"] = str(each.sweep)
    st.session_state[of] = ids
    st.session_state[f"_open {of}"] = id


def kept_of(rule: Any, key: str) -> dict[str, Any]:
    """What is kept under a key of a rule and what is around it."""
    bare, schedule, clip = unwrapped(rule)
    values = {f"{key}.{name}": value for name, value in bare.settings().items()}
    values[f"{key}.schedule"] = schedule.slug if schedule else CONSTANT
    values[f"{key}.clipped"] = clip is not None
    for part, name in ((schedule, schedule and schedule.slug), (clip, "clip")):
        if part is not None:
            values |= {f"{key}.{name}.{own}": value for own, value in part.settings().items()}
    return values


def _sweep(each: Entry, name: str) -> None:
    """Which number is swept, and its values."""
    able = numbers_of(each.declared)
    options = ["", *able]
    key = f"_swept {each.key}"
    st.session_state[key] = each.sweep.name if each.sweep else ""
    st.selectbox(
        "Compare values of", options, key=key, on_change=_choose_sweep, args=(each,),
        format_func=lambda o: f"{able[o].help or o.replace('_', ' ').capitalize()} {plain(able[o].symbol)}" if o
        else NO_SWEEP,
    )  # fmt: skip
    if not each.sweep:
        return
    values = f"_values {each.key}"
    fault = st.session_state.pop(f"{values} fault", None)
    if not fault:
        st.session_state[values] = typed(each.sweep.values)
    st.text_input("Values", key=values, max_chars=200, help=HELP, on_change=_type_sweep, args=(each,))
    if fault:
        st.error(literal(fault))


def _choose_sweep(each: Entry) -> None:
    name, key = st.session_state[f"_swept {each.key}"], f"{each.key}.sweep"
    remember(key)
    p = numbers_of(each.declared).get(name)
    if p is None:
        st.session_state[key] = ""
        st.query_params.pop(key, None)
    else:
        now = getattr(unwrapped(each.rule)[0], name)
        st.session_state[key] = str(Sweep(name, suggested(p, now)))


def _type_sweep(each: Entry) -> None:
    assert each.sweep
    text = st.session_state[f"_values {each.key}"]
    try:
        values = values_of(text, numbers_of(each.declared)[each.sweep.name])
    except ValueError as error:
        st.session_state[f"_values {each.key} fault"] = str(error)
        return
    st.session_state[f"{each.key}.sweep"] = str(Sweep(each.sweep.name, values))
