"""Record what sections suggest: `python tests/lessons/record_suggestions.py` writes data/suggestions.json.

Each section's suggestions stand under its class: numbers that a reader's first look at a section depends on.
"""

import importlib
import json
import pkgutil
import sys
from pathlib import Path

FILE = Path(__file__).parent / "data" / "suggestions.json"


def sections():
    """Every class of settings in lessons."""
    import lessons
    from lessons._claims import Settings

    for info in pkgutil.walk_packages(lessons.__path__, "lessons."):
        if not info.name.endswith(("__main__", ".record")):
            importlib.import_module(info.name)
    found, todo = set(), [Settings]
    while todo:
        own = [cls for cls in todo.pop().__subclasses__() if cls.__module__.startswith("lessons.")]
        found.update(own)
        todo += own
    return sorted(found, key=lambda cls: (cls.__module__, cls.__name__))


def name_of(cls):
    return f"{cls.__module__.removeprefix('lessons.')}.{cls.__name__}"


def suggested():
    return json.loads(json.dumps({name_of(cls): dict(cls.presets) for cls in sections() if cls.presets}))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    lines = (f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in suggested().items())
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
