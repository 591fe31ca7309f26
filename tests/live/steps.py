"""Single steps of a rule on a surface: what Python makes of them, and the same ones for the page."""

import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
from v8 import V8

from catalog import parameters
from live import program_of_rule, program_of_surface
from live._spec import _lowest, _numbers
from optim import run
from optim._run import Counted
from surfaces import Noisy
from surfaces._noise import draw

sys.path.append(str(Path(__file__).parents[1] / "optim"))
from variants import RULES, WRAPPED  # noqa: F401  # the rules that all tests run through

STEPS = (1, 2, 3, 6)
LANES = 3
EXACT = 1e-12
ROUNDING = 4e-16


class Step(NamedTuple):
    """From what a step starts, [k, tilt, w, state], and what it comes to, [w, state, questions asked]."""

    rule: object
    surface: object
    sigma: float
    before: np.ndarray
    after: np.ndarray

    @property
    def name(self):
        return f"{self.rule.slug} on {self.surface.slug}, step {int(self.before[0])}"


def starts(surface, rng, lanes=LANES):
    low, high = np.array(surface.domain, dtype=float).T
    return np.vstack([surface.start, low + (high - low) * rng.uniform(size=(lanes - 1, len(low)))])


def drawn(declaration, rng):
    """The same with its numbers drawn from the range of their sliders."""
    values = declaration.settings()
    for p in parameters(declaration):
        if p.kind == "number" and p.low is not None:
            share = rng.uniform()
            values[p.name] = float(p.low * (p.high / p.low) ** share if p.log else p.low + (p.high - p.low) * share)
    for lower, upper in declaration.ordered:
        values[lower] = min(values[lower], values[upper])
    return type(declaration)(**values)


def taken(rule, surface, rng, sigma=0.0):
    """Steps that Python takes, before which and after which the run is finite."""
    t = run(rule, Noisy(surface, sigma) if sigma else surface, starts(surface, rng), max(STEPS))
    fields = [field.reshape(*field.shape[:2], -1) for field in t.states]
    flat = np.concatenate([t.points, *fields], axis=-1)
    asked = np.diff(np.stack(t.evaluations, axis=-1), axis=0)
    for k in STEPS:
        tilt = sigma * draw(0, k, surface.dims) if sigma else np.zeros(surface.dims)
        for lane in np.flatnonzero(np.isfinite(t.values[k])):
            before = np.concatenate([[k], tilt, flat[k - 1, lane]])
            yield Step(rule, surface, sigma, before, np.concatenate([flat[k, lane], asked[k - 1, lane]]))


def in_the_page(steps):
    """What the page's engine makes of the same steps, in the same order."""
    programs, jobs, parts, at = {}, {}, [], 0
    for step in steps:
        made = (step.rule, step.surface, step.sigma)
        if made not in jobs:
            surface = program_of_surface(step.surface)
            rule = program_of_rule(step.rule, step.surface, noisy=step.sigma > 0)
            programs |= {surface.key: surface.source, rule.key: rule.source}
            jobs[made] = {
                "surface": {"program": surface.key, **_numbers(surface, step.surface, "")},
                "program": rule.key,
                **_numbers(rule, step.rule, ""),
                "minimum": _lowest(step.surface)[0],
                "at": at,
                "count": 0,
            }
        jobs[made]["count"] += 1
        parts += [step.before, np.full(len(step.after), np.nan)]
        at += len(step.before) + len(step.after)
    _, numbers = V8(programs).call("steps", list(jobs.values()), np.concatenate(parts))
    found, at = [], 0
    for step in steps:
        at += len(step.before)
        found.append(numbers[at : at + len(step.after)])
        at += len(step.after)
    return found


def error(step, found):
    """The largest difference: of the point beside its size, of the state beside the field's; ∞ where NaNs differ."""
    dims = step.surface.dims
    want, found = step.after[:-3], found[:-3]
    if not np.array_equal(np.isnan(want), np.isnan(found)):
        return np.inf
    state = want[dims:]
    largest = np.nanmax(np.abs(state), initial=0.0)
    scale = np.concatenate([
        np.abs(want[:dims]) + np.abs(step.before[1 + dims : 1 + 2 * dims]).max(), np.abs(state) + 1e-3 * largest,
    ])  # fmt: skip
    with np.errstate(invalid="ignore"):
        same = (want == found) | np.isnan(want)
        return float(np.max(np.where(same, 0.0, np.abs(found - want) / np.where(scale > 0, scale, 1.0)), initial=0.0))


class Rounded:
    """A surface each of whose answers is moved by a rounding, and the place at which it was asked: where terms cancel,
    at a minimum, it is the terms that are rounded, not their sum."""

    def __init__(self, surface, rng):
        self.surface, self.rng = surface, rng

    def __getattr__(self, name):
        answer = getattr(self.surface, name)
        if name not in ("value", "gradient", "hessian", "residual", "residual_jacobian"):
            return answer
        return lambda w: moved(answer(moved(w, self.rng)), self.rng)


def moved(values, rng):
    return values * (1 + ROUNDING * rng.choice([-1.0, 1.0], size=np.shape(values)))


def sensitivity(step, rng, tries=12):
    """How far Python's own answer moves if all that goes into it is moved by a rounding: the largest `error`."""
    return max(error(step, again) for again in rounded(step, rng, tries))


def asked_otherwise(step, rng, tries=40):
    """Whether Python asks another number of questions if all that goes into the step is moved by a rounding."""
    return any(not np.array_equal(again[-3:], step.after[-3:]) for again in rounded(step, rng, tries))


def rounded(step, rng, tries):
    """What the step comes to, moved by a rounding, so many times."""
    dims = step.surface.dims
    k = int(step.before[0])
    surface = Noisy(step.surface, step.sigma) if step.sigma else step.surface
    shapes = [np.shape(field) for field in step.rule.init(np.array(step.surface.start))]
    sizes = np.cumsum([0, *(int(np.prod(shape)) for shape in shapes)])
    for _ in range(tries):
        start = moved(step.before[1 + dims :], rng)
        fields = [
            start[dims + a : dims + b].reshape(shape) for a, b, shape in zip(sizes, sizes[1:], shapes, strict=False)
        ]
        state = type(step.rule.init(np.array(step.surface.start)))(*fields)
        seen = Counted(Rounded(surface.at(k), rng), ())
        with np.errstate(all="ignore"):
            point, after = step.rule.step(seen, start[:dims], state, k)
        yield np.concatenate([point, *(np.ravel(field) for field in after), seen.counts])
