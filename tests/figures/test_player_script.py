"""The player's parts that need no browser, tried by Node (tests/player)."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1] / "player"


@pytest.mark.parametrize("path", sorted(TESTS.glob("*.test.js")), ids=lambda path: path.stem)
def test_the_player_s_parts(path):
    node = shutil.which("node")
    if node is None:
        assert os.environ.get("DOWNHILL_REQUIRE_BROWSER") != "1", "there is no Node"
        pytest.skip("there is no Node")
    done = subprocess.run([node, "--no-warnings", "--test", path], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
