"""Record what panels show: `python tests/figures/record_panels.py` writes data/panels.json.

Contours, surfaces, curves, charts, crowds, animations and dials of a few races, in numbers, without the words, as
tests/pages/record_films.py sums them up. What other arithmetic decides "varies".
"""

import dataclasses
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)] if str(ROOT) not in sys.path else []

from tests.pages.record_films import facts, record  # noqa: E402

FILE = Path(__file__).parent / "data" / "panels.json"
ALL = ("contour", "surface", "loss", "gradient", "multiples", "swarm", "basins", "rates")


def raced(surface, *rules, **settings):
    from optim import OPTIMIZERS
    from scenes import scene

    made = {"gradient_descent": 0.01, "adam": 0.1, "momentum": 0.005, "levenberg_marquardt": None}
    own = [OPTIMIZERS[slug](**({"lr": made[slug]} if made[slug] else {})) for slug in rules]
    return scene("Race", surface, *own, **{"steps": 25} | settings)


def _bases():
    from figures import contour, curve1d, surface3d
    from surfaces import SURFACES

    for slug in ("beale", "six_hump_camel", "monkey_saddle"):
        for look in ("quiet", "radford"):
            yield f"{slug} {look}", contour(SURFACES[slug](), look=look, start=(0.5, 0.4), resolution=40)
            yield f"{slug} {look} in space", surface3d(SURFACES[slug](), look=look, start=(0.5, 0.4), resolution=40)
    yield "wide", contour(SURFACES["himmelblau"](), ((-6, 6), (-1, 1)), resolution=30)
    for slug in ("parabola", "pseudo_huber"):
        yield slug, curve1d(SURFACES[slug](), start=(1.5,))


def _films():
    from figures import film_of, home_film
    from scenes import SCENES
    from surfaces import SURFACES

    one = raced(SURFACES["himmelblau"](), "gradient_descent", "adam", start=(-0.5, -1.0))
    yield "all", film_of(one, ALL, inside=True, swarm=("adam", 20))
    yield "evaluations", film_of(one, ("loss", "gradient"), x="evals")
    yield "inside", film_of(raced(SURFACES["beale"](), "levenberg_marquardt", "momentum"), ("contour",), inside=True)
    yield "radford", film_of(SCENES["radford-saddle"], ("contour", "surface", "loss"))
    yield "drifting", film_of(raced(SURFACES["drifting_bowl"](), "gradient_descent", steps=40))
    yield "curve", film_of(raced(SURFACES["parabola"](), "adam"), ("contour", "loss"))
    yield "home", home_film([SCENES["radford-beale"], SCENES["rosenbrock-five"]])


def _animations():
    from figures import animation
    from scenes import SCENES
    from surfaces import SURFACES

    yield (
        "from above",
        animation(raced(SURFACES["himmelblau"](), "gradient_descent", "adam", steps=8, start=(-0.5, -1.0)), "dark"),
    )
    yield "in space", animation(dataclasses.replace(SCENES["radford-saddle"], steps=8))
    yield "a curve", animation(raced(SURFACES["parabola"](), "adam", steps=8))


def _dials():
    from figures.dials import sections_of
    from figures.live import live_of
    from optim import OPTIMIZERS, SCHEDULES, Clip
    from scenes import SCENES, scene, wrapped
    from surfaces import SURFACES

    timed = wrapped(OPTIMIZERS["adam"](lr=0.1), SCHEDULES["cosine"](horizon=30), Clip(norm=2.0))
    own = scene("Own", SURFACES["rosenbrock"](), timed, OPTIMIZERS["lbfgs"](), steps=30, sigma=0.5, delay=2)
    for name, made in (("timed", own), ("named", SCENES["radford-beale"])):
        yield name, sections_of(made, live_of(made, ("x", "y", "f")))


PARTS = {"bases": _bases, "films": _films, "animations": _animations, "dials": _dials}


def _document(made):
    if hasattr(made, "to_plotly_json"):
        return json.loads(made.to_json())
    return made.document() if hasattr(made, "document") else {"sections": made}


def shown(part):
    return json.loads(json.dumps({name: facts(_document(made)) for name, made in PARTS[part]()}))


if __name__ == "__main__":
    record(__file__, FILE, PARTS, lambda asked: {part: shown(part) for part in asked})
