"""A server on a port of this computer that others cannot keep busy or fill, perhaps with TLS."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final

from pynetdicom import AE
from pynetdicom.association import Association
from pynetdicom.events import EventHandlerType
from pynetdicom.transport import RequestHandler, ThreadedAssociationServer

from hysteroview.export.dicom.bounds import Bounds
from hysteroview.export.dicom.connection import BoundedSocket

_CONNECTION_S: Final = 60.0  # from its begin to its end
_MESSAGE_BYTES: Final = 4 << 20
_SHAKE_S: Final = 10.0  # for the handshake of TLS
_MOST_OPEN: Final = 16  # connections, also those that have said nothing yet
_POLL_S: Final = 0.1  # until it notices that it has to end


def _short_bounds() -> Bounds:
    """Return the bounds of a connection for a short report."""
    return Bounds(_CONNECTION_S, _MESSAGE_BYTES)


class BoundedServer(ThreadedAssociationServer):
    """Each connection has a thread, from its handshake on, and bounds on time and memory.

    Parameters
    ----------
    tls
        How connections are encrypted; None for plain ones.
    new_bounds
        Returns the bounds of a connection that begins now; without it, they are those of a report.

    Raises
    ------
    OSError
        The port cannot be used.
    """

    daemon_threads = True

    def __init__(
        self, entity: AE, port: int, handlers: Sequence[EventHandlerType],
        tls: ssl.SSLContext | None, new_bounds: Callable[[], Bounds] = _short_bounds,
    ) -> None:  # fmt: skip
        self._tls, self.new_bounds = tls, new_bounds
        self._shaking: dict[threading.Thread, socket.socket] = {}
        super().__init__(
            entity, ("", port), entity.ae_title, entity.supported_contexts,
            evt_handlers=list(handlers), request_handler=_Handler,
        )  # fmt: skip
        entity._servers.append(self)
        self._thread = threading.Thread(
            target=self.serve_forever, args=(_POLL_S,), name="dicom listener", daemon=True
        )
        self._thread.start()

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        """Accept a connection; its handshake is left to its own thread."""
        assert self.socket is not None
        accepted, address = self.socket.accept()
        accepted.settimeout(_SHAKE_S)
        if self._tls is not None:
            accepted = self._tls.wrap_socket(
                accepted, server_side=True, do_handshake_on_connect=False
            )
        return accepted, address

    def verify_request(self, request: object, client_address: object) -> bool:  # noqa: ARG002 - of the base
        """Whether there is room for one more connection."""
        return len(self._shaking) + len(self.active_associations) < _MOST_OPEN

    def shake_hands(self, connection: ssl.SSLSocket) -> bool:
        """Agree on the encryption; False if that fails. Called by the connection's thread."""
        self._shaking[threading.current_thread()] = connection
        try:
            connection.do_handshake()
        except (OSError, ValueError):  # also if it was closed meanwhile
            self.shutdown_request(connection)
            return False
        else:
            return True
        finally:
            del self._shaking[threading.current_thread()]

    def close(self) -> None:
        """End all connections, and wait for them. May be called twice."""
        if self in self.ae._servers:
            self.shutdown()
            self._thread.join()
            for thread, connection in list(self._shaking.items()):
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
                thread.join(_SHAKE_S)
            for each in self.active_associations:
                if each.requestor.primitive is not None:
                    each.abort()
                elif each.dul.socket is not None:
                    each.dul.socket.close()
                each.join(_CONNECTION_S)


class _Handler(RequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, BoundedServer)
        is_plain = not isinstance(self.request, ssl.SSLSocket)
        if is_plain or self.server.shake_hands(self.request):
            super().handle()

    def _create_association(self) -> Association:
        assert isinstance(self.server, BoundedServer)
        made = super()._create_association()
        made.daemon = made.dul.daemon = True
        made.dul.event_queue.get_nowait()  # each socket announces that it is connected
        made.dul.socket = _AcceptedSocket(made, self.server.new_bounds(), accepted=self.request)
        return made


class _AcceptedSocket(BoundedSocket):
    """Lets the thread of a connection end with it, also before a request came.

    pynetdicom would wait for the request until its time is over.
    """

    def _shutdown_socket(self) -> None:
        super()._shutdown_socket()
        if self.assoc.requestor.primitive is None:
            requests: Any = self.assoc.dul.to_user_queue
            requests.put(None)  # as after its time
