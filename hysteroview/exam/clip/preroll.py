"""The pre-roll: the last seconds in compressed form, which can be saved by one key press."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import groupby

from av.video.stream import VideoStream

from hysteroview.core.record import FrameRecord
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.clip.encoder import EncodedPicture

MAX_BYTES = 300_000_000


@dataclass(frozen=True, slots=True)
class PrerollContent:
    """Pictures of one encoder that are in the ring at one moment; the first is a keyframe.

    Attributes
    ----------
    template
        Stream template of the encoder.
    """

    pictures: tuple[EncodedPicture, ...]
    results: tuple[FrameRecord, ...]
    template: VideoStream

    @property
    def size_bytes(self) -> int:
        """Size of the compressed frames."""
        return sum(len(picture.content) for picture in self.pictures)


@dataclass(frozen=True, slots=True)
class _Group:
    """A keyframe and the pictures up to the next one."""

    template: VideoStream
    pictures: list[EncodedPicture]


class PrerollRing:
    """Ring buffer of the newest frames, of one encoder after another; to be used by one thread.

    Whole groups of pictures are removed at the old end, so that the ring always begins at a
    keyframe: it contains `span_s` plus up to a keyframe interval, or less if `max_bytes` is
    reached.

    Parameters
    ----------
    span_s
        Length of the ring, by the timestamps of the frames.
    max_bytes
        Largest size of the compressed frames; the newest group is kept even if it is larger.
    """

    def __init__(self, span_s: float, *, max_bytes: int = MAX_BYTES) -> None:
        self._span_ns = round(span_s * NS_PER_S)
        self._max_bytes = max_bytes
        self._groups: deque[_Group] = deque()
        self._results: deque[FrameRecord] = deque()
        self._size_bytes = 0

    @property
    def size_bytes(self) -> int:
        """Size of the compressed frames."""
        return self._size_bytes

    @property
    def seconds(self) -> float:
        """Present length of the ring."""
        if not self._groups:
            return 0.0
        last, first = self._groups[-1].pictures[-1], self._groups[0].pictures[0]
        return (last.pts_ns - first.pts_ns) / NS_PER_S

    def add(self, picture: EncodedPicture, template: VideoStream) -> None:
        """Add the next frame; if the source's clock went back, the ring is emptied first.

        Parameters
        ----------
        template
            Stream template of its encoder.
        """
        if self._groups and picture.pts_ns <= self._groups[-1].pictures[-1].pts_ns:
            self.clear()
        if picture.is_keyframe:
            self._groups.append(_Group(template, []))
        if not self._groups or self._groups[-1].template is not template:
            return  # frames before the first keyframe cannot be decoded
        self._groups[-1].pictures.append(picture)
        self._size_bytes += len(picture.content)
        self._forget(picture.pts_ns)

    def note(self, record: FrameRecord) -> None:
        """Add a result of the model."""
        if self._groups:
            self._results.append(record)

    def clear(self) -> None:
        """Empty the ring."""
        self._groups.clear()
        self._results.clear()
        self._size_bytes = 0

    def contents(self) -> list[PrerollContent]:
        """Return the content of the ring, in order: one for each encoder."""
        found = []
        for _, groups in groupby(self._groups, key=lambda group: id(group.template)):
            together = list(groups)
            pictures = tuple(picture for group in together for picture in group.pictures)
            first_ns, last_ns = pictures[0].pts_ns, pictures[-1].pts_ns
            is_last = together[-1] is self._groups[-1]
            results = tuple(
                each for each in self._results
                if first_ns <= each.pts_ns and (is_last or each.pts_ns <= last_ns)
            )  # fmt: skip
            found.append(PrerollContent(pictures, results, together[0].template))
        return found

    def _forget(self, now_ns: int) -> None:
        while len(self._groups) > 1 and (
            now_ns - self._groups[1].pictures[0].pts_ns >= self._span_ns
            or self._size_bytes > self._max_bytes
        ):
            self._size_bytes -= sum(
                len(picture.content) for picture in self._groups.popleft().pictures
            )
        first_ns = self._groups[0].pictures[0].pts_ns
        while self._results and self._results[0].pts_ns < first_ns:
            self._results.popleft()
