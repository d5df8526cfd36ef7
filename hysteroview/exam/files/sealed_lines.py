"""Encrypted logs: each line is sealed separately, so that it is either complete or missing."""

from __future__ import annotations

import base64
import binascii
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hysteroview.exam.files.medium import open_media

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_NONCE_BYTES = 12
_MOST_BYTES = 8 << 20  # of a sealed line
# Replaces a line that cannot be decrypted, so that it is read as an incomplete line
_UNREADABLE = b"?\n"


def seal_lines(lines: bytes, key: bytes) -> bytes:
    """Encrypt one or more lines as one line.

    Nonces are random (NIST SP 800-38D, section 8.2.2): a store may have 2^32 lines.

    Parameters
    ----------
    lines
        Lines, including the last line end.
    """
    nonce = os.urandom(_NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, lines, None)) + b"\n"


class SealedLinesReader(io.RawIOBase):
    """The plain lines of a sealed log, of which one is in memory at a time.

    A line that cannot be decrypted is replaced by an invalid one; after one that is too long
    nothing is read.

    Raises
    ------
    OSError
        The file cannot be opened.
    BrokenSealError
        It is no regular file.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._file = io.BufferedReader(open_media(path))
        self._opener = AESGCM(key)
        self._rest = memoryview(b"")
        self._is_at_end = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        while not self._rest and not self._is_at_end:
            self._rest = memoryview(self._next())
        view = memoryview(buffer).cast("B")
        length = min(len(view), len(self._rest))
        view[:length], self._rest = self._rest[:length], self._rest[length:]
        return length

    def close(self) -> None:
        self._file.close()
        super().close()

    def _next(self) -> bytes:
        line = self._file.readline(_MOST_BYTES)
        self._is_at_end = not line or len(line) == _MOST_BYTES
        if self._is_at_end:
            return _UNREADABLE if line else b""
        return _unseal(line, self._opener) if line.strip() else b""


def _unseal(line: bytes, opener: AESGCM) -> bytes:
    try:
        sealed = base64.b64decode(line.rstrip(b"\n"), validate=True)
        return opener.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
    except (binascii.Error, InvalidTag, ValueError):
        return _UNREADABLE
