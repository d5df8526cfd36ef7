"""Bits of H.264 parameter sets (ITU-T H.264, 7.2 and 7.4.1.1)."""

from __future__ import annotations

import re
from typing import Final

_PREVENTION: Final = re.compile(rb"\x00\x00\x03")


def without_prevention(nal: bytes) -> bytes:
    """Return the payload of a NAL unit without its emulation prevention bytes."""
    return _PREVENTION.sub(b"\x00\x00", nal)


def with_prevention(payload: bytes) -> bytes:
    """Return a payload with emulation prevention bytes: the reverse of `without_prevention`."""
    made, zeros = bytearray(), 0
    for byte in payload:
        if zeros >= 2 and byte <= 3:
            made.append(3)
            zeros = 0
        made.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(made)


class Bits:
    """Reads bits from the first to the last.

    Attributes
    ----------
    place
        Number of bits that were read.
    """

    def __init__(self, content: bytes) -> None:
        self._text = "".join(f"{byte:08b}" for byte in content)
        self.place = 0

    def take(self, count: int) -> int:
        """Return the next bits as a number; ValueError behind the end."""
        end = self.place + count
        if end > len(self._text):
            raise ValueError("the parameter set is incomplete")
        value = int(self._text[self.place : end] or "0", 2)
        self.place = end
        return value

    def unsigned(self) -> int:
        """Return an Exp-Golomb code, ue(v) (clause 9.1)."""
        zeros = 0
        while self.take(1) == 0:
            zeros += 1
            if zeros > 32:
                raise ValueError("an Exp-Golomb code is too long")
        return (1 << zeros) - 1 + self.take(zeros)

    def signed(self) -> int:
        """Return an Exp-Golomb code, se(v) (clause 9.1.1)."""
        code = self.unsigned()
        return (code + 1) // 2 if code % 2 else -(code // 2)

    def insert(self, place: int, bits: str) -> bytes:
        """Return the content with bits inserted, with trailing bits anew (clause 7.3.2.11)."""
        text = self._text.rstrip("0")[:-1]  # without the stop bit
        text = f"{text[:place]}{bits}{text[place:]}1"
        text += "0" * (-len(text) % 8)
        return bytes(int(text[at : at + 8], 2) for at in range(0, len(text), 8))
