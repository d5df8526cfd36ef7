"""Finding earlier studies over DICOMweb (QIDO-RS, PS3.18 10.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pydicom.datadict import tag_for_keyword

from hysteroview.core.foreign.charset.fields import ForeignFields
from hysteroview.export.dicom.retrieve.classes import MODALITIES
from hysteroview.export.dicom.retrieve.earlier import (
    MOST_OBJECTS,
    MOST_SERIES,
    MOST_STUDIES,
    too_many,
)
from hysteroview.export.dicom.retrieve.progress import Bounds, FetchProgress, guarded
from hysteroview.export.dicom.retrieve.studies import (
    OBJECT_KEYS,
    SERIES_KEYS,
    STUDY_KEYS,
    EarlierSeries,
    EarlierStudy,
    checked_id,
    earlier_first,
    object_of,
    series_of,
    study_of,
)
from hysteroview.export.dicom.retrieve.web.connection import WebConnection
from hysteroview.settings.archives import ArchiveSettings

_TIMEOUT_S = 60.0  # for all questions of one list
_LONGEST_VALUE = 4096  # characters
_GROUPS = ("Alphabetic", "Ideographic")


def web_studies(archive: ArchiveSettings, patient_id: str) -> list[EarlierStudy]:
    """Return the studies with exactly this patient ID that may have pictures, the newest first.

    Raises
    ------
    ArchiveError
        The archive cannot be reached, refuses, or has too many studies of this patient.
    """
    wanted = checked_id(patient_id)
    query = [("PatientID", wanted), *_fields(STUDY_KEYS, MOST_STUDIES + 1)]
    with _asking(archive) as connection:
        found = connection.json("/studies", query)
    if len(found) > MOST_STUDIES:
        raise too_many("STUDY")
    return earlier_first((study_of(fields_of(each)) for each in found), wanted)


def web_series(archive: ArchiveSettings, study_uid: str) -> list[EarlierSeries]:
    """Return the series of a study in the order of their numbers, with what can be pictures.

    Raises
    ------
    ArchiveError
        The archive cannot be reached, refuses, or lists more than a study can have.
    """
    with _asking(archive) as connection:
        return series_over(connection, study_uid)


@contextmanager
def _asking(archive: ArchiveSettings) -> Iterator[WebConnection]:
    connection = WebConnection(archive, _TIMEOUT_S)
    bounds = Bounds(time_s=_TIMEOUT_S, stall_s=_TIMEOUT_S)
    with guarded(FetchProgress(), bounds, connection.abort):
        try:
            yield connection
        finally:
            connection.close()


def series_over(connection: WebConnection, study_uid: str) -> list[EarlierSeries]:
    """Return the series of a study, asked over a connection; see `web_series`."""
    place, left = f"/studies/{study_uid}/series", MOST_OBJECTS
    found: list[EarlierSeries] = []
    for each in connection.json(place, _fields(SERIES_KEYS, MOST_SERIES + 1)):
        fields = fields_of(each)
        series = series_of(fields)
        if series.uid and series.modality in ("", *MODALITIES):
            query = _fields(OBJECT_KEYS, left + 1)
            listed = connection.json(f"{place}/{series.uid}/instances", query)
            left -= len(listed)
            if left < 0:
                raise too_many("IMAGE")
            series = series_of(fields, [object_of(fields_of(one)) for one in listed])
        found.append(series)
    if len(found) > MOST_SERIES:
        raise too_many("SERIES")
    return sorted((each for each in found if each.uid), key=lambda each: (each.number, each.uid))


def _fields(keywords: Sequence[str], most: int) -> list[tuple[str, str]]:
    """Return the parameters for these fields, one for each: Orthanc does not split a list."""
    return [("limit", str(most)), *(("includefield", each) for each in keywords)]


@dataclass(frozen=True, slots=True)
class _Element:
    value: str
    VR: str = "LO"  # as of pydicom


class _Object:
    """An object in DICOM JSON (PS3.18, F), as `ForeignFields` reads it."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        self._found = found

    def get_item(self, key: Any, /) -> _Element | None:
        tag = tag_for_keyword(key)
        text = "" if tag is None else _text(self._found.get(f"{tag:08X}"))
        return _Element(text) if text else None

    def get(self, _: Any, /) -> None:
        """Sequences are not asked for."""


def fields_of(found: Mapping[str, Any]) -> ForeignFields:
    """Return the fields of an object in DICOM JSON."""
    return ForeignFields(_Object(found))


def _text(element: object) -> str:
    """Return the values of an element, as they would be in a file."""
    values = element.get("Value") if isinstance(element, dict) else None
    if not isinstance(values, list):
        return ""
    texts = [_one(each) for each in values[:100]]
    return "\\".join(filter(None, texts))[:_LONGEST_VALUE]


def _one(value: object) -> str:
    if isinstance(value, dict):
        groups = [value.get(each) for each in _GROUPS]
        return "=".join(each if isinstance(each, str) else "" for each in groups).rstrip("=")
    is_plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value) if is_plain else ""
