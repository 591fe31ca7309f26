"""Record where surfaces are shown and begun, and which points they declare.

`python tests/surfaces/record_shown.py` writes data/shown.json. Scenes, links and lessons take these from the
declaration, so they are changed on purpose or not at all.
"""

import json
import sys
from pathlib import Path

FILE = Path(__file__).parent / "data" / "shown.json"


def shown(surface):
    """A surface's domain, its start, from where it is looked at, and its declared points, to four places."""
    view = surface.view
    camera = [view.scale, view.azimuth, view.elevation, view.z]
    points = [[c.kind, *(round(float(x), 4) + 0.0 for x in c.point)] for c in surface.critical_points()]
    facts = {"domain": surface.domain, "start": surface.start, "view": camera, "points": points}
    return json.loads(json.dumps(facts))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from surfaces import SURFACES

    FILE.parent.mkdir(exist_ok=True)
    lines = (f' "{slug}": {json.dumps(shown(cls()))}' for slug, cls in SURFACES.items())
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
