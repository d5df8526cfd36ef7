"""Encrypted logs: each line is sealed separately, so that it is either complete or missing."""

from __future__ import annotations

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
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


def unseal_lines(content: bytes, key: bytes) -> bytes:
    """Return the lines of a file; a line that cannot be decrypted is replaced by an invalid one."""
    opener = AESGCM(key)
    return b"".join(
        _unseal(line, opener) for line in content.splitlines(keepends=True) if line.strip()
    )


def _unseal(line: bytes, opener: AESGCM) -> bytes:
    try:
        sealed = base64.b64decode(line.rstrip(b"\n"), validate=True)
        return opener.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
    except (binascii.Error, InvalidTag, ValueError):
        return _UNREADABLE
