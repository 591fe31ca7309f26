"""Do outcomes stand still? Every rule on every plane surface, at two settings, cut off at N − 2, …, N + 2 steps.

    python tests/optim/outcome_flips.py [--steps 100] [--every 1]

prints each run that is called two things within those lengths although nothing happened to it there, and their share.
A run of fewer steps is the beginning of a longer one (the noise of a step does not depend on how many follow), so one
run is made and cut.
"""

import argparse
import dataclasses
import itertools
import sys
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from optim import ON_VECTORS, OPTIMIZERS, Evaluations, run, tune
from optim._measure import inside
from optim._outcome_rest import PASS, REST, away
from surfaces import SURFACES

AROUND = 2
PLANE = [slug for slug, cls in SURFACES.items() if cls().dims == 2]
CASES = list(itertools.product(ON_VECTORS, PLANE, ("default", "tuned")))


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


def happened(t, steps):
    """Whether it diverged, left the picture or came back into it within the lengths that are compared."""
    if t.diverged_at is not None:
        return t.diverged_at > steps - AROUND
    within = inside(t.surface, t.points[steps - AROUND :])
    return bool((within != within[0]).any())


def outcomes(t, steps):
    return [cut(t, n).outcome for n in range(steps - AROUND, steps + AROUND + 1)]


def flips(t, steps):
    """Whether it is called two things although nothing happened."""
    return not happened(t, steps) and len({o.kind for o in outcomes(t, steps)}) > 1


def why(t, steps):
    """What happened to a run that is called two things: of the value's direction, or of its nearness to a minimum.

    "turned": the value goes up at one of the lengths and down at another, or turned in the tenth that they look at;
    "near": it came within PASS or REST of a known minimum, or left it; "pace": only a pace crossed its border.
    """
    with np.errstate(all="ignore"):
        change = np.diff(t.values[steps - AROUND - steps // 10 :])
    if (change > 0).any() and (change < 0).any():
        return "turned"
    minima = t.surface.minima()
    if len(minima):
        ends = t.points[steps - AROUND - steps // 10 :]
        distance = np.min([away(t.surface, ends, minimum) for minimum in minima], axis=0)
        if any((distance <= border).any() and (distance > border).any() for border in (PASS, REST)):
            return "near"
    return "pace"


def main():
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--steps", type=int, default=100)
    options.add_argument("--every", type=int, default=1)
    asked = options.parse_args()
    cases = CASES[:: asked.every]
    reasons = Counter()
    for case in cases:
        t = longest(*case, asked.steps)
        if flips(t, asked.steps):
            reasons[why(t, asked.steps)] += 1
            print(*case, why(t, asked.steps), "|", " / ".join(str(o) for o in outcomes(t, asked.steps)), flush=True)
    found = reasons.total()
    print(*(f"{reason}: {count}" for reason, count in reasons.most_common()), sep=", ")
    print(f"{found} of {len(cases)} flip: {100 * found / len(cases):.2f} %")


if __name__ == "__main__":
    main()
