"""python -m tests.load [viewers] [attacks] [exports] [soak]: what the server stands, in figures; 1 if too little.

viewers   100 at once on a cold server: the first picture of each; then each races anew every 10 s for a minute.
soak      30 for 30 minutes, and 100 exports meanwhile: what the server holds at the end, beside after half of it.
exports   100 films, one after the other, each by a visitor of its own: what the server holds after each.
attacks   a file of 1e9 pairs of memory; twelve rules on a long function; rates tuned for twelve rules.

Without a name viewers and attacks. A server is started for each; --server http://… takes one that runs: its memory and
processor time are known by --pid, and otherwise not judged. A visitor whom the server asks to come again, since too
many others compute, does so after a while, a few times. Client and server share the machine: leave it to them.
"""

import argparse
import asyncio
import json
import math
import random
import statistics
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.load.server import Peak, Server, serving
from tests.load.viewer import Viewer, first_picture

PAGES = ("", "race", "catalogue", "momentum")  # what the first viewers open: most the race
CHAIN = "+".join(f"max(x,{k}y)" for k in range(1, 41))
LINE_SEARCH = ("line_search_descent", "conjugate_gradient", "bfgs", "dfp", "sr1", "lbfgs", "newton", "cubic_newton",
               "trust_region", "levenberg_marquardt", "barzilai_borwein", "polyak_step")  # fmt: skip
TUNABLE = ("momentum", "nesterov", "adam", "adamw", "nadam", "rmsprop", "adagrad", "soap", "adan", "radam",
           "gradient_descent", "full_matrix_adagrad")  # fmt: skip
BOMB = {"surface": {"slug": "beale"}, "optimizers": [{"rule": {"slug": "lbfgs", "memory": 10**9}}]}
AGAIN, PAUSE = 6, 15.0  # how often a visitor comes again who was asked to, and after how many seconds
REST = 30.0  # seconds after the last has left until it is looked what the server still holds


async def viewers(server: Server, count: int, seconds: float, every: float) -> bool:
    """Many viewers of a race at once."""
    answers: list[float] = []
    errors: list[str] = []
    pictures: list[float] = []
    end = time.monotonic() + seconds

    async def one(index: int) -> None:
        dice = random.Random(index)
        try:
            async with Viewer(server.address) as viewer:
                await asyncio.wait_for(viewer.open("race"), 120)
                pictures.append(viewer.picture if viewer.picture is not None else float("inf"))
                while time.monotonic() < end:
                    await asyncio.sleep(dice.uniform(0.5, 1.5) * every)
                    answers.append(await asyncio.wait_for(moved(viewer, dice), 60))
                errors.extend(viewer.errors)
        except (OSError, TimeoutError, Exception) as error:
            errors.append(f"{type(error).__name__}: {error}")

    with Peak(server) as peak:
        await asyncio.gather(*map(one, range(count)))
    tell("first pictures", f"{len(pictures)} of {count}, median {statistics.median(pictures or [0]):.2f} s, "
         f"last {max(pictures, default=float('inf')):.2f} s")  # fmt: skip
    if answers:
        ordered = sorted(answers)
        tell("answers", f"{len(answers)} in {seconds:g} s, median {statistics.median(answers):.2f} s, "
             f"95th {ordered[int(0.95 * len(ordered))]:.2f} s, longest {ordered[-1]:.2f} s")  # fmt: skip
    tell("errors", f"{len(errors)} {errors[:2] if errors else ''}")
    tell("memory", f"{peak.most:.0f} MB at most; {server.processor:.1f} s of processor time")
    good = bool(answers) and statistics.median(answers) <= 1 and not errors and max(pictures, default=9e9) <= 5
    return judged("viewers: median ≤ 1 s, no error, first picture ≤ 5 s", good)


def moved(viewer: Viewer, dice: random.Random) -> Awaitable[float]:
    """The start elsewhere: a race of one's own."""
    return viewer.turn("_start", "x", round(dice.uniform(-4.0, 4.0), 4))


async def soak(server: Server, count: int, seconds: float, every: float, exports: int) -> bool:
    """Viewers for long, and exports among them."""
    begin, levels = time.monotonic(), []
    made = errors = turned_away = 0

    async def watch(index: int) -> None:
        dice = random.Random(index)
        nonlocal errors
        async with Viewer(server.address) as viewer:
            await viewer.open("race")
            while time.monotonic() < begin + seconds:
                await asyncio.sleep(dice.uniform(0.5, 1.5) * every)
                await moved(viewer, dice)
            errors += len(viewer.errors)

    async def export(index: int) -> None:
        nonlocal made, errors, turned_away
        await asyncio.sleep(seconds * index / exports)
        viewer, refused = await exported(server, index)
        made += viewer.has("Download")
        turned_away += refused
        errors += len(viewer.errors)

    async def measured() -> None:
        while time.monotonic() < begin + seconds:
            levels.append(server.memory)
            await asyncio.sleep(max(seconds / 60, 1))

    jobs = [*map(watch, range(count)), *map(export, range(exports)), measured()]
    failed = [one for one in await asyncio.gather(*jobs, return_exceptions=True) if isinstance(one, BaseException)]
    tell("exports", f"{made} of {exports}; asked to come again {turned_away} times")
    tell("errors", f"{errors + len(failed)} {failed[:2] if failed else ''}")
    levels.append(server.memory)
    await asyncio.sleep(REST)
    tell("memory", f"{curve(levels)}, {server.memory:.0f} MB when all have left")
    middle = levels[len(levels) // 2]  # until then caches fill, each to its bound
    return judged("soak: all exports made, no error, and at most 50 MB more than after half of it",
                  made == exports and not errors and not failed and level(levels[-1] - middle, 50))  # fmt: skip


def level(more: float, most: float) -> bool:
    """Whether no more memory is held than may be; where it is not known, nothing is said against it."""
    return math.isnan(more) or more <= most


async def exported(server: Server, index: int) -> tuple[Viewer, int]:
    """A viewer that has had a film made of a race of its own, and gone; and how often it was asked to come again."""
    for refused in range(AGAIN):
        async with Viewer(server.address) as viewer:
            await viewer.open("race", f"x={0.5 + index / 1000}")
            for key in ("race-export", "Make the file"):
                if not viewer.has(key):
                    break
                await viewer.change(fragment=key != "race-export", **{key: True})
        if viewer.has("Download") or not any("try again" in said for said in viewer.alerts):
            return viewer, refused
        await asyncio.sleep(PAUSE)
    return viewer, AGAIN


async def films(server: Server, count: int) -> bool:
    """Films one after the other; what is held after each."""
    levels, made, errors = [], 0, 0
    for index in range(count):
        viewer, _ = await asyncio.wait_for(exported(server, index), 240)
        made += viewer.has("Download")
        errors += len(viewer.errors)
        levels.append(server.memory)
    tell("exports", f"{made} of {count}, {errors} errors, {server.processor:.0f} s of processor time")
    tell("memory", curve(levels))
    await asyncio.sleep(REST)
    tell("when all have left", f"{server.memory:.0f} MB")
    middle = levels[len(levels) // 2]  # until then caches fill, each to its bound
    return judged("exports: all made, at most 30 MB more than after half of them",
                  made == count and not errors and level(levels[-1] - middle, 30))  # fmt: skip


def curve(levels: list[float]) -> str:
    if math.isnan(levels[-1]):
        return "not known without --pid"
    return (
        " ".join(f"{value:.0f}" for value in levels[:: max(len(levels) // 30, 1)]) + f" MB; at the end {levels[-1]:.0f}"
    )


async def attacks(server: Server) -> bool:
    """Three visitors who mean harm, one after the other; each is answered, at a bounded cost."""
    await first_picture(server.address, "race", "scene=free&surface=function")  # all is imported
    chain = urllib.parse.urlencode([("scene", "free"), ("surface", "function"), ("f", CHAIN), ("steps", "1000"),
                                    *(("optimizers", slug) for slug in LINE_SEARCH)])  # fmt: skip
    tuned = urllib.parse.urlencode([("scene", "free"), ("surface", "rosenbrock"), ("steps", "1000"), ("tune", "1"),
                                    *(("optimizers", slug) for slug in TUNABLE)])  # fmt: skip
    good = [
        await attack(server, "a file that asks for 23 GB", bomb),
        await attack(server, "twelve line searches on a long function", opened(chain)),
        await attack(server, "rates tuned for twelve rules", opened(tuned)),
    ]
    return all(good)


def opened(query: str) -> Callable[[Server], Any]:
    async def go(server: Server) -> Viewer:
        return await first_picture(server.address, "race", query)

    return go


async def bomb(server: Server) -> Viewer:
    """Upload the scene, as a browser does: the file first, and then word of it."""
    content = json.dumps(BOMB).encode()
    async with Viewer(server.address) as viewer:
        await viewer.open("race")
        where = f"{server.address}/_stcore/upload_file/{viewer.session}/bomb"
        await asyncio.to_thread(upload, server.address, where, content)
        state = WidgetState(id=viewer.widgets["_upload"])
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.file_id, info.name, info.size = "bomb", "bomb.json", len(content)
        info.file_urls.file_id, info.file_urls.upload_url = "bomb", where
        viewer.states["_upload"] = state
        await asyncio.wait_for(viewer.change(), 120)
    return viewer


def upload(address: str, where: str, content: bytes) -> None:
    with urllib.request.urlopen(f"{address}/_stcore/host-config") as answer:
        cookies = answer.headers.get_all("Set-Cookie") or []
    with urllib.request.urlopen(f"{address}/_stcore/health") as answer:
        cookies += answer.headers.get_all("Set-Cookie") or []
    token = next((c.partition("=")[2].partition(";")[0] for c in cookies if c.startswith("_streamlit_xsrf")), "")
    head = '--b0undary\r\nContent-Disposition: form-data; name="file"; filename="bomb.json"\r\n\r\n'
    body = head.encode() + content + b"\r\n--b0undary--\r\n"
    headers = {
        "Content-Type": "multipart/form-data; boundary=b0undary",
        "X-Xsrftoken": token,
        "Cookie": f"_streamlit_xsrf={token}",
    }
    urllib.request.urlopen(urllib.request.Request(where, body, headers, method="PUT"))


async def attack(server: Server, name: str, go: Callable[[Server], Any]) -> bool:
    before, spent, begin = server.memory, server.processor, time.perf_counter()
    with Peak(server) as peak:
        viewer = await go(server)
    seconds, more = server.processor - spent, peak.most - before
    said = f"says: {viewer.alerts[-1][:90]}" if viewer.alerts else "is answered"
    tell(name, f"{time.perf_counter() - begin:.1f} s, {seconds:.1f} s of processor time, {more:.0f} MB more; {said}")
    return judged("bounded: ≤ 2 s beside the page's own, ≤ 300 MB, no traceback",
                  not viewer.errors and level(more, 300) and level(seconds, 3))  # fmt: skip


def tell(what: str, words: str) -> None:
    print(f"  {what:40} {words}", flush=True)


def judged(what: str, good: bool) -> bool:
    print(f"  {'holds' if good else 'FAILS'}: {what}", flush=True)
    return good


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument(
        "what", nargs="*", choices=["viewers", "attacks", "exports", "soak"], default=["viewers", "attacks"]
    )
    parser.add_argument("--server", help="the address of one that runs")
    parser.add_argument("--pid", type=int, help="the process of that server, on this machine")
    parser.add_argument("--app", action="store_true", help="app.py, which prepares itself when the first visitor comes")
    parser.add_argument("--viewers", type=int, help="how many (100; in a soak 30)")
    parser.add_argument("--seconds", type=float, help="how long (60; a soak 1800)")
    parser.add_argument("--every", type=float, default=10.0, help="seconds between a viewer's changes (10)")
    parser.add_argument("--exports", type=int, default=100, help="how many films (100)")
    args = parser.parse_args()
    good, script = True, "app.py" if args.app else "server.py"
    for what in args.what:
        print(what, flush=True)
        with nullcontext(Server(args.server, args.pid)) if args.server else serving(script) as server:
            if what == "viewers":
                job = viewers(server, args.viewers or 100, args.seconds or 60, args.every)
            elif what == "soak":
                job = soak(server, args.viewers or 30, args.seconds or 1800, args.every, args.exports)
            elif what == "exports":
                job = films(server, args.exports)
            else:
                job = attacks(server)
            good &= asyncio.run(job)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
