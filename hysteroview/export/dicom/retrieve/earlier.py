"""Finding earlier studies of a patient in an archive (C-FIND, PS3.4 annex C)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydicom.dataset import Dataset
from pydicom.uid import ImplicitVRLittleEndian
from pynetdicom.association import Association

from hysteroview.core.errors import ArchiveError
from hysteroview.core.foreign.charset.fields import ForeignFields
from hysteroview.core.foreign.charset.reading import FallbackCharset
from hysteroview.export.dicom.retrieve.classes import MODALITIES
from hysteroview.export.dicom.retrieve.studies import (
    OBJECT_KEYS,
    SERIES_KEYS,
    STUDY_KEYS,
    EarlierObject,
    EarlierSeries,
    EarlierStudy,
    checked_id,
    earlier_first,
    object_of,
    series_of,
    study_of,
)
from hysteroview.export.dicom.send.connection import Peer, connected
from hysteroview.export.dicom.send.services import FIND

_CONTEXT = (str(FIND), str(ImplicitVRLittleEndian))
_PENDING, _SUCCESS = (0xFF00, 0xFF01), 0x0000
MOST_STUDIES, MOST_SERIES, MOST_OBJECTS = 500, 500, 5000
_MAY_QUERY = "Check that this computer may query the archive."


def earlier_studies(
    peer: Peer, patient_id: str, fallback: FallbackCharset = FallbackCharset.NONE
) -> list[EarlierStudy]:
    """Return the studies with exactly this patient ID that may have pictures, the newest first.

    Raises
    ------
    ArchiveError
        The archive cannot be reached, refuses, or has too many studies of this patient.
    """
    wanted = checked_id(patient_id)
    query = dict.fromkeys(STUDY_KEYS, "") | {"PatientID": wanted}
    with connected(peer, [_CONTEXT]) as association:
        found = list(_answers(association, "STUDY", query, MOST_STUDIES))
    return earlier_first((study_of(ForeignFields(each, fallback)) for each in found), wanted)


def study_series(
    peer: Peer, study_uid: str, fallback: FallbackCharset = FallbackCharset.NONE
) -> list[EarlierSeries]:
    """Return the series of a study in the order of their numbers, with what can be pictures.

    Raises
    ------
    ArchiveError
        The archive cannot be reached, refuses, or lists more than a study can have.
    """
    query = dict.fromkeys(SERIES_KEYS, "") | {"StudyInstanceUID": study_uid}
    found = []
    with connected(peer, [_CONTEXT]) as association:
        left = MOST_OBJECTS
        for each in list(_answers(association, "SERIES", query, MOST_SERIES)):
            fields = ForeignFields(each, fallback)
            series = series_of(fields)
            if series.uid and series.modality in ("", *MODALITIES):
                objects = _objects(association, study_uid, series.uid, left)
                left -= len(objects)
                series = series_of(fields, objects)
            found.append(series)
    return sorted((each for each in found if each.uid), key=lambda each: (each.number, each.uid))


def _objects(
    association: Association, study_uid: str, series_uid: str, most: int
) -> list[EarlierObject]:
    query = dict.fromkeys(OBJECT_KEYS, "")
    query |= {"StudyInstanceUID": study_uid, "SeriesInstanceUID": series_uid}
    return [object_of(ForeignFields(each)) for each in _answers(association, "IMAGE", query, most)]


def _answers(
    association: Association, level: str, keys: Mapping[str, str], most: int
) -> Iterator[Dataset]:
    query = Dataset()
    query.SpecificCharacterSet = "ISO_IR 192"
    query.QueryRetrieveLevel = level
    for keyword, value in keys.items():
        setattr(query, keyword, value)
    count = 0
    try:
        for status, identifier in association.send_c_find(query, FIND):
            code = status.Status if "Status" in status else None
            if code in _PENDING and identifier is not None:
                count += 1
                if count > most:
                    raise too_many(level)
                yield identifier
            elif code != _SUCCESS:
                raise ArchiveError(
                    "The archive could not search for earlier exams.",
                    remedy=_MAY_QUERY,
                    detail="no answer" if code is None else f"status {code:04X}",
                )
    except (RuntimeError, ValueError) as error:  # it ended, or does not accept queries
        raise ArchiveError("The archive does not accept queries.", remedy=_MAY_QUERY) from error


def too_many(level: str) -> ArchiveError:
    """Return the error for an archive that lists more than can be."""
    if level == "STUDY":
        return ArchiveError(
            f"The archive has more than {MOST_STUDIES} studies of this patient.",
            remedy="Check the patient's ID.",
        )
    return ArchiveError(
        "The study has more series or pictures than are listed.",
        remedy="Open the study at the archive instead.",
    )
