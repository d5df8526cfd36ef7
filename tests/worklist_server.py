"""A real worklist server, in this process: what a hospital's information system answers, or a
hostile one."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from pydicom.dataset import Dataset
from pynetdicom import AE, evt
from pynetdicom.sop_class import ModalityWorklistInformationFind

from patience import PATIENCE_S

SUCCESS, PENDING = 0x0000, 0xFF00


def entry(**fields: str) -> Dataset:
    """One scheduled exam; what begins with a step's keyword goes into the step."""
    step, whole = Dataset(), Dataset()
    whole.SpecificCharacterSet = "ISO_IR 192"
    for keyword, value in fields.items():
        is_step = keyword.startswith("Scheduled") or keyword == "Modality"
        setattr(step if is_step else whole, keyword, value)
    whole.ScheduledProcedureStepSequence = [step]
    return whole


class WorklistServer:
    """Answers with its entries that match date and modality, and keeps what it was asked.

    Attributes
    ----------
    pause_s
        If set, the first entry is sent again and again, after this time.
    aborted
        Set when the other side has aborted the association.
    """

    def __init__(self, entries: Sequence[Dataset]) -> None:
        self.entries = list(entries)
        self.asked: list[Dataset] = []
        self.status = SUCCESS
        self.port = 0
        self.pause_s: float | None = None
        self.aborted, self._ended = threading.Event(), threading.Event()

    def answer(self, event: evt.Event) -> Iterator[tuple[int, Dataset | None]]:
        query = event.identifier
        self.asked.append(query)
        if self.status != SUCCESS:
            yield self.status, None
            return
        while self.pause_s is not None and not self._ended.wait(self.pause_s):
            yield PENDING, self.entries[0]
        wanted = query.ScheduledProcedureStepSequence[0]
        for each in self.entries:
            step = each.ScheduledProcedureStepSequence[0]
            day = step.get("ScheduledProcedureStepStartDate", "")
            modality = step.get("Modality", "")
            if day == wanted.ScheduledProcedureStepStartDate and wanted.Modality in ("", modality):
                yield PENDING, each

    def end(self) -> None:
        """Let an answer without an end come to its end."""
        self._ended.set()


@contextmanager
def worklist_server(entries: Sequence[Dataset], title: str = "RIS") -> Iterator[WorklistServer]:
    """Run a server on a free port of this machine."""
    made = WorklistServer(entries)
    entity = AE(ae_title=title)
    entity.require_called_aet = True
    entity.add_supported_context(ModalityWorklistInformationFind)
    running = entity.start_server(
        ("127.0.0.1", 0),
        block=False,
        evt_handlers=[
            (evt.EVT_C_FIND, made.answer),
            (evt.EVT_ABORTED, lambda _: made.aborted.set()),
        ],
    )
    made.port = running.socket.getsockname()[1]
    try:
        yield made
    finally:
        made.end()
        running.shutdown()


@contextmanager
def flooding_server() -> Iterator[tuple[int, list[int]]]:
    """A server that announces an answer of 4 GB and sends it without an end.

    Yields
    ------
    Its port, and the numbers of bytes that it could send.
    """
    sent: list[int] = []

    def flood() -> None:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection, suppress(OSError):
            connection.settimeout(PATIENCE_S)
            connection.recv(4096)
            connection.sendall(b"\x02\x00\xff\xff\xff\xff")
            while True:
                sent.append(connection.send(bytes(65536)))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=flood)
        thread.start()
        try:
            yield listener.getsockname()[1], sent
        finally:
            thread.join(PATIENCE_S)
