"""A folder of objects with its directory, as on a disk for another hospital (PS3.10, 8; PS3.3, F).

The objects are moved and never read as a whole, and nothing is written anywhere else: pydicom's
file sets would copy each of them to the folder for temporary files first.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import pydicom
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian, MediaStorageDirectoryStorage

from hysteroview.export.dicom.objects.context import CHARACTER_SET, PROGRAM, file_meta

DIRECTORY: Final = "DICOMDIR"
_IN_USE: Final = 0xFFFF
_SR, _PDF = "1.2.840.10008.5.1.4.1.1.88", "1.2.840.10008.5.1.4.1.1.104"
_KEYS: Final = {
    "PATIENT": ("PatientName", "PatientID"),
    "STUDY": (
        "StudyDate", "StudyTime", "StudyDescription", "StudyInstanceUID", "StudyID",
        "AccessionNumber",
    ),
    "SERIES": ("Modality", "SeriesInstanceUID", "SeriesNumber"),
    "IMAGE": ("InstanceNumber",),
    "SR DOCUMENT": (
        "InstanceNumber", "CompletionFlag", "VerificationFlag", "ContentDate", "ContentTime",
        "ConceptNameCodeSequence",
    ),
    "ENCAP DOC": (
        "ContentDate", "ContentTime", "InstanceNumber", "DocumentTitle",
        "ConceptNameCodeSequence", "MIMETypeOfEncapsulatedDocument",
    ),
}  # fmt: skip
_LEVELS: Final = ("PATIENT", "STUDY", "SERIES")


def write_directory(folder: Path, paths: Sequence[Path], uid: str) -> dict[Path, Path]:
    """Move the objects of one study into folders, with a DICOMDIR at the top.

    Parameters
    ----------
    folder
        In which the objects are; other files in it stay.
    uid
        Of the directory.

    Returns
    -------
    Where each object is now.

    Raises
    ------
    OSError
        It cannot be written.
    """
    heads = {path: pydicom.dcmread(path, stop_before_pixels=True) for path in paths}
    first = heads[paths[0]]
    patient, study = _record("PATIENT", first), _record("STUDY", first)
    patient.PatientID = first.PatientID or first.StudyID  # may not be empty here
    records, series, moved = [patient, study], dict[str, list[Dataset]](), dict[Path, Path]()
    lower: dict[int, list[Dataset]] = {id(patient): [study], id(study): []}
    for path, head in heads.items():
        inside = series.setdefault(str(head.SeriesInstanceUID), [])
        if not inside:
            entry = _record("SERIES", head)
            records.append(entry)
            lower[id(study)].append(entry)
            lower[id(entry)] = inside
        number = list(series).index(str(head.SeriesInstanceUID)) + 1
        names = ("PT000001", "ST000001", f"SE{number:06d}", f"IM{len(inside) + 1:06d}")
        target = folder.joinpath(*names)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        moved[path] = path.rename(target)
        record = _object_record(head, names)
        inside.append(record)
        records.append(record)
    _write(folder / DIRECTORY, records, lower, uid)
    return moved


def _record(kind: str, source: Dataset) -> Dataset:
    made = Dataset()
    made.OffsetOfTheNextDirectoryRecord = 0
    made.RecordInUseFlag = _IN_USE
    made.OffsetOfReferencedLowerLevelDirectoryEntity = 0
    made.DirectoryRecordType = kind
    made.SpecificCharacterSet = CHARACTER_SET
    for keyword in _KEYS[kind]:
        setattr(made, keyword, source.get(keyword, ""))
    return made


def _object_record(head: Dataset, names: tuple[str, ...]) -> Dataset:
    kind = "IMAGE"
    if head.SOPClassUID.startswith(_SR):
        kind = "SR DOCUMENT"
    elif head.SOPClassUID.startswith(_PDF):
        kind = "ENCAP DOC"
    made = _record(kind, head)
    made.ReferencedFileID = list(names)
    made.ReferencedSOPClassUIDInFile = head.SOPClassUID
    made.ReferencedSOPInstanceUIDInFile = head.SOPInstanceUID
    made.ReferencedTransferSyntaxUIDInFile = head.file_meta.TransferSyntaxUID
    return made


def _write(path: Path, records: list[Dataset], lower: dict[int, list[Dataset]], uid: str) -> None:
    """Write the directory twice: the offsets of records are known when they have been written."""
    whole = Dataset()
    whole.file_meta = file_meta(MediaStorageDirectoryStorage, uid, ExplicitVRLittleEndian)
    whole.FileSetID = PROGRAM.upper()
    whole.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = 0
    whole.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity = 0
    whole.FileSetConsistencyFlag = 0
    whole.DirectoryRecordSequence = records
    whole.save_as(path, enforce_file_format=True)
    read = pydicom.dcmread(path).DirectoryRecordSequence
    offsets = {id(record): _offset_of(item) for record, item in zip(records, read, strict=True)}
    for entries in ([records[0]], *lower.values()):
        for entry, following in pairwise(entries):
            entry.OffsetOfTheNextDirectoryRecord = offsets[id(following)]
    for record in records:
        if below := lower.get(id(record)):
            record.OffsetOfReferencedLowerLevelDirectoryEntity = offsets[id(below[0])]
    whole.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = offsets[id(records[0])]
    whole.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity = offsets[id(records[0])]
    whole.save_as(path, enforce_file_format=True)


def _offset_of(item: Dataset) -> int:
    """Return where an item begins in its file."""
    place = item.seq_item_tell
    if place is None:
        raise ValueError("the item was not read from a file")
    return int(place)
