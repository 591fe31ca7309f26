"""A named scene whose settings were changed: the title and the caption that hold of it."""

import dataclasses
from collections.abc import Sequence

from optim import Trajectory
from scenes._captions import CAPTIONS
from scenes._captions_titles import TITLES
from scenes._claims import Case
from scenes._named import SCENES
from scenes._scene import Scene


def told(slug: str, scene: Scene, runs: Sequence[Trajectory]) -> Scene:
    """The scene under the title and the caption that hold of these runs of it; `slug` is that of the named scene whose
    settings were changed into it. They are known of its surface as it is, and not turned or skewed: on another one the
    scene stays as it is."""
    if type(scene.surface) is not type(SCENES[slug].surface):
        return scene
    case = Case(scene, runs, SCENES[slug])
    title = TITLES.get(slug, lambda c: c.scene.name)(case)
    sentences = (claim.told(case) for claim in CAPTIONS[slug])
    return dataclasses.replace(scene, name=title, caption=" ".join(filter(None, sentences)))
