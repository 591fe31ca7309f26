"""Step by step, our rules are PyTorch's, optax's and the papers': tracks recorded by record_*.py here."""

import json
from pathlib import Path

import numpy as np
import pytest

from optim import OPTIMIZERS, Clip, Clipped, run
from surfaces import SURFACES

DATA = Path(__file__).parent / "data"
TRACKS = {
    f"{file.stem}-{track['optimizer']}-{track['surface']}-{i}": track
    for file in sorted(DATA.glob("*.json"))
    for i, track in enumerate(json.loads(file.read_text())["tracks"])
}


@pytest.mark.parametrize("name", TRACKS)
def test_our_track_is_theirs(name):
    track = TRACKS[name]
    settings = dict(track["settings"])
    clip = settings.pop("clip", None)
    rule = OPTIMIZERS[track["optimizer"].removeprefix("clipped_")](**settings)
    rule = rule if clip is None else Clipped(rule, Clip(norm=clip))
    ours = run(rule, SURFACES[track["surface"]](), track["start"], len(track["points"]) - 1)
    np.testing.assert_allclose(ours.points, track["points"], rtol=1e-10, atol=1e-10)


def test_the_files_name_what_they_were_recorded_with_and_are_small():
    for file in DATA.glob("*.json"):
        assert all(json.loads(file.read_text())["versions"].values())
        assert file.stat().st_size < 300_000
