"""A digest of the C sources, so that a module compiled from others is noticed."""

from __future__ import annotations

import hashlib
from pathlib import Path

FOLDER = Path(__file__).parent


def digest(folder: Path = FOLDER) -> str:
    """Return the digest of all sources in a folder; empty where only the module was installed."""
    sources = sorted(folder.glob("*.[ch]"))
    if not sources:
        return ""
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
