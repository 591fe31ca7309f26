"""An oracle for derivatives: a surface's own f is traced with SymPy, which then differentiates it by itself.

Only a surface made of data, whose f is no formula, is differentiated by differences instead.
"""

import sys
from types import SimpleNamespace

import numpy as np
import sympy

from surfaces import Surface


class Level(sympy.Function):
    """A function of NumPy that is constant but for its jumps."""

    is_real = True

    def fdiff(self, argindex=1):
        return sympy.Integer(0)


def level(name):
    return type(name, (Level,), {})


class maximum(sympy.Function):
    is_real = True

    def fdiff(self, argindex=1):
        return level("above")(self.args[argindex - 1] - self.args[2 - argindex])


class minimum(sympy.Function):
    is_real = True

    def fdiff(self, argindex=1):
        return level("above")(self.args[2 - argindex] - self.args[argindex - 1])


NUMPY = SimpleNamespace(
    pi=sympy.pi,
    sin=sympy.sin,
    cos=sympy.cos,
    exp=sympy.exp,
    expm1=lambda x: sympy.exp(x) - 1,
    where=lambda condition, x, y: sympy.Piecewise((x, condition), (y, True)),
    log=sympy.log,
    sqrt=sympy.sqrt,
    tanh=sympy.tanh,
    abs=sympy.Abs,
    sign=sympy.sign,
    minimum=minimum,
    maximum=maximum,
    floor=lambda x: level("floor")(x),
    rint=lambda x: level("rint")(x),
    hypot=lambda x, y: sympy.sqrt(x * x + y * y),
    radians=lambda degrees: degrees * sympy.pi / 180,
)


def traced(surface, monkeypatch):
    """f as a SymPy expression, and its variables. While traced, the module's `np` is SymPy."""
    variables = sympy.symbols("x y", real=True)[: surface.dims]
    module = sys.modules[type(surface).__module__]
    with monkeypatch.context() as patch:
        patch.setattr(module, "np", NUMPY, raising=False)
        return sympy.sympify(surface.f(*variables)), variables


PIECES = ("gallagher",)  # the largest of so many parts: SymPy would take minutes for it
TINY = 1e-30  # a step into the imaginary: of an analytic function the imaginary part is then the derivative
KNOWN = {"above": lambda x: np.heaviside(x, 0.5)}
STENCIL = ((1, 3 / 4), (2, -3 / 20), (3, 1 / 60))  # central differences of order six


def derivatives(surface, monkeypatch):
    """A function of points w (count, dims): value, gradient and Hessian, derived without the surface's own."""
    if type(surface).f is Surface.f:
        return lambda w: (surface.value(w), differences(surface.value, w), differences(surface.gradient, w))
    if surface.slug in PIECES:
        return lambda w: (
            surface.value(w),
            imaginary(lambda *at: [surface.f(*at)], w)[:, 0],
            imaginary(surface.grad, w),
        )
    return symbolic(surface, monkeypatch)


def imaginary(parts, w):
    """The derivatives (count, parts, dims) of functions at points w (count, dims), without a difference."""
    steps = 1j * TINY * np.eye(w.shape[-1])
    slopes = [[part.imag / TINY for part in parts(*np.moveaxis(w + step, -1, 0))] for step in steps]
    return np.moveaxis(np.array(slopes), -1, 0).swapaxes(-1, -2)


def differences(function, w, h=0.01):
    """The derivatives of a function of points w (count, dims) along each axis, in a new last axis."""
    axes = h * np.eye(w.shape[-1])
    slopes = [sum(c * (function(w + i * e) - function(w - i * e)) for i, c in STENCIL) / h for e in axes]
    return np.stack(slopes, axis=-1)


def symbolic(surface, monkeypatch):
    f, variables = traced(surface, monkeypatch)
    gradient = [sympy.diff(f, v) for v in variables]
    # |x|'' is a Dirac impulse where a surface has its kink, and no random point lies there.
    hessian = [[sympy.diff(g, v).replace(sympy.DiracDelta, lambda *_: 0) for v in variables] for g in gradient]
    compiled = sympy.lambdify(variables, [f, gradient, hessian], [KNOWN, "numpy"], cse=True)

    def evaluated(w):
        shape = w.shape[:-1]
        f, gradient, hessian = compiled(*np.moveaxis(w, -1, 0))
        rows = [np.stack([np.broadcast_to(h, shape) for h in row], axis=-1) for row in hessian]
        return (
            np.broadcast_to(f, shape),
            np.stack([np.broadcast_to(g, shape) for g in gradient], axis=-1),
            np.stack(rows, axis=-2),
        )

    return evaluated
