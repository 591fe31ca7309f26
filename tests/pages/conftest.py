"""Pages run without a browser."""

from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from lessons.sharp import batches
from lessons.stability import edge
from lessons.stationary import saddles, width
from networks.perceptron import Perceptron

config.set_option("client.showErrorDetails", "full")  # a test that fails says why

APP = Path(__file__).parents[2] / "app.py"


def page_at(page: str, query: str = "") -> AppTest:
    """A page of the app run at an address's query; fails on any exception."""
    app = AppTest.from_file(APP, default_timeout=90)
    app.switch_page(f"pages/{page}.py")
    for key, value in parse_qsl(query, keep_blank_values=True):
        app.query_params[key] = [*app.query_params.get(key, []), value]
    app.run()
    assert not app.exception, app.exception
    return app


@pytest.fixture
def open_page():
    """`page_at`."""
    return page_at


def reduce_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages on networks with less of everything that they compute, so that they take a moment."""
    tiny = Perceptron(data="spirals", loss="squared", n=40, width=4, depth=1, init="lecun")
    monkeypatch.setattr(edge, "network", lambda: tiny)
    for module, sizes in (
        (saddles, {"BATCHES": 2, "BATCH": 20}),
        (width, {"WIDTHS": (1, 2)}),
        (batches, {"STEPS": 26, "SEEDS": 2}),
    ):
        for name, value in sizes.items():
            monkeypatch.setattr(module, name, value)
    for slug, (chosen, _) in list(saddles.RACED.items()):
        monkeypatch.setitem(saddles.RACED, slug, (chosen, 20))


@pytest.fixture
def less_work(monkeypatch):
    """`reduce_work` for one test."""
    reduce_work(monkeypatch)


@pytest.fixture
def press_suggestions():
    """A function that presses each "try this" button of a page in turn and fails on any exception."""

    def press(app: AppTest) -> None:
        for button in [button for button in app.button if button.key.startswith("_try")]:
            button.click().run()
            assert not app.exception, button.label

    return press
