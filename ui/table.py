"""Numbers in tables."""

from catalog import number


def figure(value: float) -> str:
    """A number for a table: three digits, or a dash where there is none."""
    return number(value, missing="–")
