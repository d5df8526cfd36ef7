"""What a DICOM file is, read without its pixels and within bounds."""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import config as pydicom_config
from pydicom import dcmread
from pydicom.dataset import FileDataset
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.uid import UID

from hysteroview.capture.decode.picture import LARGEST_PX
from hysteroview.capture.dicom.fragments import PixelPlace, pixel_place
from hysteroview.capture.dicom.palette import read_palette
from hysteroview.core.errors import SourceError
from hysteroview.core.foreign.charset.fields import ForeignFields
from hysteroview.core.foreign.charset.names import PersonName
from hysteroview.core.foreign.reading import UnfitFileError, open_regular

# files of other systems violate the standard, in fields that do not matter here
pydicom_config.settings.reading_validation_mode = pydicom_config.IGNORE

REMEDY = "Choose a picture or a video of endoscopy, or export it again from its archive."
_IMAGE_CLASSES = (
    "1.2.840.10008.5.1.4.1.1.77.1.1", "1.2.840.10008.5.1.4.1.1.77.1.1.1",  # endoscopic
    "1.2.840.10008.5.1.4.1.1.77.1.2", "1.2.840.10008.5.1.4.1.1.77.1.2.1",  # microscopic
    "1.2.840.10008.5.1.4.1.1.77.1.4", "1.2.840.10008.5.1.4.1.1.77.1.4.1",  # photographic
    "1.2.840.10008.5.1.4.1.1.7", "1.2.840.10008.5.1.4.1.1.7.2",  # secondary capture
    "1.2.840.10008.5.1.4.1.1.7.4",
)  # fmt: skip
_LONGEST_READ, _LONGEST_HEADER = 8 << 20, 64 << 20  # bytes, of an element and of all before pixels
_MOST_FRAMES = 1_000_000
_DEFLATED = b"\x02\x00\x10\x00UI\x16\x001.2.840.10008.1.2.1.99"  # transfer syntax, in the group 2
_LONGEST_META = 4096  # bytes; where the transfer syntax is looked for
_FOREIGN = (  # what pydicom raises for damaged or hostile files, which no documentation lists
    ValueError, TypeError, AttributeError, LookupError, ArithmeticError, NotImplementedError,
    RecursionError, EOFError, struct.error, BytesLengthException, InvalidDicomError,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DicomImage:
    """A picture or video in a DICOM file.

    Attributes
    ----------
    syntax
        UID of the transfer syntax.
    bits_stored
        Bits of a sample that are used, of 8 or 16.
    photometric
        Photometric interpretation, such as RGB.
    rate
        Frames per second; None if the file does not say.
    pixels
        Where they lie.
    series_uid, series_number, instance_number, description, day
        Of its series; the day as YYYY-MM-DD, empty if it is not known.
    patient, patient_id
        For display only.
    palette
        Colors of the values 0 to 255, (256, 3) uint8, B, G, R; None if there is none.
    """

    path: Path
    syntax: str
    width_px: int
    height_px: int
    samples: int
    bits_allocated: int
    bits_stored: int
    is_planar: bool
    photometric: str
    frames: int
    rate: Fraction | None
    pixels: PixelPlace
    series_uid: str
    series_number: int
    instance_number: int
    description: str
    day: str
    patient: PersonName
    patient_id: str
    palette: NDArray[np.uint8] | None = None


def is_dicom(path: Path) -> bool:
    """Whether a file begins as a DICOM file does (PS3.10, 7.1)."""
    try:
        with open_regular(path) as file:
            return file.read(132)[128:] == b"DICM"
    except (OSError, UnfitFileError, ValueError):
        return False


def read_header(path: Path) -> tuple[FileDataset, int]:
    """Read a file up to its pixels; return it, and the place of the element that follows.

    Raises
    ------
    SourceError
        It cannot be read, is damaged, or too large before its pixels.
    """
    try:
        with _BoundedFile(open_regular(path)) as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if _DEFLATED in file.read(_LONGEST_META):
                raise _deflated(path.name)
            file.seek(0)
            found = dcmread(file, stop_before_pixels=True)
            return found, file.tell()
    except (OSError, UnfitFileError) as error:
        raise SourceError(
            f"{path.name} cannot be read: {getattr(error, 'strerror', None) or error}.",
            remedy="Check the disk, and that you have permission to read the file.",
        ) from error
    except _FOREIGN as error:
        raise _damaged(path.name, error) from error


def read_image(path: Path) -> DicomImage:
    """Read what a file of endoscopy is.

    Raises
    ------
    SourceError
        It cannot be read, is damaged, too large, or no picture of endoscopy.
    """
    header, position = read_header(path)
    try:
        kind = str(header.get("SOPClassUID", ""))
        if kind not in _IMAGE_CLASSES:
            what = UID(kind).name if kind else "no picture"
            raise SourceError(
                f"{path.name} is a DICOM file of another kind: {what}.", remedy=REMEDY
            )
        return _image(path, header, position)
    except _FOREIGN as error:
        raise _damaged(path.name, error) from error


def _image(path: Path, header: FileDataset, position: int) -> DicomImage:
    meta = header.file_meta
    syntax = UID(str(meta.TransferSyntaxUID))
    with path.open("rb") as file:
        pixels = pixel_place(
            file, position, is_implicit=syntax.is_implicit_VR if not syntax.is_private else False,
            is_little=syntax != "1.2.840.10008.1.2.2",
        )  # fmt: skip
    width, height, frames = (
        _number(header, name) for name in ("Columns", "Rows", "NumberOfFrames")
    )
    if pixels is None or not pixels.spans or not sum(each.length for each in pixels.spans):
        raise SourceError(f"{path.name} contains no picture.", remedy=REMEDY)
    if not (0 < width <= LARGEST_PX and 0 < height <= LARGEST_PX):
        raise SourceError(
            f"{path.name} has {width} × {height} pixels; the largest supported size is "
            f"{LARGEST_PX} × {LARGEST_PX}.",
            remedy="Reduce its size with another program.",
        )
    if not 0 <= frames <= _MOST_FRAMES:
        raise SourceError(f"{path.name} has more frames than can be opened.", remedy=REMEDY)
    fields = ForeignFields(header)
    day = fields.certain("StudyDate") or fields.certain("SeriesDate")
    is_day = len(day) == 8 and day.isascii() and day.isdigit()
    return DicomImage(
        path=path,
        syntax=str(syntax),
        width_px=width,
        height_px=height,
        samples=_number(header, "SamplesPerPixel") or 1,
        bits_allocated=_number(header, "BitsAllocated") or 8,
        bits_stored=_number(header, "BitsStored") or 8,
        is_planar=_number(header, "PlanarConfiguration") == 1,
        photometric=fields.certain("PhotometricInterpretation"),
        frames=frames or 1,
        rate=_rate(header),
        pixels=pixels,
        series_uid=fields.uid("SeriesInstanceUID"),
        series_number=_number(header, "SeriesNumber"),
        instance_number=_number(header, "InstanceNumber"),
        description=fields.certain("SeriesDescription") or fields.certain("StudyDescription"),
        day=f"{day[:4]}-{day[4:6]}-{day[6:]}" if is_day else "",
        patient=fields.name("PatientName"),
        patient_id=fields.identifier("PatientID", 64)[0],
        palette=read_palette(header) if header.get("RedPaletteColorLookupTableData") else None,
    )


def _number(header: FileDataset, keyword: str) -> int:
    """Return a whole number; 0 if there is none."""
    try:
        return int(_first(header.get(keyword)))
    except _FOREIGN:
        return 0


def _rate(header: FileDataset) -> Fraction | None:
    """Return frames per second, from the time of a frame or a rate."""
    for keyword, is_time in (("FrameTime", True), ("CineRate", False),
                             ("RecommendedDisplayFrameRate", False)):  # fmt: skip
        try:
            value = Fraction(str(_first(header.get(keyword)))).limit_denominator(10000)
            if 0 < value <= (60_000 if is_time else 1000):
                rate = 1000 / value if is_time else value
                return _usual(rate)
        except _FOREIGN:
            continue
    return None


def _usual(rate: Fraction) -> Fraction:
    """Return the rate that a rounded time stands for, such as 60 for 16.6667 ms."""
    for usual in (Fraction(round(rate)), Fraction(round(rate) * 1000, 1001)):
        if usual and abs(rate - usual) < usual / 20000:
            return usual
    return rate


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list | tuple) or hasattr(value, "append") else value


def _deflated(name: str) -> SourceError:
    """Return the error for a file that is compressed as a whole (PS3.5, A.5).

    It may become thousands of times as large, and nothing in it can be reached without that.
    """
    return SourceError(
        f"{name} is a DICOM file that is compressed as a whole, which this program does not open.",
        remedy="Convert it, for example with `dcmconv +te`, or export it again without that.",
    )


def _damaged(name: str, error: BaseException) -> SourceError:
    return SourceError(
        f"{name} is a DICOM file that is damaged or cannot be read.",
        remedy="Copy it again from its origin, or export it again from its archive.",
        detail=f"{type(error).__name__}: {error}"[:200],
    )


class _BoundedFile(io.BufferedReader):
    """Refuses to read more than a header can have."""

    def __init__(self, raw: io.FileIO) -> None:
        super().__init__(raw)
        self._left = _LONGEST_HEADER

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = self._left if size is None or size < 0 else size
        self._left -= min(wanted, _LONGEST_READ)
        if wanted > _LONGEST_READ or self._left < 0:
            raise ValueError("the header is larger than it can be")
        return super().read(wanted)
