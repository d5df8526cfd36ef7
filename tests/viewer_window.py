"""A program that shows the viewer of an exam, and says on its output what is where."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.viewer.controller import ViewerController
from hysteroview.gui.review.viewer.trays import PictureList
from hysteroview.gui.tasks import TaskRunner

LIFE_MS = 300_000
POLL_MS = 50


def tell(fields: object) -> None:
    """Print a line for the parent process."""
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


def main(store: str, exam_id: str) -> None:
    """Show the viewer until it is closed, and everything is kept."""
    application = QApplication(sys.argv)
    apply_theme(application)
    window = QWidget()
    window.setGeometry(0, 0, 1200, 700)
    window.show()
    tasks = TaskRunner(32)
    controller = ViewerController(ExamAccess(Path(store)), exam_id, tasks, window)
    viewer = controller.viewer
    viewer.setWindowTitle("viewer")
    controller.open(window)
    timer = QTimer(interval=POLL_MS)
    last: list[object] = []

    def centers(pictures: PictureList) -> list[tuple[int, int]]:
        items = (pictures.item(row) for row in range(pictures.count()))
        points = (pictures.visualItemRect(item).center() for item in items)
        return [pictures.viewport().mapToGlobal(point).toTuple() for point in points]

    def look() -> None:
        """Say what is shown, whenever that has changed and everything is kept."""
        if viewer.canvas.image is None or tasks.waiting:
            return
        box, canvas = viewer.canvas.box, viewer.canvas
        corner = canvas.mapToGlobal(QPoint(round(box.x()), round(box.y())))
        part = canvas.zoom.part
        tray = viewer.tray.viewport()
        state = {
            "chosen": viewer.tray.keys,
            "place": viewer.place.text(),
            "shapes": [each.as_dict() for each in canvas.editor.drawing.shapes],
            "zoom": [canvas.zoom.factor, part.x(), part.y()],
            "box": [*corner.toTuple(), round(box.width()), round(box.height())],
            "pictures": centers(viewer.pictures),
            "report": centers(viewer.tray),
            "tray": tray.mapToGlobal(tray.rect().center()).toTuple(),
            "field": canvas.field.isVisible(),
        }
        if [state] != last:
            last[:] = [state]
            tell(state)

    timer.timeout.connect(look)
    timer.start()
    viewer.finished.connect(application.quit)
    QTimer.singleShot(LIFE_MS, application.quit)
    application.exec()
    timer.stop()
    tasks.finish(30)
    tell("closed")


if __name__ == "__main__":
    main(*sys.argv[1:])
