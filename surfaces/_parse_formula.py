"""All that a text means: its value, gradient and Hessian as programs, and how they are written."""

from functools import lru_cache
from typing import Any, NamedTuple

from surfaces._parse import letters_of, syntax_tree
from surfaces._parse_limits import check_growth
from surfaces._parse_names import KINKED
from surfaces._parse_nodes import Node, Refusal
from surfaces._parse_program import Program, program_of_tree

MAX_SHOWN = 160  # nodes of a derivative that is written out


class Formula(NamedTuple):
    """value is computed just as it was typed, gradient (f_x, f_y) and hessian (f_xx, f_xy, f_yy) as SymPy has them."""

    value: Program
    gradient: Program
    hessian: Program
    latex: str
    gradient_latex: str
    hessian_latex: str
    smooth: bool
    letters: tuple[str, ...] = ()


@lru_cache(maxsize=128)
def understand(text: str) -> Formula:
    """The formula of a text. Raises ParseError as `read` does, or if a part of it is infinite everywhere."""
    tree, value = read(text)
    try:
        return _derived(tree, value)
    except Refusal as refusal:
        raise refusal.of(text) from None


@lru_cache(maxsize=128)
def read(text: str) -> tuple[Node, Program]:
    """The syntax tree of a text, and its value as a program; neither needs SymPy.

    Raises ParseError as `syntax_tree` does, or if the text or its derivatives would grow beyond the limits.
    """
    tree = syntax_tree(text)
    try:
        check_growth(tree)
    except Refusal as refusal:
        raise refusal.of(text) from None
    return tree, program_of_tree(tree)


def _derived(tree: Node, value: Program) -> Formula:
    from sympy import diff

    from surfaces._parse_sympy import X, Y, expression, latex
    from surfaces._parse_translate import UNREAL, translated

    f = expression(tree)
    if f.has(*UNREAL):
        raise Refusal(tree.position, "a part of this is infinite everywhere", "a finite function")
    fx, fy = diff(f, X), diff(f, Y)
    fxx, fxy, fyy = diff(fx, X), diff(fx, Y), diff(fy, Y)

    letters = letters_of(tree)

    def shown(expr: Any) -> str:
        return latex(expr) if size(expr) <= MAX_SHOWN else r"\cdots"

    return Formula(
        value=value,
        gradient=translated([fx, fy], letters),
        hessian=translated([fxx, fxy, fyy], letters),
        latex=f"f(x, y) = {latex(expression(tree, evaluate=False), order='none')}",
        gradient_latex=aligned(
            rf"\frac{{\partial f}}{{\partial x}} &= {shown(fx)}",
            rf"\frac{{\partial f}}{{\partial y}} &= {shown(fy)}",
        ),
        hessian_latex=aligned(
            rf"\frac{{\partial^2 f}}{{\partial x^2}} &= {shown(fxx)}",
            rf"\frac{{\partial^2 f}}{{\partial x\,\partial y}} &= {shown(fxy)}",
            rf"\frac{{\partial^2 f}}{{\partial y^2}} &= {shown(fyy)}",
        ),
        smooth=not kinked(tree),
        letters=letters,
    )


def aligned(*lines: str) -> str:
    return r"\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}"


def size(expr: Any) -> int:
    return 1 + sum(map(size, expr.args))


def kinked(node: Node) -> bool:
    return node.op in KINKED or any(map(kinked, node.args))
