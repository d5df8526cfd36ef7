"""The frames that are shown, and those beside them whose pixels are computed beforehand."""

from __future__ import annotations

from dataclasses import replace

from hysteroview.core.types import Frame, RenewablePicture
from hysteroview.pipeline.review.frame_window import FrameWindow

_BESIDE = 2  # frames on each side that may be ready
_FASTEST = 2.0  # times the speed: faster, frames are left out, and would be computed in vain


class DisplayFrames:
    """Copies of frames with images of their own, whose pixels are freed with them.

    A frame that is kept for later has no pixels beside its planes, since they take three times as
    much. Not for several threads at once; pixels may be computed meanwhile.
    """

    def __init__(self) -> None:
        self._shown: tuple[Frame, Frame] | None = None  # as it is kept, and for display
        self._ready: dict[int, tuple[Frame, Frame]] = {}  # by index

    def show(self, frame: Frame, *, is_waiting: bool) -> Frame:
        """Return a frame for display; while another one is waited for, the one before stays."""
        if self._shown is None or (self._shown[0] is not frame and not is_waiting):
            self._shown = self._of(frame)
            near = range(frame.index - _BESIDE, frame.index + _BESIDE + 1)
            self._ready = {index: each for index, each in self._ready.items() if index in near}
        return self._shown[1]

    def wants(self, window: FrameWindow, heading: int, speed: float) -> bool:
        """Whether there is a frame beside the present one whose pixels should be computed."""
        return self._next(window, heading, speed) is not None

    def next_to_compute(self, window: FrameWindow, heading: int, speed: float) -> Frame | None:
        """Return that frame for display; its pixels are then taken for computed."""
        frame = self._next(window, heading, speed)
        return None if frame is None else self._of(frame)[1]

    def _next(self, window: FrameWindow, heading: int, speed: float) -> Frame | None:
        if abs(speed) > _FASTEST:
            return None
        for ahead in (heading, -heading, 2 * heading):
            frame = window.beside(ahead)
            if frame is None or not isinstance(frame.image, RenewablePicture):
                continue
            kept = self._ready.get(frame.index)
            if kept is None or kept[0] is not frame:
                return frame
        return None

    def _of(self, frame: Frame) -> tuple[Frame, Frame]:
        kept = self._ready.get(frame.index)
        if kept is None or kept[0] is not frame:
            image, shown = frame.image, frame
            if isinstance(image, RenewablePicture):
                shown = replace(frame, image=image.anew())
            kept = self._ready[frame.index] = frame, shown
        return kept
