"""Record what the lecture shows as it opens: `python tests/pages/record_films.py [page ...]` writes data/films.json.

Of each film of each page: its panels, ranges, marks, colours, arrows, curves and tracks, in numbers, without the words,
which have tests of their own. A picture is changed on purpose or not at all. It is recorded thrice, twice under other
arithmetic (a processor without wide registers, another BLAS kernel); what that decides "varies", and is not compared.
"""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np

FILE = Path(__file__).parent / "data" / "films.json"
WORDS = {
    "title",
    "subtitle",
    "caption",
    "label",
    "outcome",
    "text",
    "name",
    "hovertemplate",
    "names",
    "template",
    "live",
    "lost",
    "beat",
}
KEYS = {"key"}  # hashes of what is recorded itself
SHORT = 4  # numbers up to which each is written down; of more, a summary
OTHERS = (
    {"NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR AVX2 FMA3 AVX512F AVX512_SKX"},
    {"OPENBLAS_CORETYPE": "Prescott", "OPENBLAS_NUM_THREADS": "1"},
)
VARIES = "varies"
CLOSE = 1e-3  # of an array's largest number


def rounded(value):
    return float(f"{value:.5g}")


def summary(values):
    """An array's shape and finite entries; then, of those, the first, last, least, greatest, and mean."""
    values = np.asarray(values, dtype=float)
    finite = values[np.isfinite(values)]
    numbers = [finite[0], finite[-1], finite.min(), finite.max(), finite.mean()] if finite.size else []
    return {"of": [*values.shape, finite.size], "are": [rounded(number) for number in numbers]}


def facts(value):
    """A film's document without words, arrays summed up."""
    if isinstance(value, dict) and "bdata" in value:
        shape = [int(n) for n in str(value.get("shape", "-1")).split(",")]
        return summary(np.frombuffer(base64.b64decode(value["bdata"]), dtype=f"<{value['dtype']}").reshape(shape))
    if isinstance(value, dict):
        return {
            key: facts(item) for key, item in value.items() if key not in WORDS | KEYS and item not in (None, "", [])
        }
    if isinstance(value, (list, tuple)):
        if len(value) > SHORT and all(isinstance(item, (int, float)) or item is None for item in value):
            return summary([np.nan if item is None else item for item in value])
        return [facts(item) for item in value]
    return rounded(value) if isinstance(value, float) else value


def differing(one, other, path=""):
    """Where two facts are not the same, numbers up to `CLOSE`; what varies is the same as anything."""
    if VARIES in (one, other):
        return []
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        if one.keys() == {"of", "are"}:
            size = max((abs(number) for number in one["are"]), default=0.0)
            same = one["of"] == other["of"] and np.allclose(one["are"], other["are"], CLOSE, CLOSE * size)
            return [] if same else [path]
        return [each for key in one for each in differing(one[key], other[key], f"{path}/{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [each for i, pair in enumerate(zip(one, other, strict=True)) for each in differing(*pair, f"{path}/{i}")]
    numbers = all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in (one, other))
    same = one == other or (numbers and np.isclose(one, other, CLOSE, 1e-9))
    return [] if same else [path]


def without(made, paths):
    """The facts with those at some paths said to vary."""
    for path in paths:
        *way, last = path.split("/")[1:]
        at = made
        for step in way:
            at = at[int(step)] if isinstance(at, list) else at[step]
        at[int(last) if isinstance(at, list) else last] = VARIES
    return made


def opened(open_page, page):
    """The films of a page as it opens, by the keys of their players, and the page; what it works at is done to its end,
    however long a busy machine takes."""
    import ui.lesson
    import ui.work

    films = {}
    before = ui.lesson.export_button, ui.work.time
    ui.lesson.export_button = lambda film, key: films.update({key: film})
    ui.work.time = SimpleNamespace(perf_counter=lambda: 0.0)
    try:
        app = open_page(page)
    finally:
        ui.lesson.export_button, ui.work.time = before
    return films, app


def recorded(films):
    return json.loads(json.dumps({key: facts(film.document()) for key, film in films.items()}))


def pages():
    """The pages of the lecture."""
    return sorted(
        path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py") if "ui.lesson" in path.read_text()
    )


def here(asked):
    """What some pages show under this process's arithmetic."""
    import conftest
    import pytest

    with pytest.MonkeyPatch.context() as patch:
        conftest.reduce_work(patch)
        return {page: recorded(opened(conftest.page_at, page)[0]) for page in asked}


def record(script, file, parts, here):
    """Write what `here` shows of the parts that the command line names, or of all, as it is under every arithmetic."""
    asked = [arg for arg in sys.argv[1:] if not arg.startswith("-")] or list(parts)
    if "--print" in sys.argv:
        print(json.dumps(here(asked)))
        return
    command = [sys.executable, script, "--print", *asked]
    first, *others = (
        json.loads(subprocess.check_output(command, env=os.environ | other, stderr=subprocess.DEVNULL))
        for other in ({}, *OTHERS)
    )
    for other in others:
        first = without(first, differing(first, other))
    file.parent.mkdir(exist_ok=True)
    known = json.loads(file.read_text()) if file.exists() else {}
    made = {part: (known | first)[part] for part in parts if part in known | first}
    lines = (f' "{part}": {{\n' + ",\n".join(
        f'  {json.dumps(name)}: {json.dumps(film, separators=(",", ":"))}' for name, film in films.items()
    ) + "\n }" for part, films in made.items())  # fmt: skip
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def changed(recorded, now):
    """Where what a part shows now is something else than what is recorded of it."""
    assert now.keys() == recorded.keys()
    return [f"{name}{path}" for name in now for path in differing(recorded[name], now[name])]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    record(__file__, FILE, pages(), here)
