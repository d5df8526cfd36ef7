"""Opens the results of an archive, keeps marks, and leads to the review and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from hysteroview.capture.opening import open_source
from hysteroview.capture.source import seekable
from hysteroview.core.errors import HysteroViewError, SourceError
from hysteroview.core.types import NS_PER_S
from hysteroview.export.dataset.writing import TableFormat, check_available
from hysteroview.gui.archive.results.page import ResultsPage
from hysteroview.gui.look.messages import failure_words
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.review.player.flow import ReviewFlow
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.archive.opening import take_tracks
from hysteroview.pipeline.archive.results.export import write_list
from hysteroview.pipeline.archive.results.marks import Mark, MarkKind, Marks, RowKey
from hysteroview.pipeline.archive.results.rows import FindingRow, Outcome, Row
from hysteroview.pipeline.archive.results.table import ResultsTable
from hysteroview.pipeline.review.kept.track_file import tracks_folder

_MOST_TASKS = 64
_PICTURE_MS = 120  # after the cursor rests, its picture is read
_PICTURE_PX = (640, 360)
_CLOSE_TIMEOUT_S = 10.0
_WITH_TRACK = (Outcome.FINDING, Outcome.NONE_FOUND, Outcome.NOT_ASSESSED)
_READING, _MARKED, _SAVED, _OPENED = "results", "marks", "exported table", "review"  # of notices


class ResultsFlow(QObject):
    """The page with the results of an archive, while it is open.

    Parameters
    ----------
    names
        Returns the names of the classes, by code, in the language of the window.
    """

    def __init__(
        self, window: MainWindow, review: ReviewFlow, card: ModelCard,
        names: Callable[[], Mapping[str, str]], parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._window, self._review, self.card, self._names = window, review, card, names
        self.page: ResultsPage | None = None
        self._marks: Marks | None = None
        self._folder = Path()
        self._tasks = TaskRunner(_MOST_TASKS, self)
        self._pictures = TaskRunner(2, self)
        self._shown: RowKey | None = None  # of the picture
        self._rest = QTimer(self, singleShot=True, interval=_PICTURE_MS)
        self._rest.timeout.connect(self._read_picture)

    def show(self, folder: Path, back: Callable[[], None]) -> None:
        """Show the page, and read the results off the GUI thread.

        Parameters
        ----------
        back
            Shows the page to return to.
        """
        self.close_page()
        self._folder, self._marks = folder, Marks(folder)
        page = self.page = ResultsPage(folder, self.card, self._names())
        page.left.connect(partial(self._leave, back))
        page.refresh_requested.connect(self._read)
        page.open_requested.connect(self.open_row)
        page.mark_requested.connect(self.mark)
        page.note_entered.connect(self._keep_note)
        page.undo_requested.connect(self.undo)
        page.export_requested.connect(self._ask_file)
        page.row_changed.connect(self._await_picture)
        self._window.show_page(page)
        self._read()

    def close_page(self) -> None:
        """Drop the page. Safe to call twice."""
        self._rest.stop()
        page, self.page = self.page, None
        if page is not None:
            self._window.remove_page(page)
            page.deleteLater()
            if page.table is not None:
                for view in page.views.values():
                    view.rows.show_table(None)
                page.table.close()

    def close(self) -> None:
        """Drop the page, and wait for what is being kept; for the program's end."""
        self.close_page()
        self._pictures.drop_waiting()
        self._pictures.finish(_CLOSE_TIMEOUT_S)
        self._tasks.finish(_CLOSE_TIMEOUT_S)

    def open_row(self) -> None:
        """Open the recording of the row with the cursor in the review, at the row's time."""
        page, row = self.page, self._row
        if page is None or row is None:
            return
        path = Path(row.file)
        at_ns = None if row.shown_s is None else round(row.shown_s * NS_PER_S)
        report = partial(page.notice.show_failure, subject=_OPENED)

        def open_it(_: object) -> None:
            if self.page is page:
                self._review.open_file(str(path), self._return, report, at_ns)

        has_track = isinstance(row, FindingRow) or row.outcome in _WITH_TRACK
        take = partial(_take if has_track else _check, path, self._folder)
        self._tasks.submit_or_fail(take, open_it, report)

    def mark(self, kind: MarkKind) -> None:
        """Mark the selected rows; their notes stay."""
        if self.page is not None:
            self._put([row.key for row in self.page.view.selected], kind=kind)

    def undo(self) -> None:
        """Take back what this reader marked last."""
        page, marks = self.page, self._marks
        if page is None or marks is None:
            return

        def show(undone: Mapping[RowKey, Mark]) -> None:
            if self.page is not page:
                return
            page.show_marks(undone)
            if not undone:
                page.notice.show_hint(self.tr("There is no mark of yours to take back."))

        self._tasks.submit_or_fail(marks.undo, show, page.notice.show_failure, keeps=True)

    def save(self, path: Path) -> None:
        """Save the rows that are shown, in their order, to a file."""
        page = self.page
        if page is None or page.table is None:
            return
        told = self.tr("Saved as {0}").format(path)
        try:
            chosen = TableFormat(path.suffix.lower().removeprefix(".") or "csv")
            check_available(chosen)
            write_list(path, page.table, page.listed, page.view.rows.numbers, chosen)
        except ValueError:
            words = self.tr("The name of the file has to end in .csv, .parquet or .json.")
            page.notice.show_failure(HysteroViewError(words), subject=_SAVED)
        except HysteroViewError as error:
            page.notice.show_failure(error, subject=_SAVED)
        else:
            page.notice.show_success(told, subject=_SAVED)

    @property
    def _row(self) -> Row | None:
        return None if self.page is None else self.page.view.current

    def _read(self) -> None:
        page = self.page
        if page is None:
            return
        page.refresh.setEnabled(False)

        def show(table: ResultsTable) -> None:
            if self.page is not page:
                table.close()
                return
            before = page.table
            page.show_table(table)
            page.refresh.setEnabled(True)
            page.notice.end(_READING)
            if before is not None:
                before.close()

        def fail(failure: HysteroViewError) -> None:
            if self.page is page:
                page.refresh.setEnabled(True)
                page.notice.show_failure(failure, subject=_READING)

        self._tasks.submit_or_fail(partial(ResultsTable.read, self._folder), show, fail)

    def _keep_note(self, note: str) -> None:
        page, row = self.page, self._row
        if page is not None and row is not None:
            self._put([row.key], note=note)
            page.take_focus()

    def _put(
        self, keys: Sequence[RowKey], *, kind: MarkKind | None = None, note: str | None = None
    ) -> None:
        page, marks = self.page, self._marks
        if page is None or marks is None or not keys:
            return

        def show(kept: Mapping[RowKey, Mark]) -> None:
            if self.page is page:
                page.show_marks(kept)

        fail = partial(page.notice.show_failure, subject=_MARKED)
        self._tasks.submit_or_fail(partial(marks.put, keys, kind, note), show, fail, keeps=True)

    def _await_picture(self) -> None:
        row = self._row
        if row is None:
            self._shown = None
            self._rest.stop()
        elif row.key != self._shown and self.page is not None:
            self.page.preview.picture.show_words("")
            self._rest.start()

    def _read_picture(self) -> None:
        page, row = self.page, self._row
        if page is None or row is None or row.key == self._shown:
            return
        self._shown = key = row.key
        page.preview.picture.show_words(self.tr("Reading the picture…"))

        def show(pixels: NDArray[np.uint8]) -> None:
            if self.page is page and self._shown == key:
                page.preview.picture.show_pixels(pixels)

        def fail(failure: HysteroViewError) -> None:
            if self.page is page and self._shown == key:
                page.preview.picture.show_words(failure_words(failure))

        self._pictures.drop_waiting()
        self._pictures.submit(partial(read_picture, Path(row.file), row.shown_s), show, fail)

    def _ask_file(self) -> None:
        if self.page is not None:
            chosen, _ = QFileDialog.getSaveFileName(
                self.page, self.tr("Save the table"), f"{self.page.listed.value}.csv",
                "CSV (*.csv);;Parquet (*.parquet);;JSON (*.json)",
            )  # fmt: skip
            if chosen:
                self.save(Path(chosen))

    def _return(self) -> None:
        """Show the page again, where it was left."""
        if self.page is not None:
            self._window.show_page(self.page)

    def _leave(self, back: Callable[[], None]) -> None:
        back()
        QTimer.singleShot(0, self, self.close_page)


def read_picture(path: Path, at_s: float | None) -> NDArray[np.uint8]:
    """Return a small picture of a recording at a time; None for its first one.

    Returns
    -------
    (h, w, 4) uint8 BGRA, with square pixels.

    Raises
    ------
    SourceError
        It cannot be read, or has no picture there.
    """
    with closing(seekable(open_source(str(path)))) as source:
        if at_s is not None:
            source.seek(round(at_s * NS_PER_S))
        frame = source.read()
    if frame is None:
        raise SourceError("The source contains no picture.", remedy="Choose another source.")
    shown_width = frame.width_px * float(frame.pixel_aspect)
    zoom = min(_PICTURE_PX[0] / shown_width, _PICTURE_PX[1] / frame.height_px, 1.0)
    size = (max(round(shown_width * zoom), 1), max(round(frame.height_px * zoom), 1))
    return np.asarray(cv2.resize(frame.pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _take(recording: Path, results: Path) -> None:
    """Bring the track of a recording to where the review looks for it."""
    _check(recording, results)
    take_tracks(results, recording, tracks_folder())


def _check(recording: Path, _: Path) -> None:
    if not recording.is_file():
        raise SourceError(
            f"{recording.name} is not there anymore.",
            remedy="Check that its disk or share is connected, and press “Refresh”.",
        )
