"""The part of a recording that a timeline shows: zoom, pan, and time for each position."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hysteroview.core.types import NS_PER_S

_LEAST_NS = NS_PER_S // 5  # a few frames across the whole width
_STEPS_S = (0.04, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWindow:
    """A part of a recording on an axis of a certain width.

    Attributes
    ----------
    first_ns, last_ns
        The whole recording.
    from_ns, to_ns
        The part that is shown.
    left_px, width_px
        Of the axis.
    """

    first_ns: int
    last_ns: int
    from_ns: int
    to_ns: int
    left_px: int
    width_px: int

    @classmethod
    def whole(cls, first_ns: int, last_ns: int, left_px: int, width_px: int) -> TimeWindow:
        """Return a window that shows everything."""
        last_ns = max(last_ns, first_ns + 1)
        return cls(
            first_ns=first_ns, last_ns=last_ns, from_ns=first_ns, to_ns=last_ns,
            left_px=left_px, width_px=max(width_px, 1),
        )  # fmt: skip

    @property
    def is_whole(self) -> bool:
        """Whether everything is shown."""
        return (self.from_ns, self.to_ns) == (self.first_ns, self.last_ns)

    @property
    def shown_ns(self) -> int:
        """Length of the part that is shown."""
        return self.to_ns - self.from_ns

    def time_at(self, x_px: float) -> int:
        """Return the time at a position; beside the axis, that of its end."""
        share = (x_px - self.left_px) / self.width_px
        return self.from_ns + round(min(max(share, 0.0), 1.0) * self.shown_ns)

    def x_at(self, pts_ns: int) -> float:
        """Return the position of a time; it may be beside the axis."""
        return self.left_px + (pts_ns - self.from_ns) / self.shown_ns * self.width_px

    def resized(self, left_px: int, width_px: int) -> TimeWindow:
        """Return the same part on another axis."""
        return replace(self, left_px=left_px, width_px=max(width_px, 1))

    def of(self, first_ns: int, last_ns: int) -> TimeWindow:
        """Return the window of a recording that has grown; all of it if all was shown."""
        whole = TimeWindow.whole(first_ns, last_ns, self.left_px, self.width_px)
        if self.is_whole:
            return whole
        return whole._showing(self.from_ns, self.shown_ns)

    def zoomed(self, factor: float, x_px: float) -> TimeWindow:
        """Return a window that shows `factor` times as much; the time at a position stays there."""
        most = self.last_ns - self.first_ns
        shown = min(max(round(self.shown_ns * factor), min(_LEAST_NS, most)), most)
        share = min(max((x_px - self.left_px) / self.width_px, 0.0), 1.0)
        return self._showing(self.time_at(x_px) - round(share * shown), shown)

    def moved(self, by_px: float) -> TimeWindow:
        """Return the window moved along the recording."""
        by_ns = round(by_px / self.width_px * self.shown_ns)
        return self._showing(self.from_ns + by_ns, self.shown_ns)

    def following(self, pts_ns: int) -> TimeWindow:
        """Return a window that shows a time: this one, or the one that begins shortly before it."""
        if self.from_ns <= pts_ns <= self.to_ns:
            return self
        return self._showing(pts_ns - self.shown_ns // 10, self.shown_ns)

    def ticks(self, least_px: float) -> list[int]:
        """Return the times of the axis's ticks since the start, at least so far from each other."""
        least_s = least_px / self.width_px * self.shown_ns / NS_PER_S
        step_s = next((step for step in _STEPS_S if step >= least_s), _STEPS_S[-1])
        step = round(step_s * NS_PER_S)
        begin = -(-(self.from_ns - self.first_ns) // step) * step
        return list(range(begin, self.to_ns - self.first_ns + 1, step))

    def _showing(self, from_ns: int, shown_ns: int) -> TimeWindow:
        shown_ns = min(shown_ns, self.last_ns - self.first_ns)
        from_ns = min(max(from_ns, self.first_ns), self.last_ns - shown_ns)
        return replace(self, from_ns=from_ns, to_ns=from_ns + shown_ns)


def tick_words(since_start_ns: int) -> str:
    """Return a time of the axis as m:ss or h:mm:ss, with hundredths where they matter."""
    hundredths, rest = divmod(since_start_ns, NS_PER_S // 100)
    hundredths += rest > NS_PER_S // 200
    seconds, hundredths = divmod(hundredths, 100)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{hundredths:02d}" if hundredths else ""
    if hours:
        return f"{hours}:{minutes:02d}:{seconds:02d}{fraction}"
    return f"{minutes}:{seconds:02d}{fraction}"
