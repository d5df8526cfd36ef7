"""Which locations are DICOM files, DICOMDIRs or folders of them, and which series these have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from hysteroview.core.errors import SourceError

if TYPE_CHECKING:
    from hysteroview.capture.dicom.header import DicomImage

DICOM_SUFFIXES = (".dcm", ".dicom", ".dic")
_DICOMDIR = "DICOMDIR"
_MOST_FILES = 5000
_BEHIND = re.compile(r"#series=(\d{1,4})\Z")
_FIRST_VIDEO, _LAST_VIDEO = 100, 108  # last number of the syntaxes of MPEG-2, H.264 and HEVC
_REMEDY = "Choose a folder or a DICOMDIR with pictures or videos of endoscopy."


@dataclass(frozen=True, slots=True)
class Series:
    """What is opened as one recording: the pictures of a series, or one video.

    Attributes
    ----------
    images
        In the order of their numbers; a video is alone.
    """

    images: tuple[DicomImage, ...]
    is_video: bool

    @property
    def frames(self) -> int:
        """Number of pictures; of a video, as the file says."""
        return sum(each.frames for each in self.images)


def split_series(location: str) -> tuple[str, int | None]:
    """Split a location such as ``DICOMDIR#series=2`` into location and number, from 1."""
    found = _BEHIND.search(location)
    return (location[: found.start()], int(found[1])) if found else (location, None)


def with_series(location: str, number: int) -> str:
    """Return a location with the number of the series that is meant."""
    return f"{location}#series={number}"


def accepts(location: str) -> bool:
    """Whether a location is a DICOM file, a DICOMDIR, or a folder with one or of DICOM files."""
    plain, number = split_series(location)
    path = Path(plain)
    try:
        if path.is_dir():
            return number is not None or is_dicom_folder(path)
        return path.is_file() and (path.suffix.lower() in DICOM_SUFFIXES or _has_magic(path))
    except (OSError, ValueError):
        return False


def is_dicom_folder(path: Path) -> bool:
    """Whether a folder has a DICOMDIR, or DICOM files but no other pictures and videos."""
    from hysteroview.capture.files.container import VIDEO_SUFFIXES  # noqa: PLC0415 - only here
    from hysteroview.capture.files.stills import SUFFIXES  # noqa: PLC0415 - only here

    if _dicomdir(path) is not None:
        return True
    found = False
    for number, each in enumerate(path.iterdir()):
        suffix = each.suffix.lower()
        if suffix in VIDEO_SUFFIXES or suffix in SUFFIXES or number > _MOST_FILES:
            return False
        found = found or suffix in DICOM_SUFFIXES
    return found


def is_video(syntax: str) -> bool:
    """Whether a transfer syntax is that of a video, also one in several fragments."""
    head, _, last = syntax.removesuffix(".1").rpartition(".")
    is_number = last.isdigit() and head == "1.2.840.10008.1.2.4"
    return is_number and _FIRST_VIDEO <= int(last) <= _LAST_VIDEO


def series_in(location: str) -> list[Series]:
    """Return what can be opened in a file, a DICOMDIR or a folder, in the order of the numbers.

    Other objects, such as reports, are left out.

    Raises
    ------
    SourceError
        There is nothing; the error of the file if it is only one.
    """
    from hysteroview.capture.dicom.header import read_image  # noqa: PLC0415 - pydicom: 0.3 s

    path = Path(location)
    if not path.is_dir() and not _is_dicomdir(path):
        return _grouped([read_image(path)])
    folder = path if path.is_dir() else path.parent
    directory = _dicomdir(folder) if path.is_dir() else path
    files = _referenced(directory) if directory is not None else _files_of(folder)
    images = []
    for each in files:
        try:
            images.append(read_image(each))
        except SourceError:
            continue
    if not images:
        raise SourceError(f"{folder.name} contains no DICOM picture or video.", remedy=_REMEDY)
    return _grouped(images)


def _grouped(images: list[DicomImage]) -> list[Series]:
    images.sort(key=lambda each: (each.day, each.series_number, each.series_uid,
                                  each.instance_number, each.path.name))  # fmt: skip
    by_series: dict[str, list[DicomImage]] = {}
    for number, image in enumerate(images):
        key = image.series_uid or str(number)
        by_series.setdefault(f"{key} {number}" if is_video(image.syntax) else key, []).append(image)
    return [Series(tuple(each), is_video(each[0].syntax)) for each in by_series.values()]


def _files_of(folder: Path) -> Iterator[Path]:
    try:
        found = sorted(each for each in folder.iterdir() if not each.name.startswith("."))
    except OSError as error:
        raise SourceError(
            f"The folder {folder.name} cannot be read: {error.strerror}.", remedy=_REMEDY
        ) from error
    yield from (each for each in found[:_MOST_FILES] if _has_magic(each))


def _referenced(directory: Path) -> Iterator[Path]:
    """Yield the files that a DICOMDIR names and that lie below its folder (PS3.10, 8)."""
    from hysteroview.capture.dicom.header import read_header  # noqa: PLC0415 - pydicom: 0.3 s

    header, _ = read_header(directory)
    folder = directory.parent.resolve()
    records = header.get("DirectoryRecordSequence") or []
    for record in list(records)[: 4 * _MOST_FILES]:
        value = record.get("ReferencedFileID")
        if not value:
            continue
        parts = [value] if isinstance(value, str) else [str(each) for each in value]
        place = PurePosixPath(*parts)
        for name in (place, PurePosixPath(str(place).lower())):
            path = (folder / name).resolve()
            if path.is_relative_to(folder) and path.is_file():
                yield path
                break


def _dicomdir(folder: Path) -> Path | None:
    for name in (_DICOMDIR, _DICOMDIR.lower()):
        if (folder / name).is_file():
            return folder / name
    return None


def _is_dicomdir(path: Path) -> bool:
    return path.name.upper() == _DICOMDIR


def _has_magic(path: Path) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(132)[128:] == b"DICM"
    except OSError:
        return False
