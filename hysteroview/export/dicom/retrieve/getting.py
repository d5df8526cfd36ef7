"""Fetching over the connection that asks for it (C-GET, PS3.4 C.4.3)."""

from __future__ import annotations

from dataclasses import replace

from pydicom.dataset import Dataset
from pydicom.uid import UID
from pynetdicom import build_role, evt
from pynetdicom.association import Association

from hysteroview.core.errors import ArchiveError
from hysteroview.export.dicom.retrieve.classes import CONTEXTS, STILL_CLASSES, VIDEO_CLASSES
from hysteroview.export.dicom.retrieve.progress import guarded
from hysteroview.export.dicom.retrieve.receiving import Receiver, Wanted, remove_torn, to_files
from hysteroview.export.dicom.send.connection import Peer, connected

_GET = UID("1.2.840.10008.5.1.4.1.2.2.3")  # Study Root Query/Retrieve - GET
IMPLICIT = "1.2.840.10008.1.2"
SUCCESS, WARNING = 0x0000, 0xB000
NO_ANSWER = -1
_CLASS, _REFUSED = 0xFF00, 0xA700  # parts could not be sent (PS3.4, C.4.2.1.5 and C.4.3.1.4)


def get(peer: Peer, receiver: Receiver) -> None:
    """Fetch what the receiver wants.

    Raises
    ------
    ArchiveError
        The archive cannot be reached, refuses, breaks off, or is too slow; or it was canceled.
    """
    roles = [
        build_role(UID(each), scu_role=True, scp_role=True)
        for each in (*STILL_CLASSES, *VIDEO_CLASSES)
    ]
    handlers: list[evt.EventHandlerType] = [
        (evt.EVT_C_STORE, receiver.keep_event), (evt.EVT_DATA_RECV, receiver.count_event),
    ]  # fmt: skip
    contexts = [(str(_GET), IMPLICIT), *CONTEXTS]
    with to_files(), connected(
        unhurried(peer, receiver), contexts, handlers=handlers, roles=roles
    ) as association, guarded(receiver.progress, receiver.bounds, association.abort):  # fmt: skip
        try:
            check_end(_ask(association, receiver.wanted), receiver)
        finally:
            remove_torn(association)


def _ask(association: Association, wanted: Wanted) -> int:
    """Ask, and return the last status."""
    code = SUCCESS
    try:
        for status, _ in association.send_c_get(query_of(wanted), _GET):
            code = status.Status if "Status" in status else NO_ANSWER
    except (RuntimeError, ValueError) as error:
        raise ArchiveError(
            "The archive does not send studies to this computer.",
            remedy="Check that it accepts C-GET from this computer, or choose another way in the "
            "settings of this archive.",
        ) from error
    return code


def query_of(wanted: Wanted) -> Dataset:
    """Return the identifier of a request for a study, or for some of its series."""
    query = Dataset()
    query.QueryRetrieveLevel = "SERIES" if wanted.series else "STUDY"
    query.StudyInstanceUID = wanted.study
    if wanted.series:
        query.SeriesInstanceUID = list(wanted.series)
    return query


def unhurried(peer: Peer, receiver: Receiver) -> Peer:
    """Return a peer that waits for answers as long as something comes: a video takes its time."""
    return replace(peer, limits=replace(peer.limits, answer_s=receiver.bounds.time_s + 1))


def check_end(code: int, receiver: Receiver) -> None:
    """Check how a request ended.

    Raises
    ------
    ArchiveError
        Not everything has come that is a picture. Objects that were refused here count as failed
        for the archive, and are no reason.
    """
    if receiver.failure or code == SUCCESS:
        return
    is_partial = code & _CLASS == _REFUSED
    if code == WARNING or (is_partial and receiver.others and receiver.files):
        return
    raise ArchiveError(
        "The archive broke off before the study was complete.",
        remedy="Try again later.",
        detail="no answer" if code == NO_ANSWER else f"status {code:04X}",
    )
