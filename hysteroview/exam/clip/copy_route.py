"""Whether a source is recorded by copying its packets or by encoding, decided frame by frame."""

from __future__ import annotations

from hysteroview.core.coded import CodedStream
from hysteroview.core.types import NS_PER_S, Frame

MOST_GROUP_BYTES = 64_000_000  # since a key frame, which are kept so that a clip can begin there
_CALM_NS = 60 * NS_PER_S  # without a gap, until a stream is copied again


class CopyRoute:
    """Choose for each frame of a source, in order; to be used by one thread.

    A packet can be copied if the one before it was, or if it is a key frame. After a gap, or in a
    group of pictures that is too long to be kept, frames are encoded: none is left out. Copying is
    resumed at a key frame, but not during a recording, which would be in too many files, nor in the
    first minute after a gap.

    Parameters
    ----------
    is_allowed
        Whether packets may be copied at all.
    """

    def __init__(self, *, is_allowed: bool) -> None:
        self._is_allowed = is_allowed
        self._stream: CodedStream | None = None  # of the last packet
        self._sequence = 0
        self._group_bytes = 0
        self._is_copying = False
        self._gap_ns: int | None = None

    def choose(self, frame: Frame, *, is_recording: bool) -> CodedStream | None:
        """Return the stream whose packets are copied, this frame's too; None to encode it."""
        coded = frame.coded
        if not self._is_allowed or coded is None:
            self.break_off(frame.pts_ns)
            self._stream = None
            return None
        is_new = self._stream is None or coded.stream != self._stream
        follows = not is_new and coded.sequence == self._sequence + 1
        self._stream, self._sequence = coded.stream, coded.sequence
        if coded.is_keyframe:
            self._group_bytes = 0
            is_calm = self._gap_ns is None or frame.pts_ns - self._gap_ns >= _CALM_NS
            self._is_copying |= is_new or (not is_recording and is_calm)
        self._group_bytes += len(coded.content)
        is_gap = self._is_copying and not coded.is_keyframe and not follows
        if is_gap or self._group_bytes > MOST_GROUP_BYTES:
            self.break_off(frame.pts_ns)
        return coded.stream if self._is_copying else None

    def break_off(self, pts_ns: int) -> None:
        """Encode from this time on."""
        if self._is_copying:
            self._is_copying, self._gap_ns = False, pts_ns
