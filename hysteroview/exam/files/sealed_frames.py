"""Frames of a sealed file: their format, and their order in the file.

A sealed file is a magic number, a salt, and frames that are only appended:

    kind (1 byte) · length of the content (4) · its position in the plain file (8) · nonce (12)
    · content and tag, AES-256-GCM with a key for the file (HKDF of the store's key and the salt)

Each frame authenticates itself and the layout of all frames before it: a running SHA-256 over the
heads of the frames up to its own is part of its associated data. So no frame can be changed,
removed, added or moved, as in the STREAM construction (Hoang et al. 2015); and the last frame is
marked as the last. Nonces are random, because an interrupted file is truncated and continued. If a
muxer overwrites bytes, a later frame at the same position hides the earlier one.
"""

from __future__ import annotations

import hashlib
import os
import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hysteroview.exam.files.medium import MAGIC

LARGEST = 64 * 1024  # plain bytes of a frame, which are decrypted to read one of them
MOST_FRAMES = 4 << 20  # of a file: their heads are kept in memory while it is read
_SALT_BYTES, _KEY_BYTES = 16, 32
START = len(MAGIC) + _SALT_BYTES  # position of the first frame
_HEAD = struct.Struct(">BIQ")
_NONCE_BYTES, _TAG_BYTES = 12, 16
_OVERHEAD = _HEAD.size + _NONCE_BYTES + _TAG_BYTES


class FrameKind(IntEnum):
    """Kind of a frame."""

    CONTENT = 0
    CUT = 1  # the file ended here when it was recovered
    END = 2  # the file ends here; nothing follows


@dataclass(frozen=True, slots=True)
class SealedFrame:
    """A frame in a file, not yet decrypted.

    Attributes
    ----------
    start, end
        Range of its content in the plain file; equal for a cut and the end.
    place
        Position of its first byte in the sealed file.
    layout
        Associated data: SHA-256 over the heads up to its own.
    """

    kind: FrameKind
    start: int
    end: int
    place: int
    layout: bytes

    @property
    def place_after(self) -> int:
        """Position of the next frame in the sealed file."""
        return self.place + _OVERHEAD + self.end - self.start


class FrameSealer:
    """Encrypts and decrypts the frames of one file.

    Parameters
    ----------
    key
        Key of the store, 32 bytes; the key of the file is derived from it.
    preamble
        The first `START` bytes of the file, from `new_preamble`.
    """

    def __init__(self, key: bytes, preamble: bytes) -> None:
        salt = preamble[len(MAGIC) : START]
        expansion = HKDF(SHA256(), _KEY_BYTES, salt=salt, info=b"hysteroview file")
        self._cipher = AESGCM(expansion.derive(key))

    def seal(
        self, kind: FrameKind, start: int, content: bytes, before: bytes
    ) -> tuple[bytes, bytes]:
        """Return a frame, and the layout up to it, which is `before` of the next frame."""
        head = _HEAD.pack(kind, len(content), start)
        layout = _lay(before, head)
        nonce = os.urandom(_NONCE_BYTES)
        return head + nonce + self._cipher.encrypt(nonce, content, layout), layout

    def seal_all(self, start: int, content: bytes, before: bytes) -> tuple[bytes, bytes]:
        """Encrypt content of any length as consecutive frames; see `seal`."""
        frames: list[bytes] = []
        view = memoryview(content)
        for at in range(0, len(content), LARGEST):
            chunk = bytes(view[at : at + LARGEST])
            frame, before = self.seal(FrameKind.CONTENT, start + at, chunk, before)
            frames.append(frame)
        return b"".join(frames), before

    def open(self, file: BinaryIO, frame: SealedFrame) -> bytes | None:
        """Return the content of a frame; None if it was changed."""
        file.seek(frame.place + _HEAD.size)
        sealed = file.read(_OVERHEAD - _HEAD.size + frame.end - frame.start)
        nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, content, frame.layout)
        except (InvalidTag, ValueError):  # ValueError: the file has become shorter
            return None


class FrameMap:
    """Map from positions in the plain file to frames.

    Attributes
    ----------
    size
        Size of the plain content.
    """

    def __init__(self, frames: Iterable[SealedFrame]) -> None:
        self.size = 0
        self._spans: list[tuple[int, int, SealedFrame]] = []  # start and end, without gaps
        for frame in frames:
            if frame.kind is FrameKind.CUT:
                self._cut(frame.start)
            elif frame.kind is FrameKind.CONTENT and frame.start <= self.size:
                self._lay(frame)
        self._starts = [start for start, _, _ in self._spans]

    def at(self, position: int) -> tuple[SealedFrame | None, int]:
        """Return the frame at a position, and the end of its range; None after the end."""
        if position >= self.size:
            return None, self.size
        _, end, frame = self._spans[bisect_right(self._starts, position) - 1]
        return frame, end

    def _lay(self, frame: SealedFrame) -> None:
        span = (frame.start, frame.end, frame)
        if frame.start == self.size:  # the usual case
            self._spans.append(span)
        else:
            before = [(s, min(e, frame.start), f) for s, e, f in self._spans if s < frame.start]
            after = [(max(s, frame.end), e, f) for s, e, f in self._spans if e > frame.end]
            self._spans = [*before, span, *after]
        self.size = max(self.size, frame.end)

    def _cut(self, length: int) -> None:
        self._spans = [(s, min(e, length), f) for s, e, f in self._spans if s < length]
        self.size = min(self.size, length)


def new_preamble() -> bytes:
    """Return the first bytes of a new file."""
    return MAGIC + os.urandom(_SALT_BYTES)


def first_layout(preamble: bytes) -> bytes:
    """Return the layout before the first frame."""
    return hashlib.sha256(preamble).digest()


def read_frames(file: BinaryIO, preamble: bytes) -> Iterator[SealedFrame]:
    """Yield the complete frames of a file, without decrypting them."""
    size = file.seek(0, os.SEEK_END)
    place, layout = START, first_layout(preamble)
    while place + _OVERHEAD <= size:
        file.seek(place)
        head = file.read(_HEAD.size)
        kind, length, start = _HEAD.unpack(head)
        if kind not in tuple(FrameKind) or length > LARGEST or place + _OVERHEAD + length > size:
            return
        layout = _lay(layout, head)
        frame = SealedFrame(FrameKind(kind), start, start + length, place, layout)
        yield frame
        place = frame.place_after


def _lay(before: bytes, head: bytes) -> bytes:
    return hashlib.sha256(before + head).digest()
