"""Pages run without a browser."""

from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

config.set_option("client.showErrorDetails", "full")  # a test that fails says why

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture
def open_page():
    """A function that runs a page of the app at an address's query and fails on any exception."""

    def open_(page: str, query: str = "") -> AppTest:
        app = AppTest.from_file(APP, default_timeout=30)
        app.switch_page(f"pages/{page}.py")
        for key, value in parse_qsl(query, keep_blank_values=True):
            app.query_params[key] = [*app.query_params.get(key, []), value]
        app.run()
        assert not app.exception, app.exception
        return app

    return open_


@pytest.fixture
def press_suggestions():
    """A function that presses each "try this" button of a page in turn and fails on any exception."""

    def press(app: AppTest) -> None:
        for button in [button for button in app.button if button.key.startswith("_try")]:
            button.click().run()
            assert not app.exception, button.label

    return press
