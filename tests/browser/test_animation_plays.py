"""`figures.animation` through plain plotly.js."""

import json

import pytest

from figures import animation
from scenes import SCENES

DRAW = """(figure) => Plotly.newPlot("stage", figure.data, figure.layout)
    .then(() => Plotly.addFrames("stage", figure.frames))"""
LINES = """(count) => {
    const drawn = [...document.querySelectorAll("#stage .scatterlayer path.js-line")].map((p) => p.getAttribute("d"));
    return [drawn.slice(0, -count), drawn.slice(-count).map((d) => d.length)];
}"""
FAR = """(count) => [...document.querySelectorAll("#stage .scatterlayer path.js-line")]
    .at(-count).getAttribute("d").length > 100"""


@pytest.mark.parametrize("slug", ["radford-beale", "rosenbrock-five"])
def test_it_plays_and_the_contour_stays(page, files_address, slug):
    page.goto(files_address)
    page.evaluate(DRAW, json.loads(animation(SCENES[slug]).to_json()))
    racers = len(SCENES[slug].entrants)
    contour, trails = page.evaluate(LINES, racers)
    assert len(contour) > 15
    page.get_by_text("Play", exact=True).click()
    page.wait_for_function(FAR, arg=racers)
    for _ in range(3):
        now, longer = page.evaluate(LINES, racers)
        assert now == contour
        assert sum(longer) > sum(trails)
        trails = longer
        page.wait_for_timeout(300)
