"""What a mini-batch's gradient is beside that of all examples: how far it strays, and a picture of that."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from figures import Film, Panel, contour
from figures.film import arrow, dots
from lessons._graph import graph, line, named, points
from lessons._text import number
from surfaces.noisy_moons import NoisyMoons

Array = np.ndarray

SIZES = (1, 2, 5, 10, 20, 50, 100, 200)
MEAN = "#1f9d61"
CROSS: dict[str, Any] = {"symbol": "cross-thin", "line": {"width": 2.5, "color": "@ink"}}
ARROW = 2.6  # how long the larger of the gradient and its spread is drawn, in units of w
LAST = 10  # steps at the end of a run that count as its end
DRAWS = 160  # mini-batches from which a spread is measured


def times(value: float) -> str:
    """A multiple in words."""
    told = number(value, 2)
    return "about once" if told == "1" else f"{told} times"


def astray(surface: NoisyMoons, w: Array) -> Array:
    """How far a mini-batch's gradient strays in the root mean square, in units of the gradient's length, at w (2,)."""
    with np.errstate(all="ignore"):
        return spread(surface, w, surface.batch_size) / np.linalg.norm(surface.gradient(w))


def example_gradients(surface: NoisyMoons, w: Any) -> Array:
    """The gradient (n, 2) of every single example's loss at weights w (2,)."""
    examples, labels = surface.data()
    signed = (2 * labels - 1)[:, None] * examples
    return -signed / (1.0 + np.exp(np.clip(signed @ np.asarray(w, dtype=float), -700, 700)))[:, None]


def batch_gradients(surface: NoisyMoons, w: Any, draws: int) -> Array:
    """The gradients (draws, 2) at w (2,) of the mini-batches of steps 1, 2, …"""
    return np.array([surface.at(k).gradient(w) for k in range(1, draws + 1)])


def spread(surface: NoisyMoons, w: Any, size: Any) -> Array:
    """How far the gradient of a mini-batch of a size is from the full one, in the root mean square.

    Of n examples m drawn without replacement have a mean whose variance is (n − m)/(n − 1) · 1/m that of one.
    """
    gradients = example_gradients(surface, w)
    single = ((gradients - gradients.mean(axis=0)) ** 2).sum(axis=-1).mean()
    size = np.minimum(size, surface.n)
    return np.sqrt(single * (surface.n - size) / (surface.n - 1) / size)


def measured_spread(surface: NoisyMoons, w: Any, sizes: Sequence[int] = SIZES) -> Array:
    """The same, measured on DRAWS mini-batches of each size."""
    full = surface.gradient(w)
    found = [
        batch_gradients(surface.altered(batch_size=size), w, DRAWS) if size < surface.n else full[None]
        for size in sizes
    ]
    return np.array([np.sqrt(((gradients - full) ** 2).sum(axis=-1).mean()) for gradients in found])


def cloud_film(surface: NoisyMoons, at: Sequence[float]) -> Film:
    """One mini-batch after another at the same weights: what each would have us do, and their mean."""
    w = np.array(at, dtype=float)
    gradients, full = batch_gradients(surface, w, DRAWS), surface.gradient(w)
    downhill, length = -gradients, float(np.linalg.norm(full))
    stray = float(spread(surface, w, min(surface.batch_size, surface.n)))
    reach = max(3.2 * stray, 1.4 * length, 1e-9)
    drawn = ARROW / max(length, stray, 1e-9)
    mean = downhill.cumsum(axis=0) / np.arange(1, DRAWS + 1)[:, None]
    from_above = named(contour(
        surface, id="where", title="The same place, another mini-batch", subtitle="drag w, or click",
        racers=[], handles=[{"id": "w", "x": w[0], "y": w[1], "label": "w", "color": "@accent"}],
        overlays=[
            dots(*(w + drawn * downhill).T[:, None], color="@accent", size=3.5),
            arrow(*_at(w), *(drawn * downhill).T, color="@accent", hold=True),
            arrow(*_at(w), *(drawn * -full[:, None]), color="@ink", label="−∇E"),
        ],
    ))  # fmt: skip
    across, along = ((c - reach, c + reach) for c in -full)
    every = points(downhill[:, 0], downhill[:, 1], "@accent", 5, opacity=0.45)
    plane = graph(
        "cloud", [every, points(-full[:1], -full[1:], "@ink", 17, **CROSS)], across, along,
        ("−∂E/∂w₁", "−∂E/∂w₂"),
        title="−∇Eₖ of every mini-batch", aspect=1.0,
        subtitle="cross: of all examples; large: this one; green: mean so far",
        overlays=[dots(downhill[:, :1], downhill[:, 1:], color="@accent", size=12, hold=True),
                  dots(mean[:, :1], mean[:, 1:], color=MEAN, size=13)],
    )  # fmt: skip
    plane.figure["layout"]["yaxis"] |= {"scaleanchor": "x", "constrain": "domain"}
    return Film(panels=[from_above, plane, _spread_panel(surface, w)], tracks=[], racers=[], rate=12.0, autoplay=True,
                beat="mini-batch", length=DRAWS - 1)  # fmt: skip


def _at(w: Array) -> tuple[Array, Array]:
    return np.array([w[0]]), np.array([w[1]])


def _spread_panel(surface: NoisyMoons, w: Array) -> Panel:
    sizes = np.array([size for size in SIZES if size < surface.n])
    every = np.geomspace(1, surface.n - 1, 60)
    here = min(surface.batch_size, surface.n)
    top = 1.6 * float(spread(surface, w, 1)) + 1e-9
    data = [
        line(every, spread(surface, w, 1) / np.sqrt(every), "@muted", 1.5, "dash"),
        line(every, spread(surface, w, every), "@accent", 2.5),
        points(sizes, measured_spread(surface, w, list(sizes)), "@ink", 7, "m = %{x}: %{y:.3g}, measured"),
    ]
    overlays = []
    if here < surface.n:
        overlays = [dots(np.array([[here]]), np.array([[spread(surface, w, here)]]), color=MEAN, size=13)]
    return graph(
        "spread", data, (0.85, surface.n * 1.2), (top / 60, top), ("examples m in a mini-batch", "distance"),
        (True, True), title="How far −∇Eₖ strays", 
        subtitle="line: exact; dots: measured; dashed: 1/√m; green: this m", aspect=1.0, overlays=overlays,
    )  # fmt: skip
