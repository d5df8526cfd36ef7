"""A program that shows an exam and its review, and says on its output what is where."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.program import Program
from hysteroview.inference.model.card import load_card
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import StorageSettings

LIFE_MS = 600_000
POLL_MS = 50


def tell(fields: object) -> None:
    """Print a line for the parent process."""
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


def center(widget: QWidget) -> tuple[int, int]:
    """Return the middle of a widget on the screen."""
    at: tuple[int, int] = widget.mapToGlobal(widget.rect().center()).toTuple()
    return at


def state_of(program: Program) -> dict[str, object]:
    """Return what is shown."""
    focused, dialog = QApplication.focusWidget(), QApplication.activeModalWidget()
    if dialog is not None and not dialog.windowHandle().isExposed():
        dialog = None  # it cannot have the keys yet
    state: dict[str, object] = {
        "page": type(program.window.page).__name__,
        "dialog": "" if dialog is None else type(dialog).__name__,
        "focused": id(focused),
        "is_active": program.window.isActiveWindow(),
        "menu": QApplication.activePopupWidget() is not None,
        "window": int((dialog or program.window).winId()),
        "focus": focused.text() if isinstance(focused, QPushButton) else type(focused).__name__,
    }
    controller = program.review.controller
    if controller is None:
        return state
    page, timeline = controller.page, controller.page.timeline
    status, frame = controller.status, controller.page.picture.frame
    found = controller.findings.controller
    window = timeline.window_shown
    left, right = (
        timeline.mapToGlobal(QPoint(x, timeline.height() // 2)).toTuple()
        for x in (window.left_px, window.left_px + window.width_px)
    )
    return state | {
        "frame": None if frame is None or page.picture.is_near else frame.index,
        "speed": 0 if status is None else status.speed,
        "is_last": status is not None and status.is_last,
        "findings": [each.state.value for each in found.review.findings] if found else [],
        "range": timeline.range_shown,
        "timeline": (left, right) if timeline.isVisible() else None,
        "picture": center(page.picture),
        "places": page.photos.text,
    }


def main(store: str, exam_id: str, model: str) -> None:
    """Show the exam until the program is closed."""
    application = QApplication(sys.argv)
    apply_theme(application)
    settings = Settings(storage=StorageSettings(store=Path(store)))
    program = Program(load_card(Path(model)), CurrentSettings(settings), WindowOptions(folder=None))
    window = program.window
    window.setGeometry(0, 0, 1280, 720)
    program.show_start()
    program.review_exam(exam_id)
    last: list[object] = []

    def look() -> None:
        """Say what is shown, whenever that has changed."""
        state = state_of(program)
        if [state] != last:
            last[:] = [state]
            tell(state)
        if not window.isVisible():
            application.quit()

    timer = QTimer(interval=POLL_MS)
    timer.timeout.connect(look)
    timer.start()
    QTimer.singleShot(LIFE_MS, application.quit)
    application.exec()
    timer.stop()
    program.close()
    tell("closed")


if __name__ == "__main__":
    main(*sys.argv[1:])
