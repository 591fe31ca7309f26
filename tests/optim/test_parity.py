"""Step by step, our rules are PyTorch's, optax's and the papers': tracks recorded by record_*.py here."""

import json

import numpy as np
import pytest
from parity import DATA, TRACKS, our_points


@pytest.mark.parametrize("name", TRACKS)
def test_our_track_is_theirs(name):
    np.testing.assert_allclose(our_points(TRACKS[name]), TRACKS[name]["points"], rtol=1e-10, atol=1e-10)


def test_the_files_name_what_they_were_recorded_with_and_are_small():
    for file in DATA.glob("*.json"):
        assert all(json.loads(file.read_text())["versions"].values())
        assert file.stat().st_size < 300_000
