"""Which colours are still free for a new optimizer: `python -m tests.colors`, the most distinct first.

A free colour can be told from every rule's, and stands out, on the light ground and on the dark one. In one picture
scenes keep colours further apart than that (`scenes.apart`).
"""

from optim import OPTIMIZERS
from scenes import farthest

APART = 0.045  # in OKLab, of two rules' colours, on the ground on which they look more alike


def free_colors(count: int = 12, besides: tuple[str, ...] = ()) -> list[tuple[str, float]]:
    """Colours and how far each is from the nearest rule's, from `besides` and from those before it: the farthest first.

    Those closer than APART are left out, so it may be fewer.
    """
    free: list[tuple[str, float]] = []
    taken = [*(rule.color for rule in OPTIMIZERS.values()), *besides]
    while len(free) < count:
        color, away = farthest([*taken, *(color for color, _ in free)])
        if away < APART:
            break
        free.append((color, away))
    return free


if __name__ == "__main__":
    for color, away in free_colors():
        print(f"{color}  {away:.3f} from the nearest")
    if not free_colors(1):
        print(f"No colour is {APART} from every rule's, and legible on both grounds.")
