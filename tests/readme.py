"""README's tables, made from the registries: `python -m tests.readme` writes them, test_readme.py holds them."""

import re
from pathlib import Path

from optim import OPTIMIZERS
from surfaces import SURFACES

README = Path(__file__).parent.parent / "README.md"


def optimizer_table() -> str:
    rows = [
        f"| `{slug}` | {rule.name} | {rule.family} | [{rule.paper.authors} {rule.paper.year}]({rule.paper.url}) |"
        for slug, rule in OPTIMIZERS.items()
    ]
    return "\n".join(["| slug | name | family | from |", "| --- | --- | --- | --- |", *rows])


def surface_table() -> str:
    rows = []
    for slug, surface in SURFACES.items():
        paper = surface.paper
        source = f"[{paper.authors} {paper.year}]({paper.url})" if paper else ""
        rows.append(f"| `{slug}` | {surface.name} | {surface.shows} | {source} |")
    return "\n".join(["| slug | name | shows | from |", "| --- | --- | --- | --- |", *rows])


def with_tables(text: str) -> str:
    """README's text with both tables as the registries have them now."""
    for name, table in (("optimizers", optimizer_table()), ("surfaces", surface_table())):
        between = rf"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)"
        text = re.sub(between, lambda _, table=table: table + "\n", text, flags=re.DOTALL)  # type: ignore[misc]
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text()))
