"""What the server does for every page: what it imports, what it says where a page fails, when it collects garbage."""

import gc
import subprocess
import sys
from pathlib import Path

from streamlit import config
from streamlit.testing.v1 import AppTest

from ui.server import FAULT

ROOT = Path(__file__).parents[2]
FIRST_PAGE = f"""
import sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file({str(ROOT / "app.py")!r}, default_timeout=60).run()
assert app.title[0].value, app.exception
print(*[name for name in ("matplotlib", "sympy", "lark", "contourpy", "av", "export", "scipy") if name in sys.modules])
"""


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


def test_what_was_imported_is_left_out_of_collections(open_page):
    open_page("home")
    assert gc.get_freeze_count() > 100_000
