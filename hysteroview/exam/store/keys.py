"""The key of an encrypted store: random, and encrypted with a passphrase that can be changed."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hysteroview.core.errors import StorageError
from hysteroview.core.files import TEMPORARY
from hysteroview.exam.files.sealed_medium import SealedMedium
from hysteroview.exam.store.folder import make_private_folder
from hysteroview.exam.store.key_file import (
    MARK,
    KeyFile,
    StoreLockedError,
    is_encrypted,
    marked_source,
    read_key_file,
    write_key_file,
    write_mark,
)
from hysteroview.exam.store.logs.heads import FILE as HEADS
from hysteroview.exam.store.logs.heads import Heads, write_heads

LEAST_CHARACTERS = 12
_KEY_BYTES, _SALT_BYTES, _NONCE_BYTES = 32, 16, 12
# The second recommended option of RFC 9106, section 4: 64 MiB, for any computer
_ITERATIONS, _LANES, _MEMORY_KIB = 3, 4, 64 * 1024


class StoreKey:
    """The key of one store; never shown, and written only in encrypted form.

    Parameters
    ----------
    key_file, wrapping
        The file that the key was decrypted from, and the key that decrypted it.
    """

    def __init__(
        self, master: bytes, key_file: KeyFile | None = None, wrapping: bytes = b""
    ) -> None:
        self._master, self._key_file, self._wrapping = master, key_file, wrapping
        self.key_id = self._derive(b"id").hex()[:16]

    @property
    def medium(self) -> SealedMedium:
        """Medium that reads and writes the files of the store."""
        return SealedMedium(self._derive(b"files"), self._derive(b"lines"))

    @property
    def index_secret(self) -> str:
        """Raw SQLCipher key of the index, hexadecimal."""
        return self._derive(b"index").hex()

    @property
    def has_heads(self) -> bool:
        """Whether the store must have sealed heads of its logs, as its key file says."""
        return self._key_file is not None and self._key_file.has_heads

    def confirm_heads(self, folder: Path) -> None:
        """State in the key file that the store has sealed heads now.

        Nothing is done if the passphrase was changed meanwhile; the next start does it then.

        Raises
        ------
        StorageError
            The disk is full or failed.
        """
        if self._key_file is not None and read_key_file(folder) == self._key_file:
            key_file = replace(self._key_file, has_heads=True)
            self._key_file = self._locked(key_file, self._wrapping)
            write_key_file(folder, self._key_file)

    def lock(self, passphrase: str, *, has_heads: bool | None = None) -> KeyFile:
        """Encrypt the key with a passphrase.

        Parameters
        ----------
        has_heads
            What the file says of sealed heads; None for what it said before.

        Raises
        ------
        StorageError
            The passphrase is too short.
        """
        if len(_normal(passphrase)) < LEAST_CHARACTERS:
            raise StorageError(
                "The passphrase is too short.",
                remedy=f"Use at least {LEAST_CHARACTERS} characters. Five random words are easy to "
                "remember and hard to guess.",
            )
        key_file = KeyFile(
            iterations=_ITERATIONS,
            lanes=_LANES,
            memory_kib=_MEMORY_KIB,
            salt=secrets.token_hex(_SALT_BYTES),
            nonce="",
            locked_key="",
            key_id=self.key_id,
            has_heads=self.has_heads if has_heads is None else has_heads,
        )
        self._wrapping = _stretch(passphrase, key_file)
        self._key_file = self._locked(key_file, self._wrapping)
        return self._key_file

    def _locked(self, key_file: KeyFile, wrapping: bytes) -> KeyFile:
        """Return a key file with the encrypted key; the other fields are bound to it."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        locked = AESGCM(wrapping).encrypt(nonce, self._master, key_file.bound)
        return replace(key_file, nonce=nonce.hex(), locked_key=locked.hex())

    def _derive(self, purpose: bytes) -> bytes:
        expansion = HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"hysteroview " + purpose)
        return expansion.derive(self._master)


def make_key(folder: Path, passphrase: str, source: Path | None = None) -> StoreKey:
    """Create the key of a new encrypted store in an empty folder.

    If the passphrase is forgotten, or the key file and its copy are lost, the exams are lost.

    Parameters
    ----------
    source
        Store whose exams will be copied into the new one; until that is done, the new store is
        marked as incomplete. If this was interrupted before the key was created, it is repeated.

    Raises
    ------
    StorageError
        The folder is not empty, the passphrase is too short, or the disk failed.
    """
    names = [path.name for path in folder.iterdir()] if folder.exists() else []
    if source is not None:
        is_repeated = marked_source(folder) == source
        names = [
            name
            for name in names
            if not TEMPORARY.fullmatch(name) and not (is_repeated and name == MARK)
        ]
    names = [name for name in names if name != HEADS]  # nothing without a key
    if names:
        raise StorageError(
            f"{folder} is not empty: only a new store can be encrypted.",
            remedy="Choose an empty folder; --from copies the exams of another store into it.",
        )
    key = StoreKey(secrets.token_bytes(_KEY_BYTES))
    key_file = key.lock(passphrase, has_heads=True)
    make_private_folder(folder)
    if source is not None:
        write_mark(folder, source)
    write_heads(folder, key.medium, Heads())  # first, so that they are never missing with the key
    write_key_file(folder, key_file)
    return key


def unlock(folder: Path, passphrase: str) -> StoreKey:
    """Decrypt the key of a store; this deliberately takes some tenths of a second.

    Raises
    ------
    StoreLockedError
        The passphrase is wrong, or the key file is damaged.
    StorageError
        The store is not encrypted.
    """
    if not is_encrypted(folder):
        raise StorageError(
            "These exams are not encrypted.", remedy="Open them without a passphrase."
        )
    key_file = read_key_file(folder)
    wrapping = _stretch(passphrase, key_file)
    opener = AESGCM(wrapping)
    try:
        master = opener.decrypt(
            bytes.fromhex(key_file.nonce), bytes.fromhex(key_file.locked_key), key_file.bound
        )
    except InvalidTag as error:
        raise StoreLockedError(
            "This is not the passphrase of these exams.", remedy="Enter it again."
        ) from error
    return StoreKey(master, key_file, wrapping)


def change_passphrase(folder: Path, old: str, new: str) -> None:
    """Change the passphrase of a store's key; the exams are unchanged.

    Raises
    ------
    StoreLockedError
        The old passphrase is wrong.
    StorageError
        The new one is too short, or the disk failed.
    """
    write_key_file(folder, unlock(folder, old).lock(new))


def _stretch(passphrase: str, key_file: KeyFile) -> bytes:
    """Derive a key from a passphrase, slowly (RFC 9106)."""
    derivation = Argon2id(
        salt=bytes.fromhex(key_file.salt),
        length=_KEY_BYTES,
        iterations=key_file.iterations,
        lanes=key_file.lanes,
        memory_cost=key_file.memory_kib,
    )
    return derivation.derive(_normal(passphrase).encode())


def _normal(passphrase: str) -> str:
    """Normalize a passphrase, so that it is the same from every keyboard and system."""
    return unicodedata.normalize("NFC", passphrase)
