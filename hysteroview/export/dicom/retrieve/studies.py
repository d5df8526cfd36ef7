"""Studies of a patient in an archive, and what is in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hysteroview.core.errors import ArchiveError
from hysteroview.core.foreign.charset.fields import ForeignFields
from hysteroview.core.foreign.charset.names import PersonName
from hysteroview.export.dicom.retrieve.classes import MODALITIES, STILL_CLASSES, VIDEO_CLASSES

STUDY_KEYS = (
    "StudyDate", "StudyTime", "AccessionNumber", "ModalitiesInStudy", "PatientName", "PatientID",
    "PatientBirthDate", "StudyID", "StudyDescription", "StudyInstanceUID",
    "NumberOfStudyRelatedInstances",
)  # fmt: skip
SERIES_KEYS = (
    "SeriesInstanceUID", "SeriesNumber", "Modality", "SeriesDescription",
    "NumberOfSeriesRelatedInstances",
)  # fmt: skip
OBJECT_KEYS = ("SOPInstanceUID", "SOPClassUID", "InstanceNumber")
_LONG, _SHORT = 64, 16
_LONGEST_COUNT = 9  # digits


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierStudy:
    """A study of the patient in an archive.

    Attributes
    ----------
    day
        YYYY-MM-DD; empty if it is not known.
    birth_date
        YYYY-MM-DD, as the archive has it; empty if it has none.
    modalities
        Of its series, as far as the archive says.
    instances
        Number of its objects; 0 if the archive does not say.
    """

    uid: str
    day: str
    patient_id: str
    patient: PersonName
    birth_date: str
    description: str
    accession_number: str
    modalities: tuple[str, ...]
    instances: int

    @property
    def may_have_pictures(self) -> bool:
        """Whether it may contain pictures of endoscopy."""
        return not self.modalities or bool(set(self.modalities) & set(MODALITIES))


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierObject:
    """One object of a series."""

    uid: str
    sop_class: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierSeries:
    """A series of a study.

    Attributes
    ----------
    instances
        Number of its objects, as the archive says, or as it lists.
    objects
        Its objects; empty if the archive does not list them, or they cannot be pictures.
    """

    uid: str
    number: int
    modality: str
    description: str
    instances: int
    objects: tuple[EarlierObject, ...] = ()

    @property
    def stills(self) -> int:
        """Number of pictures among its objects."""
        return sum(each.sop_class in STILL_CLASSES for each in self.objects)

    @property
    def videos(self) -> int:
        """Number of videos among its objects."""
        return sum(each.sop_class in VIDEO_CLASSES for each in self.objects)

    @property
    def may_have_pictures(self) -> bool:
        """Whether something of it can be opened, as far as the archive says."""
        if any(each.sop_class for each in self.objects):
            return bool(self.stills or self.videos)
        return self.modality in ("", *MODALITIES)


def checked_id(patient_id: str) -> str:
    """Return an identifier that is asked for, without spaces around it.

    Raises
    ------
    ArchiveError
        There is none, or it would match other patients too.
    """
    wanted = patient_id.strip()
    if not wanted:
        raise ArchiveError(
            "Earlier exams are found by the patient's ID, and this exam has none.",
            remedy="Enter the patient's ID first.",
        )
    if set(wanted) & set("*?\\") or not wanted.isprintable():
        raise ArchiveError(
            "This patient's ID has a character that would find other patients too: * ? or \\.",
            remedy="Correct the patient's ID first.",
        )
    return wanted


def earlier_first(studies: Iterable[EarlierStudy], patient_id: str) -> list[EarlierStudy]:
    """Return the studies of exactly this patient ID that may have pictures, the newest first."""
    kept = [
        each for each in studies
        if each.uid and each.patient_id == patient_id and each.may_have_pictures
    ]  # fmt: skip
    return sorted(kept, key=lambda each: each.day, reverse=True)


def study_of(fields: ForeignFields) -> EarlierStudy:
    """Read a study from an answer."""
    day = fields.certain("StudyDate")
    is_day = len(day) == 8 and day.isascii() and day.isdigit()
    modalities = fields.certain("ModalitiesInStudy").split("\\")
    return EarlierStudy(
        uid=fields.uid("StudyInstanceUID"),
        day=f"{day[:4]}-{day[4:6]}-{day[6:]}" if is_day else "",
        patient_id=fields.identifier("PatientID", _LONG)[0],
        patient=fields.name("PatientName"),
        birth_date=fields.birth_date(),
        description=fields.certain("StudyDescription"),
        accession_number=fields.identifier("AccessionNumber", _SHORT)[0],
        modalities=tuple(filter(None, modalities)),
        instances=count_of(fields, "NumberOfStudyRelatedInstances"),
    )


def series_of(fields: ForeignFields, objects: Iterable[EarlierObject] = ()) -> EarlierSeries:
    """Read a series from an answer.

    Parameters
    ----------
    objects
        What else was asked about it.
    """
    listed = tuple(objects)
    return EarlierSeries(
        uid=fields.uid("SeriesInstanceUID"),
        number=count_of(fields, "SeriesNumber"),
        modality=fields.certain("Modality"),
        description=fields.certain("SeriesDescription"),
        instances=count_of(fields, "NumberOfSeriesRelatedInstances") or len(listed),
        objects=listed,
    )


def object_of(fields: ForeignFields) -> EarlierObject:
    """Read an object from an answer."""
    return EarlierObject(uid=fields.uid("SOPInstanceUID"), sop_class=fields.uid("SOPClassUID"))


def count_of(fields: ForeignFields, keyword: str) -> int:
    """Return a whole number; 0 if there is none."""
    text = fields.certain(keyword)
    is_count = text.isascii() and text.isdigit() and len(text) <= _LONGEST_COUNT
    return int(text) if is_count else 0
