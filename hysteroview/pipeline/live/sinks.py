"""Sinks for the frames and results of a live session: the contract, and the list of sinks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from hysteroview.core.types import Analysis, Frame
from hysteroview.inference.decide.decision import Threshold
from hysteroview.pipeline.slot import LatestSlot
from hysteroview.pipeline.worker import Guarded


@dataclass(frozen=True, slots=True)
class OperatingPointChange:
    """Change of the operating point of the two-class result.

    Attributes
    ----------
    chosen
        Name of the operating point that the operator chose.
    threshold
        The threshold in use; its name is empty if the model does not have that operating point.
    frame_index, pts_ns
        Index and timestamp of the first frame to which it applies.
    """

    chosen: str
    threshold: Threshold
    frame_index: int
    pts_ns: int


class SessionSink(Protocol):
    """Receiver of the frames and results of a live session, such as screen, recorder and exam.

    A sink derives from this class and overrides the methods that it needs; the others do nothing.

    - No method waits, neither for a disk nor for another thread: a sink that has more work puts the
      item into its own queue and counts items that do not fit.
    - No method raises for external failures: the sink stores them, and its owner polls. Every
      exception is therefore a defect. It is logged and shown in `SessionStatus.sink_failure`, and
      that method of that sink is not called again; picture, analysis, the sink's other methods and
      the other sinks continue.
    - `offer` is called from the capture thread; `note` and `note_operating_point` are called from
      the inference thread. The order between the two threads is not defined.
    - Nothing is called before `LiveSession.start` or after `LiveSession.close`.
    """

    def offer(self, frame: Frame) -> None:  # noqa: ARG002 - for those who override
        """Receive the next frame, at the pace of the source."""
        return

    def note(self, analysis: Analysis) -> None:  # noqa: ARG002 - for those who override
        """Receive the next result; its frame was offered before, and newer frames may have been."""
        return

    def note_operating_point(self, change: OperatingPointChange) -> None:  # noqa: ARG002 - for those who override
        """Receive a change of the operating point, before the first result to which it applies.

        The operating point at the start counts as the first change.
        """
        return


class ScreenSlots(SessionSink):
    """The newest frame and the newest result, for a consumer that polls at its own rate."""

    def __init__(self) -> None:
        self.frames: LatestSlot[Frame] = LatestSlot()
        self.analyses: LatestSlot[Analysis] = LatestSlot()

    def offer(self, frame: Frame) -> None:
        self.frames.put(frame)

    def note(self, analysis: Analysis) -> None:
        self.analyses.put(analysis)


class SinkList(SessionSink):
    """Pass everything to each sink, in the order in which they were added.

    A method that raises is not called again, see `SessionSink`.
    """

    def __init__(self) -> None:
        self._offer: list[Guarded[[Frame]]] = []
        self._note: list[Guarded[[Analysis]]] = []
        self._note_operating_point: list[Guarded[[OperatingPointChange]]] = []

    def add(self, sink: SessionSink) -> None:
        """Add a sink, before the threads are started."""
        name = type(sink).__name__
        self._offer.append(Guarded(f"{name}.offer", sink.offer))
        self._note.append(Guarded(f"{name}.note", sink.note))
        self._note_operating_point.append(
            Guarded(f"{name}.note_operating_point", sink.note_operating_point)
        )

    @property
    def failure(self) -> Exception | None:
        """First exception of a method; None without one."""
        failures = [call.failure for call in self._offer]
        failures += [call.failure for call in self._note]
        failures += [call.failure for call in self._note_operating_point]
        return next((failure for failure in failures if failure is not None), None)

    def offer(self, frame: Frame) -> None:
        for call in self._offer:
            call(frame)

    def note(self, analysis: Analysis) -> None:
        for call in self._note:
            call(analysis)

    def note_operating_point(self, change: OperatingPointChange) -> None:
        for call in self._note_operating_point:
            call(change)
