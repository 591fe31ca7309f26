"""What the server does once, before it shows its first page."""

import gc
import importlib
from contextlib import AbstractContextManager
from functools import cache
from threading import Lock

from scenes import SCENES
from ui._assets import script_addresses
from ui.budget import glance, raced
from ui.films import race_film, radford_film
from ui.streamlit_private import say_when_a_page_fails
from ui.turnstile import Turnstile

FAULT = "Something went wrong here, and has been noted. Reload the page; if it comes back, choose something else."


_lock = Lock()
_turnstile = Turnstile()


def pages_in_turn() -> AbstractContextManager[None]:
    """In this a page is run: it waits until it is its turn."""
    return _turnstile.passed(glance)


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
    first = next(iter(SCENES.values()))  # what most visitors see first is there before they come
    _ = race_film(first, raced(first)), radford_film().packed
    say_when_a_page_fails(FAULT)
    gc.collect()
    gc.freeze()
