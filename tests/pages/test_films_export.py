"""Whatever a page of the lecture plays is what was recorded, says what its broken lines are, stands out from both
grounds, and can be taken away: each film is drawn as a picture."""

import io
import json

import pytest
from dashes import unexplained
from grounds import faint
from PIL import Image
from record_films import FILE, differing, opened, pages, recorded

from export import Options, render
from figures import film_of, home_film
from scenes import PANELS, SCENES
from ui.films import RADFORD

ALL = tuple(panel for panel in PANELS if panel != "surface")  # in space nothing is broken
RECORDED = json.loads(FILE.read_text())
AGAIN = "If it is so on purpose: python tests/pages/record_films.py"


@pytest.mark.usefixtures("less_work")
@pytest.mark.parametrize("name", pages())
@pytest.mark.thorough
def test_every_film_is_as_recorded_and_is_drawn(open_page, name):
    films, app = opened(open_page, name)
    players = [c.key for c in app.get("bidi_component") if c.proto.component_name == "downhill_player"]
    asked = [key for key in players if ".asked" in key]  # a question, whose race is not shown yet
    assert len(films) == len(players) - len(asked) > 0
    assert not {key: lines for key, film in films.items() if (lines := unexplained(film))}
    assert not {key: colors for key, film in films.items() if (colors := faint(film))}
    for film in films.values():
        picture = Image.open(io.BytesIO(render(film, ".png", Options(size=(480, 360), density=1.0))))
        assert picture.size == (480, 360)
        assert len(picture.convert("RGB").getcolors(480 * 360)) > 20
    differ = differing(RECORDED[name], recorded(films))
    assert not differ, f"{name} shows something else at {differ[:5]}. {AGAIN} {name}"


@pytest.mark.parametrize("slug", SCENES)
@pytest.mark.thorough
def test_the_broken_lines_of_a_race_are_explained_too(slug):
    """With all that a race can show, and what its rules go by."""
    assert not unexplained(film_of(SCENES[slug], panels=ALL, inside=True))


def test_the_broken_lines_of_home_are_explained():
    assert not unexplained(home_film([SCENES[slug] for slug in RADFORD]))


def test_a_broken_line_without_a_word_is_noticed():
    """In a film of a scene itself: what is drawn there is looked at."""
    film = film_of(SCENES["drifting"], panels=("contour", "loss"))
    for panel in film.panels:
        (left, right), (low, high) = panel.figure["layout"]["xaxis"]["range"], panel.figure["layout"]["yaxis"]["range"]
        broken = {"type": "scatter", "x": [left, right], "y": [low, high], "line": {"dash": "dash"}}
        panel.figure["data"].append(broken)
    assert {id for id, kind in unexplained(film)} == {panel.id for panel in film.panels}
