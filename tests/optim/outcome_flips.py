"""Do outcomes stand still? Every rule on every plane surface, at two settings, cut off at N − 2, …, N + 2 steps.

    python tests/optim/outcome_flips.py [--steps 100] [--every 1]

prints each run that is called two things within those lengths, which of an outcome's tests came out otherwise and by
what scores, and the share of those to which nothing happened there.
A run of fewer steps is the beginning of a longer one (the noise of a step does not depend on how many follow), so one
run is made and cut.
"""

import argparse
import contextlib
import dataclasses
import itertools
import sys
from collections import Counter
from pathlib import Path
from unittest import mock

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from optim import ON_VECTORS, OPTIMIZERS, Evaluations, _outcome_progress, _outcome_rest, _outcome_swing, run, tune
from optim._measure import inside
from optim._outcome_rest import PASS, REST, at_rest
from optim._outcome_settled import BAND, WIDE, half, settled
from optim._outcome_swing import _past_it
from surfaces import SURFACES

AROUND = 2
PLANE = [slug for slug, cls in SURFACES.items() if cls().dims == 2]
CASES = [
    (slug, surface, setting)
    for slug, surface, setting in itertools.product(ON_VECTORS, PLANE, ("default", "tuned"))
    if not OPTIMIZERS[slug]().lacks(SURFACES[surface]())
]


def cut(t, steps):
    """The first `steps` steps of a run, as a run of its own."""
    diverged = None if t.diverged_at is None or t.diverged_at > steps else t.diverged_at
    return dataclasses.replace(
        t,
        points=t.points[: steps + 1],
        values=t.values[: steps + 1],
        states=type(t.states)(*(field[: steps + 1] for field in t.states)),
        evaluations=Evaluations(*(count[: steps + 1] for count in t.evaluations)),
        diverged_at=diverged,
    )


def longest(slug, surface, setting, steps):
    """One run, AROUND steps longer than `steps`."""
    rule, surface = OPTIMIZERS[slug](), SURFACES[surface]()
    if setting == "tuned":
        rule = tune(rule, surface, None, steps, 8).rule
    return run(rule, surface, None, steps + AROUND, record_states=False)


def outcomes(t, steps):
    return [cut(t, n).outcome for n in range(steps - AROUND, steps + AROUND + 1)]


def flips(t, steps):
    """Whether it is called two things at lengths that differ by no more than 2 · AROUND."""
    return len({o.kind for o in outcomes(t, steps)}) > 1


def events(t, steps):
    """What happened to a run within the lengths that are compared, told from its track and the surface alone.

    "diverged"; "left": the picture, or came back into it; "moved": after it had stood still for a third of its steps,
    or it had stood so for just as long; "arrived": its dwell at a stationary point was complete, or it strayed from it;
    "near": for the last tenth of its steps it was near a minimum, or no longer.
    """
    lengths = range(steps - AROUND, steps + AROUND + 1)
    if t.diverged_at is not None:
        return {"diverged"} if t.diverged_at > steps - AROUND else set()
    found = {"left"} if changes(inside(t.surface, t.points[steps - AROUND :])) else set()
    if changes([(t.points[n - n // 3 : n + 1] == t.points[n]).all() for n in lengths]):
        found.add("moved")
    for kind, place in places(t):
        distance = scaled(t.surface, t.points - place)
        radius, dwell = (PASS, lambda n: n // 10) if kind == "saddle" else (REST, lambda n: min(n // 10, 10))
        stayed = [distance[n - dwell(n) : n + 1].max() <= radius for n in lengths]
        if changes(stayed) or changes(distance[steps - AROUND :] <= 2 * radius):
            found.add("arrived")
        if kind == "minimum" and changes([distance[n - n // 10 : n + 1].max() <= PASS * BAND for n in lengths]):
            found.add("near")
        if kind == "minimum" and changes([distance[n - n // 10 : n + 1].max() <= PASS / BAND for n in lengths]):
            found.add("near")
    return found


def places(t):
    """The stationary points to which its last points are nearest: a declared one, and one that is found from there."""
    end = t.points[-1]
    declared = [(c.kind, np.array(c.point)) for c in t.surface.critical_points()]
    out = [min(declared, key=lambda each: np.linalg.norm(scaled(t.surface, each[1] - end)))] if declared else []
    out += [("minimum", m) for m in t.surface.minima()]
    place = end
    for _ in range(20):
        hessian = t.surface.hessian(place)
        if not np.isfinite(hessian).all():
            return out
        place = place - np.linalg.pinv(hessian, rcond=1e-6) @ t.surface.gradient(place)
    if scaled(t.surface, place - end) < 0.1:
        signs = np.linalg.eigvalsh(t.surface.hessian(place))
        out.append(("minimum" if signs[0] > -1e-6 * signs[-1] else "maximum" if signs[-1] < 0 else "saddle", place))
    return out


ASKED = {  # what is asked by a test with two borders, by the function that asks, in its order
    "_rests": ("draws away from where it rests",), "near": ("near a minimum",),
    "swing": ("back and forth about one place", "never back at the same place"),
    "under_way": ("gained, and kept it", "gained"), "up_and_down": ("value up and down",),
}  # fmt: skip


@contextlib.contextmanager
def asked():
    """The list of what an outcome asks while it is made: (the question, its score, its answer), in order."""
    found = []

    def noted(score, steps, *borders, **others):
        by, answer = sys._getframe(1).f_code.co_name, settled(score, steps, *borders, **others)
        before = sum(question in ASKED[by] for question, *_ in found)
        found.append((ASKED[by][min(before, len(ASKED[by]) - 1)], float(score(steps)), answer))
        return answer

    def over(values):
        answer = _past_it(values)
        found.append(("no longer back and forth", float(answer), answer))
        return answer

    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.object(_outcome_swing, "_past_it", over))
        for module in (_outcome_rest, _outcome_progress, _outcome_swing):
            stack.enter_context(mock.patch.object(module, "settled", noted))
        yield found


def reasons(t, steps):
    """For each change of kind within the lengths that are compared: what came out otherwise, and both values."""
    return [
        f"{n + 1}: {why}"
        for n in range(steps - AROUND, steps + AROUND)
        if (why := reason(cut(t, n), cut(t, n + 1))) is not None
    ]


def reason(before, after):
    """Why a run and the same a step longer are called two things; None if they are not."""
    kinds, questions = [], []
    for t in (before, after):
        with asked() as found:
            kinds.append(dataclasses.replace(t).outcome.kind)
        questions.append(found)
    if kinds[0] == kinds[1]:
        return None
    change = f"{kinds[0]} → {kinds[1]}"
    rests = ["moving" if (rest := at_rest(t)) is None else f"at rest at a {rest.at.kind}" for t in (before, after)]
    if rests[0] != rests[1]:
        return f"{change}: {rests[0]} → {rests[1]}"
    for (question, score, answer), (same, later, other) in zip(*questions, strict=False):
        if question == same and answer != other:
            assert min(score, later) < WIDE
            assert max(score, later) > 1 / WIDE
            return f"{change}: {question}, {score:.3g} → {later:.3g}"
    risen = [t.values[-1] - t.values[-1 - half(t.steps)] for t in (before, after)]
    return f"{change}: value less that of half the steps ago, {risen[0]:.3g} → {risen[1]:.3g}"


def scaled(surface, offset):
    low, high = np.array(surface.domain, dtype=float).T
    return np.linalg.norm(offset / (high - low), axis=-1)


def changes(states):
    return len(set(map(bool, states))) > 1


def main():
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--steps", type=int, default=100)
    options.add_argument("--every", type=int, default=1)
    given = options.parse_args()
    cases = CASES[:: given.every]
    happened = Counter()
    for case in cases:
        t = longest(*case, given.steps)
        if flips(t, given.steps):
            found = " and ".join(sorted(events(t, given.steps))) or "nothing"
            happened[found] += 1
            print(*case, f"({found} happened)", *reasons(t, given.steps), sep=" | ", flush=True)
    print(*(f"{event}: {count}" for event, count in happened.most_common()), sep=", ")
    print(f"{happened.total()} of {len(cases)} flip: {100 * happened.total() / len(cases):.2f} %")
    print(f"{happened['nothing']} of them although nothing happened: {100 * happened['nothing'] / len(cases):.2f} %")


if __name__ == "__main__":
    main()
