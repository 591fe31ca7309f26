"""Stills of any moment: PNG in pixels, SVG and PDF in lines, for papers."""

from pathlib import Path
from typing import Any

from export._options import Options
from export._source import Source, film_for, title_of
from export.draw.frames import Picture
from export.draw.layout import natural_size
from export.draw.vector import drawn
from export.formats._format import Estimate, still_format
from figures import Film


def moment(film: Film, options: Options) -> float:
    """The position that a still shows: the one that was asked for, or the last."""
    return film.steps if options.step is None else min(options.step, film.steps)


def write_png(film: Film, options: Options, title: str, path: Path) -> None:
    density = options.dots(options.size or natural_size(film, title))
    picture = Picture(film, options, density, title)
    picture.show(moment(film, options))
    picture.image.save(path, "PNG", optimize=True, dpi=(72 * density,) * 2)


def write_svg(film: Film, options: Options, title: str, path: Path) -> None:
    _write(film, options, title, path, "svg", {"Date": None})


def write_pdf(film: Film, options: Options, title: str, path: Path) -> None:
    _write(film, options, title, path, "pdf", {"CreationDate": None})


def _write(film: Film, options: Options, title: str, path: Path, kind: str, metadata: dict[str, Any]) -> None:
    with drawn(film, options, title, moment(film, options)) as figure:
        figure.savefig(path, format=kind, metadata=metadata)


def _png_cost(source: Source, options: Options) -> tuple[int, float]:
    width, height = options.size or natural_size(film_for(source, options), title_of(source, options))
    pixels = width * height * options.dots((width, height)) ** 2
    return round(0.15 * pixels), 0.5 + pixels / 5e6


def _vector_cost(**kinds: int) -> Estimate:
    """The bytes of a picture in lines: what a panel of each kind needs."""

    def cost(source: Source, options: Options) -> tuple[int, float]:
        return sum(kinds[panel.kind] for panel in film_for(source, options).panels), 2.0

    return cost


FORMATS = (
    still_format(".png", "PNG", "image/png", write_png, _png_cost, "density"),
    still_format(".svg", "SVG", "image/svg+xml", write_svg, _vector_cost(space=1_200_000, plane=250_000, chart=60_000)),
    still_format(".pdf", "PDF", "application/pdf", write_pdf, _vector_cost(space=230_000, plane=70_000, chart=15_000)),
)
