"""The contrast of every colour that we choose, on both grounds: WCAG's ratio, 4.5 for text and 3 for what is drawn.

python -m pytest -s tests/pages/test_contrast.py -k table     prints them all
"""

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from figures.look import LOOK
from lessons import _graph
from lessons.decay import schedules
from lessons.momentum import heavy_ball
from lessons.step_size import parabola
from lessons.training.film import COLORS as NETWORK_RUNS
from optim import OPTIMIZERS
from scenes import SCENES, contrast, on_dark
from scenes._colors import to_hex, to_rgb

ROOT = Path(__file__).parents[2]
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
TEXT, DRAWN = 4.5, 3.0


class Pair(NamedTuple):
    what: str
    theme: str
    color: str
    ground: str
    least: float

    @property
    def ratio(self):
        return contrast(self.color, self.ground)


def mixed(one, other, share):
    """So far from one colour to another."""
    return to_hex([a + share * (b - a) for a, b in zip(to_rgb(one), to_rgb(other), strict=True)])


def share_of(file, pattern):
    """A number that stands in one of our style sheets."""
    return float(re.search(pattern, (ROOT / file).read_text(), re.DOTALL)[1])


def colors_of(file, pattern):
    return re.findall(pattern, (ROOT / file).read_text())


def words(theme, c, side):
    """Texts, by the ground on which they stand."""
    raised = side["secondaryBackgroundColor"]  # of the list's lines
    ink, ground, beside = c["textColor"], c["backgroundColor"], side["backgroundColor"]
    panel = mixed(LOOK["themes"][theme]["ground"], LOOK["themes"][theme]["ink"], LOOK["themes"][theme]["lift"])
    muted = mixed(LOOK["themes"][theme]["ink"], LOOK["themes"][theme]["ground"], LOOK["towards"]["muted"])
    caption = share_of("ui/page.css", r'"stCaptionContainer"\] \{[^}]*opacity: ([\d.]+)')
    facts = share_of("ui/entrant_list.py", r"summary::after.*?opacity: ([\d.]+)")
    small = share_of("ui/gallery.py", r"small \{[^}]*opacity: ([\d.]+)")
    heads = share_of("ui/race_table.js", r"thead th \{[^}]*currentColor (\d+)%") / 100
    slide = share_of("ui/lecture.css", r"has\(> .stButton\) \{ opacity: ([\d.]+); \}")
    fault = colors_of("figures/player/dials.js", rf'\[data-theme="{theme}"\] .downhill-dial .fault \{{ color: (#\w+)')[
        0
    ]
    primary = c["primaryColor"]
    on_primary = colors_of("ui/page.css", r"light-dark\((#\w+), (#\w+)\)")[0][theme == "dark"]
    yield from (
        ("text", ink, ground), ("text beside, in the sidebar", ink, beside), ("links", c["linkColor"], ground),
        ("captions", mixed(ground, ink, caption), ground),
        ("captions in the sidebar", mixed(beside, ink, caption), beside),
        ("a rate in the list of optimizers", mixed(raised, ink, facts), raised),
        ("gallery, a surface's name", mixed(ground, ink, small), ground),
        ("table, heads and the line above", mixed(ground, ink, heads), ground),
        ("“Slide”", mixed(ground, ink, slide), ground),
        ("chips", ink, panel), ("a hidden chip, subtitles, axis text", muted, panel),
        ("the same on the page", muted, ground),
        ("a dial's fault, in the sidebar", fault, beside), ("a dial's fault", fault, ground),
        ("a primary button, a chosen tag", on_primary, primary),
    )  # fmt: skip


def drawings(theme, c, side):
    """What is drawn: dots, lines, marks."""
    ground, beside = c["backgroundColor"], side["backgroundColor"]
    panel = mixed(LOOK["themes"][theme]["ground"], LOOK["themes"][theme]["ink"], LOOK["themes"][theme]["lift"])
    mark = share_of("figures/player/dials.js", r"\.mark \{.*?opacity: ([\d.]+)")
    yield "accent: bars, thumbs, handles", c["primaryColor"], panel
    yield "a dial's mark of its default", mixed(beside, c["textColor"], mark), beside
    for rule in OPTIMIZERS.values():
        color = on_dark(rule.color) if theme == "dark" else rule.color
        yield f"{rule.name}: trail, dot in the table", color, panel
        yield f"{rule.name}: dot in the sidebar", color, side["secondaryBackgroundColor"]
    for scene in SCENES.values():
        if scene.look == "radford":  # his own colours, yellow among them: they are what people know the races by
            continue
        for entrant in scene.entrants:
            color = (entrant.dark or on_dark(entrant.color)) if theme == "dark" else entrant.color
            yield f"{scene.name}: {entrant.name}", color, ground
    shown = {"up": _graph.UP, "down": _graph.DOWN, "model": _graph.MODEL, **parabola.COLORS, **heavy_ball.COLORS}
    shown |= schedules.COLORS | {f"run {i}": color for i, color in enumerate(NETWORK_RUNS)}
    for name, color in shown.items():
        yield f"lecture, {name}", color, panel


PAIRS = [
    Pair(what, theme, color, ground, least)
    for theme in ("light", "dark")
    for made, least in ((words, TEXT), (drawings, DRAWN))
    for what, color, ground in made(theme, THEME[theme], THEME[theme]["sidebar"])
]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_that_we_colour_stands_out(theme):
    assert [pair for pair in PAIRS if pair.theme == theme and pair.ratio < pair.least] == []


def test_table():
    """Every colour and ground once, those of the texts first; of what is drawn the five that stand out least."""
    for theme in ("light", "dark"):
        for least in (TEXT, DRAWN):
            made = sorted({p for p in PAIRS if (p.theme, p.least) == (theme, least)}, key=lambda p: p.ratio)
            assert made
            for pair in made if least == TEXT else made[:8]:
                print(f"{theme:5} {pair.ratio:5.2f} ≥ {pair.least}  {pair.color} on {pair.ground}  {pair.what}")
