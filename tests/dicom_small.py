"""Small DICOM files for tests of sending: pictures, videos, reports, of one study."""

from __future__ import annotations

from pathlib import Path

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    MPEG4HP41,
    UID,
    EncapsulatedPDFStorage,
    ExplicitVRLittleEndian,
    JPEGBaseline8Bit,
    VideoEndoscopicImageStorage,
    VLEndoscopicImageStorage,
    generate_uid,
)

PATIENT = "Weiss^Anna"


def write_object(path: Path, *, sop_class: UID, syntax: UID, study: str, content: bytes) -> str:
    """Write a file that archives take, and return its SOP Instance UID.

    Its pixels, video or document are `content`.
    """
    file = FileDataset(str(path), {}, file_meta=FileMetaDataset(), preamble=b"\0" * 128)
    file.file_meta.TransferSyntaxUID = syntax
    file.file_meta.MediaStorageSOPClassUID = file.SOPClassUID = sop_class
    file.SOPInstanceUID = file.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    file.SpecificCharacterSet = "ISO_IR 192"
    file.PatientName, file.PatientID = PATIENT, "4711"
    file.PatientBirthDate = file.PatientSex = file.AccessionNumber = file.StudyID = ""
    file.StudyDate = file.StudyTime = file.ReferringPhysicianName = ""
    file.StudyInstanceUID = study
    file.SeriesInstanceUID = generate_uid(entropy_srcs=[study, sop_class])
    file.Modality, file.SeriesNumber, file.InstanceNumber = "ES", 1, 1
    if sop_class == EncapsulatedPDFStorage:
        file.EncapsulatedDocument = content
        file.MIMETypeOfEncapsulatedDocument = "application/pdf"
    else:
        _add_pixels(file, content, is_compressed=syntax.is_compressed)
    file.save_as(path, enforce_file_format=True)
    return str(file.SOPInstanceUID)


def _add_pixels(file: Dataset, content: bytes, *, is_compressed: bool) -> None:
    file.SamplesPerPixel, file.PlanarConfiguration = 3, 0
    file.PhotometricInterpretation = "YBR_FULL_422" if is_compressed else "RGB"
    file.Rows = file.Columns = 8
    file.BitsAllocated, file.BitsStored, file.HighBit, file.PixelRepresentation = 8, 8, 7, 0
    pixels = content.ljust(192, b"\0") if not is_compressed else encapsulate([content])
    file.PixelData = pixels
    file["PixelData"].VR = "OB"


def write_pictures(folder: Path, count: int, size_bytes: int = 600) -> list[str]:
    """Write pictures (JPEG) of one study; return their UIDs."""
    folder.mkdir(parents=True, exist_ok=True)
    study = generate_uid()
    return [
        write_object(
            folder / f"picture{number:04}.dcm", sop_class=VLEndoscopicImageStorage,
            syntax=JPEGBaseline8Bit, study=study, content=bytes([number % 251]) * size_bytes,
        )
        for number in range(count)
    ]  # fmt: skip


def write_exam(folder: Path, *, video_bytes: int = 4000) -> dict[str, str]:
    """Write two pictures, an uncompressed one, a video and a report; return their UIDs by name."""
    folder.mkdir(parents=True, exist_ok=True)
    study = generate_uid()
    plan = {
        "picture1": (VLEndoscopicImageStorage, JPEGBaseline8Bit, b"\xff\xd8 one"),
        "picture2": (VLEndoscopicImageStorage, JPEGBaseline8Bit, b"\xff\xd8 two"),
        "raw": (VLEndoscopicImageStorage, ExplicitVRLittleEndian, b"raw"),
        "video": (VideoEndoscopicImageStorage, MPEG4HP41, b"\0" * video_bytes),
        "report": (EncapsulatedPDFStorage, ExplicitVRLittleEndian, b"%PDF-1.4"),
    }
    return {
        name: write_object(
            folder / f"{name}.dcm", sop_class=sop_class, syntax=syntax, study=study,
            content=content,
        )
        for name, (sop_class, syntax, content) in plan.items()
    }  # fmt: skip
