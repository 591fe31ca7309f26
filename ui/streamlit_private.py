"""What is touched of Streamlit's insides: all of it stands here. A test tells when another version is installed."""

from typing import Any

from streamlit.elements import exception
from streamlit.runtime import app_session
from streamlit.runtime.pages_manager import PagesManager

SEEN_IN = "1.67.0"


def own_page_without_app() -> bool:
    """Whether this page's script runs by itself, because a cold server was asked for its address and there is a folder
    `pages/`; from now on app.py decides.
    """
    alone = bool(PagesManager.uses_pages_directory)
    if alone:
        PagesManager.uses_pages_directory = False
    return alone


def no_pages_by_themselves() -> None:
    """Before the first visitor: app.py decides what is shown, though there is a folder `pages/`."""
    PagesManager.uses_pages_directory = False


def write_the_theme_once() -> None:
    """Every run of a page begins with a message that has the whole theme in it, which is read from the configuration
    anew each time, option by option: a sixth of a busy server's time. Here it is read once.
    """
    if hasattr(app_session._populate_theme_msg, "written"):
        return
    read, written = app_session._populate_theme_msg, {}

    def populate(message: Any, section: str = "theme") -> None:
        if section not in written:
            made = type(message)()
            read(made, section)
            written[section] = made
        message.MergeFrom(written[section])

    populate.written = written  # type: ignore[attr-defined]
    app_session._populate_theme_msg = populate  # type: ignore[assignment]


def say_when_a_page_fails(text: str) -> None:
    """The line that visitors see where a page's script raised; there is no setting for it."""
    exception._GENERIC_UNCAUGHT_EXCEPTION_TEXT = text  # type: ignore[misc]
