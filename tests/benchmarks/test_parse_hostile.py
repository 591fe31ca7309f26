"""How long the worst of 10,000 hostile texts takes to answer, as a page would: in processor time, all in one thread."""

import random
import time

from tests.surfaces.hostile import answer, hostile_text

COUNT = 10_000


def test_worst_hostile_text(budget):
    answer("x")  # SymPy and the grammar are loaded once, not by the text
    rng = random.Random(2026)
    worst, slowest = 0.0, ""
    for _ in range(COUNT):
        text = hostile_text(rng)
        began = time.process_time()
        answer(text)
        if (seconds := time.process_time() - began) > worst:
            worst, slowest = seconds, text
    budget(f"worst of {COUNT} hostile texts, {slowest[:40]!r}", worst, 2.0, "s", instead="no limit at all")
