"""Whatever stands behind # in the address of the site or of a live page: a race is drawn, and nothing of it is run."""

from urllib.parse import quote, urlencode

import numpy as np
import pytest

from optim import OPTIMIZERS
from scenes import scene
from surfaces import SURFACES
from tests.browser.test_site import visited  # noqa: F401 (a fixture)
from tests.browser.test_webpage import offline  # noqa: F401 (a fixture)
from tests.browser.test_webpage_live import opened, tracks

INJECTED = "<img src=x onerror=globalThis.hit=1>"
NUMBERS = ["NaN", "-Infinity", "1e400", "--", "e", ".", "-", "", " 5", "0x10", "9" * 400, "1e308", "5e-324", INJECTED]
NAMED = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf", INJECTED, "", "../../etc/passwd", "none"]
HASHES = [
    *([(key, value)] for key in ("x", "steps", "adam.lr", "sigma", "swarm.side") for value in NUMBERS),
    *([(key, value)] for key in ("scene", "surface", "optimizers", "panels", "over", "swarm") for value in NAMED),
    [("optimizers", "adam~2"), ("optimizers", f"adam~{INJECTED}")], [("optimizers", f"adam~{'9' * 300}")],
    [("optimizers", f"adam~{n}") for n in range(2, 60)], [("panels", "contour")] * 5,
    [("panels", "swarm"), ("swarm", "x")],
    [(f"adam.{key}", value) for key in ("schedule", "clipped", "eps") for value in ("constructor", INJECTED)],
    [("scene", "free"), ("surface", "beale"), ("optimizers", "newton"), ("panels", "multiples")],
]  # fmt: skip
PANELS = {"contour", "surface", "loss", "gap", "swarm", "beale"}
SHOWN = """() => {
    const player = document.querySelector("[data-player]");
    return {
        panels: [...document.querySelectorAll("[data-panel]")].map((panel) => panel.dataset.panel),
        racers: [...document.querySelectorAll("[data-racer]")].length,
        fault: document.querySelector(".dh-fault")?.textContent,
        finite: player.tracks().every(({channels}) => Number.isFinite(channels.x[0]) && Number.isFinite(channels.y[0])),
        hit: globalThis.hit ?? 0, images: document.querySelectorAll("main img, aside img").length,
    };
}"""
GO = """async (hash) => {
    history.replaceState(null, "", "#" + hash);
    dispatchEvent(new HashChangeEvent("hashchange"));
    for (let frame = 0; frame < 6; frame++) await new Promise(requestAnimationFrame);
}"""


@pytest.fixture
def faults(page):
    """The errors that a page's scripts raise and nobody catches."""
    found = []
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def test_whatever_the_site_s_address_says_a_race_is_drawn(page, visited, faults):  # noqa: F811 (fixtures)
    visited("race.html#optimizers=adam&optimizers=momentum")
    for pairs in HASHES:
        page.evaluate(GO, urlencode(pairs, quote_via=quote))
        shown = page.evaluate(SHOWN)
        assert not faults, (pairs, faults)
        assert {name.partition("-")[0] for name in shown["panels"]} <= PANELS, pairs
        assert shown["panels"], pairs
        assert len(set(shown["panels"])) == len(shown["panels"]), pairs
        assert shown["racers"] <= 12, pairs
        assert shown["finite"], pairs
        assert shown["fault"] is None, pairs
        assert (shown["hit"], shown["images"]) == (0, 0), pairs


@pytest.mark.parametrize("value", ["--", "1e300", INJECTED, "e"])
def test_a_live_page_opens_at_its_own_values_where_the_address_has_none(offline, tmp_path, value):  # noqa: F811
    page, _ = offline
    made = scene("Beale", SURFACES["beale"](), OPTIMIZERS["adam"](lr=0.05), steps=50)
    keys = ("x", "y", "steps", "adam.beta1", "constructor", "__proto__")
    opened(page, tmp_path, made, "#" + urlencode(dict.fromkeys(keys, value), quote_via=quote))
    found = tracks(page)["adam"]
    np.testing.assert_allclose([found["x"][0], found["y"][0]], made.start)
    assert len(found["x"]) == made.steps + 1
    assert page.evaluate("globalThis.hit ?? 0") == 0
