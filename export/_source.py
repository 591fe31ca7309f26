"""What can be exported: a scene, several scenes side by side, or a film that a page has made itself."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from export._options import Options
from figures import Film, film_of, home_film
from scenes import Scene

Source = Scene | Sequence[Scene] | Film


def scenes_of(source: Source) -> tuple[Scene, ...]:
    """The scenes of a source; none if it is a film."""
    if isinstance(source, Film):
        return ()
    return (source,) if isinstance(source, Scene) else tuple(source)


def one_scene(source: Source, what: str) -> Scene:
    """The scene of a source. Raises ValueError if there are several, or only a film."""
    scenes = scenes_of(source)
    if len(scenes) != 1:
        raise ValueError(f"{what} is made of one scene, not of {len(scenes) or 'a film'}")
    return scenes[0]


def film_for(source: Source, options: Options, **facts: Any) -> Film:
    """The film to be drawn: the panels that were asked for, of one scene or of several side by side.

    A scene in Radford's look shows what he showed, one panel; others show their own panels.
    """
    if isinstance(source, Film):
        return _chosen(source, options)
    scenes = scenes_of(source)
    if not scenes:
        raise ValueError("there is no scene to export")
    if len(scenes) > 1:
        return _chosen(home_film(scenes, **facts), options)
    return film_of(scenes[0], panels=options.panels or _shown(scenes[0]), **facts)


def _chosen(film: Film, options: Options) -> Film:
    """The film with only some of its panels."""
    if options.panels is None:
        return film
    panels = {panel.id: panel for panel in film.panels}
    if unknown := [name for name in options.panels if name not in panels]:
        raise ValueError(f"unknown panel {unknown[0]!r}: this film has {', '.join(panels)}")
    return dataclasses.replace(film, panels=[panels[name] for name in options.panels])


def _shown(scene: Scene) -> tuple[str, ...]:
    if scene.look == "radford":
        return ("surface",) if scene.camera.z else ("contour",)
    return scene.panels


def title_of(source: Source, options: Options) -> str:
    """What stands above the picture: a scene's name. Several scenes have theirs above their panels."""
    if options.title is not None:
        return options.title
    scenes = scenes_of(source)
    return scenes[0].name if len(scenes) == 1 else ""


def labels(scene: Scene) -> list[str]:
    """A name for each entrant that no other one has."""
    names = [entrant.name for entrant in scene.entrants]
    return [e.name if names.count(e.name) == 1 else f"{e.name} ({e.id})" for e in scene.entrants]
