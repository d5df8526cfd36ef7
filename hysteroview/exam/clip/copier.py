"""Recording without re-encoding: the source's packets are stored bit for bit."""

from __future__ import annotations

from av.video.stream import VideoStream

from hysteroview.core.coded import CodedStream
from hysteroview.core.types import Frame
from hysteroview.exam.clip.encoder import EncodedPicture


class Copier:
    """Replacement for an `Encoder` when frames come with coded packets; used by one thread.

    It gets frames without a gap, from a key frame on (see `CopyRoute`). Key frames are those of the
    source; a clip therefore begins with the key frame before the key press (`since_keyframe`).
    """

    refused: tuple[str, ...] = ()
    is_holding = False

    def __init__(self, stream: CodedStream) -> None:
        assert isinstance(stream.template, VideoStream)
        self.name = f"{stream.codec}, copied"
        self.template = stream.template
        self._group: list[EncodedPicture] = []

    def request_keyframe(self) -> None:
        """Do nothing: the source cannot be asked for keyframes."""

    def since_keyframe(self) -> list[EncodedPicture]:
        """Return the packets since the last keyframe, with which a clip can begin."""
        return list(self._group)

    def encode(self, frame: Frame) -> list[EncodedPicture]:
        """Return the frame's packet."""
        coded = frame.coded
        assert coded is not None
        picture = EncodedPicture(
            frame.index, frame.pts_ns, frame.captured_ns, coded.is_keyframe, coded.content,
            frame.is_suspect,
        )  # fmt: skip
        if coded.is_keyframe:
            self._group = []
        self._group.append(picture)
        return [picture]

    def finish(self) -> list[EncodedPicture]:
        """Return the remaining packets, of which there are none."""
        return []
