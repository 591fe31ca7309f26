"""python -m lessons.record [NAME …]: make the results anew that pages show at once; what is there is kept.

--anew makes all of them again. A stopped command goes on where it was.
"""

import argparse

from tqdm import tqdm

from lessons._recorded import Recorded
from lessons.sharp.batches import ENDS
from lessons.stability.edge import CURVATURES
from lessons.stationary.saddles import ENDINGS, FOUND
from lessons.stationary.width import LOSSES

RECORDS: dict[str, Recorded] = {
    "stability": CURVATURES, "stationary": FOUND, "endings": ENDINGS, "width": LOSSES, "sharp": ENDS,
}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m lessons.record", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(RECORDS))
    parser.add_argument("--anew", action="store_true", help="make again what is there as well")
    args = parser.parse_args(arguments)
    if unknown := [name for name in args.names if name not in RECORDS]:
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(RECORDS)}")
    for name in args.names or RECORDS:
        record = RECORDS[name]
        for job in tqdm([job for job in record.jobs() if args.anew or job not in record], desc=name):
            record.record(job)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
