import json

import numpy as np
import pytest

from figures import Film, Panel, Racer, Track, contour
from figures._encode import decode, unpacked
from figures.film import arrow, bars, curve, dots, text
from surfaces import SURFACES

FIELDS = {
    "film": {"steps", "rate", "autoplay", "loop", "racers", "groups", "readout", "panels", "tracks", "trail", "beat",
             "live", "predict"},
    "track": {"racer", "group", "diverged_at", "outcome", "channels"},
    "panel": {
        "id", "key", "kind", "title", "subtitle", "caption", "figure", "group", "racers", "axes", "weight", "aspect",
        "clickable", "start", "follow", "overlays", "handles", "link", "swarm", "map", "legend",
    },
}  # fmt: skip


def film(*tracks, **facts):
    base = contour(SURFACES["saddle"](), resolution=11)
    panels = [base, contour(SURFACES["saddle"](), resolution=11, id="again", title="Again")]
    return Film(**{"panels": panels, "tracks": tracks, "racers": [Racer("a", "A", "#000000")]} | facts)


def track(steps=5, racer="a", **facts):
    return Track(racer, {"x": np.arange(steps + 1.0), "y": np.full(steps + 1, np.nan)}, **facts)


def joined(value, parts):
    """A skeleton with its parts put back."""
    if isinstance(value, dict):
        return joined(parts[value["part"]], parts) if set(value) == {"part"} else {
            key: joined(item, parts) for key, item in value.items()
        }  # fmt: skip
    return [joined(item, parts) for item in value] if isinstance(value, list) else value


def test_a_document_has_the_protocol_s_fields_and_is_json():
    document = film(track(diverged_at=3)).document()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert set(document) == FIELDS["film"]
    assert set(document["tracks"][0]) == FIELDS["track"] | {"lost"}  # of a run that is over, how it was lost
    assert document["tracks"][0]["lost"] == "diverged"
    assert set(track().document()) == FIELDS["track"]
    assert track(diverged_at=3, outcome="Diverged at step 3, downhill").document()["lost"] == "off downhill"
    assert all(set(panel) == FIELDS["panel"] for panel in document["panels"])
    assert document["racers"][0]["dark"] != document["racers"][0]["color"]


def test_the_skeleton_and_its_parts_make_the_document():
    f = film(track(), track(racer="b"))
    skeleton, parts = f.parts()
    assert joined(skeleton, parts) == f.document()
    assert len(json.dumps(skeleton)) < 3000


def test_what_is_sent_says_what_the_parts_say():
    f = film(track(), track(racer="b"))
    skeleton, packed = f.packed
    pairs = [unpacked(part) for part in packed]
    assert (skeleton, {pair["key"]: pair["value"] for pair in pairs}) == f.parts()
    assert f.packed[1] is packed


def test_equal_bases_share_a_part_and_only_what_changed_has_a_new_key():
    _, before = film(track(), track(racer="b")).parts()
    _, after = film(track(), track(7, racer="b")).parts()
    assert len(before) == 3
    assert len(set(after) - set(before)) == 1


def test_overlays_are_parts_too():
    panel = Panel("p", "plane", {"data": []}, overlays=[curve(np.zeros((6, 3)), np.ones((6, 3)), racer="a")])
    skeleton, parts = film(panels=[panel]).parts()
    assert [set(each) for each in skeleton["panels"][0]["overlays"]] == [{"part"}]
    assert joined(skeleton, parts)["panels"][0]["overlays"][0][0]["type"] == "curve"


def test_the_clock_is_as_long_as_the_longest_track():
    f = film(track(5, group="short"), track(9, group="long"))
    assert f.steps == 9
    assert f.groups == {"short": {"steps": 5}, "long": {"steps": 9}, "main": {"steps": 9}}
    assert film().steps == 0
    assert film(length=20).steps == 20


def test_a_group_may_have_several_entries_a_step():
    f = film(track(60, group="fine"), track(5), clocks={"fine": 12})
    assert f.steps == 5
    assert f.groups == {"fine": {"steps": 60, "clock": 12}, "main": {"steps": 5}}
    assert [f.time("fine", t) for t in (0, 2.5, 7)] == [0, 30, 60]
    assert [f.time("main", t) for t in (0, 2.5, 7)] == [0, 2.5, 5]


@pytest.mark.parametrize(
    ("overlay", "arrays"),
    [
        (arrow([0, 1], [0, 1], [1, np.nan], [1, 1], racer="a", label="step"), {"x", "y", "dx", "dy"}),
        (curve(np.zeros((2, 4)), np.zeros((2, 4)), color="@ink", dash="dot", width=2), {"x", "y"}),
        (dots(np.zeros((2, 4)), np.zeros((2, 4)), colors=["#000000"] * 4, size=3), {"x", "y"}),
        (bars(np.arange(4), np.zeros((2, 4)), color="@accent"), {"x", "y"}),
        (text(0.5, 0.5, ["a", "b"], hold=True), {"x", "y"}),
    ],
)
def test_overlays_are_json_with_encoded_arrays(overlay, arrays):
    assert json.loads(json.dumps(overlay, allow_nan=False)) == overlay
    assert {name for name, value in overlay.items() if isinstance(value, dict)} == arrays
    assert all(decode(overlay[name]).ndim >= 1 for name in arrays)


def test_a_racer_s_own_dark_colour_is_kept():
    assert Racer("a", "A", "#000000", "#abcdef").dark == "#abcdef"


@pytest.mark.parametrize(("beat", "told"), [("step", "step 3 / 8"), ("mini-batch", "mini-batch 3 / 8"), ("", "3 / 8")])
def test_the_counter_names_what_the_clock_counts(beat, told):
    film = Film(panels=[], tracks=[], racers=[], length=8, beat=beat)
    assert film.counted(3) == told
    assert film.document()["beat"] == beat
