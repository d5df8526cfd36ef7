"""How many threads the network may take."""

from __future__ import annotations

import os

_MOST = 4  # a network of this size gains nothing from more


def usable_cores() -> int:
    """Return how many cores this process may use, which a container may limit."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return cores or 2


def live_threads() -> int:
    """Leave a core to the picture where there is more than one."""
    return max(1, min(_MOST, usable_cores() - 1))
