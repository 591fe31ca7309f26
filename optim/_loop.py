"""The one loop inside a rule: over lanes that finish at different times, for a bounded number of rounds.

Everything in a rule that goes round until it is done goes through `loop`, so that a trace of the rule, which sees
arrays without numbers, has one place at which to meet it. Loops over what is known without numbers (the coordinates,
the places of a memory) are Python's own.
"""

from collections.abc import Callable

import numpy as np

Array = np.ndarray


def loop(most: int, body: Callable[..., tuple], active: Array, *state: Array) -> tuple:
    """`active, *state = body(i, active, *state)` for i = 0, 1, … while any lane is active, at most `most` times.

    `active` (..., 1) says which lanes go on. The body must keep the shapes, switch lanes off only, and leave what
    matters of a lane that is off as it is: alone, that lane would have stopped there. Returns (active, *state) after
    the last round.
    """
    lanes = (active, *state)
    for i in range(most):
        if not lanes[0].any():
            break
        lanes = body(i, *lanes)
    return lanes


def some(lanes: Array) -> bool:
    """Whether any lane is among these, for work that can be left out otherwise and changes nothing in other lanes.

    In a trace, which knows no numbers, the answer is yes.
    """
    return bool(lanes.any())
