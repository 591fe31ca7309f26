"""python -m bench run DIR, report DIR, shorten DIR FILE: the benchmark on real tasks, and what came out."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from tqdm import tqdm

from bench import BUDGETS, TASKS, Job, Plan, Store, dask_pool, local_pool, report
from bench._plan import RULES, SCHEDULES
from bench._pool import Pool
from bench._store import read, shorten
from optim import OPTIMIZERS


class Parser(argparse.ArgumentParser):
    """One line for each error, and status 2."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}", file=sys.stderr)
        raise SystemExit(2)


def parser() -> Parser:
    p = Parser(prog="python -m bench", description="Rules on real tasks, each tuned by the same budgets.")
    commands = p.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="measure; a folder that has begun goes on")
    run.add_argument("folder", type=Path, help="where finished runs are kept")
    run.add_argument("--tasks", type=_among(TASKS), default=list(TASKS), metavar="A,B", help=", ".join(TASKS))
    run.add_argument("--rules", type=_among(OPTIMIZERS), default=list(RULES), metavar="A,B", help="optimizers")
    run.add_argument("--budgets", type=_among(BUDGETS), default=list(BUDGETS), metavar="A,B", help=", ".join(BUDGETS))
    run.add_argument("--schedules", type=_among(SCHEDULES), default=list(SCHEDULES), metavar="A,B")
    run.add_argument("--seeds", type=_whole, default=5, metavar="N", help="runs of the found settings (5)")
    run.add_argument("--workers", type=_whole, metavar="N", help="processes (as many as there are cores)")
    run.add_argument("--scheduler", metavar="ADDRESS", help="a Dask cluster in place of this machine's processes")
    tell = commands.add_parser("report", help="places, profiles, what tuning buys")
    tell.add_argument("folder", type=Path, help="a folder of runs, or a file of results")
    short = commands.add_parser("shorten", help="one small file of a folder's runs, which a report can be made of")
    short.add_argument("folder", type=Path, help="a folder of runs")
    short.add_argument("file", type=Path, help="the file that is written")
    return p


def _among(known: Any) -> Any:
    def names(text: str) -> list[str]:
        chosen = [name.strip() for name in text.split(",") if name.strip()]
        if unknown := [name for name in chosen if name not in known]:
            raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}; there are {', '.join(known)}")
        return chosen

    return names


def _whole(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"a whole number from 1 to 1000, not {text!r}")
    return int(text)


def work(store: Store, jobs: Sequence[Job], pool: Pool, what: str) -> None:
    """Run the jobs that are not finished yet, and keep each as it comes."""
    finished = store.keys()
    left = [job for job in jobs if job.key not in finished]
    for row in tqdm(pool(left), total=len(jobs), initial=len(jobs) - len(left), desc=what, disable=not left):
        store.keep(row)


def main(arguments: Sequence[str] | None = None) -> int:
    args = parser().parse_args(arguments)
    if args.command == "report":
        rows = Store(args.folder).rows() if args.folder.is_dir() else read(args.folder)
        print(report(rows).text())
        return 0
    if args.command == "shorten":
        shorten(Store(args.folder).rows(), args.file)
        return 0
    budgets = tuple((name, count) for name, count in BUDGETS.items() if name in args.budgets)
    plan = Plan(args.tasks, args.rules, budgets, args.schedules, args.seeds)
    store = Store(args.folder)
    pool = dask_pool(args.scheduler) if args.scheduler else local_pool(args.workers)
    work(store, plan.tuning(), pool, "searching")
    work(store, plan.final(store.rows()), pool, "over seeds")
    print(store.gather())
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (ValueError, OSError) as error:
        print(f"python -m bench: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("python -m bench: stopped; what is finished is kept, and the same command goes on", file=sys.stderr)
        sys.exit(130)
