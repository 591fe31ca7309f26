"""DejaVu Sans, which comes with matplotlib: the still is set in it by matplotlib, what changes by Pillow."""

from functools import lru_cache
from pathlib import Path

import matplotlib
from PIL import ImageFont

FAMILY = "DejaVu Sans"
WIDER = 1.045
FOLDER = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


@lru_cache(maxsize=64)
def font(size: float, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The font at a size in pixels."""
    return ImageFont.truetype(str(FOLDER / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")), size)


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is at most, in pixels: matplotlib rounds its letters' widths, and sets some a little wider."""
    return WIDER * font(size, bold).getlength(text)


def shortened(text: str, size: float, room: float, bold: bool = False) -> str:
    """The text, cut with an ellipsis if it is wider than the room."""
    if width(text, size, bold) <= room:
        return text
    while text and width(text + "…", size, bold) > room:
        text = text[:-1].rstrip()
    return text + "…" if text else ""
