"""Radford's three animations, side by side on one clock."""

import streamlit as st

from figures import home_film
from scenes import SCENES
from ui.export_button import export_button
from ui.page import page
from ui.player import player

RADFORD = ("radford-beale", "radford-long-valley", "radford-saddle")

page(
    "Optimizers, racing downhill",
    "Six optimizers leave the same point on three error surfaces, as in Alec Radford’s 2014 animations. "
    "Open one to change anything: the surface, the start, every hyperparameter.",
)
scenes = [SCENES[slug] for slug in RADFORD]
film = home_film(scenes)
player(film, key="home")

*links, last = st.columns([3, 3, 3, 2])
for column, slug in zip(links, RADFORD, strict=True):
    column.page_link("pages/race.py", label=f"Race on {SCENES[slug].name}", icon=":material/arrow_forward:",
                     query_params={"scene": slug}, width="stretch")  # fmt: skip
with last:
    export_button(film, "home", scenes)
