"""Record where things stand on exported pages: `python tests/export/record_layouts.py` writes data/layouts.json.

Words are taken to be half as wide as high for each letter, so that no font decides.
"""

import dataclasses
import json
import sys
from pathlib import Path

FILE = Path(__file__).parent / "data" / "layouts.json"
SIZES = {"landscape": (1200, 520), "portrait": (420, 900), "square": (640, 600), "large": (2400, 1800)}
KEY = [
    {"color": c, "label": f"what the {n} colour means"}
    for c, n in (("#ff0000", "first"), ("@ink", "next"), ("", "last"))
]


def films():
    from small_films import film, panel

    plane, strip = film().panels
    framed = {"margin": {"l": 40, "r": 8, "t": 6, "b": 30}}
    wide = panel(title="Wide", weight=1.5, aspect=0.6, legend=KEY)
    wide = dataclasses.replace(wide, figure=wide.figure | {"layout": wide.figure["layout"] | framed})
    space = panel(id="space", kind="space", title="In space", aspect=0.8)
    return {
        "two": film(),
        "three": film(panels=[wide, strip, plane]),
        "a chart beside a lower picture": film(panels=[wide, strip]),
        "alone": film(panels=[plane]),
        "in space": film(panels=[space]),
        "with a key": film(panels=[wide]),
        "without runs": film(panels=[plane, wide], racers=[], tracks=[]),
    }


def wide(text, size, bold=False):
    return (0.55 if bold else 0.5) * size * len(text)


def rounded(value):
    if isinstance(value, (list, tuple)):
        return [rounded(each) for each in value]
    return round(value, 2) if isinstance(value, float) else value


def laid_out(patch):
    """The layouts of some films in some sizes, with and without a heading."""
    from export.draw import fonts, layout, legend, slots

    for module in (fonts, layout, legend, slots):
        patch.setattr(module, "width", wide)
    found = {}
    for name, film in films().items():
        for title in ("", "A heading that is not short"):
            found[f"{name}, natural size{title and ', headed'}"] = rounded(layout.natural_size(film, title))
            for size, pixels in SIZES.items():
                made = layout.arrange(film, pixels, title)
                facts = {field.name: getattr(made, field.name) for field in dataclasses.fields(made)}
                facts["chips"] = [dataclasses.astuple(chip) for chip in made.chips]
                facts["slots"] = [
                    {each: getattr(slot, each) for each in ("title", "picture", "axes", "caption", "key")}
                    for slot in made.slots
                ]
                facts["slots"] = [{key: rounded(value) for key, value in slot.items()} for slot in facts["slots"]]
                found[f"{name}, {size}{title and ', headed'}"] = {key: rounded(value) for key, value in facts.items()}
    return json.loads(json.dumps(found))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    import pytest

    with pytest.MonkeyPatch.context() as patch:
        made = laid_out(patch)
    FILE.parent.mkdir(exist_ok=True)
    lines = (f" {json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in made.items())
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
