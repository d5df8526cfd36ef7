"""Where counting begins after a jump."""

from __future__ import annotations

from dataclasses import dataclass

from hysteroview.capture.decode.timestamps import TimelineState
from hysteroview.capture.files.packet_index import KeyPacket


class GivenUpError(Exception):
    """What is being decoded is not wanted any more."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a straight read arrives at a key frame.

    Attributes
    ----------
    timeline
        Before the key frame gets its timestamp.
    index
        Of the key frame.
    """

    timeline: TimelineState
    index: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """A frame whose index and timestamp are known: the first that is counted after a jump.

    Attributes
    ----------
    key
        Of a key frame, or of the first frame of a shortcut.
    arrival
        How a straight read arrived there; None if the packets say it (`key.is_clear`) or if the
        frames before have to show it.
    """

    key: KeyPacket
    arrival: Arrival | None = None
