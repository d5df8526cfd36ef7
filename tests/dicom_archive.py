"""An archive in this process that behaves, or misbehaves, as a test wants."""

from __future__ import annotations

import socket
import ssl
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian, VideoEndoscopicImageStorage
from pynetdicom import AE, ALL_TRANSFER_SYNTAXES, build_role, evt
from pynetdicom.presentation import AllStoragePresentationContexts

from hysteroview.export.dicom.send.services import (
    COMMITMENT,
    COMMITMENT_INSTANCE,
    ECHO,
    FIND,
    STEP,
)
from hysteroview.settings.archives import ArchiveSettings
from patience import PATIENCE_S

SUCCESS, PENDING, NO_SUCH = 0x0000, 0xFF00, 0x0112
TITLE = "ARCHIVE"


@dataclass
class Archive:
    """Keeps what it gets in memory.

    Attributes
    ----------
    received
        How often each instance was sent, by UID.
    kept
        Instances that it still has.
    status
        Its answer to each object.
    takes_video, finds, commits, takes_steps
        Its services.
    abort_for, aborts
        UIDs of objects in the middle of which it aborts, so many times in all.
    loses
        UIDs that it drops after it has reported success.
    listener
        Port to which it reports storage commitment.
    steps
        Messages on exams: begin or end, with their content.
    """

    status: int = SUCCESS
    takes_video: bool = True
    finds: bool = True
    commits: bool = False
    answers_commitment: bool = True
    takes_steps: bool = False
    abort_for: set[str] = field(default_factory=set)
    aborts: int = 1
    pause_s: float = 0.0
    loses: set[str] = field(default_factory=set)
    listener: int = 0
    failure_reason: int = NO_SUCH
    proposes_scp: bool = True
    port: int = 0
    received: Counter[str] = field(default_factory=Counter)
    kept: dict[str, Dataset] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    steps: list[tuple[str, str, Dataset]] = field(default_factory=list)
    step_status: int = SUCCESS
    connections: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def settings(self, **changes: object) -> ArchiveSettings:
        """Return the settings that lead here."""
        chosen = {"host": "127.0.0.1", "port": self.port, "called_title": TITLE, **changes}
        return ArchiveSettings(**chosen)  # type: ignore[arg-type]

    def count_connection(self, _event: evt.Event) -> None:
        self.connections += 1

    def see_message(self, event: evt.Event) -> None:
        """Abort in the middle of an object: when its command is there, and not yet its data."""
        pieces = getattr(event.pdu, "presentation_data_value_items", ())
        for item in pieces if self.aborts else ():
            value = item.presentation_data_value
            if value[0] & 1 and any(uid.encode() in value for uid in self.abort_for):
                self.aborts -= 1
                event.assoc.abort()

    def store(self, event: evt.Event) -> int:
        uid = str(event.request.AffectedSOPInstanceUID)
        self.ended.wait(self.pause_s)
        self.received[uid] += 1
        if self.status == SUCCESS and uid not in self.loses:
            self.kept[uid] = event.dataset
            self.kept[uid].file_meta = event.file_meta
        self.loses.discard(uid)
        return self.status

    def find(self, event: evt.Event) -> Iterator[tuple[int, Dataset | None]]:
        uid = str(event.identifier.SOPInstanceUID)
        self.asked.append(uid)
        if uid in self.kept:
            answer = Dataset()
            answer.QueryRetrieveLevel = "IMAGE"
            answer.SOPInstanceUID = uid
            yield PENDING, answer
        yield SUCCESS, None

    def commit(self, event: evt.Event) -> tuple[int, None]:
        wanted = event.action_information
        if self.answers_commitment:
            thread = threading.Thread(target=self._report, args=(wanted,), daemon=True)
            self._threads.append(thread)
            thread.start()
        return SUCCESS, None

    def _report(self, wanted: Dataset) -> None:
        """Report on a new connection, as archives do, in the role of the provider."""
        report, kept, failed = Dataset(), [], []
        report.TransactionUID = wanted.TransactionUID
        for each in wanted.ReferencedSOPSequence:
            if str(each.ReferencedSOPInstanceUID) in self.kept:
                kept.append(each)
            else:
                each.FailureReason = self.failure_reason
                failed.append(each)
        if kept:
            report.ReferencedSOPSequence = kept
        if failed:
            report.FailedSOPSequence = failed
        entity = AE(TITLE)
        entity.add_requested_context(COMMITMENT, ImplicitVRLittleEndian)
        roles = [build_role(COMMITMENT, scp_role=True)] if self.proposes_scp else []
        association = entity.associate(
            "127.0.0.1", self.listener, ae_title="HYSTEROVIEW", ext_neg=roles
        )
        assert association.is_established, "nobody listens for the report"
        association.send_n_event_report(report, 2 if failed else 1, COMMITMENT, COMMITMENT_INSTANCE)
        association.release()

    def create(self, event: evt.Event) -> tuple[int, Dataset | None]:
        content = event.attribute_list
        self.steps.append(("begin", str(event.request.AffectedSOPInstanceUID), content))
        return self.step_status, content if self.step_status == SUCCESS else None

    def set(self, event: evt.Event) -> tuple[int, Dataset | None]:
        content = event.modification_list
        self.steps.append(("end", str(event.request.RequestedSOPInstanceUID), content))
        return self.step_status, content if self.step_status == SUCCESS else None


@contextmanager
def stalled_proxy(port: int, passed_bytes: int = 100_000) -> Iterator[int]:
    """Yield a port that leads to an archive, and after so many bytes takes no more."""
    ended = threading.Event()

    def forward(source: socket.socket, target: socket.socket, most: int) -> None:
        source.settimeout(0.1)
        while most > 0 and not ended.is_set():
            try:
                content = source.recv(min(most, 4096))
                target.sendall(content)
            except TimeoutError:
                continue
            except OSError:
                return
            if not content:
                return
            most -= len(content)
        ended.wait()

    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            outer, _ = server.accept()
            with outer, socket.create_connection(("127.0.0.1", port)) as inner:
                back = threading.Thread(target=forward, args=(inner, outer, 1 << 40))
                back.start()
                forward(outer, inner, passed_bytes)
                back.join()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            ended.set()
            thread.join(PATIENCE_S)


@contextmanager
def archive(
    *, tls: ssl.SSLContext | None = None, title: str = TITLE, own_titles: Sequence[str] = (),
    port: int = 0, **behavior: object,
) -> Iterator[Archive]:  # fmt: skip
    """Start an archive on a free port.

    Parameters
    ----------
    own_titles
        Titles of those that may connect; empty for all.
    """
    it = Archive(**behavior)  # type: ignore[arg-type]
    entity = AE(title)
    entity.require_called_aet = True
    entity.require_calling_aet = list(own_titles)
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = PATIENCE_S
    for context in AllStoragePresentationContexts:
        if it.takes_video or context.abstract_syntax != VideoEndoscopicImageStorage:
            entity.add_supported_context(str(context.abstract_syntax), ALL_TRANSFER_SYNTAXES)
    plain = [ExplicitVRLittleEndian, ImplicitVRLittleEndian]
    entity.add_supported_context(ECHO, plain)
    if it.finds:
        entity.add_supported_context(FIND, plain)
    if it.commits:
        entity.add_supported_context(COMMITMENT, plain)
    if it.takes_steps:
        entity.add_supported_context(STEP, plain)
    handlers: list[evt.EventHandlerType] = [
        (evt.EVT_ACCEPTED, it.count_connection), (evt.EVT_PDU_RECV, it.see_message),
        (evt.EVT_C_STORE, it.store), (evt.EVT_C_FIND, it.find), (evt.EVT_N_ACTION, it.commit),
        (evt.EVT_N_CREATE, it.create), (evt.EVT_N_SET, it.set),
    ]  # fmt: skip
    server = entity.start_server(
        ("127.0.0.1", port), block=False, evt_handlers=handlers, ssl_context=tls
    )
    it.port = server.server_address[1]
    try:
        yield it
    finally:
        it.ended.set()
        for each in it._threads:
            each.join(PATIENCE_S)
        for association in entity.active_associations:
            if association.requestor.primitive is None:  # it would wait for a request
                association.dul.to_user_queue.put(None)  # type: ignore[arg-type]
            association.abort()
            association.join(PATIENCE_S)
        server.shutdown()
