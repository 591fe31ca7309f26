"""The small picture of “Train a network”: examples and the borders at the end, as an SVG whose colours are still open.

`python -m lessons.training.card` makes it again; home shows the file, as it shall not train a network to open.
"""

from pathlib import Path

import numpy as np

from lessons.training.measure import trained
from lessons.training.settings import LINEUP, Training
from lessons.training.views import view_of

FILE = Path(__file__).parent / "card.svg"
WIDTH, HEIGHT = 100.0, 75.0
CHOSEN = Training(n=100)
RULES = [LINEUP[0], *LINEUP[3:]]


def card() -> str:
    """An SVG in which {ground}, {first}, {second} and each rule's slug stand for colours."""
    problem = CHOSEN.problem()
    view = view_of(problem)
    (x0, x1), (y0, y1) = view.box

    def pixels(places: np.ndarray) -> np.ndarray:
        return (places - (x0, y0)) / (x1 - x0, y1 - y0) * (WIDTH, -HEIGHT) + (0, HEIGHT)

    places, classes = pixels(view.places(problem.examples_used.x)), problem.examples_used.y
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.3" fill="{{{("first", "second")[int(c)]}}}"/>\n'
        for (x, y), c in zip(places, classes, strict=True)
    )
    lines = ""
    for rule in RULES:
        shown = trained(problem, rule, CHOSEN.steps).shown
        assert shown is not None
        pieces = np.split(pixels(shown[-1]), np.flatnonzero(np.isnan(shown[-1, :, 0])))
        paths = [piece[np.isfinite(piece[:, 0])] for piece in pieces]
        way = " ".join("M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in path) for path in paths if len(path) > 1)
        lines += f'<path d="{way}" fill="none" stroke="{{{rule.slug}}}" stroke-width="1.4"/>\n'
    box = f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="{{ground}}"/>\n'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}">\n{box}{dots}{lines}</svg>\n'


if __name__ == "__main__":
    FILE.write_text(card())
