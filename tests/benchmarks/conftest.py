"""`budget(name, measured, limit, unit)`: notes a figure, prints it beside its budget at the end, and holds it to it."""

from typing import NamedTuple

import pytest


class Figure(NamedTuple):
    name: str
    measured: float
    limit: float
    unit: str
    at_least: bool
    instead: str

    @property
    def kept(self) -> bool:
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    @property
    def cells(self) -> tuple[str, ...]:
        sign = "≥" if self.at_least else "≤"
        return (
            self.name,
            f"{self.measured:.3g} {self.unit}",
            f"{sign} {self.limit:g} {self.unit}",
            "kept" if self.kept else "MISSED",
            self.instead,
        )


FIGURES = pytest.StashKey[list[Figure]]()


def pytest_configure(config):
    config.stash[FIGURES] = []


@pytest.fixture
def budget(request):
    """Note a figure and hold it to its limit, which is the most or (`at_least`) the least that it may be.

    `instead` says, in words, what the thing replaces and how that measures.
    """

    missed = []

    def note(name, measured, limit, unit, *, at_least=False, instead=""):
        figure = Figure(name, float(measured), float(limit), unit, at_least, instead)
        request.config.stash[FIGURES].append(figure)
        if not figure.kept:
            missed.append(" ".join(figure.cells))

    yield note
    assert not missed  # only now, so that one that is missed does not hide the others


def pytest_terminal_summary(terminalreporter, config):
    figures = config.stash[FIGURES]
    if not figures:
        return
    rows = [("", "measured", "budget", "", "instead of"), *(figure.cells for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    terminalreporter.section("budgets")
    for row in rows:
        terminalreporter.line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
