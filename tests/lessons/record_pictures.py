"""Record what the lecture's pictures show away from where its pages open: `python tests/lessons/record_pictures.py`
writes data/pictures.json.

Each picture is made once, at settings at which no page opens, and recorded in numbers as tests/pages/record_films.py
does: panels, ranges, marks, colours, arrows, curves and tracks, without the words. What other arithmetic decides
"varies".
"""

import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)] if str(ROOT) not in sys.path else []

from tests.pages.record_films import facts, record  # noqa: E402

FILE = Path(__file__).parent / "data" / "pictures.json"


def _adaptive():
    from lessons.adaptive.adam_steps import correction_film, eps_film
    from lessons.adaptive.rates import dying_film, noisy_pair, rates_film
    from lessons.adaptive.stream import Stream, stream_film

    yield "stream", stream_film(Stream(g1=-0.6, g4=0.3))
    yield "rates", rates_film("saddle", 1.7)
    yield "dying", dying_film(noisy_pair(0.5, 3, 0.4, 0.05), 0.5)
    yield "correction", correction_film("beale", 0.06, 0.8, 0.98)
    yield "eps", eps_film("beale", 1.4, 0.7)


def _averages():
    from lessons.averages.five_steps import paths_film
    from lessons.averages.running import averages_film

    yield "averages", averages_film(0.7, 0.5, 3)
    yield "paths", paths_film(np.array([[2.0, 0.5], [-1.0, 0.25], [0.5, -2.0], [3.0, 0.1], [-0.5, 0.4]]))


def _decay():
    from lessons.decay.drawn import Rates, drawn_film
    from lessons.decay.escape import Escape, escape_film, escapes
    from lessons.decay.plane import SHOWN, plane_film, swarms
    from lessons.decay.schedules import schedules_film

    yield "escape", escape_film(Escape(lr=1.3, final=0.2), escapes(1.3, 0.2, -2.1))
    yield "drawn", drawn_film(Rates(r0=1.2, r1=0.8, r2=0.7, r3=0.2, r4=0.15, r5=0.05))
    yield "schedules", schedules_film(2.0, 0.1, -2.5)
    slug = "six_hump_camel"
    yield "decaying plane", plane_film(SHOWN[slug], (-0.9, 0.8), 3.5, 0.6, swarms(slug, 3.5, 0.6))


def _ends():
    from lessons.ends.hundred import Hundred, hundred_film
    from lessons.ends.least_squares import wilson
    from lessons.ends.valley import valley_film
    from lessons.ends.wells import Wells, maps_film, swarm, swarm_film
    from lessons.ends.wilson import ends, wilson_film

    yield "least squares", valley_film((1.3, -0.7))
    problem = wilson(12, 0.7, 3)
    yield "wilson", wilson_film(problem, ends(problem, 40), 0.7)
    yield "hundred", hundred_film(Hundred(sigma=0.8, lr=0.2))
    runs = swarm("gradient_descent", 0.3, 1.2, "everywhere", 0)
    yield "wells", swarm_film(runs)
    share = np.add.outer(np.linspace(0, 0.6, 7), np.linspace(0, 0.4, 11))
    share[0, 0] = np.nan
    yield "maps", maps_film({"gradient_descent": share, "adam": share[::-1]}, runs, Wells(lr=0.3, sigma=1.2))


def _error_surfaces():
    from lessons.error_surfaces.convexity import chord_film
    from lessons.error_surfaces.one_by_one import OneByOne, one_by_one_film
    from lessons.error_surfaces.probe import probe_film
    from lessons.error_surfaces.random_hessians import chance_film, grown, tally
    from lessons.error_surfaces.saddles import swarm, swarm_film, waiting_film
    from lessons.error_surfaces.spin_glass import shift_film
    from surfaces import SURFACES

    yield "probe", probe_film(SURFACES["himmelblau"](), np.array([0.6, 1.9]))
    yield "chord", chord_film(SURFACES["six_hump_camel"](), (-1.1, 0.4), (0.9, -0.7))
    yield "waiting", waiting_film("linear_network", 0.05)
    yield "one by one", one_by_one_film(OneByOne(n=5, law="matrix", seed=3), 17)
    yield "chance", chance_film(tally(60, 4), grown(4), 6, 4)
    yield "shift", shift_film(4, 2)
    yield "swarm", swarm_film(swarm(20, 0.05, 60, 3))


def _momentum():
    from lessons.momentum.anatomy import STAGES, anatomy_film
    from lessons.momentum.convex_rates import Rates, races, rates_film
    from lessons.momentum.heavy_ball import Plane, plane_film
    from lessons.momentum.steps import steps_film, trio

    stage = STAGES["valley"]
    yield "anatomy", anatomy_film(stage.surface, (-1.2, 0.5), 0.015, 0.7)
    yield "steps", steps_film(trio(20.0, 1.1, 0.6))
    yield "heavy ball", plane_film(Plane(share=1.2, beta=0.4, kappa=30.0, rule="nesterov"))
    chosen = Rates(n=5, kappa=50.0)
    yield "convex rates", rates_film(chosen, races(chosen))


def _moons():
    from lessons.moons.batches import cloud_film
    from lessons.moons.clouds import Clouds, clouds_film
    from lessons.moons.comparisons import by_rule, by_size, rules_film, sizes_film
    from lessons.moons.race import race_film
    from surfaces.noisy_moons import NoisyMoons

    surface = NoisyMoons(batch_size=5, seed=2, n=60)
    yield "race", race_film(surface, ["adam", "momentum"], (-3.0, 4.0), 0.8)
    yield "cloud", cloud_film(surface, (2.0, -1.5))
    yield "sizes", sizes_film(by_size(NoisyMoons(seed=2), 3.0))
    yield "rules", rules_film(by_rule(NoisyMoons(batch_size=10), 3.0, 0.8, 0.1))
    yield "clouds", clouds_film(Clouds(size=7))


def _newton():
    from lessons.newton.curves import curves_film
    from lessons.newton.damping import damping_film
    from lessons.newton.hessian_cost import cost_film
    from lessons.newton.models import model_film
    from lessons.newton.quasi_newton import SHOWN, learning_film
    from lessons.newton.signs import runs_from, signs_film
    from lessons.newton.starts import Starts, starts_film
    from surfaces import SURFACES

    yield "curves", curves_film({"parabola": 1.9, "pseudo_huber": -0.8, "wells": 0.3}, 0.7)
    yield "models", model_film(SURFACES["rosenbrock"](), (0.4, 1.2), 0.8)
    yield "damping", damping_film((0.8, -1.1))
    yield "cost", cost_film(7)
    yield "learning", learning_film(SHOWN["rosenbrock"], (-0.7, 0.9), 3)
    yield "starts", starts_film(Starts(surface="six_hump_camel", lr=0.8, damping=0.5), (-0.9, 0.8))
    yield "signs", signs_film(runs_from({"saddle": (-0.6, 0.2), "beale": (0.5, 1.4)}, 4.0, 0.02))


def _scaling():
    from lessons.scaling.axes import coordinate_sweep, morph_film, repair_film, two_film
    from lessons.scaling.general import General, general_film
    from lessons.scaling.proof import proof_film
    from lessons.scaling.terms import Terms, terms_film
    from surfaces.quadratic import Quadratic

    surface = Quadratic(lambda1=2.0, lambda2=7.0, angle=-25.0)
    yield "general", general_film(General(lambda1=2.0, lambda2=5.0, angle=-40.0, b1=-1.0, across=-0.5))
    yield "morph", morph_film(surface, 1.7, 0.4)
    yield "two", two_film(surface, 1.6, 0.6)
    yield "proof", proof_film(surface)
    yield "repair", repair_film(surface, coordinate_sweep(2.0, 7.0))
    yield "terms", terms_film(Terms(ratio=1.4, kappa=30.0))


def _step_size():
    from lessons.step_size.bowl import TwoCoordinates, two_film
    from lessons.step_size.contraction import BestRate, best_measured, sweep, sweep_film
    from lessons.step_size.parabola import OneCoordinate, meanings_film, one_film
    from lessons.step_size.taylor import Taylor, taylor_film

    yield "one", one_film(OneCoordinate(lr=0.3, a=2.5))
    yield "meanings", meanings_film()
    yield "taylor", taylor_film(Taylor(lr=1.3, start=1.1))
    yield "two coordinates", two_film(TwoCoordinates(lr=0.4))
    yield "best rate", sweep_film(BestRate(kappa=12.0, ratio=1.3), sweep(12.0), best_measured())


def _stationary():
    from lessons.stationary import linear, width
    from lessons.stationary.saddles import ends_film, film
    from lessons.stationary.search import Stationary

    chosen = linear.Linear(hidden=3)
    yield "linear", linear.film(chosen, linear.descend(chosen))
    counts = {"adam": np.array([5, 3, 2, 0]), "gradient_descent": np.array([1, 4, 4, 1])}
    yield "width", width.film({2: np.array([1e-4, 0.2, 0.01]), 3: np.array([1e-5, 0.1, 0.3])})
    yield "endings", ends_film(counts)
    rng = np.random.default_rng(5)
    spectra = np.sort(rng.standard_normal((6, 5)), axis=1)
    spectra[2] = np.abs(spectra[2])
    made = Stationary(rng.standard_normal((6, 5)), rng.uniform(0.1, 0.7, 6), np.full(6, 1e-9), spectra)
    yield "stationary points", film(made, 4)


PARTS = {
    "adaptive": _adaptive, "averages": _averages, "decay": _decay, "ends": _ends, "error_surfaces": _error_surfaces,
    "momentum": _momentum, "moons": _moons, "newton": _newton, "scaling": _scaling, "step_size": _step_size,
    "stationary": _stationary,
}  # fmt: skip


def shown(part):
    """What the pictures of a part of the lecture show."""
    return json.loads(json.dumps({name: facts(film.document()) for name, film in PARTS[part]()}))


if __name__ == "__main__":
    record(__file__, FILE, PARTS, lambda asked: {part: shown(part) for part in asked})
