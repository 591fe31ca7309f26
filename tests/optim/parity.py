"""Our rules beside the recorded tracks of others: `python tests/optim/parity.py` prints the table of differences."""

import json
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2]))
from optim import OPTIMIZERS, Clip, Clipped, run
from surfaces import SURFACES

DATA = Path(__file__).parent / "data"
FILES = {file.stem: json.loads(file.read_text()) for file in sorted(DATA.glob("*.json"))}
TRACKS = {
    f"{stem}-{track['optimizer']}-{track['surface']}-{i}": track
    for stem, file in FILES.items()
    for i, track in enumerate(file["tracks"])
}


def our_points(track):
    """The points of our run of a recorded track."""
    settings = dict(track["settings"])
    clip = settings.pop("clip", None)
    rule = OPTIMIZERS[track["optimizer"].removeprefix("clipped_")](**settings)
    rule = rule if clip is None else Clipped(rule, Clip(norm=clip))
    return run(rule, SURFACES[track["surface"]](), track["start"], len(track["points"]) - 1).points


def table():
    """Lines of Markdown: rule, reference with its version, recorded tracks, the worst difference of a coordinate."""
    lines = ["| rule | reference | tracks | steps | worst difference |", "| --- | --- | --- | --- | --- |"]
    for stem, file in FILES.items():
        versions = ", ".join(f"{name} {version}" for name, version in file["versions"].items())
        for slug in dict.fromkeys(track["optimizer"] for track in file["tracks"]):
            own = [track for track in file["tracks"] if track["optimizer"] == slug]
            worst = max(float(np.abs(our_points(track) - track["points"]).max()) for track in own)
            steps = sum(len(track["points"]) - 1 for track in own)
            lines.append(f"| {slug} | {stem} ({versions}) | {len(own)} | {steps} | {worst:.1e} |")
    return lines


if __name__ == "__main__":
    print("\n".join(table()))
