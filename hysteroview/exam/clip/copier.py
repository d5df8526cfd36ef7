"""Recording without re-encoding: the source's packets are stored bit for bit."""

from __future__ import annotations

from av.video.stream import VideoStream

from hysteroview.core.coded import CodedStream
from hysteroview.core.types import Frame
from hysteroview.exam.clip.encoder import EncodedPicture


class Copier:
    """Replacement for an `Encoder` when frames come with coded packets; used by one thread.

    Keyframes are those of the source. A clip therefore begins with the keyframe before the key
    press (`since_keyframe`), and after a gap frames are left out up to the next keyframe, because
    they could not be decoded. The gap in their indices is counted as lost.
    """

    refused: tuple[str, ...] = ()
    is_holding = False

    def __init__(self, stream: CodedStream) -> None:
        assert isinstance(stream.template, VideoStream)
        self.name = f"{stream.codec}, copied"
        self.template = stream.template
        self._group: list[EncodedPicture] = []
        self._sequence: int | None = None

    def request_keyframe(self) -> None:
        """Do nothing: the source cannot be asked for keyframes."""

    def since_keyframe(self) -> list[EncodedPicture]:
        """Return the packets since the last keyframe, with which a clip can begin."""
        return list(self._group)

    def encode(self, frame: Frame) -> list[EncodedPicture]:
        """Return the frame's packet; nothing between a gap and the next keyframe."""
        coded = frame.coded
        if coded is None:
            return []
        follows = self._sequence is not None and coded.sequence == self._sequence + 1
        if not coded.is_keyframe and not follows:
            self._group, self._sequence = [], None
            return []
        self._sequence = coded.sequence
        picture = EncodedPicture(
            frame.index, frame.pts_ns, frame.captured_ns, coded.is_keyframe, coded.content
        )
        if coded.is_keyframe:
            self._group = []
        self._group.append(picture)
        return [picture]

    def finish(self) -> list[EncodedPicture]:
        """Return the remaining packets, of which there are none."""
        return []
