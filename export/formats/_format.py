"""What a format is: its name, the options that matter to it, how it is written and how large it gets."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from export._options import Options
from export._source import Source, film_for, title_of
from export.draw.layout import natural_size
from figures import Film

Progress = Callable[[float], Any]
Write = Callable[[Source, Options, Path, Progress], None]
Estimate = Callable[[Source, Options], tuple[int, float]]
Make = Callable[[Source, Options], str]

KINDS = ("film", "still", "page", "data", "code")
LOOK = ("dark", "panels", "azimuth", "elevation", "title")
STILL = ("size", *LOOK, "step")
FILM = ("size", *LOOK, "fps", "seconds", "steps_a_frame", "hold", "orbit", "trail")
ORBIT = 0.06  # seconds more for a frame of a million pixels whose surface is drawn again


@dataclass(frozen=True)
class Format:
    """suffix names it; kind is one of KINDS; options are those of Options that change the file.

    write(source, options, path, progress) makes the file; estimate(source, options) tells its bytes and seconds.
    """

    suffix: str
    name: str
    media_type: str
    kind: str
    options: tuple[str, ...]
    write: Write
    estimate: Estimate

    @property
    def quick(self) -> bool:
        """Whether it is made at once: it is a text, not drawn."""
        return self.kind not in ("film", "still")


@dataclass(frozen=True)
class FilmCost:
    """A film's bytes a pixel, for its first picture and for each further one; and seconds a frame and million pixels.

    Measured on two cores over the named scenes.
    """

    first: float
    later: float
    orbiting: float
    seconds: float

    def __call__(self, source: Source, options: Options) -> tuple[int, float]:
        film = film_for(source, options)
        options, (width, height) = _sized(film, source, options)
        options.check_work(film, (width, height))
        pixels, frames = width * height, len(options.positions(film))
        turning = bool(options.orbit) and any(panel.kind == "space" for panel in film.panels)
        size = pixels * (self.first + frames * (self.orbiting if turning else self.later))
        return round(size), 0.5 + frames * pixels / 1e6 * (self.seconds + (ORBIT if turning else 0))


def _sized(film: Film, source: Source, options: Options) -> tuple[Options, tuple[int, int]]:
    """The options with the size that the film will have."""
    size = options.size or natural_size(film, title_of(source, options))
    return dataclasses.replace(options, size=size), size


def film_format(suffix: str, name: str, media: str, write: Callable[..., None], cost: FilmCost, *more: str) -> Format:
    """A film, of which `write(film, options, title, path, progress)` makes the file."""

    def written(source: Source, options: Options, path: Path, progress: Progress) -> None:
        film = film_for(source, options)
        write(film, _sized(film, source, options)[0], title_of(source, options), path, progress)

    return Format(suffix, name, media, "film", (*FILM, *more), written, cost)


def still_format(suffix: str, name: str, media: str, write: Callable[..., None], cost: Estimate, *more: str) -> Format:
    """A picture, of which `write(film, options, title, path)` makes the file."""

    def written(source: Source, options: Options, path: Path, progress: Progress) -> None:
        write(film_for(source, options), options, title_of(source, options), path)
        progress(1.0)

    return Format(suffix, name, media, "still", (*STILL, *more), written, cost)


def text_format(suffix: str, name: str, media: str, kind: str, make: Make, *options: str) -> Format:
    """A text, which is made so fast that the estimate is the thing itself."""

    def written(source: Source, options: Options, path: Path, progress: Progress) -> None:
        path.write_text(make(source, options), encoding="utf-8", newline="")
        progress(1.0)

    def cost(source: Source, options: Options) -> tuple[int, float]:
        return len(make(source, options).encode()), 0.1

    return Format(suffix, name, media, kind, options, written, cost)
