"""Pictures that a surface does not have: why is said, and a film is made of the others."""

import numpy as np
import pytest

from figures import film_of
from figures._encode import decode
from figures.assemble import left_out
from optim import OPTIMIZERS
from scenes import SCENES, scene
from surfaces import SURFACES

ALL = ("contour", "surface", "loss", "gradient", "multiples", "swarm", "basins", "rates")


@pytest.mark.parametrize(("slug", "without"), [("game", {"basins", "rates"}), ("drifting", {"surface", "basins"})])
def test_a_film_has_the_pictures_that_are_not_left_out(slug, without):
    assert set(left_out(SCENES[slug].surface)) == without
    shown = {panel.id.partition("-")[0] for panel in film_of(SCENES[slug], ALL).panels}
    assert shown == {*ALL} - without - {"multiples"}
    for name in without:
        assert [panel.id for panel in film_of(SCENES[slug], (name,)).panels] == ["contour"]


def test_any_other_surface_has_them_all():
    assert not any(left_out(declared()) for declared in SURFACES.values() if not (declared.drifts or declared.game))


def test_the_chart_of_a_game_is_of_the_distance():
    made = scene("Game", SURFACES["bilinear_game"](), OPTIMIZERS["extragradient"](lr=0.3), start=(1.0, 1.0), steps=30)
    film = film_of(made, ("loss",))
    (chart,) = film.panels
    assert chart.title == "‖w − w*‖ against step"
    assert chart.axes == {"x": "step", "y": "away"}
    away = decode(film.document()["tracks"][0]["channels"]["away"])
    np.testing.assert_allclose(away, np.hypot(*made.run()[0].points.T), rtol=1e-6)
    assert film.live is None
