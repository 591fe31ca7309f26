"""Complex numbers made of traced real ones: enough for a polynomial in e^(it)."""

from typing import Any

import numpy as np

from live._graph import Graph, Untraceable


class Complex:
    """re + i·im."""

    __array_ufunc__ = None  # NumPy leaves operations with it to the methods below

    def __init__(self, graph: Graph, re: Any, im: Any) -> None:
        self.graph, self.real, self.imag = graph, re, im

    @classmethod
    def apply(cls, graph: Graph, name: str, inputs: tuple[Any, ...]) -> "Complex":
        """The few functions of NumPy that are used on them."""
        if name not in ("multiply", "add"):
            raise Untraceable(f"np.{name} of a complex number")
        a, b = sorted(inputs, key=lambda x: not is_complex(x))
        return (a if isinstance(a, Complex) else cls(graph, float(a.real), float(a.imag)))._with(name, b)

    def _with(self, name: str, other: Any) -> "Complex":
        if not isinstance(other, Complex):
            if name == "multiply" and not is_complex(other):
                return Complex(self.graph, _times(self.real, other), _times(self.imag, other))
            re, im = (float(other.real), float(other.imag)) if is_complex(other) else (other, 0.0)
            other = Complex(self.graph, re, im)
        if name == "add":
            return Complex(self.graph, self.real + other.real, self.imag + other.imag)
        return Complex(
            self.graph, self.real * other.real - self.imag * other.imag,
            self.real * other.imag + self.imag * other.real,
        )  # fmt: skip

    def __mul__(self, other: Any) -> "Complex":
        return self._with("multiply", other)

    def __add__(self, other: Any) -> "Complex":
        return self._with("add", other)

    __rmul__, __radd__ = __mul__, __add__

    def exp(self) -> "Complex":
        """NumPy's `exp`, as `live._numpy` calls it."""
        size = np.exp(self.real)
        return Complex(self.graph, size * np.cos(self.imag), size * np.sin(self.imag))


def _times(a: Any, b: Any) -> Any:
    """a b, and 0 for the part of a number that has none."""
    return 0.0 if isinstance(a, float) and a == 0 else a * b


def is_complex(x: Any) -> bool:
    return isinstance(x, Complex | complex | np.complexfloating)
