"""Width against bad minima: two hundred runs at every width, and where they end."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from figures import Film
from figures.film import dots
from lessons._claims import percent, said
from lessons._graph import graph
from lessons._recorded import Recorded
from lessons._text import number
from networks.perceptron import Perceptron
from optim import run
from optim.adam import Adam

Array = np.ndarray

WIDTHS = (1, 2, 3, 4, 6, 8, 12, 16)
RUNS, STEPS, MOMENTS = 200, 400, 31
BAD = 0.05  # a squared error above which a run counts as stuck: a fifth of what a constant answer makes
COLOR = "#2f80d8"


def network(width: int) -> Perceptron:
    return Perceptron(data="xor", n=60, noise=0.1, width=width, depth=1, loss="squared")


def losses(width: int) -> Array:
    """The training losses (MOMENTS, RUNS) of Adam from RUNS starts, all at once."""
    problem = network(width)
    t = run(Adam(lr=0.03), problem, problem.starts(RUNS), STEPS, record_states=False)
    return t.values[np.linspace(0, STEPS, MOMENTS).astype(int)]


LOSSES = Recorded(
    Path(__file__).parent / "losses.npz", lambda: WIDTHS, losses, lambda one: {"losses": one.astype(np.float32)},
    lambda job, arrays: arrays["losses"].astype(float),
)  # fmt: skip


def film(found: Mapping[int, Array]) -> Film:
    """A dot for each run at its width, moving as it trains."""
    widths = sorted(found)
    rng = np.random.default_rng(0)
    overlays = []
    for place, width in enumerate(widths):
        x = np.asarray(place + rng.uniform(-0.32, 0.32, found[width].shape[-1]))
        overlays.append(dots(x[None], np.maximum(found[width], 1e-8), color=COLOR, size=4))
    low = min(float(np.quantile(one[-1], 0.02)) for one in found.values())
    count = found[widths[0]].shape[-1]
    panel = graph(
        "widths", [], (-0.5, len(widths) - 0.5), (max(low / 3, 1e-8), 1.0), ("hidden units", "training loss"),
        (False, True), title=f"{count} runs at each width", overlays=overlays, aspect=0.36,
        subtitle="a dot: a run; those that end above the dashed line are stuck",
    )  # fmt: skip
    panel.figure["layout"]["xaxis"] |= {"tickvals": list(range(len(widths))), "ticktext": [str(h) for h in widths]}
    panel.figure["data"].append(
        {"type": "scatter", "mode": "lines", "x": [-0.5, len(widths) - 0.5], "y": [BAD, BAD], "hoverinfo": "skip",
         "line": {"color": "@muted", "dash": "dash", "width": 1.5}, "showlegend": False}
    )  # fmt: skip
    return Film(panels=[panel], tracks=[], racers=[], rate=STEPS / 6, autoplay=True, length=STEPS,
                clocks={"main": (MOMENTS - 1) / STEPS})  # fmt: skip


def stuck(found: Array) -> float:
    """The share of runs that end above BAD."""
    return float((found[-1] > BAD).mean())


def verdict(found: Mapping[int, Array]) -> str:
    """The share of stuck runs at each width, and how the spread of the ends changes."""
    shares = {width: stuck(one) for width, one in sorted(found.items())}
    told = ", ".join(f"{percent(share)} at {width}" for width, share in shares.items())
    narrow, wide = min(shares), max(shares)
    falls = all(b <= a for a, b in zip(list(shares.values()), list(shares.values())[1:], strict=False))
    spread = {w: np.ptp(np.quantile(np.log10(found[w][-1]), (0.1, 0.9))) for w in (narrow, wide)}
    return said(
        f"Stuck above {number(BAD)} after {STEPS} steps: {told}.",
        len(shares) > 1
        and falls
        and shares[narrow] > shares[wide]
        and "No width has more bad ends than a narrower one.",
        len(shares) > 1
        and not falls
        and shares[narrow] > shares[wide]
        and f"Fewer at {wide} than at {narrow}, though not from each width to the next.",
        len(shares) > 1
        and f"Four fifths of the ends span {number(spread[narrow], 2)} decades at {narrow}, "
        f"{number(spread[wide], 2)} at {wide}.",
    )
