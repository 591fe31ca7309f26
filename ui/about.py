"""What a surface and its critical points are, under a race."""

from collections.abc import Mapping, Sequence
from inspect import cleandoc
from typing import Any

import numpy as np
import streamlit as st

from lessons.error_surfaces.local import curved, spectrum
from surfaces import SURFACES
from surfaces._critical import zeroed
from ui.outside import literal
from ui.table import figure

ROUNDING = 1e-12  # a value or an eigenvalue below this share of the largest is zero


def about_surface(surface: Any) -> None:
    """An expander with the surface's formula, its story and its known critical points."""
    with st.expander(f"About this surface: {literal(surface.name)}"):
        st.latex(surface.latex)
        if hasattr(surface, "gradient_latex"):
            st.latex(surface.gradient_latex)
            st.latex(surface.hessian_latex)
        paper = surface.paper
        source = f"  \nFrom [{paper.authors} {paper.year}]({paper.url}), {paper.title}." if paper else ""
        st.markdown(f"{story(surface)}{source}")
        points = surface.critical_points()
        if points:
            st.markdown(_table(critical_rows(surface, points)))
        elif not surface.drifts:  # whose minimum is another at every step
            st.caption("No critical points are known here.")


def story(surface: Any) -> str:
    """What a surface shows: said of its default numbers, not turned, and so where it has others or is."""
    declared = SURFACES.get(surface.slug)
    told = cleandoc(surface.__doc__ or "")
    return told if declared is None or surface == declared() else f"By default: {told[:1].lower()}{told[1:]}"


def _table(rows: Sequence[Mapping[str, str]]) -> str:
    """Rows of texts as a table in Markdown."""
    lines = [rows[0].keys(), ("---",) * len(rows[0]), *(row.values() for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def critical_rows(surface: Any, points: Any) -> list[dict[str, str]]:
    """A row for each critical point: kind, place, value and the Hessian's eigenvalues, where it exists."""
    with np.errstate(all="ignore"):
        where = np.array([p.point for p in points])
        values = surface.value(where)
        values = np.where(np.abs(values) <= ROUNDING * np.abs(values).max(), 0.0, values)
        hessians = surface.hessian(where)
    exist = np.array([surface.dims != 2 or curved(surface, p.point) for p in points])
    finite = np.isfinite(hessians).all(axis=(1, 2)) & exist
    hessians = np.where(finite[:, None, None], hessians, 0.0)
    if surface.dims == 2:
        eigenvalues = spectrum(hessians)[0]
    else:
        eigenvalues = np.linalg.eigvalsh(hessians)
        least = ROUNDING * np.abs(eigenvalues).max(axis=1, keepdims=True)
        eigenvalues = np.where(np.abs(eigenvalues) <= least, 0.0, eigenvalues)
    eigenvalues = zeroed(eigenvalues, np.array([p.degenerate for p in points]))
    return [
        {
            "kind": f"degenerate {p.kind}" if known and not row.all() else p.kind,
            "x": figure(p.point[0]),
            "y": figure(p.point[1]),
            "f": figure(float(value)),
            "eigenvalues of the Hessian": ", ".join(map(figure, row)) if known else "–",
        }
        for p, value, row, known in zip(points, values, eigenvalues, finite, strict=True)
    ]
