"""The home page tells the player of Radford's three."""

import json

from scenes import SCENES


def test_three_groups_of_six(open_page):
    app = open_page("home")
    player = next(c for c in app.get("bidi_component") if c.proto.component_name == "downhill_player")
    film = json.loads(player.proto.json)["film"]
    assert film["autoplay"]
    assert [panel["kind"] for panel in film["panels"]] == ["plane", "space", "space"]
    assert len(film["tracks"]) == 18
    assert [racer["name"] for racer in film["racers"]] == [e.name for e in SCENES["radford-beale"].entrants]
