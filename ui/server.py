"""What the server does once, before it shows its first page."""

import gc
import importlib
from functools import cache
from threading import Lock

from scenes import SCENES, to_json
from ui._assets import script_addresses
from ui.budget import keep
from ui.streamlit_private import say_when_a_page_fails

FAULT = "Something went wrong here, and has been noted. Reload the page; if it comes back, choose something else."


_lock = Lock()


def settle() -> None:
    """Prepare the server once; all who come meanwhile wait for it."""
    with _lock:
        _settle()


@cache
def _settle() -> None:
    """Say one plain line where a page fails (the log has the rest), and free the collector of what never dies.

    Streamlit would collect garbage after every run of a page, half of a busy server's time (`runner.postScriptGC` is
    off); and what was imported is left out of every later collection.
    """
    importlib.import_module("ui.player")
    script_addresses()
    first = next(iter(SCENES.values()))  # what most visitors see first is computed once
    runs = first.run()
    for run in runs:
        _ = run.outcome
    keep(to_json(first), runs)
    say_when_a_page_fails(FAULT)
    gc.collect()
    gc.freeze()
