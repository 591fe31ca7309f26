"""Who can be entered in a race: every rule, and further copies of one under ids like adam~2."""

from collections.abc import Collection, Sequence
from typing import Any

from catalog import parameters
from optim import FAMILIES, ON_VECTORS, OPTIMIZERS
from scenes import MAX_ENTRANTS, unwrapped

FUNCTION = "function"  # the slug of a surface that someone typed
COPIES = tuple(str(count) for count in range(2, 2 * MAX_ENTRANTS))


def entrant_ids(running: Sequence[str], rules: Collection[str] = ON_VECTORS) -> list[str]:
    """What can be entered: every one of the rules by family, and of each that runs already another copy."""
    slugs = sorted(rules, key=lambda s: (FAMILIES.index(OPTIMIZERS[s].family), OPTIMIZERS[s].name))
    copies = [id for id in running if is_copy(id, rules)]
    return list(dict.fromkeys([*slugs, *copies, *(next_copy(slug, running) for slug in slugs if slug in running)]))


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
    slug, _, copy = id.partition("~")
    return f"{OPTIMIZERS[slug].name} {copy}" if copy else OPTIMIZERS[slug].name


def alike(rule: Any, other: Any) -> bool:
    """Whether two rules differ in numbers only: not in a flag or a choice, nor in the kind of their schedule."""
    (first, schedule, clip), (second, another, clipped) = unwrapped(rule), unwrapped(other)
    if type(first) is not type(second) or type(schedule) is not type(another) or (clip is None) != (clipped is None):
        return False
    plain = [p.name for p in parameters(first) if p.kind in ("flag", "choice")]
    return all(getattr(first, name) == getattr(second, name) for name in plain)
