"""From Taylor to 1/E″: what is said of a run on a convex curve that is no parabola, against SymPy and long runs."""

import numpy as np
import pytest
import sympy

from figures._encode import decode
from lessons.step_size.taylor import CURVE, STEPS, Taylor, bends, descend, taylor_film, verdict, vertices
from optim import run
from optim.gradient_descent import GradientDescent
from tests.lessons.sweep import sweep


def test_the_curve_s_derivatives_are_sympy_s():
    w = sympy.symbols("w")
    exact = sympy.exp(w) - w - 1
    at = np.linspace(-3, 2, 21)
    for order, given in enumerate(
        (CURVE.value(at[:, None]), CURVE.gradient(at[:, None])[:, 0], CURVE.hessian(at[:, None])[:, 0, 0])
    ):
        assert given == pytest.approx(sympy.lambdify(w, sympy.diff(exact, w, order))(at), abs=1e-14)


def test_the_step_with_one_over_the_curvature_goes_to_the_vertex():
    for start in (-2.0, -0.5, 0.7, 1.6):
        lr = 1 / float(np.exp(start))
        t = run(GradientDescent(lr=lr), CURVE, (start,), 1)
        vertex, height = vertices(t, bends(t))
        assert t.points[1, 0] == pytest.approx(vertex[0])
        model = np.polyfit(*zip(*[(x, _parabola(start, x)) for x in (start - 1, start, start + 1)], strict=True), 2)
        assert vertex[0] == pytest.approx(-model[1] / (2 * model[0]))
        assert height[0] == pytest.approx(np.polyval(model, vertex[0]))


@pytest.mark.parametrize(("start", "lr"), [(1.5, 1.0), (-2.0, 1.8), (0.3, 1.6), (-0.4, 2.5)])
def test_beyond_the_limit_a_step_ends_higher_on_its_parabola_though_the_error_may_fall(start, lr):
    (rates,) = (p for p in taylor_film(Taylor(lr=lr, start=start)).panels if p.title == "Learning rate")
    assert rates.subtitle == "beyond the limit a step ends higher on its parabola"
    w = descend(Taylor(lr=lr, start=start)).points[:2, 0]
    assert (_parabola(w[0], w[1]) > _parabola(w[0], w[0])) == (lr > 2 / np.exp(start))


def _parabola(at, x):
    return np.exp(at) - at - 1 + (np.exp(at) - 1) * (x - at) + np.exp(at) * (x - at) ** 2 / 2


def test_every_word_is_what_the_run_does():
    kinds = set()
    for chosen in [*sweep(Taylor), Taylor(lr=1.8, start=0.0)]:
        words = verdict(chosen)
        if chosen.lr == 0 or chosen.start == 0:
            assert words.endswith("othing moves.")
            continue
        w = [chosen.start]
        for _ in range(STEPS):
            w.append(w[-1] - chosen.lr * (np.exp(w[-1]) - 1))
        w = np.array(w)
        vertex = chosen.start - (1 - np.exp(-chosen.start))
        gone, needed = w[1] - w[0], vertex - w[0]
        share = gone / needed if needed else chosen.lr
        if abs(share - 1) > 2e-3:
            beyond = "higher up its other side" if share > 2 else "beyond the vertex of the parabola there."
            says = "short of" if share < 1 else beyond
            assert says in words
            assert ("up its other side" in words) == (share > 2)
        assert f"η is {'below' if chosen.lr < 2 else 'at' if chosen.lr == 2 else 'above'} it" in words
        above = int((chosen.lr * np.exp(w[:-1]) > 2).sum())
        errors = np.exp(w) - w - 1
        rises = int((np.diff(errors) > 1e-12).sum())
        assert f"η is above the limit of the place in {above or 'none'} of {STEPS} steps, and" in words
        assert f"the error rises in {rises or 'none'}." in words
        kinds.add(descend(chosen).outcome.kind)
        if "Converged" in words:
            assert abs(w[-1]) < 0.01
    assert "converged" in kinds
    assert len(kinds) > 2


@pytest.mark.thorough
def test_below_the_minimum_s_limit_a_run_comes_to_rest_and_above_it_does_not():
    for chosen in sweep(Taylor, count=40):
        if chosen.lr > 0.05 and abs(chosen.lr - 2) > 0.05 and chosen.start:
            end = descend(chosen, 4000).points[-2:, 0]
            assert (np.abs(end).max() < 1e-6) == (chosen.lr < 2)


def test_the_presets_do_what_they_are_called():
    said = {label: verdict(Taylor(**values)) for label, values in Taylor.presets.items()}
    assert "short of" in said["Too short at first"]
    assert "up its other side" in said["Thrown across"]
    late = descend(Taylor(**Taylor.presets["Side to side at the end"])).points[-4:, 0]
    assert (late[1:] * late[:-1] < 0).all()
    assert np.abs(late[-1]) < np.abs(late[0])
    restless = descend(Taylor(**Taylor.presets["Never at rest"]), 2000).points[-2:, 0]
    assert np.abs(restless).min() > 0.1
    swings = np.abs(np.diff(descend(Taylor(**Taylor.presets["Never at rest"])).points[-9:, 0]))
    assert np.ptp(swings) < 0.01 * swings.max()
    assert "more and more" not in said["Never at rest"]


def test_the_picture_shows_both_bounds_moving_and_the_parabola_touching():
    chosen = Taylor(lr=1.0, start=-2.0)
    film, t = taylor_film(chosen), descend(chosen)
    best, limit = (track.channels["rate"] for track in film.tracks[1:])
    assert best == pytest.approx(np.exp(-t.points[:, 0]))
    assert limit == pytest.approx(2 * best)
    assert best[0] > 7 > 1.1 > best[-1]
    curve, vertex = film.panels[0].overlays
    x, y = decode(curve["x"]), decode(curve["y"])
    for k in (0, 5, 12):
        nearest = np.abs(x[k] - t.points[k, 0]).argmin()
        assert y[k, nearest] == pytest.approx(t.values[k], abs=0.02)
        assert y[k] == pytest.approx(_parabola(t.points[k, 0], x[k].astype(float)), abs=1e-4)
    assert decode(vertex["x"])[:, 0] == pytest.approx(t.points[:, 0] - (1 - np.exp(-t.points[:, 0])), abs=1e-5)
