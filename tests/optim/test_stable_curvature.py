"""A rule's limit of curvature: on a parabola just below it the rule comes to rest, just above it it runs away."""

import numpy as np
import pytest

from networks.spectrum import Spectrum
from optim import OPTIMIZERS, run

KNOWN = [slug for slug, declared in OPTIMIZERS.items() if declared().stable_curvature() is not None]


@pytest.mark.parametrize("slug", [slug for slug in KNOWN if slug != "adam"])
@pytest.mark.parametrize("share", [0.97, 1.03])
def test_a_rule_is_stable_up_to_its_limit(slug, share):
    rule = OPTIMIZERS[slug](lr=1.0)
    rule = rule.altered(lr=rule.stable_curvature() * share)  # the limit is some number over the rate; curvature is 1
    t = run(rule, Spectrum(n=2, condition=1.0), start=(1.0, 0.5), steps=3000)
    assert (t.diverged_at is not None) == (share > 1)
    if share < 1:
        assert t.values[-1] < 1e-3 * t.values[0]


@pytest.mark.parametrize("share", [0.97, 1.03])
def test_adam_is_stable_up_to_its_limit_of_scaled_curvature(share):
    """Adam with its second average held is momentum β₁ whose gradient is (1 − β₁) times as long."""
    rule = OPTIMIZERS["adam"](lr=1.0)
    curvature = rule.stable_curvature() * share
    w, m, track = 1.0, 0.0, []
    for _ in range(600):
        m = rule.beta1 * m + (1 - rule.beta1) * curvature * w
        w -= rule.lr * m
        track.append(abs(w))
    assert (np.max(track[-10:]) > 1.0) == (share > 1)


def test_limits_are_known_where_the_theory_is():
    assert {"gradient_descent", "momentum", "nesterov", "adam"} <= set(KNOWN)
