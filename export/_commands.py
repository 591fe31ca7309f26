"""What the command line's words mean: names, files and functions → scenes, and settings on them."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from catalog import quoted
from optim import OPTIMIZERS
from scenes import SCENES, Scene, from_csv, from_dict, from_json, scene, to_dict, told, with_tracks
from surfaces import Grid, from_grid, parse

RADFORD = tuple(name for name in SCENES if name.startswith("radford-"))
FIRST = ("gradient_descent", "momentum", "rmsprop", "adam", "newton")  # race on a function of one's own


def scenes_named(
    names: str | None,
    file: str | None,
    function: str | None,
    domain: Sequence[Sequence[float]] | None = None,
    grid: str | None = None,
) -> list[Scene]:
    """The scenes of a command: named, from a file, or on a function. Raises ValueError with a plain reason."""
    if domain is not None and function is None:
        raise ValueError("--domain goes with --function")
    if file is not None:
        found = [_read(file)]
    elif names is None:
        found = []
    else:
        slugs = [slug for name in names.split(",") for slug in (RADFORD if name == "radford" else (name.strip(),))]
        if unknown := [slug for slug in slugs if slug not in SCENES]:
            raise ValueError(f"unknown scene {quoted(unknown[0])}: --list names them")
        found = [SCENES[slug] for slug in slugs]
    if grid is not None:
        return [_on_grid(grid, found, function)]
    if function is None:
        return found
    if len(found) > 1:
        raise ValueError("--function works on one scene")
    surface = parse(function, domain=domain) if domain else parse(function)
    if not found:
        rules = (OPTIMIZERS[slug]() for slug in FIRST)
        return [scene(surface.name, surface, *rules)]
    own = {"name": surface.name, "surface": {"slug": surface.slug, **surface.settings()}, "start": list(surface.start)}
    return [from_dict(to_dict(found[0]) | own | {"view": None, "look": "quiet", "caption": ""})]


def _on_grid(file: str, found: Sequence[Scene], function: str | None) -> Scene:
    """The first rules, or those of a scene, on a surface of one's own."""
    if function is not None or len(found) > 1:
        raise ValueError("--grid is the surface of one race: it goes without --function and with one scene")
    surface = from_grid(_bytes(file), Path(file).stem or "A surface of your own")
    if not found:
        return scene(surface.name, surface, *(OPTIMIZERS[slug]() for slug in FIRST))
    return dataclasses.replace(
        found[0], name=surface.name, surface=surface, start=surface.start, view=None, look="quiet", caption=""
    )


def with_tracks_of(source: Scene | list[Scene], file: str | None) -> Scene | list[Scene]:
    """The scene with the tracks of a CSV beside its rules. Raises ValueError with a plain reason."""
    if file is None:
        return source
    if not isinstance(source, Scene):
        raise ValueError("--tracks works on one scene")
    return with_tracks(source, from_csv(_bytes(file), [entrant.color for entrant in source.entrants]))


def _read(file: str) -> Scene:
    return from_json(_bytes(file))


def _bytes(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except (OSError, ValueError) as error:
        raise ValueError(f"cannot read {quoted(file)}: {getattr(error, 'strerror', None) or error}") from None


def with_settings(scenes: Sequence[Scene], settings: Sequence[str]) -> Scene | list[Scene]:
    """The scenes with NAME=VALUE settings made. Raises ValueError for a name or a value that does not fit."""
    if not settings:
        return scenes[0] if len(scenes) == 1 else list(scenes)
    if len(scenes) != 1:
        raise ValueError("--set works on one scene")
    if isinstance(scenes[0].surface, Grid):
        raise ValueError("--set does not go with --grid")
    data = to_dict(scenes[0])
    rules = {entrant.id: made["rule"] for entrant, made in zip(scenes[0].entrants, data["optimizers"], strict=True)}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise ValueError(f"--set wants NAME=VALUE, not {quoted(setting)}")
        _set(data, rules, name.strip(), value.strip())
    return from_dict(data)


def worded(source: Scene | list[Scene], scenes: Sequence[Scene]) -> Scene | list[Scene]:
    """A scene that was changed under the title and the caption that hold of it: those of a named scene, or of a file
    that has its words, are made anew, and a race named after its function has the new one's name."""
    if not isinstance(source, Scene) or source == scenes[0]:
        return source
    made = scenes[0]
    slug = next((slug for slug, named in SCENES.items() if made == named), None) or _told_of(made)
    if slug is not None:
        return told(slug, source, source.run())
    return dataclasses.replace(source, name=source.surface.name) if made.name == made.surface.name else source


def _told_of(made: Scene) -> str | None:
    """The named scene whose words a scene has, as when it was saved from it."""
    alike = [slug for slug, named in SCENES.items() if type(made.surface) is type(named.surface)]
    runs = made.run() if alike else ()
    return next((slug for slug in alike if told(slug, made, runs) == made), None)


def _set(data: dict[str, Any], rules: dict[str, Any], name: str, text: str) -> None:
    owner, _, parameter = name.rpartition(".")
    if name == "start":
        data["start"] = [_number(part, "start") for part in text.split(",")]
    elif name == "steps":
        data["steps"] = _value(text)
    elif name in ("sigma", "seed", "delay"):
        data["noise"][name] = _value(text)
    elif owner == "surface" and parameter in data["surface"]:
        data["surface"][parameter] = _value(text)
    elif owner in rules and parameter in rules[owner]:
        rules[owner][parameter] = _value(text)
    else:
        owners = {"surface": data["surface"], **rules}
        within = {owner: owners[owner]} if owner in owners else owners
        known = [f"{id}.{each}" for id, settings in within.items() for each in settings if each != "slug"]
        first = [] if owner in owners else ["start", "steps", "sigma", "seed", "delay"]
        names = ", ".join(first + known) or f"{owner} has no settings"
        raise ValueError(f"--set knows no {quoted(name)} in this scene: {names}")


def _number(text: str, name: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"--set {name}=… wants numbers with a comma between them, not {quoted(text)}") from None


def printable(text: str) -> str:
    """A text that any terminal can show, on one line."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _value(text: str) -> Any:
    """A number, true or false, or the text itself."""
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
