"""A scene → GIF, MP4, WebM, PNG, SVG, PDF, a web page, CSV, JSON, a Plotly figure or code; also `python -m export`.

    save(SCENES["radford-beale"], "out.gif")
    render([SCENES["radford-beale"], SCENES["radford-saddle"]], ".mp4", Options(size=(1280, 720), dark=True))

What is exported is a scene, several scenes side by side, a film (figures/README.md), or what a page shows.
"""

import errno
import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from export._options import PRESETS, TRAILS, WORK, Options
from export._seen import camera_of, hidden_in, seen, turned
from export._source import Shown, Source, film_for, scenes_of, title_of, undrawable
from export.draw.frames import Picture, frames
from export.formats import FORMATS, Format, format_of
from export.formats.video import MissingCodec
from export.notebook import show

__all__ = [
    "FORMATS",
    "PRESETS",
    "TRAILS",
    "WORK",
    "Format",
    "MissingCodec",
    "Options",
    "Picture",
    "Shown",
    "Source",
    "camera_of",
    "estimate",
    "film_for",
    "format_of",
    "frames",
    "hidden_in",
    "render",
    "save",
    "scenes_of",
    "seen",
    "show",
    "title_of",
    "turned",
    "undrawable",
]

Progress = Callable[[float], Any]
DEFAULT = Options()
LONGEST = 255  # bytes of a file's name


def render(source: Source, suffix: str, options: Options = DEFAULT, progress: Progress | None = None) -> bytes:
    """The file's contents. `progress` is called with the share that is done, 0 to 1; what it raises stops the work.

    Raises ValueError for an unknown suffix, for what the format cannot be made of and for more pixels × frames than
    `options.work`; MissingCodec where there is no encoder for the format.
    """
    format = format_of(suffix)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export{format.suffix}"
        format.write(source, options, path, progress or _unwatched)
        return path.read_bytes()


def save(source: Source, path: str | Path, options: Options = DEFAULT, progress: Progress | None = None) -> None:
    """Write a file, whose suffix tells the format; it stands there whole or not at all.

    Raises what `render` raises, and OSError if the file cannot be written.
    """
    format = format_of(Path(path).name)
    target = _target(Path(path))
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    part.touch(exist_ok=False)
    try:
        format.write(source, options, part, progress or _unwatched)
        os.replace(part, target)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _target(path: Path) -> Path:
    """The file that a path means: behind links, and nothing but a file. Raises OSError if there is something else."""
    if "\0" in str(path):
        raise OSError("a file's name has no NUL in it")
    try:
        target = path.resolve()
    except RuntimeError:  # a link to itself
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from None
    if len(os.fsencode(target.name)) > LONGEST:
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
    if target.exists() and not target.is_file():
        raise OSError(f"it is no file, but {_kind(target)}")
    return target


def _kind(path: Path) -> str:
    return "a folder" if path.is_dir() else "a pipe" if path.is_fifo() else "a device"


def estimate(source: Source, suffix: str, options: Options = DEFAULT) -> tuple[int, float]:
    """About how many bytes a file will have, and how many seconds it takes; within a factor of about two.

    Raises ValueError as `render` does.
    """
    return format_of(suffix).estimate(source, options)


def _unwatched(share: float) -> None:
    """Nobody looks at the progress."""
