"""Which colours are still free for a new optimizer: `python -m tests.colors`, the most distinct first.

A free colour can be told from every rule's, and stands out from the light and from the dark ground.
"""

import itertools

import numpy as np

from figures._color import THEMES, contrast, on_dark
from optim import OPTIMIZERS

APART, APART_IN_FAMILY = 0.09, 0.12  # in OKLab, of two rules' colours
LEGIBLE = 3.0
DARKEST = 0.35  # in OKLab: what is darker looks black
LEVELS = range(0, 256, 15)


def oklab(color: str) -> np.ndarray:
    """A colour where equal distances look equally different (Ottosson 2020, https://bottosson.github.io/posts/oklab)."""
    share = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    cones = [[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]]
    axes = [[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]]
    return np.array(axes) @ np.cbrt(np.array(cones) @ linear)


def difference(one: str, other: str) -> float:
    return float(np.linalg.norm(oklab(one) - oklab(other)))


def legible(color: str) -> bool:
    """Whether a colour stands out from both grounds; on the dark one it is drawn as `on_dark` has it."""
    grounds = {"light": color, "dark": on_dark(color)}
    return all(contrast(drawn, THEMES[theme]["@ground"]) >= LEGIBLE for theme, drawn in grounds.items())


def free_colors(
    count: int = 12, apart: float = APART_IN_FAMILY, besides: tuple[str, ...] = ()
) -> list[tuple[str, float]]:
    """Colours and how far each is from the nearest rule's, from `besides` and from those before it: the farthest first.

    Those closer than `apart` are left out, so it may be fewer.
    """
    colors = ("#" + "".join(f"{part:02x}" for part in parts) for parts in itertools.product(LEVELS, repeat=3))
    candidates = [color for color in colors if legible(color) and oklab(color)[0] >= DARKEST]
    places = np.array([oklab(color) for color in candidates])
    taken = np.array([oklab(color) for color in (*(rule.color for rule in OPTIMIZERS.values()), *besides)])
    away = np.linalg.norm(places[:, None] - taken, axis=-1).min(axis=-1)
    free: list[tuple[str, float]] = []
    while len(free) < count and away.max() > apart:
        best = int(away.argmax())
        free.append((candidates[best], float(away[best])))
        away = np.minimum(away, np.linalg.norm(places - places[best], axis=-1))
    return free


if __name__ == "__main__":
    free = free_colors() or free_colors(apart=APART)
    for color, away in free:
        print(f"{color}  {away:.3f} from the nearest")
    if not free:
        print(f"No colour is {APART} from every rule's, and legible on both grounds.")
