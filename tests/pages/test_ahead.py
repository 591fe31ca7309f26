"""What the browser loads while a cold server still imports."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs

from ui._assets import script_addresses
from ui.ahead import STATIC, plotly_address, stage_address

ROOT = Path(__file__).parents[2]
ALONE = """
import sys
from ui.ahead import plotly_address, stage_address
plotly_address(), stage_address()
print(*sorted({"plotly.offline", "scenes", "figures", "optim", "surfaces"} & {*sys.modules}))
"""


def test_it_takes_nothing_slow_to_ask_for_it():
    out = subprocess.run([sys.executable, "-c", ALONE], cwd=ROOT, capture_output=True, text=True, check=True)
    assert out.stdout.split() == []


@pytest.mark.thorough
def test_a_page_asks_for_it_before_everything_else(open_page):
    first = open_page("home").get("bidi_component")[0].proto
    assert first.component_name.endswith("downhill_ahead")
    assert json.loads(first.json) == {"plotly": plotly_address(), "stage": stage_address()}
    app = (ROOT / "app.py").read_text()
    assert app.index("load_ahead()") < app.index("from ui.lecture")


def test_the_player_asks_for_the_same_plotly():
    assert script_addresses()["plotly"] == plotly_address()
    published = STATIC / plotly_address().rpartition("/")[2]
    assert published.read_text(encoding="utf-8") == get_plotlyjs()
