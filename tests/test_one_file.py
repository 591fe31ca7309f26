"""The one-file promise: a new optimizer and a new surface, a file each, turn up everywhere by themselves.

Two of each are put into a copy of the project: README's own examples as they stand there, and two of a family and a
group that no other file knows.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.colors import free_colors

ROOT = Path(__file__).parent.parent
LEFT_OUT = shutil.ignore_patterns(
    ".git", "static", ".*_cache", "__pycache__", "docs", "browser", ".venv", ".hypothesis"
)

EXAMPLE = r"`((?:optim|surfaces)/\w+\.py)`:\n\n```python\n(.*?)```"
README_S = dict(re.findall(EXAMPLE, (ROOT / "README.md").read_text(), re.DOTALL))
NEW = ("power_sign", "cautious_descent", "trid", "dish")
OPTIMIZER = '''
from dataclasses import dataclass

from catalog import NON_NEGATIVE, Paper, param
from optim._optimizer import Optimizer


@dataclass(frozen=True)
class CautiousDescent(Optimizer):
    """Half a gradient step: slow but sure."""

    lr: float = param(0.01, 1e-5, 1.0, r"\\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")

    name, color, family = "Cautious descent", "{color}", "cautious"
    latex = r"w_k = w_{k-1} - \\tfrac{1}{2}\\eta\\,\\nabla E(w_{k-1})"
    paper = Paper("Nobody", 2026, "On caution", "https://example.org/caution")

    def step(self, surface, w, state, k):
        return w - 0.5 * self.lr * surface.gradient(w), state
'''
SURFACE = '''
from dataclasses import dataclass

from catalog import POSITIVE, Paper, param
from surfaces._surface import CriticalPoint, Surface


@dataclass(frozen=True)
class Dish(Surface):
    """A round dish."""

    depth: float = param(1.0, 0.1, 10.0, "d", legal=POSITIVE, help="How steep it is")

    name, shows = "Dish", "tableware"
    latex = r"f(x, y) = d\\,(x^2 + y^2)"
    paper = Paper("Nobody", 2026, "On dishes", "https://example.org/dish")
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (-1.5, 1.0)

    def f(self, x, y):
        return self.depth * (x * x + y * y)

    def grad(self, x, y):
        return 2 * self.depth * x, 2 * self.depth * y

    def hess(self, x, y):
        return 2 * self.depth, 0.0, 2 * self.depth

    def critical_points(self):
        return (CriticalPoint((0.0, 0.0), "minimum"),)
'''
ON_THE_PAGES = """
from streamlit.testing.v1 import AppTest
from scenes import from_dict

def raced(app):
    return from_dict(app.session_state["_scene"])

def opened(page, **query):
    app = AppTest.from_file("{app}", default_timeout=30)
    app.switch_page(f"pages/{{page}}.py")
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, app.exception
    return app

race = opened("race", scene="free", surface="dish", optimizers="cautious_descent")
assert race.title[0].value == "Dish"
assert raced(race).entrants[0].rule.lr == 0.01
assert raced(race).surface.depth == 1.0
race.button[[b.label for b in race.button].index("Tune rates")].click().run()
assert not race.exception
assert raced(race).entrants[0].rule.lr > 0.01
cards = opened("catalogue", **{{"catalogue.search": "caution"}})
assert any("Cautious descent" in markdown.value for markdown in cards.markdown)
cards = opened("catalogue", **{{"catalogue.kind": "surfaces", "catalogue.search": "dish"}})
assert any("**Dish**" in markdown.value for markdown in cards.markdown)
for kind, group, name in (("optimizers", "cautious", "Cautious descent"), ("surfaces", "tableware", "Dish")):
    shelf = opened("catalogue", **{{"catalogue.kind": kind, f"catalogue.{{kind}}": group}})
    assert any(f"**{{name}}**" in markdown.value for markdown in shelf.markdown)
race = opened("race", scene="free", surface="trid", optimizers="power_sign")
assert race.title[0].value == "Trid"
"""
QUIETLY = ("-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider")
SCENE = '{"surface": {"slug": "dish"}, "optimizers": [{"rule": {"slug": "cautious_descent"}}], "steps": 20}'


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the project with the two new files."""
    folder = tmp_path_factory.mktemp("copy") / "downhill"
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    blocks = README_S | {"optim/cautious_descent.py": OPTIMIZER, "surfaces/dish.py": SURFACE}
    ((color, _),) = free_colors(1, tuple(re.findall(r"#[0-9a-f]{6}", "".join(README_S.values()))))
    for file, text in blocks.items():
        (folder / file).write_text(text.replace("{color}", color))
    return folder


def python(folder, *arguments):
    return subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.mark.thorough
def test_on_the_pages(copy):
    script = copy / "on_the_pages.py"
    script.write_text(ON_THE_PAGES.format(app=(copy / "app.py").as_posix()))
    done = python(copy, "-c", script.read_text())
    assert done.returncode == 0, done.stderr


@pytest.mark.thorough
def test_in_exports(copy):
    (copy / "scene.json").write_text(SCENE)
    done = python(copy, "-m", "export", "--scene-file", "scene.json", "out.csv")
    assert done.returncode == 0, done.stderr
    assert "Cautious descent" in (copy / "out.csv").read_text()
    done = python(copy, "-m", "export", "--scene-file", "scene.json", "out.png", "--size", "320x240")
    assert done.returncode == 0, done.stderr
    assert (copy / "out.png").read_bytes().startswith(b"\x89PNG")


def test_readme_has_one_of_each():
    assert [file.partition("/")[0] for file in README_S] == ["optim", "surfaces"]


@pytest.mark.thorough
def test_all_tests_of_rules_and_surfaces_pass_with_them(copy):
    """Every test that names one of them, and all that compare the declarations with one another."""
    named = python(copy, *QUIETLY, "tests/optim", "tests/surfaces", "-k", " or ".join(NEW))
    assert named.returncode == 0, named.stdout[-3000:]
    passed = int(re.search(r"(\d+) passed", named.stdout)[1])
    assert passed > 100
    compared = "distinct or colours or every_rule or families"
    declared = python(copy, *QUIETLY, "tests/optim/test_declarations.py", "tests/surfaces", "-k", compared)
    assert declared.returncode == 0, declared.stdout[-3000:]


@pytest.mark.thorough
def test_in_readme(copy):
    """The check of README's tables fails until they are written anew."""
    check = (*QUIETLY, "tests/test_readme.py", "-k", "tables")
    assert python(copy, *check).returncode == 1
    assert python(copy, "-m", "tests.readme").returncode == 0
    assert python(copy, *check).returncode == 0
