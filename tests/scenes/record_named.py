"""Record what the named scenes race: `python tests/scenes/record_named.py` writes data/named.json.

Links, films and lessons name these scenes, so a number of theirs is changed on purpose or not at all.
"""

import json
import sys
from pathlib import Path

FILE = Path(__file__).parent / "data" / "named.json"
FACTS = ("surface", "start", "steps", "noise", "look")


def raced(scene):
    """What decides the runs of a scene, without the words, colours and panels of its picture."""
    from scenes import to_dict

    made = to_dict(scene)
    return {fact: made[fact] for fact in FACTS} | {
        "optimizers": [{"name": each["name"]} | each["rule"] for each in made["optimizers"]]
    }


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from scenes import SCENES

    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps({slug: raced(scene) for slug, scene in SCENES.items()}, indent=1) + "\n")
