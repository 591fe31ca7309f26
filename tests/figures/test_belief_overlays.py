"""What rules go by, as it is drawn."""

import numpy as np
import pytest

from figures import film_of
from figures._encode import decode
from figures.beliefs import MOST, MOST_STEPS, insides
from optim import ON_VECTORS, OPTIMIZERS
from scenes import scene
from surfaces import SURFACES

BOWL = SURFACES["quadratic"](lambda1=1.0, lambda2=5.0, angle=30.0)


def raced(*slugs, steps=20, surface=BOWL):
    made = scene("Bowl", surface, *(OPTIMIZERS[slug]() for slug in slugs), steps=steps)
    return made, made.run()


def shapes(slug, **how):
    made, (t,) = raced(slug, **how)
    return t, {each["label"]: each for each in insides([t], made.entrants)}


def arrays(shape, *names):
    return [decode(shape[name]) for name in names]


def test_an_arrow_lies_between_two_points_of_the_track_and_none_follows_the_last():
    t, found = shapes("adam")
    x, y, dx, dy = arrays(found["step"], "x", "y", "dx", "dy")
    np.testing.assert_allclose(np.stack([x, y], axis=-1)[:-1], t.points[:-1], atol=1e-6)
    np.testing.assert_allclose(np.stack([x + dx, y + dy], axis=-1)[:-1], t.points[1:], atol=1e-6)
    assert np.isnan([x[-1], dx[-1]]).all()


def test_an_ellipse_is_sent_as_a_centre_and_two_half_axes():
    t, found = shapes("adam")
    x, y = arrays(found["reach of the rates"], "x", "y")
    assert x.shape == (21, 3)
    ellipse, _ = t.beliefs(4)
    np.testing.assert_allclose(np.stack([x[3], y[3]]), np.column_stack([ellipse.centre, ellipse.axes]), rtol=1e-6)


@pytest.mark.thorough
def test_what_is_drawn_of_each_rule_is_in_its_colour_marked_and_small():
    for slug in ON_VECTORS:
        if OPTIMIZERS[slug]().lacks(BOWL):
            continue
        made, (t,) = raced(slug, steps=400)
        sent = insides([t], made.entrants)
        assert sent, slug
        assert all(each["racer"] == slug and each["inside"] for each in sent)
        numbers = sum(decode(each[n]).size for each in sent for n in ("x", "y", "dx", "dy") if n in each)
        assert numbers * 4 * 4 / 3 < 1.5 * MOST, slug
        assert all(len(decode(each["x"])) <= MOST_STEPS + 1 for each in sent)


def test_a_thinned_entry_is_that_of_its_own_step():
    t, found = shapes("momentum", steps=900)
    arrow = found["gradient"]
    every = arrow["every"]
    assert every > 1
    assert arrow["hold"]
    x, dx = arrays(arrow, "x", "dx")
    np.testing.assert_allclose(x[7] + dx[7], t.points[7 * every + 1, 0], atol=1e-6)


@pytest.mark.parametrize("inside", [True, False])
def test_a_film_has_them_only_when_asked_and_each_in_its_own_panel(inside):
    made, runs = raced("momentum", "adam")
    film = film_of(made, ("contour", "multiples", "surface", "loss"), runs, inside=inside)
    racers = {panel.id: {each["racer"] for each in panel.overlays} for panel in film.panels}
    both = {"momentum", "adam"} if inside else set()
    assert racers.pop("contour") == both
    assert racers.pop("contour-adam") == both & {"adam"}
    assert racers.pop("contour-momentum") == both & {"momentum"}
    assert set().union(*racers.values()) == set()


def test_each_rule_s_shapes_travel_by_themselves():
    made, runs = raced("momentum", "adam")
    other, others = raced("momentum", "rmsprop")
    (one, _), (two, _) = (
        film_of(*each, inside=True).parts() for each in ((made, ("contour",), runs), (other, ("contour",), others))
    )
    first, second = (each["panels"][0]["overlays"] for each in (one, two))
    assert first[0] == second[0]
    assert first[1] != second[1]


def test_each_shape_is_drawn_as_what_it_is():
    _, newton = shapes("newton")
    kinds = {label: each["type"] for label, each in newton.items()}
    assert kinds == {"minimum of the local quadratic": "dots", "local quadratic": "ellipse", "step": "arrow"}
    _, damped = shapes("levenberg_marquardt")
    assert damped["every damping"]["type"] == "curve"
    _, trusted = shapes("trust_region")  # of two ellipses the second has its name below, where the first's is not
    assert [each["below"] for each in trusted.values() if each["type"] == "ellipse"] == [False, True]
