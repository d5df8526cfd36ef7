"""Transport streams (ISO/IEC 13818-1) whose counter jumps, or of which packets are left out."""

from __future__ import annotations

from collections.abc import Collection

UNIT_BYTES = 188


def video_packets(content: bytes) -> list[bool]:
    """Return for each packet of video whether it begins a picture."""
    units = _units(content)
    return [_begins_picture(units[at]) for at in _video(units)]


def jump(content: bytes, share: float, by: int = 5) -> bytes:
    """Let the counter of the video jump after this share of its packets; no byte is lost."""
    units = _units(content)
    places = _video(units)
    for at in places[round(len(places) * share) :]:
        units[at][3] = units[at][3] & 0xF0 | (units[at][3] + by) & 15
    return b"".join(units)


def leave_out(content: bytes, numbers: Collection[int]) -> bytes:
    """Leave out packets of video, by their numbers."""
    units = _units(content)
    places = _video(units)
    gone = {places[number] for number in numbers}
    return b"".join(unit for at, unit in enumerate(units) if at not in gone)


def _units(content: bytes) -> list[bytearray]:
    return [bytearray(content[at : at + UNIT_BYTES]) for at in range(0, len(content), UNIT_BYTES)]


def _identifier(unit: bytearray) -> int:
    return (unit[1] & 0x1F) << 8 | unit[2]


def _begins_picture(unit: bytearray) -> bool:
    """Whether a packet begins a unit of video (2.4.3.6)."""
    place = 4 + (1 + unit[4] if unit[3] & 0x20 else 0)
    is_start = bool(unit[1] & 0x40 and unit[3] & 0x10)
    return is_start and unit[place : place + 3] == b"\0\0\1" and unit[place + 3] & 0xF0 == 0xE0


def _video(units: list[bytearray]) -> list[int]:
    """Return the places of the packets of video."""
    video = next(_identifier(unit) for unit in units if _begins_picture(unit))
    return [at for at, unit in enumerate(units) if _identifier(unit) == video and unit[3] & 0x10]
