"""The race: any surface, any optimizers, every hyperparameter."""

import streamlit as st

from ui.about import about_surface
from ui.budget import raced
from ui.copy_link import copy_link
from ui.crowds import on_pair
from ui.export_button import export_button
from ui.films import race_film
from ui.kept import flag
from ui.outside import literal
from ui.page import page
from ui.player import player
from ui.race import race_controls
from ui.race_lead import lead
from ui.race_state import on_click, worded
from ui.race_table import race_table

scene, over, crowd = race_controls()
trajectories = raced(scene)
film = race_film(scene, trajectories, over, flag("inside", False), crowd)
scene = worded(scene, trajectories)
page(literal(scene.name), literal(scene.caption))
st.markdown(lead(scene, trajectories))


def on_hand(event):
    """A handle was let go: the start, or two of a rule's numbers."""
    on_click(event) if event["type"] == "start" else on_pair(event, crowd, scene.entrants)


player(film, key="race", events=["start", "handle"], on_event=on_hand)
with st.container(horizontal=True):
    export_button(film, "race", [scene], [trajectories])
    copy_link("race-link")
race_table(scene, film.racers, trajectories, over)
about_surface(scene.surface)
