"""What a race can be taken away as. A module here declares its FORMATS, and with that they are everywhere: on the
command line, in the dialog, in the tests. Modules that begin with _ are machinery."""

import importlib
import pkgutil

from export.formats._format import KINDS, Format

__all__ = ["FORMATS", "Format", "format_of"]


def _declared() -> dict[str, Format]:
    names = sorted(info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_"))
    every = [format for name in names for format in importlib.import_module(f"{__name__}.{name}").FORMATS]
    return {format.suffix: format for format in sorted(every, key=lambda format: KINDS.index(format.kind))}


FORMATS = _declared()


def format_of(name: str) -> Format:
    """The format of a file's name or suffix. Raises ValueError if there is none."""
    fitting = [suffix for suffix in FORMATS if name.lower().endswith(suffix)]
    if not fitting:
        raise ValueError(f"unknown suffix in {name!r}: it must end in one of {', '.join(FORMATS)}")
    return FORMATS[max(fitting, key=len)]
