"""What every update rule, schedule and wrapper declares about itself."""

import math
import re
import tracemalloc

import numpy as np
import pytest

from catalog import Interval, param, parameters
from optim import OPTIMIZERS, SCHEDULES, Clip, Optimizer, run
from surfaces import SURFACES, Noisy

DECLARED = OPTIMIZERS | {f"schedule-{slug}": cls for slug, cls in SCHEDULES.items()} | {"clip": Clip}
PARAMETERS = [(slug, p) for slug, cls in DECLARED.items() for p in parameters(cls)]
IDS = [f"{slug}-{p.name}" for slug, p in PARAMETERS]


@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_facts_are_complete(slug):
    cls = OPTIMIZERS[slug]
    assert cls.family == cls.family.strip() != ""
    assert re.fullmatch("#[0-9a-f]{6}", cls.color)
    assert cls.paper.authors
    assert 1600 < cls.paper.year < 2100
    assert cls.paper.title
    assert cls.paper.url.startswith("https://")
    assert cls.needs_hessian in (True, False)


WHOLE = [
    (cls, p) for cls in (*DECLARED.values(), *SURFACES.values(), Noisy) for p in parameters(cls) if p.kind == "integer"
]


@pytest.mark.parametrize(("cls", "p"), WHOLE, ids=[f"{cls.__name__}-{p.name}" for cls, p in WHOLE])
def test_whole_numbers_have_a_largest_that_fits_in_memory(cls, p):
    largest = p.legal.bounds[1]
    assert math.isfinite(largest)
    for more in (largest + 1, 10**12, 10**400):
        with pytest.raises(ValueError, match=p.name):
            p.check(more)
    if issubclass(cls, Optimizer):
        tracemalloc.start()
        run(cls(**{p.name: int(largest)}), SURFACES["beale"](), steps=100)
        assert tracemalloc.get_traced_memory()[1] < 10e6
        tracemalloc.stop()


def test_a_whole_number_without_a_largest_cannot_be_declared():
    with pytest.raises(TypeError, match="finite"):
        param(5, 1, 20, "m", legal="[1, inf)")


@pytest.mark.parametrize("value", [True, "0.1", [True], None, {}, [[1], [1, 2]], 10**400, "x" * 10**6, 1j])
def test_what_is_no_number_is_refused_in_few_words(value):
    with pytest.raises(ValueError, match="lr must be a number") as refusal:
        OPTIMIZERS["adam"](lr=value)
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize("slug", DECLARED)
def test_name_formula_and_docstring(slug):
    cls = DECLARED[slug]
    assert cls.name
    assert cls.latex.count("{") == cls.latex.count("}")
    assert not cls.__doc__.startswith(cls.__name__)
    assert cls.__doc__.strip().endswith(".")


def test_names_and_slugs_are_distinct():
    assert len({cls.name for cls in OPTIMIZERS.values()}) == len(OPTIMIZERS)
    assert all(cls.slug == slug for slug, cls in (OPTIMIZERS | SCHEDULES).items())


@pytest.mark.parametrize(("slug", "p"), PARAMETERS, ids=IDS)
def test_defaults_and_sliders_are_legal(slug, p):
    assert p.help
    if p.kind == "choice":
        assert p.default in p.choices
        assert len(p.choices) > 1
    elif p.kind != "flag":
        assert p.low <= p.default <= p.high
        assert p.legal.contains([p.low, p.high])
        assert not p.log or p.low > 0


@pytest.mark.parametrize(("slug", "p"), PARAMETERS, ids=IDS)
def test_a_symbol_stands_in_the_formula(slug, p):
    assert p.kind in ("flag", "choice") or (p.symbol and p.symbol in DECLARED[slug].latex)


@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_common_parameters_have_their_common_symbols(slug):
    symbols = {"lr": r"\eta", "beta": r"\beta", "rho": r"\rho", "beta1": r"\beta_1", "beta2": r"\beta_2", "memory": "m",
               "eps": r"\varepsilon", "damping": r"\lambda"}  # fmt: skip
    for p in parameters(OPTIMIZERS[slug]):
        assert p.symbol == symbols.get(p.name, p.symbol)


@pytest.mark.parametrize(("slug", "p"), PARAMETERS, ids=IDS)
def test_bad_values_are_refused_by_name_and_range(slug, p):
    if p.kind == "choice":
        bad = ["no such choice"]
    elif p.kind == "flag":
        bad = ["perhaps"]
    else:
        low, high = Interval(str(p.legal)).bounds
        bad = [np.nan, np.inf, "a word", [0.5, np.nan]]
        bad += [low - 1] * bool(np.isfinite(low)) + [high + 1] * bool(np.isfinite(high))
    for value in bad:
        with pytest.raises(ValueError, match=p.name) as refusal:
            DECLARED[slug](**{p.name: value})
        assert p.kind in ("flag", "choice") or str(p.legal) in str(refusal.value)


@pytest.mark.parametrize(("value", "held"), [
    (0.599484, 0.599), (0.0394321, 0.0394), (1.0004e-5, 1e-5), (0.05, 0.05), (1e-5, 1e-5), (1.0, 1.0),
])  # fmt: skip
def test_a_control_on_a_log_scale_holds_three_digits(value, held):
    lr = next(p for p in parameters(OPTIMIZERS["adam"]) if p.name == "lr")
    assert lr.held(value) == held


def test_a_linear_control_holds_its_steps_and_an_integer_whole_numbers():
    numbers = {p.name: p for p in parameters(OPTIMIZERS["lbfgs"])}
    assert numbers["lr"].held(0.43219) == 0.43
    assert numbers["memory"].held(4.7) == 5.0


@pytest.mark.parametrize(("slug", "p"), PARAMETERS, ids=IDS)
def test_what_a_control_holds_it_goes_on_holding(slug, p):
    if p.kind == "number" and p.low is not None and p.high is not None:
        for value in [p.default, p.low, p.high, *np.random.default_rng(0).uniform(p.low, p.high, 20)]:
            assert p.held(p.held(value)) == p.held(value)
            assert p.held(value) == pytest.approx(value, rel=0.006, abs=(p.high - p.low) / 100)


@pytest.mark.parametrize(("slug", "against"), [
    ("trust_region", {"radius": 5.0, "largest": 0.1}), ("sr1", {"radius": 5.0, "largest": 0.1}),
    ("rprop", {"smallest": 1.0, "largest": 0.5}), ("rprop", {"smallest": [0.1, 1.0], "largest": 0.5}),
])  # fmt: skip
def test_parameters_that_contradict_each_other_are_refused(slug, against):
    lower, upper = against
    with pytest.raises(ValueError, match=f"{lower} must not be above {upper}: "):
        OPTIMIZERS[slug](**against)
    OPTIMIZERS[slug](**dict.fromkeys(against, 0.5))  # equal is fine


def test_every_pair_that_bounds_another_is_declared():
    for slug, cls in DECLARED.items():
        names = {p.name for p in parameters(cls)}
        pairs = {(low, "largest") for low in ("radius", "smallest") if {low, "largest"} <= names}
        assert set(cls.ordered) == pairs, slug
        assert all(getattr(cls(), lower) <= getattr(cls(), upper) for lower, upper in cls.ordered)
