"""The race: any surface, any optimizers, every hyperparameter."""

import streamlit as st

from figures import film_of
from ui.page import page
from ui.player import player
from ui.race import on_click, race_controls

page("Race")
scene = race_controls()
trajectories = scene.run()
player(film_of(scene, trajectories=trajectories, autoplay=True), key="race", events=["start"], on_event=on_click)
if scene.caption:
    st.caption(scene.caption)
