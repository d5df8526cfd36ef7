"""Opens the page of agreement, and saves its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from hysteroview.core.agreement.cases import CaseSet, Unit
from hysteroview.core.agreement.tables import Agreement, agreement_of
from hysteroview.core.agreement.words import agreement_table
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.files import atomic_file, storage_error
from hysteroview.core.labels import LabelSet
from hysteroview.exam.store.store import open_store
from hysteroview.gui.archive.agreement.page import AgreementPage
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.review.agreement import cases_in

_SAVED = "table of agreement"  # subject of notices


class AgreementFlow(QObject):
    """The page of agreement, while it is open.

    Parameters
    ----------
    names
        Returns the names of the classes, by code, in the language of the window.
    """

    def __init__(
        self,
        window: MainWindow,
        tasks: TaskRunner,
        card: ModelCard,
        names: Callable[[], Mapping[str, str]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._tasks, self.card, self._names = window, tasks, card, names
        self.page: AgreementPage | None = None

    def show(self, access: ExamAccess, back: Callable[[], None]) -> None:
        """Show the page, and read the exams off the GUI thread.

        Parameters
        ----------
        back
            Shows the page to return to.
        """
        self.close()
        page = self.page = AgreementPage(self.card, self._names())
        page.left.connect(partial(self._leave, back))
        page.save_requested.connect(self._ask_file)
        self._window.show_page(page)

        def show(tables: tuple[Agreement, ...]) -> None:
            if self.page is page:
                page.show_tables(tables)

        def fail(failure: HysteroViewError) -> None:
            if self.page is page:
                page.notice.show_failure(failure)

        self._tasks.submit_or_fail(partial(read_tables, access, self.card.labels), show, fail)

    def close(self) -> None:
        """Drop the page. Safe to call twice."""
        if self.page is not None:
            self._window.remove_page(self.page)
            self.page.deleteLater()
            self.page = None

    def save(self, path: Path) -> None:
        """Save both tables to a file."""
        page = self.page
        if page is None:
            return
        write = partial(write_tables, tuple(page.tables), path)
        told = self.tr("Saved as {0}").format(path)

        def show(_: object) -> None:
            if self.page is page:
                page.notice.show_success(told, subject=_SAVED)

        self._tasks.submit_or_fail(write, show, page.notice.show_failure)

    def _ask_file(self) -> None:
        title = self.tr("Save the table")
        chosen, _ = QFileDialog.getSaveFileName(self.page, title, "agreement.csv", "CSV (*.csv)")
        if chosen:
            self.save(Path(chosen))

    def _leave(self, back: Callable[[], None]) -> None:
        back()
        QTimer.singleShot(0, self, self.close)


def read_tables(access: ExamAccess, labels: LabelSet) -> tuple[Agreement, ...]:
    """Return the tables by exam and by lesion.

    Raises
    ------
    StorageError
        The store cannot be read.
    """
    if not access.store.exists():  # never used
        return tuple(agreement_of(CaseSet(unit=unit, labels=labels, cases=())) for unit in Unit)
    with open_store(access.store, read_only=True, key=access.key) as store:
        return tuple(agreement_of(cases_in(store, unit, labels)) for unit in Unit)


def write_tables(tables: tuple[Agreement, ...], path: Path) -> None:
    """Write the tables to a CSV file that is readable for its owner only.

    Raises
    ------
    StorageError
        The disk is full or failed.
    """
    parts = [agreement_table(each, has_header=not n) for n, each in enumerate(tables)]
    try:
        with atomic_file(path, private=True) as temporary:
            temporary.write_text("".join(parts), encoding="utf-8")
    except OSError as error:
        raise storage_error(path, error) from error
