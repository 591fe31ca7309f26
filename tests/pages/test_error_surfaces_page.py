"""Lecture, page 1: every surface, the extremes of its controls, hostile addresses; never an exception."""

import pytest

from lessons.error_surfaces.probe import PLANE
from lessons.error_surfaces.saddles import RIDGES
from surfaces import SURFACES

OFFERED = list(PLANE)
SOME = OFFERED[::6]
KEY = "error_surfaces"


@pytest.mark.parametrize("slugs", [SOME, pytest.param(OFFERED, marks=pytest.mark.thorough)], ids=["some", "all"])
def test_every_surface(open_page, slugs):
    app = open_page(KEY)
    for slug in slugs:
        app.selectbox(key=f"{KEY}.surface").select(slug)
        app.selectbox(key=f"{KEY}.chord.surface").select(slug)
        app.run()
        assert not app.exception, slug
        low, high = SURFACES[slug].domain[0]
        assert low <= app.number_input(key=f"{KEY}.x").value <= high
        assert app.query_params.get(f"{KEY}.surface", "himmelblau") == slug


def test_a_surface_from_the_address(open_page):
    app = open_page(KEY, f"{KEY}.surface=easom&{KEY}.chord.surface=booth")
    assert app.selectbox(key=f"{KEY}.surface").value == "easom"
    assert "Not convex" not in str([text.value for text in app.markdown])


def test_choosing_a_surface_puts_the_probe_and_the_chord_into_its_picture(open_page):
    app = open_page(KEY)
    app.selectbox(key=f"{KEY}.surface").select("michalewicz").run()
    app.selectbox(key=f"{KEY}.chord.surface").select("booth").run()
    assert not app.exception
    assert 0 <= app.number_input(key=f"{KEY}.x").value <= 3.1416
    assert "Not convex" not in str([text.value for text in app.markdown])


@pytest.mark.parametrize("corner", ["x=-5&y=-5", "x=5&y=5", "x=-5&y=5", "x=3&y=2"])
@pytest.mark.thorough
def test_the_probe_in_the_corners_and_on_a_minimum(open_page, corner):
    x, y = corner.split("&")
    app = open_page(KEY, f"{KEY}.{x}&{KEY}.{y}")
    assert app.number_input(key=f"{KEY}.x").value == float(x[2:])


@pytest.mark.parametrize("slug", RIDGES)
@pytest.mark.parametrize("lr", ["0.01", "0.15"])
@pytest.mark.thorough
def test_every_ridge(open_page, slug, lr):
    app = open_page(KEY, f"{KEY}.ridge.surface={slug}&{KEY}.ridge.lr={lr}")
    words = next(text.value for text in app.markdown if text.value.startswith("Each start is 100 times"))
    assert ("does not hold" in words) == (slug == "monkey_saddle")


@pytest.mark.parametrize(("n", "count", "size"), [(1, "1,000", 6), (20, "2,000,000", 30)])
@pytest.mark.thorough
def test_random_matrices_at_the_ends_of_the_sliders(open_page, n, count, size):
    app = open_page(KEY, f"{KEY}.goe.n={n}&{KEY}.goe.count={count}&{KEY}.goe.seed=9999&{KEY}.index.n={size}")
    assert app.slider(key=f"{KEY}.goe.n").value == n
    assert app.select_slider(key=f"{KEY}.goe.count").value == int(count.replace(",", ""))
    assert app.slider(key=f"{KEY}.index.n").value == size


@pytest.mark.parametrize(
    "query",
    [
        f"{KEY}.surface=nonsense&{KEY}.chord.surface=wells&{KEY}.ridge.surface=beale",
        f"{KEY}.x=nan&{KEY}.y=inf&{KEY}.chord.a_1=1e300&{KEY}.chord.b_2=x",
        f"{KEY}.surface=michalewicz&{KEY}.x=-5&{KEY}.y=99",
        f"{KEY}.chord.a_1=1&{KEY}.chord.a_2=1&{KEY}.chord.b_1=1&{KEY}.chord.b_2=1",
        f"{KEY}.goe.n=1000&{KEY}.goe.count=999999999&{KEY}.goe.seed=-1&{KEY}.index.n=5000&{KEY}.ridge.lr=1e9",
        f"{KEY}.surface=&{KEY}.x=&{KEY}.goe.n=",
    ],
)
@pytest.mark.thorough
def test_hostile_addresses(open_page, query):
    open_page(KEY, query)


@pytest.mark.thorough
def test_suggestions(open_page):
    app = open_page(KEY)
    for label in ("A saddle", "A curved valley", "A saddle without curvature", "A valley of equal minima"):
        next(button for button in app.button if button.label == label).click().run()
        assert not app.exception
    assert app.selectbox(key=f"{KEY}.surface").value == "linear_network"
    for label, verdict in (
        ("Convex", "**Convex**"),
        ("Not convex", "**Not convex**"),
        ("A network", "Above this chord"),
    ):
        next(button for button in app.button if button.label == label).click().run()
        assert any(verdict in text.value for text in app.markdown)


def test_the_saddle_s_preset_stands_on_the_saddle(open_page):
    app = open_page(KEY)
    next(button for button in app.button if button.label == "A saddle").click().run()
    assert any("**a saddle**" in text.value for text in app.markdown)
    assert any(r"\nabla E = \begin{pmatrix} 0 \\ 0" in text.value for text in app.latex)
