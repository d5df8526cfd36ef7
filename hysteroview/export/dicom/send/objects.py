"""What a DICOM file says about itself in its header, without its pixels and its patient."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydicom import dcmread
from pydicom.errors import InvalidDicomError
from pydicom.uid import (
    UID,
    Comprehensive3DSRStorage,
    ComprehensiveSRStorage,
    EncapsulatedPDFStorage,
    EnhancedSRStorage,
    SecondaryCaptureImageStorage,
    VideoEndoscopicImageStorage,
    VideoPhotographicImageStorage,
    VLEndoscopicImageStorage,
    VLPhotographicImageStorage,
)

from hysteroview.core.errors import ArchiveError

_HEADER = ["SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID"]


class ObjectKind(StrEnum):
    """What an object is to the operator."""

    PICTURE = "picture"
    VIDEO = "video"
    REPORT = "report"
    RESULT = "AI result"
    OTHER = "object"


_KINDS = {
    VLEndoscopicImageStorage: ObjectKind.PICTURE,
    VLPhotographicImageStorage: ObjectKind.PICTURE,
    VideoEndoscopicImageStorage: ObjectKind.VIDEO,
    VideoPhotographicImageStorage: ObjectKind.VIDEO,
    EncapsulatedPDFStorage: ObjectKind.REPORT,
    SecondaryCaptureImageStorage: ObjectKind.RESULT,
    EnhancedSRStorage: ObjectKind.RESULT,
    ComprehensiveSRStorage: ObjectKind.RESULT,
    Comprehensive3DSRStorage: ObjectKind.RESULT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DicomObject:
    """One object (SOP instance).

    Attributes
    ----------
    sop_class, syntax
        UIDs of the class and of the transfer syntax.
    instance, study, series
        UIDs of the object, its study and its series.
    """

    sop_class: str
    syntax: str
    instance: str
    study: str
    series: str
    size_bytes: int

    @property
    def kind(self) -> ObjectKind:
        """What it is to the operator."""
        return kind_of(self.sop_class)


def kind_of(sop_class: str) -> ObjectKind:
    """Return what objects of a class are to the operator."""
    return _KINDS.get(UID(sop_class), ObjectKind.OTHER)


def read_object(path: Path) -> DicomObject:
    """Read the header of a DICOM file.

    Raises
    ------
    ArchiveError
        It is not a DICOM file, or lacks a UID.
    """
    try:
        header = dcmread(path, stop_before_pixels=True, specific_tags=_HEADER)
        return DicomObject(
            sop_class=str(header.SOPClassUID),
            syntax=str(header.file_meta.TransferSyntaxUID),
            instance=str(header.SOPInstanceUID),
            study=str(header.StudyInstanceUID),
            series=str(header.SeriesInstanceUID),
            size_bytes=path.stat().st_size,
        )
    except (OSError, InvalidDicomError, AttributeError, ValueError, TypeError, EOFError):
        raise ArchiveError(
            f"{path.name} is not a DICOM file that can be sent.",
            remedy="Choose files that were exported as DICOM.",
        ) from None
