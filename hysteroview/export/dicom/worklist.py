"""The hospital's list of scheduled exams: DICOM Modality Worklist (PS3.4, annex K)."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from pydicom import config as pydicom_config
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRLittleEndian, ImplicitVRLittleEndian
from pynetdicom import _config
from pynetdicom.association import Association

from hysteroview.core.errors import WorklistError
from hysteroview.export.dicom.bounds import REMEDY, Bounds
from hysteroview.export.dicom.connection import BoundedEntity
from hysteroview.settings.table import WorklistSettings

# The scheduled patients are confidential and must never be logged.
_config.LOG_REQUEST_IDENTIFIERS = False
_config.LOG_RESPONSE_IDENTIFIERS = False
# Worklists of real hospitals violate the standard; an invalid entry must not hide the others.
pydicom_config.settings.reading_validation_mode = pydicom_config.IGNORE

_FIND = UID("1.2.840.10008.5.1.4.31")  # Modality Worklist Information Model - FIND, PS3.4 K.6.1
_PENDING, _SUCCESS = (0xFF00, 0xFF01), 0x0000
_MOST = 500
_LONG, _SHORT = 64, 16  # characters of LO and of a group of PN, and of SH (PS3.5, table 6.2-1)
# of pydicom on values that contradict their representation
_UNREADABLE = (
    ValueError, TypeError, AttributeError, LookupError, ArithmeticError, NotImplementedError,
    RecursionError, EOFError, struct.error, BytesLengthException,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledExam:
    """One entry of the worklist.

    Attributes
    ----------
    patient_id, patient_name, birth_date
        The name with its alphabetic and its ideographic group (PS3.5, 6.2.1). In the form of
        `hysteroview.exam.store.records.Patient`; empty if not in the worklist.
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


def ask_server(
    settings: WorklistSettings,
    day: date,
    bounds: Bounds,
    take: Callable[[list[ScheduledExam]], None],
) -> None:
    """Ask for the exams of a day.

    Parameters
    ----------
    take
        Called with the exams, before the end of the connection is waited for.

    Raises
    ------
    WorklistError
        The server cannot be reached, refuses, fails, has too many exams, or breaks the connection;
        or a bound is exceeded.
    """
    entity = BoundedEntity(settings.own_title, bounds)
    entity.add_requested_context(_FIND, [ImplicitVRLittleEndian, ExplicitVRLittleEndian])
    try:
        association = entity.associate(settings.host, settings.port, ae_title=settings.called_title)
    except OSError:  # the name of the host is not known
        raise WorklistError("The worklist server does not answer.", remedy=REMEDY) from None
    if not association.is_established:
        text = "refused the connection" if association.is_rejected else "does not answer"
        raise WorklistError(f"The worklist server {text}.", remedy=REMEDY)
    try:
        take(list(_answers(association, _query(settings, day))))
        association.release()
    except (RuntimeError, ValueError):  # it ended before the query was sent
        raise _interrupted() from None
    finally:
        bounds.finish()
        association.kill()


def _interrupted() -> WorklistError:
    return WorklistError("The connection to the worklist was interrupted.", remedy=REMEDY)


def _answers(association: Association, query: Dataset) -> Iterator[ScheduledExam]:
    count = 0
    for status, identifier in association.send_c_find(query, _FIND):
        code = status.Status if "Status" in status else None
        if code is None:
            raise _interrupted()
        if code in _PENDING:
            if identifier is None:
                raise WorklistError("An exam of the worklist cannot be read.", remedy=REMEDY)
            count += 1
            if count > _MOST:
                raise WorklistError(
                    f"The worklist has more than {_MOST} exams for this day.",
                    remedy="Enter the modality in the settings.",
                )
            yield scheduled_exam(identifier)
        elif code != _SUCCESS:
            raise WorklistError(
                f"The worklist server reported an error (status {code:04X}).", remedy=REMEDY
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
    """Read one entry; missing and invalid fields are empty, and long texts are cut."""
    step = _first_step(entry)
    time = _text(step, "ScheduledProcedureStepStartTime")
    physician = _text(step, "ScheduledPerformingPhysicianName").split("=")[0]
    description = _text(entry, "RequestedProcedureDescription")
    description = description or _text(step, "ScheduledProcedureStepDescription")
    name = "=".join(_cut(each) for each in _text(entry, "PatientName").split("=")[:2])
    return ScheduledExam(
        patient_id=_identifier(_text(entry, "PatientID"), _LONG),
        patient_name=name.rstrip("="),
        birth_date=_day(_text(entry, "PatientBirthDate")),
        accession_number=_identifier(_text(entry, "AccessionNumber"), _SHORT),
        description=_cut(description),
        time=f"{time[:2]}:{time[2:4]}" if re.fullmatch(r"\d{4}[\d.]{0,10}", time, re.ASCII) else "",
        physician=_cut(", ".join(part for part in physician.split("^") if part)),
    )


def _first_step(entry: Dataset) -> Dataset:
    try:
        steps = entry.get("ScheduledProcedureStepSequence")
        return steps[0] if steps and isinstance(steps[0], Dataset) else Dataset()
    except _UNREADABLE:
        return Dataset()


def _text(entry: Dataset, keyword: str) -> str:
    """Return a field in one line without control characters; empty if it cannot be read."""
    try:
        value = entry.get(keyword)
        text = "" if value is None or isinstance(value, Sequence) else str(value)
    except _UNREADABLE:
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _identifier(text: str, longest: int) -> str:
    """Return an identifier; one that is too long is empty, since its beginning is another one."""
    return text if len(text) <= longest else ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG - 1].rstrip()}…"


def _day(text: str) -> str:
    """Return YYYY-MM-DD; empty for an invalid date."""
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 8 else ""
    except ValueError:
        return ""
