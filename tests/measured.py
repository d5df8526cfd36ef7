"""What a piece of code takes in processor time and memory, which does not depend on load."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_most(*, cpu_s: float, memory_bytes: float | None = None) -> Iterator[None]:
    """Fail if the body takes more processor time of this thread, or more memory at its peak.

    Watching the memory multiplies the time of code that makes many small objects.
    """
    if memory_bytes is not None:
        tracemalloc.start()
    try:
        begun_s = time.thread_time()
        yield
        took_s, (_, peak_bytes) = time.thread_time() - begun_s, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert memory_bytes is None or peak_bytes <= memory_bytes, f"{peak_bytes / 1e6:.1f} MB"
    assert took_s <= cpu_s, f"{took_s:.2f} s of processor time"
