"""The page of agreement, from the start page to the saved table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from hysteroview.core.agreement.tables import PAIRS
from hysteroview.core.review.lesions import Lesion, LesionPathology
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.review.lesions import change_lesions
from hysteroview.exam.store.store import open_store
from hysteroview.gui.archive.agreement.page import AgreementPage
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.program import Program
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import StorageSettings
from kept_exams import Span, keep_exam


@pytest.fixture
def program(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Program]:  # fmt: skip
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    apply_theme(qapp)
    current = CurrentSettings(Settings(storage=StorageSettings(store=tmp_path / "store")))
    made = Program(card, current, WindowOptions(folder=None))
    made.show_start()
    qtbot.waitExposed(made.window)
    yield made
    made.close()
    qapp.processEvents()


def _open(program: Program, qtbot: QtBot) -> AgreementPage:
    program.start.agreement.click()
    page = program.agreement.page
    assert page is not None
    assert program.window.page is page
    qtbot.waitUntil(lambda: bool(page.tables))
    return page


def _row(page: AgreementPage, title: str) -> list[str]:
    table = page.figures
    for row in range(table.rowCount()):
        texts = [table.item(row, column) for column in range(table.columnCount())]
        words = [each.text() for each in texts if each is not None]
        if words[0] == title:
            return words[1:]
    raise AssertionError(title)


def test_table_is_shown_and_saved(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    keep_exam(store, [Span("EC", 1.0)])
    keep_exam(store)
    with open_store(store) as opened:
        for exam in opened.search(Search()):
            result = LesionPathology(result="EC") if exam.episodes else None
            lesion = Lesion(number=1, code="EP", is_biopsied=True, pathology=result)
            change_lesions(opened, exam.exam_id, lambda review, one=lesion: review.add(one))
    page = _open(program, qtbot)
    assert _row(page, "Both")[0] == "1"
    assert _row(page, "Not counted")[0] == "1"
    assert _row(page, "Sensitivity")[0] == "100 %\nno interval"
    page.pair.setCurrentIndex(1)
    assert _row(page, "Sensitivity")[0] == "0 %\nno interval"
    page.pair.setCurrentIndex(2)
    assert _row(page, "Kappa")[0] != ""
    page.pair.setCurrentIndex(len(PAIRS))
    assert page.rows.isVisible()
    assert page.rows.rowCount() == 2
    page.unit.setCurrentIndex(1)
    saved = tmp_path / "agreement.csv"
    chosen = staticmethod(lambda *_: (str(saved), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    page.save.click()
    qtbot.waitUntil(lambda: str(saved) in page.notice.text)
    lines = saved.read_text().splitlines()
    assert sum(line.startswith("unit,") for line in lines) == 1
    assert "exam,AI,pathology,premalignant or malignant,true_positives,1,,," in lines
    assert saved.stat().st_mode & 0o077 == 0
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert program.window.page is program.start
    qtbot.waitUntil(lambda: program.agreement.page is None)


def test_store_that_was_never_used_gives_an_empty_table(qtbot: QtBot, program: Program) -> None:
    page = _open(program, qtbot)
    assert _row(page, "Sensitivity")[0] == "–"
    assert not page.save.isEnabled()
    page.leave.click()
    assert program.window.page is program.start
