"""Pictures as a source sent them, before they were decoded."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CodedStream:
    """How the packets of a source are coded.

    Attributes
    ----------
    header
        What a decoder must have before the first packet: FFmpeg's extradata.
    template
        The adapter's own description, for a muxer.
    """

    codec: str
    header: bytes
    width_px: int
    height_px: int
    template: object = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class CodedPicture:
    """A picture as the source sent it: one packet.

    Attributes
    ----------
    sequence
        Counts the packets of a connection, so that a gap is seen.
    """

    content: bytes = field(repr=False)
    is_keyframe: bool
    sequence: int
    stream: CodedStream
