"""What the scripts that record other libraries' tracks share: surfaces, starts, draws and the file's form.

A track is written as {"optimizer", "settings", "surface", "start", "points"}: our names, their points. Settings whose
track leaves the picture are drawn again. A setting "clip" is the norm of Clip around the rule named after "clipped_".
"""

import json
from pathlib import Path

import numpy as np

DATA = Path(__file__).parent / "data"
STEPS = 40
LIMIT = 6.0


def beale(x, y):
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def rosenbrock(x, y):
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def himmelblau(x, y):
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


SURFACES = {
    "beale": (beale, (1.0, 1.6)),
    "rosenbrock": (rosenbrock, (-1.2, 1.0)),
    "himmelblau": (himmelblau, (-0.5, -0.8)),
}


class Draw:
    """Random settings, rounded to four digits so that the file stays small."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def log(self, low, high):
        return float(f"{np.exp(self.rng.uniform(np.log(low), np.log(high))):.4g}")

    def between(self, low, high):
        return float(f"{self.rng.uniform(low, high):.4g}")

    def whole(self, low, high):
        return int(self.rng.integers(low, high + 1))


def record(file, versions, rules, follow, draws=2, cut=None):
    """Write `draws` tracks of every rule on every surface; follow(name, make, f, start) gives the STEPS steps' points.

    `cut` gives a smaller number of steps to rules that enlarge rounding errors.
    """
    tracks = []
    for name, (draw_settings, make) in rules.items():
        for surface, (f, start) in SURFACES.items():
            draw = Draw([*map(ord, name + surface)])
            count = 0
            while count < draws:
                settings = draw_settings(draw)
                points = np.array(follow(name, lambda *a, s=settings, m=make: m(*a, **s), f, start))
                if not (np.abs(points) < LIMIT).all():
                    continue
                count += 1
                points = points[: (cut or {}).get(name, STEPS) + 1]
                tracks.append(
                    {
                        "optimizer": name,
                        "settings": settings,
                        "surface": surface,
                        "start": start,
                        "points": points.tolist(),
                    }
                )
    lines = ",\n".join(json.dumps(track, separators=(",", ":")) for track in tracks)
    (DATA / file).write_text(f'{{"versions": {json.dumps(versions)}, "tracks": [\n{lines}\n]}}\n')
    print(f"{file}: {len(tracks)} tracks, {(DATA / file).stat().st_size / 1000:.0f} kB")
