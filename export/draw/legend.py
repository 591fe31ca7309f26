"""What the legend says of a racer: its value, or that its run has diverged (of several, where). As player/legend.js."""

import math
from decimal import ROUND_HALF_UP, Context

import numpy as np

from export.draw.fonts import width
from figures import Film, Track

GONE = "✕"


def compact(value: float) -> str:
    """A number in few characters: three digits, an exponent where it is very large or small. As in player/format.js."""
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 99999.5 or size < 1e-3:
        mantissa, exponent = f"{_rounded(value, 2):.1e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
    elif size >= 999.5:
        text = f"{_rounded(value, 5 if size >= 9999.5 else 4):.0f}"
    else:
        text = f"{_rounded(value, 3):#.3g}".rstrip(".")
    return text.replace("-", "−")


def _rounded(value: float, digits: int) -> float:
    """To so many significant digits, halves away from zero, as a browser does."""
    return float(Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(float(value)))


def runs_of(film: Film, racer: str) -> list[Track]:
    return [track for track in film.tracks if track.racer == racer]


def said(film: Film, racer: str, step: int, brief: bool = False) -> str:
    """What stands beside a racer's name at a step of the film; brief: in as few letters as can be."""
    runs = runs_of(film, racer)
    readout = film.readout or {}
    run = next((track for track in runs if track.group == readout.get("group")), None)
    over = [
        track for track in runs if track.diverged_at is not None and track.diverged_at <= film.time(track.group, step)
    ]
    if over and not readout and len(runs) > 1:
        told = {way: [_title(film, track) for track in over if track.lost == way] for way in {t.lost: 0 for t in over}}
        return "; ".join(f"{way} on {', '.join(titles)}" for way, titles in told.items()) if not brief else ""
    if over and (run is None or any(track is run for track in over)):
        lost = run or over[0]
        return f"{lost.lost} at {lost.diverged_at}" if not brief else lost.lost if run else GONE
    values = run.channels.get(readout["channel"]) if run else None
    if values is None:
        return ""
    return compact(float(values[min(int(film.time(readout["group"], step)), len(values) - 1)]))


def _title(film: Film, track: Track) -> str:
    """The title of the panel on which a track runs."""
    return next((panel.title for panel in film.panels if panel.group == track.group and panel.title), track.group)


def room(film: Film, racer: str, size: float, brief: bool = False) -> float:
    """The pixels that what is said of a racer needs at most; 0 if nothing ever is."""
    steps = np.unique(np.linspace(0, film.steps, 120).astype(int))
    ends = [track.diverged_at for track in runs_of(film, racer) if track.diverged_at is not None]
    texts = {said(film, racer, int(step), brief) for step in (*steps, *ends)}
    longest = sorted(texts, key=len)[-3:]
    return max((width(text, size) for text in longest), default=0.0)
