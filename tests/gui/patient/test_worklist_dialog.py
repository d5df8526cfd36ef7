"""A patient taken from a real worklist server, and a server that is not there."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from datetime import date

import pytest
from pydicom.dataelem import RawDataElement
from pydicom.tag import Tag
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hysteroview.gui.exam.page import ExamPage
from hysteroview.gui.sources.choice import choice_of
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import WorklistSettings
from patience import PATIENCE_S, wait_until
from worklist_server import entry, worklist_server

pytestmark = [
    pytest.mark.qt_log_ignore("propagateSizeHints"),  # dialogs, offscreen
    # pynetdicom's server does not close a socket whose other side has hung up
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]


def page_for(qtbot: QtBot, port: int) -> ExamPage:
    worklist = WorklistSettings(host="127.0.0.1", port=port, called_title="RIS")
    page = ExamPage(CurrentSettings(Settings(worklist=worklist)))
    qtbot.addWidget(page)
    page.show_choice(choice_of("phantom:"), None)
    page.form.operator.setText("Dr. Grün")
    page.show()
    return page


def test_a_scheduled_exam_fills_the_form(qtbot: QtBot) -> None:
    today = f"{date.today():%Y%m%d}"
    exams = [
        entry(
            PatientName=f"Patient^{number}", PatientID=str(number), PatientBirthDate="19700101",
            AccessionNumber=f"A{number}", RequestedProcedureDescription="Bleeding",
            ScheduledProcedureStepStartDate=today, ScheduledProcedureStepStartTime=f"0{number}00",
        )
        for number in (7, 8)
    ]  # fmt: skip
    with worklist_server(exams) as server:
        page = page_for(qtbot, server.port)
        page.worklist.click()
        dialog = page.dialog
        assert dialog is not None
        qtbot.waitUntil(lambda: dialog.list.count() == 2)
        assert "today: 2" in dialog.text
        dialog.list.setCurrentRow(1)
        with qtbot.waitSignal(dialog.chosen):
            dialog.primary.click()
    taken = page.form.entry()
    assert (taken.patient.identifier, taken.patient.name) == ("8", "Patient^8")
    assert taken.patient.birth_date == "1970-01-01"
    assert (taken.accession_number, taken.indication) == ("A8", "Bleeding")
    assert taken.operator == "Dr. Grün"


def test_nothing_is_preselected_and_a_selection_survives_a_refresh(qtbot: QtBot) -> None:
    """The first patient of the list used to be selected, so that Return took a stranger."""
    exams = [entry(
            PatientName="Li^Na=李^娜", PatientID=number,
            ScheduledProcedureStepStartDate=f"{date.today():%Y%m%d}",
        )
        for number in "789"
    ]  # fmt: skip
    with worklist_server(exams) as server:
        page = page_for(qtbot, server.port)
        page.worklist.click()
        dialog = page.dialog
        assert dialog is not None
        qtbot.waitUntil(lambda: dialog.list.count() == 3)
        assert dialog.list.selectedItems() == []
        assert not dialog.primary.isEnabled()
        qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
        assert dialog.isVisible()
        item = next(item for item in map(dialog.list.item, range(3)) if " · 8" in item.text())
        assert "李娜 (Li, Na)" in item.text()
        dialog.list.setCurrentItem(item)
        dialog.again.click()
        qtbot.waitUntil(dialog.again.isEnabled)
        (selected,) = dialog.list.selectedItems()
        assert " · 8" in selected.text()
        with qtbot.waitSignal(dialog.chosen):
            dialog.primary.click()
    assert page.form.entry().patient.name == "Li^Na=李^娜"


def test_a_server_that_is_not_there_leaves_the_form_as_it_is(qtbot: QtBot) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    page = page_for(qtbot, port)
    page.worklist.click()
    dialog = page.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: "does not answer" in dialog.fault)
    assert dialog.text == ""
    assert not dialog.primary.isEnabled()
    dialog.reject()
    assert page.form.operator.text() == "Dr. Grün"


def test_cancel_ends_the_query_at_once(qtbot: QtBot) -> None:
    with worklist_server([entry(PatientID="7")]) as server:
        server.pause_s = 0.2
        page = page_for(qtbot, server.port)
        page.worklist.click()
        dialog = page.dialog
        assert dialog is not None
        qtbot.waitUntil(lambda: bool(server.asked))
        dialog.cancel.click()
        assert server.aborted.wait(PATIENCE_S)
        wait_until(lambda: not any("worklist" in each.name for each in threading.enumerate()))


PROGRAM = """
import sys, threading
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from hysteroview.gui.patient.worklist_dialog import WorklistDialog
from hysteroview.settings.table import WorklistSettings

application = QApplication(sys.argv)
settings = WorklistSettings(host="127.0.0.1", port=int(sys.argv[1]), called_title="RIS")
dialog = WorklistDialog(settings)
dialog.open()
dialog.ask()
told = threading.Event()
threading.Thread(target=lambda: sys.stdin.readline() and told.set(), daemon=True).start()
timer = QTimer(interval=20)
timer.timeout.connect(lambda: told.is_set() and application.quit())
timer.start()
application.exec()
print("quit", flush=True)
"""


def test_a_query_does_not_keep_the_program_from_ending() -> None:
    with worklist_server([entry(PatientID="7")]) as server:
        server.pause_s = 0.2
        command = [sys.executable, "-c", PROGRAM, str(server.port)]
        program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            wait_until(lambda: bool(server.asked))
            told, _ = program.communicate(b"end\n", timeout=PATIENCE_S)
            assert (told, program.returncode) == (b"quit\n", 0)
            assert server.aborted.wait(PATIENCE_S)
        finally:
            program.kill()
            program.wait()


def test_without_a_server_there_is_no_button(qtbot: QtBot) -> None:
    page = ExamPage(CurrentSettings())
    qtbot.addWidget(page)
    page.show()
    assert not page.worklist.isVisible()


def test_a_doubtful_name_is_marked_and_not_taken(qtbot: QtBot) -> None:
    """A name in GBK without a character set used to fill the form with rubbish, and was stored."""
    exam = entry(
        PatientID="7", ScheduledProcedureStepStartDate=f"{date.today():%Y%m%d}",
        ScheduledProcedureStepStartTime="0900",
    )  # fmt: skip
    del exam.SpecificCharacterSet
    exam[0x00100010] = RawDataElement(
        Tag(0x00100010), "PN", 9, "Wang=王昞".encode("gbk"), 0, False, True
    )
    with worklist_server([exam]) as server:
        page = page_for(qtbot, server.port)
        page.worklist.click()
        dialog = page.dialog
        assert dialog is not None
        qtbot.waitUntil(lambda: dialog.list.count() == 1)
        assert "王昞 (Wang) (name is doubtful)" in dialog.list.item(0).text()
        dialog.list.setCurrentRow(0)
        dialog.primary.click()
    assert page.form.entry().patient.name == "Wang"
    assert page.form.characters.isVisible()
    assert "王昞" in page.notice.text


def test_all_components_of_a_name_are_kept(qtbot: QtBot) -> None:
    """A middle name used to keep the exam from starting: "A name cannot contain ^"."""
    exam = entry(
        PatientName="Weiss^Anna^Maria^Dr", PatientID="7",
        ScheduledProcedureStepStartDate=f"{date.today():%Y%m%d}",
    )  # fmt: skip
    with worklist_server([exam]) as server:
        page = page_for(qtbot, server.port)
        page.worklist.click()
        dialog = page.dialog
        assert dialog is not None
        qtbot.waitUntil(lambda: dialog.list.count() == 1)
        dialog.list.setCurrentRow(0)
        dialog.primary.click()
    assert page.form.given_name.text() == "Anna Maria Dr"
    assert page.form.entry().patient.name == "Weiss^Anna^Maria^Dr"
