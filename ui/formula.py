"""Formulas that fit where there is little room."""

import re


def stacked(latex: str) -> str:
    """A formula with each of its statements, which a comma and a quad divide, on a line of its own."""
    lines, depth = [""], 0
    for piece in re.split(r"(,\s*\\q?quad\s*|\\begin|\\end)", latex):
        depth += {r"\begin": 1, r"\end": -1}.get(piece, 0)
        if "quad" in piece and not depth and piece.startswith(","):
            lines.append("")
        else:
            lines[-1] += piece
    return latex if len(lines) == 1 else r"\begin{gathered}" + r" \\[4pt] ".join(lines) + r"\end{gathered}"
