"""A connection for sending: nothing waits without end, and files go through a small buffer.

pynetdicom's own queue takes a whole video into memory if the archive is slower than the disk, its
socket waits for ever for an archive that stops receiving, and why a connection could not be made
only appears in its log.
"""

from __future__ import annotations

import queue
import select
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from pydicom.uid import ImplicitVRLittleEndian
from pynetdicom import AE, _config, build_context
from pynetdicom.association import Association
from pynetdicom.events import EventHandlerType
from pynetdicom.pdu import P_DATA_TF
from pynetdicom.pdu_primitives import (
    A_ASSOCIATE,
    P_DATA,
    MaximumLengthNotification,
    SCP_SCU_RoleSelectionNegotiation,
)
from pynetdicom.transport import T_CONNECT, AddressInformation, AssociationSocket

from hysteroview.core.errors import ArchiveError
from hysteroview.export.dicom.connection import rejection_of
from hysteroview.export.dicom.send.services import ECHO
from hysteroview.export.dicom.send.tls import client_context, tls_failure
from hysteroview.settings.archives import ArchiveSettings

# Patients must never be logged.
_config.LOG_REQUEST_IDENTIFIERS = False
_config.LOG_RESPONSE_IDENTIFIERS = False
_config.STORE_SEND_CHUNKED_DATASET = True  # files are sent piece by piece

MOST_CONTEXTS = 127  # of 128 (PS3.8, 9.3.2.2); one is for the echo, which every archive takes
_ECHO = (ECHO, ImplicitVRLittleEndian)
_MOST_WAITING = 16  # pieces of a file in memory
_LARGEST_PIECE = 128 * 1024  # bytes, whatever the archive permits
_POLL_S = 0.1
_WAIT_S = 0.02  # of the thread that receives
_LAST = 0x02  # of the pieces of a message (PS3.8, E.2)
_ABORT = b"\x07"  # first byte of that message (PS3.8, 9.3.8)
_CHECK = "Check address, port and AE titles of this archive in the settings."


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long is waited for an archive, in seconds.

    Attributes
    ----------
    connect_s
        For the connection, and for its acceptance.
    stall_s
        Without any progress while sending.
    answer_s
        For an answer, when everything has been sent.
    """

    connect_s: float = 10.0
    stall_s: float = 30.0
    answer_s: float = 120.0


LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """An archive, and the title under which this computer calls it."""

    archive: ArchiveSettings
    own_title: str
    limits: Limits = LIMITS


@contextmanager
def connected(
    peer: Peer,
    contexts: Sequence[tuple[str, str]],
    *,
    handlers: Sequence[EventHandlerType] = (),
    roles: Sequence[SCP_SCU_RoleSelectionNegotiation] = (),
) -> Iterator[Association]:
    """Connect to an archive; the connection is released at the end, or aborted by an error.

    Parameters
    ----------
    contexts
        Classes with one transfer syntax each, at most `MOST_CONTEXTS`: with several syntaxes in
        one context, archives choose uncompressed ones.

    Raises
    ------
    ArchiveError
        The archive cannot be reached or refuses.
    """
    entity = _Entity(peer)
    tls = client_context(peer.archive)
    try:
        association = entity.associate(
            peer.archive.host,
            peer.archive.port,
            contexts=[build_context(*each) for each in dict.fromkeys((_ECHO, *contexts))],
            ae_title=peer.archive.called_title,
            ext_neg=list(roles),
            tls_args=None if tls is None else (tls, peer.archive.host),
            evt_handlers=list(handlers),
        )
    except OSError:  # the address cannot be found
        raise ArchiveError(
            "The archive's address is not known.", remedy="Check the address in the settings."
        ) from None
    if not association.is_established:
        association.kill()
        raise _not_connected(association, entity.socket, is_encrypted=tls is not None)
    for item in association.acceptor.user_information:
        if isinstance(item, MaximumLengthNotification):
            wanted = item.maximum_length_received or _LARGEST_PIECE  # 0: as large as one likes
            item.maximum_length_received = min(wanted, _LARGEST_PIECE)
    try:
        yield association
        if association.is_established:
            association.release()
    finally:
        if association.is_established:
            association.abort()
        association.kill()


def _not_connected(
    association: Association, link: _Socket | None, *, is_encrypted: bool
) -> ArchiveError:
    """Return why there is no connection."""
    failure = None if link is None else link.failure
    if isinstance(failure, ssl.SSLError):
        return tls_failure(failure)
    if isinstance(failure, TimeoutError):
        return ArchiveError(
            "The archive does not answer in time.",
            remedy="Check that it runs, and that no firewall is in between.",
        )
    if failure is not None:
        return ArchiveError("The archive cannot be reached.", remedy=_CHECK)
    if (rejection := rejection_of(association)) is not None:
        return _rejection(rejection)
    if is_encrypted:
        return ArchiveError(
            "The archive closed the encrypted connection at once.",
            remedy="Check that it knows the certificate of this computer.",
        )
    return ArchiveError(
        "The archive does not answer as an archive does.",
        remedy=f"{_CHECK} It may expect an encrypted connection.",
    )


def _rejection(answer: A_ASSOCIATE) -> ArchiveError:
    """Return why the archive rejected the connection (PS3.8, table 9-21)."""
    source = getattr(answer, "result_source", None)
    reason = getattr(answer, "diagnostic", None)
    if (source, reason) == (1, 3):
        return ArchiveError(
            "The archive does not know the AE title of this computer.",
            remedy="Have it entered in the archive, or change it in the settings.",
        )
    if (source, reason) == (1, 7):
        return ArchiveError(
            "The archive has another AE title.",
            remedy="Check the AE title of the archive in the settings.",
        )
    if source == 3:
        return ArchiveError(
            "The archive has too many connections at the moment.", remedy="It is tried again."
        )
    return ArchiveError("The archive refused the connection.", remedy=_CHECK)


class _Entity(AE):
    """An application entity with limits, whose connections do not keep the process."""

    def __init__(self, peer: Peer) -> None:
        super().__init__(peer.own_title)
        self.limits = peer.limits
        self.socket: _Socket | None = None
        self.acse_timeout = self.connection_timeout = peer.limits.connect_s
        self.network_timeout = max(peer.limits.stall_s, peer.limits.answer_s)
        self.dimse_timeout = peer.limits.answer_s

    def _create_socket(
        self,
        assoc: Association,
        address: AddressInformation,
        tls_args: tuple[ssl.SSLContext, str] | None,
    ) -> AssociationSocket:
        assoc.daemon = assoc.dul.daemon = True
        assoc.dul.to_provider_queue = _SmallQueue(assoc)
        assoc.dimse.msg_queue = _AnswerQueue(assoc)
        self.socket = _Socket(assoc, address, self.limits)
        self.socket.tls_args = tls_args
        if tls_args is None:
            assoc.dul._run_loop_delay = 0
        return self.socket


class _SmallQueue(queue.Queue[Any]):
    """Lets the reader of a file wait until its pieces have been sent.

    Without encryption the reader sends them itself, which saves changes between threads; an
    encrypted connection may not be read and written by two threads at once.
    """

    def __init__(self, association: Association) -> None:
        super().__init__(_MOST_WAITING)
        self._association = association

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:  # noqa: FBT001, FBT002, ARG002 - as in the base
        """Add an item; without effect when the connection has ended."""
        link = self._association.dul.socket
        if isinstance(item, P_DATA) and isinstance(link, _Socket) and link.is_plain:
            link.post(item)
            return
        if threading.current_thread() is self._association.dul:
            with self.mutex:  # this thread takes them out and must not wait for itself
                self._put(item)
                self.unfinished_tasks += 1
                self.not_empty.notify()
            return
        while True:
            try:
                super().put(item, timeout=_POLL_S if self._association.dul.is_alive() else 0)
            except queue.Full:
                if not self._association.dul.is_alive():
                    return
            else:
                return


class _AnswerQueue(queue.Queue[Any]):
    """Ends the wait for an answer when the connection has ended, whoever took the notice of it."""

    def __init__(self, association: Association) -> None:
        super().__init__()
        self._association = association

    def get(self, block: bool = True, timeout: float | None = None) -> Any:  # noqa: FBT001, FBT002 - as in the base
        """Return the next answer; (None, None) if the connection has ended."""
        if not block:
            return super().get(block=False)
        end = time.monotonic() + (threading.TIMEOUT_MAX if timeout is None else timeout)
        while True:
            left_s = end - time.monotonic()
            try:
                return super().get(timeout=max(min(left_s, _POLL_S), 0))
            except queue.Empty:
                if left_s <= 0:
                    raise
                if not self._association.dul.is_alive() and self.empty():
                    return None, None


class _Socket(AssociationSocket):
    """Keeps why no connection was made, and hangs up when nothing moves.

    Attributes
    ----------
    failure
        Why no connection was made; None if that was not the reason.
    has_stalled
        Whether the other side stopped receiving.
    last_sent
        When something but an abort was sent last, by the monotonic clock.
    """

    def __init__(self, assoc: Association, address: AddressInformation, limits: Limits) -> None:
        super().__init__(assoc, address=address)
        self._limits = limits
        self._posted = bytearray()
        self.failure: OSError | None = None
        self.has_stalled = False
        self.last_sent = time.monotonic()

    def connect(self, primitive: T_CONNECT) -> None:
        """Connect, and let pynetdicom go on, with or without success."""
        try:
            assert self.socket is not None
            self.socket.settimeout(self._limits.connect_s)
            self.socket.connect(primitive.address_info.as_tuple)
            if self.tls_args:
                context, name = self.tls_args
                self.socket = context.wrap_socket(self.socket, server_hostname=name)
            self.socket.settimeout(self._limits.stall_s)
            self.assoc.requestor.address_info = AddressInformation.from_tuple(
                self.socket.getsockname()
            )
            self._is_connected = True
            primitive.result = "Evt2"
        except OSError as error:
            self.failure = error
            if self.socket is not None:
                self.socket.close()
                self.socket = None
            primitive.result = "Evt17"
        finally:
            self.provider_queue.put(primitive)
            self._ready.set()

    @property
    def is_plain(self) -> bool:
        """Whether the connection is not encrypted."""
        return not self.tls_args

    @property
    def ready(self) -> bool:
        """Whether there is something to receive; waits a little for it."""
        if self.is_plain and self.socket is not None and self._is_connected:
            with suppress(OSError, ValueError):  # the base reports that it is closed
                select.select([self.socket], [], [], _WAIT_S)
        return super().ready

    def post(self, primitive: P_DATA) -> None:
        """Send a piece of a message, several together."""
        pdu = P_DATA_TF()
        pdu.from_primitive(primitive)
        self._posted += pdu.encode()
        is_last = primitive.presentation_data_value_list[-1][1][0] & _LAST
        if is_last or len(self._posted) >= _LARGEST_PIECE:
            content, self._posted = bytes(self._posted), bytearray()
            self.send(content)

    def send(self, bytestream: bytes) -> None:
        """Send all, or end the connection if nothing was taken for too long."""
        if self.socket is None:
            return
        try:
            self.socket.sendall(bytestream)
            if bytestream[:1] != _ABORT:
                self.last_sent = time.monotonic()
        except OSError as error:
            # the pieces after this one find a closed connection: the first failure is the reason
            self.has_stalled = self.has_stalled or isinstance(error, TimeoutError)
            self.event_queue.put("Evt17")  # the connection is closed

    def _shutdown_socket(self) -> None:
        """Close also a socket that the other side has closed, or that was never connected."""
        if self.socket is not None:
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)
            self.socket.close()
