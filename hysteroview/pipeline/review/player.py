"""Plays a recording, forward and back, and steps through it frame by frame."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from hysteroview.capture.source import SeekableSource, SourceInfo
from hysteroview.core.errors import HysteroViewError, SourceError
from hysteroview.core.memory import trim_memory
from hysteroview.core.types import NS_PER_S, Frame
from hysteroview.pipeline.review.display_frames import DisplayFrames
from hysteroview.pipeline.review.frame_window import FrameWindow
from hysteroview.pipeline.review.player_status import PlayerStatus, PlayRange
from hysteroview.pipeline.worker import Worker

_CACHE_BYTES = 192 * 2**20
_AHEAD, _CHUNK = 24, 48  # frames: decode more when fewer are left; decoded at once before others
_JOIN_TIMEOUT_S = 10.0
_TRIMMED_FRAMES = 96  # decoded ones, after which freed memory is returned
_LATEST_NS = NS_PER_S // 2  # playing may be behind its clock by this; then the clock waits


class Player:
    """The recording behind a review: one thread decodes around the picture that is shown.

    The owner asks for pictures and looks, at its display's rate; no method waits for the decoder.
    Only the newest request counts: it ends the work for the one before, and goes on from what was
    decoded for that one. A step to a frame that is at hand takes effect at once, in both
    directions.

    Parameters
    ----------
    open_it
        Opens the recording; called on the thread, which closes it.
    cache_bytes
        Bound of the decoded frames that are kept.
    """

    def __init__(
        self, open_it: Callable[[], SeekableSource], *, cache_bytes: int = _CACHE_BYTES
    ) -> None:
        self._open_it = open_it
        self._changed = threading.Condition()  # guards all fields below; a leaf lock
        self._window = FrameWindow(cache_bytes)
        self._wanted_ns: int | None = None  # a time to go to
        self._wanted_index: int | None = None
        self._speed = 0.0
        self._heading = 1  # where more frames are wanted first
        self._clock: tuple[int, int] | None = None  # monotonic time and timestamp, ns
        self._range: PlayRange | None = None
        self._info: SourceInfo | None = None
        self._failure: HysteroViewError | None = None
        self._damage: str | None = None
        self._display = DisplayFrames()
        self._next_index = -1  # of the frame that the source reads next; only the thread uses it
        self._decoded = 0  # frames since memory was returned; only the thread uses it
        self._is_closed = False
        self._worker = Worker("player", self._run)

    def start(self) -> None:
        """Open the recording and go to its first frame."""
        self._worker.start()

    @property
    def is_alive(self) -> bool:
        """Whether its thread is running."""
        return self._worker.is_alive

    def end(self) -> None:
        """Let the thread end, which closes the recording; does not wait. Safe to call twice."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def close(self) -> bool:
        """End the thread, and wait for its end; False if it hangs. Safe to call twice."""
        self.end()
        return self._worker.join(_JOIN_TIMEOUT_S)

    def seek(self, pts_ns: int) -> None:
        """Show the frame that is shown at a time; before the first and after the last, those."""
        with self._changed:
            self._clock = self._wanted_index = None
            self._wanted_ns = None if self._window.go_to_time(pts_ns) else pts_ns
            self._changed.notify_all()

    def step(self, frames: int) -> None:
        """Stop, and show the frame so many further on, or back; steps add up."""
        with self._changed:
            self._speed, self._clock = 0.0, None
            if self._wanted_ns is not None or not len(self._window):
                return  # it is not known yet from where
            self._heading = 1 if frames > 0 else -1
            base = self._window.current.index if self._wanted_index is None else self._wanted_index
            self._go_to_index(base + frames)

    def go_to_index(self, index: int) -> None:
        """Stop, and show the frame with this index, or the nearest there is."""
        with self._changed:
            self._speed, self._clock, self._wanted_ns = 0.0, None, None
            if not len(self._window):
                self._wanted_index = index
                return
            if self._window.first.index <= index <= self._window.last.index:
                self._go_to_index(index)
                return
            rate = None if self._info is None else self._info.fps
            near = self._window.current
            if rate is None or abs(index - near.index) <= _CHUNK:
                self._go_to_index(index)
                return
            # where it is at a constant rate; what is left is counted from there
            away_ns = round((index - near.index) / rate * NS_PER_S)
            self._wanted_ns, self._wanted_index = near.pts_ns + away_ns, index
            self._changed.notify_all()

    def play(self, speed: float) -> None:
        """Play at a multiple of the recording's speed, backward if negative; 0 stops."""
        with self._changed:
            self._speed, self._clock = speed, None
            if speed:
                self._heading = 1 if speed > 0 else -1
                self._wanted_index = None
            self._changed.notify_all()

    def loop(self, part: PlayRange | None) -> None:
        """Play this part again and again; None to play all once."""
        with self._changed:
            self._range = part

    def look(self, now_ns: int) -> PlayerStatus:
        """Advance what plays, and return what to show.

        Parameters
        ----------
        now_ns
            On any clock that does not stand still; while playing, `look` at the display's rate.
        """
        with self._changed:
            self._advance(now_ns)
            window = self._window
            has_frame = len(window) > 0
            status = PlayerStatus(
                info=self._info,
                frame=self._display.show(window.current, is_waiting=self._is_waiting)
                if has_frame
                else None,
                speed=self._speed,
                is_waiting=self._is_waiting,
                is_first=has_frame and window.before == 0 and window.starts_at_first,
                is_last=has_frame and window.after == 0 and window.ends_at_last,
                failure=self._failure,
                damage=self._damage,
            )
        defect = self._worker.failure
        if defect is not None and not isinstance(defect, HysteroViewError):
            raise defect
        return status

    @property
    def _is_waiting(self) -> bool:
        return self._wanted_ns is not None or self._wanted_index is not None

    def _go_to_index(self, index: int) -> None:
        """Go to an index that is at hand, or let the thread do it; holds the lock."""
        window = self._window
        if window.starts_at_first:
            index = max(index, window.first.index)
        if window.ends_at_last:
            index = min(index, window.last.index)
        self._wanted_index = None if window.go_to_index(max(index, 0)) else max(index, 0)
        self._changed.notify_all()

    def _advance(self, now_ns: int) -> None:
        """Move the present frame by the time that has passed; holds the lock."""
        window = self._window
        if not self._speed or self._is_waiting or not len(window):
            self._clock = None
            return
        here_ns = window.current.pts_ns
        if self._clock is None:
            self._clock = now_ns, here_ns
        began_ns, from_ns = self._clock
        due_ns = from_ns + round((now_ns - began_ns) * self._speed)
        part = self._range
        if part is not None and not part.from_ns <= due_ns < part.to_ns:
            self._repeat(part)
            return
        before = window.current.index
        if not window.go_to_time(due_ns):
            edge = window.last if self._speed > 0 else window.first
            window.go_to_index(edge.index)
            if abs(due_ns - edge.pts_ns) > _LATEST_NS * max(abs(self._speed), 1):
                self._clock = now_ns, edge.pts_ns  # as fast as it can be decoded
        at_end = window.ends_at_last and window.after == 0 and self._speed > 0
        at_start = window.starts_at_first and window.before == 0 and self._speed < 0
        if at_end or at_start:
            if part is not None:  # it is open at this end
                self._repeat(part)
                return
            self._speed, self._clock = 0.0, None
        if window.current.index != before:
            self._changed.notify_all()

    def _repeat(self, part: PlayRange) -> None:
        """Go to where the part begins in the direction of play; holds the lock."""
        start_ns = part.from_ns if self._speed > 0 else max(part.to_ns - 1, part.from_ns)
        self._clock = None
        self._wanted_ns = None if self._window.go_to_time(start_ns) else start_ns
        self._changed.notify_all()

    def _run(self) -> None:
        """Decode what is wanted, until the player is closed."""
        source: SeekableSource | None = None
        try:
            source = self._open_it()
            while self._decode(source):
                pass
        except HysteroViewError as error:
            with self._changed:
                self._failure, self._wanted_ns, self._wanted_index = error, None, None
                self._speed = 0.0
        finally:
            if source is not None:
                source.close()
            with self._changed:
                if self._is_closed:  # after a failure the last picture stays
                    self._window.clear()
                    self._display = DisplayFrames()
            source = None
            trim_memory()

    def _decode(self, source: SeekableSource) -> bool:
        """Do the next piece of work, or wait for one; False once the player is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self._has_work())
            if self._is_closed:
                return False
            wanted_ns, wanted_index, is_empty = (
                self._wanted_ns,
                self._wanted_index,
                not len(self._window),
            )
            goes_back = self._wants_before()
            beside = None if self._is_waiting else self._next_to_compute()
        if beside is not None:
            _ = beside.pixels  # the owner will find them
        elif is_empty or wanted_ns is not None:
            self._restart(source, wanted_ns)
        elif goes_back and (wanted_index is None or wanted_index < self._window.first.index):
            self._extend_back(source)
        else:
            self._extend(source)
        if self._decoded >= _TRIMMED_FRAMES:
            self._decoded = 0
            trim_memory()
        return True

    def _has_work(self) -> bool:
        return (
            self._is_waiting
            or not len(self._window)
            or self._wants_before()
            or self._wants_after()
            or self._display.wants(self._window, self._heading, self._speed)
        )

    def _next_to_compute(self) -> Frame | None:
        return self._display.next_to_compute(self._window, self._heading, self._speed)

    def _wants_before(self) -> bool:
        window = self._window
        if window.starts_at_first or (self._speed > 0 and not self._is_waiting):
            return False
        if self._wanted_index is not None:
            return self._wanted_index < window.first.index
        return window.before < min(_AHEAD, window.most_frames // 4) and not (
            self._heading > 0 and self._wants_after()
        )

    def _wants_after(self) -> bool:
        window = self._window
        if window.ends_at_last or (self._speed < 0 and not self._is_waiting):
            return False
        if self._wanted_index is not None:
            return self._wanted_index > window.last.index
        return window.after < min(_AHEAD, window.most_frames // 4)

    def _restart(self, source: SeekableSource, pts_ns: int | None) -> None:
        """Begin anew at a time; None for the first frame of all."""
        self._next_index = -1
        if pts_ns is not None and not source.seek(
            pts_ns, is_wanted=lambda: self._is_still_wanted(pts_ns)
        ):
            return
        frame = source.read()
        with self._changed:
            self._note(source)
            if frame is None:
                raise SourceError("The recording contains no picture.", remedy="Open another one.")
            if pts_ns is None and self._wanted_ns is not None:
                return  # something else was asked for in the meantime
            self._next_index = frame.index + 1
            self._window.restart(_light(frame), is_first=frame.index == 0)
            if self._wanted_ns == pts_ns:
                self._wanted_ns = None
            if (index := self._wanted_index) is not None:
                self._go_to_index(index)

    def _extend(self, source: SeekableSource) -> None:
        """Decode the next frame."""
        last = self._window.last  # only this thread adds or drops frames
        if self._next_index != last.index + 1:
            self._next_index = -1
            if not source.seek(last.pts_ns, is_wanted=self._may_go_on):
                return
            source.read()
        frame = source.read()
        with self._changed:
            self._note(source)
            if frame is None:
                self._window.ends_at_last = True
                self._next_index = -1
            else:
                self._next_index = frame.index + 1
                self._follow_to_edge()
                self._window.append(_light(frame))
            if self._wanted_index is not None and self._wanted_ns is None:
                self._go_to_index(self._wanted_index)

    def _extend_back(self, source: SeekableSource) -> None:
        """Decode some frames before the first one, unless something else is asked for."""
        rate = source.info.fps
        self._next_index = -1
        with self._changed:
            chunk = max(min(_CHUNK, self._window.most_frames // 3), 1)
            self._follow_to_edge()
            self._window.make_room(chunk)  # before they are decoded, beside those that are kept
            first = self._window.first
        away_ns = round(chunk / rate * NS_PER_S) if rate else NS_PER_S
        if not source.seek(first.pts_ns - away_ns, is_wanted=self._may_go_on):
            return
        kept: deque[Frame] = deque(maxlen=chunk)
        while (frame := source.read()) is not None and frame.pts_ns < first.pts_ns:
            kept.append(_light(frame))
            self._decoded += 1
            if not self._may_go_on():
                return
        with self._changed:
            self._note(source)
            self._next_index = -1 if frame is None else frame.index + 1
            self._follow_to_edge()
            self._window.starts_at_first = not kept or kept[0].index == 0
            self._window.prepend(kept)
            if self._wanted_index is not None and self._wanted_ns is None:
                self._go_to_index(self._wanted_index)

    def _follow_to_edge(self) -> None:
        """Go on to the nearest frame at hand on the way to an index, so that it is kept."""
        wanted, window = self._wanted_index, self._window
        if wanted is not None and wanted > window.last.index:
            window.go_to_index(window.last.index)
        elif wanted is not None and wanted < window.first.index:
            window.go_to_index(window.first.index)

    def _may_go_on(self) -> bool:
        """Whether nothing far away was asked for while frames beside those at hand are decoded."""
        with self._changed:
            return not self._is_closed and self._wanted_ns is None

    def _is_still_wanted(self, pts_ns: int) -> bool:
        with self._changed:
            return not self._is_closed and self._wanted_ns == pts_ns

    def _note(self, source: SeekableSource) -> None:
        """Take what the source says of itself; holds the lock."""
        self._decoded += 1
        self._info, self._damage = source.info, source.damage


def _light(frame: Frame) -> Frame:
    """Return a frame as it is kept: without packets, and without pixels beside its planes."""
    return replace(frame, coded=None)
