"""The frames of a sealed file: what each looks like on the disk, and how they are laid out.

A sealed file is a magic number, a salt, and frames that are only ever appended:

    kind (1 byte) · length of the content (4) · its place in the plain file (8) · nonce (12)
    · content and tag, AES-256-GCM under a key of the file's own (HKDF of the store's, and the salt)

Each frame vouches for itself and for the layout of all before it: bound to it is a running SHA-256
over the heads of the frames up to its own. So none can be changed, removed, added or moved, as in
the STREAM construction (Hoang et al. 2015); and the last frame says that it is the last. Nonces are
random, since a file that was broken off is cut and goes on. What a muxer writes anew lies in a
later frame at the same place, and hides the earlier.
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

LARGEST = 64 * 1024  # plain bytes of a frame: what is opened to read one of them
_SALT_BYTES, _KEY_BYTES = 16, 32
START = len(MAGIC) + _SALT_BYTES  # where the first frame lies
_HEAD = struct.Struct(">BIQ")
_NONCE_BYTES, _TAG_BYTES = 12, 16
_OVERHEAD = _HEAD.size + _NONCE_BYTES + _TAG_BYTES


class FrameKind(IntEnum):
    """What a frame says of the plain file."""

    CONTENT = 0
    CUT = 1  # the file ended here when it was recovered
    END = 2  # the file ends here; nothing follows


@dataclass(frozen=True, slots=True)
class SealedFrame:
    """A frame as it lies in a file, not opened yet.

    Attributes
    ----------
    start, end
        Of its content in the plain file; the same for a cut and the end.
    place
        Of its first byte in the sealed file.
    layout
        What is bound to it: SHA-256 over the heads up to its own.
    """

    kind: FrameKind
    start: int
    end: int
    place: int
    layout: bytes

    @property
    def place_after(self) -> int:
        """Where the next frame lies in the sealed file."""
        return self.place + _OVERHEAD + self.end - self.start


class FrameSealer:
    """Seals and opens the frames of one file.

    Parameters
    ----------
    key
        32 bytes, of the store; the file's own is derived from it.
    preamble
        The first `START` bytes of the file; `new_preamble` makes one.
    """

    def __init__(self, key: bytes, preamble: bytes) -> None:
        salt = preamble[len(MAGIC) : START]
        expansion = HKDF(SHA256(), _KEY_BYTES, salt=salt, info=b"hysteroview file")
        self._cipher = AESGCM(expansion.derive(key))

    def seal(
        self, kind: FrameKind, start: int, content: bytes, before: bytes
    ) -> tuple[bytes, bytes]:
        """Return a frame, and the layout up to it, to be given as `before` with the next."""
        head = _HEAD.pack(kind, len(content), start)
        layout = _lay(before, head)
        nonce = os.urandom(_NONCE_BYTES)
        return head + nonce + self._cipher.encrypt(nonce, content, layout), layout

    def seal_all(self, start: int, content: bytes, before: bytes) -> tuple[bytes, bytes]:
        """Seal content of any length as frames, one after the other; see `seal`."""
        frames: list[bytes] = []
        view = memoryview(content)
        for at in range(0, len(content), LARGEST):
            chunk = bytes(view[at : at + LARGEST])
            frame, before = self.seal(FrameKind.CONTENT, start + at, chunk, before)
            frames.append(frame)
        return b"".join(frames), before

    def open(self, file: BinaryIO, frame: SealedFrame) -> bytes | None:
        """Return the content of a frame; None if it is not what was sealed."""
        file.seek(frame.place + _HEAD.size)
        sealed = file.read(_OVERHEAD - _HEAD.size + frame.end - frame.start)
        nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, content, frame.layout)
        except (InvalidTag, ValueError):  # ValueError: the file is shorter than it was
            return None


class FrameMap:
    """Which frame has the plain content of each place.

    Attributes
    ----------
    size
        Of the plain content.
    """

    def __init__(self, frames: Iterable[SealedFrame]) -> None:
        self.size = 0
        self._spans: list[tuple[int, int, SealedFrame]] = []  # start and end; there are no gaps
        for frame in frames:
            if frame.kind is FrameKind.CUT:
                self._cut(frame.start)
            elif frame.kind is FrameKind.CONTENT and frame.start <= self.size:
                self._lay(frame)
        self._starts = [start for start, _, _ in self._spans]

    def at(self, position: int) -> tuple[SealedFrame | None, int]:
        """Return the frame of a place, and up to where it is the one; None behind the end."""
        if position >= self.size:
            return None, self.size
        _, end, frame = self._spans[bisect_right(self._starts, position) - 1]
        return frame, end

    def _lay(self, frame: SealedFrame) -> None:
        span = (frame.start, frame.end, frame)
        if frame.start == self.size:  # as nearly all
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
    """Yield the frames that are there from their first byte to their last, without opening them."""
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
