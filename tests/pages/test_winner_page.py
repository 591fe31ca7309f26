"""Page 11 over the extremes of its controls."""

import pytest

SMALL = (
    "winner.rules=gradient_descent&winner.rules=newton&winner.surfaces=booth"
    "&winner.steps=20&winner.starts=4&winner.budget=4"
)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "&winner.what=default",
        "&winner.what=starts&winner.steps=300&winner.starts=64&winner.budget=64",
        "&winner.starts.rule=newton&winner.starts.rate=1&winner.starts.steps=20",
        "&winner.starts.surface=ackley&winner.starts.rule=lbfgs&winner.starts.steps=40",
        "&winner.pairs.rule=adam&winner.pairs.adam.x=beta1&winner.pairs.adam.y=beta1",
        "&winner.pairs.surface=michalewicz&winner.pairs.steps=20",
        "&winner.what=x&winner.steps=nan&winner.starts.surface=x&winner.pairs.rule=gradient_descent&winner.starts.rate=-1",
    ],
)
def test_controls_and_hostile_addresses(open_page, query):
    app = open_page("winner", SMALL + query)
    assert len([c for c in app.get("bidi_component") if c.proto.component_name == "downhill_player"]) == 3


def test_nobody_in_the_tournament(open_page):
    app = open_page("winner", "winner.rules=none")
    assert app.info[0].value.startswith("Choose at least one optimizer")
