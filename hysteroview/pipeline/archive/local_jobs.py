"""What the program that gives out the work of an archive computes itself."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from hysteroview.pipeline.archive.workers import HungWorkerError, Job


class LocalJob:
    """Something that a thread of this program computes; see `Job`."""

    def __init__(self, future: Future[Any]) -> None:
        self._future = future
        self.add_done_callback, self.result = future.add_done_callback, future.result
        self.cancel = future.cancel

    def hangs(self) -> HungWorkerError | None:
        """Return None: it ends."""
        return None


def local_job(pool: ThreadPoolExecutor, function: Callable[..., Any], *arguments: Any) -> Job:
    """Let a thread of this program compute something."""
    return LocalJob(pool.submit(function, *arguments))
