"""Looks into a recording when it is chosen, off the GUI thread, before any form is shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from hysteroview.capture.dicom import finding
from hysteroview.capture.files.fingerprint import recall
from hysteroview.capture.files.other_kinds import refuse_other_kind
from hysteroview.capture.thumbnail import thumbnail
from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.start.series_dialog import FoundSeries
from hysteroview.gui.tasks import TaskRunner
from hysteroview.settings.remembered.recent_recordings import (
    recent_recordings_path,
    remember_recent,
)

_MOST_WAITING = 4
_TIMEOUT_S = 9.0  # longer than the timeout of a thumbnail


@dataclass(frozen=True, slots=True, eq=False)
class ProbedRecording:
    """A recording that can be played.

    Attributes
    ----------
    location
        For `open_source`, with the colors and the aspect that were set for it before.
    pixels
        Its first picture, small: (h, w, 4) uint8 BGRA.
    series
        What DICOM files contain, to choose from.
    """

    path: Path
    location: str
    pixels: NDArray[np.uint8]
    series: tuple[FoundSeries, ...] = ()


class RecordingProbe(QObject):
    """Opens one recording at a time; the one that was chosen last counts.

    Signals
    -------
    accepted(ProbedRecording)
    refused(HysteroViewError)
    """

    accepted = Signal(object)
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = TaskRunner(_MOST_WAITING, self)
        self._wanted: Path | None = None

    def check(self, path: Path) -> None:
        """Look into a recording; one of the signals follows."""
        self._wanted = path
        self._tasks.drop_waiting()
        accept, refuse = partial(self._accept, path), partial(self._refuse, path)
        self._tasks.submit_or_fail(partial(probe, path), accept, refuse)

    def cancel(self) -> None:
        """Ignore what is being looked into."""
        self._wanted = None
        self._tasks.drop_waiting()

    def close(self) -> None:
        """End, without waiting for a disk that hangs."""
        self.cancel()
        self._tasks.finish(_TIMEOUT_S)

    def _accept(self, path: Path, found: ProbedRecording) -> None:
        if path == self._wanted:
            self._wanted = None
            self.accepted.emit(found)

    def _refuse(self, path: Path, error: HysteroViewError) -> None:
        if path == self._wanted:
            self._wanted = None
            self.refused.emit(error)


def probe(path: Path) -> ProbedRecording:
    """Decode the first picture of a recording, and add it to the recent ones.

    Raises
    ------
    HysteroViewError
        It is no video or picture, or cannot be played.
    """
    is_dicom = finding.accepts(str(path))
    if not is_dicom:
        refuse_other_kind(path)
    location = recall(str(path))
    found = thumbnail(location)
    if isinstance(found, HysteroViewError):
        raise found
    remember_recent(path, recent_recordings_path())
    return ProbedRecording(path, location, found, _series(path) if is_dicom else ())


def _series(path: Path) -> tuple[FoundSeries, ...]:
    from hysteroview.capture.dicom.opening import patient_words  # noqa: PLC0415 - pydicom: 0.3 s

    return tuple(
        FoundSeries(
            is_video=each.is_video,
            frames=each.frames,
            description=each.images[0].description,
            patient=patient_words(each.images[0]),
        )
        for each in finding.series_in(str(path))
    )
