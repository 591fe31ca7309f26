"""The player's modules as one: what the app serves as a file and an exported page carries within itself."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

from figures._color import THEMES, mixed

ENTRY = Path(__file__).parent / "player.js"
PAGE = ENTRY.with_name("page.js")
DIALS = Path(__file__).parent / "player" / "dials.js"

_IMPORT = re.compile(r'^import\s*\{[^}]*\}\s*from\s*"(?P<path>\.[^"]+)";\n', re.MULTILINE)
_RENAMED = re.compile(r"^import\s*\{[^}]*\bas\b[^}]*\}.*", re.MULTILINE)
_DATA = re.compile(
    r'^import\s+(?P<name>\w+)\s+from\s*"(?P<path>\.[^"]+\.json)"\s*with\s*\{\s*type:\s*"json"\s*\};\n', re.MULTILINE
)
_EXPORT = re.compile(r"^export\s+(?=(?:async\s+function|function|class|const|let)\b)", re.MULTILINE)
_DEFAULT = re.compile(r"^export default (?=function\b)", re.MULTILINE)
_UNKNOWN = re.compile(r"^(?:import\b|export\b).*", re.MULTILINE)
_DECLARED = re.compile(
    r"^(?:export\s+)?(?:async\s+function|function\*?|class|const|let)\s+(\w+|\{[^}]*\})", re.MULTILINE
)
_BOUND = re.compile(r"(\w+)\s*(?:,|\}|$)")


@cache
def player_script() -> str:
    """One ES module that exports `mount`: player.js and everything that it imports, each before what needs it."""
    return bundle(ENTRY)


@cache
def page_script() -> str:
    """One ES module that exports what a page without a server is built with (page.js): the player and its dials."""
    return bundle(PAGE)


def page_style(theme: str | None = None) -> str:
    """The style of a page without a server, in a theme; None: in the one that the reader's system asks for."""
    light, dark = (f":root {{ {_colors(name)} }}" for name in THEMES)
    if theme is None:
        chosen = f"{light}\n@media (prefers-color-scheme: dark) {{ {dark}\n{DARK_DOT} }}"
    else:
        chosen = dark + "\n" + DARK_DOT if theme == "dark" else light
    return chosen + "\n" + PAGE.with_suffix(".css").read_text()


DARK_DOT = ":root .dh-dot { background: var(--own-dark); }"


def _colors(theme: str) -> str:
    """The variables by which dials and player know a theme."""
    colors = THEMES[theme]
    second = mixed(colors["@ground"], colors["@ink"], 0.06)
    named = {"background": "@ground", "text": "@ink", "primary": "@accent", "border": "@line"}
    made = [f"--st-{name}-color: {colors[token]};" for name, token in named.items()]
    return " ".join([f"color-scheme: {theme};", *made, f"--st-secondary-background-color: {second};"])


def script_hash() -> str:
    """A short hash of the script: the name under which it may be cached for ever."""
    return hashlib.sha256(player_script().encode()).hexdigest()[:12]


def component_script(entry: Path) -> str:
    """`bundle` without its comment lines and indents: a component's own script is sent whenever its data changes."""
    lines = (line.strip() for line in bundle(entry).splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def bundle(entry: Path) -> str:
    """A module and its relative imports as one text, in which only the entry's own exports are left.

    Understands `import {a, b} from "./x.js";`, `import A from "./x.json" with {type: "json"};` and `export` before a
    declaration, in the entry also `export default` before a function. Raises ValueError for other forms of import and
    export (renaming among them, as all modules share one scope), for imports in a circle, and where two modules declare
    the same name.
    """
    order: list[Path] = []
    data: dict[Path, str] = {}
    _visit(entry.resolve(), (), order, data)
    owners = {name: path.name for path, name in data.items()}
    texts = [f"const {name} = {_compact(path)};" for path, name in data.items()]
    for path in order:
        text = _DATA.sub("", path.read_text())
        for name in _declared(text):
            if name in owners:
                raise ValueError(f"{name} is declared in {owners[name]} and in {path.name}")
            owners[name] = path.name
        if renamed := _RENAMED.search(text):
            raise ValueError(f"{path.name}: cannot bundle {renamed[0]!r}")
        text = _IMPORT.sub("", text)
        if path != entry.resolve():
            text = _EXPORT.sub("", text)
        known = _EXPORT.sub("", text)
        if path == entry.resolve():
            known = _DEFAULT.sub("", known)
        if unknown := _UNKNOWN.search(known):
            raise ValueError(f"{path.name}: cannot bundle {unknown[0]!r}")
        texts.append(text.strip())
    return "\n\n".join(texts) + "\n"


def _declared(text: str) -> list[str]:
    """The names that a module declares at its top, those taken out of an object included."""
    return [name for match in _DECLARED.findall(text) for name in _BOUND.findall(match)]


def _compact(path: Path) -> str:
    return json.dumps(json.loads(path.read_text()), separators=(",", ":"))


def _visit(path: Path, above: tuple[Path, ...], order: list[Path], data: dict[Path, str]) -> None:
    if path in order:
        return
    if path in above:
        raise ValueError(f"{path.name} imports itself by way of {above[-1].name}")
    text = path.read_text()
    for match in _IMPORT.finditer(text):
        _visit((path.parent / match["path"]).resolve(), (*above, path), order, data)
    for match in _DATA.finditer(text):
        if data.setdefault(file := (path.parent / match["path"]).resolve(), match["name"]) != match["name"]:
            raise ValueError(f"{path.name}: {file.name} is called {data[file]} elsewhere")
    order.append(path)
