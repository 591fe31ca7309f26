"""Dials: what they hold, what they take from outside, how they are written."""

import pytest

from catalog import parameters
from figures.dials import MOST, Conditions, Dial, grid, plain
from optim import OPTIMIZERS, SCHEDULES, Clip
from surfaces import SURFACES
from ui.dials import taken

NUMBERS = [
    (f"{cls.__name__}-{p.name}", p)
    for cls in (*OPTIMIZERS.values(), *SURFACES.values(), *SCHEDULES.values(), Clip, Conditions)
    for p in parameters(cls)
    if p.kind in ("number", "integer")
]


@pytest.mark.parametrize("p", [p for _, p in NUMBERS], ids=[name for name, _ in NUMBERS])
def test_a_range_steps_through_legal_values_that_can_be_held(p):
    for default in (p.default, p.check(p.low)):
        values = grid(Dial("key", p, default))
        assert values == sorted(set(values))
        assert values[0] <= p.low
        assert values[-1] >= p.high
        assert default in values
        assert 2 <= len(values) <= MOST + 3
        for value in values:
            assert p.check(value) == value
    for value in grid(Dial("key", p, p.default)):
        assert p.held(value) == value


@pytest.mark.parametrize("p", [p for _, p in NUMBERS], ids=[name for name, _ in NUMBERS])
def test_a_symbol_is_written_without_latex(p):
    assert not set("\\{}_^$") & set(plain(p.symbol))


def test_symbols_in_unicode():
    assert [plain(s) for s in (r"\eta", r"\beta_1", r"\varepsilon", r"\lambda_{2}", "W")] == ["η", "β₁", "ε", "λ₂", "W"]


@pytest.mark.parametrize("value", [True, None, "0.1", float("nan"), float("inf"), -1.0, [0.1], {}, 1e300])
def test_what_a_message_brings_is_checked(value):
    lr = next(p for p in parameters(OPTIMIZERS["adam"]) if p.name == "lr")
    assert taken(lr, value) is None


def test_whole_numbers_stay_whole():
    memory = next(p for p in parameters(OPTIMIZERS["lbfgs"]) if p.name == "memory")
    assert taken(memory, 7.0) == 7
    assert isinstance(taken(memory, 7.0), int)
    assert taken(memory, 7.5) is None
