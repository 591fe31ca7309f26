"""What the page “Adaptive rates” writes of its rules: formulas, where ε stands, and how far typical rates lead."""

from pathlib import Path

import numpy as np
import pytest

from optim import OPTIMIZERS, run
from surfaces.quadratic import Quadratic

PAGES = Path(__file__).parents[2] / "pages"
SLOPE = 1e-3
LINE = Quadratic(lambda1=0.0, lambda2=0.0, b1=SLOPE, b2=1.0)  # a plane: every gradient is (SLOPE, 1)


def third(slug, **numbers):
    """The third step along w₁ on the plane, and the settings."""
    rule = OPTIMIZERS[slug](**numbers)
    return float(-np.diff(run(rule, LINE, (0.0, 0.0), 3).points[:, 0])[-1]), rule


@pytest.mark.parametrize("slug", ["adagrad", "rmsprop", "adam"])
def test_their_eps_stands_outside_the_root(slug):
    step, rule = third(slug, eps=SLOPE)
    weight = {"adagrad": 3.0, "adam": 1.0}.get(slug) or 1 - rule.beta**3  # of the squares, the corrected ones of Adam
    root = np.sqrt(weight) * SLOPE
    assert step == pytest.approx(rule.lr * SLOPE / (root + SLOPE), rel=1e-9)
    assert step != pytest.approx(rule.lr * SLOPE / np.sqrt(root**2 + SLOPE), rel=0.1)


def test_adadeltas_eps_stands_inside_both_roots():
    rule = OPTIMIZERS["adadelta"](eps=1e-6)
    v = u = 0.0
    for _ in range(3):
        v = rule.rho * v + (1 - rule.rho) * SLOPE**2
        step = np.sqrt(u + rule.eps) / np.sqrt(v + rule.eps) * SLOPE
        u = rule.rho * u + (1 - rule.rho) * step**2
    assert third("adadelta", eps=1e-6)[0] == pytest.approx(rule.lr * step, rel=1e-9)


def test_adamax_divides_by_the_greater_of_the_fading_maximum_and_the_gradient():
    step, rule = third("adamax")
    u = 0.0
    for _ in range(3):
        u = max(rule.beta2 * u, SLOPE + rule.eps)
    assert step == pytest.approx(rule.lr * SLOPE / u, rel=1e-9)  # the corrected mean of a constant is itself


@pytest.mark.parametrize("slug", ["rmsprop", "adam"])
def test_typical_rates_lead_a_tenth_of_a_unit_far_in_a_hundred_steps(slug):
    rule = OPTIMIZERS[slug](lr=0.001)
    far = np.abs(run(rule, LINE, (0.0, 0.0), 100).points[-1])
    assert (far > 0.08).all()
    assert (far < 0.15).all()


def test_the_page_has_the_formulas_and_the_typical_values():
    page = (PAGES / "adaptive.py").read_text()
    for part in (r"\text{Adadelta} & \eta \sqrt{u + \varepsilon} \,/\, \sqrt{v + \varepsilon} & g",
                 r"\text{AdaMax} & \eta \,/\, \max(\beta_2 u, |g| + \varepsilon) & \hat m",
                 "η = 0.001, β = 0.9 for RMSprop",
                 "β₁ = 0.9, β₂ = 0.999, ε = 1e−8", "Adadelta inside both"):  # fmt: skip
        assert part in page.replace('"\n        "', "").replace('"\n    "', "")


def test_generalisation_is_told_with_its_papers():
    page = (PAGES / "ends.py").read_text()
    for paper in ("2010.05627", "1609.04836", "1705.08292", "1703.04933"):  # Zhou, Keskar, Wilson, Dinh
        assert f"arxiv.org/abs/{paper}" in page
