"""`figures.animation` through plain plotly.js."""

import json

import pytest

from figures import animation
from scenes import SCENES

DRAW = """(figure) => Plotly.newPlot("stage", figure.data, figure.layout)
    .then(() => Plotly.addFrames("stage", figure.frames))"""
TRAIL = 'document.querySelectorAll("#stage path.js-line")[0].getAttribute("d").length'
LINES = 'document.querySelectorAll("#stage .contourlevel path").length'


@pytest.mark.parametrize("slug", ["radford-beale", "rosenbrock-five"])
def test_it_plays_and_the_contour_stays(page, files_address, slug):
    page.goto(files_address)
    page.evaluate(DRAW, json.loads(animation(SCENES[slug]).to_json()))
    before = page.evaluate(LINES)
    assert before > 0
    page.get_by_text("Play", exact=True).click()
    page.wait_for_function(f"{TRAIL} > 200")
    assert page.evaluate(LINES) == before
