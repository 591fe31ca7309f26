"""Downhill on a public server, `streamlit run server.py`: app.py, with all prepared before the first visitor comes."""

import streamlit as st

from ui.server import warm

app = st.App("app.py", lifespan=warm)
