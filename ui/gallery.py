"""The home page's gallery: races as small moving pictures, each with the question that it answers."""

import base64
import html
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import streamlit as st

from figures.assemble import racer_of
from figures.look import LOOK
from figures.thumbnail import races_picture
from optim import OPTIMIZERS
from scenes import SCENES, Entrant, Scene, on_dark, shades
from surfaces import SURFACES
from ui.entrants import by_difference

STYLE = """<style>
.dh-gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1.25rem 1rem; }
.dh-gallery a { display: block; color: inherit; text-decoration: none; border-radius: 10px; }
.dh-gallery a:hover b, .dh-gallery a:focus-visible b { text-decoration: underline; }
.dh-gallery a:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 3px; }
.dh-gallery img { width: 100%; aspect-ratio: 4 / 3; display: block; border-radius: 10px; margin-bottom: 0.5rem; }
.dh-gallery b { font-weight: 600; line-height: 1.35; display: block; }
.dh-gallery .dh-wide { grid-column: 1 / -1; display: flex; gap: 1rem; align-items: center; flex-wrap: wrap; }
.dh-gallery .dh-wide img { width: 13rem; margin: 0; } .dh-gallery .dh-wide span { flex: 1 1 13rem; }
.dh-gallery small { font-size: 0.8125rem; opacity: 0.85; }
</style>"""
CARD = Path(__file__).parents[1] / "lessons" / "training" / "card.svg"
QUESTIONS = {
    "radford-beale": "Why does momentum overshoot?",
    "ill-conditioned": "Why is one rate too large for one axis and too small for the other?",
    "rosenbrock-five": "Who gets through a narrow, bent valley?",
    "radford-saddle": "Who leaves a saddle first?",
    "rotated": "What happens to rules that scale each axis when the bowl is turned?",
    "saddle-escape": "Why is Newton’s method drawn to a saddle?",
    "four-minima": "Why does one start lead to several minima?",
    "radford-long-valley": "What helps where there is hardly any slope?",
    "bias-correction": "What does Adam correct in its first steps?",
    "decaying-rate": "Why let the learning rate decay?",
    "drifting": "Who keeps up with a minimum that moves?",
    "game": "Why does descent lose a game?",
}


class Item(NamedTuple):
    """A race, the question that it answers, and its address on the Race page."""

    question: str
    query: tuple[tuple[str, str], ...]
    scene: Scene

    @property
    def address(self) -> str:
        return f"race?{urlencode(self.query)}"


def gallery_items() -> list[Item]:
    """The named scenes, and two sweeps."""
    named = [Item(question, (("scene", slug),), SCENES[slug]) for slug, question in QUESTIONS.items()]
    rates = _swept("What does the learning rate change?", "adam", "rosenbrock", "lr", (0.001, 0.01, 0.1), 300)
    inertia = _swept("What is β for?", "momentum", "quadratic", "beta", (0.0, 0.6, 0.9), 100)
    return [named[0], rates, *named[1:4], inertia, *named[4:]]


def _swept(question: str, rule: str, surface: str, name: str, values: tuple[float, ...], steps: int) -> Item:
    rules = [OPTIMIZERS[rule](**{name: value}) for value in values]
    entrants = [
        Entrant(made, called, light, f"{rule}-{i + 1}", dark)
        for i, (made, called, (light, dark)) in enumerate(
            zip(rules, by_difference(rules), shades(rules[0].color, len(values)), strict=True)
        )
    ]
    made = SURFACES[surface]()
    sweep = f"{name}:{','.join(f'{value:g}' for value in values)}"
    query = {"scene": "free", "surface": surface, "steps": str(steps), "optimizers": rule, f"{rule}.sweep": sweep}
    return Item(question, tuple(query.items()), Scene(made.name, made, tuple(entrants), tuple(made.start), steps))


@st.cache_data(max_entries=64, show_spinner=False)
def _picture(place: int, theme: str) -> str:
    scene = gallery_items()[place].scene
    racers = [racer_of(entrant) for entrant in scene.entrants]
    colors = [racer.dark if theme == "dark" else racer.color for racer in racers]
    return races_picture(scene.run(), colors, theme)


@st.cache_data(max_entries=2, show_spinner=False)
def _network_picture(theme: str) -> str:
    """The recorded picture of “Train a network” in a theme's colours, as a data address."""
    svg = CARD.read_text()
    lines = {slug: rule.color if theme == "light" else on_dark(rule.color) for slug, rule in OPTIMIZERS.items()}
    ground = LOOK["quiet"][theme][4 if theme == "light" else 0]
    filled = svg.format(**lines, ground=ground, first="#5b8fd0", second="#e0993c")
    return "data:image/svg+xml;base64," + base64.b64encode(filled.encode()).decode()


def gallery() -> None:
    """The gallery, in the page's theme."""
    theme = st.context.theme.type or "light"
    cards = "".join(
        f"<a href='{html.escape(item.address)}' target='_self'><img src='{_picture(place, theme)}' alt=''>"
        f"<b>{html.escape(item.question)}</b><small>{html.escape(item.scene.name)}</small></a>"
        for place, item in enumerate(gallery_items())
    )
    last = (
        f"<a class='dh-wide' href='network' target='_self'><img src='{_network_picture(theme)}' alt=''><span>"
        "<b>And on a real network?</b><small>The same rules train hundreds of weights to tell two moons apart: see "
        "each one’s border move.</small></span></a>"
    )
    st.html(f"{STYLE}<div class='dh-gallery'>{cards}{last}</div>")
