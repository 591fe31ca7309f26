"""Trajectories → films: bases that Plotly draws once, tracks that the player moves (README.md)."""

from figures._encode import digest, encode, packed
from figures.animation import animation
from figures.assemble import film_of, home_film, linked, tracks_of
from figures.charts import chart
from figures.film import Film, Panel, Racer, Track
from figures.plane import contour, curve1d
from figures.space import surface3d

__all__ = [
    "Film",
    "Panel",
    "Racer",
    "Track",
    "animation",
    "chart",
    "contour",
    "curve1d",
    "digest",
    "encode",
    "film_of",
    "home_film",
    "linked",
    "packed",
    "surface3d",
    "tracks_of",
]
