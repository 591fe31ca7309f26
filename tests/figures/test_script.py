import re
import shutil
import subprocess
from pathlib import Path

import pytest

from figures._color import THEMES
from figures.script import ENTRY, bundle, page_script, page_style, player_script, script_hash


def write(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text)
    return folder / "entry.js"


def test_the_player_is_one_module_that_exports_mount():
    script = player_script()
    assert re.findall(r"^export .*", script, re.MULTILINE) == [
        "export function mount(element, film, {plotly, onEvent = () => {}}) {"
    ]
    assert not re.search(r"^import\b", script, re.MULTILINE)


def test_every_module_of_the_player_is_in_the_page_without_a_server():
    script = page_script()
    for path in ENTRY.with_suffix("").glob("*.js"):
        for name in re.findall(r"^export (?:function|class|const) (\w+)", path.read_text(), re.MULTILINE):
            assert re.search(rf"^(?:function|class|const) {name}\b", script, re.MULTILINE), f"{path.name}: {name}"


def test_the_hash_follows_the_text(monkeypatch):
    before = script_hash()
    monkeypatch.setattr("figures.script.player_script", lambda: "another text")
    assert len(before) == 12
    assert script_hash() != before


def test_what_is_needed_comes_first_and_once(tmp_path):
    entry = write(
        tmp_path,
        entry='import {b} from "./b.js";\nimport {c} from "./c.js";\nexport const a = b + c;\n',
        b='import {c} from "./c.js";\nexport const b = c;\n',
        c="export const c = 1;\n",
    )
    assert bundle(entry) == "const c = 1;\n\nconst b = c;\n\nexport const a = b + c;\n"


def test_data_come_before_everything_and_once(tmp_path):
    entry = write(
        tmp_path,
        entry='import {b} from "./b.js";\nimport A from "./a.json" with {type: "json"};\nexport const c = A.x + b;\n',
        b='import A from "./a.json" with {type: "json"};\nexport const {x: b} = A;\n',
    )
    (tmp_path / "a.json").write_text('{\n  "x": 1\n}\n')
    assert bundle(entry) == 'const A = {"x":1};\n\nconst {x: b} = A;\n\nexport const c = A.x + b;\n'


@pytest.mark.parametrize(
    ("modules", "reason"),
    [
        ({"entry": 'import {b as x} from "./b.js";\n', "b": "export const b = 1;\n"}, "cannot bundle.*b as x"),
        (
            {"entry": 'import {b} from "./b.js";\nconst x = 1;\n', "b": "export const b = 1;\nconst x = 2;\n"},
            "x is decl",
        ),
        (
            {"entry": 'import {b} from "./b.js";\nconst {y: x} = b;\n', "b": "export const b = 1;\nconst {x} = {};\n"},
            "x is decl",
        ),
        (
            {
                "entry": 'import {b} from "./b.js";\nimport A from "./a.json" with {type: "json"};\n',
                "b": 'import B from "./a.json" with {type: "json"};\nexport const b = B;\n',
            },
            "is called B",
        ),
        ({"entry": 'import * as b from "./b.js";\n', "b": "export const b = 1;\n"}, "cannot bundle"),
        ({"entry": 'import {b} from "./b.js";\n', "b": "const b = 1;\nexport {b};\n"}, "cannot bundle"),
        ({"entry": 'import {b} from "./b.js";\n', "b": 'import {a} from "./entry.js";\n'}, "imports itself"),
        (
            {
                "entry": 'import {b} from "./b.js";\n',
                "b": 'import {c} from "./c.js";\n',
                "c": 'import {b} from "./b.js";\n',
            },
            "b.js imports itself by way of c.js",
        ),
    ],
)
def test_what_would_not_work_as_one_is_refused(tmp_path, modules, reason):
    with pytest.raises(ValueError, match=reason):
        bundle(write(tmp_path, **modules))


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node to parse the script")
def test_the_script_is_javascript(tmp_path):
    path = tmp_path / "player.mjs"
    path.write_text(player_script())
    checked = subprocess.run(["node", "--check", path], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def test_a_page_has_one_theme_or_that_of_the_reader_s_system():
    own = (Path(ENTRY).parent / "page.css").read_text()
    light, dark, asked = (page_style(theme) for theme in ("light", "dark", None))
    for theme, style in (("light", light), ("dark", dark)):
        grounds = [THEMES[name]["@ground"] in style.removesuffix(own) for name in ("light", "dark")]
        assert grounds == [theme == "light", theme == "dark"]
        assert style.endswith(own)
    head, _, rest = asked.partition("@media (prefers-color-scheme: dark)")
    assert THEMES["light"]["@ground"] in head
    assert THEMES["dark"]["@ground"] in rest
