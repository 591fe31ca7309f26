"""README tells the truth: its tables list every slug, its commands are CI's, its Python runs."""

import re

import pytest

from optim import OPTIMIZERS
from surfaces import SURFACES
from tests.readme import README, with_tables

TEXT = README.read_text()


def test_tables_are_current():
    assert with_tables(TEXT) == TEXT, "run `python -m tests.readme`"


@pytest.mark.parametrize("slug", [*OPTIMIZERS, *SURFACES])
def test_every_slug_is_listed(slug):
    assert f"| `{slug}` |" in TEXT


def test_ci_runs_the_commands():
    ci = (README.parent / ".ci" / "run").read_text()
    assert "pip install -r requirements.txt && streamlit run app.py" in TEXT
    assert "pip install -r requirements-dev.txt && pytest" in TEXT
    assert ci.count("README.md)") == 2


def test_python_example_runs():
    example = re.search(r"## Use it from Python\n\n```python\n(.*?)```", TEXT, re.DOTALL)
    scope: dict = {}
    exec(example[1], scope)  # README's own text
    assert scope["t"].points.shape == (201, 2)
    assert scope["many"].points.shape == (201, 3, 2)
