"""Exports that are chosen in the window."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from exported import console_picture, keep_pictures
from hysteroview.exam.store.audit import read_chain
from hysteroview.export.output.progress import SharedProgress
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.export.choice import Exportable, ExportChoice, ExportKind
from hysteroview.gui.review.export.controller import ExportController
from hysteroview.gui.review.export.dialog import ExportDialog
from hysteroview.gui.review.export.paper import print_pictures
from hysteroview.gui.widgets.notice_bar import NoticeBar
from hysteroview.inference.model.card import load_card
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.settings.table import ExportSettings

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # dialogs, offscreen


@pytest.fixture
def place(tmp_path: Path) -> ExamPlace:
    return keep_pictures(tmp_path / "store", [console_picture(), console_picture(seed=2)])


@pytest.fixture
def controller(
    qtbot: QtBot, place: ExamPlace, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ExportController]:
    page = QWidget()
    qtbot.addWidget(page)
    notice = NoticeBar(page)
    whole: list[object] = []
    made = ExportController(
        page, notice, load_card(bundle), lambda: ExamAccess(place.store),
        lambda *given: whole.append(given), lambda: 1.0,
    )  # fmt: skip
    made.notice, made.whole = notice, whole  # type: ignore[attr-defined]
    (tmp_path / "usb").mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "usb"))
    yield made
    made.close()


def dialog_of(qtbot: QtBot, controller: ExportController, place: ExamPlace) -> ExportDialog:
    controller.ask(place.exam_id)
    qtbot.waitUntil(lambda: controller.dialog is not None)
    assert controller.dialog is not None
    return controller.dialog


def kinds_in_log(place: ExamPlace) -> list[str]:
    with place.read() as store:
        folder = store.exam_folder(place.exam_id)
    return [
        str(each.content.get("what"))
        for each in read_chain(folder.audit, place.exam_id, folder.medium)[0]
        if each.kind == "export_part"
    ]


def test_pictures_are_exported_as_on_the_command_line(
    qtbot: QtBot, controller: ExportController, place: ExamPlace, tmp_path: Path
) -> None:
    dialog = dialog_of(qtbot, controller, place)
    dialog.zip.setChecked(True)
    dialog.primary.click()
    notice = controller.notice  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "Exported to" in notice.text)
    assert (tmp_path / "usb" / "hysteroview-pictures-1.zip").exists()
    assert controller.running is None
    assert kinds_in_log(place) == ["snapshots"]


def test_tables_and_the_next_name(
    qtbot: QtBot, controller: ExportController, place: ExamPlace, tmp_path: Path
) -> None:
    notice = controller.notice  # type: ignore[attr-defined]
    for number in (1, 2):
        dialog = dialog_of(qtbot, controller, place)
        dialog.show_kind(ExportKind.TABLES)
        dialog.primary.click()
        qtbot.waitUntil(lambda n=number: f"tables-{n}" in notice.text)  # type: ignore[misc]
        qtbot.waitUntil(lambda: controller.dialog is None)
    assert len(list((tmp_path / "usb").iterdir())) == 2


def test_a_running_export_is_canceled(
    qtbot: QtBot, controller: ExportController, place: ExamPlace, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from hysteroview.gui.review.export import controller as module

    real = module.run_export

    def slow(access, exam_id, card, choice, target, progress):  # type: ignore[no-untyped-def]
        while not progress.is_canceled:
            time.sleep(0.01)
        return real(access, exam_id, card, choice, target, progress)

    monkeypatch.setattr(module, "run_export", slow)
    dialog_of(qtbot, controller, place).primary.click()
    assert controller.running is not None
    controller.running.cancel.click()
    notice = controller.notice  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "canceled" in notice.text)
    assert controller.running is None
    assert not list((tmp_path / "usb").iterdir())
    assert kinds_in_log(place) == []


def test_dicom_objects_are_exported_as_on_the_command_line(
    qtbot: QtBot, controller: ExportController, place: ExamPlace, tmp_path: Path
) -> None:
    dialog = dialog_of(qtbot, controller, place)
    dialog.show_kind(ExportKind.DICOM)
    form = dialog.dicom
    assert not form.video.isEnabled()  # this exam has no recording
    for check in (form.stills, form.result, form.report):
        check.setChecked(False)
    assert not dialog.primary.isEnabled()
    form.stills.setChecked(True)
    dialog.primary.click()
    notice = controller.notice  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "Exported to" in notice.text)
    folder = tmp_path / "usb" / "hysteroview-dicom-1"
    assert sorted(each.name for each in folder.glob("*.dcm")) == [
        "still_0001.dcm", "still_0002.dcm"
    ]  # fmt: skip
    assert kinds_in_log(place) == ["DICOM objects"]


def test_the_whole_exam_is_copied_as_before(
    qtbot: QtBot, controller: ExportController, place: ExamPlace, tmp_path: Path
) -> None:
    dialog = dialog_of(qtbot, controller, place)
    dialog.show_kind(ExportKind.WHOLE)
    assert not dialog.deidentify.isEnabled()
    dialog.primary.click()
    assert controller.whole == [(place.exam_id, tmp_path / "usb")]  # type: ignore[attr-defined]


def test_a_picture_is_copied_and_that_is_logged(
    qtbot: QtBot, controller: ExportController, place: ExamPlace
) -> None:
    dialog = dialog_of(qtbot, controller, place)
    assert not dialog.copy.isEnabled()  # of which of the two?
    dialog.picture.setCurrentIndex(2)
    dialog.copy.click()
    notice = controller.notice  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "copied" in notice.text)
    image = QGuiApplication.clipboard().image()
    assert image.width() == 640
    assert image.height() > 360  # with its caption
    assert kinds_in_log(place) == ["picture to the clipboard"]
    dialog.reject()


def test_each_picture_is_printed_on_a_page(qtbot: QtBot, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    assert print_pictures(printer, [console_picture(), console_picture(seed=2)])
    assert (tmp_path / "out.pdf").read_bytes().count(b"/Type /Page\n") == 2


@pytest.mark.parametrize("is_encrypted", [True, False])
def test_encrypted_exams_are_warned_of(qtbot: QtBot, *, is_encrypted: bool) -> None:
    has = Exportable(exam_id="a", pictures=(), clips=0, is_encrypted=is_encrypted)
    dialog = ExportDialog(has, ExportSettings(deidentify=True))
    qtbot.addWidget(dialog)
    assert ("not" in dialog.fault) is is_encrypted
    assert dialog.choice.kind is ExportKind.TABLES  # there is nothing else in it
    assert dialog.choice.is_deidentified


@pytest.mark.parametrize("is_on", [True, False])
def test_the_site_sets_what_is_preselected(qtbot: QtBot, *, is_on: bool) -> None:
    has = Exportable(exam_id="a", pictures=("1",), clips=0, is_encrypted=False)
    dialog = ExportDialog(has, ExportSettings(lossless=is_on, dicomdir=is_on))
    qtbot.addWidget(dialog)
    assert dialog.choice.objects.is_lossless is is_on
    assert dialog.choice.has_directory is is_on


def test_names_say_nothing_about_the_patient(tmp_path: Path) -> None:
    for kind, name in (
        (ExportKind.PICTURES, "hysteroview-pictures-1"),
        (ExportKind.CLIP, "hysteroview-recording-1.mp4"),
    ):
        assert ExportChoice(kind=kind).target_in(tmp_path).name == name


def test_progress_is_shown(qtbot: QtBot) -> None:
    from hysteroview.gui.review.export.progress_dialog import ExportProgressDialog

    progress = SharedProgress()
    dialog = ExportProgressDialog(progress)
    qtbot.addWidget(dialog)
    progress(1, 4)
    qtbot.waitUntil(lambda: dialog.bar.value() == 250)
    dialog.end()
