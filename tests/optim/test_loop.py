import ast
from pathlib import Path

import numpy as np
import pytest

import optim
from optim._loop import loop, some


def collatz(i, active, number, rounds):
    """Lanes that take different numbers of rounds to come to 1."""
    number = np.where(active, np.where(number % 2 == 0, number // 2, 3 * number + 1), number)
    return active & (number != 1), number, np.where(active, i + 1, rounds)


def test_each_lane_goes_on_until_it_is_done():
    start = np.array([[1], [2], [3], [27]])
    active, number, rounds = loop(200, collatz, start != 1, start, np.zeros_like(start))
    assert not active.any()
    np.testing.assert_array_equal(number, 1)
    np.testing.assert_array_equal(rounds, [[0], [1], [7], [111]])


def test_it_ends_when_its_rounds_are_used_up():
    start = np.array([[2], [27]])
    active, number, _ = loop(3, collatz, start != 1, start, np.zeros_like(start))
    np.testing.assert_array_equal(active, [[False], [True]])
    assert number[1] == 124  # 27 → 82 → 41 → 124


def test_no_round_is_taken_when_no_lane_is_active():
    def never(i, active):
        raise AssertionError("asked")

    loop(5, never, np.zeros((3, 1), dtype=bool))


@pytest.mark.parametrize(("lanes", "answer"), [([False, False], False), ([False, True], True)])
def test_some(lanes, answer):
    assert some(np.array(lanes)) is answer


def test_nothing_else_in_a_rule_goes_round_until_it_is_done():
    rules = {"_line_search", "_subproblem", "_quasi_newton", "_linalg", "_moments", "_inner", "_clip", "_curvature"}
    files = [path for path in Path(optim.__file__).parent.glob("*.py") if path.stem in rules or path.stem[0] != "_"]
    assert len(files) > 50
    for path in files:
        for node in ast.walk(ast.parse(path.read_text())):
            assert not isinstance(node, ast.While | ast.Break), f"{path.name}:{node.lineno}: use optim._loop.loop"
