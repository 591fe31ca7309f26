"""Who is in a race: every rule, further copies of one under ids like adam~2, sweeps; and what they are called."""

import dataclasses
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from catalog import parameters
from figures.dials import plain
from optim import FAMILIES, ON_VECTORS, OPTIMIZERS, SCHEDULES, Clip
from scenes import MAX_ENTRANTS, MAX_NAME, Entrant, apart, shades, unwrapped, wrapped
from ui.dials import settings_kept
from ui.kept import choice, flag, kept, text
from ui.own_rule import declared_of, is_own, name_of
from ui.sweep import Sweep, sweep_of
from ui.widgets import setting

FUNCTION = "function"  # the slug of a surface that someone typed
CONSTANT = "constant"
LATER = (1, 10, 100, 1000)  # steps after the full rate at which a schedule shows whether it falls
COPIES = tuple(str(count) for count in range(2, 2 * MAX_ENTRANTS))


class Entry(NamedTuple):
    """An entrant as the sidebar holds it: one rule, raced once, or at every value of a sweep."""

    id: str
    key: str  # of its values: "key.lr"
    own: Entrant | None  # what it is at first
    rule: Any
    sweep: Sweep | None
    typed: str  # a name that somebody gave it
    schedule: Any
    clip: Any

    @property
    def declared(self) -> Any:
        return type(unwrapped(self.rule)[0])

    @property
    def defaults(self) -> dict[str, Any]:
        return unwrapped(self.own.rule)[0].settings() if self.own else {}


def entrant_ids(running: Sequence[str], rules: Collection[str] = ON_VECTORS) -> list[str]:
    """What can be entered: every one of the rules by family, and of each that runs already another copy."""
    slugs = sorted(rules, key=lambda s: (FAMILIES.index(OPTIMIZERS[s].family), OPTIMIZERS[s].name))
    copies = [id for id in running if is_copy(id, rules)]
    return list(dict.fromkeys([*slugs, *copies, *(next_copy(slug, running) for slug in slugs if slug in running)]))


def on_race(id: Any) -> bool:
    """Whether it is the id of something that Race can race: a rule, a copy of one, or a typed one."""
    slug, _, copy = str(id).partition("~")
    return (slug in ON_VECTORS or is_own(slug)) and (copy in COPIES or "~" not in str(id))


def is_copy(id: str, rules: Collection[str] = ON_VECTORS) -> bool:
    slug, _, copy = id.partition("~")
    return slug in rules and copy in COPIES


def next_copy(slug: str, running: Sequence[str]) -> str:
    """The id of one more copy of a rule: adam~2, adam~3, …"""
    count = 2
    while f"{slug}~{count}" in running:
        count += 1
    return f"{slug}~{count}"


def entrant_name(id: str) -> str:
    if is_own(id):
        return name_of(id)
    slug, _, copy = id.partition("~")
    return f"{OPTIMIZERS[slug].name} {copy}" if copy else OPTIMIZERS[slug].name


def alike(rule: Any, other: Any) -> bool:
    """Whether two rules differ in numbers only: not in a flag or a choice, nor in the kind of their schedule, nor in
    whether their rate falls, and since when."""
    (first, schedule, clip), (second, another, clipped) = unwrapped(rule), unwrapped(other)
    if type(first) is not type(second) or type(schedule) is not type(another) or (clip is None) != (clipped is None):
        return False
    if schedule is not None and _falls(schedule) != _falls(another):
        return False
    if getattr(first, "text", None) != getattr(second, "text", None):
        return False
    plain = [p.name for p in parameters(first) if p.kind in ("flag", "choice")]
    return all(getattr(first, name) == getattr(second, name) for name in plain)


def _falls(schedule: Any) -> tuple[bool, int]:
    """Whether a rate comes below its full height, and after how many steps of warm-up."""
    full = schedule.warmup + 1
    return any(schedule.factor(full + k) < schedule.factor(full) for k in LATER), schedule.warmup


def entry(id: str, own: Entrant | None, prefix: str = "", steps: tuple[int, int] | None = None) -> Entry:
    """What is kept of an entrant under "prefix" + "id.name".

    `steps` are the race's and the scene's own: a schedule is as long as the race where nothing else is set.
    """
    key = prefix + id
    rule, schedule, clip = unwrapped(own.rule) if own else (None, None, None)
    declared: Any
    declared, written = declared_of(key, rule) if is_own(id) else (OPTIMIZERS[id.partition("~")[0]], None)
    numbers = settings_kept(declared, key, rule.settings() if rule else {})
    made = declared(**numbers) if written is None else declared(text=written, **numbers)
    timed = _schedule(key, schedule, steps) if hasattr(made, "lr") else None
    around = Clip(**settings_kept(Clip, f"{key}.clip", clip.settings() if clip else {}))
    sweep = sweep_of(found, declared) if (found := kept(f"{key}.sweep", "", _swept(declared))) else None
    return Entry(
        id, key, own, wrapped(made, timed, around if flag(f"{key}.clipped", clip is not None) else None),
        sweep, text(f"{key}.name", "", MAX_NAME), timed, around,
    )  # fmt: skip


def _swept(declared: Any) -> Any:
    return lambda brought: str(made) if (made := sweep_of(brought, declared)) else None


def _schedule(key: str, own: Any, steps: tuple[int, int] | None) -> Any:
    slug = choice(f"{key}.schedule", own.slug if own else CONSTANT, SCHEDULES)
    made = SCHEDULES[slug](**settings_kept(SCHEDULES[slug], f"{key}.{slug}", schedule_defaults(slug, own, steps)))
    return None if made == SCHEDULES[CONSTANT]() else made


def schedule_defaults(slug: str, own: Any, steps: tuple[int, int] | None) -> dict[str, Any]:
    """What a schedule is at first: it is as long as the race, unless the scene's own is of another length."""
    defaults = own.settings() if own and own.slug == slug else {}
    if steps and any(p.name == "horizon" for p in parameters(SCHEDULES[slug])):
        race, scene = steps
        if defaults.get("horizon", scene) == scene:
            defaults["horizon"] = race
    return defaults


def entrants_of(entries: Sequence[Entry]) -> tuple[Entrant, ...]:
    """The entrants of a race, under names that tell them apart and colours of their own."""
    colors = _colors(entries)
    made = [made for each in entries for made in _raced(each, colors[each.id])]
    auto = [i for i, (_, name) in enumerate(made) if not name]
    named = dict(zip(auto, by_difference([made[i][0].rule for i in auto]), strict=True))
    return tuple(
        dataclasses.replace(entrant, name=(name or named[i])[:MAX_NAME]) for i, (entrant, name) in enumerate(made)
    )[:MAX_ENTRANTS]


def _raced(each: Entry, color: str) -> list[tuple[Entrant, str]]:
    """The entrants that an entry stands for, and their names where they need not be found."""
    own = each.own
    named = own.name if own and own.name != own.rule.name and alike(own.rule, each.rule) else ""
    name = each.typed or named
    if each.sweep is None:
        return [(Entrant(each.rule, each.rule.name, color, each.id, own.dark if own else ""), name)]
    made = []
    sweep = each.sweep
    for i, (value, (light, dark)) in enumerate(zip(sweep.values, shades(color, len(sweep.values)), strict=True)):
        bare, schedule, clip = unwrapped(each.rule)
        try:
            rule = wrapped(type(bare)(**bare.settings() | {sweep.name: value}), schedule, clip)
        except ValueError:  # set against another number
            continue
        told = f"{name} {written(sweep.name, rule)}" if name else ""
        made.append((Entrant(rule, rule.name, light, f"{each.id}-{i + 1}", dark), told))
    return made


def _colors(entries: Sequence[Entry]) -> dict[str, str]:
    """Colours told apart: a scene's own entrants keep theirs."""
    colors = {each.id: each.own.color for each in entries if each.own}
    for each in entries:
        if each.id not in colors:
            colors[each.id] = apart([*colors.values(), each.declared.color])[-1]
    return colors


def by_difference(rules: Sequence[Any]) -> list[str]:
    """Names of rules: of several of one kind each is called by what differs, "Adam η = 0.01"."""
    names: list[str] = []
    for rule in rules:
        kin = [other for other in rules if other.name == rule.name]
        facts = [_facts(other) for other in kin]
        told = [
            word
            for name, word in _facts(rule).items()
            if len({other.get(name) for other in facts}) > 1 and word
        ]  # fmt: skip
        name = f"{rule.name} {', '.join(told)}" if told else rule.name
        count = names.count(name) + sum(other.startswith(f"{name} (") for other in names)
        names.append(f"{name} ({count + 1})" if count else name)
    return names


def _facts(rule: Any) -> dict[str, str]:
    """Each setting of a rule and of what is around it, in words; what is not set says nothing."""
    bare, schedule, clip = unwrapped(rule)
    facts = {p.name: written(p.name, bare) for p in parameters(bare)}
    facts["schedule"] = schedule.name.lower() if schedule else ""
    for about, part in (("schedule", schedule), ("clip", clip)):
        if part is not None:
            facts |= {f"{about}.{p.name}": written(p.name, part) for p in parameters(part)}
    facts["clip"] = "clipped" if clip else ""
    return facts


def written(name: str, declaration: Any) -> str:
    """One setting in words: "η = 0.01", "no bias correction"."""
    p = next(p for p in parameters(declaration) if p.name == name)
    value, words = getattr(declaration, name), name.replace("_", " ")
    if p.kind == "flag":
        return words if value else f"no {words}"
    if p.kind == "choice":
        return str(value)
    return f"{plain(p.symbol) or words} = {setting(value)}"
