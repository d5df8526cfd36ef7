"""Pictures of the pages after an exam: summary, review, viewer, explanation, report, export."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Protocol

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from hysteroview.gui.program import Program
from hysteroview.gui.review.explain import controller as explaining
from hysteroview.gui.review.player.controller import ReviewController
from hysteroview.gui.review.player.page import ReviewPage
from hysteroview.pipeline.explain.explainer import Explainer
from hysteroview.pipeline.explain.messages import Begun, Explained, Finished, Method, Step

_PATIENCE_S = 300.0


class Camera(Protocol):
    """Takes a picture of the window, or of a part of it."""

    def take(self, name: str, of: QWidget | None = None) -> None: ...


def pause(time_ms: int) -> None:
    """Let the window work; unlike QTest's own wait this lets other threads work too."""
    loop = QEventLoop()
    QTimer.singleShot(time_ms, loop.quit)
    loop.exec()


def wait_until(condition: Callable[[], object]) -> None:
    """Wait for a condition; SystemExit if it does not come true."""
    deadline_s = time.monotonic() + _PATIENCE_S
    while not condition():
        if time.monotonic() > deadline_s:
            raise SystemExit("The window has not come to what was waited for.")
        pause(50)


def explained(connection: Connection) -> None:
    """Explain as the laboratory's process does, without torch."""
    with suppress(EOFError):
        while True:
            request = connection.recv()
            shares = {"EH": 0.05, "AH": 0.02, "EC": 0.84, "EP": 0.06, "SM": 0.03}
            connection.send(Begun(shares, request.code or "EC", (56, 28, 14, 7), 7))
            across, down = np.meshgrid(np.linspace(-1, 1, 14), np.linspace(-1, 1, 14))
            spot = np.exp(-((across - 0.2) ** 2 + (down + 0.1) ** 2) * 4).astype(np.float32)
            for method in request.methods:
                values = -40 * spot if method is Method.OCCLUSION else spot
                connection.send(Explained(method, values, 0.1))
            connection.send(Step(Method.OCCLUSION, 100, 100, 0.0))
            connection.send(Finished())


def after_exam(program: Program, camera: Camera) -> None:
    """Take everything that leads from the summary of an exam, which is shown."""
    summary = program.summary
    wait_until(lambda: summary.thumbnails.count() > 0)
    camera.take("summary")
    exams = program._exams
    for button, name, dialog in (
        (summary.lesions, "lesions", lambda: exams.lesions.dialog),
        (summary.export, "export", lambda: exams.exports.dialog),
    ):
        button.click()
        wait_until(dialog)
        shown = dialog()
        if name == "lesions":
            shown.add.click()
            shown.form.is_biopsied.setChecked(True)
        camera.take(name, shown)
        shown.reject()
        pause(50)
    _report(program, camera)
    summary.review.click()
    wait_until(lambda: program.review.controller is not None)
    review = program.review.controller
    assert review is not None
    _review(review, camera)
    review.left.emit()
    wait_until(lambda: program.review.controller is None)
    program.show_start()
    program.start.agreement_requested.emit()
    pause(600)
    camera.take("agreement")


def _report(program: Program, camera: Camera) -> None:
    report = program._exams.report
    program.summary.report.click()
    wait_until(lambda: report.dialog is not None)
    dialog = report.dialog
    assert dialog is not None
    camera.take("report", dialog)
    dialog.preview.click()
    wait_until(lambda: report.preview is not None)
    assert report.preview is not None
    camera.take("report_preview", report.preview)
    report.preview.reject()
    pause(50)
    dialog.reject()


def _review(review: ReviewController, camera: Camera) -> None:
    page = review.page
    wait_until(lambda: page.picture.frame is not None and page.photos.isEnabled())
    page.transport.frame_requested.emit(20)
    pause(800)
    page.photos.mark_place(2)
    page.transport.edge_marked.emit(-1)
    camera.take("review")
    page.panels.show_panel(page.photos)
    camera.take("review_plan")
    page.transport.heatmap.click()
    wait_until(lambda: page.picture.heatmap is not None or "No heatmap" in _words(page))
    camera.take("review_heatmap")
    page.transport.heatmap.click()
    page.panels.show_panel(page.findings)
    page.transport.pictures.click()
    pause(300)
    viewer = review.pictures.pictures
    assert viewer is not None
    wait_until(lambda: viewer.viewer.canvases[0].image is not None)
    camera.take("viewer_frame", viewer.viewer)
    viewer.viewer.sources.activated.emit(0)
    viewer.viewer.compared.emit(True)
    wait_until(lambda: viewer.viewer.canvases[1].image is not None)
    camera.take("viewer_both", viewer.viewer)
    viewer.viewer.leave.click()
    pause(100)
    explaining.check_installed = lambda: None
    review.explain._make = lambda: Explainer(explained)
    page.explain.click()
    wait_until(lambda: review.explain.dialog is not None or page.notice.text)
    if (dialog := review.explain.dialog) is not None:
        wait_until(dialog.compute.isEnabled)
        dialog.show_place(0.6, 0.5)
        camera.take("explain", dialog)
        dialog.accept()


def _words(page: ReviewPage) -> str:
    return page.picture.heatmap_words
