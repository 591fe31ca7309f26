"""How long the worst of 10,000 hostile texts, and of SymPy's traps, takes to answer, as a page would."""

import random
import time

from tests.surfaces.hostile import TRAPS, answer, hostile_text

COUNT = 10_000


def slowest_answer(texts):
    """(processor seconds, text), all in one thread."""
    answer("x")  # SymPy and the grammar are loaded once, not by the text
    worst = 0.0, ""
    for text in texts:
        began = time.process_time()
        answer(text)
        worst = max(worst, (time.process_time() - began, text))
    return worst


def test_worst_hostile_text(budget):
    rng = random.Random(2026)
    worst, text = slowest_answer(hostile_text(rng) for _ in range(COUNT))
    budget(f"worst of {COUNT} hostile texts, {text[:40]!r}", worst, 2.0, "s", instead="no limit at all")


def test_worst_trap(budget):
    worst, text = slowest_answer(TRAPS)
    budget(f"worst trap of SymPy, {text[:40]!r}", worst, 1.5, "s", instead="minutes, or no end")
