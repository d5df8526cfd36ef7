"""What the program that gives out the work of an archive computes itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from hysteroview.pipeline.archive.tasks import WholeTask
from hysteroview.pipeline.archive.workers import HungWorkerError, Job
from hysteroview.pipeline.review.analysis import Review


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


class LocalAnalyses:
    """Analyses of whole recordings, one after the other, in a thread of this program."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "whole")
        self._changed = threading.Lock()  # guards the fields below
        self._review: Review | None = None
        self._is_closed = False

    def submit(self, task: WholeTask) -> Job:
        """Analyze a recording once the others before it are done."""
        return local_job(self._pool, task.run, self._begin)

    def close(self) -> None:
        """End the analysis that runs, begin no other one, and wait for the end."""
        with self._changed:
            self._is_closed = True
            if self._review is not None:
                self._review.abort()
        self._pool.shutdown(cancel_futures=True)

    def _begin(self, review: Review) -> None:
        with self._changed:
            self._review = review
            if self._is_closed:
                review.abort()
