"""The quick analysis of one unit of a recording, by whoever has the file and the model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hysteroview.capture.files.container import VideoFile, file_on_disk
from hysteroview.capture.files.damage import Damage
from hysteroview.capture.files.pyav import PyavSource, open_file
from hysteroview.core.record import FrameRecord, record_of
from hysteroview.core.types import NS_PER_S, Analysis, Frame
from hysteroview.inference.decide.analyzer import Analyzer, AnalyzerSettings, Prepared
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.archive.quick.sampling import (
    Span,
    close_spans,
    frame_times,
    key_times,
    sample_times,
)
from hysteroview.pipeline.archive.quick.suspicion import is_due
from hysteroview.pipeline.archive.unit import NotDivisibleError, Recording, Unit
from hysteroview.pipeline.inference.in_flight import InFlight
from hysteroview.pipeline.inference.process import InferenceProcess
from hysteroview.pipeline.review.analysis import LARGEST_BATCH
from hysteroview.settings.corrections import CurrentCorrection

_AROUND_NS = 3 * NS_PER_S  # samples behind a unit's ends count for it too
_WARM_UP_NS = 2 * NS_PER_S  # decided over before a unit's begin, so that nothing is new there


@dataclass(frozen=True, slots=True, eq=False)
class QuickResult:
    """What a quick pass found in a unit.

    Attributes
    ----------
    records
        Results of all frames that were looked at closely, in order; numbers of episodes begin anew
        with each time that was.
    samples
        How many frames were looked at to find these times.
    """

    records: list[FrameRecord]
    samples: int


class QuickAnalysis:
    """Analyzes units quickly with one model; to be used by one thread.

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
    ) -> QuickResult:
        """Look at a sample of each second, then at all frames around those where this is due.

        Parameters
        ----------
        file
            What is read; None for the recording's own file.

        Raises
        ------
        NotDivisibleError
            The packets do not say which frames there are, or something is damaged.
        SourceError, InferenceError, BackendUnavailable
            The file or the network failed.
        """
        file = file or file_on_disk(recording.path, self._threads)
        source = open_file(file, CurrentCorrection(recording.correction), recording.index)
        with closing(source):
            times = frame_times(recording.index, source.time_base)
            samples = sample_times(times, key_times(recording.index, source.time_base))
            begin_ns = int(times[0]) if unit.begin_ns is None else unit.begin_ns
            end_ns = int(times[-1]) + 1 if unit.end_ns is None else unit.end_ns
            near = [
                each for each in samples if begin_ns - _AROUND_NS <= each <= end_ns + _AROUND_NS
            ]
            due = self._look_at(source, times, near)
            records: list[FrameRecord] = []
            for span in close_spans(near, due, begin_ns, end_ns):
                records += self._look_closely(source, times, span)
            if source.losses != Damage():
                raise NotDivisibleError("data was lost")
            return QuickResult(records, len(near))

    def _look_at(
        self, source: PyavSource, times: NDArray[np.int64], samples: list[int]
    ) -> list[bool]:
        """Return for each sample whether all frames around it are to be looked at."""
        analyzer = Analyzer(self._card, self._settings, is_video=False)

        def frames() -> Iterator[Frame]:
            for pts_ns in samples:
                source.seek(pts_ns)
                frame = source.read()
                if frame is None or frame.pts_ns != pts_ns:
                    raise NotDivisibleError("a frame was not found")
                yield _checked(frame, times)

        return [is_due(each, self._card.open_set) for each in self._analyzed(analyzer, frames())]

    def _look_closely(
        self, source: PyavSource, times: NDArray[np.int64], span: Span
    ) -> Iterator[FrameRecord]:
        """Yield the results of all frames of a time, as a live analysis gives them."""
        analyzer = Analyzer(self._card, self._settings)
        source.seek(max(span.begin_ns - _WARM_UP_NS, int(times[0])))

        def frames() -> Iterator[Frame]:
            while (frame := source.read()) is not None and frame.pts_ns < span.end_ns:
                yield _checked(frame, times)

        for each in self._analyzed(analyzer, frames()):
            if each.pts_ns >= span.begin_ns:
                yield record_of(each)

    def _analyzed(self, analyzer: Analyzer, frames: Iterator[Frame]) -> Iterator[Analysis]:
        """Yield the analysis of each frame; the network computes while others are prepared."""
        analyzer.set_runtime(str(self._inference.info or ""))
        with closing(InFlight(self._inference)) as in_flight:
            yield from self._analyzed_by(in_flight, analyzer, frames)

    @staticmethod
    def _analyzed_by(
        in_flight: InFlight, analyzer: Analyzer, frames: Iterator[Frame]
    ) -> Iterator[Analysis]:
        waiting: list[list[tuple[Frame, Prepared]]] = []
        batch: list[tuple[Frame, Prepared]] = []

        def conclude() -> Iterator[Analysis]:
            due = waiting.pop(0)
            has_crops = any(prepared.crop is not None for _, prepared in due)
            outputs = iter(in_flight.take() if has_crops else [])
            for frame, prepared in due:
                result = next(outputs) if prepared.crop is not None else None
                yield analyzer.conclude(frame, prepared, result)

        def send() -> None:
            crops = [prepared.crop for _, prepared in batch if prepared.crop is not None]
            if crops:
                in_flight.put(crops)
            waiting.append(list(batch))
            batch.clear()

        for frame in frames:
            batch.append((frame, analyzer.prepare(frame)))
            if len(batch) == LARGEST_BATCH:
                send()
                if len(waiting) > 1:
                    yield from conclude()
        send()
        while waiting:
            yield from conclude()


def _checked(frame: Frame, times: NDArray[np.int64]) -> Frame:
    """Return a frame that is where the packets say; its index is its place among all frames."""
    at = int(np.searchsorted(times, frame.pts_ns))
    if at >= len(times) or int(times[at]) != frame.pts_ns or frame.index != at:
        raise NotDivisibleError("the packets do not say which frames there are")
    if frame.is_suspect:
        raise NotDivisibleError("a frame may be wrong")
    return frame
