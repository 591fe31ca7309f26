"""Radford's three animations, side by side on one clock."""

import streamlit as st

from figures import home_film
from scenes import SCENES
from ui.page import page
from ui.player import player

RADFORD = ("radford-beale", "radford-long-valley", "radford-saddle")

page(
    "Optimizers, racing downhill",
    "Six optimizers leave the same point on three error surfaces, as in Alec Radford’s 2014 animations. "
    "Open one to change anything: the surface, the start, every hyperparameter.",
)
player(home_film(SCENES[slug] for slug in RADFORD), key="home")

for column, slug in zip(st.columns(3), RADFORD, strict=True):
    column.page_link("pages/race.py", label=f"Race on {SCENES[slug].name}", icon=":material/arrow_forward:",
                     query_params={"scene": slug}, width="stretch")  # fmt: skip
