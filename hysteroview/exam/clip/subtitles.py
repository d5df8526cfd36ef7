"""The AI track as subtitles: in SubRip files, and as text inside a clip."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import av
from av.container import OutputContainer

from hysteroview.core.assessment_words import gate_words, warning_words
from hysteroview.core.freshness import FRESHNESS
from hysteroview.core.record import FrameRecord
from hysteroview.core.types import NS_PER_S
from hysteroview.core.wording import result_words
from hysteroview.exam.clip.track import suspect_record

_LEAST_SUBTITLE_NS = NS_PER_S // 2  # shorter ones cannot be read
_PATIENCE_NS = NS_PER_S
_TIME_BASE = Fraction(1, 1000)
_NS_PER_TICK = 1_000_000


@dataclass(frozen=True, slots=True)
class Subtitle:
    """Text and display time, from the beginning of the clip."""

    start_ns: int
    end_ns: int
    words: str


class SubtitleMaker:
    """Create subtitles from consecutive results.

    A subtitle ends when the next begins, at the latest when the newest result is stale (see
    `FRESHNESS`), so that an old result is not shown. Each can be read, unless its result is
    withdrawn: then it ends at once.

    Parameters
    ----------
    first_pts_ns
        Timestamp of the clip's first frame, on the source's clock.
    """

    def __init__(self, first_pts_ns: int) -> None:
        self._first_pts_ns = first_pts_ns
        self._shown: tuple[int, str] | None = None
        self._has_result = False  # whether it shows that of a decision
        # time of the newest result, including those that were too fast to be shown
        self._newest_ns = 0

    def add(self, record: FrameRecord) -> Subtitle | None:
        """Add a result; return the subtitle that it ends, if any."""
        start_ns = record.pts_ns - self._first_pts_ns
        if start_ns < self._newest_ns:  # also of a result that is later than a suspect frame
            return None
        decision = record.decision
        has_result = decision is not None and decision.is_result
        is_withdrawn = self._has_result and not has_result
        if (
            self._shown
            and start_ns - self._shown[0] < _LEAST_SUBTITLE_NS
            and not is_withdrawn  # a result must not stay on the picture after it has ended
        ):
            self._newest_ns = start_ns
            return None
        ended = self.end(start_ns)
        self._newest_ns = start_ns
        self._has_result = has_result
        self._shown = (start_ns, _words_of(record))
        return ended

    def end(self, time_ns: int) -> Subtitle | None:
        """Return the current subtitle, which ends at this time or before."""
        if self._shown is None:
            return None
        (start_ns, words), self._shown = self._shown, None
        end_ns = min(time_ns, self._newest_ns + FRESHNESS.result_ns)
        return Subtitle(start_ns, end_ns, words) if end_ns > start_ns else None


def _words_of(record: FrameRecord) -> str:
    """Return the result with its warning, what the gate does not stop, and the caution."""
    decision = record.decision
    warnings = record.warnings if decision is None else decision.warnings
    result = "; ".join(filter(None, (result_words(record), warning_words(warnings))))
    gate = gate_words(record.origin.gate) if record.origin is not None else ""
    settings = f"Quality gate: {gate}" if gate else ""
    return "\n".join(filter(None, (f"AI: {result}", settings, "Research use only")))


def subtitles(records: Iterable[FrameRecord], first_pts_ns: int, duration_ns: int) -> str:
    """Write the results of a clip as SubRip subtitles."""
    maker = SubtitleMaker(first_pts_ns)
    made = [maker.add(record) for record in records]
    made.append(maker.end(duration_ns))
    return "\n".join(
        f"{number}\n{_stamp(each.start_ns)} --> {_stamp(each.end_ns)}\n{each.words}\n"
        for number, each in enumerate((each for each in made if each is not None), 1)
    )


class SubtitleStream:
    """Subtitle stream of a clip that is being written; to be used by one thread.

    Results come some time after their frames, and suspect frames without a delay: these wait for
    the next result, or for a second.

    Notes
    -----
    3GPP TS 26.245, clause 5.17: a sample is the length of the text, 16 bits, and the text in
    UTF-8.
    """

    def __init__(self, container: OutputContainer, first_pts_ns: int) -> None:
        self._container = container
        self._stream = container.add_mux_stream("mov_text", time_base=_TIME_BASE)
        self._maker = SubtitleMaker(first_pts_ns)
        self._suspects: deque[int] = deque()

    def add(self, record: FrameRecord) -> None:
        """Add a result."""
        self._add_suspects(record.pts_ns)
        self._write(self._maker.add(record))

    def add_frame(self, pts_ns: int, *, is_suspect: bool) -> None:
        """Note a frame, of which there may be a result later."""
        self._add_suspects(pts_ns - _PATIENCE_NS)
        if is_suspect:
            self._suspects.append(pts_ns)

    def _add_suspects(self, until_ns: int) -> None:
        while self._suspects and self._suspects[0] <= until_ns:
            self._write(self._maker.add(suspect_record(self._suspects.popleft())))

    def end(self, duration_ns: int) -> None:
        """Write the subtitle that is shown at the end of the clip."""
        if self._suspects:
            self._add_suspects(self._suspects[-1])
        self._write(self._maker.end(duration_ns))

    def _write(self, subtitle: Subtitle | None) -> None:
        if subtitle is None:
            return
        text = subtitle.words.encode()
        packet = av.Packet(len(text).to_bytes(2, "big") + text)
        packet.time_base = _TIME_BASE
        packet.pts = packet.dts = subtitle.start_ns // _NS_PER_TICK
        packet.duration = (subtitle.end_ns - subtitle.start_ns) // _NS_PER_TICK
        packet.stream = self._stream
        self._container.mux_one(packet)


def _stamp(time_ns: int) -> str:
    milliseconds = time_ns // 1_000_000
    seconds, milliseconds = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d},{milliseconds:03d}"
