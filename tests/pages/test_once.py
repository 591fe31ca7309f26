"""What a page makes of its settings, made once for all who set the same."""

import json

import numpy as np
import pytest
from visit import films_told

from figures import Film, home_film
from scenes import SCENES
from ui import once as kept
from ui.once import once
from ui.shared import Shared

calls = []


@pytest.fixture(autouse=True)
def empty(monkeypatch):
    calls.clear()
    monkeypatch.setattr(kept, "_kept", Shared(kept.KEPT, kept._size))


def made(*settings):
    calls.append(settings)
    return np.zeros(10_000)


def test_equal_settings_share_and_others_do_not():
    first = once(made, 1.0, "adam", (1, 2))
    assert once(made, 1.0, "adam", (1, 2)) is first
    for other in [(1.1, "adam", (1, 2)), (1.0, "sgd", (1, 2)), (1.0, "adam", [1, 2]), (1.0, "adam", (1, 3)), ()]:
        assert once(made, *other) is not first
    assert len(calls) == 6


def test_what_cannot_be_hashed_is_known_by_which_object_it_is():
    runs, equal = np.ones(3), np.ones(3)
    first = once(made, {"a": runs})
    assert once(made, {"a": runs}) is first
    assert once(made, {"b": runs}) is not first
    assert once(made, {"a": equal}) is not first
    for i in range(100):  # one that is gone leaves its identity to no other
        once(made, np.full(3, i))
    assert len(calls) == 103


def test_no_more_is_kept_than_may_be(monkeypatch):
    monkeypatch.setattr(kept, "_kept", Shared(200_000, kept._size))
    for i in range(5):
        once(made, i)
    assert kept._kept.bytes == 2 * (80_000 + kept.LEAST)
    once(made, 4)
    assert len(calls) == 5
    once(made, 0)
    assert len(calls) == 6


def test_a_film_is_kept_as_it_is_shown_and_weighs_what_is_sent():
    def film(slug):
        return home_film([SCENES[slug]])

    shown = once(film, "rotated")
    assert isinstance(shown, Film)
    assert shown.predict
    assert kept._kept.bytes == 4 * sum(map(len, shown.packed[1]))


@pytest.mark.parametrize(("page", "query"), [("adaptive", "adaptive.rates.factor=2"), ("moons", "moons.batch_size=5")])
@pytest.mark.thorough
def test_a_page_shows_the_same_again_and_another_where_it_is_set_otherwise(open_page, page, query):
    first, again, other = (json.dumps(films_told(open_page(page, asked))) for asked in ("", "", query))
    assert first == again
    assert first != other
