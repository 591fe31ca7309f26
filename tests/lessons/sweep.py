"""Sweeps of a section's controls: the ends of each, every preset, and settings at random, for tests of what is said."""

from itertools import product

import numpy as np

from catalog import parameters, slider_digits
from figures.dials import log_grid

MOST_ENDS = 32  # combinations of ends up to which all are tried; of more, each control's ends by themselves


def options(parameter):
    """Every value that the control of a parameter can hold, in order."""
    if parameter.kind == "flag":
        return [False, True]
    if parameter.kind == "choice":
        return list(parameter.choices)
    if parameter.kind == "integer":
        return list(range(int(parameter.low), int(parameter.high) + 1))
    if parameter.log:
        return sorted({*log_grid(parameter.low, parameter.high), parameter.default})
    digits = slider_digits(parameter.low, parameter.high, parameter.default)
    count = round((parameter.high - parameter.low) * 10**digits)
    grid = np.linspace(parameter.low, parameter.high, count + 1).round(9)
    return sorted({*grid.tolist(), float(parameter.default)})


def ends(parameter):
    """A number's least and greatest value; every option of a choice."""
    held = options(parameter)
    return held if parameter.kind in ("flag", "choice") else [held[0], held[-1]]


def sweep(declared, count=100, seed=0):
    """Instances of `lessons._claims.Settings`: the default, all ends, all presets, and `count` at random."""
    own = {parameter.name: parameter for parameter in parameters(declared)}
    corners = {name: ends(parameter) for name, parameter in own.items()}
    if np.prod([len(values) for values in corners.values()]) <= MOST_ENDS:
        settings = [dict(zip(corners, values, strict=True)) for values in product(*corners.values())]
    else:
        settings = [{name: value} for name, values in corners.items() for value in values]
    settings += [{name: value for name, value in preset.items() if name in own} for preset in declared.presets.values()]
    rng = np.random.default_rng(seed)
    held = {name: options(parameter) for name, parameter in own.items()}
    settings += [{name: values[rng.integers(len(values))] for name, values in held.items()} for _ in range(count)]
    return [declared(**chosen) for chosen in ({}, *settings)]
