"""A bundle as one file, perhaps signed, read back before it counts."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hysteroview.core.errors import ModelError
from hysteroview.inference.model.card import load_card
from hysteroview.inference.package.archive import SUFFIX, describe, unpack, write_package
from hysteroview.inference.package.signing import read_key, sign, signer_of


def pack_bundle(folder: Path, target: Path, key: Path | None) -> str:
    """Write a bundle as a file and read it back; return the SHA-256 of its list.

    Parameters
    ----------
    key
        File of a private key to sign with; None to leave it unsigned.

    Raises
    ------
    ModelError
        The bundle or the key is not valid, or the target has another suffix.
    StorageError
        It cannot be written.
    """
    if target.suffix != SUFFIX:
        raise ModelError(f"{target.name} does not end in {SUFFIX}.", remedy="Rename the target.")
    load_card(folder)
    listed = describe(folder)
    signature = None if key is None else sign(listed, read_key(key))
    write_package(folder, target, listed, signature)
    with tempfile.TemporaryDirectory() as place:
        read = unpack(target, Path(place))
        load_card(Path(place))
        signer_of(read.content, read.signature, {})
    return read.sha256
