"""Declarations → widgets, films → the player in a Streamlit page."""
