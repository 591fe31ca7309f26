"""Facts that a rule tells about itself: what it is called elsewhere, its effective rate, its tuning."""

import json
from pathlib import Path

import numpy as np
import pytest

from optim import FAMILIES, ON_VECTORS, OPTIMIZERS, SCHEDULES, Clip, Clipped, Scheduled, run
from surfaces import SURFACES

DATA = Path(__file__).parent / "data"
BEALE = SURFACES["beale"]()
IN_TORCH = [slug for slug, rule in OPTIMIZERS.items() if rule().torch()]
RATED = [slug for slug, rule in ON_VECTORS.items() if np.isfinite(run(rule(), BEALE, steps=1).effective_rates).any()]


@pytest.mark.parametrize("file", ["torch", "optax"])
def test_what_was_recorded_with_another_library_is_named_there(file):
    tracks = json.loads((DATA / f"{file}.json").read_text())["tracks"]
    for slug in {track["optimizer"].removeprefix("clipped_") for track in tracks}:
        assert any(name.startswith(f"{file}.") for name in OPTIMIZERS[slug].elsewhere), slug


@pytest.mark.parametrize("slug", IN_TORCH)
def test_the_call_is_of_the_class_that_is_named(slug):
    call = OPTIMIZERS[slug]().torch()
    assert any(name.startswith(f"torch.optim.{call.name}") for name in OPTIMIZERS[slug].elsewhere)
    assert str(call).startswith(f"{call.name}(w, lr=")


def test_a_call_has_the_rule_s_settings_by_pytorch_s_names():
    rule = OPTIMIZERS["adamw"](lr=0.25, beta1=0.5, beta2=0.75, eps=1e-4, weight_decay=0.125)
    assert str(rule.torch()) == "AdamW(w, lr=0.25, betas=(0.5, 0.75), eps=0.0001, weight_decay=0.125)"
    assert str(OPTIMIZERS["nesterov"](lr=0.5, beta=0.25).torch()) == "SGD(w, lr=0.5, momentum=0.25, nesterov=True)"


@pytest.mark.parametrize(
    ("slug", "settings"),
    [
        ("nesterov", {"shifted": False}),
        ("nesterov", {"beta": 0.0}),
        ("adagrad", {"eps_inside": True}),
        ("rmsprop", {"eps_inside": True}),
        ("adadelta", {"accumulates": "scaled step", "lr": 2.0}),
        ("adam", {"bias_correction": False}),
        ("lbfgs", {"search": "backtracking"}),
    ],
)
def test_forms_that_pytorch_has_not(slug, settings):
    assert slug in IN_TORCH
    assert OPTIMIZERS[slug](**settings).torch() is None


@pytest.mark.parametrize("slug", IN_TORCH)
def test_a_rule_remembers_its_rate_if_its_state_depends_on_it(slug):
    w = np.array([1.0, 1.6])
    first, second = OPTIMIZERS[slug](), OPTIMIZERS[slug]().altered(lr=0.5 * OPTIMIZERS[slug]().lr)
    state = first.init(w)
    with np.errstate(all="ignore"):
        one, other = (rule.step(BEALE, w, state, 1)[1] for rule in (first, second))
    differs = any(not np.array_equal(a, b) for a, b in zip(one, other, strict=True))
    assert first.remembers_rate == differs


def test_what_stands_around_a_rule_has_all_its_facts():
    for slug in ("momentum", "newton"):
        rule = OPTIMIZERS[slug]()
        for around in (Clipped(rule, Clip()), Scheduled(rule, SCHEDULES["cosine"]())):
            for fact in ("color", "family", "elsewhere", "tunable", "remembers_rate", "needs_hessian"):
                assert getattr(around, fact) == getattr(rule, fact)
            assert around.torch() is None


@pytest.mark.parametrize("slug", ON_VECTORS)
def test_a_rate_that_tuning_leaves_alone_is_one(slug):
    rule = OPTIMIZERS[slug]()
    assert rule.tunable or rule.lr == 1.0


def test_rates_are_known_of_those_that_the_lecture_compares():
    assert set(RATED) >= {"gradient_descent", "adagrad", "rmsprop", "adadelta", "adam", "adamax"}
    assert "momentum" not in RATED


def test_effective_rates_of_a_batch_are_those_of_its_lanes():
    for slug in RATED:
        batch = run(OPTIMIZERS[slug](lr=[0.01, 0.02]), BEALE, steps=6)
        for i in range(2):
            np.testing.assert_array_equal(batch.effective_rates[:, i], batch.lane(i).effective_rates)
    halved = run(
        Scheduled(OPTIMIZERS["gradient_descent"](lr=0.01), SCHEDULES["exponential"](gamma=0.5)), BEALE, steps=3
    )
    np.testing.assert_allclose(halved.effective_rates[1:, 0], [0.01, 0.005, 0.0025])


def test_families_are_in_the_order_of_the_lecture():
    assert FAMILIES == (
        "first order",
        "momentum",
        "adaptive",
        "matrices",
        "curvature",
        "without gradients",
        "around a rule",
    )
