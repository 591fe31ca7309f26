"""The race: any surface, any optimizers, every hyperparameter."""

from figures import film_of
from ui.about import about_surface
from ui.page import page
from ui.player import player
from ui.race import on_click, race_controls
from ui.table import outcome_table

scene = race_controls()
page(scene.name, scene.caption)

trajectories = scene.run()
film = film_of(scene, trajectories=trajectories, autoplay=True)
player(film, key="race", events=["start"], on_event=on_click)
outcome_table(film.racers, trajectories)
about_surface(scene.surface)
