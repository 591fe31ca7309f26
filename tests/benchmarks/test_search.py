"""How long the search for a typed function's critical points takes: the slowest of the published functions."""

import time

from surfaces import parse
from tests.surfaces.published import PUBLISHED


def test_the_slowest_search(budget):
    slowest = 0.0
    for function in PUBLISHED.values():
        surface = parse(function.text, (function.x, function.y))
        begin = time.thread_time()
        surface.critical_points()
        slowest = max(slowest, time.thread_time() - begin)
    budget("critical points of a typed function", slowest, 2.0, "s")
