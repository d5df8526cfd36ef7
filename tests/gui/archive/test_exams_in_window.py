"""The exams on the start page: what the operator finds there and does with it, by key and mouse."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from clips import write_clip
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.snapshot.png import compress
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.database import FILE
from hysteroview.exam.store.keys import make_key
from hysteroview.exam.store.records import Episode, Patient
from hysteroview.exam.store.store import open_store
from hysteroview.gui.archive.dialogs import DeleteDialog
from hysteroview.gui.archive.panel_state import PanelState
from hysteroview.gui.archive.rows import ExamRow
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.program import Program
from hysteroview.gui.review.export.choice import ExportKind
from hysteroview.gui.widgets.passphrase_dialog import PassphraseDialog
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import StorageSettings

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # dialogs, offscreen

PASSPHRASE = "five words at random"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def opened(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, store: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Program]]:
    """Open the window at the start page; the store is made before."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(store.parent / "config"))
    apply_theme(qapp)
    made: list[Program] = []

    def open_it() -> Program:
        current = CurrentSettings(Settings(storage=StorageSettings(store=store)))
        program = Program(card, current, WindowOptions(folder=None))
        made.append(program)
        program.show_start()
        qtbot.waitExposed(program.window)
        state = program.start.exams.state
        qtbot.waitUntil(lambda: bool(rows_of(program)) or state.state is not PanelState.LOADING)
        return program

    yield open_it
    for program in made:
        program.close()
    qapp.processEvents()


def rows_of(program: Program) -> list[ExamRow]:
    return [each for each in program.start.exams.model.rows if isinstance(each, ExamRow)]


def keep(store: Path, patient: Patient, codes: tuple[str, ...] = (), **options: object) -> str:
    with open_store(store, **options) as opened:  # type: ignore[arg-type]
        exam = opened.begin_exam(patient, source="camera", model="m", model_sha256="0")
        spans = [
            Episode(label=code, start_pts_ns=0, end_pts_ns=5 * NS_PER_S, peak=0.9, frames=100)
            for code in codes
        ]
        opened.end_exam(exam.exam_id, spans)
        return exam.exam_id


def click_row(program: Program, place: int) -> None:
    exams = program.start.exams
    box = exams.list.visualRect(exams.model.index(place, 0))
    QTest.mouseClick(
        exams.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center() + QPoint(20, 0)
    )


def test_an_exam_is_found_by_typing_and_opened_with_return(
    qtbot: QtBot, opened: Callable[[], Program], store: Path
) -> None:
    keep(store, Patient(identifier="1", name="Grün^Maria"))
    wanted = keep(store, Patient(identifier="2", name="Weiss^Anna"), ("EP",))
    program = opened()
    exams = program.start.exams
    exams.search.setFocus()
    qtbot.keyClicks(exams.search, "weiss polyp")
    qtbot.waitUntil(lambda: len(rows_of(program)) == 1)
    qtbot.keyClick(exams.search, Qt.Key.Key_Return)
    assert exams.list.hasFocus() or not program.window.isActiveWindow()
    qtbot.keyClick(exams.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.window.page is program.summary)
    qtbot.waitUntil(lambda: "Weiss" in program.summary.text)
    assert wanted in [row.exam.exam_id for row in rows_of(program)]


def test_pathology_is_entered_from_the_list(
    qtbot: QtBot, opened: Callable[[], Program], store: Path
) -> None:
    exam_id = keep(store, Patient(identifier="1"), ("EP",))
    program = opened()
    click_row(program, 1)
    qtbot.mouseClick(program.start.exams.pathology, Qt.MouseButton.LeftButton)
    lesions = program.archive.lesions
    qtbot.waitUntil(lambda: lesions.dialog is not None)
    dialog = lesions.dialog
    assert dialog is not None
    form = dialog.form
    assert form.is_biopsied.isChecked()
    form.result.setCurrentIndex(form.result.findData("other"))
    dialog.primary.click()
    assert "Describe" in dialog.fault
    form.result.setCurrentIndex(form.result.findData("EP"))
    qtbot.keyClicks(form.text, "Polyp without atypia")
    qtbot.keyClick(form.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(rows_of(program)[0].exam.lesions))
    with open_store(store, read_only=True) as again:
        (lesion,) = again.exam(exam_id).lesions
    assert lesion.pathology is not None
    assert (lesion.pathology.result, lesion.pathology.text) == ("EP", "Polyp without atypia")
    assert lesion.pathology.entered_wall_ns > 0
    assert program.start.exams.selected is not None  # it stays selected


def test_deleting_needs_a_reason_which_is_logged(
    qtbot: QtBot, opened: Callable[[], Program], store: Path
) -> None:
    exam_id = keep(store, Patient(identifier="1"))
    program = opened()
    click_row(program, 1)
    program.start.exams.delete.click()
    dialog = program.archive.dialog
    assert isinstance(dialog, DeleteDialog)
    dialog.primary.click()
    assert "reason" in dialog.fault
    dialog.reason.setCurrentIndex(dialog.reason.findData("started by mistake"))
    dialog.primary.click()
    exams = program.start.exams
    qtbot.waitUntil(lambda: not rows_of(program) and exams.state.state is PanelState.EMPTY)
    with open_store(store, read_only=True) as again:
        entries, _, _ = read_chain(store / "audit.jsonl", "store", again.medium)
    assert entries[-1].content["reason"] == "started by mistake"
    assert not (store / "exams" / exam_id).exists()


def test_the_folder_of_an_export_can_be_opened(
    qtbot: QtBot, opened: Callable[[], Program], store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ "Exported to …" used to disappear after 2.5 s."""
    exam_id = keep(store, Patient(identifier="1"))
    program, shown = opened(), []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(store.parent))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    click_row(program, 1)
    program.start.exams.export.click()
    exports = program.archive.exports
    qtbot.waitUntil(lambda: exports.dialog is not None)
    exports.dialog.show_kind(ExportKind.WHOLE)
    exports.dialog.primary.click()
    notice = program.start.notice
    qtbot.waitUntil(lambda: "Exported to" in notice.text)
    assert notice.needs_reading
    qtbot.mouseClick(notice.folder, Qt.MouseButton.LeftButton)
    assert shown == [str(store.parent / exam_id)]


def test_a_locked_store_says_so_and_asks_for_the_passphrase(
    qtbot: QtBot, opened: Callable[[], Program], store: Path
) -> None:
    key = make_key(store, PASSPHRASE)
    keep(store, Patient(identifier="1", name="Weiss^Anna"), key=key)
    program = opened()
    exams = program.start.exams
    assert exams.state.state is PanelState.LOCKED
    assert exams.state.remedy.isVisible()
    assert not exams.search.isEnabled()
    exams.state.remedy.click()
    dialog = program.window.findChild(PassphraseDialog)
    assert isinstance(dialog, PassphraseDialog)
    dialog.passphrase.setText(PASSPHRASE)
    dialog.primary.click()
    qtbot.waitUntil(lambda: len(rows_of(program)) == 1)


def test_a_store_that_is_no_folder_is_explained(opened: Callable[[], Program], store: Path) -> None:
    store.write_text("a file")
    exams = opened().start.exams
    assert exams.state.state is PanelState.FAILED
    assert exams.state.text != "The exams cannot be shown."
    assert exams.state.remedy.text() == "Try again"


def test_a_missing_index_offers_to_be_rebuilt(
    qtbot: QtBot, opened: Callable[[], Program], store: Path
) -> None:
    keep(store, Patient(identifier="1"))
    program = opened()
    connection = sqlite3.connect(store / FILE)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_schema SET rootpage = 2 WHERE name = 'exams_by_start'")
    connection.commit()
    connection.close()
    program.archive.refresh()
    exams = program.start.exams
    qtbot.waitUntil(lambda: exams.state.state is PanelState.DAMAGED)
    exams.state.remedy.click()
    qtbot.waitUntil(lambda: len(rows_of(program)) == 1 and exams.list.isVisible())


def add_picture(store: Path, exam_id: str, key: object = None) -> None:
    with open_store(store, read_only=True, key=key) as again:  # type: ignore[arg-type]
        folder = again.exam_folder(exam_id)
    pixels = np.zeros((90, 160, 4), np.uint8)
    pixels[..., 2] = 255
    folder.medium.write(folder.snapshots / "a_overlay.png", compress(pixels))
    record = (
        b'{"taken": {"utc_ns": 1}, "files": {"shown": {"name": "a_overlay.png", "sha256": ""}}}'
    )
    folder.medium.write(folder.snapshots / "a_record.json", record)


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_the_picture_of_an_exam_is_shown_also_from_an_encrypted_store(
    qtbot: QtBot, opened: Callable[[], Program], store: Path, *, is_encrypted: bool
) -> None:
    key = make_key(store, PASSPHRASE) if is_encrypted else None
    exam_id = keep(store, Patient(identifier="1"), key=key)
    add_picture(store, exam_id, key)
    program = opened()
    if is_encrypted:
        program._store._key = key
        program.show_start()
    qtbot.waitUntil(lambda: len(rows_of(program)) == 1)
    exams = program.start.exams
    qtbot.waitUntil(lambda: exams.thumbnails.picture(exam_id) is not None)
    shown = exams.thumbnails.picture(exam_id)
    assert shown is not None
    assert shown.toImage().pixelColor(5, 5).red() > 200


def test_without_a_snapshot_the_first_clip_gives_the_picture(
    qtbot: QtBot, opened: Callable[[], Program], store: Path
) -> None:
    exam_id = keep(store, Patient(identifier="1"))
    clips = store / "exams" / exam_id / "clips"
    write_clip(clips / "a.mp4", frames=5, fps=25, size=(160, 90))
    end = '{"end": {"started_wall_ns": 1, "video": "a.mp4", "sha256": ""}}\n'
    (clips / "a_ai.jsonl").write_text(end)
    program = opened()
    exams = program.start.exams
    qtbot.waitUntil(lambda: exams.thumbnails.picture(exam_id) is not None)
