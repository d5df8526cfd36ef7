"""Import of a model in the window: look, trial, use, and the way back."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from hysteroview.core.errors import HysteroViewError, ModelError
from hysteroview.gui.look.messages import failure_words
from hysteroview.gui.settings.model_dialog import ModelDialog
from hysteroview.gui.settings.model_section import ModelSection
from hysteroview.gui.settings.page import SettingsPage
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.model.installed import read_active
from hysteroview.inference.package import library
from hysteroview.inference.package.signing import Signer
from hysteroview.inference.runtimes.table import AUTO
from hysteroview.pipeline.trial.model_trial import TrialReport, try_model

_MOST_TASKS = 4
_CLOSE_TIMEOUT_S = 10.0
_Tried = tuple[str, TrialReport]


class ModelFlow(QObject):
    """Imports model files off the GUI thread; one dialog at a time.

    Parameters
    ----------
    section
        Shows the model in use.
    runtime
        Choice of the runtime for the trial.

    Attributes
    ----------
    dialog
        The dialog that is open; None without one.

    Signals
    -------
    used(ModelCard)
        Another model is in use from now on.
    """

    used = Signal(object)

    def __init__(self, page: SettingsPage, section: ModelSection, *, runtime: str = AUTO) -> None:
        super().__init__(page)
        self._page, self._section, self.runtime = page, section, runtime
        self._tasks = TaskRunner(_MOST_TASKS, self)
        self._is_wanted = threading.Event()
        self.dialog: ModelDialog | None = None
        section.import_requested.connect(self._ask_file)
        section.previous_requested.connect(self._use_previous)
        self._update()

    def close(self) -> None:
        """End a trial and wait for its end. Safe to call twice."""
        self._is_wanted.clear()
        self._tasks.finish(_CLOSE_TIMEOUT_S)
        self._drop_dialog()

    def import_file(self, path: Path) -> None:
        """Look into a file, and show what it says."""
        if self.dialog is not None:
            return
        self._section.tell(self.tr("The file is checked."))
        self._tasks.submit_or_fail(
            partial(_look, path), partial(self._show, path), self._show_failure
        )

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._page, self.tr("Import a model"), "", self.tr("Model files (*.hvmodel)")
        )
        if chosen:
            self.import_file(Path(chosen))

    def _show(self, path: Path, found: tuple[ModelCard, Signer]) -> None:
        self._section.tell("")
        dialog = self.dialog = ModelDialog(*found, self._page)
        dialog.set_scale(self._page.scale)
        dialog.trial_requested.connect(partial(self._try, path))
        dialog.finished.connect(self._leave)
        dialog.open()

    def _try(self, path: Path) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        self._is_wanted.set()
        dialog.show_busy()
        work = partial(_try_and_keep, path, self.runtime, self._is_wanted)
        self._tasks.submit_or_fail(
            work, partial(self._show_tried, dialog), partial(self._fail_trial, dialog)
        )

    def _show_tried(self, dialog: ModelDialog, tried: _Tried) -> None:
        if self.dialog is not dialog:  # canceled meanwhile
            return
        name, report = tried
        dialog.show_report(report)
        dialog.use_requested.connect(partial(self._use, name))

    def _fail_trial(self, dialog: ModelDialog, failure: HysteroViewError) -> None:
        if self.dialog is dialog:
            dialog.show_failure(failure)

    def _use(self, name: str) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self._tasks.submit_or_fail(partial(library.use, name), self._show_used, self._show_failure)

    def _use_previous(self) -> None:
        self._tasks.submit_or_fail(library.use_previous, self._show_used, self._show_failure)

    def _show_used(self, card: ModelCard) -> None:
        self._section.show_card(card)
        self._section.tell(self.tr("This model is used from now on: {0}").format(card.title))
        self._update()
        self.used.emit(card)

    def _show_failure(self, failure: HysteroViewError) -> None:
        self._section.tell(failure_words(failure), is_fault=True)

    def _update(self) -> None:
        try:
            is_there = bool(read_active().earlier)
        except ModelError:
            is_there = False
        self._section.show_previous(is_there=is_there)

    def _leave(self) -> None:
        self._is_wanted.clear()
        self._drop_dialog()

    def _drop_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


def _look(path: Path) -> tuple[ModelCard, Signer]:
    with library.opened_candidate(path) as candidate:
        return candidate.card, candidate.signer


def _try_and_keep(path: Path, runtime: str, is_wanted: threading.Event) -> _Tried:
    """Try a model and keep it in the library; the files are unpacked and checked once more."""
    with library.opened_candidate(path) as candidate:
        report = try_model(
            candidate.card, runtime=runtime, report=_nothing, is_wanted=is_wanted.is_set
        )
        return library.install(candidate, report.as_dict()), report


def _nothing(_: str) -> None:
    """The dialog shows that the trial runs, and its end."""
