"""Asking an archive whether it has an object (C-FIND, PS3.4 annex C)."""

from __future__ import annotations

from pydicom.dataset import Dataset
from pydicom.uid import ImplicitVRLittleEndian
from pynetdicom.association import Association

from hysteroview.export.dicom.send.objects import DicomObject
from hysteroview.export.dicom.send.services import FIND

FIND_CONTEXT = (str(FIND), str(ImplicitVRLittleEndian))
_PENDING, _SUCCESS = (0xFF00, 0xFF01), 0x0000


def has_object(association: Association, wanted: DicomObject) -> bool | None:
    """Whether the archive has an object; None if it does not say."""
    query = Dataset()
    query.QueryRetrieveLevel = "IMAGE"
    query.StudyInstanceUID = wanted.study
    query.SeriesInstanceUID = wanted.series
    query.SOPInstanceUID = wanted.instance
    is_found = False
    try:
        answers = association.send_c_find(query, FIND)
        for status, identifier in answers:
            code = status.Status if "Status" in status else None
            if code in _PENDING:
                is_found |= _instance_of(identifier) == wanted.instance
            elif code != _SUCCESS:
                return None
    except (RuntimeError, ValueError):  # the connection has ended, or find is not accepted
        return None
    return is_found


def _instance_of(identifier: Dataset | None) -> str:
    if identifier is None:
        return ""
    try:
        return str(identifier.get("SOPInstanceUID", ""))
    except (ValueError, TypeError):
        return ""
