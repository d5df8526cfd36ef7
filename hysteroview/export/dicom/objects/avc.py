"""What a stream of H.264 really is, by its parameter sets, and which transfer syntax holds it.

Nobody checks a DICOM video against its transfer syntax, so this module does. A stream whose
parameter sets say Constrained Baseline or Main is one of High profile too, since High contains both
(ITU-T H.264, A.2.4.1): its parameter sets are rewritten to say so, and its pictures stay bit for
bit the same. Everything else has to be encoded again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pydicom.uid import MPEG4HP41, MPEG4HP422D, UID

from hysteroview.export.dicom.objects.bits import Bits, with_prevention, without_prevention

_SPS: Final = 7
_TYPE_BITS: Final = 0x1F
_BASELINE, _MAIN, HIGH = 66, 77, 100
_WITH_CHROMA: Final = (100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135)
_HIGH_FIELDS: Final = (
    "0101100"  # chroma 4:2:0, 8 bits twice, no bypass, no scaling matrix (7.3.2.1)
)
_YUV_420: Final = 1
# level: macroblocks of a frame and per second, bits per second in High profile (tables)
_LIMITS: Final = {41: (8192, 245_760, 62_500_000), 42: (8704, 522_240, 62_500_000)}
SYNTAXES: Final = {41: UID(MPEG4HP41), 42: UID(MPEG4HP422D)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sps:
    """A sequence parameter set (7.3.2.1.1).

    Attributes
    ----------
    chroma_format
        1 for 4:2:0.
    depth_bits
        Of luma and chroma, the greater one.
    width_mbs, height_mbs
        Size of a frame in macroblocks.
    is_progressive
        Whether all pictures are frames.
    chroma_place
        Number of bits before the fields of High profile.
    """

    nal: bytes
    profile: int
    constraints: int
    level: int
    chroma_format: int
    depth_bits: int
    width_mbs: int
    height_mbs: int
    is_progressive: bool
    chroma_place: int

    @property
    def is_within_high(self) -> bool:
        """Whether a decoder of High profile decodes it (A.2.4)."""
        if self.chroma_format != _YUV_420 or self.depth_bits != 8:
            return False
        is_constrained = bool(self.constraints & 0x40)  # constraint_set1_flag
        return self.profile in (_MAIN, HIGH) or (self.profile == _BASELINE and is_constrained)

    def level_for(self, rate_hz: float, bits_per_s: float) -> int | None:
        """Return the level of the transfer syntax that holds it; None if none does.

        It is 42 above 30 frames of 1080 lines per second, and what the stream itself demands.
        """
        frame = self.width_mbs * self.height_mbs
        for level, (most_frame, most_rate, most_bits) in _LIMITS.items():
            fits = frame <= most_frame and frame * rate_hz <= most_rate * 1.001
            if fits and bits_per_s <= most_bits and self.level <= level:
                return level if self.is_progressive or level == 41 else None
        return None

    def as_high(self, level: int) -> bytes:
        """Return it as a NAL unit that says High profile and at least what this level needs."""
        said = max(self.level, level) if level == 42 else self.level
        if (self.profile, self.level) == (HIGH, said):
            return self.nal
        payload = bytearray(without_prevention(self.nal))
        payload[1], payload[2], payload[3] = HIGH, 0, said
        if self.profile in _WITH_CHROMA:
            return with_prevention(bytes(payload))
        return with_prevention(Bits(bytes(payload)).insert(self.chroma_place, _HIGH_FIELDS))


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameter sets of a stream in MP4 (ISO/IEC 14496-15, 5.3.3.1).

    Attributes
    ----------
    length_bytes
        Size of the length in front of each NAL unit.
    """

    sets: tuple[Sps, ...]
    pictures: tuple[bytes, ...]
    length_bytes: int

    def as_high(self, level: int) -> bytes:
        """Return the record of an MP4 with these sets in High profile."""
        sets = [each.as_high(level) for each in self.sets]
        head = bytes(
            (1, HIGH, sets[0][2], sets[0][3], 0xFC | (self.length_bytes - 1), 0xE0 | len(sets))
        )
        return b"".join(
            (
                head,
                *(len(each).to_bytes(2, "big") + each for each in sets),
                bytes((len(self.pictures),)),
                *(len(each).to_bytes(2, "big") + each for each in self.pictures),
                bytes((0xFC | _YUV_420, 0xF8, 0xF8, 0)),
            )
        )

    def is_like(self, other: Sps) -> bool:
        """Whether a set inside the stream describes the same pictures as the first one here."""
        first = self.sets[0]
        names = ("profile", "constraints", "level", "width_mbs", "height_mbs", "is_progressive")
        return all(getattr(first, name) == getattr(other, name) for name in names)


def read_parameters(record: bytes) -> Parameters:
    """Read the record of an MP4 with the parameter sets of its stream.

    Raises
    ------
    ValueError
        It is none, or damaged.
    """
    if len(record) < 7 or record[0] != 1:
        raise ValueError("these are no parameter sets of an MP4")
    place, sets = _taken(record, 6, record[5] & _TYPE_BITS)
    pictures_count = record[place] if place < len(record) else 0
    _, pictures = _taken(record, place + 1, pictures_count)
    if not sets or not pictures:
        raise ValueError("a parameter set is missing")
    return Parameters(tuple(map(read_sps, sets)), tuple(pictures), (record[4] & 3) + 1)


def read_sps(nal: bytes) -> Sps:
    """Read a sequence parameter set; ValueError if it is none, or damaged."""
    if len(nal) < 5 or nal[0] & _TYPE_BITS != _SPS:
        raise ValueError("this is no sequence parameter set")
    bits = Bits(without_prevention(nal))
    bits.take(8)
    profile, constraints, level = bits.take(8), bits.take(8), bits.take(8)
    bits.unsigned()
    place, chroma, depth = bits.place, _YUV_420, 8
    if profile in _WITH_CHROMA:
        chroma, depth = _chroma(bits)
    bits.unsigned()
    _skip_order(bits)
    bits.unsigned()
    bits.take(1)
    width, map_units = bits.unsigned() + 1, bits.unsigned() + 1
    is_progressive = bool(bits.take(1))
    return Sps(
        nal=nal, profile=profile, constraints=constraints, level=level, chroma_format=chroma,
        depth_bits=depth, width_mbs=width, height_mbs=map_units * (1 if is_progressive else 2),
        is_progressive=is_progressive, chroma_place=place,
    )  # fmt: skip


def is_sps(nal: bytes) -> bool:
    """Whether a NAL unit is a sequence parameter set."""
    return bool(nal) and nal[0] & _TYPE_BITS == _SPS


def _chroma(bits: Bits) -> tuple[int, int]:
    """Read the fields of High profiles: chroma format, and bit depth."""
    chroma = bits.unsigned()
    if chroma == 3:
        bits.take(1)
    depth = 8 + max(bits.unsigned(), bits.unsigned())
    bits.take(1)
    if bits.take(1):
        for index in range(12 if chroma == 3 else 8):
            if bits.take(1):
                _skip_scaling(bits, 16 if index < 6 else 64)
    return chroma, depth


def _skip_scaling(bits: Bits, size: int) -> None:
    last = next_ = 8
    for _ in range(size):
        if next_:
            next_ = (last + bits.signed()) % 256
        last = next_ or last


def _skip_order(bits: Bits) -> None:
    """Skip what is said of the order of pictures."""
    order = bits.unsigned()
    if order == 0:
        bits.unsigned()
    elif order == 1:
        bits.take(1)
        bits.signed()
        bits.signed()
        for _ in range(min(bits.unsigned(), 255)):
            bits.signed()


def _taken(record: bytes, place: int, count: int) -> tuple[int, list[bytes]]:
    found = []
    for _ in range(count):
        size = int.from_bytes(record[place : place + 2], "big")
        found.append(record[place + 2 : place + 2 + size])
        if size == 0 or len(found[-1]) != size:
            raise ValueError("a parameter set is incomplete")
        place += 2 + size
    return place, found
