"""Writing the site: pages, scripts under their hashes, data, and the service worker that keeps them."""

import hashlib
import html
import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from string import Template
from typing import Any

from plotly.offline import get_plotlyjs

from export.site._data import kind_of, race_data, rule_data, scene_data, surface_data, traceable
from figures import home_film, linked
from figures.script import bundle, page_style
from figures.thumbnail import surface_picture
from optim import FAMILIES, ON_VECTORS, OPTIMIZERS
from scenes import SCENES
from surfaces import SURFACES

HERE = Path(__file__).parent
RADFORD = [slug for slug in SCENES if slug.startswith("radford-")]
ADDRESS = "race.html#scene={}"
MARK = ".downhill-site"  # stands in a folder that was written by build, and may be written again
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
    " media-src blob:"
)


def build(
    folder: str | Path,
    progress: Callable[[float], Any] = lambda share: None,
    surfaces: Iterable[str] = SURFACES,
    rules: Iterable[str] = ON_VECTORS,
) -> None:
    """Write the site into a folder, which is made. Raises FileExistsError if there is something else in it."""
    target = Path(folder)
    if target.exists() and any(target.iterdir()) and not (target / MARK).exists():
        raise FileExistsError(f"{target} is not empty, and no site of Downhill")
    chosen, among = traceable(surfaces), list(rules)
    scenes = [slug for slug, made in SCENES.items() if made.surface.slug in chosen]
    grounds = [SURFACES[slug]() for slug in chosen] + [SCENES[slug].surface for slug in scenes]
    asked = sorted(grounds, key=lambda surface: not surface.game)  # of a kind, games come first: they lack most
    kinds: dict[Any, Any] = {kind_of(surface): surface for surface in asked}
    jobs: list[tuple[str, Callable[[], Any]]] = [
        (
            "home",
            lambda: linked(home_film([SCENES[slug] for slug in RADFORD]), map(ADDRESS.format, RADFORD)).document(),
        ),
        ("race", lambda: race_data(chosen, among, scenes)),
        *((f"surfaces/{slug}", lambda slug=slug: surface_data(slug, among)) for slug in chosen),
        *((f"scenes/{slug}", lambda slug=slug: scene_data(slug, among)) for slug in scenes),
        *((f"rules/{slug}", lambda slug=slug: rule_data(slug, kinds)) for slug in among),
    ]
    shutil.rmtree(target, ignore_errors=True)
    files = {MARK: ""}
    for i, (name, made) in enumerate(jobs):
        files[f"data/{name}.json"] = json.dumps(made(), separators=(",", ":"), allow_nan=False)
        progress((i + 1) / len(jobs))
    files |= _pages(chosen, among)
    files["sw.js"] = _worker(files)
    for name, text in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


def _pages(surfaces: Sequence[str], rules: Sequence[str]) -> dict[str, str]:
    scripts = {"plotly": get_plotlyjs(), "site": bundle(HERE / "site.js")}
    style = page_style() + (HERE / "site.css").read_text()
    names = {name: f"{name}-{_hash(text)}.js" for name, text in scripts.items()} | {"style": f"site-{_hash(style)}.css"}
    frame = Template((HERE / "page.html").read_text())
    made = {names[name]: text for name, text in scripts.items()} | {names["style"]: style}
    links = "".join(
        f'<a class="dh-link" href="{ADDRESS.format(slug)}">Race on {html.escape(SCENES[slug].name)}</a>'
        for slug in RADFORD
    )
    bodies = {
        "index": ("Optimizers, racing downhill", HOME, f'<nav class="dh-links" aria-label="Races">{links}</nav>'),
        "race": ("Race", "", ""),
        "catalogue": ("Catalogue", "Every rule and every surface that races here.", _catalogue(surfaces, rules)),
    }
    for page, (title, words, body) in bodies.items():
        facts = {**names, "policy": POLICY, "title": title, "words": words, "body": body, "page": page}
        current = {f"at_{name}": ' aria-current="page"' if name == page else "" for name in bodies}
        made[f"{page}.html"] = frame.substitute(facts | current)
    return made


HOME = (
    "Six optimizers on three error surfaces, as in Alec Radford’s 2014 animations. "
    "Open one to change anything: the surface, the start, every hyperparameter."
)


def _catalogue(surfaces: Sequence[str], rules: Sequence[str]) -> str:
    parts = ["<h2>Optimizers</h2>"]
    families: dict[str, list[str]] = {family: [] for family in FAMILIES}
    for slug in rules:
        families[OPTIMIZERS[slug].family].append(slug)
    for family, own in families.items():
        if own:
            cards = "".join(_card(OPTIMIZERS[slug], f"optimizers={slug}", "") for slug in own)
            parts.append(f'<h3>{html.escape(family.capitalize())}</h3><div class="dh-cards">{cards}</div>')
    pictured = "".join(_card(SURFACES[slug], f"surface={slug}", _seen(SURFACES[slug]())) for slug in surfaces)
    return "".join([*parts, f'<h2>Surfaces</h2><div class="dh-cards">{pictured}</div>'])


def _seen(surface: Any) -> str:
    """A surface from above, in the colours of the reader's theme."""
    light, dark = (surface_picture(surface, theme) for theme in ("light", "dark"))
    on_dark = f'<source media="(prefers-color-scheme: dark)" srcset="{dark}">'
    return f'<picture>{on_dark}<img alt="" loading="lazy" src="{light}"></picture>'


def _card(declared: Any, key: str, picture: str) -> str:
    idea = (declared.__doc__ or "").split("\n\n")[0]  # what follows is for who calls it
    words = html.escape(" ".join(idea.replace("`", "").replace("'", "’").split()))
    paper = declared.paper
    source = f'<a href="{html.escape(paper.url)}">{html.escape(f"{paper.authors} {paper.year}")}</a>' if paper else ""
    race = f'<a href="race.html#scene=free&amp;{key}">Race</a>'
    name = html.escape(declared.name)
    return f'<article class="dh-card">{picture}<h4>{name}</h4><p>{words}</p><div>{race}{source}</div></article>'


def _worker(files: dict[str, str]) -> str:
    """The service worker, which knows every file of this build."""
    kept = sorted(name for name in files if name != MARK)
    version = _hash("".join(name + _hash(files[name]) for name in kept))
    return Template((HERE / "worker.js").read_text()).substitute(version=version, files=json.dumps(["./", *kept]))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
