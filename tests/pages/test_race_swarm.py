"""The swarm on the Race page: whose and how large, from the address; what is not legal there is the default."""

import json

import pytest


@pytest.mark.parametrize(
    ("query", "rule", "side"),
    [("swarm=adam&swarm.side=32", "adam", 32), ("swarm=nobody&swarm.side=5", "gradient_descent", 20)],
)
def test_a_swarm_stands_in_the_address(open_page, query, rule, side):
    app = open_page("race", f"scene=four-minima&panels=contour&panels=swarm&{query}")
    films = [json.loads(part.proto.json)["film"] for part in app.get("bidi_component") if '"film"' in part.proto.json]
    (swarm,) = (panel["swarm"] for film in films for panel in film["panels"] if panel["swarm"])
    assert (swarm["rule"], swarm["side"]) == (rule, side)
    assert len(swarm["minima"]) == 4
    assert [box.value for box in app.selectbox if box.label == "Swarm of"] == [rule]
