"""Scenes as JSON, and back."""

import dataclasses
import json
import math
from typing import Any

from catalog import parameters, quoted
from optim import OPTIMIZERS, SCHEDULES, Clip, Recorded, parse_rule
from scenes import _check as check
from scenes._scene import (
    FARTHEST,
    LOOKS,
    MAX_CAPTION,
    MAX_ENTRANTS,
    MAX_NAME,
    MAX_SCENE_STEPS,
    MAX_TITLE,
    PANELS,
    Entrant,
    Scene,
    distinct,
    unwrapped,
    wrapped,
)
from surfaces import SURFACES, Noisy, Turned, View, known_grid, parse, turned

LONGEST = 200_000  # characters of a file; a scene of twelve entrants takes 6,000
FIELDS = ("name", "surface", "optimizers", "start", "steps", "noise", "look", "panels", "view", "caption")
SCALES = ("linear", "log")
HIGHEST = 1e300


def to_dict(scene: Scene) -> dict[str, Any]:
    """The scene as JSON's own types; `from_dict` makes an equal one again."""
    return {
        "name": scene.name,
        "surface": {"slug": scene.surface.slug, **scene.surface.settings()},
        "optimizers": [_entrant_to_dict(entrant) for entrant in scene.entrants],
        "start": [float(c) for c in scene.start],
        "steps": int(scene.steps),
        "noise": {"sigma": float(scene.sigma), "seed": int(scene.seed)} | _unusual(scene),
        "look": scene.look,
        "panels": list(scene.panels),
        "view": scene.view._asdict() if scene.view else None,
        "caption": scene.caption,
    }


def _unusual(scene: Scene) -> dict[str, Any]:
    """What of its noise is not as in most scenes."""
    kind = {} if scene.noise == Scene.noise else {"kind": scene.noise}
    return kind | ({"delay": int(scene.delay)} if scene.delay else {})


def to_json(scene: Scene) -> str:
    return json.dumps(to_dict(scene), indent=2, ensure_ascii=False)


def from_json(text: str | bytes) -> Scene:
    """The scene that `to_json` wrote. Raises ValueError with a plain reason where it is not one."""
    if len(text) > LONGEST:
        raise ValueError(f"too long for a scene: {len(text)} characters, of at most {LONGEST}")
    try:
        data = json.loads(text)
    except RecursionError:
        raise ValueError("not JSON: too many brackets inside one another") from None
    except ValueError as error:  # JSONDecodeError, UnicodeDecodeError, or a number of thousands of digits
        raise ValueError(f"not JSON: {quoted(str(error))[1:-1]}") from None
    return from_dict(data)


def from_dict(data: Any) -> Scene:
    """The scene that `to_dict` wrote. Raises ValueError in one line that names the field where it is not one."""
    check.record(data, "the scene", FIELDS, needed=("surface", "optimizers"))
    surface = surface_from_dict(data["surface"])
    listed = check.items(data["optimizers"], "optimizers", 0, MAX_ENTRANTS)
    start = check.items(data.get("start", list(surface.start)), "start", surface.dims, surface.dims)
    noise = check.settings(Noisy, {} if data.get("noise") is None else data["noise"], "noise")
    return Scene(
        name=check.text(data.get("name", surface.name), "name", MAX_TITLE, 1),
        surface=surface,
        entrants=distinct(_entrant_from_dict(made, f"optimizers[{i}]") for i, made in enumerate(listed)),
        start=tuple(check.number(c, f"start[{i}]", -FARTHEST, FARTHEST) for i, c in enumerate(start)),
        steps=check.whole(data.get("steps", 200), "steps", 1, MAX_SCENE_STEPS),
        sigma=noise.get("sigma", 0.0),
        seed=noise.get("seed", 0),
        noise=noise.get("kind", Scene.noise),
        delay=noise.get("delay", 0),
        look=check.choice(data.get("look", LOOKS[0]), "look", LOOKS),
        panels=_panels(data["panels"]) if "panels" in data else Scene.panels,
        view=None if data.get("view") is None else _view(data["view"]),
        caption=check.text(data.get("caption", ""), "caption", MAX_CAPTION),
    )


def surface_from_dict(data: Any) -> Any:
    """The surface that {"slug": …, **settings} names; slug "function" is a typed one, "grid" one from values."""
    if isinstance(data, dict) and data.get("slug") == "grid":
        check.record(data, "surface", ("slug", "key"), needed=("key",))
        return known_grid(check.text(data["key"], "surface.key", MAX_NAME))
    if not (isinstance(data, dict) and data.get("slug") == "function"):
        return _turned(data)
    letters = {name: check.number(value, f"surface.{name}", -HIGHEST, HIGHEST)
               for name, value in data.items() if isinstance(name, str) and len(name) == 1}  # fmt: skip
    check.record(data, "surface", ("slug", "text", "domain", "start", *letters), needed=("text",))
    domain, start = data.get("domain"), data.get("start")
    if domain is not None:
        domain = [_pair(axis, f"surface.domain[{i}]") for i, axis in enumerate(_two(domain, "surface.domain"))]
    start = None if start is None else _pair(start, "surface.start")
    try:
        return parse(data["text"], domain, start, **letters)
    except ValueError as error:
        raise ValueError(f"surface: {error}") from None


def _turned(data: Any) -> Any:
    """A declared surface, turned and skewed if it says so."""
    around = {p.name for p in parameters(Turned)}
    own = {name: value for name, value in data.items() if name not in around} if isinstance(data, dict) else data
    surface = _declared(SURFACES, own, "surface")
    if own is data or not around & data.keys():
        return surface
    settings = check.settings(Turned, {name: data[name] for name in around & data.keys()}, "surface")
    try:
        return turned(surface, **settings)
    except ValueError as error:
        raise ValueError(f"surface: {error}") from None


def _panels(data: Any) -> tuple[str, ...]:
    listed = check.items(data, "panels", 1, len(PANELS))
    return tuple(check.choice(panel, f"panels[{i}]", PANELS) for i, panel in enumerate(listed))


def _two(data: Any, where: str) -> list[Any]:
    return check.items(list(data) if isinstance(data, tuple) else data, where, 2, 2)


def _pair(data: Any, where: str) -> tuple[float, float]:
    first, second = (check.number(c, where, -HIGHEST, HIGHEST) for c in _two(data, where))
    return first, second


def _view(data: Any) -> View:
    check.record(data, "view", View._fields)
    z = data.get("z")
    if z is not None:
        z = _pair(z, "view.z")
        if z[0] >= z[1]:
            raise ValueError(f"view.z must rise from low to high, not {quoted(z)}")
    return View(
        scale=check.choice(data.get("scale", SCALES[0]), "view.scale", SCALES),
        azimuth=check.number(data.get("azimuth", View().azimuth), "view.azimuth", -360, 360),
        elevation=check.number(data.get("elevation", View().elevation), "view.elevation", -90, 90),
        z=z,
    )


def _declared(registry: dict[str, Any], data: Any, where: str) -> Any:
    """The declaration that {"slug": …, **settings} names."""
    if not isinstance(data, dict):
        raise ValueError(f"{where} must be an object, not {quoted(data)}")
    slug = data.get("slug")
    if not isinstance(slug, str) or slug not in registry:
        raise ValueError(f"{where}: unknown slug {quoted(slug)}")
    made = check.settings(registry[slug], {name: data[name] for name in data if name != "slug"}, where)
    try:
        return registry[slug](**made)
    except ValueError as error:  # settings that contradict each other
        raise ValueError(f"{where}: {error}") from None


def _entrant_to_dict(entrant: Entrant) -> dict[str, Any]:
    rule, schedule, clip = unwrapped(entrant.rule)
    out = {"rule": {"slug": rule.slug, **rule.settings()}, "name": entrant.name, "color": entrant.color}
    if entrant.dark:
        out["dark"] = entrant.dark
    if schedule is not None:
        out["schedule"] = {"slug": schedule.slug, **schedule.settings()}
    if clip is not None:
        out["clip"] = clip.settings()
    return out


def _rule_from_dict(data: Any, where: str) -> Any:
    """The rule that {"slug": …, **settings} names; slug "rule" is a typed one, "recorded" a track."""
    if isinstance(data, dict) and data.get("slug") == "recorded":
        return _track(data, where)
    if not (isinstance(data, dict) and data.get("slug") == "rule"):
        return _declared(OPTIMIZERS, data, where)
    check.record(data, where, ("slug", "text", *data), needed=("text",))
    own = {name: value for name, value in data.items() if name not in ("slug", "text")}
    numbers = {
        name: check.number(value, f"{where}.{name}"[:MAX_NAME], -HIGHEST, HIGHEST) for name, value in own.items()
    }
    try:
        return parse_rule(data["text"], **numbers)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


def _track(data: dict[str, Any], where: str) -> Recorded:
    check.record(data, where, ("slug", "title", "hue", "points"), needed=("title", "hue", "points"))
    points = check.items(data["points"], f"{where}.points", 1, MAX_SCENE_STEPS + 1)
    name = check.text(data["title"], f"{where}.title", MAX_NAME, 1)
    Entrant(OPTIMIZERS["adam"](), name, data["hue"], "")  # which looks at the colour
    places = [check.items(point, f"{where}.points[{i}]", 1, 1000) for i, point in enumerate(points)]
    if len({len(place) for place in places}) > 1:
        raise ValueError(f"{where}.points must all have as many coordinates")
    known = [
        tuple(math.nan if c is None else check.number(c, f"{where}.points[{i}]", -HIGHEST, HIGHEST) for c in place)
        for i, place in enumerate(places)
    ]
    return Recorded(name, data["hue"], tuple(known))


def _entrant_from_dict(data: Any, where: str) -> Entrant:
    check.record(data, where, ("rule", "name", "color", "dark", "schedule", "clip"), needed=("rule",))
    rule = _rule_from_dict(data["rule"], f"{where}.rule")
    name, schedule, clip = data.get("name"), data.get("schedule"), data.get("clip")
    around = wrapped(
        rule,
        None if schedule is None else _declared(SCHEDULES, schedule, f"{where}.schedule"),
        None if clip is None else Clip(**check.settings(Clip, clip, f"{where}.clip")),
    )
    if name is not None:
        check.text(name, f"{where}.name", MAX_NAME, 1)
    try:
        return dataclasses.replace(Entrant.of(around, name, data.get("color")), dark=data.get("dark", ""))
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
