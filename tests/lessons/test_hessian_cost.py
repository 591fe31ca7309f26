"""What a Hessian costs, as page 4 has it."""

import json
from pathlib import Path

import numpy as np
import pytest

from export.draw.flat import FlatView
from export.draw.slots import Rect, axes_of
from figures._encode import decode
from lessons.newton.hessian_cost import MEMORY, NUMBER, PARAMETERS, STEPS, cost_film, in_bytes, in_words, kept
from optim import run
from optim.bfgs import BFGS
from optim.lbfgs import LBFGS
from surfaces.quadratic import Quadratic


def test_a_hundred_thousand_parameters():
    numbers = kept(1e5, 10)
    assert numbers == {"hessian": 1e10, "blocks": 1e7, "lbfgs": 2e6, "gradient": 1e5}
    assert in_bytes(NUMBER * numbers["hessian"]) == "80 GB"
    assert in_bytes(NUMBER * numbers["lbfgs"]) == "16 MB"


def test_the_formulas_are_what_the_rules_keep():
    bfgs, lbfgs = (run(rule, Quadratic(), steps=3).states for rule in (BFGS(), LBFGS(memory=7)))
    assert bfgs.inverse[-1].size == kept(2, 7)["hessian"]
    assert lbfgs.s[-1].size + lbfgs.y[-1].size == kept(2, 7)["lbfgs"]
    assert bfgs.inverse.dtype.itemsize == NUMBER


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (80, "80 bytes"),
        (999, "999 bytes"),
        (999_600, "1 MB"),
        (999_400, "999 kB"),
        (8000, "8 kB"),
        (2.5e7, "25 MB"),
        (8e18, "8 EB"),
    ],
)
def test_bytes_in_words(count, words):
    assert in_bytes(count) == words


@pytest.mark.parametrize(("n", "words"), [(10, "10"), (12589.3, "12,600"), (1e6, "1 million"), (2.5e9, "2.5 billion")])
def test_numbers_in_words(n, words):
    assert in_words(n) == words


@pytest.mark.parametrize("memory", MEMORY)
def test_films_at_the_ends_of_the_slider(memory):
    film = cost_film(memory)
    json.dumps(film.document(), allow_nan=False)
    assert film.steps == STEPS
    at = int(np.abs(PARAMETERS - 1e5).argmin())
    assert film.tracks[0].channels["bytes"][at] == pytest.approx(8e10)
    words = next(o["texts"][at] for o in film.panels[1].overlays if o["type"] == "text")
    assert words == f"n = 100,000: Hessian 80 GB, L-BFGS {in_bytes(8 * 2 * memory * 1e5)}"


@pytest.mark.parametrize("memory", MEMORY)
def test_what_is_drawn_to_scale_has_room_in_the_picture(memory):
    panel = cost_film(memory).panels[1]
    shapes = [o for o in panel.overlays if o["type"] == "curve"]
    x, y = (np.array([decode(o[axis]) for o in shapes]) for axis in "xy")  # (what, step, corner)
    (x0, x1), (y0, y1) = (panel.figure["layout"][axis]["range"] for axis in ("xaxis", "yaxis"))
    assert (x0 <= x).all()
    assert (x <= x1).all()
    assert (y0 <= y).all()
    assert (y <= y1).all()
    areas = np.ptp(x, axis=2) * np.ptp(y, axis=2)
    numbers = np.array([PARAMETERS**2, PARAMETERS * np.minimum(PARAMETERS, 100), 2 * memory * PARAMETERS, PARAMETERS])
    np.testing.assert_allclose(areas / areas[0], numbers / numbers[0], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(np.ptp(x[0], axis=1), np.ptp(y[0], axis=1), atol=1e-4)
    assert (x[1:].min(axis=2) - x[:-1].max(axis=2) > 0.1).all()


@pytest.mark.parametrize("memory", MEMORY)
def test_the_bytes_are_those_of_the_formulas_in_the_legend(memory):
    film, n = cost_film(memory), PARAMETERS
    of = {"n²": n**2, "100n": 100 * n, f"2mn, m = {memory}": 2 * memory * n, "n": n}
    for racer, track in zip(film.racers, film.tracks, strict=True):
        np.testing.assert_allclose(track.channels["bytes"], 8 * of[racer.name.rpartition(": ")[2]])


def test_solving_takes_a_third_of_n_cubed_and_inverting_n_cubed():
    """Operations of Cholesky's algorithm, of inverting its factor, and of the product that is the inverse."""
    n = 120
    factored = sum(2 * j * (n - j) for j in range(n))  # each entry of column j: j products and as many sums
    turned = sum(2 * (i - j) for j in range(n) for i in range(j, n))
    multiplied = sum(2 * (n - i) for i in range(n) for _ in range(i + 1))
    assert factored == pytest.approx(n**3 / 3, rel=0.05)
    assert factored + turned + multiplied == pytest.approx(n**3, rel=0.05)


def blocks_of(matrix, b):
    """The matrix with nothing but its blocks of b on the diagonal."""
    place = np.arange(len(matrix)) // b
    return np.where(place[:, None] == place, matrix, 0.0)


def test_blocks_keep_nb_numbers_and_are_solved_with_in_a_third_of_nb_squared():
    n, b = 240, 20
    assert np.count_nonzero(blocks_of(np.ones((n, n)), b)) == n * b
    one = sum(2 * j * (b - j) for j in range(b))  # operations of Cholesky's algorithm on a block
    assert n / b * one == pytest.approx(n * b**2 / 3, rel=0.05)
    assert list(kept(np.array([30.0, 1e5]), 10)["blocks"]) == [900, 100 * 1e5]  # one block is all there is at n = 30
    source = (Path(__file__).parents[2] / "pages" / "newton.py").read_text()
    assert r"b = 100: \quad n b = 10^7, \quad \tfrac{1}{3} n b^2 \approx 3 \cdot 10^{8}" in source
    n, b = 1e5, 100
    assert [n * b, n * b**2 / 3, n**3 / 3] == pytest.approx([1e7, 3e8, 3e14], rel=0.15)


def test_blocks_forget_how_they_depend_on_each_other():
    """A Newton step by blocks ends in the minimum just if nothing lies outside of them."""
    rng = np.random.default_rng(4)
    root = rng.standard_normal((12, 12))
    full, start = root @ root.T + 12 * np.eye(12), rng.standard_normal(12)
    apart = blocks_of(full, 4)
    for hessian, arrives in ((apart, True), (full, False)):
        end = start - np.linalg.solve(blocks_of(hessian, 4), hessian @ start)
        assert (np.linalg.norm(end) < 1e-12) == arrives


def test_the_square_is_a_square_in_whatever_room_there_is():
    (_, scale) = cost_film(10).panels
    for wide, high in ((300.0, 500.0), (900.0, 300.0)):
        view = FlatView.of(scale.figure["layout"], axes_of(scale, Rect(0, 0, wide, high), 1.0))
        (left, bottom), (right, top) = view.project(np.array([[0.0, 0.0], [1.0, 1.0]]))
        assert right - left == pytest.approx(bottom - top)
