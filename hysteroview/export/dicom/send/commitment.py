"""Storage commitment (PS3.4, annex J): the request, and the listener for the archive's report."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydicom.dataset import Dataset
from pydicom.uid import UID, ExplicitVRLittleEndian, ImplicitVRLittleEndian, generate_uid
from pynetdicom import AE, evt
from pynetdicom.association import Association

from hysteroview.core.errors import ArchiveError
from hysteroview.export.dicom.send.listening import BoundedServer
from hysteroview.export.dicom.send.objects import DicomObject
from hysteroview.export.dicom.send.services import COMMITMENT, COMMITMENT_INSTANCE, ECHO

COMMITMENT_CONTEXT = (str(COMMITMENT), str(ImplicitVRLittleEndian))
NO_SUCH_OBJECT = 0x0112  # PS3.3, C.14: the archive does not have it
_REQUEST = 1  # action type, PS3.4 J.3.2
_SUCCESS = 0x0000
_MOST_REPORTED = 100_000
_MOST_CONNECTIONS = 4
_REQUEST_S = 10.0  # from the begin of a connection to what the archive wants
_UNKNOWN = 0x0110  # processing failure


@dataclass(frozen=True, slots=True)
class CommitmentReport:
    """What an archive says about a request.

    Attributes
    ----------
    kept
        UIDs of objects that it keeps.
    failed
        UIDs of others, with the reason (PS3.3, C.14).
    """

    transaction: str
    kept: tuple[str, ...]
    failed: tuple[tuple[str, int], ...]


TakeReport = Callable[[CommitmentReport], None]


def new_transaction() -> str:
    """Return the UID for a new request."""
    return str(generate_uid())


def request_commitment(
    association: Association, transaction: str, objects: Sequence[DicomObject]
) -> int | None:
    """Ask an archive to keep objects; returns its status, 0 if it will report, None if none came.

    The listener has to be there before.
    """
    action = Dataset()
    action.TransactionUID = transaction
    action.ReferencedSOPSequence = [_reference(each) for each in objects]
    try:
        status, _ = association.send_n_action(action, _REQUEST, COMMITMENT, COMMITMENT_INSTANCE)
    except (RuntimeError, ValueError):  # the connection has ended, or is not for this
        return None
    return status.Status if "Status" in status else None


def _reference(each: DicomObject) -> Dataset:
    reference = Dataset()
    reference.ReferencedSOPClassUID = UID(each.sop_class)
    reference.ReferencedSOPInstanceUID = UID(each.instance)
    return reference


def report_handler(take: TakeReport) -> Callable[[evt.Event], tuple[int, None]]:
    """Return a handler of EVT_N_EVENT_REPORT that passes valid reports on."""

    def handle(event: evt.Event) -> tuple[int, None]:
        try:
            report = read_report(event.event_information)
        except (ValueError, TypeError, AttributeError, LookupError):
            return _UNKNOWN, None
        take(report)
        return _SUCCESS, None

    return handle


def read_report(content: Dataset) -> CommitmentReport:
    """Read a report; raises as pydicom does for damaged ones."""
    kept = content.get("ReferencedSOPSequence") or []
    failed = content.get("FailedSOPSequence") or []
    if len(kept) + len(failed) > _MOST_REPORTED:
        raise ValueError("too many objects")
    return CommitmentReport(
        transaction=str(content.TransactionUID),
        kept=tuple(str(each.ReferencedSOPInstanceUID) for each in kept),
        failed=tuple(
            (str(each.ReferencedSOPInstanceUID), int(each.get("FailureReason") or _UNKNOWN))
            for each in failed
        ),
    )


class CommitmentListener:
    """Waits for reports on a port of this computer until `close`.

    Parameters
    ----------
    take
        Called by a thread of the listener, once for each report.
    tls
        How archives encrypt their reports; None for plain ones.

    Raises
    ------
    ArchiveError
        The port cannot be used.
    """

    def __init__(
        self, own_title: str, port: int, take: TakeReport, tls: ssl.SSLContext | None = None
    ) -> None:
        entity = AE(own_title)
        entity.maximum_associations = _MOST_CONNECTIONS
        entity.require_called_aet = True
        entity.acse_timeout = _REQUEST_S
        syntaxes = [ImplicitVRLittleEndian, ExplicitVRLittleEndian]
        # the archive proposes to be the provider here: a listener that accepts only the role of
        # a user never gets a report
        entity.add_supported_context(COMMITMENT, syntaxes, scu_role=True, scp_role=True)
        entity.add_supported_context(ECHO, syntaxes)
        handlers: list[evt.EventHandlerType] = [(evt.EVT_N_EVENT_REPORT, report_handler(take))]
        try:
            self._server = BoundedServer(entity, port, handlers, tls)
        except OSError as error:
            raise ArchiveError(
                f"Port {port}, on which archives confirm what they keep, cannot be used.",
                remedy="Choose another port for storage commitment in the settings.",
                detail=str(error),
            ) from error

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        """End all connections. May be called twice."""
        self._server.close()
