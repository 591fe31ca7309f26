"""What the site's Race page is told: surfaces, rules and scenes with their programs, figures and dials."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from catalog import parameters
from figures import chart, film_of, tracks_of
from figures._encode import exact
from figures.assemble import left_out
from figures.dials import MAX_STEPS, Conditions, Dial, at_default, described, dials_of, sentence, start_dials
from figures.live import live_of
from figures.maps import LEFT, SIDES, axis_of, numbers_of, pair_of, rates_panel
from figures.swarm import COLORS, ENDS
from live import Untraceable, program_of_rule, program_of_surface, spec_of
from optim import OPTIMIZERS, SCHEDULES, Clip, tune
from scenes import SCENES, Scene, on_dark, scene, unwrapped, wrapped
from surfaces import SURFACES

CHANNELS = ("x", "y", "f", "gap", "g", "evals", "z")
CONSTANT = "constant"
FREE = ("gradient_descent", "momentum", "rmsprop", "adam")  # as on the app's Race page


def traceable(slugs: Iterable[str]) -> list[str]:
    """Those of the surfaces that are seen from above and race in the page."""
    found = []
    for slug in slugs:
        surface = SURFACES[slug]()
        if surface.dims == 2 and _traces(surface):
            found.append(slug)
    return sorted(found, key=lambda slug: (SURFACES[slug].shows, SURFACES[slug].name))


def _traces(surface: Any) -> bool:
    try:
        program_of_surface(surface)
    except Untraceable:
        return False
    return True


def kind_of(surface: Any) -> str:
    """What a rule's program depends on: the number of residuals, and whether a minimum is known."""
    residuals = surface.residual(surface.start).shape[-1] if surface.least_squares else None
    return f"{residuals} {len(surface.minima()) > 0}"


def surface_data(slug: str, rules: Sequence[str]) -> dict[str, Any]:
    """A surface: what the engine needs, its pictures and dials, which rules it lacks something for, and tuned rates."""
    surface = SURFACES[slug]()
    runner = scene(surface.name, surface, OPTIMIZERS["gradient_descent"](), panels=("contour", "surface"))
    lacks = _lacking(surface, rules)
    made = {rule: OPTIMIZERS[rule]() for rule in rules if rule not in lacks}
    rated = {slug: rule for slug, rule in made.items() if hasattr(rule, "lr") and rule.tunable}
    rates = {slug: tune(rule, surface).rule.settings()["lr"] for slug, rule in rated.items()}
    return _pictured(runner) | {"kind": kind_of(surface), "lacks": lacks, "rates": rates}


def _lacking(surface: Any, rules: Sequence[str]) -> dict[str, str]:
    """The rules that ask for what the surface has not, and what that is."""
    return {rule: lacking for rule in rules if (lacking := OPTIMIZERS[rule]().lacks(surface))}


def scene_data(slug: str, rules: Sequence[str]) -> dict[str, Any]:
    """A named scene: a surface under its settings and view, and who races on it."""
    made = SCENES[slug]
    own = {
        "scene": slug, "title": made.name, "caption": made.caption, "steps": made.steps, "sigma": made.sigma,
        "seed": made.seed, "panels": list(made.panels), "rate": film_of(made, ("loss",)).rate,
        "entrants": [_entrant(entrant) for entrant in made.entrants],
    }  # fmt: skip
    more = {"kind": kind_of(made.surface), "start": list(made.start), "lacks": _lacking(made.surface, rules)}
    return _pictured(made) | own | more


def _pictured(made: Scene) -> dict[str, Any]:
    film = film_of(made, ("contour", "surface"))
    live = live_of(made, CHANNELS)
    assert live is not None
    own = [live["surface"]["program"]]
    surface = made.surface
    assert surface.domain is not None
    known = set(live["surface"]["names"])
    names = ("surface", "domain", "start", "minima", "minimum", "bottom", "goal", "moving", "height", "plane")
    return {
        **{name: live[name] for name in names},
        "wells": [[float(c) for c in point] for point in surface.minima()],
        "starts": at_default(start_dials(surface.domain, made.start)),
        "slug": surface.slug, "name": surface.name, "programs": {key: live["programs"][key] for key in own},
        "panels_of": {panel.kind: panel.document() | {"caption": ""} for panel in film.panels},
        "without": left_out(surface),
        "dials": [dial for dial in dials_of(surface, surface.slug) if dial["name"] in known],
    }  # fmt: skip


def _entrant(entrant: Any) -> dict[str, Any]:
    rule, schedule, clip = unwrapped(entrant.rule)
    settings = {f"{entrant.id}.{name}": value for name, value in rule.settings().items()}
    settings[f"{entrant.id}.schedule"] = schedule.slug if schedule else CONSTANT
    settings[f"{entrant.id}.clipped"] = clip is not None
    for part, prefix in ((schedule, schedule and schedule.slug), (clip, "clip")):
        if part:
            settings |= {f"{entrant.id}.{prefix}.{name}": value for name, value in part.settings().items()}
    return {"id": entrant.id, "rule": rule.slug, "name": entrant.name, "color": entrant.color,
            "dark": on_dark(entrant.color), "settings": settings}  # fmt: skip


def rule_data(slug: str, kinds: dict[str, Any]) -> dict[str, Any]:
    """A rule: its dials and choices, and a program for each choice, schedule, clipping and kind of surface."""
    rule = OPTIMIZERS[slug]()
    choices = [p for p in parameters(rule) if p.kind in ("flag", "choice")]
    programs: dict[str, str] = {}
    variants = {}
    for picked in itertools.product(*(p.choices or (False, True) for p in choices)):
        chosen = rule.altered(**dict(zip((p.name for p in choices), picked, strict=True)))
        first = {kind: _programs(chosen, surface, programs) for kind, surface in kinds.items()}
        alike = (
            len({str(made) for made in first.values()}) == 1
        )  # what stands around a rule asks the surface nothing new
        among = dict(list(kinds.items())[:1]) if alike else kinds
        for around, wrapping in _around(chosen):
            key = " ".join([*(str(value).lower() for value in picked), *around])
            made = {kind: _programs(wrapping, surface, programs) for kind, surface in among.items()}
            variants[key] = {"any": next(iter(made.values()))} if alike else made
    return {
        "slug": slug, "programs": programs, "variants": variants, "dials": dials_of(rule, slug, rule.name),
        "choices": [
            {"name": p.name, "kind": p.kind, "choices": list(p.choices), "default": p.default,
             "words": sentence(p.name)}
            for p in choices
        ],
        "timed": hasattr(rule, "lr"),
        "axes": {name: axis_of(rule, name, slug, 1) for name in numbers_of(rule)},
        "up": {name: up[1] for name in numbers_of(rule) if (up := pair_of(rule, (name, "")))},
    }  # fmt: skip


def _around(rule: Any) -> Iterator[tuple[tuple[str, str], Any]]:
    """A rule within each schedule, if it has a rate, with and without clipping; and what these are called."""
    schedules = list(SCHEDULES) if hasattr(rule, "lr") else [CONSTANT]
    for schedule, clip in itertools.product(schedules, (False, True)):
        timed = None if schedule == CONSTANT else SCHEDULES[schedule]()
        yield (schedule, str(clip).lower()), wrapped(rule, timed, Clip() if clip else None)


def _programs(rule: Any, surface: Any, programs: dict[str, str]) -> Any:
    """The keys of a rule's two programs, and the names of their numbers as the address has them; null for none."""
    try:
        made = spec_of(scene("One", surface, rule))
        quiet, noisy = (program_of_rule(rule, surface, noise) for noise in (False, True))
    except (Untraceable, ValueError):
        return None
    if made is None or not made["rules"]:
        return None
    programs |= {quiet.key: quiet.source, noisy.key: noisy.source}
    names = [name.partition(".")[2] for name in made["rules"][0]["names"]]
    return {"program": quiet.key, "noisy": noisy.key, "names": names}


def race_data(surfaces: Sequence[str], rules: Sequence[str], scenes: Sequence[str]) -> dict[str, Any]:
    """What Race needs at once: names to choose from, and what all races share."""
    steps, sigma, *_ = parameters(Conditions)
    return {
        "surfaces": [{"slug": s, "name": SURFACES[s].name, "shows": SURFACES[s].shows} for s in surfaces],
        "rules": [
            {"slug": r, "name": OPTIMIZERS[r].name, "family": OPTIMIZERS[r].family, "color": OPTIMIZERS[r].color,
             "dark": on_dark(OPTIMIZERS[r].color)}
            for r in rules
        ],
        "scenes": [{"slug": slug, "name": SCENES[slug].name} for slug in scenes],
        "free": [rule for rule in FREE if rule in rules],
        "schedules": [
            {"slug": slug, "name": cls.name, "dials": dials_of(cls(), slug, "Schedule")}
            for slug, cls in SCHEDULES.items()
        ],
        "clip": dials_of(Clip(), "clip", "Clipping"),
        "conditions": [described(Dial("steps", steps, 200), 200), described(Dial("sigma", sigma, 0.0), 0.0)],
        "charts": _charts(),
        "swarm": {"colors": COLORS, "sides": [20, 32, 50, 71, 100], "words": ENDS},
        "maps": {"sides": SIDES, "left": LEFT, "rates": _rates()},
        "noise": {seed: _noise(seed) for seed in sorted({0, *(SCENES[slug].seed for slug in scenes)})},
    }  # fmt: skip


def _charts() -> dict[str, Any]:
    """The empty charts, whose axes the page fits to its own races."""
    made = scene("Charts", SURFACES["beale"](), OPTIMIZERS["adam"](), steps=20)
    tracks = tracks_of(made.run()[0], "adam", channels=CHANNELS)
    ids = {"gap": "loss", "f": "loss", "away": "loss", "g": "gradient"}
    return {channel: chart(channel, tracks, id=id).document() for channel, id in ids.items()}


def _rates() -> dict[str, Any]:
    """The panel of rates, whose axes the page makes those of its own race."""
    made = scene("Rates", SURFACES["beale"](), OPTIMIZERS["adam"](), steps=20)
    panel = rates_panel(made, made.entrants[0])
    assert panel is not None
    return panel.document()


def _noise(seed: int) -> dict[str, Any]:
    made = scene("Noise", SURFACES["beale"](), OPTIMIZERS["adam"](), sigma=1.0, seed=seed)
    spec = spec_of(made, MAX_STEPS)
    assert spec is not None
    return exact(spec["noise"])
