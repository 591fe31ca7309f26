"""Page 11 over the extremes of its controls."""

import pytest
from visit import films_told

from lessons.winner import bets

SMALL = (
    "winner.rules=gradient_descent&winner.rules=newton&winner.surfaces=booth"
    "&winner.budget=40&winner.starts=4&winner.candidates=4"
)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "&winner.what=default",
        "&winner.what=starts&winner.budget=400&winner.starts=64&winner.candidates=64",
        "&winner.map.rule=newton&winner.map.rate=1&winner.map.steps=20",
        "&winner.map.surface=ackley&winner.map.rule=lbfgs&winner.map.steps=20",
        "&winner.pairs.rule=adam&winner.pairs.adam.x=beta1&winner.pairs.adam.y=beta1",
        "&winner.pairs.surface=michalewicz&winner.pairs.steps=20",
        "&winner.what=x&winner.budget=nan&winner.map.surface=x&winner.pairs.rule=gradient_descent&winner.map.rate=-1",
    ],
)
@pytest.mark.thorough
def test_controls_and_hostile_addresses(open_page, query):
    app = open_page("winner", SMALL + query)
    assert len([c for c in app.get("bidi_component") if c.proto.component_name == "downhill_player"]) == 4


def test_a_bet_is_asked_on_the_surface_placed_once_and_the_next_one_asked(open_page, monkeypatch):
    for name, value in (("BUDGET", 20), ("CANDIDATES", 2), ("STARTS", 2)):
        monkeypatch.setattr(bets, name, value)
    app = open_page("winner", "slide=bet")
    films = films_told(app)
    assert [panel["id"] for panel in films[0]["panels"]] == ["asked", "space"]
    assert "Rosenbrock" in films[0]["panels"][0]["title"]
    app.button_group(key="winner.bet.choice0").set_value("newton").run()
    told = next(text.value for text in app.markdown if "First on Rosenbrock" in text.value)
    assert told.startswith(("**You win.**", "**Newton comes in at place"))
    assert not any(group.key.startswith("winner.bet") for group in app.button_group)  # it is placed, and stays
    assert any("of 1** bets won" in text.value for text in app.caption)
    app.button(key="winner.bet.another").click().run()
    assert any("Himmelblau" in group.label for group in app.button_group)


def test_nobody_in_the_tournament(open_page):
    app = open_page("winner", "winner.rules=none")
    assert app.info[0].value.startswith("Choose at least one optimizer")


def test_more_than_can_be_done_at_once_stops_and_goes_on(open_page, monkeypatch):
    import ui.work

    clock = iter(range(10_000))
    monkeypatch.setattr(ui.work.time, "perf_counter", lambda: 6.0 * next(clock))
    query = SMALL.replace("winner.starts=4", "winner.starts=5") + "&winner.surfaces=matyas"
    app = open_page("winner", query)
    assert any(text.value.endswith("missing.") for text in app.markdown)
    for _ in range(4):
        buttons = [button for button in app.button if button.label == "Go on"]
        if not buttons:
            break
        buttons[0].click().run()
        assert not app.exception
    assert not any(text.value.endswith("missing.") for text in app.markdown)


def test_links_open_the_run_that_is_shown(open_page):
    from urllib.parse import urlencode

    from lessons.winner.links import race
    from scenes import from_dict

    app = open_page("race", urlencode(race("momentum", "beale", 37, (0.123, -1.75), lr=0.00123, beta=0.84)))
    scene = from_dict(app.session_state["_scene"])
    (rule,) = (entrant.rule for entrant in scene.entrants)
    assert (rule.lr, rule.beta, scene.start, scene.steps) == (0.00123, 0.84, (0.123, -1.75), 37)
