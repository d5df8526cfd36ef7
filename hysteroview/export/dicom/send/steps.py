"""Reporting begin and end of an exam (Modality Performed Procedure Step, PS3.4 annex F)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO

from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid
from pynetdicom.association import Association

from hysteroview.export.dicom.send.objects import DicomObject, ObjectKind
from hysteroview.export.dicom.send.services import STEP
from hysteroview.export.dicom.send.storing import Answer, StoreResult, interrupted

STEP_CONTEXT = (str(STEP), str(ExplicitVRLittleEndian))
_CHARACTERS = "ISO_IR 192"
_PROTOCOL = "Hysteroscopy"
_SUCCESS, _DUPLICATE, _NO_SUCH, _NOT_IN_PROGRESS = 0x0000, 0x0111, 0x0112, 0x0110
_WARNINGS = (0x0001, 0x0107, 0x0116)  # PS3.7, annex C: attributes that were not taken
_ASK = "Ask who runs the hospital's system."


class StepEnd(StrEnum):
    """How an exam ended."""

    COMPLETED = "COMPLETED"
    DISCONTINUED = "DISCONTINUED"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBegin:
    """An exam that begins.

    Attributes
    ----------
    step_id
        At most 16 characters.
    patient
        Values by keyword, such as PatientName.
    scheduled
        Values of the order by keyword, such as AccessionNumber; may be empty.
    """

    step_id: str
    own_title: str
    study: str
    begun: datetime
    patient: Mapping[str, str]
    scheduled: Mapping[str, str]


def new_step() -> str:
    """Return the UID for a new step."""
    return str(generate_uid())


def begin_content(step: StepBegin) -> bytes:
    """Return the content of the message at the begin (PS3.4, table F.7.2-1)."""
    content = Dataset()
    content.SpecificCharacterSet = _CHARACTERS
    scheduled = Dataset()
    scheduled.StudyInstanceUID = step.study
    scheduled.ReferencedStudySequence = []
    for keyword in (
        "AccessionNumber", "RequestedProcedureID", "RequestedProcedureDescription",
        "ScheduledProcedureStepID", "ScheduledProcedureStepDescription",
    ):  # fmt: skip
        setattr(scheduled, keyword, step.scheduled.get(keyword, ""))
    scheduled.ScheduledProtocolCodeSequence = []
    content.ScheduledStepAttributesSequence = [scheduled]
    for keyword in ("PatientName", "PatientID", "PatientBirthDate", "PatientSex"):
        setattr(content, keyword, step.patient.get(keyword, ""))
    content.ReferencedPatientSequence = []
    content.PerformedProcedureStepID = step.step_id
    content.PerformedStationAETitle = step.own_title
    content.PerformedStationName = content.PerformedLocation = ""
    content.PerformedProcedureStepStartDate = f"{step.begun:%Y%m%d}"
    content.PerformedProcedureStepStartTime = f"{step.begun:%H%M%S}"
    content.PerformedProcedureStepStatus = "IN PROGRESS"
    content.PerformedProcedureStepDescription = _PROTOCOL
    content.PerformedProcedureTypeDescription = ""
    content.ProcedureCodeSequence = []
    content.PerformedProcedureStepEndDate = content.PerformedProcedureStepEndTime = None
    content.Modality = "ES"
    content.StudyID = ""
    content.PerformedProtocolCodeSequence = []
    content.PerformedSeriesSequence = []
    return _encoded(content)


def end_content(end: StepEnd, ended: datetime, objects: Sequence[DicomObject]) -> bytes:
    """Return the content of the message at the end, with what was made in the exam."""
    content = Dataset()
    content.SpecificCharacterSet = _CHARACTERS
    content.PerformedProcedureStepStatus = end.value
    content.PerformedProcedureStepEndDate = f"{ended:%Y%m%d}"
    content.PerformedProcedureStepEndTime = f"{ended:%H%M%S}"
    series = dict.fromkeys(each.series for each in objects)
    # a step that is completed has at least one series, also if nothing was saved
    content.PerformedSeriesSequence = [
        _series(uid, [each for each in objects if each.series == uid])
        for uid in (series or {str(generate_uid()): None})
    ]
    return _encoded(content)


def _series(uid: str, objects: Sequence[DicomObject]) -> Dataset:
    series = Dataset()
    series.PerformingPhysicianName = series.OperatorsName = ""
    series.ProtocolName = _PROTOCOL
    series.SeriesInstanceUID = uid
    series.SeriesDescription = series.RetrieveAETitle = ""
    images = (ObjectKind.PICTURE, ObjectKind.VIDEO)
    series.ReferencedImageSequence = [_reference(each) for each in objects if each.kind in images]
    series.ReferencedNonImageCompositeSOPInstanceSequence = [
        _reference(each) for each in objects if each.kind not in images
    ]
    return series


def _reference(each: DicomObject) -> Dataset:
    reference = Dataset()
    reference.ReferencedSOPClassUID = UID(each.sop_class)
    reference.ReferencedSOPInstanceUID = UID(each.instance)
    return reference


def _encoded(content: Dataset) -> bytes:
    content.file_meta = FileMetaDataset()
    content.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    file = BytesIO()
    content.save_as(file, enforce_file_format=False)
    return file.getvalue()


def send_begin(association: Association, step: str, content: bytes) -> StoreResult:
    """Report the begin (N-CREATE)."""
    try:
        status, _ = association.send_n_create(
            dcmread(BytesIO(content), force=True), STEP, UID(step)
        )
    except (RuntimeError, ValueError):
        return interrupted(association)
    return _result_of(association, status, done=(_DUPLICATE,))


def send_end(association: Association, step: str, content: bytes) -> StoreResult:
    """Report the end (N-SET)."""
    try:
        status, _ = association.send_n_set(dcmread(BytesIO(content), force=True), STEP, UID(step))
    except (RuntimeError, ValueError):
        return interrupted(association)
    return _result_of(association, status, done=())


def _result_of(association: Association, status: Dataset, *, done: Sequence[int]) -> StoreResult:
    """Return what a status means (PS3.4, F.7.1.3 and F.7.2.3)."""
    code = status.Status if "Status" in status else None
    if code is None:
        return interrupted(association)
    if code in (_SUCCESS, *_WARNINGS, *done):
        return StoreResult(Answer.STORED)
    if code == _NO_SUCH:
        return StoreResult(
            Answer.REFUSED, "The hospital's system does not know the begin of this exam.", _ASK
        )
    if code == _NOT_IN_PROGRESS:
        return StoreResult(
            Answer.REFUSED, "The hospital's system has already closed this exam.", _ASK
        )
    return StoreResult(
        Answer.REFUSED, f"The hospital's system refused the report (status {code:04X}).", _ASK
    )
