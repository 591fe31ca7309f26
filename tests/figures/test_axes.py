"""Every axis that shows numbers says what they are, and shows a few of them, on whatever range it has come to."""

import numpy as np
import pytest

from export.draw.background import LARGER
from export.draw.flat import Scale
from figures import Panel, Track, chart, contour, curve1d
from figures.plane import plane_layout
from surfaces import SURFACES

RUN = [Track("r", {"f": np.geomspace(100, 1e-3, 50), "own": np.linspace(1, 2, 50), "evals": np.arange(50.0)})]


def words(panel):
    return [panel.base["layout"][name]["title"]["text"] for name in ("xaxis", "yaxis")]


def test_every_kind_of_flat_picture_names_both_axes():
    assert words(contour(SURFACES["beale"](), resolution=20)) == ["w₁", "w₂"]
    assert words(curve1d(SURFACES["parabola"]())) == ["w", "f(w)"]
    assert words(chart("f", RUN)) == ["step", "f(w)"]
    assert words(chart("f", RUN, "evals", y="E")) == ["evaluations", "E"]
    assert words(chart("own", RUN, y="mine")) == ["step", "mine"]


def test_a_picture_with_an_axis_that_has_no_name_is_not_made():
    with pytest.raises(ValueError, match=r"^yaxis shows numbers"):
        chart("own", RUN).document()
    with pytest.raises(ValueError, match=r"^xaxis and yaxis shows numbers"):
        Panel(id="p", kind="plane", figure={"data": [], "layout": plane_layout((0, 1), (0, 1))}).document()


@pytest.mark.parametrize(
    "look",
    [
        {"showticklabels": False},
        {"visible": False},
        {"tickvals": [0, 1], "ticktext": ["Adam", "λ₂"]},
        {"title": {"text": "w₁"}},
    ],
)
def test_an_axis_without_numbers_needs_no_name(look):
    layout = plane_layout((0, 1), (0, 1))
    for name in ("xaxis", "yaxis"):
        layout[name] |= look
    Panel(id="p", kind="plane", figure={"data": [], "layout": layout}).document()
    layout["xaxis"] = layout["xaxis"] | {"ticktext": ["1", "2·10⁻³"], "title": {"text": " "}, "visible": True}
    layout["xaxis"].pop("showticklabels", None)
    with pytest.raises(ValueError, match="xaxis"):
        Panel(id="p", kind="plane", figure={"data": [], "layout": layout}).document()


@pytest.mark.parametrize("ends", [(-3, 2), (-0.96, -0.88), (0.71, 0.76), (-29, 0), (0.1, 1.2), (2, -3), (-300, 300)])
def test_a_log_axis_has_three_to_nine_numbers_on_the_range_that_it_has_at_last(ends):
    panel = chart("f", RUN)
    panel.figure["layout"]["yaxis"]["range"] = list(ends)
    axis = panel.base["layout"]["yaxis"]
    shown = Scale.of(axis | {"range": sorted(ends)}, 0.0, 100.0).ticks()
    assert 3 <= len(shown) <= 9
    assert all(-1e-9 <= at <= 100 + 1e-9 for at, _ in shown)
    assert len({text for _, text in shown}) == len(shown)


def test_powers_of_ten_are_as_large_as_other_numbers():
    """Plotly writes them a quarter larger than it is told to, and so do exports."""
    axis = chart("f", RUN).base["layout"]["yaxis"]
    assert (
        LARGER * axis["tickfont"]["size"] == chart("own", RUN, y="y").base["layout"]["yaxis"]["tickfont"]["size"] == 12
    )
