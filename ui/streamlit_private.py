"""What is touched of Streamlit's insides: all of it stands here. A test tells when another version is installed."""

from streamlit.elements import exception
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


def say_when_a_page_fails(text: str) -> None:
    """The line that visitors see where a page's script raised; there is no setting for it."""
    exception._GENERIC_UNCAUGHT_EXCEPTION_TEXT = text  # type: ignore[misc]
