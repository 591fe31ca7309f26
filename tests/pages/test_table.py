"""Numbers in the tables under a race."""

import numpy as np
import pytest

from surfaces import SURFACES
from ui.about import critical_rows
from ui.table import figure


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (-0.0, "0"), (-1.5, "−1.5"), (1234.5, "1230"), (np.nan, "–"), (np.inf, "–")]
)
def test_figures(value, text):
    assert figure(value) == text


@pytest.mark.parametrize("slug", [slug for slug, surface in SURFACES.items() if surface.dims == 2])
def test_eigenvalues_of_critical_points_have_their_signs(slug):
    """No zero has a sign, and none is rounding error."""
    surface = SURFACES[slug]()
    points = surface.critical_points()
    if not points:
        return
    for row in critical_rows(surface, points):
        eigenvalues = row["eigenvalues of the Hessian"].split(", ")
        assert "−0" not in eigenvalues
        if "minimum" in row["kind"]:
            assert not any(value.startswith("−") and value != "–" for value in eigenvalues)
