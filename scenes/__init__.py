"""Scenes: a surface, a start, optimizers, steps, noise and a view; SCENES maps slugs to the named ones."""

from scenes._check import can_be_shown
from scenes._colors import GROUNDS, apart, contrast, difference, farthest, legible, on_dark, shades
from scenes._json import from_dict, from_json, surface_from_dict, to_dict, to_json
from scenes._named import SCENES
from scenes._recipes import RECIPES
from scenes._scene import (
    LOOKS,
    MAX_ENTRANTS,
    MAX_NAME,
    MAX_SCENE_STEPS,
    PANELS,
    Entrant,
    Scene,
    distinct,
    scene,
    unwrapped,
    wrapped,
)
from scenes._told import told
from scenes._tracks import from_csv, start_of, with_tracks

__all__ = [
    "GROUNDS",
    "LOOKS",
    "MAX_ENTRANTS",
    "MAX_NAME",
    "MAX_SCENE_STEPS",
    "PANELS",
    "RECIPES",
    "SCENES",
    "Entrant",
    "Scene",
    "apart",
    "can_be_shown",
    "contrast",
    "difference",
    "distinct",
    "farthest",
    "from_csv",
    "from_dict",
    "from_json",
    "legible",
    "on_dark",
    "scene",
    "shades",
    "start_of",
    "surface_from_dict",
    "to_dict",
    "to_json",
    "told",
    "unwrapped",
    "with_tracks",
    "wrapped",
]
