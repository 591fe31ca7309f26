"""What the legend says of a run that has diverged, and of one that diverged on one of several surfaces."""

import numpy as np

from export.draw.legend import said
from figures import Film, Panel, Racer, Track

BOTH = [Panel("bowl", "plane", {}, title="Bowl", group="bowl"), Panel("edge", "plane", {}, title="Edge", group="edge")]
RACER = [Racer("a", "Ada", "#2040d0")]


def track(group, diverged_at=None):
    return Track("a", {"f": np.arange(11.0)}, group=group, diverged_at=diverged_at)


def test_of_several_runs_it_names_those_that_diverged():
    film = Film(BOTH, [track("bowl"), track("edge", 4)], RACER)
    assert said(film, "a", 3) == ""
    assert said(film, "a", 4) == "diverged on Edge"
    assert said(film, "a", 4, brief=True) == ""
    film = Film(BOTH, [track("bowl", 6), track("edge", 4)], RACER)
    assert said(film, "a", 5) == "diverged on Edge"
    assert said(film, "a", 6) == "diverged on Bowl, Edge"


def test_a_run_that_went_down_beyond_all_numbers_has_not_diverged():
    off = Track("a", {"f": np.arange(11.0)}, "edge", 4, "Left the picture at step 2, downhill")
    assert said(Film(BOTH, [track("bowl"), off], RACER), "a", 4) == "off downhill on Edge"
    assert said(Film(BOTH, [track("bowl", 3), off], RACER), "a", 4) == "diverged on Bowl; off downhill on Edge"
    assert said(Film(BOTH[1:], [off], RACER), "a", 4) == "off downhill at 4"


def test_of_one_run_it_tells_the_step():
    film = Film(BOTH[:1], [track("bowl", 4)], RACER)
    assert said(film, "a", 3) == ""
    assert said(film, "a", 4) == "diverged at 4"
    assert said(film, "a", 4, brief=True) == "✕"


def test_where_a_value_is_read_out_another_surface_does_not_matter():
    readout = {"group": "bowl", "channel": "f", "label": "E"}
    film = Film(BOTH, [track("bowl"), track("edge", 4)], RACER, readout=readout)
    assert said(film, "a", 7) == "7.00"
    film = Film(BOTH, [track("bowl", 5), track("edge")], RACER, readout=readout)
    assert said(film, "a", 5) == "diverged at 5"
