"""f, gradient and Hessian in the page are those in Python, of declared surfaces and of typed ones."""

import random
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from steps import drawn
from v8 import STEP, V8

from live import EXCEPTIONS, Untraceable, program_of_rule, program_of_surface
from live._spec import _numbers
from optim import OPTIMIZERS
from surfaces import EXAMPLES, SURFACES, ParseError, parse, turned

sys.path.append(str(Path(__file__).parents[1] / "surfaces"))
from hostile import ESCAPES, hostile_text

PLANES = {slug: cls for slug, cls in SURFACES.items() if cls.dims == 2 and slug not in EXCEPTIONS}
POINTS = 40
TEXTS = [text for text, _ in EXAMPLES] + [
    "min(x, y)^2 + abs(x - 1) + max(x y, 0)", "sqrt(1 + x^2) + sign(y) y + log(2 + cos(x y))", "exp(-x^2) tanh(y)",
    "1/(x^2 + y^2)", "asin(x/4) + acos(y/4) + atan(x y) + sinh(x) + cosh(y) - tan(x)", "log10(x) + y^-3.5 + x^11",
    "x^y",
]  # fmt: skip


def asked(surfaces, rng):
    """Points, and what V8 says of them: (count, 8) of x, y, f, f_x, f_y, f_xx, f_xy, f_yy for each surface."""
    rule = program_of_rule(OPTIMIZERS["gradient_descent"](), surfaces[0])
    programs, jobs, tables = {rule.key: rule.source}, [], []
    for surface in surfaces:
        program = program_of_surface(surface)
        programs[program.key] = program.source
        low, high = np.array(surface.domain).T
        table = np.full((POINTS, 8), np.nan)
        table[:, :2] = low + (high - low) * rng.uniform(size=(POINTS, 2))
        jobs.append({"surface": {"program": program.key, **_numbers(program, surface, "")}, "program": rule.key,
                     "count": POINTS, "step": STEP, "at": 8 * POINTS * len(jobs)})  # fmt: skip
        tables.append(table)
    _, numbers = V8(programs).call("points", jobs, np.concatenate(tables).ravel())
    return numbers.reshape(len(tables), POINTS, 8)


def hold(surfaces, rng):
    for surface, found in zip(surfaces, asked(surfaces, rng), strict=True):
        w = found[:, :2]
        surface = surface.at(STEP)
        with np.errstate(all="ignore"):
            h = surface.hessian(w)
            want = [surface.value(w), *surface.gradient(w).T, h[:, 0, 0], h[:, 0, 1], h[:, 1, 1]]
        for column, (a, b) in enumerate(zip(found[:, 2:].T, want, strict=True)):
            size = np.abs(b[np.isfinite(b)]).max(initial=0.0)
            np.testing.assert_allclose(a, b, rtol=1e-11, atol=1e-13 * size, err_msg=f"{surface.name}, {column}")


def test_declared_surfaces_at_their_defaults_and_elsewhere():
    rng = np.random.default_rng(0)
    hold([cls() for cls in PLANES.values()] + [drawn(cls(), rng) for cls in PLANES.values()], rng)


def test_turned_and_skewed_surfaces():
    rng = np.random.default_rng(4)
    slugs = ("rosenbrock", "gallagher", "branin", "tanh_network", "schwefel")
    hold([turned(SURFACES[slug](), turn, skew) for slug in slugs for turn, skew in ((25.0, 0.0), (-60.0, 0.6))], rng)


def test_typed_functions():
    hold([parse(text) for text in TEXTS], np.random.default_rng(1))


KNOWN = {
    "const", "let", "function", "return", "new", "if", "else", "for", "Float64Array", "Infinity", "NaN", "true",
    "false", "Q", "C", "A", "shape", "stand", "k", "f", "grad", "hess", "power", "heaviside", "w0", "w1",
}  # fmt: skip
MADE_UP = re.compile(r"[no]\d+(_\d+)?|L\d+(a\d+|_\d+)?|Math\.\w+|Number\.is\w+")
SIGNS = set("(){}[]=+-*/<>!?:;,.&|\n ")


def hold_closed(surface):
    """A program is made of words from a closed list, of names made up by counting, of numbers and a few signs."""
    source = re.sub(r"(?<![\w.])\d+(\.\d+)?(e[+-]?\d+)?", "0", program_of_surface(surface).source)
    words = set(re.findall(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z]\w*)?", source))
    assert not {word for word in words - KNOWN if not MADE_UP.fullmatch(word)}
    assert not set(re.sub(r"[A-Za-z0-9_]", "", source)) - SIGNS


@pytest.mark.parametrize("text", TEXTS)
def test_no_text_of_a_visitor_becomes_code(text):
    hold_closed(parse(text))


@pytest.mark.thorough
def test_texts_that_mean_harm_become_no_code_either():
    """What the parser lets through of escapes and generated texts is held to the same list, or is not traced at all."""
    rng = random.Random(6)
    through = 0
    for text in [*ESCAPES, *(hostile_text(rng) for _ in range(150))]:
        try:
            surface = parse(text)
            hold_closed(surface)
        except (ParseError, Untraceable):
            continue
        through += 1
    assert through > 5
