"""An exam is assigned to an order of a real worklist server, in the window."""

from __future__ import annotations

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from hysteroview.exam.store.dicom.orders import Order
from hysteroview.exam.store.records import Exam, Patient
from hysteroview.gui.archive.order_dialog import OrderDialog
from hysteroview.settings.table import WorklistSettings
from worklist_server import entry, worklist_server

pytestmark = [
    pytest.mark.qt_log_ignore("propagateSizeHints"),  # dialogs, offscreen
    # pynetdicom's server does not close a socket whose other side has hung up
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]
EXAM = Exam(exam_id="a1", patient=Patient(name="Weiss^Anna"), started_wall_ns=1, source="s",
            model="m", model_sha256="0")  # fmt: skip


def test_an_order_is_chosen_and_a_doubtful_one_is_not(qtbot: QtBot) -> None:
    today = f"{date.today():%Y%m%d}"
    sure = entry(
        PatientName="Li^Na=李^娜", PatientID="7", AccessionNumber="A7", StudyInstanceUID="1.2.3",
        ScheduledProcedureStepStartDate=today, ScheduledProcedureStepStartTime="0800",
    )  # fmt: skip
    doubtful = entry(
        PatientName="Li^Na=^", PatientID="8", ScheduledProcedureStepStartDate=today,
        ScheduledProcedureStepStartTime="0900",
    )  # fmt: skip
    with worklist_server([sure, doubtful]) as server:
        settings = WorklistSettings(host="127.0.0.1", port=server.port, called_title="RIS")
        dialog = OrderDialog(settings, EXAM)
        qtbot.addWidget(dialog)
        dialog.open()
        dialog.ask()
        qtbot.waitUntil(lambda: dialog.list.count() == 2)
    assert not dialog.undo.isVisible()
    dialog.list.setCurrentRow(1)
    dialog.primary.click()
    assert "dropped the name" in dialog.fault
    assert dialog.isVisible()
    dialog.list.setCurrentRow(0)
    with qtbot.waitSignal(dialog.assigned) as assigned:
        dialog.primary.click()
    assert assigned.args == [
        Order(patient=Patient(identifier="7", name="Li^Na=李^娜"), accession_number="A7",
              identifiers={"study_uid": "1.2.3"})
    ]  # fmt: skip
