"""A real worklist server, in this process: what a hospital's information system answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pydicom.dataset import Dataset
from pynetdicom import AE, evt
from pynetdicom.sop_class import ModalityWorklistInformationFind

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
    """Answers with its entries that match date and modality, and keeps what it was asked."""

    def __init__(self, entries: Sequence[Dataset]) -> None:
        self.entries = list(entries)
        self.asked: list[Dataset] = []
        self.status = SUCCESS
        self.port = 0

    def answer(self, event: evt.Event) -> Iterator[tuple[int, Dataset | None]]:
        query = event.identifier
        self.asked.append(query)
        if self.status != SUCCESS:
            yield self.status, None
            return
        wanted = query.ScheduledProcedureStepSequence[0]
        for each in self.entries:
            step = each.ScheduledProcedureStepSequence[0]
            day = step.get("ScheduledProcedureStepStartDate", "")
            modality = step.get("Modality", "")
            if day == wanted.ScheduledProcedureStepStartDate and wanted.Modality in ("", modality):
                yield PENDING, each


@contextmanager
def worklist_server(entries: Sequence[Dataset], title: str = "RIS") -> Iterator[WorklistServer]:
    """Run a server on a free port of this machine."""
    made = WorklistServer(entries)
    entity = AE(ae_title=title)
    entity.require_called_aet = True
    entity.add_supported_context(ModalityWorklistInformationFind)
    running = entity.start_server(
        ("127.0.0.1", 0), block=False, evt_handlers=[(evt.EVT_C_FIND, made.answer)]
    )
    made.port = running.socket.getsockname()[1]
    try:
        yield made
    finally:
        running.shutdown()
