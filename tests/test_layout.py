"""Imports point one way, in and between packages; folders say what belongs there; only the page knows Streamlit."""

import ast
import graphlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = [
    ["catalog"],
    ["surfaces"],
    ["networks", "optim"],
    ["live", "scenes"],
    ["figures"],
    ["export", "lessons", "bench"],
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


def modules(package):
    """Each module of a package, and those of the same package that it imports, anywhere in its text."""
    files = {path.relative_to(ROOT).with_suffix(""): path for path in sorted((ROOT / package).glob("**/*.py"))}
    files = {".".join(name.parts).removesuffix(".__init__"): path for name, path in files.items()}

    def imported(path):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    yield whole if whole in files else node.module

    return {name: (set(imported(path)) & set(files)) - {name} for name, path in files.items()}


PACKAGES = [name for name in HEIGHT if (ROOT / name / "__init__.py").exists()]


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_imports_itself_by_way_of_others(package):
    graph = modules(package)
    assert len(graph) > 1
    assert tuple(graphlib.TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("package", ["optim", "export"])
def test_a_circle_would_be_found(package):
    graph = modules(package)
    one, others = next((name, others) for name, others in graph.items() if others)
    graph[next(iter(others))].add(one)
    with pytest.raises(graphlib.CycleError):
        graphlib.TopologicalSorter(graph).prepare()


FOLDERS = sorted({path.parent for path in FILES} - {ROOT} | {ROOT / "tests"})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_a_folder_says_first_what_belongs_there(folder):
    init, readme = folder / "__init__.py", folder / "README.md"
    said = ast.get_docstring(ast.parse(init.read_text())) if init.exists() else readme.read_text()
    assert len(said.strip().splitlines()[0]) > 20


@pytest.mark.parametrize("package", ["figures", "export", "lessons"])
@pytest.mark.thorough
def test_works_without_streamlit(package):
    code = f"import {package}, sys; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60).returncode == 0


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_hangs_on_a_family_by_its_name(path):
    """A family may be a new one: what is true of a rule is a fact of the rule."""
    compared = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Compare)]
    sides = [side for node in compared for side in (node.left, *node.comparators)]
    assert not [side for side in sides if isinstance(side, ast.Attribute) and side.attr in ("family", "shows")]


def test_files_of_tests_have_names_of_their_own():
    """Helpers, too: of two modules with one name all folders get the one that was imported first."""
    shared = ("conftest.py", "__init__.py")
    names = [path.name for path in (ROOT / "tests").rglob("*.py") if path.name not in shared]
    assert sorted(names) == sorted(set(names))
