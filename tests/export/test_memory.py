"""Large pictures are drawn in strips and refused beyond a size; what is kept is bounded by bytes."""

import dataclasses

import numpy as np
import pytest

from export import Options, Picture, estimate, film_for, render
from export import _memory as memory
from export.draw import frames, paint
from export.draw.paint import Trail
from scenes import SCENES

SMALL = Options(size=(400, 300))


@pytest.mark.parametrize(("rows", "wide", "parts"), [(10, 1, 1), (10, 8_000_000, 5), (3, 10**9, 3), (0, 5, 0)])
def test_strips_cover_all_rows_once(rows, wide, parts):
    found = memory.strips(rows, wide)
    assert len(found) == parts
    assert [row for first, last in found for row in range(first, last)] == list(range(rows))
    assert all(last - first == 1 or (last - first) * wide <= memory.STRIP for first, last in found)


@pytest.mark.parametrize("slug", ["radford-saddle", "rosenbrock-five"])
def test_strips_make_the_same_picture(monkeypatch, slug):
    source = film_for(SCENES[slug], SMALL)
    pictures = []
    for bytes_at_once in (memory.STRIP, 60_000):
        monkeypatch.setattr(memory, "STRIP", bytes_at_once)
        frames._stills.clear()
        picture = Picture(source, SMALL)
        picture.show(source.steps)
        pictures.append(np.asarray(picture.image).astype(int))
    assert (np.abs(pictures[0] - pictures[1]).max(axis=-1) > 8).mean() < 1e-3


def test_a_trail_takes_memory_only_where_it_is():
    trail = Trail((0, 0, 4096, 4096), (255, 0, 0), (0, 0, 0))
    line = np.array([[[100.0, 100.0], [700.0, 130.0]]])
    assert trail.extend(line, 3.0, np.array([255.0]), 5.0, np.array([200.0])) is not None
    assert 3 <= len(trail._line) <= 6
    trail.clear()
    assert not trail._line
    assert trail.reach is None


def test_tiles_have_no_seams(monkeypatch):
    pictures = []
    for side in (paint.TILE, 32, 4096):
        monkeypatch.setattr(paint, "TILE", side)
        picture = Picture(film_for(SCENES["rotated"], SMALL), SMALL)
        picture.show(60)
        pictures.append(np.asarray(picture.image))
    assert all((pictures[0] == other).all() for other in pictures[1:])


def test_a_png_has_as_many_pixels_as_may_be():
    assert Options().dots((900, 700)) == 2.0
    assert Options().dots((4096, 4096)) == 1.0
    assert Options(density=4.0).dots((1024, 1024)) == 4.0
    with pytest.raises(ValueError, match=r"4096×4096 at a density of 2 is more than the 17 million .* at most 1$"):
        render(SCENES["rotated"], ".png", Options(size=(4096, 4096), density=2.0))
    with pytest.raises(ValueError, match="at a density of 4"):
        estimate(SCENES["rotated"], ".png", Options(size=(2000, 2000), density=4.0))


@pytest.mark.parametrize("size", [(1920, 1080), (900, 700), (4096, 4096), None])
@pytest.mark.parametrize("steps", [1000, 5000])
def test_a_film_of_any_race_fits_its_own_cap(size, steps):
    race = dataclasses.replace(SCENES["rotated"], entrants=SCENES["rotated"].entrants[:1], steps=steps)
    for suffix in (".gif", ".mp4"):
        assert estimate(race, suffix, Options(size=size))[0] > 0
    options = Options(size=(1920, 1080), fps=60.0)
    positions = options.positions(film_for(race, options))
    assert (positions[0], positions[-1]) == (0, steps)


def test_what_is_kept_is_bounded_by_bytes(monkeypatch):
    frames._stills.clear()
    monkeypatch.setattr(frames, "KEPT", 3 * 500_000)
    for width in (300, 320, 340, 900, 360):
        options = Options(size=(width, 500))
        Picture(film_for(SCENES["rotated"], options), options)
        assert sum(map(frames._size, frames._stills.values())) <= 3 * 500_000
    kept = [image.width for image in frames._stills.values()]
    assert kept[-1] == 360
    assert 300 not in kept
