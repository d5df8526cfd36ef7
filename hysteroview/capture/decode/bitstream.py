"""The units of H.264 and HEVC packets, and the few fields of their headers that show a loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

HEADER_BYTES = 1 << 16  # of a packet: parameters and messages in front of the first slice
_START = b"\0\0\1"
_SLICE, _IDR_SLICE, _SEI, _SPS, _PPS = 1, 5, 6, 7, 8  # ITU-T H.264, table 7-1
_RECOVERY_POINT = 6  # ITU-T H.264, D.1.1
# profiles whose parameters name the chroma format: ITU-T H.264, 7.3.2.1.1
_WITH_CHROMA = (100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135)


@dataclass(frozen=True, slots=True)
class Unit:
    """A network abstraction layer unit: its place in the packet, without start code or length."""

    start: int
    end: int


class UnitSplitter:
    """Find the units of a stream's packets, which begin with start codes or with their lengths.

    Parameters
    ----------
    codec
        "h264" or "hevc".
    header
        FFmpeg's extradata, which begins with 1 if packets have lengths (ISO/IEC 14496-15).
    """

    def __init__(self, codec: str, header: bytes) -> None:
        self._length_bytes = 0
        place = 4 if codec == "h264" else 21
        if len(header) > place and header[0] == 1:
            self._length_bytes = (header[place] & 3) + 1

    def split(self, content: bytes) -> Iterator[Unit]:
        """Yield the units in order; what is damaged ends early."""
        return self._by_length(content) if self._length_bytes else by_start_code(content)

    def _by_length(self, content: bytes) -> Iterator[Unit]:
        place, width = 0, self._length_bytes
        while place + width < len(content):
            length = int.from_bytes(content[place : place + width], "big")
            place += width
            yield Unit(place, min(place + length, len(content)))
            place += length


def by_start_code(content: bytes) -> Iterator[Unit]:
    """Yield the units between start codes (ITU-T H.264, annex B)."""
    start = content.find(_START)
    while start >= 0:
        following = content.find(_START, start + 3)
        yield Unit(start + 3, len(content) if following < 0 else following)
        start = following


def is_slice(codec: str, first_byte: int) -> bool:
    """Whether a unit holds pixels, by its first byte."""
    if codec == "h264":
        return first_byte & 31 in (_SLICE, _IDR_SLICE)
    return first_byte >> 1 & 63 < 32  # ITU-T H.265, table 7-1


def has_arithmetic_coding(codec: str, content: bytes) -> bool:
    """Whether the slices of a key packet with its parameters say themselves where they end."""
    if codec != "h264":  # HEVC has nothing else
        return True
    for unit in by_start_code(content):
        if content[unit.start : unit.end] and content[unit.start] & 31 == _PPS:
            bits = _Bits(content[unit.start : min(unit.end, unit.start + 32)])
            try:
                bits.golomb()
                bits.golomb()
                return bool(bits.read(1))  # entropy_coding_mode_flag: ITU-T H.264, 7.3.2.2
            except IndexError:
                return False
    return False


@dataclass(frozen=True, slots=True)
class PictureHeader:
    """What the header of an H.264 picture says.

    Attributes
    ----------
    is_idr
        Whether it is independent of all earlier pictures.
    is_reference
        Whether later pictures may depend on it.
    frame_number
        Its `frame_num`.
    numbers
        `frame_num` counts modulo this.
    may_skip
        Whether the stream may leave out numbers on purpose.
    recovery
        Number of pictures after which the picture is right although decoding began here; None
        without such a promise.
    """

    is_idr: bool
    is_reference: bool
    frame_number: int
    numbers: int
    may_skip: bool
    recovery: int | None

    @property
    def is_gradual(self) -> bool:
        """Whether decoding can begin here, but the picture is right only some pictures later."""
        return not self.is_idr and bool(self.recovery)


class PictureHeaderReader:
    """Read the header of each H.264 packet, in order.

    Parameters
    ----------
    header
        FFmpeg's extradata.
    """

    def __init__(self, header: bytes) -> None:
        self._splitter = UnitSplitter("h264", header)
        self._sequences: dict[int, _Sequence] = {}
        self._sequence_of: dict[int, int] = {}  # by number of the picture parameters
        for unit in _units_of_header(header):
            self._learn(header[unit.start : unit.end])

    def read(self, content: bytes) -> PictureHeader | None:
        """Return the header of the packet's first slice; None if it cannot be read."""
        recovery: int | None = None
        for unit in self._splitter.split(content):
            if unit.end <= unit.start:
                continue
            kind = content[unit.start] & 31
            if kind in (_SPS, _PPS):
                self._learn(content[unit.start : unit.end])
            elif kind == _SEI:
                found = _recovery_of(content[unit.start : unit.end])
                recovery = found if found is not None else recovery
            elif kind in (_SLICE, _IDR_SLICE):
                return self._slice(content[unit.start : min(unit.end, unit.start + 64)], recovery)
        return None

    def _learn(self, unit: bytes) -> None:
        try:
            if unit and unit[0] & 31 == _SPS:
                number, sequence = _sequence(_Bits(unit))
                self._sequences[number] = sequence
            elif unit and unit[0] & 31 == _PPS:
                bits = _Bits(unit[:32])
                number = bits.golomb()
                self._sequence_of[number] = bits.golomb()
        except IndexError:  # cut off
            return

    def _slice(self, unit: bytes, recovery: int | None) -> PictureHeader | None:
        bits = _Bits(unit)
        try:
            bits.golomb()  # first_mb_in_slice
            bits.golomb()  # slice_type
            sequence = self._sequences[self._sequence_of[bits.golomb()]]
            bits.read(2 if sequence.has_separate_planes else 0)
            number = bits.read(sequence.number_bits)
        except (IndexError, KeyError):
            return None
        is_idr = unit[0] & 31 == _IDR_SLICE
        return PictureHeader(
            is_idr, bool(unit[0] & 0x60), number, 1 << sequence.number_bits, sequence.may_skip,
            recovery,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sequence:
    number_bits: int
    may_skip: bool
    has_separate_planes: bool


def _units_of_header(header: bytes) -> Iterator[Unit]:
    """Yield the parameter sets of extradata (ISO/IEC 14496-15, 5.3.3.1.2)."""
    if not header.startswith(b"\1"):
        yield from by_start_code(header)
        return
    place = 5
    for mask in (31, 255):
        if place >= len(header):
            return
        count, place = header[place] & mask, place + 1
        for _ in range(count):
            length = int.from_bytes(header[place : place + 2], "big")
            yield Unit(place + 2, place + 2 + length)
            place += 2 + length


def _sequence(bits: _Bits) -> tuple[int, _Sequence]:
    """Read sequence parameters (ITU-T H.264, 7.3.2.1.1) as far as they are needed."""
    profile = bits.read(8)
    bits.read(16)
    number, has_separate_planes = bits.golomb(), False
    if profile in _WITH_CHROMA:
        chroma = bits.golomb()
        if chroma == 3:
            has_separate_planes = bool(bits.read(1))
        bits.golomb()
        bits.golomb()
        bits.read(1)
        if bits.read(1):
            for matrix in range(12 if chroma == 3 else 8):
                if bits.read(1):
                    _skip_matrix(bits, 16 if matrix < 6 else 64)
    number_bits = bits.golomb() + 4
    order = bits.golomb()
    if order == 0:
        bits.golomb()
    elif order == 1:
        bits.read(1)
        bits.golomb()
        bits.golomb()
        for _ in range(bits.golomb()):
            bits.golomb()
    bits.golomb()
    return number, _Sequence(number_bits, bool(bits.read(1)), has_separate_planes)


def _skip_matrix(bits: _Bits, size: int) -> None:
    last, following = 8, 8
    for _ in range(size):
        if following:
            following = (last + bits.signed_golomb()) % 256
        last = following or last


def _recovery_of(unit: bytes) -> int | None:
    """Return the count of a recovery point among a unit's messages (ITU-T H.264, D.1.8)."""
    place = 1
    while place + 1 < len(unit):
        values = []
        for _ in range(2):  # type and length, each a run of 255 and one byte
            value = 0
            while place < len(unit) and unit[place] == 255:
                value, place = value + 255, place + 1
            if place >= len(unit):
                return None
            values.append(value + unit[place])
            place += 1
        kind, length = values
        if kind == _RECOVERY_POINT:
            try:
                return _Bits(b"\0" + unit[place : place + length]).golomb()
            except IndexError:
                return None
        place += length
    return None


class _Bits:
    """The bits of a unit behind its first byte, without emulation prevention."""

    def __init__(self, unit: bytes) -> None:
        content = unit[1:].replace(b"\0\0\3", b"\0\0")
        self._value, self._left = int.from_bytes(content, "big"), 8 * len(content)

    def read(self, count: int) -> int:
        """Return the next bits; IndexError if there are fewer."""
        if count > self._left:
            raise IndexError("the unit ends here")
        self._left -= count
        return self._value >> self._left & ((1 << count) - 1)

    def golomb(self) -> int:
        """Return an unsigned exponential Golomb code (ITU-T H.264, 9.1)."""
        zeros = 0
        while not self.read(1):
            zeros += 1
        return (1 << zeros) - 1 + self.read(zeros)

    def signed_golomb(self) -> int:
        """Return a signed exponential Golomb code."""
        code = self.golomb()
        return (code + 1) // 2 if code % 2 else -(code // 2)
