"""What a film carries so that the page can race by itself: programs, and the numbers that go into them."""

from collections.abc import Iterable
from typing import Any

from figures._encode import exact, whole
from figures.beliefs import in_the_page
from figures.relief import Domain, relief_of
from live import programs_of, spec_of


def live_of(
    scene: Any, channels: Iterable[str], domain: Domain | None = None, room: int = 0, inside: bool = False
) -> dict[str, Any] | None:
    """The `live` of a scene's film (README.md); None if its surface can be raced in Python only.

    `channels` are those of the film's tracks, `domain` what `z` is the height over, and `room` the number of steps that
    a person may set on a page without a server. With `inside` the page finds out what each rule goes by, too.
    """
    spec = spec_of(scene, room)
    if spec is None or not spec["rules"]:
        return None
    relief = relief_of(scene.surface, domain)
    plane = relief.sharp if scene.look == "radford" else relief.height
    known, programs = in_the_page(scene) if inside else ({}, {})
    rules = [rule | ({"inside": known[rule["id"]]} if rule["id"] in known else {}) for rule in spec["rules"]]
    tables = [(whole if isinstance(table[0], int) else exact)(table) for table in spec.get("tables", ())]
    return (
        spec
        | ({"tables": tables} if tables else {})
        | {
            "rules": rules,
            "channels": sorted(channels),
            "height": {"center": relief.height.center, "scale": relief.height.scale},
            "plane": {"center": plane.center, "scale": plane.scale},
            "noise": exact(spec["noise"]),
            "programs": programs_of(scene) | programs,
        }
    )
