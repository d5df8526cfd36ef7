"""Fetching over a connection that the archive makes to this computer (C-MOVE, PS3.4 C.4.2)."""

from __future__ import annotations

import ssl
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

from hysteroview.core.errors import ArchiveError
from hysteroview.export.dicom.bounds import Bounds
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
from hysteroview.export.dicom.send.listening import BoundedServer
from hysteroview.export.dicom.send.services import ECHO
from hysteroview.export.dicom.send.tls import reports_encrypted, server_context
from hysteroview.settings.archives import ArchiveSettings

_MOVE = UID("1.2.840.10008.5.1.4.1.2.2.2")  # Study Root Query/Retrieve - MOVE
_MESSAGE = 1
_NOT_AUTHORIZED = 0x0124
_ENCRYPTED = " It has to encrypt what it sends there, and to show its certificate."
_MOST_CONNECTIONS = 4
_WAIT_S = 20.0  # of a connection of the archive, without a message
_CLOSE_S = 5.0
_HELD_BYTES = 1 << 20  # of a message in memory, and so of each of its pieces; objects go to files


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
        The port cannot be used, or not encrypted as the archive's settings want it; the archive
        cannot be reached, refuses, does not know the destination or does not reach it, breaks
        off, or is too slow; or it was canceled.
    """
    with to_files(), _listener(peer, destination, receiver) as listener, connected(
        unhurried(peer, receiver), [(str(_MOVE), IMPLICIT)]
    ) as association:  # fmt: skip

        def abort() -> None:
            association.abort()
            for each in listener.active_associations:
                if each.is_established:
                    each.abort()

        with guarded(receiver.progress, receiver.bounds, abort):
            code = _ask(association, destination, receiver)
            if code != SUCCESS and not receiver.failure and not (receiver.files or receiver.others):
                raise ArchiveError(
                    "The archive could not send to this computer.",
                    remedy="Check that the archive has the address of this computer with the AE "
                    f"title {destination.title} and port {destination.port}, and that no firewall "
                    "is in between." + (_ENCRYPTED if peer.archive.encrypts else ""),
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


def _encryption(archive: ArchiveSettings) -> ssl.SSLContext | None:
    """Return how the archive encrypts what it sends; None if it does not."""
    if archive.encrypts and not reports_encrypted(archive):
        raise ArchiveError(
            "The archive would send earlier exams without encryption.",
            remedy="Enter certificate and private key of this computer in the settings of this "
            "archive, or choose another way to fetch earlier exams.",
        )
    return server_context([archive]) if archive.encrypts else None


@contextmanager
def _listener(peer: Peer, destination: Destination, receiver: Receiver) -> Iterator[BoundedServer]:
    """Take what the archive sends while a fetch lasts.

    It answers to the title of the destination only, and takes only what was asked for, encrypted
    if the connection to the archive is. What other computers send does not end the fetch.
    """
    tls = _encryption(peer.archive)
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

    def count(event: Event) -> None:
        caller = event.assoc.requestor
        if caller.primitive is not None:  # who calls is not known before
            is_archive = caller.ae_title.strip() == peer.archive.called_title.strip()
            receiver.count_event(event, is_archive=is_archive)

    handlers: list[evt.EventHandlerType] = [
        (evt.EVT_CONN_OPEN, remember), (evt.EVT_C_STORE, keep), (evt.EVT_DATA_RECV, count),
    ]  # fmt: skip
    bounds = receiver.bounds

    def new_bounds() -> Bounds:
        beyond = bounds.received_bytes + 2 * _HELD_BYTES  # the receiver ends it before
        return Bounds(bounds.time_s, _HELD_BYTES, beyond)

    try:
        server = BoundedServer(entity, destination.port, handlers, tls, new_bounds)
    except OSError as error:
        raise ArchiveError(
            f"Port {destination.port}, on which archives send earlier exams, cannot be used.",
            remedy="Choose another port for earlier exams in the settings.",
            detail=str(error),
        ) from error
    try:
        yield server
    finally:
        server.close()
        with lock:
            ended = list(seen)
        for association in ended:
            association.join(_CLOSE_S)
            remove_torn(association)
