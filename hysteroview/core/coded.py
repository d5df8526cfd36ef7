"""Coded pictures: the packets of a source before decoding."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CodedStream:
    """Coding parameters of a source's packets.

    Attributes
    ----------
    header
        Data that a decoder needs before the first packet (FFmpeg's extradata).
    template
        The adapter's own description of the stream, for a muxer.
    """

    codec: str
    header: bytes
    width_px: int
    height_px: int
    template: object = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class CodedPicture:
    """One coded picture: a packet as the source sent it.

    Attributes
    ----------
    sequence
        Number of the packet within its connection, so that gaps can be detected.
    """

    content: bytes = field(repr=False)
    is_keyframe: bool
    sequence: int
    stream: CodedStream
