"""What is kept of a source that was opened."""

from __future__ import annotations

from functools import partial

from hysteroview.capture.files.fingerprint import remember
from hysteroview.capture.live.identified import IdentifiedCamera
from hysteroview.capture.source import VideoSource
from hysteroview.gui.sources.choice import SourceChoice
from hysteroview.gui.tasks import TaskRunner
from hysteroview.settings.last_source import last_source_path, remember_source


def keep_source(tasks: TaskRunner, choice: SourceChoice) -> None:
    """Keep the source for the next start, and what was set for a recording."""
    remember_source(choice.location, last_source_path())
    tasks.submit(partial(remember, choice.location), _nothing, _nothing)


def keep_camera(tasks: TaskRunner, source: VideoSource) -> None:
    """Keep which device a camera is, if that can be told."""
    if isinstance(source, IdentifiedCamera):
        tasks.submit(source.remember, _nothing, _nothing)


def _nothing(_: object) -> None:
    """Nothing waits for it."""
