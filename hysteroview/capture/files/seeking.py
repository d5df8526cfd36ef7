"""Reaching any frame of a video file as a read straight through it would give it."""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from hysteroview.capture.decode.deinterlace import TimedPicture
from hysteroview.capture.decode.picture import LARGEST_PX
from hysteroview.capture.files.anchor import Anchor, GivenUpError
from hysteroview.capture.files.container import VideoFile
from hysteroview.capture.files.damage import Damage
from hysteroview.capture.files.decoding import FrameDecoder
from hysteroview.capture.files.key_frames import KeyFrames
from hysteroview.capture.files.packet_index import PacketIndex, Shortcut
from hysteroview.capture.files.packets import PacketReader
from hysteroview.capture.source import always
from hysteroview.core.errors import SourceError

log = logging.getLogger(__name__)

_MOST_KEPT_BYTES, _BYTES_PER_PIXEL = 64 * 2**20, 1.5
# key frames back from the nearest: to count from, and further on to begin decoding at
_ATTEMPTS = ((0, 0), (0, 1), (1, 1), (2, 2), (4, 4), (8, 8), (16, 16))


@dataclass(frozen=True, slots=True, eq=False)
class CountedFrame:
    """A decoded frame with its index."""

    picture: TimedPicture
    index: int

    @property
    def pts_ns(self) -> int:
        """Its timestamp."""
        return self.picture.pts_ns


class FrameFinder:
    """The frames of a file, counted, from its start and from wherever a seek goes.

    Some that were decoded last are kept, once there was a seek: a step back then costs nothing.
    """

    def __init__(
        self, file: VideoFile, packets: PacketReader, fps: Fraction | None, damage: Damage
    ) -> None:
        self._packets, self._damage = packets, damage
        self._keys = KeyFrames(file, packets.index, packets.stream.time_base or Fraction(1))
        self.decoder = FrameDecoder(packets, fps, damage, self._keys.notice)
        self._kept: deque[CountedFrame] = deque()  # those before the next, in order
        self._most_kept = 1
        self._ready: deque[CountedFrame] = deque()  # the next ones
        self._is_wanted: Callable[[], bool] = always  # what is being sought
        self.is_lost = False  # a seek failed or was given up: what would come is unknown

    def next(self) -> CountedFrame | None:
        """Return the next frame; None at the end."""
        if self.is_lost:
            return None
        frame = self._ready.popleft() if self._ready else self._advance()
        if frame is not None:
            self._keep(frame)
        return frame

    def seek(self, pts_ns: int, is_wanted: Callable[[], bool] = always) -> CountedFrame | None:
        """Let the frame that is shown at a time be the next, and return it; see `SeekableSource`.

        None if the seek was given up.

        Raises
        ------
        SourceError
            The file cannot be read any more.
        """
        newest = self._kept[-1].picture.number if self._kept else None
        self._is_wanted, self.is_lost = is_wanted, True
        if not self._keys.look_ahead(pts_ns, -1 if newest is None else newest, is_wanted):
            return None
        try:
            if not self._go_on(pts_ns):
                self._jump(pts_ns)
        except GivenUpError:
            if self.decoder.is_damaged:
                self._leave()
            return None
        except SourceError:
            self._leave()
            raise
        finally:
            self._is_wanted = always
        self.is_lost = False
        frame = self._ready[0]
        size_bytes = frame.picture.frame.width * frame.picture.frame.height * _BYTES_PER_PIXEL
        self._most_kept = max(int(_MOST_KEPT_BYTES / size_bytes), 1)
        return frame

    def whole_index(self) -> PacketIndex:
        """Read all packets without decoding them; return what they say."""
        newest = self._kept[-1].picture.number if self._kept else None
        self._keys.look_to_end(-1 if newest is None else newest)
        return self._packets.index

    def close(self) -> None:
        """Free all; safe to call twice."""
        self._leave()
        self.decoder.close()
        self._keys.close()
        self._packets.close()

    def _advance(self) -> CountedFrame | None:
        while (picture := self.decoder.next(self._is_wanted)) is not None:
            # not what was announced
            if max(picture.frame.width, picture.frame.height) > LARGEST_PX:
                self._damage.undecodable += 1
                continue
            return CountedFrame(picture, self.decoder.count(picture))
        return None

    def _keep(self, frame: CountedFrame) -> None:
        self._kept.append(frame)
        while len(self._kept) > self._most_kept:
            self._kept.popleft()

    def _go_on(self, pts_ns: int) -> bool:
        """Find the frame among those at hand or soon to be decoded, without a jump."""
        line = [*self._kept, *self._ready]
        at = bisect_right([frame.pts_ns for frame in line], pts_ns) - 1
        if at < 0 and line:
            return False
        if at == len(line) - 1:
            nearest = next(self._keys.before(pts_ns), None)
            if nearest is not None and self._keys.is_ahead(nearest, self._packets.number):
                return False
            shortcut = self._shortcut(pts_ns)
            if shortcut is not None and self.decoder.head_for(shortcut):
                self._leave()
                return self._settle(pts_ns)
        if not line:
            return False
        self._kept, self._ready = deque(line[:at]), deque(line[at:])
        return len(self._ready) > 1 or self._settle(pts_ns, self._ready.popleft())

    def _shortcut(self, pts_ns: int) -> Shortcut | None:
        is_whole = not (self._damage.undecodable or self._damage.damaged or self._damage.suspect)
        return self._keys.shortcut(pts_ns) if is_whole else None

    def _jump(self, pts_ns: int) -> None:
        """Decode from a key frame; from an earlier one where that does not give the same."""
        self.decoder.has_failed = True  # until it begins anew
        keys = list(islice(self._keys.before(pts_ns), 2 * _ATTEMPTS[-1][0] + 1))
        if (shortcut := self._shortcut(pts_ns)) is not None:
            self._leave()
            self._packets.go_to(keys[0])
            anchor, leave_before = Anchor(shortcut.picture), shortcut.leave_before
            at_start = self._packets.number == 0
            self.decoder.begin(anchor, at_start=at_start, leave_before=leave_before)
            if self._settle(pts_ns) and not self.decoder.is_damaged:
                return
            self._keys.has_shortcuts = False
        for tries, (back, further) in enumerate(_ATTEMPTS):
            if back >= len(keys):
                break
            anchor = self._keys.anchor(keys[back])
            if tries == 0 and anchor.arrival is None and not anchor.key.is_clear:
                continue  # the frames before have to be seen
            self._leave()
            if back + further < len(keys):
                self._packets.go_to(keys[back + further])
            else:
                self._packets.restart()
            self.decoder.begin(anchor, at_start=self._packets.number == 0)
            if self._settle(pts_ns) and not (self.decoder.is_damaged and tries == 0):
                return
        log.debug("decoding from the start of the file")
        self._leave()
        self._packets.restart()
        self.decoder.begin(None)
        if not self._settle(pts_ns, is_first=True):
            raise SourceError("The video file has changed or is damaged.", remedy="Open it again.")

    def _leave(self) -> None:
        """Forget the frames at hand: others follow."""
        self._kept.clear()
        self._ready.clear()

    def _settle(
        self, pts_ns: int, held: CountedFrame | None = None, *, is_first: bool = False
    ) -> bool:
        """Decode to the frame that is shown at a time.

        Parameters
        ----------
        held
            The last frame before those that come now; None after a jump.
        is_first
            Whether the first frame that comes is the first of the file.

        Returns
        -------
        False if the frame is before those that come, or none comes.
        """
        while (frame := self._advance()) is not None:
            if frame.pts_ns > pts_ns:
                if held is None and not is_first:
                    return False
                self._ready = deque(each for each in (held, frame) if each is not None)
                return True
            if held is not None:
                self._keep(held)
            held = frame
            if not self._is_wanted():
                self._ready = deque([held])
                raise GivenUpError
        if held is None:
            return False
        self._ready = deque([held])
        return True
