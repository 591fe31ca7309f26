"""Ten thousand texts that mean harm, for functions and for rules: nothing runs, nothing takes long or much.

An exhaustive run has them all, in processes of a thousand, by the clock; the default run has a few, without it. `python
tests/surfaces/test_parse_ten_thousand.py [first [count]]` measures some and prints the slowest and the largest.
"""

import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path += [str(Path(__file__).parent), str(Path(__file__).parents[2])]
from hostile import ESCAPES, answer, check_error, hostile_text

COUNT, CHUNK = 10_000, 1_000
SECONDS, MEGABYTES = 2.0, 200.0
FRAMES = ("w = {}", "w = w - {} g", "{} = g; w = w", "v = g; w = w - lr v; {}", "v = {}; w -= lr v", "w -= lr ({})")
PARTS = (
    "w", "g", "v", "k", "=", "-=", ";", " ", "lr", "b", "+", "*", "/", "^", "(", ")", "2", ".5", "sqrt(", "|", "H g",
    "√", "\\", "eps", "η", "sin", "=", "\n", "w=w-", "exp(exp(", "9^9^", "^99", "__", "import os", "\x00", "[0]", "'",
)  # fmt: skip


def rule_text(rng):
    """A hostile text for a rule: pieces of rules, or a hostile function in the place of an expression."""
    if rng.random() < 0.4:
        return "".join(rng.choices(PARTS, k=rng.randint(1, rng.choice((8, 40, 300)))))
    text = rng.choice(ESCAPES) if rng.random() < 0.2 else hostile_text(rng)
    return rng.choice(FRAMES).format(text.replace("x", "w").replace("y", "g"))


def answer_rule(text):
    from optim import parse_rule, run
    from surfaces import SURFACES, ParseError

    try:
        rule = parse_rule(text)
    except ParseError as refusal:
        check_error(refusal, text)
        return refusal
    assert rule.latex
    run(rule, SURFACES["beale"](), steps=3)
    return rule


KINDS = {"functions": (hostile_text, answer), "rules": (rule_text, answer_rule)}


class Ran(BaseException):
    """Something of a text was executed."""


def guarded():
    """From here on nothing may open a file, start a process, compile or evaluate a text that a parser was given."""

    def forbid(event, args):
        if event in ("os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "socket.connect", "shutil.rmtree"):
            raise Ran(f"{event} {args}")
        if event == "open" and isinstance(args[0], str) and args[0].startswith("/etc"):
            raise Ran(f"open {args[0]}")

    sys.addaudithook(forbid)


def measure(kind, first, count):
    """How many of these texts were refused, and the seconds, and the megabytes, of the worst."""
    make, ask = KINDS[kind]
    ask(make(random.Random(0)))  # what is loaded once is loaded
    before, slowest, refused = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, (0.0, ""), 0
    for seed in range(first, first + count):
        text = make(random.Random(f"{kind} {seed}"))
        began = time.process_time()
        refused += isinstance(ask(text), ValueError)
        slowest = max(slowest, (time.process_time() - began, text))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return refused, slowest, grown


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.thorough
def test_a_few(kind):
    refused, *_ = measure(kind, 0, 40)
    assert 5 < refused < 40


@pytest.mark.exhaustive
@pytest.mark.parametrize("first", range(0, COUNT, CHUNK))
@pytest.mark.parametrize("kind", KINDS)
def test_ten_thousand(kind, first):
    """In a process of its own, in which nothing may be started."""
    command = [sys.executable, __file__, kind, str(first), str(CHUNK)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr[-2000:]
    refused, seconds, grown, text = done.stdout.strip().split("\t", 3)
    assert 0.2 * CHUNK < int(refused) < 0.98 * CHUNK
    assert float(seconds) < SECONDS, text
    assert float(grown) < MEGABYTES


if __name__ == "__main__":
    os.environ["OMP_NUM_THREADS"] = "1"
    kind, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    measure(kind, 0, 1)
    guarded()
    refused, (seconds, text), grown = measure(kind, first, count)
    print(f"{refused}\t{seconds:.3f}\t{grown:.1f}\t{text!r}")
