"""What gets the frames and results of a live session: the contract, and the list of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from hysteroview.core.types import Analysis, Frame
from hysteroview.inference.decide.decision import Threshold
from hysteroview.pipeline.slot import LatestSlot
from hysteroview.pipeline.worker import Guarded


@dataclass(frozen=True, slots=True)
class OperatingPointChange:
    """The two-class result is compared with another threshold from this frame on.

    Attributes
    ----------
    chosen
        Name of the operating point that the operator chose.
    threshold
        The threshold in use; its name is empty if the model does not have that operating point.
    frame_index, pts_ns
        Of the first frame for which it holds.
    """

    chosen: str
    threshold: Threshold
    frame_index: int
    pts_ns: int


class SessionSink(Protocol):
    """What a live session hands its frames and results to: a screen, a recorder, an exam.

    A sink derives from this class and overrides what it needs; the rest does nothing.

    - No method waits, neither for a disk nor for another thread: a sink that has more to do puts
      the item into a queue of its own and counts what finds no room.
    - No method raises for a failure of the world: the sink keeps it, and its owner looks.
      Whatever is raised is therefore a defect. It is logged and shown in
      `SessionStatus.sink_failure`, and that method of that sink is not called again; the picture,
      the analysis, the sink's other methods and the other sinks go on.
    - `offer` is called from the capture thread; `note` and `note_operating_point` are called from
      the inference thread. Between the two threads there is no order.
    - Nothing is called before `LiveSession.start` and after `LiveSession.close`.
    """

    def offer(self, frame: Frame) -> None:  # noqa: ARG002 - for those who override
        """Take the next frame of the source, at its own pace."""
        return

    def note(self, analysis: Analysis) -> None:  # noqa: ARG002 - for those who override
        """Take the next result; its frame was offered before, others may have come since."""
        return

    def note_operating_point(self, change: OperatingPointChange) -> None:  # noqa: ARG002 - for those who override
        """Take a change of the operating point, before the first result for which it holds.

        The operating point at the start counts as the first change.
        """
        return


class ScreenSlots(SessionSink):
    """The newest frame and the newest result, for one that looks at its own rate."""

    def __init__(self) -> None:
        self.frames: LatestSlot[Frame] = LatestSlot()
        self.analyses: LatestSlot[Analysis] = LatestSlot()

    def offer(self, frame: Frame) -> None:
        self.frames.put(frame)

    def note(self, analysis: Analysis) -> None:
        self.analyses.put(analysis)


class SinkList(SessionSink):
    """Hand everything to each sink, in the order in which they were added.

    A method that raises is left out from then on, as `SessionSink` says.
    """

    def __init__(self) -> None:
        self._offer: list[Guarded[[Frame]]] = []
        self._note: list[Guarded[[Analysis]]] = []
        self._note_operating_point: list[Guarded[[OperatingPointChange]]] = []

    def add(self, sink: SessionSink) -> None:
        """Add a sink; before any thread calls."""
        name = type(sink).__name__
        self._offer.append(Guarded(f"{name}.offer", sink.offer))
        self._note.append(Guarded(f"{name}.note", sink.note))
        self._note_operating_point.append(
            Guarded(f"{name}.note_operating_point", sink.note_operating_point)
        )

    @property
    def failure(self) -> Exception | None:
        """What a method has raised; None if none did."""
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
