"""In a notebook: a scene, a trajectory or a list of them as the live web page, in a sandboxed frame.

    from export import show
    show(race([OPTIMIZERS["adam"](), OPTIMIZERS["momentum"]()], SURFACES["beale"]()))

Jupyter, VS Code, Colab and marimo show it without an extension: the frame holds the whole page.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from export._options import Options
from export._source import Shown, Source
from export.formats.webpage import made
from figures import film_of
from optim import Trajectory
from scenes import Entrant, Scene, distinct
from surfaces import Noisy

HEIGHT = 640  # pixels
TALLEST = 4000
FRAME = (
    '<iframe title="{title}" sandbox="allow-scripts" style="width: 100%; height: {height}px; border: 0" '
    'srcdoc="{page}"></iframe>'
)


@dataclass(frozen=True)
class Frame:
    """What a notebook shows as a page."""

    title: str
    page: str
    height: int

    def _repr_html_(self) -> str:
        page = html.escape(self.page)
        return FRAME.format(title=html.escape(self.title), height=self.height, page=page)


def show(
    what: Scene | Trajectory | Sequence[Scene] | Sequence[Trajectory],
    height: int = HEIGHT,
    *,
    dark: bool = False,
    cdn: bool = False,
) -> Frame:
    """Play a scene, several side by side, or trajectories on one surface. With `cdn` a small page, which needs the net.

    Raises ValueError for trajectories that are not of one race: one surface, one start, single runs.
    """
    if not (isinstance(height, int) and 100 <= height <= TALLEST):
        raise ValueError(f"height must be a whole number of pixels in [100, {TALLEST}], not {height!r}")
    items = [what] if isinstance(what, Scene | Trajectory) else list(what)
    scenes = [item for item in items if isinstance(item, Scene)]
    trajectories = [item for item in items if isinstance(item, Trajectory)]
    if not items or max(len(scenes), len(trajectories)) < len(items):
        raise ValueError("show plays scenes or trajectories, one or a list of one kind")
    source: Source = shown(trajectories) if trajectories else scenes[0] if len(scenes) == 1 else scenes
    title = scenes[0].name if scenes else trajectories[0].surface.mean.name
    return Frame(title, made(source, Options(dark=dark, cdn=cdn)), height)


def html_of(what: Scene | Trajectory) -> str | None:
    """What a scene or a trajectory is shown as; None, which is as text, where there is nothing to play."""
    try:
        return show(what)._repr_html_()
    except ValueError:  # a batch of runs, no step, no rule
        return None


def shown(trajectories: Sequence[Trajectory]) -> Shown:
    """Trajectories as one race, as they ran."""
    first = trajectories[0]
    if any(t.lanes for t in trajectories):
        raise ValueError("a batch of runs is not shown: run one start and one setting of each rule")
    for t in trajectories[1:]:
        if t.surface != first.surface or t.steps != first.steps or not np.array_equal(t.points[0], first.points[0]):
            raise ValueError("trajectories shown together are of one surface, one start and as many steps")
    seen: Any = first.surface
    noisy = isinstance(seen, Noisy)
    scene = Scene(
        name=seen.mean.name,
        surface=seen.surface if noisy else seen,
        entrants=distinct(Entrant.of(t.optimizer) for t in trajectories),
        start=tuple(map(float, first.points[0])),
        steps=first.steps,
        sigma=seen.sigma if noisy else 0.0,
        seed=seen.seed if noisy else 0,
        noise=seen.kind if noisy else "normal",
        delay=seen.delay if noisy else 0,
    )
    film = film_of(scene, trajectories=trajectories, live=True)
    return Shown(film, (scene,), (tuple(trajectories),))
