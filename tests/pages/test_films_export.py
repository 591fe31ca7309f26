"""Whatever a page of the lecture plays can be taken away: each of its films is drawn as a picture."""

import io
from pathlib import Path

import pytest
from PIL import Image

import ui.lesson
from export import Options, render

LEARN = sorted(
    path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py") if "ui.lesson" in path.read_text()
)


@pytest.mark.usefixtures("less_work")
@pytest.mark.parametrize("name", LEARN)
def test_every_film_is_drawn(open_page, monkeypatch, name):
    films = {}
    monkeypatch.setattr(ui.lesson, "export_button", lambda film, key: films.update({key: film}))
    app = open_page(name)
    players = [c.key for c in app.get("bidi_component") if c.proto.component_name == "downhill_player"]
    asked = [key for key in players if ".asked" in key]  # a question, whose race is not shown yet
    assert len(films) == len(players) - len(asked) > 0
    for film in films.values():
        picture = Image.open(io.BytesIO(render(film, ".png", Options(size=(480, 360), density=1.0))))
        assert picture.size == (480, 360)
        assert len(picture.convert("RGB").getcolors(480 * 360)) > 20
