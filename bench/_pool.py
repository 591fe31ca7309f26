"""Where runs are worked off: processes of this machine, or a Dask cluster. The results are the same."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from threading import Thread
from typing import Any

from bench._job import Job, Row, measure

Pool = Callable[[Sequence[Job]], Iterator[Row]]
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
CHUNK = 64  # jobs that are with the workers at once, for each of them


def local_pool(workers: int | None = None) -> Pool:
    """Processes of this machine, one thread each; as many as it has cores, if no number is given."""
    count = workers or os.cpu_count() or 1

    def rows(jobs: Sequence[Job]) -> Iterator[Row]:
        before = {name: os.environ.get(name) for name in THREADS}
        os.environ.update(dict.fromkeys(THREADS, "1"))
        pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_die_with_parent)
        try:
            for future in as_completed([pool.submit(measure, job) for job in jobs]):
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)  # who stops the command does not wait for all that it had planned
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value

    return rows


def _die_with_parent() -> None:
    """End this worker when the process that started it is killed, which else would leave it waiting for ever."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def dask_pool(scheduler: str) -> Pool:
    """The workers of a Dask cluster, by its scheduler's address. A worker that dies is replaced by the others.

    Needs dask.distributed (requirements-cluster.txt) here and this project on every worker.
    """
    from distributed import Client
    from distributed import as_completed as completed

    def rows(jobs: Sequence[Job]) -> Iterator[Row]:
        with Client(scheduler, set_as_default=False) as client:
            waiting = list(jobs)[::-1]
            room = CHUNK * max(1, len(client.scheduler_info()["workers"]))

            def submit() -> Any:
                return client.submit(measure, waiting.pop(), pure=False, retries=10)

            running = completed([submit() for _ in range(min(room, len(waiting)))], loop=client.loop)
            for future in running:
                yield Row(*future.result())
                if waiting:
                    running.add(submit())

    return rows
