"""The catalogue has a card for everything, and finds it."""

import re

import pytest

from lessons.error_surfaces.critical import found as critical
from optim import OPTIMIZERS
from surfaces import SURFACES
from ui.catalogue import found, groups, minima_words
from ui.formula import stacked

SHELVES = [(kind, shelf) for kind in ("optimizers", "surfaces") for shelf in groups(kind)]


@pytest.mark.parametrize(("kind", "shelf"), SHELVES)
@pytest.mark.thorough
def test_a_card_for_each(open_page, kind, shelf):
    app = open_page("catalogue", f"catalogue.kind={kind}&catalogue.{kind}={shelf}")
    registry = OPTIMIZERS if kind == "optimizers" else SURFACES
    titles = [markdown.value for markdown in app.markdown]
    for slug in groups(kind)[shelf]:
        assert any(title.startswith(f"**{registry[slug].name}**") for title in titles)


@pytest.mark.parametrize("slug", SURFACES)
def test_known_minima_are_counted_and_written_as_numbers_are(slug):
    minima = SURFACES[slug]().minima()
    words = minima_words(minima)
    assert words.startswith("Known minimum:") == (len(minima) == 1)
    assert words.endswith("…") == (len(minima) > 4)
    assert "-" not in words
    assert "e+" not in words
    for told, point in zip(re.findall(r"\(([^)]*)\)", words), minima, strict=False):
        assert [float(c.replace("−", "-")) for c in told.split(", ")] == pytest.approx(point, rel=1e-3)


@pytest.mark.parametrize(
    ("slug", "says", "equal"),
    [("styblinski_tang", "Four basins in a square, two of them equally deep", [1, 2, 1]),
     ("himmelblau", "Four equally good minima", [4]),
     ("branin", "Three equally deep", [3]), ("six_hump_camel", "Six basins, two of them equally deepest", [2, 2, 2]),
     ("sharp_and_flat", "A narrow well and a wide one, nearly as deep", [1, 1]),
     ("three_hump_camel", "Three basins in a row", [1, 2])],
)  # fmt: skip
def test_basins_and_equal_depths_are_counted(slug, says, equal):
    surface = SURFACES[slug]()
    assert surface.__doc__.startswith(says)
    depths = [round(float(surface.value(c.point)), 6) for c in critical(surface).points if c.kind == "minimum"]
    assert [depths.count(depth) for depth in sorted(set(depths))] == equal


def test_every_slug_stands_on_a_shelf():
    assert sorted(slug for shelf in groups("optimizers").values() for slug in shelf) == sorted(OPTIMIZERS)
    assert sorted(slug for shelf in groups("surfaces").values() for slug in shelf) == sorted(SURFACES)


def test_search_by_name_author_and_idea():
    assert "adam" in found(list(OPTIMIZERS), OPTIMIZERS, "kingma")
    assert found(list(OPTIMIZERS), OPTIMIZERS, "POLYAK 1964") == ["momentum"]
    assert found(list(OPTIMIZERS), OPTIMIZERS, "no such thing") == []


@pytest.mark.parametrize(
    ("kind", "words", "says", "cards"),
    [("optimizers", "himmelblau", "No optimizer has all of these words, but one surface has.", 0),
     ("surfaces", "adam kingma", "No surface has all of these words, but {} optimizers have.", 0),
     ("optimizers", "zzzz", "Nothing in the catalogue has all of these words.", 0),
     ("optimizers", "a", "The first 24 of the {} optimizers that have all of these words.", 24),
     ("optimizers", "polyak 1964", None, 1)],
)  # fmt: skip
def test_a_search_tells_what_it_does_not_show(open_page, kind, words, says, cards):
    at = open_page("catalogue", f"catalogue.kind={kind}&catalogue.search={words.replace(' ', '+')}")
    able = len(found(list(OPTIMIZERS), OPTIMIZERS, words))
    assert [box.value for box in at.info] == ([says.format(able)] if says else [])
    headings = [box.value for box in at.markdown if box.value.startswith("**")]
    assert len(headings) == cards


@pytest.mark.parametrize("query", ["catalogue.search=zzzz", "catalogue.kind=x&catalogue.optimizers=y",
                                   "catalogue.search=" + "<script>" * 9, "catalogue.search=newton"])  # fmt: skip
def test_searches_and_hostile_addresses(open_page, query):
    open_page("catalogue", query)


def test_formulas_are_stacked_at_their_commas_but_not_inside_cases():
    assert stacked(r"a = b") == r"a = b"
    assert stacked(r"a, \quad b") == r"\begin{gathered}a \\[4pt] b\end{gathered}"
    assert stacked(r"\begin{cases} a, \quad b \end{cases}") == r"\begin{cases} a, \quad b \end{cases}"


@pytest.mark.parametrize("slug", SURFACES)
def test_what_a_reader_is_told_of_a_surface_has_no_code_in_it(slug):
    assert "`" not in SURFACES[slug].__doc__
