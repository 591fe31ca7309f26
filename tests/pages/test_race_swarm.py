"""The swarm on the Race page: whose and how large, from the address; what is not legal there is the default."""

import pytest
from visit import films_told


@pytest.mark.parametrize(
    ("query", "rule", "side"),
    [("swarm=adam&swarm.side=32", "adam", 32), ("swarm=nobody&swarm.side=5", "gradient_descent", 20)],
)
def test_a_swarm_stands_in_the_address(open_page, query, rule, side):
    app = open_page("race", f"scene=four-minima&panels=contour&panels=swarm&{query}")
    films = films_told(app)
    (swarm,) = (panel["swarm"] for film in films for panel in film["panels"] if panel["swarm"])
    assert (swarm["rule"], swarm["side"]) == (rule, side)
    assert len(swarm["minima"]) == 4
    assert [box.value for box in app.selectbox if box.label == "Many runs of"] == [rule]


def shown(app, id):
    films = films_told(app)
    return next(panel for film in films for panel in film["panels"] if panel["id"] == id)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("swarm=adam", ["adam.lr", "adam.beta1"]),
        ("swarm=adam&rates.x=beta2&rates.y=lr&adam.lr=0.02", ["adam.beta2", "adam.lr"]),
        ("swarm=adam&rates.x=beta2&rates.y=beta2", ["adam.beta2", "adam.beta1"]),
        ("swarm=gradient_descent", ["gradient_descent.lr", None]),
        ("swarm=adam&rates.x=nothing&rates.y=step", ["adam.lr", None]),
    ],
)
@pytest.mark.thorough
def test_the_plane_of_rates_stands_in_the_address(open_page, query, names):
    app = open_page("race", f"scene=four-minima&panels=contour&panels=rates&{query}")
    panel = shown(app, "rates")
    assert [axis["key"] for axis in panel["map"]["axes"]] == names
    (handle,) = panel["handles"]
    assert [item["name"] for item in handle["sets"]] == [name for name in names if name]
    assert [handle["x"], handle["y"]] == [axis["value"] for axis in panel["map"]["axes"]]
    assert "adam.lr=0.02" not in query or handle["y"] == 0.02


def test_basins_are_offered_with_the_start_as_a_handle(open_page):
    app = open_page("race", "scene=four-minima&panels=basins&swarm=momentum&x=1&y=-1")
    panel = shown(app, "basins")
    assert (panel["map"]["rule"], panel["start"], panel["clickable"]) == ("momentum", [1, -1], True)
