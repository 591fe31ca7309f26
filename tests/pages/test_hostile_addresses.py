"""Whatever stands in an address, the controls of every page make something legal of it, and say in a line what is not.

Read by the pages' own controls in a script's context (visit.py), a hundred times as fast as the page.
"""

import base64
import importlib
import json
import pkgutil
import zlib
from urllib.parse import quote, urlencode

import pytest
import streamlit as st_
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from visit import answered

import lessons
from catalog import parameters
from lessons._claims import Settings
from optim import ON_VECTORS, OPTIMIZERS, SCHEDULES, Clip
from scenes import SCENES, from_dict, to_dict
from surfaces import SURFACES
from ui import lesson
from ui.network import network_controls, rule_controls
from ui.race import race_controls
from ui.race_state import packed

QUIET = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}
MANY = 5000

NUMBERS = st.one_of(
    st.floats().map(repr), st.integers().map(str), st.integers(0, 400).map(lambda n: "9" * n),
    st.sampled_from(["1e400", "-1e400", "1e-400", "inf", "-Infinity", "NaN", "1_000", "٣", "0x1f", " 5 ", "+.5", "-0.0",
                     "1e", "1e5e5", "²", "½", "1,5", "∞", "4294967296", "1e308", "5e-324", "true", "None", "[]"]),
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=30), st.text("<>&\"'`$[]()!*_:|~#@/\\{}", max_size=30),
    st.sampled_from(["![a](http://b.c)", "<img src=x onerror=alert(1)>", "{{7*7}}", "%00", "\u202egpj", "\ud800",
                     "\n\n# a", "\x00", "a" * 700, "😀" * 300, "../../etc/passwd", ":material/home:"]),
)  # fmt: skip
SWEEPS = st.one_of(
    st.builds("{}:{}".format, st.sampled_from(["lr", "beta1", "memory", "bias_correction", ""]), NUMBERS),
    st.builds("lr:{} to {} in {}".format, NUMBERS, NUMBERS, NUMBERS),
    st.builds("lr:{}".format, st.lists(NUMBERS, max_size=20).map(",".join)),
    st.sampled_from(["lr:" + "…" * 500, "lr:" + "to" * 290, "lr:" + " " * 590, "lr:1…1e308 × 12", "lr:-1e308 to 1"]),
)  # fmt: skip
FUNCTIONS = st.one_of(
    st.text("xy0123456789.+-*/^()eabsincoexplgmtr, ", max_size=40),
    st.sampled_from(["x^2+y^2", "9^9^9^9", "1/0", "x^y^x^y", "(" * 200, "exp(exp(exp(x)))", "a*x", "log(x)", "x;y"]),
)  # fmt: skip
TYPED = st.one_of(
    st.text("wgHkvbmlr0123456789=+-*/^(); ", max_size=40), FUNCTIONS.map("w = {}".format), TEXTS,
    st.sampled_from(["w = w - lr g", "v = b v + g; w = w - v", "w" * 500, "w = " + "(" * 400, "w = g^g", "k = 1"]),
)  # fmt: skip
WHOLE = [packed(scene) for scene in SCENES.values()]


def bomb(size):
    return base64.urlsafe_b64encode(zlib.compress(b"[" * size, 9)).decode().rstrip("=")


def carried(data):
    """Whatever it is, as a scene travels in an address."""
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(data).encode())).decode().rstrip("=")


FIELDS = st.sampled_from(["surface", "optimizers", "slug", "rule", "text", "lr", "x"])
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner),
)
SCENES_CARRIED = st.one_of(
    st.sampled_from(WHOLE), st.sampled_from([bomb(10**6), bomb(10), "", "=", "A" * 12_001]), JSON.map(carried),
    st.builds(lambda text, at, letter: text[: at % len(text)] + letter + text[at % len(text) + 1 :],
              st.sampled_from(WHOLE), st.integers(0, 10**4), st.sampled_from("aZ0-_=")),
)  # fmt: skip
RULES = st.sampled_from(sorted(ON_VECTORS)) | st.sampled_from(
    ["adam~2", "adam~99", "adam~²", "adam~" + "9" * 300, "muon", "none", "rule", "rule~2"]
)
OWN = {"function", "free", "loaded", "contour", "swarm", "evals", "radford", "quiet", "true", "false", "none", "100"}
OPTIONS = st.sampled_from(sorted({*SURFACES, *SCHEDULES, *SCENES, *OWN}))


def names(declared, prefix):
    return [f"{prefix}.{p.name}" for p in parameters(declared)]


def under(rule):
    """The keys under which a race keeps what is set of a rule and around it."""
    around = [key for slug in SCHEDULES for key in names(SCHEDULES[slug], f"{rule}.{slug}")]
    own = [f"{rule}.{name}" for name in ("schedule", "clipped", "sweep", "name")]
    return [*names(OPTIMIZERS[rule], rule), *own, *names(Clip, f"{rule}.clip"), *around]


NUMBERED = ["x", "y", "x0", "x1", "y0", "y1", "steps", "sigma", "seed", "a", "function.a", "swarm.side",
            *(key for slug, surface in SURFACES.items() for key in names(surface, slug))]  # fmt: skip
ANY = NUMBERS | TEXTS | OPTIONS
RACE = st.one_of(
    st.tuples(st.sampled_from(NUMBERED), ANY),
    st.tuples(st.sampled_from(["scene", "surface", "panels", "look", "over", "inside", "swarm", "tune", "f"]), ANY),
    st.tuples(st.just("f"), FUNCTIONS), st.tuples(st.just("with"), SCENES_CARRIED),
    st.tuples(st.just("optimizers"), RULES | ANY), st.tuples(st.sampled_from(["rule.text", "rule~2.text"]), TYPED),
    st.tuples(st.just("scene"), st.sampled_from(["loaded", "free"])),
    *(st.tuples(st.sampled_from(under(rule)), ANY | SWEEPS) for rule in ("adam", "lbfgs", "momentum", "cma_es")),
)  # fmt: skip
EASY = st.sampled_from([[], [("scene", "free"), ("optimizers", "adam"), ("optimizers", "lbfgs")],
                        [("surface", "function"), ("scene", "free")], [("scene", "loaded")]])  # fmt: skip


def address(pairs):
    """The pairs as a browser would send them: a half of a character cannot be sent."""
    return urlencode([(key, value.encode("utf-8", "replace")) for key, value in pairs], quote_via=quote)


def race_stays(pairs):
    """A race is made of an address, and the address that the page writes makes the same race and stays."""
    made, written, _ = answered(address(pairs), race_controls)
    if made is None:  # it asks for rates, and for another run
        return
    scene, over, crowd = made
    assert from_dict(to_dict(scene)).surface == scene.surface
    assert 10 <= scene.steps <= 1000
    assert over in ("step", "evals")
    assert crowd.side**2 <= 10_000
    again, rewritten, _ = answered(written, race_controls)
    assert again[0] == scene
    assert rewritten == written


SETTINGS: list[type[Settings]] = []
for module in pkgutil.walk_packages(lessons.__path__, "lessons."):
    found = vars(importlib.import_module(module.name)).values()
    SETTINGS += [one for one in found if isinstance(one, type) and issubclass(one, Settings) and one is not Settings
                 and one.__module__ == module.name]  # fmt: skip
SET = st.sampled_from(SETTINGS).flatmap(
    lambda declared: st.tuples(
        st.just(declared),
        st.lists(st.tuples(st.sampled_from(names(declared, "s")), ANY | st.sampled_from(sorted(SURFACES))), max_size=5),
    )
)


def section_is_legal(declared, pairs):
    made, written, faults = answered(address(pairs), lambda: lesson.settings(declared, "s"))
    assert isinstance(made, declared)
    assert not faults
    assert answered(written, lambda: lesson.settings(declared, "s"))[0] == made


NETWORK = st.one_of(
    st.tuples(st.sampled_from(names(importlib.import_module("lessons.training.settings").Training, "network")), ANY),
    st.tuples(st.just("network.optimizers"), RULES | ANY),
    *(st.tuples(st.sampled_from([f"network.{key}" for key in under(rule)]), ANY | SWEEPS) for rule in ("adam", "muon")),
)


def network_is_legal(pairs):
    (made, written, faults) = answered(address(pairs), network)
    (chosen, _, own), entrants = made
    assert not own
    assert not faults
    assert len(entrants) <= 8
    assert answered(written, network)[0][0][0] == chosen


def network():
    with st_.sidebar:
        return network_controls("network"), rule_controls("network")


PLACES = st.lists(st.tuples(st.sampled_from(["p.x", "p.y", "p.a_1", "p.surface"]), ANY), max_size=4)


def points_are_in_the_picture(pairs):
    def controls():
        surface = lesson.surface_menu("beale", "p.surface")
        return surface, lesson.coordinates(surface.domain, ["x", "y"], surface.start, "p")

    (surface, chosen), *_ = answered(address(pairs), controls)
    assert all(low <= value <= high for value, (low, high) in zip(chosen, surface.domain, strict=True))


READERS = {  # what is drawn, what has to hold of it, and how often that is tried in every run
    "race": (st.builds(list.__add__, EASY, st.lists(RACE, max_size=6)), race_stays, 40),
    "settings": (SET, lambda drawn: section_is_legal(*drawn), 100),
    "network": (st.lists(NETWORK, max_size=6), network_is_legal, 30),
    "points": (PLACES, points_are_in_the_picture, 50),
}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.thorough
def test_hostile_addresses(name):
    read(name, READERS[name][2])


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", READERS)
def test_thousands_of_hostile_addresses(name):
    read(name, MANY)


def read(name, count):
    drawn, check, _ = READERS[name]
    settings(max_examples=count, **QUIET)(given(drawn)(check))()
