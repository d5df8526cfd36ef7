"""The files of a bundle: read once, within bounds, and used only if their hash is that of the card.

What is hashed is what is used: no caller gets a path to read again.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from hysteroview.core.errors import ModelError
from hysteroview.core.foreign.reading import UnfitFileError, read_bounded

CARD_FILE, MODEL_FILE, REFERENCE_FILE = "card.toml", "model.onnx", "reference.npz"
STATISTICS_FILE = "open_set.npz"
REMEDY: Final = "Choose another model folder, or copy this one again from its origin."
MOST_FILES = 16
MOST_MODEL_BYTES: Final = 1_000_000_000
_MOST_BYTES = {
    CARD_FILE: 1_000_000,
    MODEL_FILE: MOST_MODEL_BYTES,
    STATISTICS_FILE: 4_000_000,
}
_MOST_OTHER_BYTES = 64_000_000


def read_file(folder: Path, name: str) -> bytes:
    """Return the content of a file of a bundle.

    Raises
    ------
    ModelError
        It is missing, cannot be read, or is too large.
    """
    try:
        return read_bounded(folder / name, _MOST_BYTES.get(name, _MOST_OTHER_BYTES))
    except (OSError, UnfitFileError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ModelError(
            f"The model folder {folder} has no readable {name} ({reason}).", remedy=REMEDY
        ) from error


def read_described(folder: Path, name: str, sha256: str) -> bytes:
    """Return the content of a file whose hash is that of the card.

    Raises
    ------
    ModelError
        As `read_file`, or the hash differs.
    """
    content = read_file(folder, name)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ModelError(
            f"{folder.name}/{name} is not the file that the model card describes (its SHA-256 "
            "differs).",
            remedy=REMEDY,
        )
    return content
