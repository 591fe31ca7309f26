"""A logarithmic axis of a graph has numbers to read it by, however short it is, in the player and in exports."""

import numpy as np
import pytest

from export.draw.flat import Scale
from lessons._graph import graph


@pytest.mark.parametrize("limits", [(0.11, 0.13), (0.5, 0.6), (3.0, 40.0), (1e-3, 10.0), (0.02, 0.09)])
def test_a_log_axis_has_ticks_in_their_places(limits):
    axis = graph("a", [], limits, (0, 1), ("x", "y"), (True, False)).base["layout"]["xaxis"]
    drawn = Scale.of(axis, 0.0, 100.0).ticks()
    assert len(drawn) >= 3
    low, high = np.log10(limits)
    for pixel, label in drawn:
        if not label.startswith("10"):
            assert pixel == pytest.approx(100 * (np.log10(float(label)) - low) / (high - low), abs=0.5)
    for value in axis.get("tickvals", ()):
        assert limits[0] <= value <= limits[1]
