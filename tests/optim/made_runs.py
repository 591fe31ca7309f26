"""Made runs, and surfaces that are made for a test of what a run came to."""

from dataclasses import dataclass

import numpy as np

from optim import OPTIMIZERS, Evaluations, Trajectory, run
from surfaces import SURFACES, CriticalPoint, Noisy, Surface

PARABOLA = SURFACES["parabola"](a=1.0, b=0.0, c=0.0)  # its domain is six wide, its minimum in the middle
WIDTH = 6.0
PEAK = SURFACES["quadratic"](lambda1=-1.0, lambda2=-3.0)
SLOPED = SURFACES["quadratic"](b1=3.0, b2=3.0)  # its minimum lies outside the picture
SADDLE = SURFACES["saddle"]()  # without a floor
DESCENT = "gradient_descent"


def case(slug, surface, start=None, steps=200, sigma=0.0, **settings):
    """A run still to be made: what `outcome_of` takes."""
    return slug, surface, start, steps, sigma, settings


def outcome_of(slug, surface, start, steps, sigma, settings):
    surface = SURFACES[surface]() if isinstance(surface, str) else surface
    return run(OPTIMIZERS[slug](**settings), Noisy(surface, sigma) if sigma else surface, start, steps).outcome


def outcome(*args, **settings):
    return outcome_of(*case(*args, **settings))


def track(surface, points):
    """A trajectory through given points, whatever rule could have made it."""
    points = np.asarray(points, dtype=float).reshape(len(points), surface.dims)
    values = surface.value(points)
    counts = np.zeros(len(points), dtype=int)
    return Trajectory(OPTIMIZERS["gradient_descent"](), surface, points, values, (), Evaluations(*[counts] * 3), None)


def shares(*points):
    """Points of the parabola's domain, given as shares of its width from the minimum."""
    return track(PARABOLA, [WIDTH * p for p in points]).outcome


@dataclass(frozen=True)
class Cone(Surface):
    """√(x² + y²): a kink at the minimum, where neither gradient nor Hessian exists."""

    name, smooth = "Cone", False
    domain, start = ((-1.0, 1.0), (-1.0, 1.0)), (0.8, 0.3)

    def f(self, x, y):
        return np.hypot(x, y)

    def grad(self, x, y):
        return x / np.hypot(x, y), y / np.hypot(x, y)

    def hess(self, x, y):
        r = np.hypot(x, y) ** 3
        return y * y / r, -x * y / r, x * x / r

    def critical_points(self):
        return (CriticalPoint((0.0, 0.0), "minimum"),)


@dataclass(frozen=True)
class Undeclared(Surface):
    """(x² − 1)² + 2y²: two minima and a saddle, none of them declared."""

    name = "Undeclared"
    domain, start = ((-2.0, 2.0), (-2.0, 2.0)), (1.0, 1.0)

    def f(self, x, y):
        return (x * x - 1) ** 2 + 2 * y * y

    def grad(self, x, y):
        return 4 * x * (x * x - 1), 4 * y

    def hess(self, x, y):
        return 12 * x * x - 4, 0.0, 4.0


@dataclass(frozen=True)
class Bell(Surface):
    """1 - exp(-(x² + y²)): flat to rounding error a little way off."""

    name = "Bell"
    domain, start = ((-20.0, 20.0), (-20.0, 20.0)), (15.0, 15.0)

    def f(self, x, y):
        return -np.expm1(-(x * x + y * y))

    def grad(self, x, y):
        e = np.exp(-(x * x + y * y))
        return 2 * x * e, 2 * y * e

    def hess(self, x, y):
        e = np.exp(-(x * x + y * y))
        return (2 - 4 * x * x) * e, -4 * x * y * e, (2 - 4 * y * y) * e


@dataclass(frozen=True)
class Root(Surface):
    """(x - 1) √x: no value left of 0."""

    name, dims = "Root", 1
    domain, start = ((-1.0, 2.0),), (1.5,)

    def f(self, x):
        return (x - 1) * np.sqrt(x)

    def grad(self, x):
        return (np.sqrt(x) + (x - 1) / (2 * np.sqrt(x)),)

    def hess(self, x):
        return (1 / np.sqrt(x) - (x - 1) / (4 * x**1.5),)
