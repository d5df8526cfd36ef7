"""Opens the source that was chosen, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from hysteroview.capture.loop import LoopingSource
from hysteroview.capture.opening import open_source
from hysteroview.capture.source import VideoSource
from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.sources.choice import SourceChoice
from hysteroview.gui.tasks import TaskRunner
from hysteroview.settings.corrections import CurrentCorrection, split_correction


@dataclass(frozen=True, slots=True, eq=False)
class OpenedSource:
    """What the operator chose, and can change while it is open.

    Attributes
    ----------
    choice
        With the correction in its location.
    correction
        That the open source reads for each picture.
    """

    choice: SourceChoice
    correction: CurrentCorrection

    @classmethod
    def of(cls, choice: SourceChoice) -> OpenedSource:
        """Return it as it was chosen."""
        return cls(choice, CurrentCorrection(split_correction(choice.location)[1]))


class SourceOpener:
    """Opens one source at a time; after `cancel` it is closed, and no failure is reported."""

    def __init__(self, tasks: TaskRunner) -> None:
        self._tasks = tasks
        self._wanted: SourceChoice | None = None

    def open(
        self,
        choice: SourceChoice,
        on_success: Callable[[VideoSource], None],
        on_failure: Callable[[HysteroViewError], None],
        correction: CurrentCorrection | None = None,
    ) -> None:
        """Open a source; one of the two functions is called on the GUI thread.

        Parameters
        ----------
        correction
            That the source reads while it is open; None for the one in the location.
        """
        self._wanted = choice
        opened = partial(self._hand_over, choice, on_success)
        open_it = partial(_open, choice.location, correction)
        failed = partial(self._report, choice, on_failure)
        self._tasks.submit_or_fail(open_it, opened, failed)

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

    def _report(
        self,
        choice: SourceChoice,
        on_failure: Callable[[HysteroViewError], None],
        failure: HysteroViewError,
    ) -> None:
        if self._wanted is choice:
            self._wanted = None
            on_failure(failure)


def _open(location: str, correction: CurrentCorrection | None) -> VideoSource:
    """Open a source; a single picture is repeated."""
    source = open_source(location, correction)
    if source.info.frame_count == 1:
        return LoopingSource(source, lambda: open_source(location, correction))
    return source
