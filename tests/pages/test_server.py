"""What the server does for every page: what it imports, what it says where a page fails, when it collects garbage."""

import asyncio
import gc
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.testing.v1 import AppTest

from tests.load.server import serving
from tests.load.viewer import first_picture
from ui.server import FAULT

ROOT = Path(__file__).parents[2]
FIRST_PAGE = f"""
import sys
from concurrent.futures import ThreadPoolExecutor
from streamlit.testing.v1 import AppTest
app = AppTest.from_file({str(ROOT / "app.py")!r}, default_timeout=60).run()
assert app.title[0].value, app.exception
print(*[name for name in ("matplotlib", "sympy", "lark", "contourpy", "av", "export", "scipy") if name in sys.modules])
"""


@pytest.mark.thorough
def test_the_first_page_imports_nothing_that_it_does_not_need():
    out = subprocess.run([sys.executable, "-c", FIRST_PAGE], cwd=ROOT, capture_output=True, text=True, check=True)
    assert out.stdout.split() == []


def test_a_page_that_fails_says_one_plain_line(open_page, monkeypatch):
    open_page("home")  # the server has settled

    def script():
        raise KeyError("/srv/secret")

    config.get_config_options()
    monkeypatch.setattr(config, "get_option", _with(config.get_option, "client.showErrorDetails", "none"))
    (shown,) = AppTest.from_function(script).run().exception
    assert shown.message == FAULT
    assert not shown.stack_trace


def _with(get_option, key, value):
    return lambda asked: value if asked == key else get_option(asked)


def test_configuration():
    import tomllib

    made = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert made["client"]["showErrorDetails"] == "none"
    assert made["runner"]["postScriptGC"] is False
    assert made["server"]["fileWatcherType"] == "none"
    assert made["server"]["maxUploadSize"] <= 2


def test_the_theme_is_read_once_and_says_what_the_configuration_says(open_page):
    open_page("home")
    config.get_config_options()
    for section, option in (("theme.light", "primaryColor"), ("theme.dark", "textColor"), ("theme", "baseRadius")):
        messages = [CustomThemeConfig(), CustomThemeConfig()]
        for message in messages:
            app_session._populate_theme_msg(message, section)
        name = re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", option)
        assert getattr(messages[0], name) == config.get_options_for_section(section)[option]
        assert messages[0] == messages[1]
    assert app_session._populate_theme_msg.written.keys() >= {"theme", "theme.light", "theme.dark"}


@pytest.mark.thorough
def test_a_public_server_is_ready_before_its_first_visitor():
    with serving("server.py") as server:
        begin = server.processor
        with ThreadPoolExecutor() as aside:  # Playwright's loop may be running in this thread
            viewer = aside.submit(asyncio.run, first_picture(server.address, "race")).result()
        assert viewer.picture is not None
        assert viewer.has("scene")
        assert not viewer.errors + viewer.alerts
        assert server.processor - begin < begin  # nearly all had been done


def test_what_was_imported_is_left_out_of_collections(open_page):
    open_page("home")
    assert gc.get_freeze_count() > 100_000
