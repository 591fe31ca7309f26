"""What a Hessian costs: its numbers and bytes against the number of parameters, beside blocks and L-BFGS's memory."""

from dataclasses import dataclass

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, Track
from figures.film import curve, text
from lessons._claims import Settings
from lessons._graph import graph, line, note
from optim.gradient_descent import GradientDescent
from optim.lbfgs import LBFGS
from optim.newton import Newton

Array = np.ndarray

NUMBER = 8  # bytes, in double precision
BLOCK = 100  # parameters in a block of a block Hessian
BLOCKS = "#c87d00"
STEPS = 84
PARAMETERS = np.geomspace(BLOCK, 1e9, STEPS + 1)
MEMORY = (1, 50)  # between which the slider goes
UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB", "EB")
ROOM, GAP = 2.0, 0.12  # what is drawn to scale is so wide, and so far apart, in sides of the largest square
MARKS = {8e9: "a telephone’s memory, 8 GB", 8e10: "a large graphics card’s, 80 GB"}
NETWORKS = {6e4: "LeNet-5", 2.56e7: "ResNet-50"}  # LeCun et al. 1998; He et al. 2016


@dataclass(frozen=True)
class Cost(Settings):
    """How many pairs L-BFGS keeps."""

    m: int = param(10, *MEMORY, legal="[1, 50]", symbol="m", help="Pairs that L-BFGS keeps,")


def kept(n: Array, memory: int) -> dict[str, Array]:
    """How many numbers are kept for n parameters: the Hessian's (or BFGS's) n², those of its blocks of b, nb, L-BFGS's
    2mn, the gradient's n."""
    return {"hessian": n**2, "blocks": n * np.minimum(n, BLOCK), "lbfgs": 2 * memory * n, "gradient": n}


def in_bytes(count: float) -> str:
    """So many bytes in words: 80 GB."""
    rounded = float(f"{max(count, 1):.3g}")  # 999.6 kB is 1 MB
    power = int(np.clip(np.floor(np.log10(rounded) / 3), 0, len(UNITS) - 1))
    return f"{count / 1000**power:.3g} {UNITS[power]}"


def in_words(n: float) -> str:
    """A number of parameters: 130, 2.5 million."""
    for size, name in ((1e9, " billion"), (1e6, " million")):
        if n >= size:
            return f"{n / size:.3g}{name}"
    return f"{float(f'{n:.3g}'):,.0f}"


def cost_film(memory: int) -> Film:
    """The number of parameters grows with the clock."""
    racers = [
        Racer("hessian", "Hessian, or BFGS: n²", Newton.color),
        Racer("blocks", f"Blocks of {BLOCK}: {BLOCK}n", BLOCKS),
        Racer("lbfgs", f"L-BFGS: 2mn, m = {memory}", LBFGS.color),
        Racer("gradient", "Gradient: n", GradientDescent.color),
    ]
    numbers = kept(PARAMETERS, memory)
    tracks = [Track(racer.id, {"n": PARAMETERS, "bytes": NUMBER * numbers[racer.id]}) for racer in racers]
    return Film(
        panels=[_chart(numbers, racers), _to_scale(memory, racers)],
        tracks=tracks,
        racers=racers,
        rate=STEPS / 12,
        beat="",
        autoplay=True,
        readout={"group": "main", "channel": "bytes", "label": "bytes"},
    )


def _chart(numbers: dict[str, Array], racers: list[Racer]) -> Panel:
    ends = list(PARAMETERS[[0, -1]])
    data = [line(PARAMETERS, NUMBER * numbers[racer.id], racer.color, 1.5, opacity=0.35) for racer in racers]
    data += [line(ends, [size, size], "@muted", 1, "dot") for size in MARKS]
    data += [line([n, n], [1, 1e20], "@muted", 1, "dot") for n in NETWORKS]
    notes = [
        note(np.log10(ends[0]) + 0.1, np.log10(size) + shift, name)
        for (size, name), shift in zip(MARKS.items(), (-0.5, 0.5), strict=True)
    ]
    notes += [note(np.log10(n) + 0.1, 18.5, name) for n, name in NETWORKS.items()]
    return graph(
        "cost", data, ends, (10, 1e19), ("parameters n", "bytes"), (True, True), notes, racers=None,
        axes={"x": "n", "y": "bytes"}, title="Bytes to keep", weight=1.3, aspect=0.7,
    )  # fmt: skip


def _to_scale(memory: int, racers: list[Racer]) -> Panel:
    """The square n × n, strips of what the blocks and L-BFGS keep, and the column 1 × n beside each other, the square
    being as large as it can be where all have room."""
    widths = {id: numbers / PARAMETERS**2 for id, numbers in kept(PARAMETERS, memory).items()}
    side = np.minimum(1.0, (ROOM - (len(racers) - 1) * GAP) / sum(widths.values()))
    left, bottom = np.zeros((2, STEPS + 1))
    overlays = []
    for racer in racers:
        right = left + side * widths[racer.id]
        x = np.stack([left, right, right, left, left], axis=1)
        y = np.stack([bottom, bottom, side, side, bottom], axis=1)
        overlays.append(curve(x, y, racer=racer.id, width=1.5, fill=True))
        left = right + GAP
    words = [
        f"n = {in_words(n)}: Hessian {in_bytes(NUMBER * n**2)}, L-BFGS {in_bytes(NUMBER * 2 * memory * n)}"
        for n in PARAMETERS
    ]
    overlays.append(text(1.0, -0.14, words, color="@ink"))
    panel = graph(
        "scale", [], (-0.1, ROOM + 0.1), (-0.25, 1.15), title="Drawn to scale", aspect=0.9,
        subtitle="the square of n × n numbers; strips: its blocks, L-BFGS; the gradient", overlays=overlays,
    )  # fmt: skip
    for axis in ("xaxis", "yaxis"):
        panel.figure["layout"][axis] |= {"visible": False}
    panel.figure["layout"]["yaxis"] |= {"scaleanchor": "x", "constrain": "domain"}  # so that the square is one
    return panel
