"""Number of CPU threads for the network."""

from __future__ import annotations

import os

_MOST = 4  # a network of this size does not gain from more


def usable_cores() -> int:
    """Return the number of cores that this process may use, which a container may limit."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return cores or 2


def live_threads() -> int:
    """Return the number of threads for live analysis; one core is left for the picture."""
    return max(1, min(_MOST, usable_cores() - 1))
