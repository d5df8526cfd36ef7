"""What all objects of an exam have in common: patient, study, series, equipment (PS3.3, C.7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from hysteroview import __version__
from hysteroview.export.dicom.objects import codes
from hysteroview.export.dicom.objects.text import (
    accession,
    identifier,
    long_string,
    person_name,
    short_string,
)

CHARACTER_SET: Final = "ISO_IR 192"  # UTF-8
PROGRAM: Final = "HysteroView"
_IMPLEMENTATION: Final = UID("2.25.187469123806021466178264730152398740311")
_METHOD: Final = "HysteroView: patient replaced by a code, dates shifted, black outside the view"


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """The exam, as it leaves.

    Attributes
    ----------
    patient_name
        DICOM PN, perhaps with ideographic group; see `text.person_name`.
    birth_date
        YYYY-MM-DD; empty if unknown or de-identified.
    study_id
        The exam's id here, or its code.
    started
        In the zone of this computer.
    operator
        Name of who performed it, as DICOM PN.
    is_deidentified
        Whether the patient was replaced by a code and dates were shifted.
    procedure_id, step_id
        Of the order that the exam belongs to; empty without one.
    """

    patient_name: str
    patient_id: str
    birth_date: str
    uid: str
    study_id: str
    accession_number: str
    started: datetime
    description: str = "Hysteroscopy"
    operator: str = ""
    is_deidentified: bool = False
    procedure_id: str = ""
    step_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series of the exam; one for each kind of object."""

    uid: str
    number: int
    modality: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """What identifies one object.

    Attributes
    ----------
    taken
        Time of its content.
    made
        When this object was first made; None leaves it out.
    """

    uid: str
    number: int
    taken: datetime
    made: datetime | None = None


def new_object(
    study: Study, series: Series, instance: Instance, sop_class: str,
    syntax: str = ExplicitVRLittleEndian,
) -> Dataset:  # fmt: skip
    """Return an object without content: the modules that all objects have."""
    made = Dataset()
    made.SpecificCharacterSet = CHARACTER_SET
    _add_patient(made, study)
    _add_study(made, study)
    made.Modality = series.modality
    made.SeriesInstanceUID = series.uid
    made.SeriesNumber = series.number
    made.SeriesDescription = series.description
    made.SeriesDate, made.SeriesTime = made.StudyDate, made.StudyTime
    if study.operator:
        made.OperatorsName = person_name(study.operator)
    made.Manufacturer = made.ManufacturerModelName = PROGRAM
    made.SoftwareVersions = __version__
    made.SOPClassUID, made.SOPInstanceUID = sop_class, instance.uid
    made.InstanceNumber = instance.number
    if instance.made is not None:
        made.InstanceCreationDate = date_of(instance.made)
        made.InstanceCreationTime = time_of(instance.made)
    made.ContentDate, made.ContentTime = date_of(instance.taken), time_of(instance.taken)
    made.TimezoneOffsetFromUTC = f"{instance.taken:%z}"[:5]
    made.file_meta = file_meta(sop_class, instance.uid, syntax)
    return made


def file_meta(sop_class: str, uid: str, syntax: str) -> FileMetaDataset:
    """Return the head of a file (PS3.10, 7.1)."""
    meta = FileMetaDataset()
    meta.FileMetaInformationVersion = b"\x00\x01"
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = UID(sop_class), UID(uid)
    meta.TransferSyntaxUID = UID(syntax)
    meta.ImplementationClassUID = _IMPLEMENTATION
    meta.ImplementationVersionName = short_string(f"HYSTEROVIEW{__version__.split('+')[0]}")
    return meta


def add_image(made: Dataset, study: Study, instance: Instance) -> None:
    """Add what endoscopic pictures and videos have in common (PS3.3, A.32.1, A.32.5)."""
    if study.procedure_id and study.step_id:
        order = Dataset()
        order.RequestedProcedureID = short_string(study.procedure_id)
        order.ScheduledProcedureStepID = short_string(study.step_id)
        made.RequestAttributesSequence = [order]
    made.ImageType = ["ORIGINAL", "PRIMARY"]
    made.PatientOrientation = ""
    made.AcquisitionContextSequence = []
    made.AcquisitionDateTime = f"{instance.taken:%Y%m%d%H%M%S.%f}{f'{instance.taken:%z}'[:5]}"
    made.AnatomicRegionSequence = [codes.UTERUS.item()]


def date_of(moment: datetime) -> str:
    """Return a date as DA."""
    return f"{moment:%Y%m%d}"


def time_of(moment: datetime) -> str:
    """Return a time as TM."""
    return f"{moment:%H%M%S.%f}"


def _add_patient(made: Dataset, study: Study) -> None:
    made.PatientName = person_name(study.patient_name)
    made.PatientID = identifier(study.patient_id)
    made.PatientBirthDate = study.birth_date.replace("-", "")
    made.PatientSex = ""
    if study.is_deidentified:
        made.PatientIdentityRemoved = "YES"
        made.DeidentificationMethod = [long_string(each) for each in _METHOD.split(", ")]
        made.LongitudinalTemporalInformationModified = "MODIFIED"


def _add_study(made: Dataset, study: Study) -> None:
    made.StudyInstanceUID = study.uid
    made.StudyDate, made.StudyTime = date_of(study.started), time_of(study.started)
    made.StudyID = short_string(study.study_id)
    made.AccessionNumber = accession(study.accession_number)
    made.ReferringPhysicianName = ""
    made.StudyDescription = long_string(study.description)
    made.ProcedureCodeSequence = [codes.HYSTEROSCOPY.item()]


def referenced(sources: Iterable[Dataset], purpose: codes.Code | None = None) -> list[Dataset]:
    """Return items that refer to other objects by class and instance."""
    items = []
    for source in sources:
        item = Dataset()
        item.ReferencedSOPClassUID = source.SOPClassUID
        item.ReferencedSOPInstanceUID = source.SOPInstanceUID
        if purpose is not None:
            item.PurposeOfReferenceCodeSequence = [purpose.item()]
        items.append(item)
    return items
