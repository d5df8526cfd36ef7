"""The cores that a measurement may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


def can_restrict() -> bool:
    """Whether this system lets a program choose its cores."""
    return hasattr(os, "sched_setaffinity")


@contextmanager
def on_cores(count: int) -> Iterator[None]:
    """Let this thread, and the threads and processes that it starts, use so many cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
