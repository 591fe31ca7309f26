"""A race as Python."""

from export import _code
from export._options import Options
from export._source import Source, one_scene
from export.formats._format import text_format


def _own(source: Source, options: Options) -> str:
    return _code.own(one_scene(source, "code"))


def _torch(source: Source, options: Options) -> str:
    return _code.torch(one_scene(source, "code"))


def _optax(source: Source, options: Options) -> str:
    return _code.optax(one_scene(source, "code"))


FORMATS = (
    text_format(".py", "Python code", "text/x-python", "code", _own),
    text_format(".torch.py", "PyTorch code", "text/x-python", "code", _torch),
    text_format(".optax.py", "optax code", "text/x-python", "code", _optax),
)
