"""Home: the player is told of Radford's three; each picture of the gallery is the race that its link opens."""

import contextlib
import re

import numpy as np
import pytest
from visit import films_told

from lessons.training.card import card
from optim import OPTIMIZERS, run
from scenes import SCENES, from_dict
from surfaces import SURFACES
from ui.films import RADFORD
from ui.gallery import CARD, gallery_items


def test_three_groups_of_six(open_page):
    app = open_page("home")
    (film,) = films_told(app)
    assert film["autoplay"]
    assert [panel["kind"] for panel in film["panels"]] == ["plane", "space", "space"]
    assert [panel["link"] for panel in film["panels"]] == [f"race?scene={slug}" for slug in RADFORD]
    assert len(film["tracks"]) == 18
    assert [racer["name"] for racer in film["racers"]] == [e.name for e in SCENES["radford-beale"].entrants]


def test_as_many_rules_are_promised_as_can_go_down_a_surface(open_page):
    ((more, known),) = re.findall(
        r"Adam and (\d+) more of the catalogue’s (\d+) find their way down an error surface",
        " ".join(each.value for each in open_page("home").markdown),
    )
    beale, able = SURFACES["beale"](), 0
    for rule in OPTIMIZERS.values():
        with contextlib.suppress(ValueError):
            able += not run(rule(), beale, steps=1).diverged_at
    assert int(more) + 3 == able
    assert int(known) == len(OPTIMIZERS)


@pytest.mark.parametrize("item", gallery_items(), ids=lambda item: item.question)
@pytest.mark.thorough
def test_a_picture_of_the_gallery_is_the_race_that_it_opens(open_page, item):
    app = open_page("race", item.address.partition("?")[2])
    shown = from_dict(app.session_state["_scene"])
    assert [entrant.name for entrant in shown.entrants] == [entrant.name for entrant in item.scene.entrants]
    assert [entrant.color for entrant in shown.entrants] == [entrant.color for entrant in item.scene.entrants]
    for opened, drawn in zip(shown.run(), item.scene.run(), strict=True):
        np.testing.assert_array_equal(opened.points, drawn.points)


def test_a_button_leads_to_the_networks(open_page):
    app = open_page("home")
    assert "Train a network" in [button.label for button in app.button]


def test_a_card_leads_to_the_networks_and_shows_what_they_learn(open_page):
    """The recorded picture is what the page's rules draw now."""
    (shown,) = [text.proto.body for text in open_page("home").get("html") if "dh-gallery" in text.proto.body]
    assert "href='network'" in shown
    then, now = (re.split(r"(-?\d+\.\d+)", svg) for svg in (CARD.read_text(), card()))
    assert then[::2] == now[::2]
    np.testing.assert_allclose(np.array(then[1::2], float), np.array(now[1::2], float), atol=0.2)
