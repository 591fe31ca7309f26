"""Films as GIF: one palette for all frames, each frame only what has changed, written as it comes."""

import dataclasses
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from PIL import GifImagePlugin, Image, ImageChops

from export._options import Options
from export.draw.boxes import join
from export.draw.colors import pillow
from export.draw.frames import Frame, Picture, frames
from export.formats._format import FilmCost, film_format
from figures import Film

COLORS = 255  # and one that is transparent: what has not changed
CLEAR = 255
ALIKE = 10  # of 255: colours that differ by less are taken for one
KEPT = 1  # GIF's disposal: leave the frame before where it is
SWATCH = 12  # pixels: the patch that secures a colour its place in the palette
TICK = 0.01  # seconds: GIF's unit of time


def write(film: Film, options: Options, title: str, path: Path, progress: Callable[[float], Any]) -> None:
    """Write the film to a file."""
    with path.open("wb") as out:
        _write(film, options, title, out, progress)


def _write(film: Film, options: Options, title: str, out: BinaryIO, progress: Callable[[float], Any]) -> None:
    total = options.frames(film)
    stream = _told(frames(film, options, title), total, progress)
    first = next(stream)
    palette = _palette(film, options, title, first.image)
    shown = first.image.quantize(palette=palette, dither=Image.Dither.NONE)
    loop = {"loop": 0} if options.loop else {}
    header, _ = GifImagePlugin.getheader(shown.copy(), info={"optimize": False, "duration": 10, **loop})
    for part in header:
        out.write(part)
    patch, corner = shown.copy(), (0, 0)
    began, count = 0, 1
    for i, frame in enumerate(chain(stream, [None]), start=1):
        difference = _difference(shown, frame, palette) if frame else None
        if frame and difference is None:
            continue
        ends = _ticks(i, options.fps)
        for part in GifImagePlugin.getdata(
            patch, corner, duration=10 * (ends - began), disposal=KEPT, **({"transparency": CLEAR} if count > 1 else {})
        ):
            out.write(part)
        began, count = ends, count + 1
        if difference:
            patch, corner = difference
    out.write(b";")


def _ticks(frame: int, fps: float) -> int:
    """When a frame begins, in GIF's hundredths of a second: rounded so that no error adds up."""
    return round(frame / fps / TICK)


def _told(stream: Iterator[Frame], total: int, progress: Callable[[float], Any]) -> Iterator[Frame]:
    for i, frame in enumerate(stream, start=1):
        yield frame
        progress(i / total)


def _difference(shown: Image.Image, frame: Frame, palette: Image.Image) -> tuple[Image.Image, tuple[int, int]] | None:
    """What of a frame differs from what is shown, and where it stands; `shown` is brought up to date."""
    box = join(frame.changed)
    if box is None:
        return None
    new = frame.image.crop(box).quantize(palette=palette, dither=Image.Dither.NONE)
    old = shown.crop(box)
    same = ImageChops.difference(_indices(new), _indices(old)).point([255] + [0] * 255)
    inner = same.point([255] + [0] * 255).getbbox()
    if inner is None:
        return None
    shown.paste(new, box)
    patch = new.crop(inner)
    patch.paste(CLEAR, (0, 0), same.crop(inner))
    return patch, (box[0] + inner[0], box[1] + inner[1])


def _indices(image: Image.Image) -> Image.Image:
    """A palette image's indices as a grey one."""
    return Image.frombytes("L", image.size, image.tobytes())


def _palette(film: Film, options: Options, title: str, first: Image.Image) -> Image.Image:
    """An image with the palette that serves all frames: from the first and the last, and every racer's colour."""
    last = Picture(film, dataclasses.replace(options, size=first.size), title=title)
    last.show(film.steps)
    if options.orbit:
        last.turn(options.orbit / 2, film.steps)
        last.show(film.steps, anew=True)
    colors = {racer.dark if options.dark else racer.color for racer in film.racers}
    colors |= {last.theme[token] for token in ("@ink", "@panel", "@ground", "@muted")}
    sure = sorted({pillow(color) for color in colors})
    mix = Image.new("RGB", (first.width, 2 * first.height + SWATCH * len(sure)))
    mix.paste(first, (0, 0))
    mix.paste(last.image, (0, first.height))
    for i, color in enumerate(sure):
        top = 2 * first.height + SWATCH * i
        mix.paste(color, (0, top, first.width, top + SWATCH))
    palette = mix.quantize(COLORS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette.putpalette(_exact(palette.getpalette() or [], sure))
    return palette


def _exact(palette: list[int], sure: list[tuple[int, int, int]]) -> list[int]:
    """The palette with some colours exactly in it: the nearest entry to each becomes that colour, and with it all that
    can hardly be told from it, since Pillow looks for the nearest entry only roughly."""
    entries = np.array(palette, dtype=int).reshape(-1, 3)
    distance = np.abs(entries[:, None] - np.array(sure)).max(axis=-1)
    nearest = distance.argmin(axis=1)
    close = distance.min(axis=1) <= ALIKE
    entries[close] = np.array(sure)[nearest[close]]
    for i, color in enumerate(sure):
        if not (close & (nearest == i)).any():
            entries[np.where(close, np.iinfo(int).max, distance[:, i]).argmin()] = color
    return entries.ravel().tolist()


FORMATS = (film_format(".gif", "GIF", "image/gif", write, FilmCost(0.25, 0.004, 0.06, 0.011), "loop"),)
