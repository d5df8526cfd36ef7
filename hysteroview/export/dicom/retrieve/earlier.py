"""Finding earlier studies of a patient in an archive (C-FIND, PS3.4 annex C)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydicom.dataset import Dataset
from pydicom.uid import ImplicitVRLittleEndian
from pynetdicom.association import Association

from hysteroview.core.errors import ArchiveError
from hysteroview.core.foreign.charset.fields import ForeignFields
from hysteroview.core.foreign.charset.names import PersonName
from hysteroview.core.foreign.charset.reading import FallbackCharset
from hysteroview.export.dicom.send.connection import Peer, connected
from hysteroview.export.dicom.send.services import FIND

_PENDING, _SUCCESS = (0xFF00, 0xFF01), 0x0000
_MOST = 500
_MODALITIES = ("ES", "XC", "OT", "GM")  # endoscopy, photographs, secondary capture, microscopy
_KEYS = (
    "StudyDate", "StudyTime", "AccessionNumber", "ModalitiesInStudy", "PatientName",
    "PatientBirthDate", "StudyID", "StudyDescription", "StudyInstanceUID",
    "NumberOfStudyRelatedInstances",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierStudy:
    """A study of the patient in an archive.

    Attributes
    ----------
    day
        YYYY-MM-DD; empty if it is not known.
    modalities
        Of its series, as far as the archive says.
    instances
        Number of its objects; 0 if the archive does not say.
    """

    uid: str
    day: str
    patient_id: str
    patient: PersonName
    description: str
    accession_number: str
    modalities: tuple[str, ...]
    instances: int

    @property
    def may_have_pictures(self) -> bool:
        """Whether it may contain pictures of endoscopy."""
        return not self.modalities or bool(set(self.modalities) & set(_MODALITIES))


def earlier_studies(
    peer: Peer, patient_id: str, fallback: FallbackCharset = FallbackCharset.NONE
) -> list[EarlierStudy]:
    """Return the studies with exactly this patient ID that may have pictures, the newest first.

    Raises
    ------
    ArchiveError
        The archive cannot be reached, refuses, or has too many studies of this patient.
    """
    wanted = patient_id.strip()
    if not wanted or set(wanted) & set("*?\\"):  # these match other patients too
        raise ArchiveError(
            "Earlier exams are found by the patient's ID, and this exam has none.",
            remedy="Enter the patient's ID first.",
        )
    with connected(peer, [(str(FIND), str(ImplicitVRLittleEndian))]) as association:
        found = list(_studies(association, wanted, fallback))
    kept = [each for each in found if each.patient_id == wanted and each.may_have_pictures]
    return sorted(kept, key=lambda each: each.day, reverse=True)


def _studies(
    association: Association, patient_id: str, fallback: FallbackCharset
) -> Iterator[EarlierStudy]:
    query = Dataset()
    query.SpecificCharacterSet = "ISO_IR 192"
    query.QueryRetrieveLevel = "STUDY"
    for keyword in _KEYS:
        setattr(query, keyword, "")
    query.PatientID = patient_id
    count = 0
    try:
        for status, identifier in association.send_c_find(query, FIND):
            code = status.Status if "Status" in status else None
            if code in _PENDING and identifier is not None:
                count += 1
                if count > _MOST:
                    raise ArchiveError(
                        f"The archive has more than {_MOST} studies of this patient.",
                        remedy="Check the patient's ID.",
                    )
                yield _study(identifier, fallback)
            elif code != _SUCCESS:
                raise ArchiveError(
                    "The archive could not search for earlier exams.",
                    remedy="Check that this computer may query the archive.",
                    detail="no answer" if code is None else f"status {code:04X}",
                )
    except (RuntimeError, ValueError) as error:  # it ended, or does not accept queries
        raise ArchiveError(
            "The archive does not accept queries.",
            remedy="Check that this computer may query the archive.",
        ) from error


def _study(identifier: Dataset, fallback: FallbackCharset) -> EarlierStudy:
    fields = ForeignFields(identifier, fallback)
    day, count = fields.certain("StudyDate"), fields.certain("NumberOfStudyRelatedInstances")
    is_day = len(day) == 8 and day.isascii() and day.isdigit()
    is_count = count.isascii() and count.isdigit() and len(count) < 10
    modalities = fields.certain("ModalitiesInStudy").split("\\")
    return EarlierStudy(
        uid=fields.uid("StudyInstanceUID"),
        day=f"{day[:4]}-{day[4:6]}-{day[6:]}" if is_day else "",
        patient_id=fields.identifier("PatientID", 64)[0],
        patient=fields.name("PatientName"),
        description=fields.certain("StudyDescription"),
        accession_number=fields.identifier("AccessionNumber", 16)[0],
        modalities=tuple(filter(None, modalities)),
        instances=int(count) if is_count else 0,
    )
