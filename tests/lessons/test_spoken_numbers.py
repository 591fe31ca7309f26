"""Numbers and words of the lecture that no picture shows, each worked out a second time."""

import re

import numpy as np
import pytest

from figures import Panel, contour
from lessons._text import number
from lessons.error_surfaces.critical import found
from lessons.error_surfaces.probe import _levels
from lessons.landscape.planes import principal
from lessons.landscape.settings import landscape_of
from lessons.momentum.anatomy import STAGES
from lessons.momentum.anatomy import words as anatomy_words
from lessons.record import main
from lessons.scaling.words import Runs, runs_verdict
from lessons.training.measure import trained
from lessons.training.settings import Training
from lessons.winner.board import in_a_row
from lessons.winner.maps import faded
from networks.perceptron import Perceptron
from optim import OPTIMIZERS, run
from optim.momentum import Momentum
from optim.nesterov import Nesterov
from surfaces import SURFACES


@pytest.mark.parametrize(("lambda1", "lambda2"), [(2.0, 8.0), (8.0, 2.0)])
def test_the_rate_in_w_is_the_ratio_by_the_larger_curvature(lambda1, lambda2):
    told = runs_verdict(Runs(lambda1=lambda1, lambda2=lambda2, ratio=1.2, lr=0.25))
    assert ":red[In w], at η = 0.15:" in told
    assert "a step leaves at most 70.0% of the distance" in told
    assert told.endswith("and a step leaves 75.0%.")


@pytest.mark.parametrize("stage", STAGES.values(), ids=list(STAGES))
def test_the_anatomy_tells_the_lengths_of_both_paths_and_their_last_errors(stage):
    rules = Momentum(lr=stage.lr, beta=stage.beta), Nesterov(lr=stage.lr, beta=stage.beta, shifted=False)
    runs = [run(rule, stage.surface, stage.start, 8) for rule in rules]
    momentum, nesterov = (np.linalg.norm(np.diff(t.points, axis=0), axis=1).sum() for t in runs)
    told = anatomy_words(*stage)
    assert f"{number(nesterov)} against {number(momentum)}" in told
    assert f"path is {'shorter' if nesterov < momentum else 'longer'} than momentum" in told
    first, second = (number(t.values[8]) for t in runs)
    assert told.endswith(f"it ends at an error of {second}, momentum at {first}.")


def test_a_faded_colour_is_mixed_with_white():
    assert faded("#336699", 0.0) == "#336699"
    assert faded("#336699", 1.0) == "#ffffff"
    assert faded("#336699", 0.5) == "#99b2cc"


@pytest.mark.parametrize(
    ("changed", "fits"), [({}, True), ({"depth": 4}, False), ({"width": 64}, False), ({"width": 1}, True)]
)
def test_a_network_is_shown_in_the_landscape_if_it_is_not_too_large(changed, fits):
    chosen = Training(**{"data": "moons", "width": 8, "depth": 1, "batch": 0} | changed)
    own = landscape_of(chosen)
    assert (own is not None) == fits
    assert own is None or own["width"] == chosen.width


def test_the_axes_of_most_movement_point_the_way_of_the_last_move_and_are_one_long():
    for sign in (1.0, -1.0):
        track = sign * np.outer(np.linspace(0, 1, 20) ** 2, [3.0, -4.0, 0.0]) + np.outer(
            np.linspace(0, 1, 20), [0, 0, 0.1]
        )
        axes = principal([track]).axes
        assert np.linalg.norm(axes, axis=1) == pytest.approx([1, 1])
        assert (axes @ track[-1])[0] == pytest.approx(np.linalg.norm(track[-1]), rel=1e-3)


def test_a_network_s_run_counts_all_of_its_evaluations():
    problem = Perceptron(data="xor", n=20, width=2, depth=1)
    t = run(OPTIMIZERS["adam"](lr=0.1), problem, steps=12, record_states=False)
    made = trained(problem, OPTIMIZERS["adam"](lr=0.1), 12)
    assert made.evaluations == t.evaluations.total[12]
    np.testing.assert_allclose(made.end, t.points[12])
    np.testing.assert_allclose(made.loss, t.values)


def test_points_where_the_surface_hardly_bends_are_none():
    """Flat tails are no stationary points: Himmelblau has nine, the bell of Easom one within its picture."""
    nine = found(SURFACES["himmelblau"]())
    assert len(nine.points) == 9
    assert sorted(c.kind for c in nine.points) == ["maximum"] + 4 * ["minimum"] + 4 * ["saddle"]


def test_recording_nothing_ends_well(monkeypatch, capsys):
    monkeypatch.setattr("lessons.record.RECORDS", {})
    assert main([]) == 0
    with pytest.raises(SystemExit) as ended:
        main(["nothing"])
    assert ended.value.code == 2
    assert re.search("unknown: nothing", capsys.readouterr().err)


def test_levels_are_those_that_the_contour_draws():
    panel = contour(SURFACES["himmelblau"](), resolution=20)
    drawn = panel.figure["data"][0]["contours"]
    levels = _levels(panel)
    assert levels[0] == drawn["start"]
    assert levels[-1] == pytest.approx(drawn["end"])
    assert np.diff(levels) == pytest.approx(np.full(len(levels) - 1, drawn["size"]))


def test_panels_in_a_row_are_a_tenth_higher_than_wide_for_their_share():
    panels = [Panel(id=name, kind="plane", figure={"data": [], "layout": {}}) for name in "ab"]
    made = in_a_row(panels, (1.0, 2.0))
    assert [panel.weight for panel in made] == [1, 2]
    assert [panel.aspect * panel.weight for panel in made] == pytest.approx([1.1, 1.1])
