"""Pictures of many runs in files: painted planes and what their colours mean, wherever a player showed them."""

import io

import numpy as np
import pytest
from PIL import Image

from export import Options, Picture, film_for, render
from export._source import Shown
from figures import film_of
from optim import OPTIMIZERS, nearest_minimum, run
from scenes import scene
from surfaces import SURFACES

SIZE = (900, 480)
SURFACE = SURFACES["himmelblau"]()
RACE = scene("Many", SURFACE, OPTIMIZERS["momentum"](lr=0.005), OPTIMIZERS["adam"](lr=0.1), steps=120,
             panels=("basins", "rates", "swarm"))  # fmt: skip


@pytest.fixture(scope="module")
def film():
    return film_of(RACE, swarm=("adam", 20))


def rgb(color):
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)


def pixels_of(data):
    """The last picture of a file, and how many pixels it has for one of the layout's."""
    image = Image.open(io.BytesIO(data))
    image.seek(getattr(image, "n_frames", 1) - 1)
    return np.asarray(image.convert("RGB"), dtype=float), image.width / SIZE[0]


@pytest.mark.parametrize("suffix", [".png", ".gif"])
@pytest.mark.thorough
def test_a_basin_s_colour_is_where_its_runs_end(film, suffix):
    options = Options(size=SIZE, seconds=1, fps=4)
    pixels, scale = pixels_of(render(film, suffix, options))
    plot = next(plot for plot in Picture(film, options).plots if plot.slot.panel.id == "basins")
    colors = plot.slot.panel.map["colors"]
    for start in ((-4.4, 1.5), (4.4, 3.9), (4.1, -4.4), (-1.2, -4.5)):
        end = int(nearest_minimum(SURFACE, run(RACE.entrants[1].rule, SURFACE, start, RACE.steps).points[-1]))
        x, y = (scale * plot.view.project(np.array(start))).astype(int)
        far = [np.abs(pixels[y - 3 : y + 4, x - 3 : x + 4].mean(axis=(0, 1)) - rgb(color)).sum() for color in colors]
        assert int(np.argmin(far)) == end


def test_the_legend_says_what_colours_mean(film):
    """Each swatch in its colour, in a line below its picture, and within its width."""
    options = Options(size=SIZE)
    picture = Picture(film, options)
    pixels, scale = pixels_of(render(film, ".png", options))
    for plot in picture.plots:
        slot = plot.slot
        assert [(color, words) for _, color, words in slot.key] == [(i["color"], i["label"]) for i in slot.panel.legend]
        assert len(slot.key) >= 5
        for (x, y), color, _ in slot.key:
            assert slot.picture.bottom < y < SIZE[1]
            assert slot.picture.x <= x < slot.picture.x + slot.picture.w
            if color[0] == "#":
                assert pixels[int(scale * (y - 4)), int(scale * (x + 4))] == pytest.approx(rgb(color), abs=3)


def test_alone_a_painted_plane_keeps_its_legend(film):
    (slot,) = Picture(film_for(film, Options(panels=("basins",))), Options()).layout.slots
    assert len(slot.key) == len(slot.panel.legend) > 3


def test_what_the_page_runs_by_itself_is_run_for_a_file():
    live = film_of(RACE, live=True, swarm=("adam", 20))
    assert not any(panel.overlays for panel in live.panels)
    shown = film_for(Shown(live, (RACE,)), Options())
    assert [panel.overlays[0]["type"] for panel in shown.panels] == ["raster", "raster", "dots"]
    assert all(panel.legend for panel in shown.panels)
    left = film_for(Shown(live, (RACE,)), Options(), live=True)
    assert not any(panel.overlays for panel in left.panels)
