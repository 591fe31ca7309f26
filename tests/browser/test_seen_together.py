"""On a screen of 1366 × 768 a picture and what changes it are seen together."""

import pytest

HEADER = 60  # pixels that Streamlit's own bar covers
SCREEN = {"width": 1366, "height": 768}
# The keys of each page's pictures, and of the first control above each; None where a picture has none.
PICTURES = {
    "sharp": {"sharp.film": "sharp.label_noise", "sharp.rescaled.film": "sharp.rescaled.alpha"},
    "benchmark": {
        "benchmark.task_film": "benchmark.budget",
        "benchmark.profile.film": "benchmark.profile.budget",
        "benchmark.tuning.film": "benchmark.tuning.schedule",
    },
    "stability": {"stability.film": "stability.lr", "stability.others.film": "stability.others.momentum"},
    "network": {"network.film": None},  # its controls are in the sidebar
    "landscape": {"landscape.film": None, "landscape.line.film": "landscape.line.one"},
    "stationary": {
        "stationary.film": "stationary.width",
        "stationary.ends.film": None,
        "stationary.linear.film": "stationary.linear.hidden",
        "stationary.width.film": None,
    },
    "momentum": {
        "momentum.anatomy.film": "momentum.anatomy.lr",
        "momentum.trough.film": "momentum.trough.kappa",
        "momentum.plane.film": "momentum.plane.kappa",
    },
    "adaptive": {
        "adaptive.rates.film": "adaptive.rates.surface",
        "adaptive.dying.film": "adaptive.dying.adagrad",
        "adaptive.correction.film": "adaptive.correction.surface",
        "adaptive.eps.film": "adaptive.eps.surface",
    },
    "moons": {
        "moons.film": "moons.batch_size",
        "moons.cloud.film": "moons.cloud.batch_size",
        "moons.sizes.film": "moons.sizes.lr",
        "moons.smooth.film": "moons.smooth.size",
    },
    "ends": {
        "ends.film": None,
        "ends.wilson.film": "ends.wilson.n",
        "ends.wells.film": "ends.wells.optimizer",
        "ends.map.film": "ends.map.optimizer",
    },
    "averages": {"averages.series.film": "averages.series.beta", "averages.table.film": "averages.table.table"},
    "winner": {
        "winner.bet.asked0": None,
        "winner.board": "winner.rules",
        "winner.map.map": "winner.map.surface",
        "winner.pairs.map": "winner.pairs.surface",
    },
    "error_surfaces": {
        "error_surfaces.probe": "error_surfaces.surface",
        "error_surfaces.chord.film": "error_surfaces.chord.surface",
        "error_surfaces.ridge.film": "error_surfaces.ridge.surface",
        "error_surfaces.goe.film": "error_surfaces.goe.n",
        "error_surfaces.index.film": "error_surfaces.index.n",
        "error_surfaces.swarm": None,
    },
    "scaling": {
        "scaling.morph": "scaling.lambda1",
        "scaling.two.film": "scaling.two.lambda1",
        "scaling.repair.film": "scaling.repair.lambda1",
    },
    "newton": {
        "newton.curve.film": "newton.curve.lr",
        "newton.plane.film": "newton.plane.surface",
        "newton.signs.film": "newton.signs.damping",
        "newton.cost.film": "newton.cost.m",
        "newton.learning.film": "newton.learning.surface",
    },
    "decay": {
        "decay.wells.film": "decay.wells.lr",
        "decay.plane.film": "decay.plane.surface",
        "decay.schedules.film": "decay.schedules.lr",
        "decay.sweep.film": "decay.sweep.lr",
    },
    "step_size": {
        "step_size.one": "step_size.lr",
        "step_size.meanings": None,
        "step_size.taylor.film": "step_size.taylor.lr",
        "step_size.two.film": "step_size.two.lr",
        "step_size.bowl.film": "step_size.bowl.kappa",
    },
}
REACH = """([picture, control]) => {
    const key = (words) => `.st-key-${words.replaceAll(".", "-")}`;
    const panels = [...document.querySelectorAll(`${key(picture)}-stage [data-panel]`)];
    const top = document.querySelector(key(control ?? `${picture}.stage`)).getBoundingClientRect().top;
    return Math.max(...panels.map((panel) => panel.getBoundingClientRect().bottom)) - top;
}"""

EMPTY = """() => [...document.querySelectorAll("[data-player]")].map((player) =>
    player.closest("[class*=-stage]").getBoundingClientRect().bottom - player.getBoundingClientRect().bottom)"""

FIRST = """() => {
    document.querySelector("[data-testid=stMain]").scrollTop = 0;
    const player = document.querySelector("[class*=st-key-_section] [data-player]");
    const plots = [...player.querySelectorAll(".dh-plot")].map((plot) => plot.getBoundingClientRect());
    const row = plots.filter(({top}) => top < plots[0].bottom);
    const foot = player.querySelector(".dh-controls")?.getBoundingClientRect();
    const [bottoms, heights] = [row.map(({bottom}) => bottom), plots.map(({height}) => height)];
    return [Math.max(...bottoms), Math.min(...heights), foot?.height ?? 0];
}"""


@pytest.mark.parametrize("slug", PICTURES)
def test_a_picture_and_its_control_are_seen_together_and_the_first_as_the_page_opens(opened, slug):
    page = opened(slug, len(PICTURES[slug]))
    page.set_viewport_size(SCREEN)
    page.wait_for_timeout(300)
    bottom, height, foot = page.evaluate(FIRST)
    assert bottom <= SCREEN["height"] - foot  # the page's first picture is seen before one scrolls
    assert height >= 150
    for i in range(len(PICTURES[slug])):
        page.locator("[data-player]").nth(i).scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    reaches = {picture: page.evaluate(REACH, [picture, control]) for picture, control in PICTURES[slug].items()}
    assert reaches == {picture: pytest.approx(0, abs=SCREEN["height"] - HEADER) for picture in PICTURES[slug]}
    assert max(page.evaluate(EMPTY)) < 2  # the seats of a player's parts take no room below it


PHONE = {"width": 390, "height": 844}
BELOW = """([picture, control]) => {
    const key = (words) => document.querySelector(`.st-key-${words.replaceAll(".", "-")}`);
    const stage = key(`${picture}.stage`);
    stage.scrollIntoView();
    const [panel] = stage.querySelectorAll("[data-panel]");
    const seat = key(control).closest("[class*=st-key-_controls]");
    const {top, bottom} = seat.getBoundingClientRect();
    return [panel.getBoundingClientRect().top, top, bottom];
}"""


@pytest.mark.parametrize("slug", ["momentum", "moons", "benchmark"])
def test_on_a_phone_the_picture_comes_first_and_its_controls_stay_at_the_foot_of_the_screen(opened, slug):
    page = opened(slug, len(PICTURES[slug]))
    page.set_viewport_size(PHONE)
    page.wait_for_timeout(300)
    for picture, control in PICTURES[slug].items():
        if control is not None:
            panel, top, bottom = page.evaluate(BELOW, [picture, control])
            assert panel + 250 < top, picture  # so much of it is seen
            assert bottom <= PHONE["height"] + 1, picture
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size(SCREEN)
