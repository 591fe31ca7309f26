"""What an export may take of the memory, stated once: how large a picture is, what is drawn at a time, what is kept."""

PIXELS = 4096 * 4096  # of a picture: its size × density²; at the worst moment six copies of it, of 3 or 4 bytes, stand
STRIP = 16_000_000  # bytes of what is drawn enlarged at a time: larger things are drawn strip by strip
KEPT = 16_000_000  # bytes of stills that are kept, so that an equal picture is not drawn again


def strips(rows: int, bytes_a_row: int) -> list[tuple[int, int]]:
    """Rows in strips (first, last) of at most STRIP bytes, each a row at least."""
    at_once = max(STRIP // max(bytes_a_row, 1), 1)
    return [(first, min(first + at_once, rows)) for first in range(0, rows, at_once)]
