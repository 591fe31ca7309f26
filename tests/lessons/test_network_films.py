"""Films of decision borders and of landscapes are taken away as GIFs, in which they move."""

import io

import numpy as np
import pytest
from PIL import Image, ImageSequence

from export import Options, render
from figures import Racer
from lessons.landscape.film import landscape_film
from lessons.landscape.section import all_seen, plane_of, section
from lessons.landscape.settings import Landscape
from lessons.landscape.words import share_words
from lessons.training.film import training_film
from lessons.training.measure import trained
from lessons.training.settings import LINEUP, Training
from optim import run

RULES = LINEUP[2:4]
RACERS = [Racer(rule.slug, rule.name, rule.color) for rule in RULES]
OPTIONS = Options(size=(480, 320), seconds=0.4, hold=0.0)


def borders():
    chosen = Training(n=60, width=4, depth=1, steps=50)
    problem = chosen.problem()
    return training_film(problem, RACERS, {rule.slug: trained(problem, rule, chosen.steps) for rule in RULES})


def landscape(plane):
    chosen = Landscape(width=3, depth=1, steps=50, plane=plane)
    tracks = {rule.slug: run(rule, chosen.problem, steps=50).points for rule in RULES}
    runs = list(tracks.values())
    shown = plane_of(plane, runs, chosen.problem)
    made, seen = section(shown, runs, chosen.problem), all_seen(shown, tracks, chosen.problem)
    return landscape_film(shown, made, RACERS, seen, share_words(shown, runs))


FILMS = {"borders": borders, "landscape": lambda: landscape("principal")}


@pytest.mark.parametrize("name", FILMS)
def test_films_of_networks_move_as_gifs(name):
    film = Image.open(io.BytesIO(render(FILMS[name](), ".gif", OPTIONS)))
    frames = [np.asarray(frame.convert("RGB"), dtype=int) for frame in ImageSequence.Iterator(film)]
    assert film.size == (480, 320)
    assert len(frames) >= 8
    left = [frame[40:280, :200] for frame in frames]  # the first picture
    assert (np.abs(left[-1] - left[0]).max(axis=-1) > 60).sum() > 20
    for rule in RULES:
        color = np.array([int(rule.color[i : i + 2], 16) for i in (1, 3, 5)])
        near = [(np.abs(frame - color).max(axis=-1) < 40).sum() for frame in left]
        assert max(near) > 10
