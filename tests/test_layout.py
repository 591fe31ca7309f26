"""Imports point one way, and figures and exports work without Streamlit."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = [
    ["catalog"],
    ["surfaces"],
    ["optim"],
    ["scenes"],
    ["figures"],
    ["export", "lessons"],
    ["ui"],
    ["pages", "app"],
]
HEIGHT = {name: floor for floor, names in enumerate(FLOORS) for name in names}
FILES = [
    path for name in HEIGHT for path in [ROOT / f"{name}.py", *sorted((ROOT / name).glob("**/*.py"))] if path.exists()
]


def imports(path):
    """The project's own packages that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        yield from (name.partition(".")[0] for name in names if name.partition(".")[0] in HEIGHT)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    own = path.relative_to(ROOT).parts[0].removesuffix(".py")
    above = {name for name in imports(path) if name != own and HEIGHT[name] >= HEIGHT[own]}
    assert not above


@pytest.mark.parametrize("package", ["figures", "export", "lessons"])
def test_works_without_streamlit(package):
    code = f"import {package}, sys; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60).returncode == 0
