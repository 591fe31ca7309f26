"""Lecture, page 9, at the extremes of its controls."""

import pytest

from optim import ON_VECTORS

HOSTILE = (
    "moons.batch_size=0&moons.noise=nan&moons.seed=-3&moons.bias=%3Cscript%3E&moons.scale=1e99",
    "moons.optimizers=nobody&moons.optimizers=adam&moons.x=1e300&moons.y=x",
    "moons.cloud.batch_size=1e9&moons.cloud.x=inf&moons.cloud.y=-1e9",
    "moons.sizes.lr=0&moons.smooth.beta=7&moons.smooth.decay=-1&moons.smooth.size=z",
)


def test_it_opens(open_page):
    app = open_page("moons")
    assert app.title[0].value == "Mini-batches: noisy moons"


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.thorough
def test_hostile_addresses(open_page, query):
    open_page("moons", query)


@pytest.mark.parametrize(
    "query",
    [
        "moons.batch_size=1&moons.noise=0&moons.scale=10&moons.bias=none&moons.cloud.batch_size=1&moons.cloud.noise=0",
        "moons.batch_size=100&moons.noise=0.5&moons.seed=100&moons.scale=0.1&moons.cloud.batch_size=100",
        "moons.sizes.lr=10&moons.sizes.seed=100&moons.smooth.beta=0.99&moons.smooth.lr=10&moons.smooth.size=1",
        "moons.sizes.lr=0.1&moons.smooth.beta=0&moons.smooth.decay=1&moons.smooth.size=100&moons.cloud.noise=0.5",
        "moons.optimizers=none",
    ],
)
@pytest.mark.thorough
def test_extremes(open_page, query):
    open_page("moons", query)


@pytest.mark.parametrize("first", range(0, len(ON_VECTORS), 8))
@pytest.mark.thorough
def test_every_optimizer_can_be_chosen(open_page, first):
    slugs = list(ON_VECTORS)[first : first + 8]
    app = open_page("moons", "&".join(f"moons.optimizers={slug}" for slug in slugs))
    assert app.multiselect[0].value == slugs


def test_the_buttons_set_the_controls(open_page):
    app = open_page("moons")
    next(button for button in app.button if button.label == "One example a step").click().run()
    assert not app.exception
    assert app.slider(key="moons.batch_size").value == 1
