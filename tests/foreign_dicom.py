"""DICOM files of endoscopy as other systems write them: pictures with numbers, and videos."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from numbered import paint

VL_ENDOSCOPIC = "1.2.840.10008.5.1.4.1.1.77.1.1"
VIDEO_ENDOSCOPIC = "1.2.840.10008.5.1.4.1.1.77.1.1.1"
MULTI_FRAME_SC = "1.2.840.10008.5.1.4.1.1.7.4"
H264, HEVC, MPEG_2 = (f"1.2.840.10008.1.2.4.{last}" for last in (102, 107, 100))


def _whole(sop_class: str, syntax: str, size: tuple[int, int], **fields: object) -> Dataset:
    made = Dataset()
    made.SpecificCharacterSet = "ISO_IR 192"
    made.SOPClassUID, made.SOPInstanceUID = sop_class, generate_uid()
    made.StudyInstanceUID, made.SeriesInstanceUID = generate_uid(), generate_uid()
    made.PatientName, made.PatientID = "Wang^Fang=王^芳", "4711"
    made.StudyDate, made.Modality = "20260304", "ES"
    made.Columns, made.Rows = size
    made.SamplesPerPixel, made.PlanarConfiguration = 3, 0
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 8, 8, 7, 0
    for name, value in fields.items():
        setattr(made, name, value)
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = syntax
    made.file_meta.MediaStorageSOPClassUID = sop_class
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    return made


def write_still(path: Path, numbers: Sequence[int], **fields: object) -> Path:
    """Write numbered pictures without compression, one frame each."""
    pictures = [paint(number) for number in numbers]
    height, width = pictures[0].shape[:2]
    sop_class = VL_ENDOSCOPIC if len(numbers) == 1 else MULTI_FRAME_SC
    made = _whole(sop_class, ExplicitVRLittleEndian, (width, height))
    made.PhotometricInterpretation = "RGB"
    if len(numbers) > 1:
        made.NumberOfFrames = len(numbers)
    for name, value in fields.items():
        setattr(made, name, value)
    made.PixelData = b"".join(each.tobytes() for each in pictures)
    pydicom.dcmwrite(path, made, enforce_file_format=True)
    return path


def write_encoded(path: Path, frames: Sequence[bytes], syntax: str, **fields: object) -> Path:
    """Write pictures that are encoded already, a fragment for each frame."""
    height, width = paint(0).shape[:2]
    made = _whole(VL_ENDOSCOPIC, syntax, (width, height))
    made.PhotometricInterpretation = "YBR_FULL_422"
    if len(frames) > 1:
        made.SOPClassUID, made.NumberOfFrames = MULTI_FRAME_SC, len(frames)
    for name, value in fields.items():
        setattr(made, name, value)
    made.PixelData = encapsulate(list(frames))
    made["PixelData"].is_undefined_length = True
    pydicom.dcmwrite(path, made, enforce_file_format=True)
    return path


def write_video(path: Path, video: bytes, syntax: str, parts: int = 1, **fields: object) -> Path:
    """Write a video in one or several fragments."""
    height, width = paint(0).shape[:2]
    made = _whole(VIDEO_ENDOSCOPIC, syntax, (width, height))
    made.PhotometricInterpretation = "YBR_PARTIAL_420"
    for name, value in fields.items():
        setattr(made, name, value)
    length = -(-len(video) // parts)
    length += length % 2
    pieces = [video[k : k + length] for k in range(0, len(video), length)]
    made.PixelData = encapsulate([each.ljust(len(each) + len(each) % 2, b"\0") for each in pieces])
    made["PixelData"].is_undefined_length = True
    pydicom.dcmwrite(path, made, enforce_file_format=True)
    return path


def write_directory(folder: Path, *names: str) -> Path:
    """Write a DICOMDIR that names files beside it."""
    made = _whole("1.2.840.10008.1.3.10", ExplicitVRLittleEndian, (0, 0))
    for name in ("Rows", "Columns", "PatientName", "PatientID"):
        delattr(made, name)
    records = []
    for kind, place in (("PATIENT", ""), ("SERIES", ""), *(("IMAGE", each) for each in names)):
        record = Dataset()
        record.DirectoryRecordType = kind
        if place:
            record.ReferencedFileID = place
        records.append(record)
    made.DirectoryRecordSequence = records
    pydicom.dcmwrite(folder / "DICOMDIR", made, enforce_file_format=True)
    return folder / "DICOMDIR"
