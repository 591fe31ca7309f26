"""A race as one HTML file: the app's own player, its film, and plotly.js, with nothing left to fetch."""

import base64
import hashlib
import html
import json
from functools import lru_cache
from string import Template

from plotly.offline import get_plotlyjs, get_plotlyjs_version

from export._options import Options
from export._source import Source, film_for, scenes_of, title_of
from export.formats._format import text_format
from figures import Film
from figures._color import THEMES
from figures.script import player_script

PAGE = Template("""<!doctype html>
<html lang="en" data-theme="$theme">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="$policy">
<title>$title</title>
<style>
  :root { color-scheme: $theme; font-family: system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
  body { margin: 0 auto; padding: 20px; max-width: 1440px; background: $ground; color: $ink; }
  h1 { margin: 0 0 4px; font-size: 1.4rem; } h1:empty, p:empty { display: none; }
  p { margin: 0 0 14px; max-width: 70ch; line-height: 1.5; }
</style>
<h1>$title</h1>
<p>$caption</p>
<main id="race"></main>
$plotly
<script type="application/json" id="film">$film</script>
<script type="module">
$player
mount(document.querySelector("#race"), JSON.parse(document.querySelector("#film").textContent), {plotly: Plotly});
</script>
</html>
""")
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'{more}; style-src 'unsafe-inline'; img-src data: blob:"
)
CDN = "https://cdn.plot.ly"


def page(film: Film, options: Options, title: str, caption: str) -> str:
    """The page's text. With `options.cdn` it takes plotly.js from its makers' CDN, and is small."""
    theme = "dark" if options.dark else "light"
    return PAGE.substitute(
        theme=theme,
        policy=POLICY.format(more=" " + CDN if options.cdn else ""),
        title=html.escape(title),
        caption=html.escape(caption),
        ground=THEMES[theme]["@ground"],
        ink=THEMES[theme]["@ink"],
        plotly=_fetched() if options.cdn else f"<script>{_inline(get_plotlyjs())}</script>",
        film=json.dumps(film.document(), separators=(",", ":"), allow_nan=False).replace("<", "\\u003c"),
        player=_inline(player_script()),
    )


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


def _made(source: Source, options: Options) -> str:
    trail = {"trail": options.trail} if options.trail else {}
    film = film_for(source, options, autoplay=True, loop=options.loop, **trail)
    scenes = scenes_of(source)
    caption = scenes[0].caption if len(scenes) == 1 else ""
    return page(film, options, title_of(source, options), caption)


OPTIONS = ("dark", "panels", "title", "loop", "trail", "cdn")
FORMATS = (text_format(".html", "Web page", "text/html", "page", _made, *OPTIONS),)
