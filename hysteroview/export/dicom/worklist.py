"""The hospital's list of scheduled exams: DICOM Modality Worklist (PS3.4, annex K)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pydicom import config as pydicom_config
from pydicom.dataset import Dataset
from pydicom.uid import UID
from pynetdicom import AE, _config
from pynetdicom.association import Association

from hysteroview.core.errors import WorklistError
from hysteroview.settings.table import WorklistSettings

# The scheduled patients are confidential and must never be logged.
_config.LOG_REQUEST_IDENTIFIERS = False
_config.LOG_RESPONSE_IDENTIFIERS = False
# Worklists of real hospitals violate the standard; an invalid entry must not hide the others.
pydicom_config.settings.reading_validation_mode = pydicom_config.IGNORE

_FIND = UID("1.2.840.10008.5.1.4.31")  # Modality Worklist Information Model - FIND, PS3.4 K.6.1
_TIMEOUT_S = 10.0
_PENDING, _SUCCESS = (0xFF00, 0xFF01), 0x0000
_MOST = 500
_REMEDY = (
    "Check the worklist in the settings, and that its server is reachable, or enter the patient "
    "by hand."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledExam:
    """One entry of the worklist.

    Attributes
    ----------
    patient_id, patient_name, birth_date
        In the form of `hysteroview.exam.store.records.Patient`; empty if not in the worklist.
    accession_number, description
        Accession number and description of the requested procedure.
    time
        HH:MM; empty if none is scheduled.
    physician
        Performing physician, as a name in display form.
    """

    patient_id: str = ""
    patient_name: str = ""
    birth_date: str = ""
    accession_number: str = ""
    description: str = ""
    time: str = ""
    physician: str = ""


def query_worklist(settings: WorklistSettings, day: date) -> list[ScheduledExam]:
    """Query the exams of a day, sorted by time; takes up to `_TIMEOUT_S`.

    Raises
    ------
    WorklistError
        The server cannot be reached, refuses, or breaks the connection.
    """
    entity = AE(ae_title=settings.own_title)
    entity.add_requested_context(_FIND)
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = _TIMEOUT_S
    entity.connection_timeout = _TIMEOUT_S
    association = entity.associate(settings.host, settings.port, ae_title=settings.called_title)
    if not association.is_established:
        text = "refused the connection" if association.is_rejected else "does not answer"
        raise WorklistError(f"The worklist server {text}.", remedy=_REMEDY)
    try:
        found = list(_ask(association, _query(settings, day)))
    finally:
        association.release()
    return sorted(found, key=lambda each: (each.time or "99", each.patient_name))


def _ask(association: Association, query: Dataset) -> Iterable[ScheduledExam]:
    count = 0
    for status, identifier in association.send_c_find(query, _FIND):
        code = status.Status if "Status" in status else None
        if code is None:
            raise WorklistError("The connection to the worklist was interrupted.", remedy=_REMEDY)
        if code in _PENDING and identifier is not None:
            count += 1
            if count > _MOST:
                raise WorklistError(
                    f"The worklist has more than {_MOST} exams for this day.",
                    remedy="Enter the modality in the settings.",
                )
            yield scheduled_exam(identifier)
        elif code != _SUCCESS:
            raise WorklistError(
                f"The worklist server reported an error (status {code:04X}).", remedy=_REMEDY
            )


def _query(settings: WorklistSettings, day: date) -> Dataset:
    """Return the query: the keys of PS3.4 table K.6-1 that are used."""
    step = Dataset()
    step.ScheduledStationAETitle = ""
    step.ScheduledProcedureStepStartDate = f"{day:%Y%m%d}"
    step.ScheduledProcedureStepStartTime = ""
    step.Modality = settings.modality
    step.ScheduledPerformingPhysicianName = ""
    step.ScheduledProcedureStepDescription = ""
    query = Dataset()
    query.SpecificCharacterSet = "ISO_IR 192"
    for keyword in (
        "PatientName",
        "PatientID",
        "PatientBirthDate",
        "AccessionNumber",
        "RequestedProcedureDescription",
    ):
        setattr(query, keyword, "")
    query.ScheduledProcedureStepSequence = [step]
    return query


def scheduled_exam(entry: Dataset) -> ScheduledExam:
    """Read one entry; missing and invalid fields are empty."""
    steps = entry.get("ScheduledProcedureStepSequence") or [Dataset()]
    step = steps[0]
    time = _text(step, "ScheduledProcedureStepStartTime")
    physician = _text(step, "ScheduledPerformingPhysicianName").split("=")[0]
    description = _text(entry, "RequestedProcedureDescription")
    return ScheduledExam(
        patient_id=_text(entry, "PatientID"),
        patient_name=_text(entry, "PatientName").split("=")[0],  # the alphabetic component group
        birth_date=_day(_text(entry, "PatientBirthDate")),
        accession_number=_text(entry, "AccessionNumber"),
        description=description or _text(step, "ScheduledProcedureStepDescription"),
        time=f"{time[:2]}:{time[2:4]}" if time[:4].isdigit() and len(time) >= 4 else "",
        physician=", ".join(part for part in physician.split("^") if part),
    )


def _text(entry: Dataset, keyword: str) -> str:
    value = entry.get(keyword)
    return "" if value is None else str(value).strip().strip("\0")


def _day(text: str) -> str:
    """Return YYYY-MM-DD; empty for an invalid date."""
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 8 else ""
    except ValueError:
        return ""
