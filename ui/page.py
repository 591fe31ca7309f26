"""What every page begins with."""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager


def page(title: str, lead: str = "") -> None:
    """The page's heading, and a sentence or two on what it is about.

    A cold server that is asked for a page's address first runs the page's script by itself, because there is a folder
    `pages/`; then app.py, which declares the navigation, has yet to run: hand over to it.
    """
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()
    st.title(title, anchor=False)
    if lead:
        st.markdown(f":gray[{lead}]" if "$" not in lead else lead)
