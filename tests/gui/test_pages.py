"""From the start page to the summary, as an operator goes: real sources, a real store."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from clips import write_clip
from hysteroview.core.errors import HysteroViewError
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.database import FILE
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.keys import make_key
from hysteroview.exam.store.store import open_store
from hysteroview.gui.actions.bindings import Device
from hysteroview.gui.actions.table import Act
from hysteroview.gui.archive.rows import ExamRow
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.look.language import install_language
from hysteroview.gui.look.theme import apply_theme, theme_in_use
from hysteroview.gui.patient.dialog import PatientDialog
from hysteroview.gui.program import Program
from hysteroview.gui.sources.choice import arrange
from hysteroview.gui.widgets.passphrase_dialog import PassphraseDialog
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.choices import Language, Theme
from hysteroview.settings.corrections import ColorChoice
from hysteroview.settings.file import load_settings
from hysteroview.settings.last_source import last_source_path, recall_source, remember_source
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings
from hysteroview.settings.source_presets import (
    LoadedPresets,
    SourcePreset,
    load_presets,
    presets_path,
    save_presets,
)
from hysteroview.settings.table import (
    AppearanceSettings,
    RecordingSettings,
    StorageSettings,
)
from hysteroview.settings.view_presets import ViewShape
from kept_exams import Span, keep_exam

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # dialogs, offscreen


@pytest.fixture(scope="module")
def encoded_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clips") / "a recording.mp4"
    write_clip(path, frames=400, fps=25, size=(320, 240))
    return path


@pytest.fixture
def clip(encoded_clip: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(encoded_clip, tmp_path))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def program(
    qtbot: QtBot,
    qapp: QApplication,
    card: ModelCard,
    clip: Path,
    store: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Program]:
    """At the start page, with a recording that was used last."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(store.parent / "config"))
    apply_theme(qapp)
    remember_source(str(clip), last_source_path())
    settings = Settings(
        storage=StorageSettings(store=store), recording=RecordingSettings(preroll_s=10.0)
    )
    current = CurrentSettings(settings, base=settings, file=settings_file(store))
    made = Program(card, current, WindowOptions(folder=None))
    made.show_start()
    qtbot.waitExposed(made.window)
    qtbot.waitUntil(lambda: len(made.start.cards) >= 2)
    yield made
    made.close()
    apply_theme(qapp)
    install_language(Language.ENGLISH)
    qapp.processEvents()


def settings_file(store: Path) -> Path:
    return store.parent / "kept" / "settings.toml"


def choose_last(qtbot: QtBot, program: Program) -> None:
    qtbot.waitUntil(lambda: len(program.start.cards) >= 2)
    program.start.cards[0].button.click()
    assert program.window.page is program.exam_page


def wait_for_live(qtbot: QtBot, program: Program) -> None:
    qtbot.waitUntil(
        lambda: program.live is not None and program.live.session.status().analyzed > 3,
    )


def end_exam(qtbot: QtBot, program: Program) -> None:
    assert program.live is not None
    program.live.actions.exam_end_requested.emit()
    qtbot.waitUntil(lambda: program.live is None)


def exams_in(store: Path) -> list[str]:
    if not store.is_dir():
        return []
    with open_store(store, read_only=True) as opened:
        return [exam.exam_id for exam in opened.search(Search())]


def test_the_recording_that_was_used_last_is_first_with_its_picture(
    qtbot: QtBot, program: Program
) -> None:
    card = program.start.cards[0]
    assert card.choice.name == "a recording.mp4"
    assert card.choice.is_last
    qtbot.waitUntil(lambda: card.pixels is not None)
    assert card.button.hasFocus() or not program.window.isActiveWindow()


def test_an_exam_from_the_first_page_to_the_summary_and_back(
    qtbot: QtBot, program: Program, store: Path
) -> None:
    choose_last(qtbot, program)
    form = program.exam_page.form
    program.exam_page.begin.click()
    assert "Enter a patient ID or name" in program.exam_page.notice.text
    form.identifier.setText("4711")
    form.family_name.setText("Weiss")
    form.operator.setText("Dr. Grün")
    qtbot.keyClick(form.family_name, Qt.Key.Key_Return)
    wait_for_live(qtbot, program)
    live = program.live
    assert live is not None
    assert "Weiss · 4711" in live.page.findings.patient.text()
    with qtbot.waitSignal(live.controller.snapshot_saved):
        qtbot.keyClick(live.window.windowHandle(), Qt.Key.Key_Space)
    end_exam(qtbot, program)
    summary = program.summary
    assert program.window.page is summary
    qtbot.waitUntil(lambda: summary.thumbnails.count() == 1)
    for told in ("Weiss · 4711", "Dr. Grün", "recording (h264)", "Snapshots: 1"):
        assert told in summary.text
    (exam_id,) = exams_in(store)
    summary.patient.click()
    dialog = summary.dialog
    assert dialog is not None
    dialog.form.family_name.setText("Schwarz")
    dialog.primary.click()
    qtbot.waitUntil(lambda: "Schwarz · 4711" in summary.text)
    with open_store(store, read_only=True) as opened:
        folder = opened.exam_folder(exam_id)
        assert opened.exam(exam_id).patient.name == "Schwarz"
    for path in store.rglob("*.json*"):  # the name of a file may contain that of a patient
        assert b"a recording" not in path.read_bytes(), path.name
    entries = read_chain(folder.audit, exam_id, folder.medium)[0]
    (change,) = [each.content for each in entries if each.kind == "patient"]
    assert change["changed"] == ["name"]
    assert "Schwarz" not in folder.audit.read_text()
    with qtbot.waitSignal(summary.done):
        qtbot.keyClick(summary.leave, Qt.Key.Key_Space)
    assert program.window.page is program.start
    assert recall_source(last_source_path()).endswith("a recording.mp4")


def test_an_emergency_begins_at_once_and_waits_on_the_first_page(
    qtbot: QtBot, program: Program, store: Path
) -> None:
    choose_last(qtbot, program)
    program.exam_page.emergency.click()
    wait_for_live(qtbot, program)
    assert program.live is not None
    assert "Emergency" in program.live.page.findings.patient.text()
    end_exam(qtbot, program)
    (exam_id,) = exams_in(store)
    program.show_start()

    exams = program.start.exams

    def is_missing() -> bool:
        rows = [each for each in exams.model.rows if isinstance(each, ExamRow)]
        return any(not each.exam.patient.is_known for each in rows)

    qtbot.waitUntil(is_missing)
    exams.select(1)
    exams.open.click()
    qtbot.waitUntil(lambda: exam_id in program.summary.text)
    assert "Patient not entered yet" in program.summary.text
    program.summary.patient.click()
    assert program.summary.dialog is not None
    program.summary.dialog.form.identifier.setText("4712")
    program.summary.dialog.primary.click()
    qtbot.waitUntil(lambda: "4712" in program.summary.text)
    program.show_start()
    qtbot.waitUntil(lambda: not is_missing())


def test_who_only_looks_leaves_nothing(qtbot: QtBot, program: Program, store: Path) -> None:
    choose_last(qtbot, program)
    program.exam_page.only_look.click()
    wait_for_live(qtbot, program)
    live = program.live
    assert live is not None
    qtbot.keyClick(live.window.windowHandle(), Qt.Key.Key_Space)
    assert "only during an exam" in live.page.notice.text
    assert not live.page.findings.patient.isVisible()
    live.actions.runner.perform(Act.END_EXAM)  # asks nothing: nothing ends
    qtbot.waitUntil(lambda: program.window.page is program.start)
    assert exams_in(store) == []
    assert list(store.parent.glob("**/*.png")) == []


def test_the_patient_can_be_corrected_while_the_exam_goes_on(
    qtbot: QtBot, program: Program, store: Path
) -> None:
    choose_last(qtbot, program)
    program.exam_page.emergency.click()
    wait_for_live(qtbot, program)
    live = program.live
    assert live is not None
    live.page.findings.patient.click()
    dialog = live.page.findChild(PatientDialog)
    assert isinstance(dialog, PatientDialog)
    dialog.form.identifier.setText("4713")
    dialog.primary.click()
    assert "4713" in live.page.findings.patient.text()
    end_exam(qtbot, program)
    (exam_id,) = exams_in(store)
    with open_store(store, read_only=True) as opened:
        assert opened.exam(exam_id).patient.identifier == "4713"


def test_closing_the_window_during_an_exam_asks_once(qtbot: QtBot, program: Program) -> None:
    choose_last(qtbot, program)
    program.exam_page.emergency.click()
    wait_for_live(qtbot, program)
    assert program.live is not None
    program.window.close()
    assert program.window.isVisible()
    assert "Quit?" in program.live.page.notice.text
    program.live.actions.runner.confirm()
    assert not program.window.isVisible()


def test_a_recording_that_has_gone_is_shown_and_another_can_be_chosen(
    qtbot: QtBot, program: Program, clip: Path
) -> None:
    choose_last(qtbot, program)
    clip.unlink()
    program.exam_page.emergency.click()
    qtbot.waitUntil(lambda: "There is no file" in program.exam_page.notice.text)
    assert program.exam_page.begin.isEnabled()
    program.exam_page.back.click()
    assert program.window.page is program.start


def test_who_goes_back_while_it_opens_gets_no_exam(
    qtbot: QtBot, program: Program, store: Path
) -> None:
    choose_last(qtbot, program)
    program.exam_page.emergency.click()
    program.exam_page.back.click()
    qtbot.wait(1000)
    assert program.live is None
    assert program.window.page is program.start
    assert exams_in(store) == []


def test_cards_are_visible_at_once_and_so_keep_the_focus(program: Program) -> None:
    """A window that comes to the front gives the focus to no widget that is still hidden."""
    program.start.show_sources(arrange((), LoadedPresets(), "udp://127.0.0.1:5004"))
    assert program.start.cards[0].button.isVisible()
    assert program.window.focusWidget() is program.start.cards[0].button


def test_a_wrong_address_is_shown_where_it_was_written(program: Program) -> None:
    for text, told in (
        ("", "Enter the address"),
        ("gopher://x", "not supported"),
        ("udp://10.0.0.5", "needs a port"),
    ):
        program.start.address.setText(text)
        program.start.open.click()
        assert told in program.start.notice.text
        assert program.window.page is program.start
    program.start.address.setText("udp://127.0.0.1:5004")
    program.start.open.click()
    assert program.window.page is program.exam_page


def test_a_stream_is_kept_under_a_name(program: Program) -> None:
    page = program.exam_page
    program.start.address.setText("rtsp://user:secret@127.0.0.1/live")
    program.start.open.click()
    texts = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "secret" not in texts
    page.details.name.setText("with / in it")
    page.details.keep.click()
    assert "cannot be used" in page.notice.text
    page.details.name.setText("Tower 2")
    page.details.keep.click()
    assert "Saved as" in page.notice.text
    (preset,) = load_presets(presets_path()).presets
    assert preset.location == "rtsp://user:secret@127.0.0.1/live"
    page.details.color.setCurrentIndex(2)
    page.details.view.setCurrentIndex(1)
    page.details.keep.click()
    (preset,) = load_presets(presets_path()).presets
    assert (preset.correction.color, preset.view.shape) == (ColorChoice.BT709, ViewShape.FULL)
    assert preset.opening.endswith("#color=bt709")


def test_an_encrypted_store_asks_for_its_passphrase_first(
    qtbot: QtBot, program: Program, store: Path
) -> None:
    key = make_key(store, "five words at random")
    choose_last(qtbot, program)
    program.exam_page.emergency.click()
    dialog = program.window.findChild(PassphraseDialog)
    assert isinstance(dialog, PassphraseDialog)
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.passphrase)
    dialog.passphrase.setText("wrong")
    dialog.primary.click()
    assert dialog.fault
    assert program.live is None
    dialog.passphrase.setText("five words at random")
    dialog.primary.click()
    wait_for_live(qtbot, program)
    end_exam(qtbot, program)
    qtbot.waitUntil(lambda: "Patient not entered" in program.summary.text)
    with open_store(store, read_only=True, key=key) as opened:
        assert len(opened.search(Search())) == 1


def test_an_exam_is_exported_whole(
    qtbot: QtBot, program: Program, store: Path, tmp_path: Path
) -> None:
    choose_last(qtbot, program)
    program.exam_page.emergency.click()
    wait_for_live(qtbot, program)
    end_exam(qtbot, program)
    (exam_id,) = exams_in(store)
    qtbot.waitUntil(lambda: exam_id in program.summary.text)
    target = tmp_path / "exported"
    target.mkdir()
    program.summary.export_requested.emit(exam_id, target)
    qtbot.waitUntil(lambda: "Exported to" in program.summary.notice.text)
    assert (target / exam_id / "exam.json").is_file()
    program.summary.export_requested.emit(exam_id, target / "nowhere")
    qtbot.waitUntil(lambda: "Exported" not in program.summary.notice.text)


def test_a_store_that_cannot_be_written_begins_no_exam(
    qtbot: QtBot, program: Program, store: Path
) -> None:
    store.write_text("a file")
    choose_last(qtbot, program)
    program.exam_page.emergency.click()
    qtbot.waitUntil(lambda: bool(program.exam_page.notice.text))
    assert program.live is None
    assert program.failure is None or isinstance(program.failure, HysteroViewError)
    assert program.window.page is program.exam_page


def test_kept_sources_go_to_another_computer_without_their_passwords(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    kept, file = program.start.kept, tmp_path / "sources.toml"
    save_presets([SourcePreset("Tower", "rtsp://user:secret@10.0.0.5/live")], presets_path())
    kept.export_to(file)
    assert "without passwords" in program.start.notice.text
    assert "secret" not in file.read_text()
    kept.remove(load_presets(presets_path()).presets[0])
    assert load_presets(presets_path()).presets == ()
    kept.import_from(file)
    assert [each.name for each in load_presets(presets_path()).presets] == ["Tower"]
    qtbot.waitUntil(lambda: "Tower" in [card.choice.name for card in program.start.cards])
    file.write_bytes(b"\xff\xfe")
    kept.import_from(file)
    assert "cannot be read" in program.start.notice.text
    presets_path().write_text("damaged [")
    kept.export_to(file)
    assert "damaged" in program.start.notice.text
    assert presets_path().with_name("sources.toml.damaged").read_text() == "damaged ["


def test_settings_take_effect_are_saved_and_survive_an_exam(
    qtbot: QtBot, program: Program, store: Path
) -> None:
    program.start.settings.click()
    runner = program.settings_controller
    assert runner is not None
    assert program.window.page is runner.page
    dark = program.window.styleSheet()
    page = runner.page
    program.settings.put(appearance=AppearanceSettings(Theme.LIGHT, Language.CHINESE))
    assert program.window.styleSheet() != dark
    assert theme_in_use() is Theme.LIGHT
    page.back.click()
    assert program.window.page is program.start
    assert program.start.settings.text() == "设置"
    qtbot.waitUntil(lambda: len(program.start.cards) >= 2)
    kept = load_settings(settings_file(store))
    assert kept.settings.appearance == AppearanceSettings(Theme.LIGHT, Language.CHINESE)
    choose_last(qtbot, program)
    program.exam_page.only_look.click()
    wait_for_live(qtbot, program)
    assert program.live is not None
    program.live.controller.choose("heatmap_opacity", 0.3)
    end_exam(qtbot, program)
    saved = load_settings(settings_file(store)).settings
    assert saved.live.heatmap_opacity == 0.3
    assert saved.appearance.theme is Theme.LIGHT


def test_keys_are_assigned_from_the_settings_too(qtbot: QtBot, program: Program) -> None:
    program.show_settings()
    runner = program.settings_controller
    assert runner is not None
    runner.page.keys.click()
    assert runner.overview is not None
    runner.overview.cells[Act.MARK, Device.KEYS].click()
    with qtbot.waitSignal(runner.overview.assigned):
        qtbot.keyClick(runner.overview, Qt.Key.Key_J)
    assert "J" in runner.overview.cells[Act.MARK, Device.KEYS].text()
    runner.overview.close()
    runner.page.back.click()
    choose_last(qtbot, program)
    program.exam_page.emergency.click()
    wait_for_live(qtbot, program)
    live = program.live
    assert live is not None
    qtbot.keyClick(live.window.windowHandle(), Qt.Key.Key_J)
    assert "marked" in live.page.notice.text


def test_settings_that_cannot_be_saved_hold_and_are_told(
    qtbot: QtBot, program: Program, store: Path
) -> None:
    settings_file(store).parent.write_text("a file where the folder should be")
    program.show_settings()
    runner = program.settings_controller
    assert runner is not None
    page = runner.page
    program.settings.change("live", rate_hz=5.0)
    texts = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "Not saved" in texts
    page.back.click()
    choose_last(qtbot, program)
    program.exam_page.only_look.click()
    wait_for_live(qtbot, program)
    assert program.live is not None
    assert program.settings.now.live.rate_hz == 5.0
    assert program.live.page.controls.rate.currentData() == 5.0


def test_an_exam_goes_into_the_folder_that_was_set_last(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    program.show_settings()
    assert program.settings_controller is not None
    program.settings.change("storage", store=tmp_path / "other")
    program.settings_controller.page.back.click()
    choose_last(qtbot, program)
    program.exam_page.emergency.click()
    wait_for_live(qtbot, program)
    assert program.live is not None
    assert program.live.exam is not None
    assert program.live.exam.folder.path.is_relative_to(tmp_path / "other")


def restart(qtbot: QtBot, program: Program) -> None:
    """Show the start page again, as when the program starts."""
    program.show_start()
    qtbot.waitUntil(program.start.again.isEnabled)


def test_an_interrupted_exam_is_completed_when_the_window_opens_and_that_is_said(
    qtbot: QtBot, program: Program, store: Path
) -> None:
    exam_id = keep_exam(store, [Span("EP", 1)], ends=False)
    restart(qtbot, program)
    notice = program.start.notice
    qtbot.waitUntil(lambda: "was interrupted" in notice.text)
    assert "snapshots: 0, clips: 0" in notice.text
    with open_store(store, read_only=True) as opened:
        assert opened.exam(exam_id).ended_wall_ns is not None
        assert [each.label for each in opened.exam(exam_id).episodes] == ["EP"]


def test_a_new_folder_of_exams_is_no_error_at_the_start(
    qtbot: QtBot, program: Program, store: Path
) -> None:
    store.mkdir()
    restart(qtbot, program)
    qtbot.waitUntil(lambda: not program.start.notice.isVisible())
    assert list(store.iterdir()) == []


def test_a_damaged_index_can_be_rebuilt_in_the_window(
    qtbot: QtBot, program: Program, store: Path
) -> None:
    exam_id = keep_exam(store)
    connection = sqlite3.connect(store / FILE)
    connection.execute("PRAGMA writable_schema = ON")
    # a fault that only a search finds, and not the check when the index is opened
    connection.execute("UPDATE sqlite_schema SET rootpage = 2 WHERE name = 'exams_by_start'")
    connection.commit()
    connection.close()
    restart(qtbot, program)
    exams, notice = program.start.exams, program.start.notice
    qtbot.waitUntil(lambda: "damaged" in exams.state.text or "was damaged" in notice.text)
    if exams.state.remedy.isVisible():
        exams.state.remedy.click()
        qtbot.waitUntil(lambda: "was rebuilt" in notice.text)
    qtbot.waitUntil(lambda: len(exams.model.rows) == 2)
    with open_store(store, read_only=True) as opened:
        assert [exam.exam_id for exam in opened.search(Search())] == [exam_id]
