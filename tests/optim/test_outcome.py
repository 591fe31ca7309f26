"""What a run came to: each kind on a real run that shows it, and its words."""

import re

import pytest
from made_runs import DESCENT, PARABOLA, PEAK, SADDLE, SLOPED, Bell, Cone, Root, Undeclared, case, outcome_of

from optim._outcome import KINDS

REAL = [
    ("converged", case("newton", "quadratic")),
    ("converged", case("momentum", "parabola", lr=0.01, steps=300)),
    ("converged", case(DESCENT, "linear_network", lr=0.3)),  # a curve of minima: any of its points
    ("converged", case(DESCENT, Undeclared(), lr=0.1)),  # found by its Hessian
    ("local", case(DESCENT, "styblinski_tang", lr=0.02)),
    ("local", case("adam", "ackley", lr=0.05)),  # in a pit that is not declared, beside a floor that is
    ("saddle", case(DESCENT, "long_valley", lr=0.01, steps=198)),  # Radford's SGD
    ("saddle", case("newton", "beale")),
    ("saddle", case("newton", Undeclared(), start=(0.3, 1.0))),
    ("saddle", case("newton", "monkey_saddle")),  # its Hessian vanishes there
    ("maximum", case("newton", "himmelblau")),
    ("maximum", case("newton", PEAK)),
    ("left", case("adagrad", "long_valley", lr=0.1)),
    ("diverged", case(DESCENT, "rosenbrock", lr=0.1)),
    ("left", case("momentum", "monkey_saddle", lr=0.01, steps=300)),  # down beyond all numbers, but not astray
    ("left", case("nesterov", "saddle", lr=0.01)),
    ("diverged", case(DESCENT, Root(), lr=2.0)),  # steps to where f has no value
    ("stopped", case(DESCENT, "beale", lr=0.0)),
    ("stopped", case(DESCENT, Bell(), start=(20.0, 20.0))),
    ("oscillating", case(DESCENT, PARABOLA, lr=2.0)),
    ("oscillating", case(DESCENT, Undeclared(), start=(0.3, 0.5), lr=0.3)),  # from one side of a pit to the other
    ("wandering", case(DESCENT, Undeclared(), start=(0.3, 0.5), lr=0.35)),  # the same, chaotic
    ("wandering", case(DESCENT, "rastrigin", lr=0.05, steps=300)),
    ("oscillating", case(DESCENT, Cone(), lr=0.1)),
    ("oscillating", case("momentum", PARABOLA, lr=0.05, sigma=0.5, steps=300)),
    ("oscillating", case(DESCENT, "quadratic", lr=0.15, sigma=0.5)),
    ("oscillating", case(DESCENT, PARABOLA, lr=1.95, steps=60)),
    ("oscillating", case(DESCENT, PARABOLA, start=(0.01,), lr=2.05, steps=60)),
    ("oscillating", case("momentum", PARABOLA, lr=0.05, beta=0.95, steps=100)),
    ("climbing", case("momentum", PARABOLA, lr=0.001, beta=0.99, steps=110)),
    ("near", case("adadelta", "himmelblau", lr=1.0, steps=280)),
    ("crawling", case(DESCENT, "rosenbrock", lr=0.001, steps=300)),
    ("crawling", case(DESCENT, "parabola", lr=1e-6)),
    ("descending", case(DESCENT, "parabola", lr=0.005)),
    ("descending", case("adam", "beale", lr=0.01)),
]


@pytest.mark.parametrize(("kind", "which"), REAL, ids=lambda v: v if isinstance(v, str) else f"{v[0]}-{v[1]}")
def test_a_run_that_shows_it(kind, which):
    assert outcome_of(*which).kind == kind


def test_every_kind_is_shown():
    assert {kind for kind, _ in REAL} == set(KINDS)


TEXTS = [
    (case("newton", "quadratic"), "Converged at step 1"),
    (case("newton", SLOPED), "Converged at step 1, outside the picture"),
    (case(DESCENT, "long_valley", steps=198), "Stalled near a saddle: eigenvalues −2 and 10"),
    (case("newton", PEAK), "Stopped at a maximum at step 1"),
    (case(DESCENT, PARABOLA, start=(-2.0,), lr=2.0), "Oscillating by ±2 around the floor"),
    (case("newton", "saddle", sigma=0.3), r"Oscillating by ±0\.\d+ around a saddle"),
    (case(DESCENT, PARABOLA, lr=1.95, steps=60), r"Oscillating by ±0\.\d+, less and less"),
    (case(DESCENT, PARABOLA, start=(0.01,), lr=2.05, steps=60), r"Oscillating by ±0\.\d+, more and more"),
    (case(DESCENT, PARABOLA, start=(3.5,), lr=0.0), "Outside the picture"),
    (case("adagrad", "long_valley", lr=0.1), r"Left the picture at step \d+, downhill"),
    (case("nesterov", "saddle", lr=0.01, steps=3000), r"Left the picture at step \d+, downhill"),
    (case(DESCENT, "quadratic", lr=0.202, steps=300), r"Left the picture at step \d+"),
    (case(DESCENT, "styblinski_tang", lr=0.02), r"Converged at step \d+ in a local minimum"),
    (
        case(DESCENT, "styblinski_tang", lr=0.001, steps=400),
        r"Near a local minimum: 0\.\d+% of the picture away, closing in",
    ),
    (case(DESCENT, "wells", start=(-3.6,), lr=0.1, steps=120), r"Oscillating by ±0\.079 around a local minimum"),
    *[
        (case(DESCENT, "wells", start=(2.1,), lr=10.0, steps=n), r"(Oscillat|Swing)ing by ±1\d.*")
        for n in range(110, 130)
    ],
    (case(DESCENT, Undeclared(), start=(0.3, 0.5), lr=0.35), r"Swinging by ±0\.\d+ without repeating"),
    (case(DESCENT, "rosenbrock", lr=0.1), r"Diverged at step \d+"),
    (case(DESCENT, Root(), start=(-0.5,)), "No value at the start"),
    (case(DESCENT, "beale", lr=0.0), "Does not move, on a slope"),
    (case(DESCENT, "schwefel", start=(-4.72, -1.03), lr=0.0), "Does not move, on a slope"),  # a saddle is 0.6% away
    (case(DESCENT, Bell(), start=(20.0, 20.0)), "Does not move, on flat ground"),
    (case(DESCENT, "holder_table", start=(0.0, 0.23)), "Does not move, at a kink"),  # 0.02 lower on either side
    (case(DESCENT, "beale", steps=0), "No step taken"),
    (case(DESCENT, "beale", start=(3.0, 0.5), steps=0), "No step taken"),
    (
        case(DESCENT, "rosenbrock", lr=0.001, steps=300),
        r"Crawling: 15% of what was left to fall in the last 150 steps",
    ),
    (case(DESCENT, "parabola", lr=1e-4), "Crawling: 2% of what was left to fall in the last 100 steps"),
    (case(DESCENT, "parabola", lr=1e-9), "Crawling: under 0.01% of what was left to fall in the last 100 steps"),
    (
        case(DESCENT, "styblinski_tang", lr=1e-5),
        "Crawling: 0.11% of what was left to fall to a local minimum in the last 100 steps",
    ),
    (case(DESCENT, SADDLE, lr=1e-7), "Crawling: a way of under 0.01% of the picture in the last 100 steps"),
    (
        case("momentum", "long_valley", lr=2e-5, steps=2),
        "Crawling: a way of under 0.01% of the picture in the last 2 steps",
    ),
    (case("momentum", PARABOLA, lr=0.001, beta=0.99, steps=110), "Higher than 55 steps before"),
    (case("adadelta", "himmelblau", lr=1.0, steps=280), r"Near a minimum: 0\.\d+% of the picture away, closing in"),
    (case("adam", "beale", lr=0.01), "Still descending"),
]


@pytest.mark.parametrize(("which", "text"), TEXTS, ids=lambda v: v if isinstance(v, str) else v[0])
def test_its_words(which, text):
    assert re.fullmatch(text, str(outcome_of(*which)))
