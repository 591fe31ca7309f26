"""Whatever a page of the lecture plays is what was recorded, says what its broken lines are, and can be taken away:
each film is drawn as a picture."""

import io
import json

import pytest
from dashes import unexplained
from PIL import Image
from record_films import FILE, differing, opened, pages, recorded

from export import Options, render

RECORDED = json.loads(FILE.read_text())
AGAIN = "If it is so on purpose: python tests/pages/record_films.py"


@pytest.mark.usefixtures("less_work")
@pytest.mark.parametrize("name", pages())
def test_every_film_is_as_recorded_and_is_drawn(open_page, name):
    films, app = opened(open_page, name)
    players = [c.key for c in app.get("bidi_component") if c.proto.component_name == "downhill_player"]
    asked = [key for key in players if ".asked" in key]  # a question, whose race is not shown yet
    assert len(films) == len(players) - len(asked) > 0
    assert not {key: lines for key, film in films.items() if (lines := unexplained(film))}
    for film in films.values():
        picture = Image.open(io.BytesIO(render(film, ".png", Options(size=(480, 360), density=1.0))))
        assert picture.size == (480, 360)
        assert len(picture.convert("RGB").getcolors(480 * 360)) > 20
    differ = differing(RECORDED[name], recorded(films))
    assert not differ, f"{name} shows something else at {differ[:5]}. {AGAIN} {name}"
