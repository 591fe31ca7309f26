"""The formats: what each is called, which options matter to it, how it is written and how large it gets."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from export import _code, _data, _gif, _still, _video, _webpage
from export._layout import natural_size
from export._options import Options
from export._source import Source, film_for, one_scene, scenes_of, title_of
from figures.animation import animation
from scenes import to_json

Progress = Callable[[float], Any]
Write = Callable[[Source, Options, Path, Progress], None]
Estimate = Callable[[Source, Options], tuple[int, float]]
Make = Callable[[Source, Options], str]

LOOK = ("dark", "panels", "azimuth", "elevation", "title")
STILL = ("size", *LOOK, "step")
FILM = ("size", *LOOK, "fps", "seconds", "steps_a_frame", "hold", "orbit", "trail")
ORBIT = 0.06  # seconds more for a frame of a million pixels whose surface is drawn again


@dataclass(frozen=True)
class Format:
    """suffix names it; kind is "film", "still" or "data"; options are those of Options that change the file."""

    suffix: str
    name: str
    media_type: str
    kind: str
    options: tuple[str, ...]
    write: Write
    estimate: Estimate


def format_of(name: str) -> Format:
    """The format of a file's name or suffix. Raises ValueError if there is none."""
    fitting = [suffix for suffix in FORMATS if name.lower().endswith(suffix)]
    if not fitting:
        raise ValueError(f"unknown suffix in {name!r}: it must end in one of {', '.join(FORMATS)}")
    return FORMATS[max(fitting, key=len)]


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
        width, height = options.size or natural_size(film, title_of(source, options))
        options.check_work(film, (width, height))
        pixels, frames = width * height, len(options.positions(film))
        turning = bool(options.orbit) and any(panel.kind == "space" for panel in film.panels)
        size = pixels * (self.first + frames * (self.orbiting if turning else self.later))
        return round(size), 0.5 + frames * pixels / 1e6 * (self.seconds + (ORBIT if turning else 0))


def _film(suffix: str, name: str, media: str, write: Callable[..., None], cost: FilmCost, *more: str) -> Format:
    def written(source: Source, options: Options, path: Path, progress: Progress) -> None:
        write(film_for(source, options), options, title_of(source, options), path, progress)

    return Format(suffix, name, media, "film", (*FILM, *more), written, cost)


def _vector_cost(**kinds: int) -> Estimate:
    """The bytes of a picture in lines: what a panel of each kind needs."""

    def cost(source: Source, options: Options) -> tuple[int, float]:
        return sum(kinds[panel.kind] for panel in film_for(source, options).panels), 2.0

    return cost


def _png_cost(source: Source, options: Options) -> tuple[int, float]:
    width, height = options.size or natural_size(film_for(source, options), title_of(source, options))
    pixels = width * height * options.density**2
    return round(0.15 * pixels), 0.5 + pixels / 5e6


def _still_picture(
    suffix: str, name: str, media: str, write: Callable[..., None], cost: Estimate, *more: str
) -> Format:
    def written(source: Source, options: Options, path: Path, progress: Progress) -> None:
        write(film_for(source, options), options, title_of(source, options), path)
        progress(1.0)

    return Format(suffix, name, media, "still", (*STILL, *more), written, cost)


def _text(suffix: str, name: str, media: str, make: Make, *options: str) -> Format:
    """A text, which is made so fast that the estimate is the thing itself."""

    def written(source: Source, options: Options, path: Path, progress: Progress) -> None:
        path.write_text(make(source, options), encoding="utf-8", newline="")
        progress(1.0)

    def cost(source: Source, options: Options) -> tuple[int, float]:
        return len(make(source, options).encode()), 0.1

    return Format(suffix, name, media, "data", options, written, cost)


def _page(source: Source, options: Options) -> str:
    film = film_for(source, options, autoplay=True, loop=options.loop, trail=options.trail)
    scenes = scenes_of(source)
    caption = scenes[0].caption if len(scenes) == 1 else ""
    return _webpage.page(film, options, title_of(source, options), caption)


def _csv(source: Source, options: Options) -> str:
    if not scenes_of(source):
        raise ValueError("CSV is made of scenes, not of a film")
    return _data.table(scenes_of(source))


def _json(source: Source, options: Options) -> str:
    return to_json(one_scene(source, "JSON"))


def _plotly(source: Source, options: Options) -> str:
    scene = one_scene(source, "a Plotly figure")
    return str(animation(scene, theme="dark" if options.dark else "light").to_json())


def _own_code(source: Source, options: Options) -> str:
    return _code.own(one_scene(source, "code"))


def _torch_code(source: Source, options: Options) -> str:
    return _code.torch(one_scene(source, "code"))


SVG_COST = _vector_cost(space=1_200_000, plane=250_000, chart=60_000)
PDF_COST = _vector_cost(space=230_000, plane=70_000, chart=15_000)

FORMATS: dict[str, Format] = {
    format.suffix: format
    for format in (
        _film(".gif", "GIF", "image/gif", _gif.write, FilmCost(0.25, 0.004, 0.06, 0.011), "loop"),
        _film(".mp4", "MP4", "video/mp4", _video.write_mp4, FilmCost(0.1, 0.002, 0.02, 0.012)),
        _film(".webm", "WebM", "video/webm", _video.write_webm, FilmCost(0.1, 0.005, 0.02, 0.014)),
        _still_picture(".png", "PNG", "image/png", _still.write_png, _png_cost, "density"),
        _still_picture(".svg", "SVG", "image/svg+xml", _still.write_svg, SVG_COST),
        _still_picture(".pdf", "PDF", "application/pdf", _still.write_pdf, PDF_COST),
        _text(".html", "Web page", "text/html", _page, "dark", "panels", "title", "loop", "trail", "cdn"),
        _text(".csv", "CSV of the trajectories", "text/csv", _csv),
        _text(".json", "Scene as JSON", "application/json", _json),
        _text(".plotly.json", "Plotly figure", "application/json", _plotly, "dark"),
        _text(".py", "Python code", "text/x-python", _own_code),
        _text(".torch.py", "PyTorch code", "text/x-python", _torch_code),
    )
}
