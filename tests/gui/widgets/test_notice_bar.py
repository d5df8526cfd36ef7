"""A notice has the level of what it says, in shape and color, and stays as long as it must."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from hysteroview.core.errors import StorageError
from hysteroview.gui.look.shapes import Mark
from hysteroview.gui.look.theme import apply_theme, color, style_sheet
from hysteroview.gui.widgets import notice_bar
from hysteroview.gui.widgets.notice_bar import Level, NoticeBar
from hysteroview.settings.choices import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # of the offscreen platform

SHOWS: dict[Level, Callable[[NoticeBar], None]] = {
    Level.SUCCESS: lambda bar: bar.show_success("Saved"),
    Level.HINT: lambda bar: bar.show_hint("There is no second screen"),
    Level.WARNING: lambda bar: bar.show_warning("The disk is nearly full."),
    Level.FAILURE: lambda bar: bar.show_failure(StorageError("Not saved.", remedy="Free space.")),
}
GROUND = {Level.WARNING: "cautionSurface", Level.FAILURE: "alertSurface"}


@pytest.fixture(params=Theme)
def bar(
    request: pytest.FixtureRequest,
    qtbot: QtBot,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> NoticeBar:
    monkeypatch.setattr(notice_bar, "PASSES_MS", 50)  # nobody reads it here
    apply_theme(qapp, request.param)
    bar = NoticeBar()
    qtbot.addWidget(bar)
    bar.setStyleSheet(style_sheet(1.0))
    bar.resize(800, bar.height())
    bar.show()
    return bar


def dismiss(bar: NoticeBar) -> QPushButton:
    button = bar.findChild(QPushButton, "dismiss")
    assert isinstance(button, QPushButton)
    return button


def shown_texts(bar: NoticeBar) -> list[str]:
    labels = [label.text() for label in bar.findChildren(QLabel) if label.isVisible()]
    return [text for text in labels if text]


def pixels(widget: NoticeBar | Mark) -> QImage:
    return widget.grab().toImage()


def test_each_level_has_its_own_shape_and_color(bar: NoticeBar) -> None:
    seen = set()
    for level, show in SHOWS.items():
        show(bar)
        mark = bar.findChild(Mark)
        assert isinstance(mark, Mark)
        seen.add((mark.shape, mark.ink))
        ground = pixels(bar).pixelColor(400, bar.height() - 4)
        assert ground == QColor(color(GROUND.get(level, "canvas"))), level
        assert bar.level is level
    assert len(seen) == len({shape for shape, _ in seen}) == len(SHOWS)


@pytest.mark.parametrize("level", [Level.SUCCESS, Level.HINT])
def test_what_passes_goes_by_itself(qtbot: QtBot, bar: NoticeBar, level: Level) -> None:
    SHOWS[level](bar)
    assert not dismiss(bar).isVisible()
    with qtbot.waitSignal(bar.shown_changed, check_params_cb=lambda on: not on):
        pass
    assert (bar.text, bar.level) == ("", None)


@pytest.mark.parametrize("level", [Level.WARNING, Level.FAILURE])
def test_what_matters_stays_until_it_is_dismissed_and_comes_back_after_a_hint(
    qtbot: QtBot, bar: NoticeBar, level: Level
) -> None:
    SHOWS[level](bar)
    text = bar.text
    bar.show_hint("Sound on")
    bar.show_hint("Sound off")
    assert (bar.text, bar.level) == ("Sound off", Level.HINT)
    qtbot.waitUntil(lambda: bar.text == text)
    assert bar.level is level
    assert dismiss(bar).isVisible()
    dismiss(bar).click()
    assert (bar.text, bar.level) == ("", None)


def test_a_success_ends_only_what_it_is_about(qtbot: QtBot, bar: NoticeBar) -> None:
    SHOWS[Level.WARNING](bar)
    bar.show_failure(StorageError("Not saved."), subject="snapshot")
    bar.show_success("Snapshot saved", subject="snapshot")
    qtbot.waitUntil(lambda: bar.level is Level.WARNING)
    assert bar.text == "The disk is nearly full."
    bar.show_success("Moment marked")
    qtbot.waitUntil(lambda: bar.level is Level.WARNING)
    assert bar.needs_reading


def test_what_was_not_dismissed_is_shown_again_one_after_the_other(bar: NoticeBar) -> None:
    SHOWS[Level.FAILURE](bar)
    bar.show_warning("Frames lost: 1", subject="frames")
    bar.show_warning("Frames lost: 2", subject="frames")  # replaces what it outdates
    SHOWS[Level.WARNING](bar)
    SHOWS[Level.WARNING](bar)  # once
    seen = [bar.text]
    while bar.needs_reading:
        dismiss(bar).click()
        seen.append(bar.text)
    assert seen == ["The disk is nearly full.", "Frames lost: 2", "Not saved. Free space.", ""]


def test_the_number_of_notices_behind_the_newest_is_shown(bar: NoticeBar) -> None:
    SHOWS[Level.FAILURE](bar)
    assert "1 more" not in shown_texts(bar)
    SHOWS[Level.WARNING](bar)
    assert "1 more" in shown_texts(bar)
    bar.clear()
    assert shown_texts(bar) == []


def test_what_ends_leaves_the_rest(bar: NoticeBar) -> None:
    SHOWS[Level.WARNING](bar)
    bar.show_failure(StorageError("The runtime failed."), subject="analysis")
    bar.end("analysis")
    assert bar.text == "The disk is nearly full."
    bar.end("analysis")
    assert bar.text == "The disk is nearly full."


def test_after_a_question_the_warning_before_it_is_shown_again(bar: NoticeBar) -> None:
    SHOWS[Level.WARNING](bar)
    bar.ask("End the exam?", "End the exam")
    assert bar.needs_reading
    bar.end_question()
    assert (bar.text, bar.level) == ("The disk is nearly full.", Level.WARNING)


def test_a_question_has_two_buttons_and_no_end(bar: NoticeBar) -> None:
    bar.ask("End the exam?", "End the exam")
    assert bar.level is None
    texts = {b.text() for b in bar.findChildren(QPushButton) if b.isVisible()}
    assert "End the exam" in texts
    assert len(texts) == 2
    bar.clear()
    assert not [b for b in bar.findChildren(QPushButton) if b.isVisible()]


def test_details_of_a_failure_are_behind_a_button(bar: NoticeBar) -> None:
    bar.show_failure(StorageError("Not saved.", remedy="Free space.", detail="OSError: EIO"))
    assert bar.text == "Not saved. Free space."
    bar.details.click()
    assert bar.text == "OSError: EIO"
    bar.show_hint("There is no second screen")
    assert not bar.details.isVisible()
    bar._show_newest()
    assert bar.text == "Not saved. Free space."
    assert bar.details.isVisible()
    bar.details.click()
    bar.details.click()
    assert bar.text == "Not saved. Free space."
    bar.show_failure(StorageError("Not saved."))
    assert not bar.details.isVisible()
