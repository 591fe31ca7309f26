"""DejaVu Sans, which comes with matplotlib: the still is set in it by matplotlib, what changes by Pillow."""

import unicodedata
from functools import lru_cache
from pathlib import Path

import matplotlib
from matplotlib.ft2font import FT2Font
from PIL import ImageFont

FAMILY = "DejaVu Sans"
WIDER = 1.045
FOLDER = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
FACES = {False: FOLDER / "DejaVuSans.ttf", True: FOLDER / "DejaVuSans-Bold.ttf"}
BOX = "▯"  # in place of a letter that neither face has


@lru_cache(maxsize=64)
def font(size: float, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The font at a size in pixels."""
    return ImageFont.truetype(str(FACES[bold]), size)


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    """The letters that both faces have."""
    plain, bold = (frozenset(FT2Font(str(face)).get_charmap()) for face in FACES.values())
    return plain & bold


@lru_cache(maxsize=1024)
def drawable(text: str) -> str:
    """The text on one line, in letters that can be drawn: a box in place of any other, nothing for invisible signs."""
    flat = " ".join("".join(" " if letter.isspace() or letter == "\0" else letter for letter in text).split())
    letters = _letters()
    return "".join(each if ord(each) in letters else BOX for each in flat if ord(each) in letters or _seen(each))


def _seen(letter: str) -> bool:
    """Whether a letter takes any room: no control character, no sign that only joins or marks others."""
    return unicodedata.category(letter) not in ("Cc", "Cf", "Mn")


def missing(text: str) -> str:
    """The letters of a text that cannot be drawn, each once."""
    return "".join(dict.fromkeys(letter for letter in text if BOX in drawable(letter) and letter != BOX))


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is at most, in pixels: matplotlib rounds its letters' widths, and sets some a little wider."""
    return WIDER * font(size, bold).getlength(drawable(text))


def shortened(text: str, size: float, room: float, bold: bool = False) -> str:
    """The text as it can be drawn, cut with an ellipsis if it is wider than the room."""
    text = drawable(text)
    if width(text, size, bold) <= room:
        return text
    while text and width(text + "…", size, bold) > room:
        text = text[:-1].rstrip()
    return text + "…" if text else ""
