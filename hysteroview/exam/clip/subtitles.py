"""The AI track inside a clip: timed text that players offer as subtitles."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import av
from av.container import OutputContainer

from hysteroview.exam.clip.track import Subtitle, SubtitleMaker

_TIME_BASE = Fraction(1, 1000)
_NS_PER_TICK = 1_000_000


class SubtitleStream:
    """A second stream of a clip that is being written; used by one thread.

    Notes
    -----
    3GPP TS 26.245, clause 5.17: a sample is the length of the text, 16 bits, and the text in
    UTF-8.
    """

    def __init__(self, container: OutputContainer) -> None:
        self._container = container
        self._stream = container.add_mux_stream("mov_text", time_base=_TIME_BASE)
        self._maker = SubtitleMaker()

    def add(self, fields: dict[str, Any]) -> None:
        """Take a line of the AI track."""
        self._write(self._maker.add(fields))

    def end(self, duration_ns: int) -> None:
        """Write what is still shown at the end of the clip."""
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
