"""The hospital's list of scheduled exams: DICOM Modality Worklist (PS3.4, annex K)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from pydicom import config as pydicom_config
from pydicom.dataset import Dataset
from pydicom.uid import UID, ExplicitVRLittleEndian, ImplicitVRLittleEndian
from pynetdicom import _config
from pynetdicom.association import Association

from hysteroview.core.errors import WorklistError
from hysteroview.core.foreign.charset.fields import ForeignFields
from hysteroview.core.foreign.charset.names import PersonName
from hysteroview.core.foreign.charset.reading import FallbackCharset
from hysteroview.export.dicom.bounds import REMEDY, Bounds
from hysteroview.export.dicom.connection import BoundedEntity, rejection_of
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
_SEXES = ("F", "M", "O")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledExam:
    """One entry of the worklist.

    Attributes
    ----------
    patient_id, patient_name, birth_date
        The name with its alphabetic and its ideographic group (PS3.5, 6.2.1). In the form of
        `hysteroview.exam.store.records.Patient`; empty if not in the worklist, or doubtful.
    sex
        F, M or O.
    accession_number, description
        Accession number and description of the requested procedure.
    time
        HH:MM; empty if none is scheduled.
    physician, referring_physician
        Performing and referring physician, as names in display form.
    study_uid, procedure_id, step_id
        Identifiers of the study, the requested procedure and the scheduled step.
    guess
        The name as it may be, if it cannot be read with certainty: for display beside a mark.
    is_name_cut
        Whether the server has dropped the name in characters.
    is_id_doubtful
        Whether the server sends several values as the patient's identifier, of which this is the
        first, or one that cannot be used.
    """

    patient_id: str = ""
    patient_name: str = ""
    birth_date: str = ""
    sex: str = ""
    accession_number: str = ""
    description: str = ""
    time: str = ""
    physician: str = ""
    referring_physician: str = ""
    study_uid: str = ""
    procedure_id: str = ""
    step_id: str = ""
    guess: str = ""
    is_name_cut: bool = False
    is_id_doubtful: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Whether the operator has to check or complete the patient."""
        return bool(self.guess) or self.is_name_cut or self.is_id_doubtful

    @property
    def identifiers(self) -> dict[str, str]:
        """What else identifies the order, as an exam keeps it; only what is known."""
        names = ("study_uid", "procedure_id", "step_id", "description")
        return {name: text for name in names if (text := getattr(self, name))}


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
        text = "refused the connection" if rejection_of(association) else "does not answer"
        raise WorklistError(f"The worklist server {text}.", remedy=REMEDY)
    try:
        answers = _answers(association, _query(settings, day), settings.fallback_charset)
        take(list(answers))
        association.release()
    except (RuntimeError, ValueError):  # it ended before the query was sent
        raise _interrupted() from None
    finally:
        bounds.finish()
        association.kill()


def _interrupted() -> WorklistError:
    return WorklistError("The connection to the worklist was interrupted.", remedy=REMEDY)


def _answers(
    association: Association, query: Dataset, fallback: FallbackCharset
) -> Iterator[ScheduledExam]:
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
            yield scheduled_exam(identifier, fallback)
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
    step.ScheduledProcedureStepID = ""
    query = Dataset()
    query.SpecificCharacterSet = "ISO_IR 192"  # without it, some servers leave it out of answers
    for keyword in (
        "PatientName",
        "PatientID",
        "PatientBirthDate",
        "PatientSex",
        "AccessionNumber",
        "ReferringPhysicianName",
        "StudyInstanceUID",
        "RequestedProcedureID",
        "RequestedProcedureDescription",
    ):
        setattr(query, keyword, "")
    query.ScheduledProcedureStepSequence = [step]
    return query


def scheduled_exam(
    entry: Dataset, fallback: FallbackCharset = FallbackCharset.NONE
) -> ScheduledExam:
    """Read one entry; missing and invalid fields are empty, and long texts are cut."""
    whole = ForeignFields(entry, fallback)
    step = whole.item("ScheduledProcedureStepSequence")
    time = step.certain("ScheduledProcedureStepStartTime")
    description = whole.certain("RequestedProcedureDescription")
    description = description or step.certain("ScheduledProcedureStepDescription")
    name = whole.name("PatientName")
    identifier, is_certain = whole.identifier("PatientID", _LONG)
    sex = whole.certain("PatientSex")
    return ScheduledExam(
        patient_id=identifier,
        patient_name=_cut_name(name.name),
        birth_date=whole.birth_date(),
        sex=sex if sex in _SEXES else "",
        accession_number=whole.identifier("AccessionNumber", _SHORT)[0],
        description=_cut(description),
        time=f"{time[:2]}:{time[2:4]}" if re.fullmatch(r"\d{4}[\d.]{0,10}", time, re.ASCII) else "",
        physician=_cut(_shown(step.name("ScheduledPerformingPhysicianName"))),
        referring_physician=_cut(_shown(whole.name("ReferringPhysicianName"))),
        study_uid=whole.uid("StudyInstanceUID"),
        procedure_id=whole.identifier("RequestedProcedureID", _SHORT)[0],
        step_id=step.identifier("ScheduledProcedureStepID", _SHORT)[0],
        guess=_cut_name(name.guess),
        is_name_cut=name.is_cut,
        is_id_doubtful=not is_certain,
    )


def _shown(name: PersonName) -> str:
    """Return the first group of a name in display form."""
    first = next(filter(None, name.name.split("=")), "")
    return ", ".join(part for part in first.split("^") if part)


def _cut_name(name: str) -> str:
    return "=".join(map(_cut, name.split("=")))


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG - 1].rstrip()}…"
