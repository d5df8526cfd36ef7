"""The dialog for lesions and their pathology, as the operator uses it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hysteroview.core.review.lesions import Lesion, LesionPathology, LesionsReview
from hysteroview.core.review.places import Place
from hysteroview.exam.store.review.lesions import change_lesions, read_lesions, save_lesions
from hysteroview.exam.store.store import open_store
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.lesions.controller import LesionsController
from hysteroview.gui.review.lesions.dialog import LesionsDialog
from hysteroview.gui.review.lesions.kept import KeptLesions, read_kept
from hysteroview.gui.tasks import TaskRunner
from kept_exams import keep_exam

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # dialogs, offscreen

NAMES = {"EP": "Endometrial polyp", "EC": "Endometrial cancer"}
TAKEN = Lesion(number=1, code="EP", place=Place.FUNDUS, size_mm=8.0, is_biopsied=True, jar="A")


def kept(*lesions: Lesion) -> KeptLesions:
    review = LesionsReview()
    for each in lesions:
        review = review.with_change(review.add(each))
    return KeptLesions(
        exam_id="x", whose="Weiss, Anna", earlier=("EP: polyp",), review=review,
        findings={"ai-1": "EP  0:12.0"}, pictures={"a_record.json": "1", "b_record.json": "2"},
    )  # fmt: skip


@pytest.fixture
def shown(qtbot: QtBot, qapp: QApplication) -> Iterator[list[LesionsDialog]]:
    apply_theme(qapp)
    made: list[LesionsDialog] = []
    yield made
    for dialog in made:
        dialog.close()
        dialog.deleteLater()


def show(made: list[LesionsDialog], qtbot: QtBot, *lesions: Lesion) -> LesionsDialog:
    dialog = LesionsDialog(kept(*lesions), NAMES)
    made.append(dialog)
    dialog.set_scale(1.0)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def test_lesion_is_entered_with_all_its_fields(qtbot: QtBot, shown: list[LesionsDialog]) -> None:
    dialog = show(shown, qtbot)
    qtbot.keyClick(dialog, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = dialog.form
    assert not form.jar.isVisible()
    form.code.setCurrentIndex(form.code.findData("EP"))
    form.place.setCurrentIndex(form.place.findData("fundus"))
    qtbot.keyClicks(form.size_mm, "8,0")
    qtbot.keyClicks(form.note, "pedunculated")
    form.is_biopsied.setChecked(True)
    qtbot.keyClicks(form.jar, "A")
    form.findings.item(0).setCheckState(Qt.CheckState.Checked)
    form.pictures.item(1).setCheckState(Qt.CheckState.Checked)
    form.result.setCurrentIndex(form.result.findData("other"))
    form.side.setCurrentIndex(form.side.findData("grave"))
    qtbot.keyClicks(form.text, "sarcoma")
    qtbot.keyClicks(form.date, "2026-11-20")
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog.primary.click()
    (lesion,) = saved.args[0]
    result = LesionPathology(
        result="other", text="sarcoma", premalignant_or_malignant=True, date="2026-11-20"
    )
    assert lesion == replace(
        TAKEN, note="pedunculated", findings=("ai-1",), pictures=("b_record.json",),
        pathology=result,
    )  # fmt: skip


def test_lesion_that_is_shown_is_not_changed(qtbot: QtBot, shown: list[LesionsDialog]) -> None:
    """Also not one with a class that the model in use does not have."""
    known = replace(
        TAKEN, code="XYZ", findings=("ai-1",),
        pathology=LesionPathology(result="XYZ", text="t", entered_wall_ns=9),
    )  # fmt: skip
    dialog = show(shown, qtbot, TAKEN, known)
    for row in (0, 1):
        dialog.list.setCurrentRow(row)
        assert dialog.form.lesion() == dialog.lesions[row]
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog.primary.click()
    assert saved.args[0] == (TAKEN, replace(known, number=2))


def test_pathology_begins_with_the_first_result_that_is_missing(
    qtbot: QtBot, shown: list[LesionsDialog]
) -> None:
    known = replace(TAKEN, pathology=LesionPathology(result="EP"))
    dialog = show(shown, qtbot, known, Lesion(number=1), TAKEN)
    dialog.begin_pathology()
    assert dialog.list.currentRow() == 2
    assert "Pathology pending" in dialog.list.item(2).text()
    dialog.form.result.setCurrentIndex(dialog.form.result.findData("EC"))
    assert "Pathology: EC Endometrial cancer" in dialog.list.item(2).text()
    assert dialog.list.item(1).text().endswith("No tissue taken")


def test_other_result_needs_words_before_the_lesion_is_left(
    qtbot: QtBot, shown: list[LesionsDialog]
) -> None:
    dialog = show(shown, qtbot, TAKEN, TAKEN)
    dialog.form.result.setCurrentIndex(dialog.form.result.findData("other"))
    assert dialog.fault
    assert not dialog.list.isEnabled()
    dialog.primary.click()
    assert dialog.isVisible()
    qtbot.keyClicks(dialog.form.text, "metaplasia")
    assert not dialog.fault
    assert dialog.list.isEnabled()


@pytest.mark.parametrize(("field", "text"), [("size_mm", "big"), ("date", "20.11.2026")])
def test_impossible_size_or_date_cannot_be_saved(
    qtbot: QtBot, shown: list[LesionsDialog], field: str, text: str
) -> None:
    known = replace(TAKEN, pathology=LesionPathology(result="EP"))
    dialog = show(shown, qtbot, known)
    line = getattr(dialog.form, field)
    line.clear()
    qtbot.keyClicks(line, text)
    dialog.primary.click()
    assert dialog.fault
    assert dialog.isVisible()
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    assert not dialog.fault


def test_lesion_is_removed_with_the_key(qtbot: QtBot, shown: list[LesionsDialog]) -> None:
    dialog = show(shown, qtbot, TAKEN, replace(TAKEN, code="EC"))
    dialog.list.setCurrentRow(0)
    dialog.remove.click()
    assert [each.number for each in dialog.lesions] == [2]
    dialog.remove.click()
    assert not dialog.remove.isEnabled()


def test_saved_lesions_are_single_changes_and_those_of_others_stay(tmp_path: Path) -> None:
    exam_id = keep_exam(tmp_path)
    with open_store(tmp_path) as store:
        save_lesions(store, exam_id, (), (TAKEN, replace(TAKEN, number=2)), 7)
        before = store.exam(exam_id).lesions
        change_lesions(store, exam_id, lambda review: review.add(Lesion(number=1)))
        result = LesionPathology(result="EP")
        after = (replace(TAKEN, pathology=result),)
        made = save_lesions(store, exam_id, before, after, 7)
        assert [each.kind for each in made] == ["pathology", "remove"]
        one, third = store.exam(exam_id).lesions
        assert one.pathology == replace(result, entered_wall_ns=7)
        assert third.number == 3
        assert save_lesions(store, exam_id, (one,), (one,), 8) == []


def test_what_was_saved_is_undone_from_the_dialog(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    apply_theme(qapp)
    exam_id = keep_exam(tmp_path)
    access = ExamAccess(tmp_path)
    page = QWidget()
    qtbot.addWidget(page)
    tasks = TaskRunner(4, page)
    lesions = LesionsController(page, tasks, lambda: access, lambda: NAMES, lambda: 1.0)
    try:
        lesions.ask(exam_id, for_pathology=True)
        qtbot.waitUntil(lambda: lesions.dialog is not None)
        assert lesions.dialog is not None
        assert not lesions.dialog.undo.isEnabled()
        form = lesions.dialog.form
        form.result.setCurrentIndex(form.result.findData("EC"))
        with qtbot.waitSignal(lesions.saved):
            lesions.dialog.primary.click()
        lesions.ask(exam_id)
        qtbot.waitUntil(lambda: lesions.dialog is not None)
        assert lesions.dialog is not None
        with qtbot.waitSignal(lesions.saved):
            lesions.dialog.undo.click()
        assert lesions.dialog.list.count() == 0
        lesions.dialog.reject()
        with open_store(tmp_path, read_only=True) as store:
            assert store.exam(exam_id).lesions == ()
            assert len(read_lesions(store, exam_id).changes) == 1
    finally:
        tasks.finish(10.0)


def test_exam_with_a_result_from_an_earlier_version_shows_it(tmp_path: Path) -> None:
    exam_id = keep_exam(tmp_path)
    read = read_kept(ExamAccess(tmp_path), exam_id)
    assert (read.earlier, read.review.lesions) == ((), ())
    assert "4711" in read.whose
