"""What the server does once, before it shows its first page."""

import gc
import importlib
import pkgutil
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from functools import cache
from threading import Lock
from typing import Any

import ui
from scenes import SCENES
from ui._assets import script_addresses
from ui.budget import glance, prepared
from ui.films import linked_film, race_film
from ui.heaps import keep_tidy, share_heaps
from ui.streamlit_private import no_pages_by_themselves, say_when_a_page_fails, write_the_theme_once
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


@asynccontextmanager
async def warm(_app: Any) -> AsyncIterator[None]:
    """What server.py does before it takes visitors: all that the first of them would wait for, home's and Race's films
    among it."""
    no_pages_by_themselves()
    for module in pkgutil.iter_modules(ui.__path__, "ui."):
        importlib.import_module(module.name)
    settle()
    first = next(iter(SCENES.values()))
    _ = race_film(first, prepared(first)), linked_film().packed
    yield


@cache
def _settle() -> None:
    """Say one plain line where a page fails (the log has the rest), and free the collector of what never dies.

    Streamlit would collect garbage after every run of a page, half of a busy server's time (`runner.postScriptGC` is
    off); and what was imported is left out of every later collection.
    """
    share_heaps()
    importlib.import_module("ui.player")
    script_addresses()
    say_when_a_page_fails(FAULT)
    write_the_theme_once()
    gc.collect()
    gc.freeze()
    gc.collect()  # the collector forgets how much it once had: full collections wait until there is a quarter more
    keep_tidy()
