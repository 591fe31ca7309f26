"""The work that a search may do, counted and not timed: a text gets the same answer on every machine, however busy."""

from surfaces._parse_names import NUMPY
from surfaces._parse_program import Program

RUN = 50.0  # of any evaluation, with what is made of it: microseconds, where it was measured
CALL = 0.6  # of each of its NumPy calls
POINT = 2e-3  # of each point by it
PLAIN = dict.fromkeys(("add", "sub", "mul", "div", "neg", "abs", "sign", "min", "max", "floor", "ceil"), 4e-4)
SLOW = dict.fromkeys(("pow", "sin", "cos", "asin", "acos", "erf", "mod"), 9e-3)
POINTS = {NUMPY[name]: price for name, price in (PLAIN | SLOW).items()}


class Price:
    """What a run of a program takes, by the number of its points: about so many microseconds."""

    def __init__(self, program: Program) -> None:
        self.run = RUN + CALL * len(program.calls)
        self.point = sum(POINTS.get(call, POINT) for _, call, *_ in program.calls)

    def __call__(self, points: int) -> float:
        return self.run + self.point * points


class Work:
    """What is left to be spent."""

    def __init__(self, most: float) -> None:
        self.left = most

    def spend(self, price: float) -> None:
        self.left -= price
