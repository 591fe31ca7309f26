"""Home: what this is, Radford's three animations on one clock, and a gallery of races."""

import streamlit as st

from optim import ON_VECTORS, OPTIMIZERS
from scenes import SCENES
from ui.export_button import export_button
from ui.films import RADFORD, linked_film, radford_film
from ui.gallery import gallery
from ui.page import page
from ui.player import player

page(
    "Optimizers, racing downhill",
    f"See how SGD, momentum, Adam and {len(ON_VECTORS) - 3} more of the catalogue’s {len(OPTIMIZERS)} find their way "
    "down an error surface: press play, "
    "drag the start, turn any number, and watch what changes.",
)
with st.container(horizontal=True):
    if st.button("Start a race", type="primary", icon=":material/flag:"):
        st.switch_page("pages/race.py")
    if st.button("Take the lecture", icon=":material/school:"):
        st.switch_page("pages/error_surfaces.py")
    if st.button("Train a network", icon=":material/hub:"):
        st.switch_page("pages/network.py")

scenes = [SCENES[slug] for slug in RADFORD]
player(linked_film(), key="home")

*links, last = st.columns([3, 3, 3, 2])
for column, slug in zip(links, RADFORD, strict=True):
    column.page_link("pages/race.py", label=f"Race on {SCENES[slug].name}", icon=":material/arrow_forward:",
                     query_params={"scene": slug}, width="stretch")  # fmt: skip
with last:
    export_button(radford_film(), "home", scenes)
st.caption("Six optimizers on three surfaces, as in Alec Radford’s animations of 2014.")

st.subheader("What would you like to see?", anchor=False)
gallery()
