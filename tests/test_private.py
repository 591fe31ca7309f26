"""Private parts of Plotly and Streamlit are touched in one file each, seen in the versions that are installed."""

import ast
import re
from pathlib import Path

import pytest
import streamlit
from plotly.offline import get_plotlyjs_version

from ui import streamlit_private

ROOT = Path(__file__).parent.parent
PLOTLY = ROOT / "figures" / "player" / "plotly_private.js"
SCRIPTS = [ROOT / "figures" / "player.js", *ROOT.glob("figures/player/*.js"), *ROOT.glob("ui/*.js")]
PAGES = [ROOT / "app.py", *ROOT.glob("ui/**/*.py"), *ROOT.glob("pages/*.py")]
PUBLIC = {"streamlit", "streamlit.errors", "streamlit.testing.v1"}


def test_they_were_seen_in_the_versions_that_are_installed():
    seen = re.search(r'SEEN_IN = "([^"]+)"', PLOTLY.read_text())
    assert seen
    assert seen[1] == get_plotlyjs_version()
    assert streamlit.__version__ == streamlit_private.SEEN_IN


@pytest.mark.parametrize("path", sorted({*SCRIPTS} - {PLOTLY}), ids=lambda path: path.name)
def test_no_other_script_touches_plotly_s(path):
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(), flags=re.DOTALL)
    assert not re.findall(r"\._\w+|\b_\w+:|[{,]\s*_\w+|\bglplot\b|\.nsewdrag", code)


@pytest.mark.parametrize("path", sorted(PAGES), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_other_module_touches_streamlit_s(path):
    if path == Path(streamlit_private.__file__):
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "streamlit":
            assert node.module in PUBLIC
        if isinstance(node, ast.Import):
            assert all(alias.name in PUBLIC or alias.name.split(".")[0] != "streamlit" for alias in node.names)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "st":
            assert not node.attr.startswith("_")
