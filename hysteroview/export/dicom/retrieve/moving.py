"""Fetching over a connection that the archive makes to this computer (C-MOVE, PS3.4 C.4.2)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from pydicom.uid import UID, ExplicitVRLittleEndian, ImplicitVRLittleEndian
from pynetdicom import AE, evt
from pynetdicom.association import Association
from pynetdicom.dimse_primitives import C_STORE
from pynetdicom.events import Event
from pynetdicom.transport import ThreadedAssociationServer

from hysteroview.core.errors import ArchiveError
from hysteroview.export.dicom.retrieve.classes import (
    STILL_CLASSES,
    STILL_SYNTAXES,
    VIDEO_CLASSES,
    VIDEO_SYNTAXES,
)
from hysteroview.export.dicom.retrieve.getting import (
    IMPLICIT,
    NO_ANSWER,
    SUCCESS,
    check_end,
    query_of,
    unhurried,
)
from hysteroview.export.dicom.retrieve.progress import guarded
from hysteroview.export.dicom.retrieve.receiving import Receiver, remove_torn, to_files
from hysteroview.export.dicom.send.connection import Peer, connected
from hysteroview.export.dicom.send.services import ECHO

_MOVE = UID("1.2.840.10008.5.1.4.1.2.2.2")  # Study Root Query/Retrieve - MOVE
_MESSAGE = 1
_NOT_AUTHORIZED = 0x0124
_MOST_CONNECTIONS = 4
_WAIT_S = 20.0  # of a connection of the archive, without a message
_CLOSE_S = 5.0


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an archive sends to on this computer, as it is entered there.

    Attributes
    ----------
    title
        AE title.
    """

    title: str
    port: int


def move(peer: Peer, destination: Destination, receiver: Receiver) -> None:
    """Fetch what the receiver wants; the archive has to know the destination.

    Raises
    ------
    ArchiveError
        The port cannot be used; the archive cannot be reached, refuses, does not know the
        destination or does not reach it, breaks off, or is too slow; or it was canceled.
    """
    with to_files(), _listener(peer, destination, receiver) as listener, connected(
        unhurried(peer, receiver), [(str(_MOVE), IMPLICIT)]
    ) as association:  # fmt: skip

        def abort() -> None:
            association.abort()
            for each in listener.ae.active_associations:
                each.abort()

        with guarded(receiver.progress, receiver.bounds, abort):
            code = _ask(association, destination, receiver)
            if code != SUCCESS and not receiver.failure and not (receiver.files or receiver.others):
                raise ArchiveError(
                    "The archive could not send to this computer.",
                    remedy="Check that the archive has the address of this computer with the AE "
                    f"title {destination.title} and port {destination.port}, and that no firewall "
                    "is in between.",
                    detail="no answer" if code == NO_ANSWER else f"status {code:04X}",
                )
            check_end(code, receiver)


def _ask(association: Association, destination: Destination, receiver: Receiver) -> int:
    """Ask, and return the last status."""
    code = SUCCESS
    query = query_of(receiver.wanted)
    try:
        answers = association.send_c_move(query, destination.title, _MOVE, msg_id=_MESSAGE)
        for status, _ in answers:
            code = status.Status if "Status" in status else NO_ANSWER
    except (RuntimeError, ValueError) as error:
        raise ArchiveError(
            "The archive does not send studies to other computers.",
            remedy="Check that it accepts C-MOVE from this computer, or choose another way in the "
            "settings of this archive.",
        ) from error
    return code


@contextmanager
def _listener(
    peer: Peer, destination: Destination, receiver: Receiver
) -> Iterator[ThreadedAssociationServer]:
    """Take what the archive sends while a fetch lasts.

    It answers to the title of the destination only, and takes only what was asked for.
    """
    entity = AE(destination.title)
    entity.require_called_aet = True
    entity.maximum_associations = _MOST_CONNECTIONS
    entity.network_timeout = entity.acse_timeout = entity.dimse_timeout = _WAIT_S
    for each in STILL_CLASSES:
        entity.add_supported_context(each, list(STILL_SYNTAXES))
    for each in VIDEO_CLASSES:
        entity.add_supported_context(each, list(VIDEO_SYNTAXES))
    entity.add_supported_context(ECHO, [ImplicitVRLittleEndian, ExplicitVRLittleEndian])
    seen: list[Association] = []
    lock = threading.Lock()

    def remember(event: Event) -> None:
        with lock:
            seen.append(event.assoc)

    def keep(event: Event) -> int:
        request = cast("C_STORE", event.request)
        asker = request.MoveOriginatorApplicationEntityTitle
        number = request.MoveOriginatorMessageID
        if asker not in (None, "", peer.own_title) or number not in (None, _MESSAGE):
            event.dataset_path.unlink(missing_ok=True)  # another computer has asked for it
            return _NOT_AUTHORIZED
        return receiver.keep_event(event)

    handlers: list[evt.EventHandlerType] = [
        (evt.EVT_CONN_OPEN, remember), (evt.EVT_C_STORE, keep),
        (evt.EVT_DATA_RECV, receiver.count_event),
    ]  # fmt: skip
    try:
        server = entity.start_server(("", destination.port), block=False, evt_handlers=handlers)
    except OSError as error:
        raise ArchiveError(
            f"Port {destination.port}, on which archives send earlier exams, cannot be used.",
            remedy="Choose another port for earlier exams in the settings.",
            detail=str(error),
        ) from error
    assert isinstance(server, ThreadedAssociationServer)
    try:
        yield server
    finally:
        server.shutdown()
        with lock:
            ended = list(seen)
        for association in ended:
            if association.is_established:
                association.abort()
            association.join(_CLOSE_S)
            remove_torn(association)
