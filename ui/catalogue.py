"""Cards for the catalogue: one for each optimizer and each surface."""

import html
from typing import Any

import streamlit as st

from catalog import number
from figures.thumbnail import race_picture, surface_picture
from optim import FAMILIES, ON_VECTORS, OPTIMIZERS, run, tune
from scenes import on_dark
from surfaces import SURFACES
from ui.formula import stacked

REGISTRIES: dict[str, dict[str, Any]] = {"optimizers": OPTIMIZERS, "surfaces": SURFACES}
TYPICAL = {  # the surface on which a family shows what it is about
    "first order": "quadratic",
    "momentum": "rosenbrock",
    "curvature": "rosenbrock",
}
USUAL = "beale"
STEPS = 60
COLUMNS = 3
SHOWN = 4  # minima
MOST_FOUND = 24  # cards of a search: each is drawn
STYLE = """<style>
.dh-thumb { width: 100%; aspect-ratio: 4 / 3; border-radius: 8px; display: block; object-fit: fill; }
[class*='st-key-card-'] .katex { font-size: 0.92em; }
</style>"""


def found(slugs: list[str], registry: dict[str, Any], words: str) -> list[str]:
    """The slugs whose name, here or elsewhere, idea, family, author or year has every word of a search."""
    wanted = words.lower().split()
    return [slug for slug in slugs if all(word in _text(registry[slug]) for word in wanted)]


def found_words(kind: str, words: str) -> str:
    """What is said of a search that finds nothing of its kind, or more than is shown; nothing otherwise."""
    counts = {each: len(found(list(all_), all_, words)) for each, all_ in REGISTRIES.items()}
    own, ((other, count),) = counts.pop(kind), counts.items()
    if own > MOST_FOUND:
        return f"The first {MOST_FOUND} of the {own} {kind} that have all of these words."
    if own:
        return ""
    if not count:
        return "Nothing in the catalogue has all of these words."
    others = f"{count} {other} have" if count > 1 else f"one {other[:-1]} has"
    return f"No {kind[:-1]} has all of these words, but {others}."


def _text(declared: Any) -> str:
    paper = declared.paper
    group = getattr(declared, "family", "") or getattr(declared, "shows", "")
    source = f"{paper.authors} {paper.year} {paper.title}" if paper else ""
    elsewhere = " ".join(getattr(declared, "elsewhere", ()))
    return f"{declared.slug} {declared.name} {group} {declared.__doc__} {source} {elsewhere}".lower()


def optimizer_cards(slugs: list[str]) -> None:
    _grid(slugs, _optimizer_card)


def surface_cards(slugs: list[str]) -> None:
    _grid(slugs, _surface_card)


def _grid(slugs: list[str], card: Any) -> None:
    st.html(STYLE)
    for first in range(0, len(slugs), COLUMNS):
        for column, slug in zip(st.columns(COLUMNS), slugs[first : first + COLUMNS], strict=False):
            with column, st.container(border=True, key=f"card-{slug}"):
                card(slug)


@st.cache_data(max_entries=512, show_spinner=False)
def _run_picture(slug: str, theme: str) -> str:
    """A rule at its tuned rate on its family's typical surface."""
    declared = OPTIMIZERS[slug]
    surface = SURFACES[TYPICAL.get(declared.family, USUAL)]()
    rule = declared() if not declared.tunable else tune(declared(), surface, steps=STEPS, candidates=12).rule
    color = on_dark(declared.color) if theme == "dark" else declared.color
    return race_picture(run(rule, surface, steps=STEPS), color, theme)


def _optimizer_card(slug: str) -> None:
    declared = OPTIMIZERS[slug]
    surface = TYPICAL.get(declared.family, USUAL)
    races = slug in ON_VECTORS
    if races:
        _picture(_run_picture(slug, st.context.theme.type or "light"), f"A run of {declared.name} from above")
    _heading(declared.name, declared.paper)
    st.latex(stacked(declared.latex))
    st.caption(_idea(declared))
    if declared.elsewhere:
        st.caption("Elsewhere: " + ", ".join(f"`{name}`" for name in declared.elsewhere))
    if not races:
        st.caption("Made for weight matrices: it trains networks, and cannot race on a surface of the plane.")
        return
    rivals = [slug, *(other for other in ("gradient_descent", "adam") if other != slug)]
    st.page_link(
        "pages/race.py", label=f"Race it on {SURFACES[surface].name}", icon=":material/flag:",
        query_params=[("scene", "free"), ("surface", surface), ("tune", "1"), *(("optimizers", r) for r in rivals)],
    )  # fmt: skip


def _surface_card(slug: str) -> None:
    declared = SURFACES[slug]
    surface = declared()
    if surface.dims == 2:
        _picture(surface_picture(surface, st.context.theme.type or "light"), f"{declared.name} from above")
    _heading(declared.name, declared.paper)
    st.latex(stacked(declared.latex))
    st.caption(_idea(declared))
    minima = surface.minima()
    if len(minima):
        st.caption(minima_words(minima))
    if surface.game:
        (equilibrium,) = surface.critical_points()
        st.caption(f"Equilibrium: ({', '.join(number(c, 4) for c in equilibrium.point)})")
    if surface.dims == 2:
        st.page_link(
            "pages/race.py", label="Race on it", icon=":material/flag:",
            query_params={"scene": "free", "surface": slug, "tune": "1"},
        )  # fmt: skip


def minima_words(minima: Any) -> str:
    """Where the known minima (count, dims) lie, the first SHOWN of them."""
    shown = ", ".join("(" + ", ".join(number(c, 4) for c in point) + ")" for point in minima[:SHOWN])
    return f"Known minim{'um' if len(minima) == 1 else 'a'}: {shown}{' …' if len(minima) > SHOWN else ''}"


def _picture(address: str, alt: str) -> None:
    st.html(f"<img class='dh-thumb' src='{address}' alt='{html.escape(alt)}'>")


def _heading(name: str, paper: Any) -> None:
    year = f" :gray[{paper.year}]" if paper else ""
    st.markdown(f"**{name}**{year}")


def _idea(declared: Any) -> str:
    paper = declared.paper
    idea = " ".join((declared.__doc__ or "").split("\n\n")[0].split())
    return f"{idea} [{paper.authors} {paper.year}]({paper.url})" if paper else idea


def groups(kind: str) -> dict[str, list[str]]:
    """The slugs of a kind ("optimizers" or "surfaces") by family or by what they show."""
    registry, facet = REGISTRIES[kind], "family" if kind == "optimizers" else "shows"
    made: dict[str, list[str]] = {}
    first = "gradient_descent"  # what the others are measured against
    for slug, declared in sorted(registry.items(), key=lambda item: (item[0] != first, item[1].name)):
        made.setdefault(getattr(declared, facet), []).append(slug)
    return {group: made[group] for group in (FAMILIES if kind == "optimizers" else sorted(made))}
