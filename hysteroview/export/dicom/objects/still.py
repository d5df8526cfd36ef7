"""Pictures of an exam as VL Endoscopic Image Storage (PS3.3, A.32.1)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.uid import UID, ExplicitVRLittleEndian, JPEGBaseline8Bit

from hysteroview.export.dicom.objects.context import Instance, Series, Study, add_image, new_object
from hysteroview.export.dicom.objects.text import decimal_string, long_text
from hysteroview.export.dicom.objects.writing import (
    DicomObject,
    ObjectKind,
    write_compressed,
    write_object,
)

SOP_CLASS: Final = UID("1.2.840.10008.5.1.4.1.1.77.1.1")
_QUALITY: Final = 95
_HASH_WORDS: Final = "SHA-256 of the original pixels (8-bit RGB, row by row):"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Still:
    """A picture that is to become an object.

    Attributes
    ----------
    pixels
        (H, W, 3) uint8, RGB, as the source delivered them; or those of the de-identified picture.
    pixel_aspect
        Width of a pixel divided by its height.
    may_identify
        Whether something burned into it may identify the patient.
    comment
        Free text without identifiers.
    """

    pixels: NDArray[np.uint8]
    pixel_aspect: Fraction = Fraction(1)
    may_identify: bool
    comment: str = ""

    @property
    def sha256(self) -> str:
        """Hash of the pixels."""
        return hashlib.sha256(np.ascontiguousarray(self.pixels).tobytes()).hexdigest()


def write_still(
    path: Path, still: Still, study: Study, series: Series, instance: Instance, *,
    is_lossless: bool = False,
) -> tuple[DicomObject, Dataset]:  # fmt: skip
    """Write a picture as JPEG baseline, or uncompressed if it must be without loss.

    The hash of the original pixels is in its comment, so that a picture with loss still says which
    one it was made of.

    Returns
    -------
    The file, and its content without the pixels, for objects that refer to it.
    """
    syntax = ExplicitVRLittleEndian if is_lossless else JPEGBaseline8Bit
    made = new_object(study, series, instance, SOP_CLASS, syntax)
    add_image(made, study, instance)
    made.BurnedInAnnotation = "YES" if still.may_identify else "NO"
    made.ImageComments = long_text(
        "\n".join(filter(None, (still.comment, f"{_HASH_WORDS} {still.sha256}")))
    )
    add_pixel_format(made, still.pixels, still.pixel_aspect)
    if is_lossless:
        made.PhotometricInterpretation = "RGB"
        made.LossyImageCompression = "00"
        header = Dataset(made)
        add_pixels(made, still.pixels)
        return write_object(path, made, ObjectKind.STILL), header
    encoded = jpeg(still.pixels)
    made.PhotometricInterpretation = "YBR_FULL_422"
    made.LossyImageCompression = "01"
    made.LossyImageCompressionRatio = decimal_string(round(still.pixels.size / len(encoded), 3))
    made.LossyImageCompressionMethod = "ISO_10918_1"
    return write_compressed(path, made, ObjectKind.STILL, encoded), made


def add_pixel_format(
    made: Dataset, pixels: NDArray[np.uint8], pixel_aspect: Fraction = Fraction(1)
) -> None:
    """Add the description of color pixels of 8 bits (PS3.3, C.7.6.3)."""
    made.SamplesPerPixel = 3
    made.PlanarConfiguration = 0
    made.Rows, made.Columns = pixels.shape[:2]
    made.BitsAllocated, made.BitsStored, made.HighBit = 8, 8, 7
    made.PixelRepresentation = 0
    if pixel_aspect != 1:  # vertical, then horizontal size (C.7.6.3.1.7)
        made.PixelAspectRatio = [pixel_aspect.denominator, pixel_aspect.numerator]


def add_pixels(made: Dataset, pixels: NDArray[np.uint8]) -> None:
    """Add uncompressed pixels, padded to an even length."""
    raw = np.ascontiguousarray(pixels).tobytes()
    made.PixelData = raw + b"\0" * (len(raw) % 2)
    made["PixelData"].VR = "OB"


def jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """Return a picture as sequential JPEG with 4:4:4 color and without any metadata.

    Parameters
    ----------
    pixels
        (H, W, 3) uint8, RGB.
    """
    options = [
        cv2.IMWRITE_JPEG_QUALITY, _QUALITY,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
        cv2.IMWRITE_JPEG_PROGRESSIVE, 0,
    ]  # fmt: skip
    return cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)[1].tobytes()
