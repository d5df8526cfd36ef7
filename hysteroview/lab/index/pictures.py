"""The folder of an index: what it contains, and how it is read and written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import HysteroViewError, SettingsError
from hysteroview.core.files import atomic_file
from hysteroview.core.foreign.reading import UnfitFileError, read_bounded
from hysteroview.core.labels import Label, LabelSet

INDEX_FILE = "index.json"
_CROPS, _LESIONS, _FINGERPRINTS = "crops.npy", "lesions.npy", "fingerprints.npy"
_VERSION = 1
_MOST_BYTES = 512 << 20  # a picture has about 300


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedPicture:
    """One picture of an index.

    Attributes
    ----------
    patient
        What all spellings of the patient have in common (`patient_key`); unit of splits.
    label
        Code of the class.
    source, source_sha256
        Name of the file and hash of its content.
    time_s
        Time in the video; 0 for a still.
    row
        Row of the manifest.
    has_lesion
        Whether the place of the lesion is known.
    """

    patient: str
    label: str
    source: str
    source_sha256: str
    time_s: float
    row: int
    exam: str = ""
    site: str = ""
    scope: str = ""
    has_lesion: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """All pictures of a manifest.

    Attributes
    ----------
    crops
        (N, s, s, 3) uint8, RGB; read from the file only where it is used.
    lesions
        (N, m, m) uint8, share of the lesion in each cell, 0 to 255; 0 where it is not known.
    fingerprints
        (N, 8) uint64, of the picture in its eight turns and mirror images.
    left_out
        Frames that are not in the index, by reason.
    settings
        How it was made, for reports.
    """

    labels: LabelSet
    pictures: tuple[IndexedPicture, ...]
    crops: NDArray[np.uint8]
    lesions: NDArray[np.uint8]
    fingerprints: NDArray[np.uint64]
    left_out: Mapping[str, int]
    settings: Mapping[str, Any]

    def __len__(self) -> int:
        return len(self.pictures)

    @property
    def truth(self) -> NDArray[np.int64]:
        """(N,) index of each picture's class."""
        place = {code: index for index, code in enumerate(self.labels.codes)}
        return np.array([place[each.label] for each in self.pictures], np.int64)

    @property
    def patients(self) -> list[str]:
        """The patient of each picture."""
        return [each.patient for each in self.pictures]

    def digest(self) -> str:
        """SHA-256 of what a split depends on: patients, labels and sources, in their order."""
        rows = [(p.patient, p.label, p.source_sha256, p.time_s, p.site) for p in self.pictures]
        return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def write_index(index: Index, folder: Path) -> None:
    """Write an index; the list is last, so that a folder without it is not an index.

    Raises
    ------
    StorageError
        The folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / INDEX_FILE).unlink(missing_ok=True)
    for name, array in (
        (_CROPS, index.crops), (_LESIONS, index.lesions), (_FINGERPRINTS, index.fingerprints),
    ):  # fmt: skip
        with atomic_file(folder / name, private=True) as draft, draft.open("wb") as file:
            np.save(file, array, allow_pickle=False)
    content = {
        "version": _VERSION,
        "labels": [asdict(label) for label in index.labels],
        "settings": dict(index.settings),
        "left_out": dict(index.left_out),
        "pictures": [asdict(each) for each in index.pictures],
    }
    with atomic_file(folder / INDEX_FILE, private=True) as draft:
        draft.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def read_index(folder: Path) -> Index:
    """Read an index; pictures stay in their file until they are used.

    Raises
    ------
    HysteroViewError
        It is not an index, is damaged, or was made by another version.
    """
    try:
        text = read_bounded(folder / INDEX_FILE, _MOST_BYTES).decode("utf-8")
        content = json.loads(text)
        if content["version"] != _VERSION:
            raise _damaged(folder, f"its version is {content['version']}")
        pictures = tuple(IndexedPicture(**each) for each in content["pictures"])
        labels = LabelSet(tuple(Label(**each) for each in content["labels"]))
        arrays = [_load(folder / name) for name in (_CROPS, _LESIONS, _FINGERPRINTS)]
    except FileNotFoundError as error:
        raise HysteroViewError(
            f"The folder {folder} is not an index.",
            remedy="Make one with: hysteroview lab index MANIFEST --output DIR",
        ) from error
    except (OSError, UnfitFileError, ValueError, KeyError, TypeError) as error:
        raise _damaged(folder, str(error)) from error
    _check(folder, arrays, pictures, labels)
    return Index(
        labels, pictures, arrays[0], arrays[1], arrays[2], content["left_out"], content["settings"]
    )


def _load(file: Path) -> NDArray[Any]:
    return np.asanyarray(np.load(file, mmap_mode="r", allow_pickle=False))


def _check(
    folder: Path,
    arrays: Sequence[NDArray[Any]],
    pictures: Sequence[IndexedPicture],
    labels: LabelSet,
) -> None:
    if any(len(array) != len(pictures) for array in arrays):
        raise _damaged(folder, "its arrays have other lengths than its list")
    if any(each.label not in labels.codes for each in pictures):
        raise _damaged(folder, "a picture has an unknown class")
    shapes = [array.shape[1:] for array in arrays]
    kinds = [array.dtype for array in arrays]
    is_square = len(shapes[0]) == 3 and shapes[0][0] == shapes[0][1] and shapes[0][2] == 3
    if not is_square or kinds != [np.uint8, np.uint8, np.uint64] or shapes[2] != (8,):
        raise _damaged(folder, "its arrays have unexpected shapes")


def _damaged(folder: Path, reason: str) -> SettingsError:
    return SettingsError(
        f"The index in {folder} cannot be read: {reason}.",
        remedy="Make it again with: hysteroview lab index",
    )
