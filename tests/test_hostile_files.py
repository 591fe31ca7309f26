"""Files and typed texts with faults in them: each is read, or refused in one clear line."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from networks import columns_of
from networks import from_csv as table
from optim import parse_rule
from scenes import SCENES, from_csv, from_dict, from_json, to_dict, to_json
from surfaces import from_grid, parse

FEW, MANY = 60, 5000
LONGEST = 300  # characters of a refusal
JUNK = [*"\x00\r\n\"',;#\t-=([^%{", "\ufeff", "\ud800", "\u202e", "\x85", "\u2028", "nan", "inf", "1e400", "9" * 400,
        "**", "0/0", "__import__('os')", "\x1b[31m", "😀", "\\u0000", "null", "[]", "{}", "true", "-1"]  # fmt: skip
ROWS = [f"{k / 7:.3f},{(k * k) % 5},{'pq'[k % 2]}" for k in range(12)]
TRACKS = "optimizer,step,x,y\n" + "".join(f"{name},{k},{k / 10},{k / 5}\n" for name in "AB" for k in range(4))
GRID = "x,y,f\n" + "".join(f"{x},{y},{x * x + y}\n" for x in range(3) for y in range(3))
OWN = to_dict(SCENES["radford-beale"])


def typed_in_a_scene(text):
    return from_dict(OWN | {"optimizers": [{"rule": {"slug": "rule", "text": text}}]})


READERS = {
    "tracks": (from_csv, [TRACKS]),
    "table": (table, ["a,b,label\n" + "\n".join(ROWS), "a;b;label\n" + "\n".join(ROWS).replace(",", ";")]),
    "columns": (columns_of, ["a,b,label\n" + "\n".join(ROWS)]),
    "grid": (from_grid, [GRID]),
    "rule": (parse_rule, ["v = b v + g; w = w - lr v", "w -= lr H g", "w = w - lr g/(sqrt(g^2) + eps)"]),
    "scene's rule": (typed_in_a_scene, ["v = b v + g; w = w - lr v"]),
    "function": (parse, ["x^2 + a y^2", "sin(x)*exp(-y)", "max(x, 2y)"]),
    "scene": (from_json, [to_json(made) for made in SCENES.values()]),
}  # fmt: skip


@st.composite
def mutated(draw, texts):
    """A text with one to four faults: something put in, left out, doubled or exchanged."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, len(text))), draw(st.integers(0, 40))
        piece = draw(st.sampled_from(JUNK) | st.text(max_size=3) | st.just(text[at : at + length] * 2))
        text = text[:at] + piece + text[at + draw(st.integers(0, length)) :]
    return text


def refused_in_a_line(read, text):
    for form in (
        (text, text.encode("utf-8", "surrogatepass")) if read in (from_csv, from_grid, table, from_json) else (text,)
    ):
        try:
            read(form)
        except ValueError as error:
            said = str(error)
            assert said.isprintable(), said
            assert 8 < len(said) < LONGEST, said


def read_many(name, count):
    read, texts = READERS[name]
    quiet = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}
    settings(max_examples=count, **quiet)(given(mutated(texts))(lambda text: refused_in_a_line(read, text)))()


@pytest.mark.parametrize("name", READERS)
def test_hostile_files(name):
    read_many(name, FEW)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", READERS)
def test_thousands_of_hostile_files(name):
    read_many(name, MANY)
