"""A race as one HTML file: the app's own player, its film, and plotly.js, with nothing left to fetch.

Of one scene it is live: dials and a start to drag, raced in the page.
"""

import base64
import dataclasses
import hashlib
import html
import json
from collections.abc import Sequence
from functools import lru_cache
from string import Template
from typing import Any

from plotly.offline import get_plotlyjs, get_plotlyjs_version

from export._options import Options
from export._source import Source, film_for, scenes_of, title_of
from export.formats._format import text_format
from figures import Film
from figures.dials import MAX_STEPS, sections_of
from figures.live import live_of
from figures.script import page_script, page_style
from scenes import Scene

PAGE = Template("""<!doctype html>
<html lang="en" data-theme="$theme">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="$policy">
<title>$title</title>
<style>
$style
</style>
<h1 data-plain="$plain">$title</h1>
<p id="words">$caption</p>
<main id="race"></main>
$plotly
<script type="application/json" id="film">$film</script>
<script type="module">
$player
const {film, sections} = JSON.parse(document.querySelector("#film").textContent);
hideWhenChanged(document.querySelector("#words"), titles(document.querySelector("h1")));
open(document.querySelector("#race"), film, sections, {plotly: Plotly});
</script>
</html>
""")
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'{more}; style-src 'unsafe-inline'; img-src data: blob:"
)
CDN = "https://cdn.plot.ly"


def page(film: Film, options: Options, title: str, caption: str, sections: Sequence[Any] = (), plain: str = "") -> str:
    """The page's text, with the dials of `sections`, and a plain title for when they were turned. With `options.cdn` it
    takes plotly.js from its makers' CDN, and is small."""
    theme = "dark" if options.dark else "light"
    return PAGE.substitute(
        theme=theme,
        policy=POLICY.format(more=" " + CDN if options.cdn else ""),
        title=html.escape(title),
        plain=html.escape(plain or title),
        caption=html.escape(caption),
        style=page_style(theme),
        plotly=_fetched() if options.cdn else f"<script>{_inline(get_plotlyjs())}</script>",
        film=as_json({"film": film.document(), "sections": list(sections)}),
        player=_inline(page_script()),
    )


def as_json(value: Any) -> str:
    """JSON that can stand between script tags."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


@lru_cache(maxsize=2)
def _inline(script: str) -> str:
    """A script that can stand between script tags: what would end it is written otherwise, which in strings, regular
    expressions and templates means the same."""
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


@lru_cache(maxsize=1)
def _fetched() -> str:
    digest = base64.b64encode(hashlib.sha384(get_plotlyjs().encode()).digest()).decode()
    address = f"{CDN}/plotly-{get_plotlyjs_version()}.min.js"
    return f'<script charset="utf-8" src="{address}" integrity="sha384-{digest}" crossorigin="anonymous"></script>'


def made(source: Source, options: Options) -> str:
    """The page of a source."""
    trail = {"trail": options.trail} if options.trail else {}
    scenes = scenes_of(source)
    racing = options.live and len(scenes) == 1
    film = film_for(source, options, live=racing, autoplay=True, loop=options.loop, **trail)
    caption = scenes[0].caption if len(scenes) == 1 else ""
    title = title_of(source, options)
    live = _live(film, scenes[0]) if racing else None
    if live is None:
        return page(dataclasses.replace(film, live=None), options, title, caption)
    plain = title if options.title is not None else scenes[0].surface.name
    return page(dataclasses.replace(film, live=live), options, title, caption, sections_of(scenes[0], live), plain)


def _live(film: Film, scene: Scene) -> dict[str, Any] | None:
    """What the page needs to race a scene by itself, in the channels and on the heights of its film."""
    live = live_of(scene, {name for track in film.tracks for name in track.channels}, room=MAX_STEPS)
    heights = {name: film.live[name] for name in ("height", "plane")} if film.live else {}
    return live and {**live, **heights, "alone": True}


OPTIONS = ("dark", "panels", "title", "loop", "trail", "live", "cdn")
FORMATS = (text_format(".html", "Web page", "text/html", "page", made, *OPTIONS),)
