"""The files of one recording as one source, with one timeline and one count of frames."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from hysteroview.capture.decode.timestamps import Timeline
from hysteroview.capture.files.container import file_on_disk
from hysteroview.capture.files.in_time import Stretch
from hysteroview.capture.files.pyav import PyavSource, open_source
from hysteroview.capture.parts.facts import continues_times
from hysteroview.capture.parts.finding import Parts
from hysteroview.capture.parts.seam import Seam, seam_by_pictures, seam_by_times
from hysteroview.capture.source import SourceInfo, always, info_at
from hysteroview.core.errors import SeekError, SourceError
from hysteroview.core.recordings.parts import Part
from hysteroview.core.types import NS_PER_S, Frame
from hysteroview.settings.corrections import CurrentCorrection

_MOST_OPEN = 4  # each keeps a decoder, an index and some decoded frames


@dataclass(frozen=True, slots=True)
class _Reached:
    """A part whose place on the timeline is known.

    Attributes
    ----------
    part
        As others see it.
    shift_ns, first_index
        What is added to its own timestamps and indices.
    repeated, missing
        Pictures at the seam before it; see `Seam`.
    """

    part: Part
    shift_ns: int
    first_index: int
    repeated: int = 0
    missing: int = 0


class JoinedSource:
    """Reads the parts of a recording one after the other; it can be sought as one file can.

    A part is opened when it is reached. Where it begins is known from the last frame of the part
    before, so the first seek into a later part looks for the end of those before.

    Raises
    ------
    SourceError
        The first part cannot be opened.
    """

    def __init__(self, parts: Parts, correction: CurrentCorrection) -> None:
        self._parts, self._correction = parts, correction
        self._open: OrderedDict[int, PyavSource] = OrderedDict()  # the latest used at the end
        self._damages: dict[int, str] = {}
        self._recent: deque[Frame] = deque(maxlen=2)  # the last ones of the present part
        self._unreadable = ""
        self._is_closed = self._is_lost = False
        self._at = 0
        self._position: int | None = None
        first = self._source(0).read()
        assert first is not None, "a source that was opened has a frame"
        self._pending = deque([first])  # frames of the present part that were read ahead
        first_ns = first.pts_ns
        part = Part(parts.paths[0].name, first_ns, first_ns)
        self._reached = [_Reached(part, 0, 0)]
        own, facts = self._source(0).info, parts.facts
        self._period_ns = Timeline(own.fps).period_ns
        length_s = sum(each.length_ns for each in facts) / NS_PER_S
        count = own.frame_count if own.fps is None else round(length_s * own.fps)
        self._whole = replace(
            own,
            duration_s=length_s,
            frame_count=count,
            note=parts.note,
            files=tuple(path.name for path in parts.paths),
            parts=(part,),
        )

    @property
    def info(self) -> SourceInfo:
        return self._whole

    @property
    def damage(self) -> str | None:
        """What was lost in the parts and between them so far, in a sentence or several."""
        names = self._whole.files
        sentences = []
        for number, reached in enumerate(self._reached):
            between = f"{names[number - 1]} and {names[number]}"
            if (count := reached.missing) > 0:
                sentences.append(
                    f"{count} frame{'s' if count > 1 else ''} missing between {between}."
                )
            if (count := reached.repeated) > 0:
                frames = f"{count} frame{'s' if count > 1 else ''}"
                sentences.append(f"{frames} contained in both {between}, and shown once.")
            if damage := self._damage_of(number):
                sentences.append(f"{names[number]}: {damage}")
        return " ".join([*sentences, self._unreadable]).strip() or None

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """See `FilesInTime`."""
        found: list[Stretch] = []
        for number, (path, facts) in enumerate(
            zip(self._parts.paths, self._parts.facts, strict=True)
        ):
            if number < len(self._reached):
                reached = self._reached[number]
                begin_ns, shift_ns = reached.part.start_ns, reached.shift_ns
            else:
                begin_ns = found[-1].end_ns
                shift_ns = begin_ns - facts.begin_ns
            end_ns = begin_ns + facts.length_ns
            found.append(Stretch(file_on_disk(path), begin_ns, end_ns, shift_ns))
        return tuple(found)

    @property
    def position(self) -> int | None:
        """See `SeekableSource.position`."""
        return self._position

    def read(self) -> Frame | None:
        """Return the next frame; None at the end of the last part."""
        if self._is_closed or self._is_lost:
            return None
        frame = self._next()
        while frame is None:
            if not self._go_on():
                return None
            frame = self._next()
        self._recent.append(frame)
        reached = self._reached[self._at]
        frame = replace(
            frame, index=frame.index + reached.first_index, pts_ns=frame.pts_ns + reached.shift_ns
        )
        self._position = frame.pts_ns
        self._whole = info_at(self._whole, frame)
        return frame

    def seek(self, pts_ns: int, *, is_wanted: Callable[[], bool] = always) -> bool:
        """See `SeekableSource.seek`."""
        if self._is_closed:
            raise SeekError(f"{self._whole.name} is closed.", remedy="Open it again.")
        self._pending.clear()
        self._recent.clear()
        self._is_lost = True
        try:
            number = self._part_at(pts_ns, is_wanted)
            if number is None:
                return False
            reached, source = self._reached[number], self._source(number)
            own_ns = max(pts_ns, reached.part.start_ns) - reached.shift_ns
            if not source.seek(own_ns, is_wanted=is_wanted):
                return False
        except SeekError:
            raise
        except SourceError as error:
            raise SeekError(error.message, remedy=error.remedy) from error
        self._at, self._is_lost = number, False
        assert source.position is not None
        self._position = source.position + reached.shift_ns
        return True

    def close(self) -> None:
        """Free all files; safe to call twice."""
        self._is_closed = True
        self._pending.clear()
        self._recent.clear()
        for number in list(self._open):
            self._close_part(number)

    def _next(self) -> Frame | None:
        """Return the next frame of the present part, with its own time and index."""
        return self._pending.popleft() if self._pending else self._source(self._at).read()

    def _go_on(self) -> bool:
        """Begin with the next part; False at the end."""
        number = self._at + 1
        if number == len(self._parts.paths):
            return False
        if number == len(self._reached):
            seam = self._reach(number, list(self._recent))
            if seam is None:
                return False
            self._pending.extend(seam.frames)
        else:
            reached = self._reached[number]
            try:
                self._source(number).seek(reached.part.start_ns - reached.shift_ns)
            except SourceError as error:
                self._end_early(error)
                return False
        self._at = number
        self._recent.clear()
        return True

    def _part_at(self, pts_ns: int, is_wanted: Callable[[], bool]) -> int | None:
        """Return the number of the part that shows this time; reaches parts as far as needed.

        None once it is not wanted any more.
        """
        while (number := len(self._reached)) < len(self._parts.paths):
            before, source = self._reached[-1], self._source(number - 1)
            if pts_ns < before.part.start_ns:
                break
            if not source.seek(pts_ns - before.shift_ns, is_wanted=is_wanted):
                return None
            last = source.read()
            if last is None or source.read() is not None or self._reach(number, [last]) is None:
                break
        starts = [reached.part.start_ns for reached in self._reached]
        return max(bisect_right(starts, pts_ns) - 1, 0)

    def _reach(self, number: int, recent: list[Frame]) -> Seam | None:
        """Open the next part, and find out how it goes on after the end of the one before.

        Parameters
        ----------
        recent
            The last frame of the part before, or the last two.

        Returns
        -------
        None if it cannot be read: the recording ends early.
        """
        before, facts = self._reached[number - 1], self._parts.facts
        name, last = self._parts.paths[number].name, recent[-1]
        try:
            if continues_times(facts[number - 1], facts[number]):
                read = self._source(number).read
                seam = seam_by_times(last, before.shift_ns, self._period_ns, read)
            else:
                if len(recent) == 1 and last.index > 0:
                    self._source(number - 1).seek(last.pts_ns - 1)
                    recent = [*filter(None, [self._source(number - 1).read()]), last]
                end_ns = last.pts_ns + before.shift_ns + self._period_ns
                seam = seam_by_pictures(recent, end_ns, self._source(number).read)
            if seam is None:
                raise SourceError(f"{name} contains no further picture.")
        except SourceError as error:
            self._end_early(error)
            return None
        first, shift_ns = seam.frames[0], seam.shift_ns
        part = Part(name, first.pts_ns + shift_ns, seam.origin_ns + shift_ns)
        first_index = before.first_index + last.index + 1 - first.index
        reached = _Reached(part, shift_ns, first_index, seam.repeated, seam.missing)
        self._reached.append(reached)
        self._whole = replace(self._whole, parts=(*self._whole.parts, part))
        return seam

    def _end_early(self, error: SourceError) -> None:
        self._unreadable = f"The recording ends early: {error.message}"

    def _source(self, number: int) -> PyavSource:
        """Return an open part, and close the one that was not used for the longest time."""
        if number not in self._open:
            self._open[number] = open_source(str(self._parts.paths[number]), self._correction)
        self._open.move_to_end(number)
        while len(self._open) > _MOST_OPEN:
            self._close_part(next(iter(self._open)))
        return self._open[number]

    def _close_part(self, number: int) -> None:
        self._damages[number] = self._damage_of(number)
        self._open.pop(number).close()

    def _damage_of(self, number: int) -> str:
        """Return what was lost in a part; of one that was opened again, the longer description."""
        source = self._open.get(number)
        now = (source.damage if source is not None else None) or ""
        return max(now, self._damages.get(number, ""), key=len)
