"""How many processor cores this process may use."""

import os


def usable_cores() -> int:
    """Return the number of cores this process may run on, at least 1; OMP_NUM_THREADS says otherwise where set."""
    told = os.environ.get("OMP_NUM_THREADS", "")
    if told.isdigit() and int(told) > 0:
        return int(told)
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1
