"""What can be exported: a scene, several scenes side by side, a film, or what a page shows."""

import dataclasses
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from export._options import Options
from export.draw.fonts import missing
from figures import Film, film_of, home_film
from figures.assemble import run_for
from scenes import Scene


@dataclass(frozen=True)
class Shown:
    """What a page shows: its film as it stands, the scenes it was made of, if any, and the runs of each of them."""

    film: Film
    scenes: tuple[Scene, ...] = ()
    runs: tuple[Sequence[Any], ...] = ()


Source = Scene | Sequence[Scene] | Film | Shown


def scenes_of(source: Source) -> tuple[Scene, ...]:
    """The scenes of a source; none if it is only a film."""
    if isinstance(source, Film):
        return ()
    if isinstance(source, Shown):
        return source.scenes
    return (source,) if isinstance(source, Scene) else tuple(source)


def runs_of(source: Source) -> list[Sequence[Any]]:
    """The trajectories of each scene of a source; what has been run is not run again."""
    if isinstance(source, Shown) and source.runs:
        return list(source.runs)
    return [scene.run() for scene in scenes_of(source)]


def one_scene(source: Source, what: str) -> Scene:
    """The scene of a source. Raises ValueError if there are several, or only a film."""
    scenes = scenes_of(source)
    if len(scenes) != 1:
        raise ValueError(f"{what} is made of one scene, not of {len(scenes) or 'a film'}")
    return scenes[0]


def film_for(source: Source, options: Options, live: bool = False, **facts: Any) -> Film:
    """The film to be drawn, with the panels that were asked for: the film that is given, or that of one scene or of
    several side by side. `facts` are further fields of it: autoplay, loop, trail. With `live` many runs are left to the
    page.

    A scene in Radford's look shows what he showed, one panel; others show their own panels.
    Raises ValueError if there is nothing to show.
    """
    if isinstance(source, Film | Shown):
        film = (
            _run(source)
            if isinstance(source, Shown) and not live
            else source
            if isinstance(source, Film)
            else source.film
        )
        return _chosen(dataclasses.replace(film, **facts) if facts else film, options)
    scenes = scenes_of(source)
    if not scenes:
        raise ValueError("there is no scene to export")
    if len(scenes) > 1:
        return _chosen(home_film(scenes, **facts), options)
    return _shown(film_of(scenes[0], panels=options.panels or _own(scenes[0]), live=live, **facts))


def _run(shown: Shown) -> Film:
    """The film that a page shows, with what many runs come to, which the page runs by itself."""
    if len(shown.scenes) != 1:
        return shown.film
    return dataclasses.replace(shown.film, panels=[run_for(panel, shown.scenes[0]) for panel in shown.film.panels])


def _chosen(film: Film, options: Options) -> Film:
    """The film with only some of its panels."""
    if options.panels is None:
        return _shown(film)
    panels = {panel.id: panel for panel in film.panels}
    if unknown := [name for name in options.panels if name not in panels]:
        raise ValueError(f"unknown panel {unknown[0]!r}: this film has {', '.join(panels)}")
    return _shown(dataclasses.replace(film, panels=[panels[name] for name in options.panels]))


def _shown(film: Film) -> Film:
    if not film.panels:
        raise ValueError("there is no picture to export: choose at least one")
    return film


def _own(scene: Scene) -> tuple[str, ...]:
    if scene.look == "radford":
        return ("surface",) if scene.camera.z else ("contour",)
    return scene.panels


def title_of(source: Source, options: Options) -> str:
    """What stands above the picture: a scene's name. Several scenes have theirs above their panels."""
    if options.title is not None:
        return plain(options.title)
    scenes = scenes_of(source)
    return plain(scenes[0].name) if len(scenes) == 1 else ""


def plain(text: str) -> str:
    """A text on one line, without control characters and halves of characters."""
    letters = (" " if letter.isspace() or unicodedata.category(letter) in ("Cc", "Cs") else letter for letter in text)
    return " ".join("".join(letters).split())


def undrawable(source: Source, options: Options) -> str:
    """The letters in a picture's texts for which it has only boxes, each once."""
    film = film_for(source, options)
    texts = [title_of(source, options), *(racer.name for racer in film.racers)]
    for panel in film.panels:
        texts += [panel.title, panel.subtitle, panel.caption, *(item["label"] for item in panel.legend)]
        for overlay in panel.overlays:
            texts += [overlay.get("label") or "", *overlay.get("texts", ())]
    return missing("".join(texts))


def labels(scene: Scene) -> list[str]:
    """A name for each entrant that no other one has."""
    names = [entrant.name for entrant in scene.entrants]
    return [e.name if names.count(e.name) == 1 else f"{e.name} ({e.id})" for e in scene.entrants]
