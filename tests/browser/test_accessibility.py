"""Every page of app and site passes axe-core's rules in Chromium, on both grounds: nothing grave is found."""

import re

import pytest
from conftest import DRAWN, REQUIRED, ROOT, watch

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PAGES = ["", *(p.stem for p in sorted((ROOT / "pages").glob("*.py")) if p.stem != "home")]
# Pages whose networks take long are opened with less to compute; what they show is the same.
LESS = {
    "network": "network.steps=50&network.n=60&network.width=4&network.depth=1",
    "landscape": "landscape.width=3&landscape.depth=1&landscape.steps=50&landscape.line.width=2",
    "stability": "stability.steps=500&stability.others.steps=500",
}
# What Streamlit draws and we cannot change: the rule, a selector of its elements, and why.
THEIRS = [
    ("list", "[data-testid=stSidebarNavItems]", "the navigation puts each section's heading into its list as a div"),
    ("scrollable-region-focusable", ".katex-display", "a formula wider than its column scrolls, by keyboard, too"),
    ("listitem", "[data-testid=stSidebarNavItems] *", "and the pages' entries into that div"),
]
# Plotly's drawings are left out: they hold thousands of elements, which take axe half a minute, and only texts on axes,
# whose colours tests/pages/test_contrast.py computes; what a picture shows is said by its canvas beside it.
GRAVE = ("serious", "critical")
RUN = """async ([options, theirs]) => {
    const {violations} = await axe.run({exclude: [".js-plotly-plot"]}, options);
    const ours = ({id}) => ({target}) => !theirs.some(([rule, selector]) =>
        rule === id && document.querySelector(target.flat().at(-1))?.matches(selector));
    return violations.map((rule) => ({...rule, nodes: rule.nodes.filter(ours(rule))}));
}"""
MOVING = r"Nothing moves|\d+ moving lines?(, \d+ dots?)?|\d+ dots?"
GROUND = """(dark) => [
    document.querySelector("[data-testid=stApp]") ?? document.body, ...document.querySelectorAll("[data-player]"),
].every((seen) => (parseInt(getComputedStyle(seen).backgroundColor.match(/\\d+/)[0]) < 128) === dark)"""

SETTLED = """() => !document.querySelector(
    "[data-stale=true], [data-test-script-state]:not([data-test-script-state=notRunning])")"""  # what is old is pale

SPOKEN = """() => Array.from(document.querySelectorAll("canvas[aria-label]"), (each) => each.ariaLabel)"""

TITLED = """() => {
    const title = document.querySelector("[data-testid=stMainBlockContainer] h1");
    const words = document.createRange();
    words.selectNodeContents(title);
    const {left, top, height} = words.getBoundingClientRect();
    return [0.1, 0.5, 0.9].every((share) => title.contains(document.elementFromPoint(left + 4, top + share * height)));
}"""  # its first letter is covered by nothing


@pytest.fixture(scope="module")
def tab(browser):
    if not AXE.exists():
        (pytest.fail if REQUIRED else pytest.skip)("axe-core is not installed: npm ci")
    with browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce") as context:
        page = context.new_page()
        faults = watch(page)
        yield page
        assert not faults


def findings(page, **options):
    """What axe finds, in words: the rule, where, and why. A page that went on meanwhile is examined again."""
    settled = False
    while not settled:
        page.wait_for_function(SETTLED)
        found = page.evaluate(RUN, [{"resultTypes": ["violations"], **options}, [rule[:2] for rule in THEIRS]])
        settled = page.evaluate(SETTLED)
    return [
        f"{rule['id']}: {node['target'][-1]} {node['html'][:120]} {node['failureSummary'][:250]}"
        for rule in found if rule["impact"] in GRAVE for node in rule["nodes"]
    ]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_nothing_serious_is_found(tab, app_address, name):
    """By day all rules; by night those of colours, since nothing else is another."""
    tab.emulate_media(color_scheme="light")
    tab.goto(f"{app_address}/{name}?{LESS.get(name, '')}")
    tab.wait_for_selector("[data-testid=stMainBlockContainer] h1", timeout=30_000)
    tab.wait_for_function(SETTLED, timeout=30_000)
    assert tab.evaluate(TITLED)
    examine(tab)
    assert [label for label in tab.evaluate(SPOKEN) if not re.fullmatch(MOVING, label)] == []


SITE = ["index.html", "race.html#scene=rosenbrock-five&panels=contour&panels=basins&panels=rates", "catalogue.html"]


@pytest.mark.parametrize("path", SITE, ids=lambda path: path.partition(".")[0])
def test_nothing_serious_is_found_on_the_site(tab, site_address, path):
    tab.emulate_media(color_scheme="light")
    tab.goto(site_address + path)
    tab.locator("[data-player], .dh-card").first.wait_for()
    examine(tab)


def examine(tab):
    tab.wait_for_function(DRAWN, timeout=30_000)
    tab.wait_for_function(GROUND, arg=False)
    tab.evaluate(AXE.read_text())
    assert not findings(tab)
    tab.emulate_media(color_scheme="dark")
    tab.wait_for_function(GROUND, arg=True)
    tab.wait_for_function(DRAWN, timeout=30_000)
    assert not findings(tab, runOnly=["color-contrast"])


def test_axe_would_find_a_fault(tab):
    pale = '<p id="pale" style="color: #999; background: #aaa">Pale words</p>'
    tab.evaluate("(pale) => document.querySelector('h1').insertAdjacentHTML('afterend', pale)", pale)
    assert any(re.search("color-contrast: #pale", words) for words in findings(tab, runOnly=["color-contrast"]))
