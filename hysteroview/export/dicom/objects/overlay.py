"""Pictures with what the AI said drawn on them, as Secondary Capture (PS3.3, A.8.1)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.uid import SecondaryCaptureImageStorage

from hysteroview.export.dicom.objects import codes
from hysteroview.export.dicom.objects.context import (
    Instance,
    Series,
    Study,
    add_image,
    new_object,
    referenced,
)
from hysteroview.export.dicom.objects.still import add_pixel_format, add_pixels
from hysteroview.export.dicom.objects.text import long_text
from hysteroview.export.dicom.objects.writing import DicomObject, ObjectKind, write_object

_DERIVATION: Final = (
    "What the AI said of this picture, drawn on it. Research use only. Not for diagnosis."
)


def write_overlay(
    path: Path, pixels: NDArray[np.uint8], source: Dataset, study: Study, series: Series,
    instance: Instance, *, may_identify: bool, comment: str = "",
) -> DicomObject:  # fmt: skip
    """Write a picture with its overlay, uncompressed.

    Parameters
    ----------
    pixels
        (H, W, 3) uint8, RGB.
    source
        The picture that it was made of, without its pixels.
    may_identify
        Whether something in it may identify the patient, such as the name in its caption.

    Raises
    ------
    OSError
        It cannot be written.
    """
    made = new_object(study, series, instance, SecondaryCaptureImageStorage)
    add_image(made, study, instance)
    del made.AcquisitionContextSequence
    made.ImageType = ["DERIVED", "SECONDARY"]
    made.ConversionType = "WSD"
    made.DerivationDescription = _DERIVATION
    made.SourceImageSequence = referenced([source], codes.SOURCE_IMAGE)
    made.BurnedInAnnotation = "YES" if may_identify else "NO"
    if comment:
        made.ImageComments = long_text(comment)
    add_pixel_format(made, pixels)
    made.PhotometricInterpretation = "RGB"
    add_pixels(made, pixels)
    return write_object(path, made, ObjectKind.OVERLAY)
