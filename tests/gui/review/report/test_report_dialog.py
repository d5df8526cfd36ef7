"""The report in the window: the form, what is kept, the preview, and the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog
from pytestqt.qtbot import QtBot

from exported import console_picture, keep_pictures
from hysteroview.core.review.report_fields import FIELDS, FieldKind
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.review.controller import SummaryController
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.report.dialog import ReportDialog
from hysteroview.gui.review.report.form import ReportForm
from hysteroview.gui.review.report.kept import KeptReport, read_kept
from hysteroview.gui.review.summary_page import SummaryPage
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.model.card import load_card
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.settings.table import ExportSettings

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # dialogs, offscreen


@pytest.fixture
def place(tmp_path: Path) -> ExamPlace:
    return keep_pictures(tmp_path / "store", [console_picture()])


@pytest.fixture
def controller(
    qtbot: QtBot, qapp: QApplication, place: ExamPlace, bundle: Path
) -> Iterator[SummaryController]:
    card = load_card(bundle)
    page = SummaryPage(card)
    qtbot.addWidget(page)
    tasks = TaskRunner(2)
    access = ExamAccess(place.store)
    made = SummaryController(page, card, tasks, lambda: access, page)
    apply_theme(qapp)
    page.resize(1200, 800)
    page.show()
    qtbot.waitExposed(page)
    page.show_summary(access.read(place.exam_id, card))
    yield made
    assert tasks.finish(60.0)


def _opened(qtbot: QtBot, controller: SummaryController) -> ReportDialog:
    controller._page.report.click()
    qtbot.waitUntil(lambda: controller.report.dialog is not None)
    dialog = controller.report.dialog
    assert dialog is not None
    return dialog


def _values() -> dict[str, str]:
    values = {}
    for each in FIELDS:
        if each.choices:
            values[each.code] = each.choices[-1].code
        elif each.kind is FieldKind.NUMBER:
            values[each.code] = "17"
        elif each.kind is FieldKind.DATE:
            values[each.code] = "2026-03-31"
        else:
            values[each.code] = f"entered {each.code}"
    return values


def test_form_returns_each_field_as_it_was_shown(qtbot: QtBot) -> None:
    form = ReportForm()
    qtbot.addWidget(form)
    empty = dict.fromkeys((each.code for each in FIELDS), "")
    assert form.values() == empty
    form.show_values(_values())
    assert form.values() == _values()
    own = {each.code: "一 own words" for each in FIELDS if each.kind is FieldKind.SUGGEST}
    form.show_values(own)
    assert form.values() == empty | own
    form.show_values({})
    assert form.values() == empty


def test_words_of_a_choice_that_are_typed_are_the_choice(qtbot: QtBot) -> None:
    form = ReportForm()
    qtbot.addWidget(form)
    canal = form.editors["canal"]
    assert isinstance(canal, QComboBox)
    canal.setEditText("narrow")
    assert form.values()["canal"] == "narrow"
    ostium = form.editors["ostium_left"]
    assert isinstance(ostium, QComboBox)
    ostium.setEditText("not seen")
    assert form.values()["ostium_left"] == "not_seen"


def test_warning_about_the_deficit_follows_what_is_typed(qtbot: QtBot) -> None:
    form = ReportForm()
    qtbot.addWidget(form)
    assert form.warning.isHidden()
    form.show_values({"deficit_ml": "1000"})
    assert not form.warning.isHidden()
    assert form.warning.text().startswith("The deficit is 1,000 mL or more.")
    form.show_values({"deficit_ml": "1000", "medium": "saline"})
    assert form.warning.isHidden()


def test_what_is_entered_is_kept_and_can_be_undone(
    qtbot: QtBot, controller: SummaryController, place: ExamPlace
) -> None:
    dialog = _opened(qtbot, controller)
    assert not dialog.undo.isEnabled()
    dialog.form.show_values({"operator": "Dr. Weiss", "plan": "control"})
    with qtbot.waitSignal(controller.report.saved):
        dialog.primary.click()
    access = ExamAccess(place.store)
    kept = read_kept(access, place.exam_id)
    assert (kept.values["operator"], kept.values["plan"]) == ("Dr. Weiss", "control")
    qtbot.waitUntil(lambda: controller.report.dialog is None)
    dialog = _opened(qtbot, controller)
    assert dialog.undo.isEnabled()
    with qtbot.waitSignal(controller.report.saved):
        dialog.undo.click()
    assert "plan" not in read_kept(access, place.exam_id).values
    assert dialog.form.values()["plan"] == ""


def test_value_that_does_not_fit_is_named_and_nothing_is_kept(
    qtbot: QtBot, controller: SummaryController, place: ExamPlace
) -> None:
    dialog = _opened(qtbot, controller)
    dialog.form.show_values({"pressure_mmhg": "much"})
    dialog.primary.click()
    assert "not a number from 0 to 300" in dialog.fault
    assert dialog.isVisible()
    dialog.form.edited.emit()
    assert not dialog.fault
    assert not read_kept(ExamAccess(place.store), place.exam_id).can_undo


def test_preview_shows_the_pages_and_writes_no_file(
    qtbot: QtBot, controller: SummaryController, place: ExamPlace
) -> None:
    before = set(place.store.parent.rglob("*"))
    dialog = _opened(qtbot, controller)
    dialog.form.show_values({"plan": "control"})
    dialog.preview.click()
    qtbot.waitUntil(lambda: controller.report.preview is not None)
    shown = controller.report.preview
    assert shown is not None
    assert len(shown.pages) >= 2
    assert all(page.pixmap().width() > 800 for page in shown.pages)
    shown.close_button.click()
    after = {path for path in place.store.parent.rglob("*") if not path.name.startswith("index")}
    assert {path.suffix for path in after - before} <= {".db-wal", ".db-shm", ".lock", ""}


@pytest.mark.parametrize("name", ["r.pdf", "r.docx", "r"])
def test_report_is_saved_as_a_file_and_that_is_shown(
    qtbot: QtBot, controller: SummaryController, tmp_path: Path, name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    target = tmp_path / name
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog = _opened(qtbot, controller)
    with qtbot.waitSignal(controller.report.saved):
        dialog.file.click()
    written = target if target.suffix else tmp_path / "r.pdf"
    assert written.stat().st_size > 5000
    qtbot.waitUntil(controller._page.notice.isVisible)
    qtbot.waitUntil(lambda: controller.report.dialog is None)


def test_file_that_exists_is_kept_and_that_is_said(
    qtbot: QtBot, controller: SummaryController, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "r.pdf"
    target.write_bytes(b"other")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog = _opened(qtbot, controller)
    dialog.file.click()
    qtbot.waitUntil(lambda: "already exists" in dialog.fault)
    assert target.read_bytes() == b"other"
    assert dialog.isEnabled()


def test_encrypted_exam_asks_before_a_plain_file(qtbot: QtBot) -> None:
    kept = KeptReport(exam_id="a", whose="W", values={}, can_undo=False, is_encrypted=True)
    dialog = ReportDialog(kept, "zh")
    qtbot.addWidget(dialog)
    assert dialog.language.currentData() == "zh"
    assert not dialog.file.isEnabled()
    dialog.permits_plain.setChecked(True)
    assert dialog.file.isEnabled()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_label_of_the_form_is_cut_off(qtbot: QtBot, scale: float) -> None:
    kept = KeptReport(exam_id="a", whose="W", values=_values(), can_undo=True, is_encrypted=True)
    dialog = ReportDialog(kept, "en")
    qtbot.addWidget(dialog)
    dialog.set_scale(scale)
    dialog.show()
    qtbot.waitExposed(dialog)
    for editor in dialog.form.editors.values():
        assert editor.width() >= editor.minimumSizeHint().width()
    for button in (dialog.preview, dialog.file, dialog.undo, dialog.primary, dialog.cancel):
        assert button.width() >= button.sizeHint().width()


def test_the_default_of_the_site_is_whether_the_report_is_deidentified(
    qtbot: QtBot, controller: SummaryController
) -> None:
    assert not _opened(qtbot, controller).hides_patient.isChecked()
    controller.report.dialog.reject()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: controller.report.dialog is None)
    controller.report.defaults = lambda: ExportSettings(deidentify=True)
    assert _opened(qtbot, controller).hides_patient.isChecked()
