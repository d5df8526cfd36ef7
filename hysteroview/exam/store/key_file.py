"""The file with a store's key, encrypted with the passphrase, and its copy."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file, storage_error, sync_folder
from hysteroview.core.foreign.fields import build, text
from hysteroview.core.foreign.json_text import is_flat, parse_json
from hysteroview.core.foreign.reading import UnfitFileError, read_bounded
from hysteroview.exam.files.medium import MAGIC, BrokenSealError, open_media
from hysteroview.exam.store.folder import EXAM_FILE

FILE, COPY = "key.json", "key.copy.json"
MARK = "conversion-not-complete.json"  # while the exams of another store are copied into this one
_SCHEMA = "hysteroview.key"
_VERSIONS = (1, 2)  # the second one says that the store has sealed heads of its logs
# limits for a manipulated file: 1 GiB, and 40 times the work of our own parameters
_MOST_MEMORY_KIB, _MOST_ITERATIONS, _MOST_WORK_KIB = 1 << 20, 1000, 8 << 20
_MOST_BYTES = 64 * 1024  # of a key file
_LENGTHS = (("salt", 16), ("nonce", 12), ("locked_key", 48))  # bytes


class ConversionIncompleteError(StorageError):
    """A store is an encrypted copy of another store, and its making was interrupted."""


class StoreLockedError(StorageError):
    """A store is encrypted, and the key is missing or wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """The encrypted key of a store; Argon2id derives the key that decrypts it from the passphrase.

    Attributes
    ----------
    iterations, lanes, memory_kib, salt
        Parameters of Argon2id (RFC 9106); the salt in hexadecimal.
    nonce, locked_key
        The key of the store, encrypted with AES-256-GCM, hexadecimal.
    key_id
        Identifies the key without revealing anything about it.
    has_heads
        Whether the store has sealed heads of its logs. Earlier versions did not write any.
    """

    iterations: int
    lanes: int
    memory_kib: int
    salt: str
    nonce: str
    locked_key: str
    key_id: str
    has_heads: bool = False

    @property
    def bound(self) -> bytes:
        """Associated data: fields that cannot be changed without making the key invalid."""
        parts = (_SCHEMA, self.iterations, self.lanes, self.memory_kib, self.salt, self.key_id)
        return json.dumps((*parts, "heads") if self.has_heads else parts).encode()


def is_encrypted(folder: Path) -> bool:
    """Whether the store in `folder` is encrypted."""
    return (folder / FILE).exists() or (folder / COPY).exists()


def read_key_file(folder: Path) -> KeyFile:
    """Read the key file of a store, or its copy if the file is damaged.

    Raises
    ------
    StoreLockedError
        Neither can be read.
    """
    for name in (FILE, COPY):
        try:
            content = read_bounded(folder / name, _MOST_BYTES)
        except (OSError, UnfitFileError):
            continue
        if (found := _parse(content)) is not None:
            return found
    raise StoreLockedError(
        "The key of the encrypted exams cannot be read.",
        remedy=f"Restore {FILE} from a backup of the store: without it no exam can be opened.",
    )


def write_key_file(folder: Path, key_file: KeyFile) -> None:
    """Replace the key file of a store, and then its copy.

    Raises
    ------
    StorageError
        The disk is full or failed.
    """
    version = _VERSIONS[key_file.has_heads]
    fields: dict[str, object] = {"schema": _SCHEMA, "schema_version": version, "kdf": "argon2id"}
    fields |= asdict(key_file)
    del fields["has_heads"]
    fields["sha256"] = _checksum(fields)
    content = (json.dumps(fields, indent=2) + "\n").encode()
    for name in (FILE, COPY):
        with atomic_file(folder / name, private=True) as temporary:
            temporary.write_bytes(content)


def write_mark(folder: Path, source: Path) -> None:
    """Mark a store as an incomplete copy of `source`; nothing opens it until `remove_mark`.

    Raises
    ------
    StorageError
        The disk is full or failed.
    """
    with atomic_file(folder / MARK, private=True) as temporary:
        fields = {"schema": "hysteroview.conversion", "schema_version": 1, "source": str(source)}
        temporary.write_text(json.dumps(fields, indent=2) + "\n", encoding="utf-8")


def remove_mark(folder: Path) -> None:
    """Remove the mark of an incomplete copy, and wait until that is on the disk.

    Raises
    ------
    StorageError
        The disk failed.
    """
    try:
        (folder / MARK).unlink(missing_ok=True)
        sync_folder(folder)
    except OSError as error:
        raise storage_error(folder, error) from error


def marked_source(folder: Path) -> Path | None:
    """Return the store of which this one is an incomplete copy; None if it is complete.

    The path is empty if the mark is damaged.
    """
    path = folder / MARK
    if not path.exists():
        return None
    try:
        return Path(text(parse_json(read_bounded(path, _MOST_BYTES))["source"]))
    except (OSError, UnfitFileError, ValueError, KeyError, TypeError):
        return Path()


def check_complete(folder: Path) -> None:
    """Refuse a store of which only a part was copied.

    Raises
    ------
    ConversionIncompleteError
        Its conversion was interrupted.
    """
    source = marked_source(folder)
    if source is not None:
        raise ConversionIncompleteError(
            f"The encrypted copy of the exams in {folder} is not complete: it was interrupted.",
            remedy=f"Run `hysteroview exam --store {folder} encrypt --from {source}` again to "
            "continue. Do not delete the old exams.",
        )


def check_key(folder: Path, key_id: str | None) -> None:
    """Reject a missing or wrong key, with which all files would seem damaged.

    Parameters
    ----------
    key_id
        Identifier of the given key; None without a key.

    Raises
    ------
    StoreLockedError
        The store is encrypted, and the key is missing or wrong.
    StorageError
        A key was given, but the store is not encrypted.
    """
    if is_encrypted(folder):
        if key_id != read_key_file(folder).key_id:
            raise StoreLockedError(
                "These exams are encrypted and locked.", remedy="Enter their passphrase."
            )
    elif key_id is not None:
        raise StorageError(
            "These exams are not encrypted.", remedy="Open them without a passphrase."
        )
    elif _has_sealed_exams(folder):
        raise StoreLockedError(
            "These exams are encrypted, and the file with their key is missing.",
            remedy=f"Restore {FILE} from a backup of the store. Nothing was changed.",
        )


def repair_copies(folder: Path) -> None:
    """Restore a damaged or outdated key file or copy from the other one.

    Raises
    ------
    StorageError
        The disk is full or failed.
    """
    try:
        first, second = (read_bounded(folder / name, _MOST_BYTES) for name in (FILE, COPY))
        is_same = first == second
    except (OSError, UnfitFileError):
        is_same = False
    if not is_same:
        write_key_file(folder, read_key_file(folder))


def _parse(content: bytes) -> KeyFile | None:
    """Return the content of a key file; None if it is damaged or from a newer program."""
    try:
        fields = parse_json(content)
        if not isinstance(fields, dict) or not is_flat(fields):
            return None
        is_ours = fields.pop("sha256") == _checksum(fields)
        is_ours &= (fields.pop("schema"), fields.pop("kdf")) == (_SCHEMA, "argon2id")
        version = fields.pop("schema_version")
        is_ours &= version in _VERSIONS
        key_file = build(KeyFile, {**fields, "has_heads": version == _VERSIONS[True]})
        lengths = [len(bytes.fromhex(getattr(key_file, name))) for name, _ in _LENGTHS]
        is_ours &= lengths == [length for _, length in _LENGTHS]
        is_ours &= key_file.memory_kib * key_file.iterations <= _MOST_WORK_KIB
        is_ours &= 8 * key_file.lanes <= key_file.memory_kib <= _MOST_MEMORY_KIB
        is_ours &= 1 <= key_file.iterations <= _MOST_ITERATIONS and key_file.lanes >= 1
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return key_file if is_ours else None


def _has_sealed_exams(folder: Path) -> bool:
    """Whether the first exam of a store is encrypted; either all are or none."""
    record = next((folder / "exams").glob(f"*/{EXAM_FILE}"), None)
    try:
        if record is None:
            return False
        with open_media(record) as file:
            return file.read(len(MAGIC)) == MAGIC
    except BrokenSealError:  # no regular file
        return False
    except OSError as error:
        raise storage_error(folder, error) from error


def _checksum(fields: dict[str, object]) -> str:
    """Return a checksum, to distinguish a damaged file from a wrong passphrase."""
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
