"""The player's modules as one: what the app serves as a file and an exported page carries within itself."""

import hashlib
import re
from functools import cache
from pathlib import Path

ENTRY = Path(__file__).parent / "player.js"

_IMPORT = re.compile(r'^import\s*\{[^}]*\}\s*from\s*"(?P<path>\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export\s+(?=(?:async\s+function|function|class|const|let)\b)", re.MULTILINE)
_UNKNOWN = re.compile(r"^(?:import\b|export\b).*", re.MULTILINE)
_DECLARED = re.compile(r"^(?:export\s+)?(?:async\s+function|function|class|const|let)\s+(\w+)", re.MULTILINE)


@cache
def player_script() -> str:
    """One ES module that exports `mount`: player.js and everything that it imports, each before what needs it."""
    return bundle(ENTRY)


def script_hash() -> str:
    """A short hash of the script: the name under which it may be cached for ever."""
    return hashlib.sha256(player_script().encode()).hexdigest()[:12]


def bundle(entry: Path) -> str:
    """A module and its relative imports as one text, in which only the entry's own exports are left.

    Understands `import {a, b} from "./x.js";` and `export` before a declaration. Raises ValueError for other forms of
    import and export, for imports in a circle, and where two modules declare the same name.
    """
    order: list[Path] = []
    _visit(entry.resolve(), (), order)
    owners: dict[str, str] = {}
    texts = []
    for path in order:
        text = path.read_text()
        for name in _DECLARED.findall(text):
            if name in owners:
                raise ValueError(f"{name} is declared in {owners[name]} and in {path.name}")
            owners[name] = path.name
        text = _IMPORT.sub("", text)
        if path != entry.resolve():
            text = _EXPORT.sub("", text)
        if unknown := _UNKNOWN.search(_EXPORT.sub("", text)):
            raise ValueError(f"{path.name}: cannot bundle {unknown[0]!r}")
        texts.append(text.strip())
    return "\n\n".join(texts) + "\n"


def _visit(path: Path, above: tuple[Path, ...], order: list[Path]) -> None:
    if path in order:
        return
    if path in above:
        raise ValueError(f"{path.name} imports itself by way of {above[-1].name}")
    for match in _IMPORT.finditer(path.read_text()):
        _visit((path.parent / match["path"]).resolve(), (*above, path), order)
    order.append(path)
