"""Opens the source that was chosen, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hysteroview.capture.loop import LoopingSource
from hysteroview.capture.opening import open_source
from hysteroview.capture.source import VideoSource
from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.sources.choice import SourceChoice
from hysteroview.gui.tasks import TaskRunner


class SourceOpener:
    """Opens one source at a time; one that opens after `cancel` is closed."""

    def __init__(self, tasks: TaskRunner) -> None:
        self._tasks = tasks
        self._wanted: SourceChoice | None = None

    def open(
        self,
        choice: SourceChoice,
        on_success: Callable[[VideoSource], None],
        on_failure: Callable[[HysteroViewError], None],
    ) -> None:
        """Open a source; one of the two functions is called on the GUI thread."""
        self._wanted = choice
        opened = partial(self._hand_over, choice, on_success)
        self._tasks.submit_or_fail(partial(_open, choice.location), opened, on_failure)

    def cancel(self) -> None:
        """Ignore the source that is being opened."""
        self._wanted = None

    def _hand_over(
        self,
        choice: SourceChoice,
        on_success: Callable[[VideoSource], None],
        source: VideoSource,
    ) -> None:
        if self._wanted is not choice:
            source.close()
            return
        self._wanted = None
        on_success(source)


def _open(location: str) -> VideoSource:
    """Open a source; a single picture is repeated."""
    source = open_source(location)
    if source.info.frame_count == 1:
        return LoopingSource(source, lambda: open_source(location))
    return source
