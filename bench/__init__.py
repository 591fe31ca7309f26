"""The benchmark on real tasks: tasks × rules × tuning budgets × schedules × seeds, after Schmidt et al. 2021.

`python -m bench run DIR` measures, `python -m bench report DIR` tells what came out. Each finished run is kept at once.
"""

from bench._job import Job, Row, measure
from bench._plan import BUDGETS, Plan
from bench._pool import dask_pool, local_pool
from bench._report import LEVEL, Report, coverage, report
from bench._store import Store
from bench._tasks import TASKS, Task

__all__ = [
    "BUDGETS",
    "LEVEL",
    "TASKS",
    "Job",
    "Plan",
    "Report",
    "Row",
    "Store",
    "Task",
    "coverage",
    "dask_pool",
    "local_pool",
    "measure",
    "report",
]
