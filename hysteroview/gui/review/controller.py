"""Reads, changes and exports exams for the summary page."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from hysteroview.core.errors import HysteroViewError
from hysteroview.exam.store.copies.copying import Exported
from hysteroview.exam.store.records import ExamEntry
from hysteroview.gui.look.language import translated_label
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.exported import EXPORT, show_exported
from hysteroview.gui.review.lesions.controller import LesionsController
from hysteroview.gui.review.picture_viewer import PictureViewer
from hysteroview.gui.review.summary_page import SummaryPage
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.model.card import ModelCard


class SummaryController(QObject):
    """Carry out off the GUI thread what the summary page requests, and show the outcome there.

    Parameters
    ----------
    access
        Returns the present store and its key.
    """

    def __init__(
        self,
        page: SummaryPage,
        card: ModelCard,
        tasks: TaskRunner,
        access: Callable[[], ExamAccess],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._page, self._card = page, card
        self._tasks, self._access = tasks, access
        page.entry_changed.connect(self._change_entry)
        page.export_requested.connect(self._export)
        page.picture_requested.connect(self._read_picture)
        names = {label.code: translated_label(label.name) for label in card.labels}
        self.lesions = LesionsController(page, tasks, access, lambda: names, lambda: page.scale)
        self.lesions.saved.connect(self.show)
        self.lesions.failed.connect(page.notice.show_failure)
        page.lesions_requested.connect(self.lesions.ask)

    def show(self, exam_id: str) -> None:
        """Read an exam and show it."""
        read = partial(self._access().read, exam_id, self._card)
        self._tasks.submit_or_fail(read, self._page.show_summary, self._page.notice.show_failure)

    def _change_entry(self, exam_id: str, entry: ExamEntry) -> None:
        change = partial(self._access().change_entry, exam_id, entry)
        failed = self._page.notice.show_failure
        self._tasks.submit_or_fail(change, lambda _: self.show(exam_id), failed)

    def _read_picture(self, viewer: PictureViewer, exam_id: str, name: str) -> None:
        number = viewer.number

        def show(pixels: NDArray[np.uint8]) -> None:
            if self._page.viewer is viewer:
                viewer.show_picture(number, pixels)

        def fail(failure: HysteroViewError) -> None:
            if self._page.viewer is viewer:
                viewer.show_failure(number, failure)

        read = partial(self._access().picture, exam_id, name)
        self._tasks.submit_or_fail(read, show, fail)

    def _export(self, exam_id: str, target: Path) -> None:
        export = partial(self._access().export, exam_id, target, time.time_ns())
        self._page.notice.show_note(self.tr("Exporting…"), subject=EXPORT)
        failed = partial(self._page.notice.show_failure, subject=EXPORT)
        self._tasks.submit_or_fail(export, self._show_exported, failed)

    def _show_exported(self, made: Exported) -> None:
        show_exported(made, self._page.notice)
