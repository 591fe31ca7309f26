"""What a run came to: each kind on a real run that shows it, its border on a made track, and no run without words."""

import dataclasses
import re
from dataclasses import dataclass

import numpy as np
import pytest
from made_runs import PARABOLA, WIDTH, Bell, Cone, Root, Undeclared, shares, track

from optim import OPTIMIZERS, Outcome, parse_rule, run
from optim._outcome import KINDS
from optim._outcome_progress import LEAVES, SLOW, goal_of
from optim._outcome_rest import DWELL, OUT, PASS, REST, nearby
from optim._outcome_settled import BAND, WIDE, settled
from optim._outcome_swing import RISING, STEADY, STEADY_IN_NOISE, _rising, _turning
from scenes import SCENES
from surfaces import SURFACES, CriticalPoint, Noisy, Surface, parse
from surfaces import turned as with_axes_turned


def case(slug, surface, start=None, steps=200, sigma=0.0, **settings):
    """A run still to be made: what `outcome_of` takes."""
    return slug, surface, start, steps, sigma, settings


def outcome_of(slug, surface, start, steps, sigma, settings):
    surface = SURFACES[surface]() if isinstance(surface, str) else surface
    return run(OPTIMIZERS[slug](**settings), Noisy(surface, sigma) if sigma else surface, start, steps).outcome


def outcome(*args, **settings):
    return outcome_of(*case(*args, **settings))


PEAK = SURFACES["quadratic"](lambda1=-1.0, lambda2=-3.0)
SLOPED = SURFACES["quadratic"](b1=3.0, b2=3.0)  # its minimum lies outside the picture
SADDLE = SURFACES["saddle"]()  # without a floor
DESCENT = "gradient_descent"

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
    (case(DESCENT, Bell(), start=(20.0, 20.0)), "Does not move, on flat ground"),
    (case(DESCENT, "beale", steps=0), "No step taken"),
    (case(DESCENT, "beale", start=(3.0, 0.5), steps=0), "No step taken"),
    (
        case(DESCENT, "rosenbrock", lr=0.001, steps=300),
        r"Crawling: 15% of what was left to fall in the last 150 steps",
    ),
    (case(DESCENT, "parabola", lr=1e-4), "Crawling: 2% of what was left to fall in the last 100 steps"),
    (case(DESCENT, "parabola", lr=1e-9), "Crawling: under 0.01% of what was left to fall in the last 100 steps"),
    (case(DESCENT, SADDLE, lr=1e-7), "Crawling: a way of under 0.01% of the picture in the last 100 steps"),
    (
        case("momentum", "long_valley", lr=2e-5, steps=2),
        "Crawling: a way of under 0.01% of the picture in the last 2 steps",
    ),
    (case("momentum", PARABOLA, lr=0.001, beta=0.99, steps=110), "Climbing in the last 55 steps"),
    (case("adadelta", "himmelblau", lr=1.0, steps=280), r"Near a minimum: 0\.\d+% of the picture away, closing in"),
    (case("adam", "beale", lr=0.01), "Still descending"),
]


@pytest.mark.parametrize(("which", "text"), TEXTS, ids=lambda v: v if isinstance(v, str) else v[0])
def test_its_words(which, text):
    assert re.fullmatch(text, str(outcome_of(*which)))


def test_converged_counts_from_when_it_came_near_for_good():
    t = run(OPTIMIZERS["gradient_descent"](lr=0.1), PARABOLA, (-2.0,), 200)
    near = np.abs(t.points[:, 0]) / WIDTH <= REST
    assert t.outcome == Outcome("converged", int(near.argmax()), f"Converged at step {near.argmax()}")


def test_a_minimum_is_reached_within_a_thousandth_of_the_picture():
    away = 0.3 * 0.9 ** np.arange(100)
    assert shares(*away[away > REST], *[0.99 * REST] * 20).kind == "converged"
    assert shares(*away[away > REST], *[1.01 * REST] * 20).kind != "converged"


def test_who_has_converged_may_stray_to_twice_the_distance():
    away = [*np.linspace(0.4, 0.1, 100), *[0.9 * REST] * 15]
    assert shares(*away, *[0.99 * OUT * REST] * 5).text == "Converged at step 100"
    assert shares(*away, *[1.01 * OUT * REST] * 5).kind == "near"


def test_a_score_between_the_borders_is_what_it_was_when_it_was_clear():
    yes = ([2, 1.2, 0.9], [0.9, 1.2], [0.1, 2])
    no = ([0.1, 0.9, 1.2], [1.2, 0.9], [2, 0.1], [2, 1.2, np.nan], [2, np.nan, 1.2])
    for scores, told in (*((s, True) for s in yes), *((s, False) for s in no)):
        assert settled(lambda n, s=scores: s[n - 1], len(scores), band=1.5) is told


def test_it_must_have_stayed_there():
    away = np.linspace(0.4, 0.1, 100)
    assert shares(*away, *[0.9 * REST] * (DWELL + 1)).kind == "converged"
    assert shares(*away, *[0.9 * REST] * DWELL).kind != "converged"
    assert shares(*away, 0.0).kind != "converged"


@pytest.mark.parametrize("steps", range(96, 104))
def test_a_bounce_that_happens_to_stand_on_the_minimum_is_a_bounce(steps):
    """Lion by steps of 0.1 from (1, 1): on the minimum at every other step."""
    t = run(OPTIMIZERS["lion"](lr=0.1), SURFACES["quadratic"](), (1.0, 1.0), steps)
    assert np.abs(t.points[-2:]).min() < 1e-12
    assert t.outcome.kind == "oscillating"


def test_what_is_still_halving_is_closing_in():
    for end in (0.0069, 0.0086):
        distance = end / WIDTH * 2.0 ** (np.arange(100, -1, -1) / 10)
        assert shares(*distance[distance < 0.5]).kind == "near"


def test_what_draws_away_again_has_not_converged():
    """An adaptive rule's rate grows where gradients are small: within REST, but further off with every step."""
    away = np.r_[0.3 * 0.85 ** np.arange(90), 3e-6 * 1.3 ** np.arange(10), np.full(10, 0.9 * REST)]
    assert shares(*away).kind != "converged"
    assert shares(*away[:90], *np.full(20, 0.9 * REST)).kind == "converged"


@pytest.mark.parametrize("slug", ["rmsprop", "adam", "rprop", "momentum"])
def test_converged_means_that_each_of_the_last_steps_was_at_the_minimum(slug):
    found = 0
    for surface in ("quadratic", "beale", "himmelblau", "styblinski_tang", "six_hump_camel"):
        for lr in (0.003, 0.03, 0.1):
            t = run(OPTIMIZERS[slug](lr=lr) if slug != "rprop" else OPTIMIZERS[slug](), SURFACES[surface](), steps=250)
            if t.outcome.kind in ("converged", "local"):
                found += 1
                low, high = np.array(t.surface.domain).T
                spread = np.linalg.norm(np.ptp(t.points[-DWELL - 1 :] / (high - low), axis=0))
                assert spread <= 2 * REST
                assert t.gradient_norms[-1] <= 0.05 * t.gradient_norms.max()
                assert np.linalg.eigvalsh(t.surface.hessian(t.points[-1])).min() > 0
    assert found > 1


def test_a_local_minimum_is_one_above_the_lowest_that_is_known():
    surface = SURFACES["styblinski_tang"]()
    minima = surface.minima()
    lowest = surface.value(minima).min()
    for minimum in minima:
        kind = track(surface, np.r_[np.linspace(surface.start, minimum, 30), [minimum] * 15]).outcome.kind
        assert kind == ("converged" if surface.value(minimum) < lowest + 1e-6 else "local")
    assert len(minima) == 4
    for minimum in SURFACES["himmelblau"]().minima():  # four of one height
        assert track(SURFACES["himmelblau"](), [minimum] * 30).outcome.kind == "converged"


def test_a_run_that_was_lower_before_ended_in_a_local_minimum():
    undeclared = Undeclared()

    class Tilted(Undeclared):
        def f(self, x, y):
            return super().f(x, y) + 0.1 * x

        def grad(self, x, y):
            return 4 * x * (x * x - 1) + 0.1, 4 * y

    t = run(OPTIMIZERS["gradient_descent"](lr=0.1), Tilted(), (1.0, 0.5), 200)
    assert t.outcome.kind == "converged"  # nothing lower is known
    passed = np.r_[[(-1.0, 0.0)] * 3, t.points]
    assert track(Tilted(), passed).outcome.kind == "local"
    assert track(undeclared, np.r_[[(-1.0, 0.0)] * 3, [(1.0, 0.0)] * 30]).outcome.kind == "converged"  # equally low


def test_less_and_less_is_not_said_while_the_value_rises():
    quadratic = SURFACES["quadratic"](lambda1=0.01, lambda2=10.0, angle=0.0)
    k = np.arange(120)
    swinging = (-1.0) ** k
    both = np.stack([1.5 * 0.98**k * swinging, 2e-4 * 1.05**k * swinging], axis=-1)
    assert np.ptp(both[-20:, 0]) < np.ptp(both[-40:-20, 0])
    found = track(quadratic, both).outcome
    assert found.kind == "oscillating"
    assert "less" not in found.text
    assert track(quadratic, both * (1, 0)).outcome.text.endswith("less and less")


TRAPS = [
    ("-cos(x)*cos(y)*exp(-((x-pi)^2+(y-pi)^2))", 100.0, [(50.0, 50.0), (20.0, 20.0), (10.0, 8.0), (-30.0, 12.0)]),
    ("log(x^2+y^2)", 3.0, [(1.0, 1.0), (2.0, 0.5), (1e-5, 0.0)]),
    ("-1/sqrt(x^2+y^2)", 3.0, [(1.0, 1.0), (2.0, 0.5), (1e-5, 0.0)]),
    ("tan(x)+y^2", 3.0, [(1.0, 1.0), (-1.0, 0.5), (1.5707, 0.0), (-1.5707, 0.0)]),
]
SEEKERS = ["gradient_descent", "adam", "newton", "line_search_descent", "trust_region"]


@pytest.mark.parametrize(("text", "half", "starts"), TRAPS, ids=[t[0] for t in TRAPS])
def test_poles_and_flat_tails_are_no_place_to_rest(text, half, starts):
    surface = parse(text, domain=((-half, half), (-half, half)))
    for start in starts:
        for slug in SEEKERS:
            t = run(OPTIMIZERS[slug](), surface, start, 60)
            resting = t.outcome.kind in ("converged", "local", "saddle", "maximum")
            if resting:  # only where it can be seen: at the one well
                assert "cos" in text
                assert np.linalg.norm(t.points[-1] - np.pi) < 5


def test_a_crease_across_a_saddle_is_a_minimum_if_anything():
    surface = parse("abs(x*y)", domain=((-3.0, 3.0), (-3.0, 3.0)))
    for slug in SEEKERS:
        assert run(OPTIMIZERS[slug](), surface, (1.0, 0.9), 150).outcome.kind not in ("saddle", "maximum")
    assert run(OPTIMIZERS["newton"](), surface, (1.0, 0.9), 150).outcome.kind == "converged"


@dataclass(frozen=True)
class Fold(Surface):
    """|x| − |y|: on its folds, as Katsuura's function on its own, it gives a slope and a curvature of 0."""

    name = "Fold"
    domain, start = ((-1.0, 1.0), (-1.0, 1.0)), (0.5, 0.5)

    def f(self, x, y):
        return np.abs(x) - np.abs(y)

    def grad(self, x, y):
        return np.sign(x), -np.sign(y)

    def hess(self, x, y):
        return 0.0 * x, 0.0 * x, 0.0 * y


def test_a_place_where_a_slope_jumps_is_no_saddle():
    t = track(Fold(), [(0.4, 0.3), *[(0.0, 0.0)] * 20])
    assert t.gradient_norms[-1] == 0
    assert t.outcome == Outcome("stopped", 1, "Stopped at step 1, on flat ground")


def test_a_run_that_passes_a_minimum_has_not_converged():
    found = shares(*np.linspace(0.4, -0.1, 101))
    assert (found.kind, found.text) == ("descending", "Descended until step 80")
    assert shares(*np.linspace(0.4, -0.3, 101)).kind == "climbing"


def test_around_a_saddle_a_hundredth_of_the_picture_is_near():
    saddle = SURFACES["saddle"]()
    (x0, x1), _ = saddle.domain
    for share, stalled in ((0.99 * PASS, True), (1.01 * PASS, False)):
        points = [(share * (x1 - x0), 0.0)] * 30
        assert (track(saddle, points).outcome.kind == "saddle") is stalled


def test_a_saddle_that_was_passed_is_forgotten():
    stalled = outcome("gradient_descent", "saddle", start=(0.5, 1e-6), steps=200)
    passed = outcome("gradient_descent", "saddle", start=(0.5, 1e-6), steps=1000)
    assert (stalled.kind, passed.kind) == ("saddle", "left")


def test_left_means_that_it_ended_outside():
    assert shares(0.3, 0.6, 0.7).kind == "left"
    assert shares(0.3, 0.6, 0.7).step == 1
    assert shares(0.3, 0.6, 0.4).kind != "left"
    assert shares(0.3, 0.4, 0.5).kind != "left"  # on the edge
    assert shares(0.6, 0.3, 0.6).step == 2


def test_who_comes_back_from_afar_does_not_crawl():
    """Thrown far down the sector and coming back: it has been lower before, and it goes across a third of the box."""
    t = run(OPTIMIZERS["d_adaptation"](), SURFACES["attractive_sector"](), None, 400)
    low, high = np.array(t.surface.domain).T
    assert np.ptp(t.points[200:] / (high - low), axis=0).max() > 0.3
    assert t.values[200:].min() > t.values[:200].min()
    assert t.values[-1] < t.values[200]
    assert t.outcome.text == "No new low in the last 200 steps"


def test_a_run_that_rises_again_at_its_end_is_not_still_descending():
    """The last two of a few steps go up."""
    for rule, surface, start, steps in (
        (OPTIMIZERS["weight_average"](), "weierstrass", (-0.08482306006296814, 0.03253325100831328), 12),
        (OPTIMIZERS["adam"](beta2=0.6267), "dixon_price", (0.9827140363405169, -0.8992470479127714), 5),
    ):
        t = run(rule, SURFACES[surface](), start, steps)
        assert t.values[-1] > t.values[-2] > t.values[-3] == t.values.min()
        assert t.outcome.text == f"Descended until step {steps - 2}"


def test_one_step_up_of_many_is_still_a_descent():
    """The last of thirty steps goes back a little, or the last two do."""
    assert shares(*np.linspace(0.4, 0.2, 30), 0.205).text == "Still descending"
    assert shares(*np.linspace(0.4, 0.2, 29), 0.21, 0.215).text == "Descended until step 28"


def test_a_short_run_that_gains_a_third_does_not_crawl():
    """In five steps of a rule that jumps, what is left has fallen by a third."""
    surface = with_axes_turned(SURFACES["schwefel"](), 45.0, 1.0)
    t = run(parse_rule("w = w - 5 g"), surface, steps=5)
    assert 0.3 < 1 - t.values[5] / t.values[0] < 0.35
    assert t.values[5] == t.values.min()
    assert t.outcome.text == "Still descending"


def test_stopped_counts_from_the_last_move():
    found = shares(*np.linspace(0.4, 0.3, 50), *[0.2] * 50)
    assert found == Outcome("stopped", 50, "Stopped at step 50, on a slope")
    assert shares(*np.linspace(0.4, 0.3, 99), 0.2).kind == "descending"


def test_who_only_moves_by_less_than_can_be_told_has_stopped():
    """w = 0.9 w has come to 0, on Beale's slope there: what is left of the way after k steps is 0.9^k of it."""
    rule, beale = parse_rule("w = w * 0.9"), SURFACES["beale"]()
    t = run(rule, beale, steps=600)
    left = 0.9 ** np.arange(601) * (np.abs(beale.start) / np.ptp(beale.domain, axis=1)).max()
    since = int(np.argmax(left <= 1e-9))
    assert np.linalg.norm(beale.gradient(t.points[-1])) > 1
    assert t.outcome == Outcome("stopped", since, f"Stopped at step {since}, on a slope")
    assert run(rule, beale, steps=since).outcome.kind != "stopped"


def test_an_amplitude_is_steady_within_a_tenth_from_one_half_of_the_later_half_to_the_other():
    signs = (-1.0) ** np.arange(43)  # of which the last 22 are looked at, 11 and 11
    for ratio, words in ((1.0, ""), (1.05 * STEADY, ""), (0.95 * STEADY, ", less and less")):
        falling = shares(*signs * np.repeat([0.3, 0.2, 0.2 * ratio], [21, 11, 11]))
        rising = shares(*signs * np.repeat([0.3, 0.2 * ratio, 0.2], [21, 11, 11]))
        assert falling.kind == rising.kind == "oscillating"
        assert falling.text.endswith(words or " around the floor")
        assert rising.text.endswith(", more and more" if words else " around the floor")


@pytest.mark.parametrize("factor", [0.98, 0.995, 1.0, 1.005, 1.02])
@pytest.mark.parametrize("steps", [8, 13, 20, 41])
def test_a_swing_of_which_each_is_longer_grows_however_slowly(factor, steps):
    """Gradient descent on w²/2 at η = 1 + factor multiplies w by −factor."""
    found = outcome(DESCENT, PARABOLA, start=(0.7,), lr=1 + factor, steps=steps).text
    words = " around the floor" if factor == 1 else ", more and more" if factor > 1 else ", less and less"
    assert found.endswith(words)


def test_a_slow_growth_is_seen_in_swings_of_many_steps():
    """Momentum on w²/2 multiplies its swings by √β: here by 1.004 a step, at four and a half steps a half-turn."""
    k = np.arange(60)
    for factor, words in ((1.004, ", more and more"), (1.0, " around the floor"), (1 / 1.004, ", less and less")):
        assert shares(*0.2 * factor**k * np.cos(0.7 * k + 0.2)).text.endswith(words)


@pytest.mark.parametrize("x", [0.89, -0.8])
def test_leaps_are_a_swing_however_many_steps_are_refused_between_them(x):
    """Levenberg–Marquardt on the saddle: over the ridge and back, each time after a step that was refused."""
    t = run(OPTIMIZERS["levenberg_marquardt"](damping=27.0), SADDLE, (x, -0.05), 30)
    assert (t.points[5::2] == t.points[4:-1:2]).all()
    assert t.outcome.text == "Oscillating by ±0.21 around a saddle"


def test_of_steps_between_which_others_were_refused_nearly_all_must_be_leaps_back():
    leaps = np.array([1, -1, 1, -1, 1])
    for moves, turned in (
        (leaps, 4 / 4), (1.01 * PASS * leaps, 4 / 4), (0.99 * PASS * leaps, 4 / 12), (leaps[1:], 3 / 9),
        (leaps * (1, 1, 1, 1, -1), 3 / 12), (leaps * (1, 1, 0.51, 1, 1), 4 / 4), (leaps * (1, 1, 0.49, 1, 1), 4 / 12),
    ):  # fmt: skip
        still = np.stack([moves, 0 * moves, 0 * moves]).T.ravel()[:-2]  # two refused between any two
        assert _turning(np.cumsum([0.0, *still])[:, None]) == pytest.approx(3 * turned)


def test_noise_may_double_or_halve_it():
    signs = (-1.0) ** np.arange(43)
    for ratio, words in ((1.05 * STEADY_IN_NOISE, " around the floor"), (0.95 * STEADY_IN_NOISE, ", less and less")):
        points = WIDTH * signs * np.repeat([0.3, 0.2, 0.2 * ratio], [21, 11, 11])
        assert track(Noisy(PARABOLA, 1.0), points).outcome.text.endswith(words)


def test_a_zigzag_that_gets_on_is_no_bounce():
    k = np.arange(100)
    quadratic = SURFACES["quadratic"](lambda1=0.1, lambda2=5.0, angle=0.0)
    zigzag = np.stack([1.9 - 0.018 * k, 0.1 * (-1.0) ** k], axis=-1)
    found = track(quadratic, zigzag).outcome
    assert found.kind == "descending"
    assert track(quadratic, zigzag * (0, 1) + (1.9, 0)).outcome.kind == "oscillating"


def test_a_third_of_the_steps_turned_back_is_a_swing():
    for moves, turned in (([1, 1, 1, -1, -1, -1, 1], 2 / 6), ([1, 1, 1, 1, -1, -1, -1, 1], 2 / 7), ([1, 1], 0)):
        assert _turning(np.cumsum([0.0, *moves])[:, None]) == pytest.approx(3 * turned)


def test_up_and_down_is_a_fifth_of_it_against_the_rest():
    for up, down in ((1, 4), (4, 1), (1, 9), (3, 3), (0, 5)):
        walk = np.cumsum([0.0, *[0] * (up + down), *[1] * up, *[-1] * down])
        assert _rising(walk) == pytest.approx(min(up, down) / (up + down) / RISING)


def test_ups_and_downs_of_the_older_half_fade():
    found = [_rising(np.cumsum([0.0, *[0] * k, 10, *[0] * (9 - k), *[-1] * 10])) for k in range(10)]
    assert found == pytest.approx([min(k, 10) / (k + 10) / RISING for k in range(1, 11)])


def test_nearby_is_a_hundredth_of_the_picture():
    assert nearby(PARABOLA, np.array([0.0])) == pytest.approx((0.01 * WIDTH) ** 2 / 2)


def test_a_goal_lies_lower_than_where_the_run_is_now():
    surface = SURFACES["styblinski_tang"]()
    lowest, local = (f(surface.minima(), key=surface.value) for f in (min, max))
    assert np.array_equal(goal_of(track(surface, [surface.start, lowest, local + 0.1])).point, local)


def test_a_bend_is_no_oscillation():
    angle = np.linspace(0.0, np.pi, 60)
    bent = np.stack([1.5 * np.cos(angle), 1.5 * np.sin(angle)], axis=-1) * np.linspace(1.2, 0.6, 60)[:, None]
    assert track(SURFACES["quadratic"](lambda1=1.0, lambda2=1.0), bent).outcome.kind == "descending"


def test_near_is_to_have_been_near_for_a_tenth():
    lead = np.linspace(0.4, 0.1, 90)
    for begin, kind in ((0.99 / BAND, "near"), (1.01 / BAND, "descending"), (0.99 * BAND, "descending")):
        assert shares(*lead, *np.full(11, begin * PASS)).kind == kind
        assert shares(*lead, *np.full(11, begin * PASS), begin * PASS).kind == kind


def test_who_was_near_is_near_until_clearly_off():
    lead = [*np.linspace(0.4, 0.1, 60), *np.full(20, 0.5 * PASS)]
    for end, kind in ((0.99 * BAND, "near"), (1.01 * BAND, "descending")):
        assert shares(*lead, *np.linspace(0.5 * PASS, end * PASS, 10)).kind == kind


def test_closing_in_is_to_come_a_tenth_nearer_in_a_tenth_of_the_steps():
    lead = np.linspace(0.4, 0.1, 90)
    for nearer, closing in ((1.0, False), (1.05, False), (1.2, True)):
        found = shares(*lead, *np.full(25, 0.5 * PASS), *np.full(12, 0.5 * PASS / nearer))
        assert found.kind == "near"
        assert found.text.endswith("closing in") is closing


def test_a_value_that_goes_up_and_down_is_not_called_crawling_or_climbing():
    """An orbit as long as the window, and a kick that is over: neither comes down slowly, nor only goes up."""
    k = np.arange(101)
    orbit = 0.1 + 0.03 * np.sin(2 * np.pi * k / 16)  # all on one side of the minimum
    for steps in range(90, 101):
        found = shares(*orbit[: steps + 1])
        assert found.kind == "oscillating", (steps, found)
    kicked = dataclasses.replace(SCENES["radford-beale"], steps=166)  # at step 157
    (rmsprop,) = (t for e, t in zip(kicked.entrants, kicked.run(), strict=True) if e.rule.slug == "rmsprop")
    assert rmsprop.values[-17:].max() > 100 * rmsprop.values[-17]
    low = rmsprop.values.argmin()
    assert low >= 150
    assert str(rmsprop.outcome) == f"Descended until step {low}"


def test_a_run_that_gained_what_it_needed_and_stood_since_is_not_called_crawling():
    """Yogi stands for the last 29 of 100 steps, a little above the lowest value that it had."""
    stood = run(OPTIMIZERS["yogi"](), SURFACES["ellipsoid"](), None, 100)
    assert str(stood.outcome) == f"Descended until step {stood.values.argmin()}"


def test_what_rose_since_its_low_does_not_still_descend():
    w = np.r_[np.linspace(0.4, 0.3, 90), np.full(6, 0.3), np.full(12, 0.3 + 1e-6)]
    assert str(shares(*w)) == "Descended until step 89"


@pytest.mark.parametrize("steps", [6, 12, 19])
def test_of_a_short_run_more_than_its_last_step_is_looked_at(steps):
    """Up in the last step alone."""
    w = np.r_[np.linspace(0.4, 0.2, steps), 0.21]
    assert shares(*w).kind == "descending"


def test_crawling_would_not_come_far_in_as_many_steps_again():
    for brings, kind in ((0.99 / WIDE, "crawling"), (1.01 * WIDE, "descending")):
        left = (1 - (1 - LEAVES**0.5) * brings) ** (np.arange(101) / 50)
        assert shares(*np.sqrt(0.16 * left)).kind == kind


def test_the_fastest_of_three_does_not_crawl():
    """Its last tenth brings next to nothing of the whole descent, but most of what was left."""
    k = np.arange(101)
    fast = 0.4 * 0.94 ** k[:60]
    assert (fast[-7] ** 2 - fast[-1] ** 2) / (fast[0] ** 2 - fast[-1] ** 2) < 0.01
    assert shares(*fast).kind == "descending"
    assert shares(*np.sqrt(0.16 * 0.9999**k)).kind == "crawling"


def test_where_no_goal_is_known_crawling_is_a_small_share_of_the_descent():
    for share, kind in ((0.99 * SLOW / WIDE, "crawling"), (1.01 * SLOW * WIDE, "descending")):
        heights = np.r_[np.linspace(1.0, share, 51), np.linspace(share, 0.0, 51)[1:]]
        assert track(SADDLE, np.stack([np.full(101, 0.3), 0.5 * np.sqrt(2 - heights)], axis=-1)).outcome.kind == kind


def test_a_start_on_a_critical_point_is_known():
    assert outcome("gradient_descent", "saddle", start=(0.0, 0.0)).kind == "saddle"
    assert outcome("gradient_descent", "beale", start=(3.0, 0.5)) == Outcome("converged", 0, "Converged at step 0")


def test_off_its_kinks_a_surface_that_is_not_smooth_is_like_any_other():
    assert outcome(DESCENT, "ackley", steps=300).kind == "local"  # in a minimum that it does not declare


def test_a_kink_that_is_not_declared_is_no_minimum():
    @dataclass(frozen=True)
    class Kink(Cone):
        def critical_points(self):
            return ()

    t = run(OPTIMIZERS["gradient_descent"](lr=0.1), Kink(), (0.75, 0.0), 100)
    assert t.outcome.kind == "oscillating"


@dataclass(frozen=True)
class Roof(Surface):
    """±|x|, without a Hessian."""

    name, dims, smooth = "Roof", 1, False
    domain, start = ((-3.0, 3.0),), (1.0,)
    up: bool = True

    def f(self, x):
        return np.abs(x) if self.up else -np.abs(x)

    def grad(self, x):
        return (np.sign(x) if self.up else -np.sign(x),)

    def critical_points(self):
        return (CriticalPoint((0.0,), "minimum" if self.up else "maximum"),)


def test_without_a_hessian_a_bounce_is_around_a_floor_or_nothing_is_said():
    bounce = np.where(np.arange(40) % 2, 0.5, -0.5)
    assert str(track(Roof(), bounce).outcome) == "Oscillating by ±0.5 around the floor"
    assert str(track(Roof(up=False), bounce).outcome) == "Oscillating by ±0.5"


def test_a_kink_is_a_minimum_where_it_is_declared():
    assert track(Cone(), np.r_[np.linspace((0.8, 0.3), (0.0, 0.0), 20), [(0.0, 0.0)] * 3]).outcome.kind == "converged"


@pytest.mark.parametrize("slug", ["nonsmooth_rosenbrock", "bukin6"])
@pytest.mark.parametrize("rule", ["conjugate_gradient", "bfgs"])
def test_a_run_that_sticks_to_a_crease_which_still_falls_is_in_no_minimum(slug, rule):
    """Along y = c(x), where the kink is, the value falls towards the declared minimum: no point of it is another."""
    t = run(OPTIMIZERS[rule](), SURFACES[slug](), steps=100)
    (x, y), crease = t.points[-1], {"nonsmooth_rosenbrock": lambda x: 2 * x * x - 1, "bukin6": lambda x: 0.01 * x * x}
    assert abs(y - crease[slug](x)) < 1e-6
    towards = x + 1e-3 * np.sign(t.surface.minima()[0][0] - x)
    assert t.surface.f(towards, crease[slug](towards)) < t.values[-1]
    assert t.outcome.kind == "stopped"


def test_a_kink_that_rises_all_around_is_a_minimum_undeclared():
    surface = parse("abs(x + y) + 30 * abs(x - 1.1 * y)", domain=((-3.0, 3.0), (-3.0, 3.0)))
    rest = np.r_[np.linspace((0.8, 0.3), (0.0, 0.0), 20), np.zeros((20, 2))]
    assert track(surface, rest).outcome.kind == "converged"
