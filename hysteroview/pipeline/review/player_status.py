"""What a player shows at one moment, and what it can be asked for."""

from __future__ import annotations

from dataclasses import dataclass

from hysteroview.capture.source import SourceInfo
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.types import Frame

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
