"""Analysis of one unit of a recording, by whoever has the file and the model."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hysteroview.capture.files.container import VideoFile, file_on_disk
from hysteroview.capture.files.damage import Damage
from hysteroview.capture.files.packet_index import PacketIndex
from hysteroview.capture.files.pyav import PyavSource, open_file
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.types import NS_PER_S, FieldOfView, Frame, Outputs
from hysteroview.imaging.pixels.sampling import Thumbnails
from hysteroview.imaging.view.tracker import INTERVAL_S
from hysteroview.inference.decide.analyzer import Analyzer, AnalyzerSettings
from hysteroview.inference.decide.looking import Looker, Seen
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.archive.streaming.content import StreamedFile
from hysteroview.pipeline.archive.unit_result import UnitResult
from hysteroview.pipeline.archive.unit_rows import UnitRows
from hysteroview.pipeline.inference.in_flight import InFlight
from hysteroview.pipeline.inference.process import InferenceProcess
from hysteroview.pipeline.review.analysis import batch_frames
from hysteroview.settings.corrections import Correction, CurrentCorrection

_UNDER_WAY = 2  # batches: the network computes one while the next waits in the pipe
_INTERVAL_NS = round(INTERVAL_S * NS_PER_S)


class NotDivisibleError(HysteroViewError):
    """A recording must be read from its start to its end by one process."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "The recording cannot be analyzed in parts.",
            remedy="It is analyzed as a whole.",
            detail=why,
        )


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a recording, from one key frame to another.

    Attributes
    ----------
    begin_ns, end_ns
        Timestamps of its first frame and of the frame behind it; None for the start and the end of
        the recording.
    expected
        View in which the first frames of the recording were seen; None if that is not known.
    """

    number: int
    begin_ns: int | None
    end_ns: int | None
    expected: FieldOfView | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording that is analyzed in units.

    Attributes
    ----------
    index
        All packets of the file.
    streamed
        Where its bytes come from, for a worker that does not see the file; None if it does.
    """

    path: Path
    correction: Correction
    index: PacketIndex
    streamed: StreamedFile | None = None


class UnitAnalysis:
    """Analyzes units with one model; for as many recordings as there are.

    To be used by one thread.

    Parameters
    ----------
    inference
        Was started, and is closed by its owner.
    threads
        Of the decoder.
    """

    def __init__(
        self,
        card: ModelCard,
        settings: AnalyzerSettings,
        inference: InferenceProcess,
        *,
        threads: int = 1,
    ) -> None:
        self._card, self._settings, self._inference = card, settings, inference
        self._threads = threads

    def analyze(
        self, recording: Recording, unit: Unit, file: VideoFile | None = None
    ) -> UnitResult:
        """Look at each frame of a unit, and run the network on it if nothing stops it.

        Batches of the network are those of an analysis of the whole recording: they begin in this
        unit, and may end behind it.

        Parameters
        ----------
        file
            In place of the one on the disk.

        Raises
        ------
        NotDivisibleError
            Something is damaged, so that the frames cannot be told apart in parts.
        SourceError, InferenceError, BackendUnavailable
            The file or the network failed.
        """
        file = file or file_on_disk(recording.path, self._threads)
        source = open_file(file, CurrentCorrection(recording.correction), recording.index)
        with closing(source):
            measured_ns = None
            if unit.begin_ns is not None:
                source.seek(unit.begin_ns)
                measured_ns = measured_before(recording.index, source.time_base, unit.begin_ns)
            reading = _UnitReading(self._card, self._settings, self._inference, source, unit)
            with closing(reading):
                for frame in _frames(source):
                    if not reading.add(frame, measured_ns):
                        break
                if source.losses != Damage() and reading.following:
                    # the decoder reads packets of the next unit: they may be those that are lost
                    raise NotDivisibleError("data was lost")
                return reading.result(str(self._inference.info or ""), source.damage or "")


class _UnitReading:
    """One unit while it is read."""

    def __init__(
        self,
        card: ModelCard,
        settings: AnalyzerSettings,
        inference: InferenceProcess,
        source: PyavSource,
        unit: Unit,
    ) -> None:
        self._looker = _KeepingLooker(card.input.size_px)
        self._analyzer = Analyzer(
            card, settings, is_video=source.info.is_video, looker=self._looker
        )
        self._network = _Network(inference)
        self._batch_frames = batch_frames(source.info)
        self._unit = unit
        self._rows = UnitRows(source.info.pixel_aspect)
        self._is_our_batch = False
        self.following: tuple[int, ...] = ()

    def add(self, frame: Frame, measured_ns: int | None) -> bool:
        """Look at the next frame; False if the unit is complete without it.

        Parameters
        ----------
        measured_ns
            When the view would have been looked for last, before the unit.
        """
        end_ns, is_first = self._unit.end_ns, frame.index % self._batch_frames == 0
        is_behind = end_ns is not None and frame.pts_ns >= end_ns
        if is_behind and not self.following:
            self.following = frame.index, frame.pts_ns
        if is_first:
            self._network.send()
            self._is_our_batch = True
            if is_behind:
                return False
        if frame.is_suspect:
            raise NotDivisibleError("a frame may be wrong")
        small = Thumbnails(frame.image)
        if self._unit.expected is not None and not len(self._rows):
            self._analyzer.expect(self._unit.expected, frame, small, measured_ns)
        self._looker.last = None
        prepared = self._analyzer.prepare(frame, small)
        view = self._rows.view_of(self._looker.last)
        if prepared.crop is not None and self._is_our_batch:
            self._network.add(prepared.crop)
            self._rows.add_computed(frame.index, view)
        if not is_behind:
            self._rows.add(frame, small, self._looker.last)
        return True

    def close(self) -> None:
        """Leave nothing under way for the next unit."""
        self._network.close()

    def result(self, runtime: str, damage: str) -> UnitResult:
        """Wait for the network, and return all."""
        outputs = self._network.take_all()
        if not len(self._rows):
            raise NotDivisibleError("a part has no frame")
        return self._rows.result(outputs, following=self.following, runtime=runtime, damage=damage)


class _KeepingLooker(Looker):
    """Keeps what was seen last, with everything that can be measured in it."""

    last: Seen | None = None

    def look(self, frame: Frame, view: FieldOfView) -> Seen:
        """See `Looker.look`."""
        self.last = replace(seen := super().look(frame, view), covered=seen.share_of_instrument)
        return self.last


class _Network:
    """Batches under way."""

    def __init__(self, inference: InferenceProcess) -> None:
        self._in_flight = InFlight(inference)
        self._crops: list[NDArray[np.uint8]] = []
        self._outputs: list[Outputs] = []

    def add(self, crop: NDArray[np.uint8]) -> None:
        self._crops.append(crop)

    def send(self) -> None:
        """Send what was added as one batch."""
        if not self._crops:
            return
        self._in_flight.put(self._crops)
        self._crops = []
        if len(self._in_flight) > _UNDER_WAY:
            self._outputs += self._in_flight.take()

    def take_all(self) -> list[Outputs]:
        self.send()
        while len(self._in_flight):
            self._outputs += self._in_flight.take()
        return self._outputs

    def close(self) -> None:
        self._in_flight.close()


def _frames(source: PyavSource) -> Iterator[Frame]:
    while (frame := source.read()) is not None:
        yield frame


def measured_before(index: PacketIndex, time_base: Fraction, begin_ns: int) -> int | None:
    """Return when the view is looked for last before a time, in a recording that is never black.

    Returns
    -------
    ns; None if the file does not say when its frames are.
    """
    times = [index.time_of(number) for number in range(len(index))]
    known = sorted(round(time * time_base * NS_PER_S) for time in times if time is not None)
    if not known or index.uses_dts:
        return None
    at, last = 0, known[0]
    while (at := bisect_left(known, last + _INTERVAL_NS, at)) < len(known) and known[at] < begin_ns:
        last = known[at]
    return last
