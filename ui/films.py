"""Films that many visitors see alike: made once, and their parts written once."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from figures import Film, film_of, home_film, linked
from scenes import SCENES, Scene, to_json
from ui.crowds import Crowd
from ui.shared import Shared

RADFORD = ("radford-beale", "radford-long-valley", "radford-saddle")
ALONE = Crowd()
KEPT = 32_000_000  # bytes of films, as they are sent


def _bytes(film: Film) -> int:
    return 2 * sum(map(len, film.packed[1]))  # beside the messages the arrays that they were made of


_films: Shared[Film] = Shared(KEPT, _bytes)


def race_film(
    scene: Scene, trajectories: Sequence[Any], x: str = "step", inside: bool = False, crowd: Crowd = ALONE
) -> Film:
    """The film of the Race page: `figures.film_of`, of which all visitors' latest are kept."""
    key = to_json(scene), tuple(entrant.id for entrant in scene.entrants), x, inside, crowd
    film = _films.get(key)
    if film is None:
        made = film_of(
            scene, trajectories=trajectories, x=x, autoplay=True, live=True, inside=inside,
            swarm=(crowd.id, crowd.side), pair=crowd.pair,
        )  # fmt: skip
        film = _films.put(key, made)
    return film


@cache
def radford_film() -> Film:
    """The film of the home page, as it can be taken away."""
    return home_film([SCENES[slug] for slug in RADFORD])


@cache
def linked_film() -> Film:
    """The same as the home page plays it: each panel leads to its race."""
    return linked(radford_film(), (f"race?scene={slug}" for slug in RADFORD))
