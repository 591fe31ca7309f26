"""Scenes as JSON, and back."""

import json
from typing import Any

from optim import OPTIMIZERS, SCHEDULES, Clip, Optimizer
from scenes._scene import Entrant, Scene, distinct, unwrapped, wrapped
from surfaces import SURFACES, View, parse


def to_dict(scene: Scene) -> dict[str, Any]:
    """The scene as JSON's own types; `from_dict` makes an equal one again."""
    return {
        "name": scene.name,
        "surface": {"slug": scene.surface.slug, **scene.surface.settings()},
        "optimizers": [_entrant_to_dict(entrant) for entrant in scene.entrants],
        "start": [float(c) for c in scene.start],
        "steps": int(scene.steps),
        "noise": {"sigma": float(scene.sigma), "seed": int(scene.seed)},
        "look": scene.look,
        "panels": list(scene.panels),
        "view": scene.view._asdict() if scene.view else None,
        "caption": scene.caption,
    }


def to_json(scene: Scene) -> str:
    return json.dumps(to_dict(scene), indent=2, ensure_ascii=False)


def from_json(text: str | bytes) -> Scene:
    """The scene that `to_json` wrote. Raises ValueError with a plain reason where it is not one."""
    try:
        return from_dict(json.loads(text))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from None


def from_dict(data: Any) -> Scene:
    """The scene that `to_dict` wrote. Raises ValueError with a plain reason where it is not one."""
    _expect(data, dict, "a scene")
    for key in ("surface", "optimizers"):
        if key not in data:
            raise ValueError(f"the scene has no {key!r}")
    surface = surface_from_dict(data["surface"])
    noise = _expect(data.get("noise") or {}, dict, "noise")
    view = data.get("view")
    try:
        return Scene(
            name=str(data.get("name", surface.name)),
            surface=surface,
            entrants=distinct(_entrant_from_dict(e) for e in _expect(data["optimizers"], list, "optimizers")),
            start=tuple(float(c) for c in _expect(data.get("start", list(surface.start)), list, "start")),
            steps=data.get("steps", 200),
            sigma=float(noise.get("sigma", 0.0)),
            seed=noise.get("seed", 0),
            look=data.get("look", "quiet"),
            panels=tuple(_expect(data.get("panels", ["contour", "surface", "loss"]), list, "panels")),
            view=None if view is None else _view_from_dict(view),
            caption=str(data.get("caption", "")),
        )
    except (TypeError, OverflowError) as error:
        raise ValueError(f"not a scene: {error}") from None


def surface_from_dict(data: Any) -> Any:
    """The surface that {"slug": …, **settings} names; slug "function" is a typed one."""
    if isinstance(data, dict) and data.get("slug") == "function":
        return _declared({"function": parse}, data, "surface")
    return _declared(SURFACES, data, "surface")


def _expect(value: Any, kind: type, what: str) -> Any:
    if not isinstance(value, kind):
        raise ValueError(f"{what} must be a {kind.__name__}, not {value!r}")
    return value


def _declared(registry: dict[str, Any], data: Any, what: str) -> Any:
    """The declaration that {"slug": …, **settings} names."""
    settings = dict(_expect(data, dict, what))
    slug = settings.pop("slug", None)
    if slug not in registry:
        raise ValueError(f"unknown {what} {slug!r}")
    try:
        return registry[slug](**settings)
    except TypeError as error:
        raise ValueError(f"{what} {slug}: {error}") from None


def _view_from_dict(data: Any) -> View:
    view = View(**_expect(data, dict, "view"))
    return view._replace(z=None if view.z is None else (float(view.z[0]), float(view.z[1])))


def _entrant_to_dict(entrant: Entrant) -> dict[str, Any]:
    rule, schedule, clip = unwrapped(entrant.rule)
    out = {"rule": {"slug": rule.slug, **rule.settings()}, "name": entrant.name, "color": entrant.color}
    if schedule is not None:
        out["schedule"] = {"slug": schedule.slug, **schedule.settings()}
    if clip is not None:
        out["clip"] = clip.settings()
    return out


def _entrant_from_dict(data: Any) -> Entrant:
    rule: Optimizer = _declared(OPTIMIZERS, _expect(data, dict, "an optimizer").get("rule"), "optimizer")
    schedule, clip = data.get("schedule"), data.get("clip")
    around = wrapped(
        rule,
        None if schedule is None else _declared(SCHEDULES, schedule, "schedule"),
        None if clip is None else Clip(**_expect(clip, dict, "clip")),
    )
    return Entrant.of(around, data.get("name"), data.get("color"))
