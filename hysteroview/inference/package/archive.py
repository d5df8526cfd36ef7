"""The file format .hvmodel: the files of a bundle with their hashes, perhaps signed.

A ZIP file without compression. `hvmodel.json` lists the names, sizes and SHA-256 of all files of
the bundle; `signature.json`, if there is one, signs exactly its bytes (Ed25519). A file that is not
in the list, or twice in the archive, makes it invalid; names are those that a bundle can have,
without folders.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from hysteroview.core.errors import ModelError
from hysteroview.core.files import atomic_file
from hysteroview.core.foreign.json_text import is_flat, parse_json
from hysteroview.core.foreign.reading import UnfitFileError, open_regular
from hysteroview.inference.model.bundle_files import (
    CARD_FILE,
    MODEL_FILE,
    MOST_MODEL_BYTES,
    REFERENCE_FILE,
    STATISTICS_FILE,
)
from hysteroview.inference.package.signing import SIGNATURE_FILE, Signature, parse_signature

SUFFIX = ".hvmodel"
LIST_FILE, WORDS_FILE, HALF_FILE, FIGURES_FILE = (
    "hvmodel.json", "MODEL_CARD.md", "model-half.onnx", "figures.json",
)  # fmt: skip
SCHEMA, VERSION = "hysteroview.model", 1
_NEEDED = (CARD_FILE, MODEL_FILE, REFERENCE_FILE)
_MOST_BYTES: Mapping[str, int] = {
    CARD_FILE: 1_000_000,
    MODEL_FILE: MOST_MODEL_BYTES,
    HALF_FILE: MOST_MODEL_BYTES,
    REFERENCE_FILE: 64_000_000,
    STATISTICS_FILE: 4_000_000,
    WORDS_FILE: 1_000_000,
    FIGURES_FILE: 16_000_000,
}
_MOST_LIST_BYTES, _MOST_SIGNATURE_BYTES = 64_000, 4_000
_CHUNK_BYTES = 1 << 20
_STAMP = (1980, 1, 1, 0, 0, 0)  # the same files make the same archive


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of a package as the list describes it."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class PackageList:
    """The list of a package.

    Attributes
    ----------
    content
        Its bytes, which the signature signs.
    signature
        As in the file, not verified yet; None without one.
    """

    content: bytes
    files: Mapping[str, PackedFile] = field(default_factory=dict)
    signature: Signature | None = None

    @property
    def sha256(self) -> str:
        """Hash of the list, which identifies the package."""
        return hashlib.sha256(self.content).hexdigest()


def describe(folder: Path) -> bytes:
    """Return the list of a bundle's files.

    Raises
    ------
    ModelError
        A file is missing, too large, or has a name that no bundle has.
    """
    files = {}
    for path in sorted(folder.iterdir()):
        if path.name not in _MOST_BYTES:
            raise ModelError(
                f"{path.name} does not belong into a model file.",
                remedy="Remove it from the folder of the bundle.",
            )
        try:
            with open_regular(path, _MOST_BYTES[path.name]) as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                files[path.name] = {"sha256": digest, "size_bytes": file.tell()}
        except (OSError, UnfitFileError) as error:
            raise ModelError(f"{path.name} cannot be read: {error}.") from error
    missing = [name for name in _NEEDED if name not in files]
    if missing:
        raise ModelError(f"{folder} is not a model bundle: it has no {', '.join(missing)}.")
    content = {"schema": SCHEMA, "schema_version": VERSION, "files": files}
    return json.dumps(content, indent=1, sort_keys=True).encode()


def write_package(folder: Path, target: Path, listed: bytes, signature: bytes | None) -> None:
    """Write a bundle as one file.

    Parameters
    ----------
    listed
        From `describe`.
    signature
        Content of the signature's file, from `signing.sign`; None to leave it unsigned.

    Raises
    ------
    StorageError
        It cannot be written.
    """
    parts = {LIST_FILE: listed} if signature is None else (
        {LIST_FILE: listed, SIGNATURE_FILE: signature}
    )  # fmt: skip
    with atomic_file(target) as draft, zipfile.ZipFile(draft, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), content)
        for name in parse_list(listed):
            info = zipfile.ZipInfo(name, _STAMP)
            info.file_size = (folder / name).stat().st_size
            with (folder / name).open("rb") as source, archive.open(info, "w") as part:
                shutil.copyfileobj(source, part, _CHUNK_BYTES)


def read_list(package: Path) -> PackageList:
    """Return the list of a package, without its files.

    Raises
    ------
    ModelError
        It is not a package, is damaged, or contains anything that is not listed.
    """
    with _opened(package) as archive:
        return _read_list(archive)


def unpack(package: Path, folder: Path) -> PackageList:
    """Write the files of a package into an empty folder, each checked against the list.

    Raises
    ------
    ModelError
        As `read_list`, or the hash of a file differs; the folder is not to be used then.
    """
    with _opened(package) as archive:
        listed = _read_list(archive)
        for name, described in listed.files.items():
            with archive.open(name) as source, (folder / name).open("xb") as target:
                _copy(name, source, target, described)
    return listed


def parse_list(content: bytes) -> dict[str, PackedFile]:
    """Return the files that a list names.

    Raises
    ------
    ValueError
        It is not a list, or of a newer program.
    """
    fields = parse_json(content)
    if not isinstance(fields, dict) or not is_flat(fields) or fields.get("schema") != SCHEMA:
        raise ValueError("it is not the list of a model")
    version = fields.get("schema_version")
    if type(version) is not int or not 1 <= version <= VERSION:
        raise ValueError("it was made for a newer HysteroView")
    files = fields.get("files")
    if not isinstance(files, dict):
        raise ValueError("it lists no files")
    found = {name: _described(name, each) for name, each in files.items()}
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        raise ValueError(f"it has no {', '.join(missing)}")
    return found


def _described(name: str, fields: Any) -> PackedFile:
    if name not in _MOST_BYTES:
        raise ValueError("it lists a file that no model has")
    sha256, size = fields["sha256"], fields["size_bytes"]
    is_hash = isinstance(sha256, str) and len(sha256) == 64 and set(sha256) <= _HEX
    if not is_hash or type(size) is not int or not 0 <= size <= _MOST_BYTES[name]:
        raise ValueError(f"what it says of {name} is not valid")
    return PackedFile(sha256, size)


_HEX = frozenset("0123456789abcdef")


class _opened:  # noqa: N801 - a context manager
    """Opens a package, and turns what is wrong with it into a message."""

    def __init__(self, package: Path) -> None:
        self._package = package
        self._file: IO[bytes] | None = None

    def __enter__(self) -> zipfile.ZipFile:
        most = sum(_MOST_BYTES.values()) + (1 << 20)
        try:
            self._file = open_regular(self._package, most)
            return zipfile.ZipFile(self._file)
        except FileNotFoundError as error:
            raise ModelError(
                f"There is no file {self._package}.", remedy="Check the name and the folder."
            ) from error
        except (OSError, UnfitFileError, *_DAMAGE) as error:
            self.close()
            raise self._fault(error) from error

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        self.close()
        if isinstance(error, (*_DAMAGE, OSError)):
            raise self._fault(error) from error

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _fault(self, error: BaseException) -> ModelError:
        return ModelError(
            f"The model file {self._package.name} cannot be used: {error}.",
            remedy="Get it again from its origin.",
        )


# what `zipfile` raises for damaged archives, and the checks here
_DAMAGE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, KeyError, TypeError, EOFError,
    NotImplementedError, RuntimeError, IndexError,
)  # fmt: skip


def _read_list(archive: zipfile.ZipFile) -> PackageList:
    entries = archive.infolist()
    if len(entries) > len(_MOST_BYTES) + 2:
        raise ValueError("it contains too many files")
    names = [each.filename for each in entries]
    if len(set(names)) != len(names):
        raise ValueError("it contains a file twice")
    for each in entries:
        if each.compress_type != zipfile.ZIP_STORED or each.flag_bits & 1:
            raise ValueError("it is compressed or encrypted")
        if each.file_size != each.compress_size:
            raise ValueError("the size of a file in it is not valid")
    sizes = {each.filename: each.file_size for each in entries}
    content = _small(archive, sizes, LIST_FILE, _MOST_LIST_BYTES)
    files = parse_list(content)
    signature = None
    if SIGNATURE_FILE in sizes:
        signed = _small(archive, sizes, SIGNATURE_FILE, _MOST_SIGNATURE_BYTES)
        signature = parse_signature(signed)
    if set(sizes) - {SIGNATURE_FILE} != {*files, LIST_FILE}:
        raise ValueError("its files are not those of its list")
    if any(sizes[name] != described.size_bytes for name, described in files.items()):
        raise ValueError("the size of a file is not that of its list")
    return PackageList(content, files, signature)


def _small(archive: zipfile.ZipFile, sizes: Mapping[str, int], name: str, most: int) -> bytes:
    if name not in sizes:
        raise ValueError(f"it has no {name}")
    if sizes[name] > most:
        raise ValueError(f"its {name} is too large")
    with archive.open(name) as file:
        return file.read(most + 1)


def _copy(name: str, source: IO[bytes], target: IO[bytes], described: PackedFile) -> None:
    digest = hashlib.sha256()
    left = described.size_bytes
    while left and (part := source.read(min(left, _CHUNK_BYTES))):
        digest.update(part)
        target.write(part)
        left -= len(part)
    if left or digest.hexdigest() != described.sha256:
        raise ValueError(f"{name} is not the file that its list describes (its SHA-256 differs)")
