"""Sending in the window: what is chosen arrives, and what does not arrive is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dicom_archive import archive
from exported import console_picture, keep_pictures
from hysteroview.gui.sending.flow import SendingFlow
from hysteroview.gui.sending.status import SendingStatus
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.settings.page import SettingsPage
from hysteroview.gui.widgets.notice_bar import NoticeBar
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.settings.archives import Archives, ArchiveSettings
from hysteroview.settings.file import load_settings
from hysteroview.settings.live import CurrentSettings

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # dialogs, offscreen


class Page(QWidget):
    """A page of an exam with its notices and the status."""

    def __init__(self) -> None:
        super().__init__()
        self.notice, self.status = NoticeBar(self), SendingStatus(self)
        column = QVBoxLayout(self)
        column.addWidget(self.notice)
        column.addWidget(self.status)

    @property
    def scale(self) -> float:
        return 1.0


@pytest.fixture
def place(tmp_path: Path) -> ExamPlace:
    return keep_pictures(tmp_path / "store", [console_picture(), console_picture(seed=2)])


@pytest.fixture
def settings(tmp_path: Path) -> ObservedSettings:
    return ObservedSettings(CurrentSettings(file=tmp_path / "config" / "settings.toml"))


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    made = Page()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def flow(settings: ObservedSettings, place: ExamPlace, page: Page) -> Iterator[SendingFlow]:
    made = SendingFlow(settings, lambda: place.store, lambda: None, page)
    made.show_status_in(page.status)
    yield made
    made.close()


def use(settings: ObservedSettings, chosen: ArchiveSettings) -> None:
    settings.put(archives=Archives((("Main", chosen),)))


def test_without_archives_nothing_runs_and_a_note_says_where_to_enter_one(
    flow: SendingFlow, page: Page, place: ExamPlace
) -> None:
    flow.ask(page, place.exam_id)
    assert "Enter one in Settings" in page.notice.text
    assert flow.running is None
    assert page.status.isHidden()
    assert not (place.store / "outbox").exists()


def test_chosen_pictures_arrive(
    qtbot: QtBot, flow: SendingFlow, settings: ObservedSettings, page: Page, place: ExamPlace
) -> None:
    with archive() as it:
        use(settings, it.settings())
        flow.ask(page, place.exam_id)
        qtbot.waitUntil(lambda: flow.dialog is not None)
        dialog = flow.dialog
        assert dialog is not None
        for box in (dialog.results, dialog.report, dialog.pictures):
            box.setChecked(False)
        dialog.primary.click()
        assert dialog.fault == "Choose what is to be sent."
        dialog.pictures.setChecked(True)
        dialog.list.item(1).setCheckState(Qt.CheckState.Unchecked)
        dialog.primary.click()
        assert "sent to Main in the background" in page.notice.text
        qtbot.waitUntil(lambda: len(it.kept) == 1)
        qtbot.waitUntil(lambda: flow.running is not None and flow.running.status.waiting == 0)
        qtbot.waitUntil(page.status.isHidden)


def test_what_does_not_arrive_is_shown_with_its_reason_and_tried_again(
    qtbot: QtBot, flow: SendingFlow, settings: ObservedSettings, page: Page, place: ExamPlace
) -> None:
    with archive() as it:
        port = it.port
        use(settings, replace(it.settings(), is_automatic=True))
    flow.begin_exam(place.exam_id)
    flow.end_exam(place.exam_id)
    qtbot.waitUntil(page.status.isVisible)
    qtbot.waitUntil(lambda: page.status.toolTip() == "The archive cannot be reached.")
    assert "to be sent" in page.status.text()
    page.status.click()
    qtbot.waitUntil(lambda: flow.list is not None and flow.list.list.count() > 0)
    shown = flow.list
    assert shown is not None
    assert "The archive cannot be reached." in shown.list.item(0).text()
    count = shown.list.count()
    shown.list.setCurrentRow(0)
    shown.remove.click()
    qtbot.waitUntil(lambda: shown.list.count() == count - 1)
    with archive(port=port) as it:
        shown.retry.click()
        qtbot.waitUntil(lambda: len(it.received) == count - 1)
        qtbot.waitUntil(page.status.isHidden)
    shown.leave.click()


def test_during_an_exam_only_its_begin_is_reported_and_the_rest_after_its_end(
    qtbot: QtBot, flow: SendingFlow, settings: ObservedSettings, place: ExamPlace
) -> None:
    with archive(takes_steps=True) as it:
        use(settings, it.settings(is_automatic=True, reports_exams=True))
        flow.begin_exam(place.exam_id)
        flow.send_whole("Main", place.exam_id)
        qtbot.waitUntil(lambda: len(it.steps) == 1)
        assert it.steps[0][0] == "begin"
        assert not it.received
        flow.end_exam(place.exam_id)
        qtbot.waitUntil(lambda: len(it.steps) == 2)
        assert it.steps[1][0] == "end"
        qtbot.waitUntil(lambda: len(it.received) >= 2)


def test_an_archive_is_entered_changed_and_removed_on_the_settings_page(
    qtbot: QtBot, settings: ObservedSettings, tmp_path: Path
) -> None:
    page = SettingsPage(settings)
    qtbot.addWidget(page)
    group = page.archives
    group.add.click()
    dialog = group.dialog
    assert dialog is not None
    dialog.primary.click()
    assert dialog.fault == "Enter a name for the archive."
    dialog.name.setText("Main")
    dialog.primary.click()
    assert dialog.fault == "Enter the address of the archive."
    field = dialog.rows["host"].editor.field  # type: ignore[attr-defined]
    field.setText("10.0.0.5")
    field.editingFinished.emit()
    dialog.primary.click()
    assert settings.now.archives == Archives((("Main", ArchiveSettings(host="10.0.0.5")),))
    settings.current.save()
    kept = load_settings(tmp_path / "config" / "settings.toml", tmp_path / "no site").settings
    assert kept.archives == settings.now.archives
    group.changed.emit(settings.now.archives.without("Main"))
    assert not settings.now.archives.named
