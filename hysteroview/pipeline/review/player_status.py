"""What a player shows at one moment, and what it can be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hysteroview.capture.source import SourceInfo
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.types import Frame

FAR_NS: Final = 1 << 62  # beyond any time of a recording
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PlayerStatus:
    """What the player shows at one moment.

    Attributes
    ----------
    info
        Of the recording; None until it is open.
    frame
        The picture to show, with its true index and timestamp; None before the first one.
    speed
        Times the speed of the recording; negative backward, 0 while it stands.
    is_waiting
        Another picture was asked for, which is being decoded.
    is_first, is_last
        Whether the picture is the first or the last one of the recording.
    failure
        Why the recording cannot be read; None if it can.
    damage
        What of the recording was lost, as a sentence for the operator.
    """

    info: SourceInfo | None
    frame: Frame | None
    speed: float
    is_waiting: bool
    is_first: bool
    is_last: bool
    failure: HysteroViewError | None
    damage: str | None


@dataclass(frozen=True, slots=True)
class PlayRange:
    """The part of a recording that is repeated.

    Attributes
    ----------
    from_ns, to_ns
        Timestamp of its first frame, and a time after its last one, ns.
    """

    from_ns: int
    to_ns: int


@dataclass(frozen=True, slots=True)
class ChosenPart:
    """The part of a recording between the in and out marks; without a mark it is open there.

    Attributes
    ----------
    from_ns, to_ns
        As of a `PlayRange`; None where there is no mark.
    """

    from_ns: int | None = None
    to_ns: int | None = None

    @property
    def is_any(self) -> bool:
        """Whether there is a mark."""
        return self.from_ns is not None or self.to_ns is not None

    @property
    def is_closed(self) -> bool:
        """Whether there are both marks."""
        return self.from_ns is not None and self.to_ns is not None

    @property
    def is_empty(self) -> bool:
        """Whether it ends before it begins."""
        part = self.play_range
        return part is not None and part.to_ns <= part.from_ns

    @property
    def play_range(self) -> PlayRange | None:
        """What is repeated; None without a mark."""
        if not self.is_any:
            return None
        begin = -FAR_NS if self.from_ns is None else self.from_ns
        return PlayRange(begin, FAR_NS if self.to_ns is None else self.to_ns)

    def marked(self, edge: int, now_ns: int, period_ns: int) -> ChosenPart:
        """Return the part with a mark at a frame.

        Parameters
        ----------
        edge
            -1 for in, 1 for out, 0 to remove both marks.
        now_ns, period_ns
            Timestamp of the frame, and time to the next one: the frame is the last of the part.
        """
        if edge < 0:
            return ChosenPart(now_ns, self.to_ns)
        return ChosenPart(self.from_ns, now_ns + period_ns) if edge > 0 else ChosenPart()
