"""A DICOM connection with bounds on time and memory, whatever the other side sends.

pynetdicom has a timeout for each message and none for all of them, and takes every length that is
announced. Its reactor thread asks the socket whether it is ready every millisecond, so the bounds
are checked there.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from ssl import SSLContext

from pynetdicom import AE
from pynetdicom.association import Association
from pynetdicom.pdu import A_ABORT_RQ
from pynetdicom.pdu_primitives import A_ASSOCIATE
from pynetdicom.transport import AddressInformation, AssociationSocket

from hysteroview.export.dicom.bounds import Bounds

_CHUNK_BYTES = 4096
_POLL_S = 0.1


def rejection_of(association: Association) -> A_ASSOCIATE | None:
    """Return the answer by which a connection was rejected; None if it was not.

    If the answer comes before pynetdicom looks whether its socket is connected, the socket is
    closed already, and it reports an abort; the answer then lies in its queue.
    """
    answers = [association.acceptor.primitive, *association.dul.to_user_queue.queue]
    found = (each for each in answers if isinstance(each, A_ASSOCIATE) and each.result)
    return next(found, None)


class BoundedEntity(AE):
    """An application entity whose connections keep their bounds, and do not keep the process."""

    def __init__(self, ae_title: str, bounds: Bounds) -> None:
        super().__init__(ae_title)
        self._bounds = bounds
        self.acse_timeout = self.dimse_timeout = self.network_timeout = bounds.left_s
        self.connection_timeout = bounds.left_s

    def _create_socket(
        self,
        assoc: Association,
        address: AddressInformation,
        tls_args: tuple[SSLContext, str] | None,
    ) -> AssociationSocket:
        assoc.dul.daemon = True
        made = BoundedSocket(assoc, self._bounds, address=address)
        made.tls_args = tls_args
        return made


class BoundedSocket(AssociationSocket):
    """Hangs up at the first breach of its bounds.

    Parameters
    ----------
    address
        Of a server to connect to; None for a connection that was accepted.
    accepted
        Socket of a connection that was accepted.
    """

    def __init__(
        self, assoc: Association, bounds: Bounds, *, address: AddressInformation | None = None,
        accepted: socket.socket | None = None,
    ) -> None:  # fmt: skip
        super().__init__(assoc, client_socket=accepted, address=address)
        self._bounds = bounds

    @property
    def ready(self) -> bool:
        """Whether there is something to receive."""
        if self._bounds.is_over and self._is_connected:
            self._hang_up()
            return False
        return super().ready

    def recv(self, nr_bytes: int) -> bytearray:
        """Receive so many bytes, or all until the other side closes.

        Raises
        ------
        OSError
            A bound is exceeded, or the connection is broken.
        """
        message = self.assoc.dimse.message
        held = () if message is None else (message.encoded_command_set, message.data_set)
        held_bytes = sum(part.getbuffer().nbytes for part in held if part is not None)
        self._bounds.announce(held_bytes, nr_bytes)
        received = bytearray()
        while len(received) < nr_bytes:
            if self._bounds.is_over or self.socket is None:
                self._hang_up()
                raise OSError("a bound of the connection is exceeded")
            self.socket.settimeout(_POLL_S)
            try:
                chunk = self.socket.recv(min(nr_bytes - len(received), _CHUNK_BYTES))
            except TimeoutError:
                continue
            if not chunk:
                break
            received += chunk
        return received

    def _hang_up(self) -> None:
        """Tell the other side that the association is aborted (PS3.8, 9.3.8), and close."""
        if self.socket is not None:
            abort = A_ABORT_RQ()
            abort.source = abort.reason_diagnostic = 0  # by the user of the service
            with suppress(OSError):  # it does not take anything any more
                self.socket.settimeout(0)
                self.socket.send(abort.encode())
        self.close()

    def _shutdown_socket(self) -> None:
        """Close also a socket that was never connected."""
        if self.socket is not None:
            with suppress(OSError):  # it is not connected
                self.socket.shutdown(socket.SHUT_RDWR)
            self.socket.close()
